/* ASN1_STRING_print_ex, _print and _to_UTF8 on many made-up strings with
 * all combinations of flags. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static unsigned long long st = 88172645463325252ull;
static unsigned
rnd(unsigned n)
{
    st ^= st << 13;
    st ^= st >> 7;
    st ^= st << 17;
    return (st >> 11) % n;
}
int
main(void)
{
    int N = 4000;
    static const int types[] = {12, 12, 12, 19, 20, 22, 28,    30,
                                30, 26, 27, 4,  3,  2,  0x102, 18,
                                23, 16, 25, 21, 5,  10, 1,     6};
    for (int i = 0; i < N; i++) {
        unsigned char d[40];
        int n = rnd(10);
        static const char sp[] =
            " #,+\"<>;\\*()=abz\0\x01\x1f\x7f\x80\xe9\xff\n";
        int ty = types[rnd(sizeof types / sizeof *types)];
        for (int k = 0; k < n; k++)
            d[k] = rnd(2) ? (unsigned char)sp[rnd(sizeof sp - 1)] : rnd(256);
        if (ty == 12 && rnd(3)) {
            int m = 0;
            for (int k = 0; k < 5 && m < 30; k++) {
                int r = UTF8_putc(d + m, 10,
                                  rnd(3)   ? (unsigned char)sp[rnd(10)]
                                  : rnd(2) ? rnd(0x300)
                                           : rnd(0x110000));
                if (r > 0)
                    m += r;
            }
            n = m;
        }
        if (ty == 30 && rnd(4)) {
            n = n / 2 * 2;
            for (int k = 0; k < n; k += 2)
                if (rnd(3))
                    d[k] = 0;
        }
        if (ty == 28 && rnd(4)) {
            n = rnd(4) * 4;
            for (int k = 0; k < n; k += 4) {
                d[k] = 0;
                d[k + 1] = rnd(4) ? 0 : 1;
                if (rnd(2))
                    d[k + 2] = 0;
                d[k + 3] = sp[rnd(15)];
            }
        }
        ASN1_STRING *s = ASN1_STRING_type_new(ty);
        ASN1_STRING_set(s, d, n);
        unsigned long fl = rnd(0x800);
        if (rnd(3) == 0)
            fl &= ~0x380;
        if (rnd(4) == 0)
            fl = ASN1_STRFLGS_RFC2253;
        if ((ty == 1 || ty == 5 || ty == 6) && (fl & 0x200))
            fl &= ~0x200;
        BIO *b = BIO_new(BIO_s_mem());
        int r = ASN1_STRING_print_ex(b, s, fl);
        char *o;
        long l = BIO_get_mem_data(b, &o);
        printf("%d type %d fl %lx in ", i, ty, fl);
        for (int k = 0; k < n; k++)
            printf("%02x", d[k]);
        printf(": %d ", r);
        for (long k = 0; k < l; k++)
            printf(o[k] > 32 && o[k] < 127 ? "%c" : "<%02x>", o[k] & 255);
        printf(" null %d", ASN1_STRING_print_ex(NULL, s, fl));
        BIO_reset(b);
        r = ASN1_STRING_print(b, s);
        l = BIO_get_mem_data(b, &o);
        printf(" P %d ", r);
        if (l > 0)
            fwrite(o, 1, l, stdout);
        unsigned char *u = NULL;
        r = ASN1_STRING_to_UTF8(&u, s);
        printf(" U %d ", r);
        for (int k = 0; k < r; k++)
            printf("%02x", u[k]);
        if (r >= 0)
            OPENSSL_free(u);
        puts("");
        unsigned long e;
        const char *dd;
        int f;
        while ((e = ERR_get_error_all(0, 0, 0, &dd, &f)))
            printf("   %d %s [%s]\n", ERR_GET_REASON(e),
                   ERR_reason_error_string(e), dd);
        BIO_free(b);
        ASN1_STRING_free(s);
    }
}
