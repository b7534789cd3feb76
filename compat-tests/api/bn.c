/* BIGNUM: text and bytes, sums, shifts, words, random numbers, primes,
 * contexts. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bn.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>
static void
E()
{
    unsigned long e;
    const char *dd;
    int f;
    while ((e = ERR_get_error_all(0, 0, 0, &dd, &f)))
        printf("   %d/%d %s [%s]\n", ERR_GET_LIB(e), ERR_GET_REASON(e),
               ERR_reason_error_string(e), dd);
}
static BIGNUM *
H(const char *s)
{
    BIGNUM *b = NULL;
    BN_hex2bn(&b, s);
    return b;
}
#define S(b) (b ? BN_bn2hex(b) : "-")
int
main()
{
    setvbuf(stdout, 0, 2, 0);
    BN_CTX *c = BN_CTX_new();
    BIGNUM *r = BN_new(), *q = BN_new(), *a;
    int x;
    a = H("123");
    printf("flags %x", BN_get_flags(a, 0xffff));
    BN_set_flags(a, BN_FLG_CONSTTIME);
    printf(" %x dup %x", BN_get_flags(a, 0xffff),
           BN_get_flags(BN_dup(a), 0xffff));
    BN_copy(r, a);
    printf(" copy %x secure %x sdup %x one %x\n", BN_get_flags(r, 0xffff),
           BN_get_flags(BN_secure_new(), 0xffff),
           BN_get_flags(BN_dup(BN_secure_new()), 0xffff),
           BN_get_flags(BN_value_one(), 0xffff));
    BN_with_flags(q, a, BN_FLG_CONSTTIME);
    printf("with %x %s\n", BN_get_flags(q, 0xffff), S(q));
    printf("set on with %d", BN_set_word(q, 7));
    printf(" %s lshift %d\n", S(q), BN_lshift(q, q, 200));
    E();
    BN_free(q);
    q = BN_new();
    const char *hs[] = {"",    "0",     "-0",
                        "-1",  "g",     "1g",
                        "123", "-00ff", "abcDEF0123456789abcdef",
                        "- 1", "+1",    " 1",
                        "--1"};
    for (int i = 0; i < 13; i++) {
        BIGNUM *b = NULL;
        x = BN_hex2bn(&b, hs[i]);
        printf("hex[%s] %d %s", hs[i], x, b ? S(b) : "NULL");
        printf(" nul %d", BN_hex2bn(NULL, hs[i]));
        b = NULL;
        if (i != 4 && i < 8) {
            x = BN_dec2bn(&b, hs[i]);
            printf(" dec %d %s nul %d", x, b ? BN_bn2dec(b) : "NULL",
                   BN_dec2bn(NULL, hs[i]));
        }
        b = BN_new();
        x = i == 4 || i > 7 ? -9 : BN_asc2bn(&b, hs[i]);
        printf(" asc %d %s\n", x, b ? S(b) : "NULL");
        E();
    }
    {
        BIGNUM *b = NULL;
        printf("asc %d", BN_asc2bn(&b, "0x1F"));
        printf(" %s", S(b));
        printf(" %d", BN_asc2bn(&b, "-0X1f"));
        printf(" %s", S(b));
        printf(" %d", BN_asc2bn(&b, "-12"));
        printf(" %s\n", S(b));
    }
    BIO *o = BIO_new_fp(stdout, 0);
    const char *pv[] = {"0", "1", "F", "10", "-A", "123456789ABCDEF0123", "-0"};
    for (int i = 0; i < 7; i++) {
        a = H(pv[i]);
        x = BN_print(o, a);
        printf(" %d ", x);
        x = BN_print_fp(stdout, a);
        printf(" %d %s %s bits %d bytes %d\n", x, S(a), BN_bn2dec(a),
               BN_num_bits(a), BN_num_bytes(a));
        unsigned char m[40];
        int n = BN_bn2mpi(a, m);
        printf("  mpi %d ", n);
        for (int k = 0; k < n; k++)
            printf("%02x", m[k]);
        printf(" null %d", BN_bn2mpi(a, NULL));
        BIGNUM *b = BN_mpi2bn(m, n, NULL);
        printf(" back %s", S(b));
        n = BN_bn2binpad(a, m, 12);
        printf(" pad %d", n);
        if (n > 0)
            for (int k = 0; k < n; k++)
                printf("%02x", m[k]);
        n = BN_bn2lebinpad(a, m, 12);
        printf(" le %d", n);
        if (n > 0)
            for (int k = 0; k < n; k++)
                printf("%02x", m[k]);
        printf(" short %d %d neg %d\n", BN_bn2binpad(a, m, 0),
               BN_bn2lebinpad(a, m, 0), BN_bn2binpad(a, m, -1));
        E();
    }
    {
        unsigned char m1[] = {0, 0, 0}, m2[] = {0, 0, 0, 2, 1},
                      m3[] = {0, 0, 0, 0}, m4[] = {0, 0, 0, 1, 0x80},
                      m5[] = {0, 0, 0, 2, 0, 0x80};
        printf("%s %s %s", S(BN_mpi2bn(m1, 3, NULL)), S(BN_mpi2bn(m2, 5, NULL)),
               S(BN_mpi2bn(m3, 4, NULL)));
        printf(" %s %s\n", S(BN_mpi2bn(m4, 5, NULL)),
               S(BN_mpi2bn(m5, 6, NULL)));
        E();
        printf("bin2bn empty %s neglen \n", S(BN_bin2bn(m1, 0, NULL)));
        printf("le %s\n", S(BN_lebin2bn(m2, 5, NULL)));
    }
    a = H("-5");
    BIGNUM *b = H("3");
    printf("usub %d", BN_usub(r, a, b));
    printf(" %s uadd %d", S(r), BN_uadd(r, a, b));
    printf(" %s\n", S(r));
    printf("add %d", BN_add(r, a, b));
    printf(" %s sub", S(r));
    BN_sub(r, a, b);
    printf(" %s", S(r));
    BN_sub(r, b, a);
    printf(" %s", S(r));
    BN_sub(r, a, a);
    printf(" %s neg %d\n", S(r), BN_is_negative(r));
    printf("lshift neg %d", BN_lshift(r, a, -1));
    printf(" rshift neg %d\n", BN_rshift(r, a, -1));
    E();
    a = H("-1234567890ABCDEF1234");
    int sh[] = {0, 1, 4, 63, 64, 65, 79, 80, 200};
    for (int i = 0; i < 9; i++) {
        BN_rshift(r, a, sh[i]);
        printf("r %s/%d", S(r), BN_is_negative(r));
        BN_lshift(r, a, sh[i]);
        printf(" l %s ", S(r));
    }
    BN_rshift1(r, a);
    printf(" r1 %s", S(r));
    BN_lshift1(r, a);
    printf(" l1 %s\n", S(r));
    a = H("-1");
    BN_rshift1(r, a);
    printf("-1>>1 %s %d; ", S(r), BN_is_negative(r));
    a = H("-FF");
    printf("mask %d", BN_mask_bits(a, 4));
    printf(" %s ", S(a));
    printf("mask big %d mask neg %d", BN_mask_bits(a, 100),
           BN_mask_bits(a, -1));
    printf(" set_bit %d", BN_set_bit(a, 70));
    printf(" %s clear %d clear far %d", S(a), BN_clear_bit(a, 70),
           BN_clear_bit(a, 1000));
    printf(" %s neg %d %d is %d %d\n", S(a), BN_set_bit(a, -1),
           BN_clear_bit(a, -1), BN_is_bit_set(a, -1), BN_is_bit_set(a, 100));
    E();
    const char *ws[] = {"0",
                        "5",
                        "-5",
                        "FFFFFFFFFFFFFFFF",
                        "-FFFFFFFFFFFFFFFF",
                        "10000000000000000",
                        "123456789ABCDEF0123456789"};
    for (int i = 0; i < 7; i++) {
        printf("w %s get %lx mod %lx mod0 %lx", ws[i], BN_get_word(H(ws[i])),
               BN_mod_word(H(ws[i]), 7), BN_mod_word(H(ws[i]), 0));
        a = H(ws[i]);
        printf(" div %lx", BN_div_word(a, 7));
        printf(" %s", S(a));
        printf(" div0 %lx", BN_div_word(a, 0));
        a = H(ws[i]);
        printf(" mul %d", BN_mul_word(a, 0xffffffffffffffff));
        printf(" %s", S(a));
        a = H(ws[i]);
        BN_add_word(a, 7);
        printf(" add %s", S(a));
        a = H(ws[i]);
        BN_sub_word(a, 7);
        printf(" sub %s", S(a));
        a = H(ws[i]);
        BN_mul_word(a, 0);
        printf(" mul0 %s %d", S(a), BN_is_negative(a));
        a = H(ws[i]);
        BN_add_word(a, 0);
        printf(" add0 %s", S(a));
        printf(" isw %d abs %d one %d odd %d zero %d\n", BN_is_word(a, 5),
               BN_abs_is_word(a, 5), BN_is_one(a), BN_is_odd(a), BN_is_zero(a));
        E();
    }
    printf("cmp %d %d %d %d NULL %d %d %d u %d\n", BN_cmp(H("-5"), H("3")),
           BN_cmp(H("-5"), H("-3")), BN_cmp(H("5"), H("3")),
           BN_cmp(H("5"), H("5")), BN_cmp(NULL, H("5")), BN_cmp(H("5"), NULL),
           BN_cmp(NULL, NULL), BN_ucmp(H("-5"), H("3")));
    for (int bits = -1; bits < 9; bits++)
        for (int top = -1; top < 2; top++)
            for (int bot = 0; bot < 2; bot++) {
                x = BN_rand(r, bits, top, bot);
                printf("%d", x);
                if (x)
                    printf("/%d", bits > 0 && top >= 0 ? BN_num_bits(r) : -9);
            }
    puts("");
    E();
    printf("range0 %d rangeneg %d range1 %d", BN_rand_range(r, H("0")),
           BN_rand_range(r, H("-5")), BN_rand_range(r, H("1")));
    printf(" %s\n", S(r));
    E();
    for (int bits = 0; bits < 9; bits++) {
        for (int safe = 0; safe < 2; safe++) {
            x = BN_generate_prime_ex(r, bits, safe, NULL, NULL, NULL);
            printf("gp %d %d %d %d\n", bits, safe, x, x ? BN_num_bits(r) : 0);
            E();
        }
    }
    const char *pp[] = {"0",
                        "1",
                        "2",
                        "3",
                        "4",
                        "-7",
                        "7",
                        "11",
                        "FFFFFFFFFFFFFFC5",
                        "FFFFFFFFFFFFFFFF",
                        "169"};
    for (int i = 0; i < 11; i++)
        printf("%d", BN_check_prime(H(pp[i]), c, NULL));
    puts("");
    E();
    printf("options %s sec %d %d %d %d %d %d\n", BN_options(),
           BN_security_bits(2048, -1), BN_security_bits(2048, 160),
           BN_security_bits(1024, -1), BN_security_bits(15360, -1),
           BN_security_bits(3072, 256), BN_security_bits(512, 100));
    for (int L = 0; L < 20000; L += 64)
        for (int N = -1; N < 600; N += 37) {
            static int l = -1;
            int s = BN_security_bits(L, N);
            if (s != l)
                printf("%d,%d:%d ", L, N, s);
            l = s;
        }
    puts("");
    BN_CTX *cx = BN_CTX_new();
    BIGNUM *g = BN_CTX_get(cx);
    printf("get w/o start %d\n", g != NULL);
    E();
    BN_CTX_start(cx);
    g = BN_CTX_get(cx);
    BN_set_word(g, 5);
    BN_CTX_end(cx);
    BN_CTX_start(cx);
    BIGNUM *g2 = BN_CTX_get(cx);
    printf("same %d zero %d\n", g == g2, BN_is_zero(g2));
    BN_set_flags(g2, BN_FLG_CONSTTIME);
    BN_CTX_end(cx);
    BN_CTX_start(cx);
    g2 = BN_CTX_get(cx);
    printf("flags %x secure ", BN_get_flags(g2, BN_FLG_CONSTTIME));
    BN_CTX_free(cx);
    cx = BN_CTX_secure_new();
    BN_CTX_start(cx);
    printf("%x\n", BN_get_flags(BN_CTX_get(cx), BN_FLG_SECURE));
    printf("exp neg %d", BN_exp(r, H("2"), H("-3"), c));
    printf(" %s\n", S(r));
    E();
    BN_RECP_CTX *rc = BN_RECP_CTX_new();
    printf("recp0 %d", BN_RECP_CTX_set(rc, H("0"), c));
    printf(" %d", BN_div_recp(q, r, H("64"), rc, c));
    E();
    BN_RECP_CTX_set(rc, H("-7"), c);
    x = BN_div_recp(q, r, H("64"), rc, c);
    printf(" %d %s %s", x, S(q), S(r));
    BN_RECP_CTX_set(rc, H("7"), c);
    x = BN_div_recp(q, r, H("-64"), rc, c);
    printf(" %d %s %s", x, S(q), S(r));
    x = BN_mod_mul_reciprocal(r, H("64"), H("64"), rc, c);
    printf(" %d %s", x, S(r));
    x = BN_reciprocal(r, H("7"), 10, c);
    printf(" rec %d %s\n", x, S(r));
    E();
    x = BN_mod_add_quick(r, H("5"), H("6"), H("7"));
    printf("%s ", S(r));
    x = BN_mod_sub_quick(r, H("1"), H("6"), H("7"));
    printf("%s ", S(r));
    x = BN_mod_lshift1_quick(r, H("5"), H("7"));
    printf("%s ", S(r));
    x = BN_mod_lshift_quick(r, H("5"), 3, H("7"));
    printf("%d %s ", x, S(r));
    x = BN_mod_lshift_quick(r, H("9"), 3, H("7"));
    printf("%d\n", x);
    E();
    printf("BN_nist %s\n%s\n", S(BN_get0_nist_prime_192()),
           S(BN_get0_nist_prime_521()));
    BN_zero(r);
    BN_nist_mod_192(
        r, H("1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
        BN_get0_nist_prime_192(), c);
    printf("%s %d %d\n", S(r),
           BN_nist_mod_func(BN_get0_nist_prime_256()) == BN_nist_mod_256,
           BN_nist_mod_func(H("7")) == NULL);
}
