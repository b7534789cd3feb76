/* Modular arithmetic with every kind of modulus: zero, one, negative, even,
 * odd; results and errors. */
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
    BIGNUM *r = BN_new(), *q = BN_new();
    const char *ms[] = {"0",
                        "1",
                        "-1",
                        "2",
                        "-7",
                        "7",
                        "D",
                        "-D",
                        "10",
                        "17",
                        "FFFFFFFFFFFFFFFFFFFFFFFF"};
    const char *as[] = {"0", "1", "-1",           "2", "5", "-5",
                        "7", "E", "1234567890ABC"};
    const char *ps[] = {"0", "1", "-1", "3", "FF"};
    for (int i = 0; i < 11; i++)
        for (int j = 0; j < 9; j++) {
            BIGNUM *m = H(ms[i]), *a = H(as[j]);
            int x;
            printf("m %s a %s: ", ms[i], as[j]);
            x = BN_div(q, r, a, m, c);
            printf("div %d", x);
            if (x)
                printf(" %s %s", S(q), S(r));
            x = BN_nnmod(r, a, m, c);
            printf(" nn %d", x);
            if (x)
                printf(" %s", S(r));
            BIGNUM *v = BN_mod_inverse(NULL, a, m, c);
            printf(" inv %s", S(v));
            v = BN_mod_sqrt(NULL, a, m, c);
            printf(" sqrt %s", S(v));
            x = BN_gcd(r, a, m, c);
            printf(" gcd %d %s kr %d", x, S(r), BN_kronecker(a, m, c));
            x = BN_mod_sqr(r, a, m, c);
            printf(" sqr %d", x);
            if (x)
                printf(" %s", S(r));
            x = BN_mod_add(r, a, a, m, c);
            printf(" add %d", x);
            if (x)
                printf(" %s", S(r));
            x = BN_mod_lshift(r, a, 5, m, c);
            printf(" lsh %d", x);
            if (x)
                printf(" %s", S(r));
            puts("");
            E();
            for (int k = 0; k < 5; k++) {
                BIGNUM *p = H(ps[k]);
                printf("   p %s", ps[k]);
                x = BN_mod_exp(r, a, p, m, c);
                printf(" exp %d", x);
                if (x)
                    printf(" %s", S(r));
                x = BN_mod_exp_simple(r, a, p, m, c);
                printf(" simple %d", x);
                if (x)
                    printf(" %s", S(r));
                x = BN_mod_exp_recp(r, a, p, m, c);
                printf(" recp %d", x);
                if (x)
                    printf(" %s", S(r));
                x = BN_mod_exp_mont(r, a, p, m, c, NULL);
                printf(" mont %d", x);
                if (x)
                    printf(" %s", S(r));
                x = BN_mod_exp_mont_consttime(r, a, p, m, c, NULL);
                printf(" ct %d", x);
                if (x)
                    printf(" %s", S(r));
                BN_set_flags(p, BN_FLG_CONSTTIME);
                x = BN_mod_exp(r, a, p, m, c);
                printf(" expct %d", x);
                if (x)
                    printf(" %s", S(r));
                x = BN_exp(r, a, p, c);
                printf(" BN_exp %d", x);
                if (x)
                    printf(" %.40s", S(r));
                puts("");
                E();
            }
            BN_MONT_CTX *mc = BN_MONT_CTX_new();
            x = BN_MONT_CTX_set(mc, m, c);
            printf("   mont set %d", x);
            if (x) {
                x = BN_to_montgomery(r, a, mc, c);
                printf(" to %d %s", x, S(r));
                x = BN_from_montgomery(q, r, mc, c);
                printf(" from %d %s", x, S(q));
                x = BN_mod_mul_montgomery(q, r, r, mc, c);
                printf(" mul %d %s", x, S(q));
            }
            puts("");
            E();
        }
}
