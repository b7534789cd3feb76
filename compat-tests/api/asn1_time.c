/* UTCTime and GeneralizedTime: which texts are times, how they print,
 * compare and convert. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
static void
E()
{
    unsigned long e;
    const char *dd;
    int f;
    while ((e = ERR_get_error_all(0, 0, 0, &dd, &f)))
        printf("   %d %s [%s]\n", ERR_GET_REASON(e), ERR_reason_error_string(e),
               dd);
}
int
main()
{
    setvbuf(stdout, 0, 2, 0);
    BIO *o = BIO_new_fp(stdout, 0);
    const char *ts[] = {"260101000000Z",
                        "491231235959Z",
                        "500101000000Z",
                        "991231235959Z",
                        "2601010000Z",
                        "260101000000",
                        "260101000000+0130",
                        "260101000000-0130",
                        "2601010000+0130",
                        "20260101000000Z",
                        "20260101000000.5Z",
                        "20260101000000.Z",
                        "20260101000000.123456789Z",
                        "202601010000Z",
                        "2026010100Z",
                        "20260101000000",
                        "20260101000000+0100",
                        "20260229000000Z",
                        "20240229000000Z",
                        "20260431000000Z",
                        "20261301000000Z",
                        "20260100000000Z",
                        "20260101240000Z",
                        "20260101006000Z",
                        "20260101000060Z",
                        "20260101000000Zx",
                        "",
                        "abc",
                        "26010100000aZ",
                        "99991231235959Z",
                        "19000228235959Z",
                        "21000229000000Z",
                        "260101000000+1300",
                        "260101000000+1260",
                        "260101000000+12",
                        "20260101000000.5",
                        "20260101000000.5+0100",
                        "2601010000",
                        "26010100Z",
                        "20260101000000.5x",
                        "260229000000Z",
                        "000229000000Z",
                        "20260101000000-1200"};
    for (int k = 0; k < 3; k++)
        for (size_t i = 0; i < sizeof ts / sizeof *ts; i++) {
            ASN1_TIME *t =
                ASN1_STRING_type_new(k == 0   ? V_ASN1_UTCTIME
                                     : k == 1 ? V_ASN1_GENERALIZEDTIME
                                              : V_ASN1_OCTET_STRING);
            ASN1_STRING_set(t, ts[i], -1);
            struct tm tm;
            memset(&tm, 0, sizeof tm);
            int r = ASN1_TIME_to_tm(t, &tm);
            printf("%d [%s] check %d u %d g %d tm %d: %d-%d-%d %d:%d:%d w%d "
                   "y%d  print ",
                   k, ts[i], ASN1_TIME_check(t), ASN1_UTCTIME_check(t),
                   ASN1_GENERALIZEDTIME_check(t), r, tm.tm_year, tm.tm_mon,
                   tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_wday,
                   tm.tm_yday);
            r = ASN1_TIME_print(o, t);
            printf(" %d ", r);
            r = ASN1_TIME_print_ex(o, t, ASN1_DTFLGS_ISO8601);
            printf(" %d cmp %d u ", r, ASN1_TIME_cmp_time_t(t, 1767225600));
            r = ASN1_UTCTIME_print(o, t);
            printf(" %d g ", r);
            r = ASN1_GENERALIZEDTIME_print(o, t);
            printf(" %d ucmp %d\n", r, ASN1_UTCTIME_cmp_time_t(t, 1767225600));
            E();
            ASN1_GENERALIZEDTIME *g = ASN1_TIME_to_generalizedtime(t, NULL);
            printf("    gen %s", g ? (char *)g->data : "-");
            r = ASN1_TIME_normalize(t);
            printf(" norm %d %s type %d\n", r, t->data, t->type);
            E();
        }
    for (size_t i = 0; i < sizeof ts / sizeof *ts; i++) {
        ASN1_TIME *t = ASN1_TIME_new();
        printf("[%s] ss %d ", ts[i], ASN1_TIME_set_string(t, ts[i]));
        printf("%s/%d ", t->data, t->type);
        ASN1_TIME *x = ASN1_TIME_new();
        printf("x509 %d", ASN1_TIME_set_string_X509(x, ts[i]));
        printf(" %s/%d/%lx ", x->data, x->type, x->flags);
        ASN1_UTCTIME *u = ASN1_UTCTIME_new();
        printf("u %d %s ", ASN1_UTCTIME_set_string(u, ts[i]), u->data);
        u = ASN1_GENERALIZEDTIME_new();
        printf("g %d %s null %d %d %d\n",
               ASN1_GENERALIZEDTIME_set_string(u, ts[i]), u->data,
               ASN1_TIME_set_string(NULL, ts[i]),
               ASN1_UTCTIME_set_string(NULL, ts[i]),
               ASN1_TIME_set_string_X509(NULL, ts[i]));
        E();
    }
    long long tt[] = {0,
                      -1,
                      1767225600,
                      2524607999LL,
                      2524608000LL,
                      -631152000LL,
                      -631152001LL,
                      253402300799LL,
                      253402300800LL,
                      4102444800LL,
                      1 << 30};
    for (int i = 0; i < 11; i++) {
        ASN1_TIME *t = ASN1_TIME_set(NULL, tt[i]);
        printf("%lld set %s/%d fl %lx ", tt[i], t ? (char *)t->data : "-",
               t ? t->type : 0, t ? t->flags : 0);
        t = ASN1_UTCTIME_set(NULL, tt[i]);
        printf("u %s ", t ? (char *)t->data : "-");
        t = ASN1_GENERALIZEDTIME_set(NULL, tt[i]);
        printf("g %s\n", t ? (char *)t->data : "-");
        E();
        for (int d = -400; d < 500; d += 399) {
            t = ASN1_TIME_adj(NULL, tt[i], d, d * 1000);
            printf("  adj %d %s", d, t ? (char *)t->data : "-");
        }
        puts("");
        E();
    }
    ASN1_TIME *a = ASN1_TIME_set(NULL, 1767225600),
              *b = ASN1_TIME_adj(NULL, 1767225600, 3, -5);
    int d, s;
    printf("diff %d", ASN1_TIME_diff(&d, &s, a, b));
    printf(" %d %d", d, s);
    printf(" diff %d", ASN1_TIME_diff(&d, &s, b, a));
    printf(" %d %d cmp %d %d %d\n", d, s, ASN1_TIME_compare(a, b),
           ASN1_TIME_compare(b, a), ASN1_TIME_compare(a, a));
    struct tm tm;
    printf("tm NULL %d\n", ASN1_TIME_to_tm(NULL, &tm) > 0);
    ASN1_TIME *bad = ASN1_STRING_type_new(23);
    ASN1_STRING_set(bad, "x", 1);
    printf("diff bad %d cmp %d\n", ASN1_TIME_diff(&d, &s, a, bad),
           ASN1_TIME_compare(a, bad));
    E();
    printf("adj into octet ");
    ASN1_STRING *os = ASN1_STRING_type_new(4);
    ASN1_TIME *r = ASN1_TIME_set(os, 0);
    printf("made %d, type %d\n", r == os, os->type);
    os = ASN1_STRING_type_new(24);
    r = ASN1_TIME_set(os, 0);
    printf("gen in: type %d %s\n", os->type, os->data);
    r = ASN1_UTCTIME_set(os, 0);
    printf("utc set in gen: %d\n", r ? r->type : -1);
    printf("ASN1_TIME_new type %d fl %lx\n", ASN1_TIME_new()->type,
           ASN1_TIME_new()->flags);
}
