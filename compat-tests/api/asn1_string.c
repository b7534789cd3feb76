/* The string family: tags, masks, UTF-8, strings made from text by the
 * rules of attributes, OIDs and their text. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#define E() ERR_clear_error()
int
main()
{
    setvbuf(stdout, 0, 2, 0);
    for (int i = -2; i < 34; i++)
        printf("%d:%lx:%s ", i, ASN1_tag2bit(i), ASN1_tag2str(i));
    printf("%s %s\n", ASN1_tag2str(0x102), ASN1_tag2str(0x10a));
    ASN1_STRING_TABLE *t;
    for (int n = 0; n < 1300; n++) {
        t = ASN1_STRING_TABLE_get(n);
        if (t)
            printf("%s: %d %ld %ld %lx %lx\n", OBJ_nid2sn(n), t->nid,
                   t->minsize, t->maxsize, t->mask, t->flags);
    }
    printf("mask %lx\n", ASN1_STRING_get_default_mask());
    const char *ms[] = {"MASK:0x15", "nombstr", "pkix",  "utf8only", "default",
                        "MASK:zz",   "MASK:",   "bogus", "MASK:12x"};
    for (int i = 0; i < 9; i++) {
        int r = ASN1_STRING_set_default_mask_asc(ms[i]);
        printf("%s %d %lx\n", ms[i], r, ASN1_STRING_get_default_mask());
    }
    E();
    ASN1_STRING_set_default_mask(0xffffffffUL);
    ASN1_STRING_set_default_mask_asc("utf8only");
    unsigned long m;
    const char *sm[] = {"DIR",           "dirstring",  "IA5,UTF8", "IA5|UTF8",
                        "BMPSTRING,OCT", "foo",        "",         ",,",
                        "DISPLAY",       "UTF8String", "TIME"};
    (void)sm;
    for (int i = 0; i < 11; i++) {
        m = 0;
        int r = ASN1_str2mask(sm[i], &m);
        printf("[%s] %d %lx\n", sm[i], r, m);
    }
    E();
    unsigned long v;
    const char *u[] = {"\x41",
                       "\xc3\xa9",
                       "\xe2\x82\xac",
                       "\xf0\x9f\x98\x80",
                       "\xc0\x80",
                       "\x80",
                       "\xc3\x28",
                       "\xc3",
                       "\xed\xa0\x80",
                       "\xf4\x90\x80\x80",
                       "\xf8\x88\x80\x80\x80",
                       "\xfc\x84\x80\x80\x80\x80",
                       "\xfe",
                       "\xe0\x80\x80",
                       "\xf0\x80\x80\x80",
                       "\xef\xbf\xbf"};
    for (int i = 0; i < 16; i++) {
        v = 0;
        int r = UTF8_getc((void *)u[i], strlen(u[i]), &v);
        printf("%d:%d %lx  ", i, r, v);
    }
    printf("len0 %d\n", UTF8_getc((void *)"a", 0, &v));
    unsigned long pc[] = {0,        0x41,       0x7f,      0x80,     0x7ff,
                          0x800,    0xd7ff,     0xd800,    0xdfff,   0xe000,
                          0xffff,   0x10000,    0x10ffff,  0x110000, 0x1fffff,
                          0x200000, 0x7fffffff, 0x80000000};
    for (int i = 0; i < 18; i++) {
        unsigned char b[8];
        printf("%lx:%d/%d ", pc[i], UTF8_putc(NULL, 0, pc[i]),
               UTF8_putc(b, 8, pc[i]));
    }
    unsigned char bb[8];
    printf("short %d %d\n", UTF8_putc(bb, 1, 0x80), UTF8_putc(bb, 0, 0x41));
    const char *pt[] = {"abc", "a*b", "a@b",           "\xe9",
                        "",    "a_b", "1 2'()+,-./:=?"};
    for (int i = 0; i < 7; i++)
        printf("pt %d ", ASN1_PRINTABLE_type((void *)pt[i], -1));
    printf("%d %d %d\n", ASN1_PRINTABLE_type((void *)"ab*", 2),
           ASN1_PRINTABLE_type((void *)"ab", 0), ASN1_PRINTABLE_type(NULL, -1));
    /* mbstring */
    struct {
        const char *in;
        int len;
        int form;
        unsigned long mask;
        long min, max;
    } q[] = {{"abc", -1, MBSTRING_ASC, 0, 0, 0},
             {"abc", -1, MBSTRING_ASC, B_ASN1_UTF8STRING, 0, 0},
             {"abc", -1, MBSTRING_ASC, B_ASN1_BMPSTRING, 0, 0},
             {"a\xe9", -1, MBSTRING_ASC, DIRSTRING_TYPE, 0, 0},
             {"a\xe9", -1, MBSTRING_ASC, B_ASN1_PRINTABLESTRING, 0, 0},
             {"\xc3\xa9", -1, MBSTRING_UTF8,
              B_ASN1_T61STRING | B_ASN1_UTF8STRING, 0, 0},
             {"\xc3\x28", -1, MBSTRING_UTF8, B_ASN1_UTF8STRING, 0, 0},
             {"\0a\0b", 4, MBSTRING_BMP, B_ASN1_UTF8STRING, 0, 0},
             {"\0a\0", 3, MBSTRING_BMP, B_ASN1_UTF8STRING, 0, 0},
             {"\0\0\0a", 4, MBSTRING_UNIV, B_ASN1_UTF8STRING, 0, 0},
             {"\0\0\0a\0", 5, MBSTRING_UNIV, B_ASN1_UTF8STRING, 0, 0},
             {"abc", -1, MBSTRING_ASC, B_ASN1_UTF8STRING, 4, 0},
             {"abc", -1, MBSTRING_ASC, B_ASN1_UTF8STRING, 0, 2},
             {"abc", -1, 99, B_ASN1_UTF8STRING, 0, 0},
             {"12 3", -1, MBSTRING_ASC,
              B_ASN1_NUMERICSTRING | B_ASN1_PRINTABLESTRING, 0, 0},
             {"12a", -1, MBSTRING_ASC, B_ASN1_NUMERICSTRING, 0, 0},
             {"a@b", -1, MBSTRING_ASC, DIRSTRING_TYPE | B_ASN1_IA5STRING, 0, 0},
             {"\xe2\x82\xac", -1, MBSTRING_UTF8,
              B_ASN1_T61STRING | B_ASN1_BMPSTRING, 0, 0},
             {"\xf0\x9f\x98\x80", -1, MBSTRING_UTF8,
              B_ASN1_BMPSTRING | B_ASN1_T61STRING, 0, 0},
             {"\xf0\x9f\x98\x80", -1, MBSTRING_UTF8,
              B_ASN1_BMPSTRING | B_ASN1_UNIVERSALSTRING, 0, 0},
             {"abc", -1, MBSTRING_ASC, B_ASN1_OCTET_STRING, 0, 0},
             {"abc", -1, MBSTRING_ASC,
              B_ASN1_UNIVERSALSTRING | B_ASN1_BMPSTRING, 0, 0},
             {"", 0, MBSTRING_UTF8, DIRSTRING_TYPE, 0, 0},
             {"\xed\xa0\x80", 3, MBSTRING_UTF8, B_ASN1_UTF8STRING, 0, 0},
             {"\xd8\x00", 2, MBSTRING_BMP, B_ASN1_UTF8STRING, 0, 0},
             {"abc", -1, MBSTRING_ASC, B_ASN1_VISIBLESTRING, 0, 0},
             {"abc", -1, MBSTRING_ASC,
              B_ASN1_GENERALSTRING | B_ASN1_VISIBLESTRING, 0, 0}};
    for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
        ASN1_STRING *s = NULL;
        int r = ASN1_mbstring_ncopy(&s, (void *)q[i].in, q[i].len, q[i].form,
                                    q[i].mask, q[i].min, q[i].max);
        printf("mb %zu: %d null %d", i, r,
               ASN1_mbstring_ncopy(NULL, (void *)q[i].in, q[i].len, q[i].form,
                                   q[i].mask, q[i].min, q[i].max));
        if (s) {
            printf(" type %d len %d: ", s->type, s->length);
            for (int k = 0; k < s->length; k++)
                printf("%02x", s->data[k]);
            printf(" fl %lx", s->flags);
        }
        puts("");
        const char *d;
        int f;
        unsigned long e;
        while ((e = ERR_get_error_all(0, 0, 0, &d, &f)))
            printf("   %d %s [%s]\n", ERR_GET_REASON(e),
                   ERR_reason_error_string(e), d);
    }
    ASN1_STRING *s = ASN1_STRING_set_by_NID(NULL, (void *)"abc", -1,
                                            MBSTRING_ASC, NID_commonName);
    printf("by nid CN type %d\n", s->type);
    s = ASN1_STRING_set_by_NID(NULL, (void *)"abc", -1, MBSTRING_ASC,
                               NID_countryName);
    printf("C %p\n", s);
    {
        const char *d;
        int f;
        unsigned long e;
        while ((e = ERR_get_error_all(0, 0, 0, &d, &f)))
            printf("   %d %s [%s]\n", ERR_GET_REASON(e),
                   ERR_reason_error_string(e), d);
    }
    s = ASN1_STRING_set_by_NID(NULL, (void *)"abc", -1, MBSTRING_ASC,
                               NID_basic_constraints);
    printf("other %d\n", s ? s->type : -9);
    s = ASN1_STRING_set_by_NID(NULL, (void *)"a@", -1, MBSTRING_ASC,
                               NID_pkcs9_emailAddress);
    printf("email %d\n", s ? s->type : -9);
    ASN1_STRING_set_default_mask(B_ASN1_PRINTABLESTRING | B_ASN1_T61STRING);
    s = ASN1_STRING_set_by_NID(NULL, (void *)"a@", -1, MBSTRING_ASC,
                               NID_commonName);
    printf("t61 %d\n", s ? s->type : -9);
    printf("add %d", ASN1_STRING_TABLE_add(NID_commonName, 1, 5, 0, 0));
    t = ASN1_STRING_TABLE_get(NID_commonName);
    printf(" %ld %ld %lx %lx\n", t->minsize, t->maxsize, t->mask, t->flags);
    printf("add new %d",
           ASN1_STRING_TABLE_add(NID_md5, -1, 5, B_ASN1_UTF8STRING,
                                 STABLE_NO_MASK));
    t = ASN1_STRING_TABLE_get(NID_md5);
    printf(" %ld %ld %lx %lx\n", t->minsize, t->maxsize, t->mask, t->flags);
    ASN1_STRING_TABLE_cleanup();
    t = ASN1_STRING_TABLE_get(NID_commonName);
    printf(" %ld %ld %lx %lx md5 %d\n", t->minsize, t->maxsize, t->mask,
           t->flags, ASN1_STRING_TABLE_get(NID_md5) != NULL);
    /* i2a obj */
    BIO *o = BIO_new_fp(stdout, 0);
    int r = i2a_ASN1_OBJECT(o, NULL);
    printf(" %d\n", r);
    r = i2a_ASN1_OBJECT(o, OBJ_nid2obj(0));
    printf(" %d\n", r);
    r = i2a_ASN1_OBJECT(o, OBJ_nid2obj(NID_commonName));
    printf(" %d\n", r);
    unsigned char bad[] = {0x2a, 0x80};
    ASN1_OBJECT *ob = ASN1_OBJECT_create(0, bad, 2, NULL, NULL);
    r = i2a_ASN1_OBJECT(o, ob);
    printf(" %d\n", r);
    char buf[20];
    printf("i2t %d [%s]\n",
           i2t_ASN1_OBJECT(buf, 5, OBJ_nid2obj(NID_commonName)), buf);
    unsigned char ob2[30];
    const char *od[] = {
        "1.2.3", "2.999.1", "1.40",  "3.1",
        "1",     "1.",      "1.2.",  "1..2",
        "1 2 3", "1.2.a",   "1.2,3", "2.5.4.3.123456789012345678901234567890",
        "x",     "0.39",    "1.2.3 "};
    for (int i = 0; i < 15; i++) {
        r = a2d_ASN1_OBJECT(ob2, 30, od[i], -1);
        printf("a2d %s %d ", od[i], r);
        for (int k = 0; k < r; k++)
            printf("%02x", ob2[k]);
        puts("");
        {
            const char *d;
            int f;
            unsigned long e;
            while ((e = ERR_get_error_all(0, 0, 0, &d, &f)))
                printf("   %d %s [%s]\n", ERR_GET_REASON(e),
                       ERR_reason_error_string(e), d);
        }
    }
    printf("a2d null %d small %d\n", a2d_ASN1_OBJECT(NULL, 0, "1.2.3", -1),
           a2d_ASN1_OBJECT(ob2, 1, "1.2.3", -1));
    E();
}
