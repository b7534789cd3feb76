/* BIT STRING: octets in an ASN1_STRING. How many bits of the last octet are
 * unused stands in the flags when ASN1_STRING_FLAG_BITS_LEFT is set there;
 * otherwise it is found when encoding, by dropping zero bits at the end. */
#include "toolkit/asn1_local.h"

#include <openssl/bio.h>

static bool
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return false;
}

/* ---- content octets ---------------------------------------------------- */

void
fac_asn1_put_bits(struct urt_buf *b, const ASN1_STRING *v)
{
    struct urt_bytes s = v->data != NULL ? fac_asn1_bytes(v) : URT_BYTES_NONE;
    unsigned unused = 0;

    if (s.len > 0 && (v->flags & ASN1_STRING_FLAG_BITS_LEFT) != 0) {
        unused = (unsigned)v->flags & 7;
    } else if (s.len > 0) {
        while (s.len > 0 && s.data[s.len - 1] == 0)
            s.len--;
        if (s.len > 0)
            while ((s.data[s.len - 1] >> unused & 1) == 0)
                unused++;
    }
    urt_put_u8(b, (uint8_t)unused);
    urt_put_bytes(b, s);
    if (s.len > 0 && urt_buf_ok(b))
        b->data[b->len - 1] &= (uint8_t)(0xff << unused);
}

bool
fac_asn1_take_bits(ASN1_STRING **v, struct urt_bytes cont)
{
    ASN1_STRING *s = *v;
    uint8_t unused;

    if (!urt_take_u8(&cont, &unused))
        return fail(ASN1_R_STRING_TOO_SHORT);
    if (unused > 7)
        return fail(ASN1_R_INVALID_BIT_STRING_BITS_LEFT);
    if (s == NULL && (s = ASN1_BIT_STRING_new()) == NULL)
        return false;
    if (!ASN1_STRING_set(s, cont.data, (int)cont.len)) {
        if (*v == NULL)
            ASN1_BIT_STRING_free(s);
        return false;
    }
    if (cont.len > 0)
        s->data[cont.len - 1] &= (uint8_t)(0xff << unused);
    s->type = V_ASN1_BIT_STRING;
    s->flags = (s->flags & ~7L) | ASN1_STRING_FLAG_BITS_LEFT | unused;
    *v = s;
    return true;
}

/* ---- bits -------------------------------------------------------------- */

int
ASN1_BIT_STRING_set(ASN1_BIT_STRING *a, unsigned char *d, int length)
{
    return ASN1_STRING_set(a, d, length);
}

int
ASN1_BIT_STRING_set_bit(ASN1_BIT_STRING *a, int n, int value)
{
    int at = n / 8;
    uint8_t mask = (uint8_t)(0x80 >> (n & 7));

    if (a == NULL || n < 0)
        return 0;
    a->flags &= ~(long)(ASN1_STRING_FLAG_BITS_LEFT | 7);
    if (a->data == NULL || a->length <= at) {
        struct urt_buf b = URT_BUF_INIT;

        if (value == 0)
            goto trim;
        if (a->data != NULL)
            urt_put_bytes(&b, fac_asn1_bytes(a));
        urt_put_zeros(&b, (size_t)at + 1 - b.len);
        if (!fac_asn1_string_steal(a, &b))
            return 0;
    }
    a->data[at] &= (uint8_t)~mask;
    if (value != 0)
        a->data[at] |= mask;
trim:
    while (a->length > 0 && a->data[a->length - 1] == 0)
        a->length--;
    return 1;
}

int
ASN1_BIT_STRING_get_bit(const ASN1_BIT_STRING *a, int n)
{
    if (a == NULL || n < 0 || a->data == NULL || a->length <= n / 8)
        return 0;
    return (a->data[n / 8] & 0x80 >> (n & 7)) != 0;
}

/* Whether no bit is set but those of FLAGS. */
int
ASN1_BIT_STRING_check(const ASN1_BIT_STRING *a, const unsigned char *flags,
                      int flags_len)
{
    if (a == NULL || a->data == NULL)
        return 1;
    for (int i = 0; i < a->length; i++) {
        uint8_t allowed = i < flags_len ? flags[i] : 0;

        if ((a->data[i] & ~allowed) != 0)
            return 0;
    }
    return 1;
}

/* ---- named bits -------------------------------------------------------- */

int
ASN1_BIT_STRING_name_print(BIO *out, ASN1_BIT_STRING *bs,
                           BIT_STRING_BITNAME *tbl, int indent)
{
    bool first = true;

    BIO_printf(out, "%*s", indent, "");
    for (BIT_STRING_BITNAME *row = tbl; row->lname != NULL; row++) {
        if (ASN1_BIT_STRING_get_bit(bs, row->bitnum) == 0)
            continue;
        BIO_printf(out, "%s%s", first ? "" : ", ", row->lname);
        first = false;
    }
    BIO_puts(out, "\n");
    return 1;
}

int
ASN1_BIT_STRING_num_asc(const char *name, BIT_STRING_BITNAME *tbl)
{
    for (BIT_STRING_BITNAME *row = tbl; row->lname != NULL; row++)
        if (strcmp(row->sname, name) == 0 || strcmp(row->lname, name) == 0)
            return row->bitnum;
    return -1;
}

int
ASN1_BIT_STRING_set_asc(ASN1_BIT_STRING *bs, const char *name, int value,
                        BIT_STRING_BITNAME *tbl)
{
    int bit = ASN1_BIT_STRING_num_asc(name, tbl);

    if (bit < 0)
        return 0;
    return bs == NULL || ASN1_BIT_STRING_set_bit(bs, bit, value) != 0;
}
