/* BN: what is left over by bn.c and bn_mod.c. Products and residues, the
 * known primes, random ranges, primes found and judged with callbacks,
 * Montgomery and NIST helpers, native byte order. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

static BN_CTX *ctx;

static void
show(const char *what, const BIGNUM *n)
{
    char *hex = n == NULL ? NULL : BN_bn2hex(n);

    printf("%s %s", what, hex == NULL ? "-" : hex);
    OPENSSL_free(hex);
    for (unsigned long e; (e = ERR_get_error()) != 0;)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

static BIGNUM *
hex(const char *text)
{
    BIGNUM *n = NULL;

    BN_hex2bn(&n, text);
    return n;
}

static void
arithmetic(void)
{
    static const char *const numbers[] = {
        "0", "1", "-1", "FFFFFFFFFFFFFFFF", "-10000000000000000",
        "123456789ABCDEF0FEDCBA9876543210AA55AA55"};
    BIGNUM *m = hex("FFFFFFFFFFFFFFC5"), *r = BN_new();
    BIGNUM *minus = hex("-1F"), *zero = BN_new();
    char what[60];

    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 6; k++) {
            BIGNUM *a = hex(numbers[i]), *b = hex(numbers[k]);
            int ok;

            snprintf(what, sizeof(what), "%d*%d", i, k);
            ok = BN_mul(r, a, b, ctx);
            show(what, r);
            ok += BN_mod_mul(r, a, b, m, ctx);
            show("mod_mul", r);
            ok += BN_mod_sub(r, a, b, m, ctx);
            show("mod_sub", r);
            ok += BN_mod_add(r, a, b, minus, ctx);
            show("mod_add -", r);
            ok += BN_mod_mul(r, a, b, zero, ctx);
            show("mod 0", NULL);
            printf("%d\n", ok);
            BN_swap(a, b);
            BN_sqr(r, a, ctx);
            show("sqr", r);
            BN_free(a);
            BN_free(b);
        }
    BN_set_word(r, 9);
    printf("lshift1 %d ", BN_mod_lshift1(r, r, minus, ctx));
    show("", r);
    printf("words %d %d %d %d\n", BN_num_bits_word(0), BN_num_bits_word(1),
           BN_num_bits_word(255), BN_num_bits_word((BN_ULONG)-1));
    BN_clear(r);
    show("clear", r);
    BN_clear_free(r);
    BN_clear_free(NULL);
    BN_free(m);
    BN_free(minus);
    BN_free(zero);
}

static void
bytes(void)
{
    BIGNUM *n = hex("0102030405060708090A"), *back;
    unsigned char out[16];

    printf("bn2bin %d %02x%02x\n", BN_bn2bin(n, out), out[0], out[9]);
    for (int len = 8; len < 14; len += 2) {
        memset(out, 0xee, sizeof(out));
        printf("native %d", BN_bn2nativepad(n, out, len));
        for (int i = 0; i < 14; i++)
            printf(" %02x", out[i]);
        show("", NULL);
    }
    back = BN_native2bn(out, 12, NULL);
    show("back", back);
    BN_free(back);
    back = BN_native2bn(out, 0, NULL);
    show("nothing", back);
    BN_free(back);
    BN_free(n);
}

static void
swaps(void)
{
    BIGNUM *a = hex("AAAA"), *b = hex("-BBBBBBBBBBBBBBBBBBBBBBBBBB");

    BN_set_bit(a, 127);
    BN_consttime_swap(0, a, b, 2);
    show("kept a", a);
    BN_consttime_swap(1, a, b, 2);
    show("swapped a", a);
    show("swapped b", b);
    BN_swap(a, b);
    show("a", a);
    BN_free(a);
    BN_free(b);
}

static void
known(void)
{
#define K(f)                      \
    do {                          \
        BIGNUM *n = f(NULL);      \
        show(#f, n);              \
        BN_free(n);               \
    } while (0)
    K(BN_get_rfc2409_prime_768);
    K(BN_get_rfc2409_prime_1024);
    K(BN_get_rfc3526_prime_1536);
    K(BN_get_rfc3526_prime_2048);
    K(BN_get_rfc3526_prime_3072);
    K(BN_get_rfc3526_prime_4096);
    K(BN_get_rfc3526_prime_6144);
    K(BN_get_rfc3526_prime_8192);
    show("224", BN_get0_nist_prime_224());
    show("384", BN_get0_nist_prime_384());
}

static void
nist(void)
{
    BIGNUM *n = BN_new(), *r = BN_new();

    for (int i = 0; i < 3; i++) {
        BN_set_word(n, 0xfeed + (unsigned)i);
        BN_lshift(n, n, i == 0 ? 100 : 300);
        BN_add_word(n, 12345);
        BN_nist_mod_224(r, n, BN_get0_nist_prime_224(), ctx);
        show("224", r);
        BN_nist_mod_384(r, n, BN_get0_nist_prime_384(), ctx);
        show("384", r);
        BN_nist_mod_521(r, n, BN_get0_nist_prime_521(), ctx);
        show("521", r);
    }
    BN_free(n);
    BN_free(r);
}

static void
montgomery(void)
{
    BIGNUM *m = hex("F000000000000000000000000000000000000000000000CD");
    BIGNUM *a = hex("123456789"), *p = hex("10001"), *r = BN_new();
    BIGNUM *r2 = BN_new(), *b = hex("ABCDEF"), *q = hex("123");
    BN_MONT_CTX *one = BN_MONT_CTX_new(), *two = BN_MONT_CTX_new();
    BN_MONT_CTX *shared = NULL;
    CRYPTO_RWLOCK *lock = CRYPTO_THREAD_lock_new();

    BN_MONT_CTX_set(one, m, ctx);
    printf("copy %d\n", BN_MONT_CTX_copy(two, one) == two);
    printf("locked %d", BN_MONT_CTX_set_locked(&shared, lock, m, ctx) == shared);
    printf(" %d\n", BN_MONT_CTX_set_locked(&shared, lock, m, ctx) == shared);
    BN_mod_exp_mont(r, a, p, m, ctx, two);
    show("exp", r);
    BN_mod_exp_mont_word(r, 7, p, m, ctx, shared);
    show("word", r);
    BN_mod_exp2_mont(r, a, p, b, q, m, ctx, two);
    show("exp2", r);
    printf("x2 %d\n", BN_mod_exp_mont_consttime_x2(r, a, p, m, one, r2, b, q,
                                                   m, two, ctx));
    show("first", r);
    show("second", r2);
    BN_MONT_CTX_free(one);
    BN_MONT_CTX_free(two);
    BN_MONT_CTX_free(shared);
    BN_MONT_CTX_free(NULL);
    BN_RECP_CTX_free(NULL);
    CRYPTO_THREAD_lock_free(lock);
    BN_free(m);
    BN_free(a);
    BN_free(b);
    BN_free(p);
    BN_free(q);
    BN_free(r);
    BN_free(r2);
}

static void
random_numbers(void)
{
    BIGNUM *n = BN_new(), *range = hex("10000000000000000001");
    int ok = 0;

#define DRAW(call, bits)                              \
    do {                                              \
        for (int i = 0; i < 20; i++) {                \
            ok = call;                                \
            if (!ok || BN_num_bits(n) > (bits))       \
                break;                                \
        }                                             \
        printf("%s: %d\n", #call, ok);                \
    } while (0)
    DRAW(BN_priv_rand(n, 65, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 65);
    printf("%d %d\n", BN_num_bits(n), BN_is_odd(n));
    DRAW(BN_priv_rand_ex(n, 9, BN_RAND_TOP_TWO, 0, 0, ctx), 9);
    printf("%d %d\n", BN_is_bit_set(n, 8), BN_is_bit_set(n, 7));
    DRAW(BN_rand_ex(n, 30, BN_RAND_TOP_ANY, 0, 0, ctx), 30);
    DRAW(BN_pseudo_rand(n, 12, 0, 0), 12);
    DRAW(BN_bntest_rand(n, 70, 0, 1), 70);
    DRAW(BN_priv_rand_range(n, range) && BN_cmp(n, range) < 0, 77);
    DRAW(BN_priv_rand_range_ex(n, range, 0, ctx) && BN_cmp(n, range) < 0, 77);
    DRAW(BN_rand_range_ex(n, range, 0, ctx) && BN_cmp(n, range) < 0, 77);
    DRAW(BN_pseudo_rand_range(n, range) && BN_cmp(n, range) < 0, 77);
    printf("one bit, two set: %d", BN_priv_rand(n, 1, BN_RAND_TOP_TWO, 0));
    show("", NULL);
    printf("no bits: %d", BN_priv_rand(n, 0, BN_RAND_TOP_ANY, 0));
    show("", n);
    printf("no bits, odd: %d", BN_priv_rand(n, 0, -1, 1));
    show("", NULL);
    BN_zero(range);
    printf("empty range: %d", BN_priv_rand_range(n, range));
    show("", NULL);
    BN_free(n);
    BN_free(range);
}

static int
on_event(int a, int b, BN_GENCB *cb)
{
    int *calls = BN_GENCB_get_arg(cb);

    calls[a < 4 ? a : 3]++;
    return calls[3] == 0;
}

static void
old_event(int a, int b, void *arg)
{
    ((int *)arg)[a < 4 ? a : 3]++;
}

static void
primes(void)
{
    static const char *const some[] = {"0", "1", "2", "3", "4", "11", "-7",
                                       "FFFFFFFFFFFFFFC5",
                                       "FFFFFFFFFFFFFFFF"};
    BN_GENCB *cb = BN_GENCB_new();
    int calls[4] = {0};
    BIGNUM *p = BN_new(), *add = hex("C"), *rem = hex("7");

    BN_GENCB_set(cb, on_event, calls);
    printf("call %d", BN_GENCB_call(cb, 0, 5));
    printf(" %d", BN_GENCB_call(cb, 3, 5));
    printf(" %d\n", BN_GENCB_call(NULL, 3, 5));
    memset(calls, 0, sizeof(calls));
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        BIGNUM *n = hex(some[i]);

        printf("%s: %d%d%d%d", some[i], BN_is_prime(n, 10, NULL, NULL, NULL),
               BN_is_prime_ex(n, 10, ctx, NULL),
               BN_is_prime_fasttest(n, 10, NULL, ctx, NULL, 1),
               BN_is_prime_fasttest_ex(n, 10, ctx, 1, NULL));
        printf(" %d", BN_check_prime(n, ctx, cb));
        show("", NULL);
        BN_free(n);
    }
    printf("generated %d", BN_generate_prime_ex2(p, 80, 0, add, rem, cb, ctx));
    printf(" %d bits, %lu, prime %d, told %d\n", BN_num_bits(p),
           BN_mod_word(p, 12), BN_check_prime(p, ctx, NULL),
           calls[0] > 0 && calls[1] > 0);
    BN_GENCB_set_old(cb, old_event, calls);
    memset(calls, 0, sizeof(calls));
    printf("old call %d", BN_GENCB_call(cb, 1, 5));
    printf(" %d\n", calls[1]);
    BN_free(p);
    p = BN_generate_prime(NULL, 48, 1, NULL, NULL, NULL, NULL);
    printf("safe %d bits, ", BN_num_bits(p));
    BN_rshift1(p, p);
    printf("half prime %d\n", BN_check_prime(p, ctx, NULL));
    BN_GENCB_free(cb);
    BN_GENCB_free(NULL);
    BN_free(p);
    BN_free(add);
    BN_free(rem);
}

static void
contexts(void)
{
    BN_CTX *c = BN_CTX_new_ex(NULL), *s = BN_CTX_secure_new_ex(NULL);
    BIGNUM *a, *b;

    BN_CTX_start(c);
    a = BN_CTX_get(c);
    b = BN_CTX_get(c);
    printf("context %d %d\n", a != NULL && b != NULL && a != b,
           BN_is_zero(a));
    BN_CTX_end(c);
    BN_CTX_start(s);
    a = BN_CTX_get(s);
    printf("secure %d\n", BN_get_flags(a, BN_FLG_SECURE) != 0);
    BN_CTX_end(s);
    BN_CTX_free(c);
    BN_CTX_free(s);
}

int
main(void)
{
    ctx = BN_CTX_new();
    arithmetic();
    bytes();
    swaps();
    known();
    nist();
    montgomery();
    random_numbers();
    primes();
    contexts();
    BN_CTX_free(ctx);
    return 0;
}
