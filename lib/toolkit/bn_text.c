/* BIGNUM to and from text: hexadecimal and decimal. */
#include "toolkit/bn_local.h"

#include "engine/base/text.h"

#include <openssl/bio.h>
#include <stdio.h>

/* Hex digits of |A|, lower digits last; no digit for zero. */
static void
put_hex(struct urt_buf *b, const BIGNUM *a, bool whole_bytes)
{
    static const char digits[] = "0123456789ABCDEF";
    int count = (BN_num_bits(a) + 3) / 4;

    if (whole_bytes)
        count += count & 1;
    for (int i = count; i-- > 0;) {
        size_t limb = (size_t)i / 16;
        mp_limb_t d = limb < (size_t)a->top ? a->d[limb] >> (i % 16 * 4) : 0;

        urt_put_u8(b, (uint8_t)digits[d & 15]);
    }
}

static char *
finish(struct urt_buf *b)
{
    char *text;

    urt_put_u8(b, 0);
    if ((text = (char *)urt_buf_steal(b, NULL)) == NULL)
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
    urt_buf_free(b);
    return text;
}

char *
BN_bn2hex(const BIGNUM *a)
{
    struct urt_buf b = URT_BUF_INIT;

    if (a->neg)
        urt_put_u8(&b, '-');
    if (a->top == 0)
        urt_put_u8(&b, '0');
    put_hex(&b, a, true);
    return finish(&b);
}

char *
BN_bn2dec(const BIGNUM *a)
{
    struct urt_buf b = URT_BUF_INIT;
    mpz_t z;
    size_t room;
    uint8_t *p;

    fac_bn_view(z, a);
    room = mpz_sizeinbase(z, 10) + 2;
    if ((p = urt_buf_reserve(&b, room)) != NULL) {
        (void)mpz_get_str((char *)p, 10, z);
        b.len = strlen((char *)p);
    }
    return finish(&b);
}

/* How many characters a sign and digits take; 0 without a digit. */
static int
measure(const char *text, bool *negative, bool hex)
{
    int n = 0;

    *negative = text[0] == '-';
    if (*negative)
        text++;
    while (n <= INT_MAX / 4 && (hex ? urt_hex_value(text[n]) >= 0
                                    : urt_ascii_is_digit(text[n])))
        n++;
    return n == 0 || n > INT_MAX / 4 ? 0 : n;
}

/* The target: *A, or a new number when there is none. */
static BIGNUM *
target(BIGNUM **a)
{
    BIGNUM *bn = *a != NULL ? *a : BN_new();

    if (bn != NULL)
        BN_zero_ex(bn);
    return bn;
}

int
BN_hex2bn(BIGNUM **a, const char *str)
{
    bool negative;
    int n, limbs;
    BIGNUM *bn;

    if (str == NULL || (n = measure(str, &negative, true)) == 0)
        return 0;
    if (a == NULL)
        return n + negative;
    limbs = (n + 15) / 16;
    if ((bn = target(a)) == NULL || !fac_bn_reserve(bn, (size_t)limbs)) {
        if (*a == NULL)
            BN_free(bn);
        return 0;
    }
    memset(bn->d, 0, (size_t)limbs * sizeof(*bn->d));
    for (int i = 0; i < n; i++) {
        int digit = urt_hex_value(str[negative + n - 1 - i]);

        bn->d[i / 16] |= (mp_limb_t)digit << (i % 16 * 4);
    }
    fac_bn_normalize(bn, (size_t)limbs);
    BN_set_negative(bn, negative);
    *a = bn;
    return n + negative;
}

int
BN_dec2bn(BIGNUM **a, const char *str)
{
    bool negative, ok = false;
    char *digits;
    BIGNUM *bn;
    mpz_t z;
    int n;

    if (str == NULL || (n = measure(str, &negative, false)) == 0)
        return 0;
    if (a == NULL)
        return n + negative;
    /* The digits alone, for GMP reads to the end of its string. */
    if ((digits = urt_alloc((size_t)n + 1)) == NULL) {
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
        return 0;
    }
    memcpy(digits, str + negative, (size_t)n);
    digits[n] = 0;
    if ((bn = target(a)) != NULL) {
        (void)mpz_init_set_str(z, digits, 10);
        ok = fac_bn_take(bn, z);
    }
    urt_wipe_free(digits, (size_t)n + 1);
    if (!ok) {
        if (*a == NULL)
            BN_free(bn);
        return 0;
    }
    BN_set_negative(bn, negative);
    *a = bn;
    return n + negative;
}

/* Hexadecimal behind 0x, decimal else. */
int
BN_asc2bn(BIGNUM **a, const char *str)
{
    const char *p = str;

    if (*p == '-')
        p++;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
        if (!BN_hex2bn(a, p + 2))
            return 0;
    } else if (!BN_dec2bn(a, p)) {
        return 0;
    }
    if (*str == '-')
        BN_set_negative(*a, 1);
    return 1;
}

/* Without the leading zero of bn2hex. */
int
BN_print(BIO *bio, const BIGNUM *a)
{
    struct urt_buf b = URT_BUF_INIT;
    int ok;

    if (a->neg)
        urt_put_u8(&b, '-');
    if (a->top == 0)
        urt_put_u8(&b, '0');
    put_hex(&b, a, false);
    ok = urt_buf_ok(&b) && BIO_write(bio, b.data, (int)b.len) == (int)b.len;
    urt_buf_free(&b);
    return ok;
}

int
BN_print_fp(FILE *fp, const BIGNUM *a)
{
    BIO *b = BIO_new(BIO_s_file());
    int ok;

    if (b == NULL)
        return 0;
    BIO_set_fp(b, fp, BIO_NOCLOSE);
    ok = BN_print(b, a);
    BIO_free(b);
    return ok;
}
