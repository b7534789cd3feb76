/* Configuration files: the language, its errors, and asking. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
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
static void
load(const char *t, int dump)
{
    CONF *c = NCONF_new(NULL);
    BIO *b = BIO_new_mem_buf(t, -1);
    long l = -9;
    int r = NCONF_load_bio(c, b, &l);
    printf("load %d line %ld\n", r, l);
    E();
    if (r > 0) {
        STACK_OF(OPENSSL_CSTRING) *n = NCONF_get_section_names(c);
        for (int i = 0; i < OPENSSL_sk_num((void *)n); i++) {
            const char *sn = OPENSSL_sk_value((void *)n, i);
            STACK_OF(CONF_VALUE) *v = NCONF_get_section(c, sn);
            printf("[%s]\n", sn);
            for (int k = 0; k < sk_CONF_VALUE_num(v); k++) {
                CONF_VALUE *x = sk_CONF_VALUE_value(v, k);
                printf("  (%s) %s = <%s>\n", x->section, x->name, x->value);
            }
        }
    }
    NCONF_free(c);
    BIO_free(b);
}
int
main()
{
    setvbuf(stdout, 0, 2, 0);
    setenv("TESTENV", "envval", 1);
    load("a=1\n b = two words  \n# comment\n\n[ sec ]\nc=3 # tail\nd=\"quoted "
         "# not\" end\ne='single\\n'\nf=a\\nb\\tc\\\\d\\#e\ng=cont\\\ninued\n "
         "h = \n[sec2]\nx::y=5\nsec::z=6\n",
         1);
    load("a=1\nb=$a\nc=${a}x\nd=$(a)y\n[s]\na=2\ne=$a\nf=$default::a\ng=${"
         "default::b}\nh=$ENV::TESTENV\ni=\\$a\nj='$a'\nk=\"$a\"\nl=$s::e\n",
         1);
    load("a=$nope\n", 1);
    load("a=${nope\n", 1);
    load("a=$(nope}\n", 1);
    load("[sec\n", 1);
    load("novalue\n", 1);
    load("=5\n", 1);
    load("a=$ENV::NOPENOPE\n", 1);
    load("a b=5\n", 1);
    load("a$b=5\n", 1);
    load("a=$ENV::\n", 1);
    load("[s]\n[s]\na=1\na=2\n", 1);
    load("a=1\n[]\nb=2", 1);
    load("last=1", 1);
    load("", 1);
    load("a=b=c\n", 1);
    load(".pragma dollarid:on\na$b=1\nc=$a$b\nd=${a$b}\n", 1);
    load(".pragma = dollarid:true\na$b=1\nc=$(a$b)\n", 1);
    load(".pragma bogus:1\na=1\n", 1);
    load(".pragma dollarid:maybe\na=1\n", 1);
    load(".pragma nocolon\na=1\n", 1);
    load(".pragma abspath:on\na=1\n", 1);
    load(".pragma includedir:/tmp\na=1\n", 1);
    load(".include /nonexistent/xx\na=1\n", 1);
    load(".include=/nonexistent/inc.cnf\na=1\n", 1);
    load("[q]\nb=1\n.include /nonexistent/inc.cnf\nc=3\n", 1);
    load(".include inc.cnf\na=1\n", 1);
    load(".include /nonexistent/incd\na=1\n", 1);
    load("\xef\xbb\xbf"
         "a=1\n",
         1);
    load("a=x\\\\\nb=2\n", 1);
    load("a='unclosed\nb=2\n", 1);
    load("a=\"b\"c\"d\"\n", 1);
    load("a = \t x \t # c\n", 1);
    load("a=1\r\nb=2\r\n", 1);
    load("a=\\x41\n", 1);
    load("a-b.c;d!e=1\n", 1);
    load("a,b=1\n", 1);
    load("[a.b-c d]\nx=1\n", 1);
    {
        char *big = malloc(70000);
        strcpy(big, "a=1\nb=");
        for (int i = 0; i < 4000; i++)
            strcat(big, "$a$a");
        strcat(big, "\n");
        CONF *c = NCONF_new(NULL);
        long l;
        printf("big %d %ld\n", NCONF_load_bio(c, BIO_new_mem_buf(big, -1), &l),
               l);
        E();
        strcpy(big, "a=");
        memset(big + 2, 'x', 66000);
        strcpy(big + 66002, "\nb=$a\nc=1\n");
        c = NCONF_new(NULL);
        printf("big2 %d %ld\n", NCONF_load_bio(c, BIO_new_mem_buf(big, -1), &l),
               l);
        E();
    }
    CONF *c = NCONF_new(NULL);
    long l = -3;
    printf("file %d %ld\n", NCONF_load(c, "/nonexistent.cnf", &l), l);
    E();
    printf("dir %d\n", NCONF_load(c, "/tmp", &l));
    E();
    c = NCONF_new(NULL);
    BIO *b = BIO_new_mem_buf(
        "n=42\nm=abc\nneg=-1\nbig=99999999999999999999\nhex=0x10\n[s]\nx=y\n",
        -1);
    NCONF_load_bio(c, b, &l);
    char *s;
    printf("%s ", s = NCONF_get_string(c, NULL, "n"));
    printf("%s ", (s = NCONF_get_string(c, "s", "n")) ? s : "-");
    E();
    printf("%s\n", (s = NCONF_get_string(c, "s", "zz")) ? s : "-");
    E();
    printf("%s\n", (s = NCONF_get_string(c, NULL, "zz")) ? s : "-");
    E();
    long v = -5;
    int r = NCONF_get_number_e(c, NULL, "n", &v);
    printf("num %d %ld ", r, v);
    r = NCONF_get_number_e(c, NULL, "m", &v);
    printf("%d %ld ", r, v);
    r = NCONF_get_number_e(c, NULL, "neg", &v);
    printf("%d %ld ", r, v);
    r = NCONF_get_number_e(c, NULL, "hex", &v);
    printf("%d %ld ", r, v);
    E();
    r = NCONF_get_number_e(c, NULL, "big", &v);
    printf("big %d %ld ", r, v);
    E();
    r = NCONF_get_number_e(c, NULL, "zz", &v);
    printf("zz %d %ld\n", r, v);
    E();
    printf("num null %d\n", NCONF_get_number_e(c, NULL, "n", NULL));
    E();
    printf("sec %d %d\n", NCONF_get_section(c, "nope") != NULL,
           NCONF_get_section(c, NULL) != NULL);
    E();
    printf("get null conf %s\n",
           (s = NCONF_get_string(NULL, "ENV", "TESTENV")) ? s : "-");
    E();
    printf("%s\n", (s = NCONF_get_string(NULL, "a", "b")) ? s : "-");
    E();
    printf("env %s\n", (s = NCONF_get_string(c, "ENV", "TESTENV")) ? s : "-");
    printf("name %s\n", NCONF_default()->name);
}
