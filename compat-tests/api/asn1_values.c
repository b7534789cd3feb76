/* ASN.1 values one call at a time: numbers, strings, bits, ASN1_TYPE, packing,
 * copies, and reading and writing through BIOs and FILEs. Each line is a call
 * and what it returned, with what it left in the error queue. */
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static void
string(const char *what, const ASN1_STRING *s)
{
    if (s == NULL) {
        printf("%s NULL", what);
        tell_texts();
        return;
    }
    printf("type %d flags %lx ", ASN1_STRING_type(s), s->flags & ~0x80UL);
    hex(what, ASN1_STRING_get0_data(s), ASN1_STRING_length(s));
}

static void
numbers(void)
{
    static const int64_t values[] = {0, 1, -1, 127, 128, -128, -129, 65536,
                                     INT64_MAX, INT64_MIN, LONG_MAX};
    ASN1_INTEGER *a = ASN1_INTEGER_new(), *b = ASN1_INTEGER_new(), *c;
    ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
    BIGNUM *bn = NULL;
    int64_t i;
    uint64_t u;

    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
        char *text;

        L(ASN1_INTEGER_set_int64(a, values[k]));
        string("integer", a);
        L(ASN1_INTEGER_get(a));
        i = 99, u = 99;
        L(ASN1_INTEGER_get_int64(&i, a));
        printf("%lld\n", (long long)i);
        L(ASN1_INTEGER_get_uint64(&u, a));
        printf("%llu\n", (unsigned long long)u);
        L(ASN1_ENUMERATED_set_int64(e, values[k]));
        string("enumerated", e);
        L(ASN1_ENUMERATED_get(e));
        L(ASN1_ENUMERATED_get_int64(&i, e));
        fflush(stdout);
        L(i2a_ASN1_INTEGER(out, a));
        L(i2a_ASN1_ENUMERATED(out, e));
        bn = ASN1_INTEGER_to_BN(a, bn);
        text = BN_bn2dec(bn);
        S(text);
        OPENSSL_free(text);
        text = i2s_ASN1_INTEGER(NULL, a);
        S(text);
        OPENSSL_free(text);
        text = i2s_ASN1_ENUMERATED(NULL, e);
        S(text);
        OPENSSL_free(text);
        c = BN_to_ASN1_INTEGER(bn, NULL);
        L(ASN1_INTEGER_cmp(a, c));
        L(ASN1_INTEGER_cmp(a, b));
        L(ASN1_INTEGER_cmp(b, a));
        ASN1_INTEGER_free(b);
        b = ASN1_INTEGER_dup(a);
        ASN1_INTEGER_free(c);
        BN_free(ASN1_ENUMERATED_to_BN(e, NULL));
        BIO_free(out);
    }
    L(ASN1_INTEGER_set_uint64(a, UINT64_MAX));
    L(ASN1_INTEGER_get(a));
    L(ASN1_INTEGER_get_int64(&i, a));
    L(ASN1_INTEGER_get_uint64(&u, a));
    string("max", a);
    L(ASN1_INTEGER_get(NULL));
    L(ASN1_ENUMERATED_get(NULL));
    L(ASN1_INTEGER_get_int64(&i, (ASN1_INTEGER *)e));
    L(ASN1_ENUMERATED_get((ASN1_ENUMERATED *)a));
    L(ASN1_INTEGER_to_BN((ASN1_INTEGER *)e, NULL) != NULL);
    L(ASN1_ENUMERATED_to_BN((ASN1_ENUMERATED *)a, NULL) != NULL);
    BN_free(bn);
    ASN1_INTEGER_free(a);
    ASN1_INTEGER_free(b);
    ASN1_ENUMERATED_free(e);
    {
        const unsigned char bytes[] = {2, 2, 0x80, 1}, *p = bytes;

        a = d2i_ASN1_UINTEGER(NULL, &p, 4);
        string("uinteger", a);
        ASN1_INTEGER_free(a);
        p = bytes;
        a = d2i_ASN1_UINTEGER(NULL, &p, 3);
        string("short uinteger", a);
    }
}

static void
text_numbers(void)
{
    static const char *const lines[] = {"0102\n", "ff\\\n00\n", "1\n", "xy\n",
                                        "", "80\n", "0g\n", "00\n"};
    char buf[200];

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        BIO *in = BIO_new_mem_buf(lines[i], -1);
        ASN1_INTEGER *a = ASN1_INTEGER_new();
        ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
        ASN1_STRING *s = ASN1_OCTET_STRING_new();

        L(a2i_ASN1_INTEGER(in, a, buf, sizeof buf));
        string("a", a);
        BIO_free(in);
        in = BIO_new_mem_buf(lines[i], -1);
        L(a2i_ASN1_ENUMERATED(in, e, buf, sizeof buf));
        string("e", e);
        BIO_free(in);
        in = BIO_new_mem_buf(lines[i], -1);
        L(a2i_ASN1_STRING(in, s, buf, sizeof buf));
        string("s", s);
        BIO_free(in);
        in = BIO_new_fp(stdout, BIO_NOCLOSE);
        fflush(stdout);
        L(i2a_ASN1_STRING(in, s, V_ASN1_OCTET_STRING));
        BIO_free(in);
        ASN1_INTEGER_free(a);
        ASN1_ENUMERATED_free(e);
        ASN1_STRING_free(s);
    }
}

static void
strings(void)
{
    ASN1_STRING *a = ASN1_STRING_new(), *b, *c = NULL;
    unsigned char *data = (unsigned char *)OPENSSL_strdup("owned");
    static const unsigned char wide[] = "\0\0\0a\0\0\0b";
    static const unsigned char utf8[] = "a\xc3\xa4";
    char *text;

    string("new", a);
    L(ASN1_STRING_set(a, "hello", -1));
    L(ASN1_STRING_set(a, NULL, -1));
    L(ASN1_STRING_set(a, "hello", 3));
    b = ASN1_STRING_dup(a);
    L(ASN1_STRING_cmp(a, b));
    L(ASN1_STRING_set(b, "hem", 3));
    L(ASN1_STRING_cmp(a, b) > 0);
    L(ASN1_STRING_copy(a, b));
    string("copy", a);
    L(ASN1_STRING_copy(a, NULL));
    L(ASN1_STRING_dup(NULL) != NULL);
    ASN1_STRING_length_set(a, 2);
    string("cut", a);
    ASN1_STRING_set0(a, data, 5);
    string("set0", a);
    L(ASN1_STRING_data(a) == data);
    ASN1_STRING_clear_free(a);
    ASN1_STRING_clear_free(NULL);
    ASN1_STRING_free(b);
    a = ASN1_OCTET_STRING_new();
    L(ASN1_OCTET_STRING_set(a, (const unsigned char *)"abc", 3));
    b = ASN1_OCTET_STRING_dup(a);
    L(ASN1_OCTET_STRING_cmp(a, b));
    text = i2s_ASN1_OCTET_STRING(NULL, a);
    S(text);
    OPENSSL_free(text);
    text = i2s_ASN1_IA5STRING(NULL, a);
    S(text);
    OPENSSL_free(text);
    L(ASN1_STRING_print_ex_fp(stdout, a, ASN1_STRFLGS_RFC2253));
    fflush(stdout);
    ASN1_STRING_free(a);
    ASN1_STRING_free(b);
    a = ASN1_UNIVERSALSTRING_new();
    ASN1_STRING_set(a, wide, 8);
    L(ASN1_UNIVERSALSTRING_to_string(a));
    string("narrow", a);
    L(ASN1_UNIVERSALSTRING_to_string(a));
    ASN1_STRING_free(a);
    L(ASN1_mbstring_copy(&c, utf8, 3, MBSTRING_UTF8, DIRSTRING_TYPE));
    string("mbstring", c);
    L(ASN1_mbstring_copy(&c, utf8, 2, MBSTRING_UTF8, DIRSTRING_TYPE));
    L(ASN1_mbstring_copy(&c, utf8, 3, MBSTRING_ASC, B_ASN1_BMPSTRING));
    string("mbstring", c);
    L(ASN1_mbstring_copy(NULL, utf8, 3, MBSTRING_UTF8, B_ASN1_PRINTABLESTRING));
    ASN1_STRING_free(c);
}

static void
bits(void)
{
    static BIT_STRING_BITNAME names[] = {
        {0, "First", "first"}, {3, "Fourth", "fourth"}, {-1, NULL, NULL}};
    ASN1_BIT_STRING *b = ASN1_BIT_STRING_new();
    static const unsigned char only[] = {0x90}, all[] = {0xff, 0xff};
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    unsigned char *der = NULL;
    STACK_OF(CONF_VALUE) *values;

    L(ASN1_BIT_STRING_get_bit(NULL, 1));
    L(ASN1_BIT_STRING_get_bit(b, 3));
    L(ASN1_BIT_STRING_set_bit(b, 9, 0));
    L(ASN1_BIT_STRING_set_bit(b, 3, 1));
    L(ASN1_BIT_STRING_set_bit(b, 0, 1));
    L(ASN1_BIT_STRING_set_bit(b, 9, 1));
    string("bits", b);
    L(i2d_ASN1_BIT_STRING(b, &der));
    hex("der", der, i2d_ASN1_BIT_STRING(b, NULL));
    OPENSSL_free(der);
    L(ASN1_BIT_STRING_set_bit(b, 9, 0));
    string("bits", b);
    L(ASN1_BIT_STRING_check(b, only, 1));
    L(ASN1_BIT_STRING_check(b, all, 2));
    L(ASN1_BIT_STRING_check(NULL, only, 1));
    L(ASN1_BIT_STRING_get_bit(b, 100));
    fflush(stdout);
    L(ASN1_BIT_STRING_name_print(out, b, names, 3));
    values = i2v_ASN1_BIT_STRING(
        (X509V3_EXT_METHOD *)X509V3_EXT_get_nid(NID_key_usage), b, NULL);
    fflush(stdout);
    X509V3_EXT_val_prn(out, values, 2, 0);
    printf("\n");
    fflush(stdout);
    X509V3_EXT_val_prn(out, values, 2, 1);
    sk_CONF_VALUE_pop_free(values, X509V3_conf_free);
    L(ASN1_BIT_STRING_num_asc("fourth", names));
    L(ASN1_BIT_STRING_num_asc("none", names));
    L(ASN1_BIT_STRING_set_asc(b, "fourth", 0, names));
    L(ASN1_BIT_STRING_set_asc(b, "none", 1, names));
    L(ASN1_BIT_STRING_set(b, (unsigned char *)"\x01\x02", 2));
    string("bits", b);
    ASN1_BIT_STRING_free(b);
    BIO_free(out);
}

static void
any(void)
{
    ASN1_TYPE *a = ASN1_TYPE_new(), *b = ASN1_TYPE_new();
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    unsigned char out[10];
    long n = 5;

    L(ASN1_TYPE_get(a));
    ASN1_TYPE_set(a, V_ASN1_BOOLEAN, (void *)1);
    L(ASN1_TYPE_get(a));
    printf("%d\n", a->value.boolean);
    L(ASN1_TYPE_cmp(a, b));
    L(ASN1_TYPE_cmp(a, NULL));
    L(ASN1_TYPE_set1(b, V_ASN1_BOOLEAN, (void *)1));
    L(ASN1_TYPE_cmp(a, b));
    L(ASN1_TYPE_set1(b, V_ASN1_OBJECT, OBJ_nid2obj(NID_sha1)));
    L(ASN1_TYPE_get(b));
    L(ASN1_TYPE_set1(b, V_ASN1_NULL, NULL));
    L(ASN1_TYPE_get(b));
    ASN1_OCTET_STRING_set(s, (const unsigned char *)"xyz", 3);
    L(ASN1_TYPE_set1(b, V_ASN1_OCTET_STRING, s));
    L(ASN1_TYPE_get_octetstring(b, out, 2));
    hex("out", out, 2);
    L(ASN1_TYPE_get_octetstring(a, out, 2));
    L(ASN1_TYPE_set_octetstring(a, out, 2));
    L(ASN1_TYPE_cmp(a, b) != 0);
    L(ASN1_TYPE_set_int_octetstring(a, 77, out, 2));
    L(ASN1_TYPE_get_int_octetstring(a, &n, out, 10));
    printf("%ld\n", n);
    L(ASN1_TYPE_get_int_octetstring(b, &n, out, 10));
    L(ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), bc, &a)
      == a);
    string("packed", a->value.sequence);
    BASIC_CONSTRAINTS_free(bc);
    bc = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), a);
    L(bc != NULL);
    L(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), b) != NULL);
    L(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(BASIC_CONSTRAINTS), NULL)
      != NULL);
    ASN1_STRING_free(s);
    s = NULL;
    L(ASN1_item_pack(bc, ASN1_ITEM_rptr(BASIC_CONSTRAINTS), &s) == s);
    string("item", s);
    BASIC_CONSTRAINTS_free(bc);
    bc = ASN1_item_unpack(s, ASN1_ITEM_rptr(BASIC_CONSTRAINTS));
    L(bc != NULL);
    L(ASN1_item_unpack(s, ASN1_ITEM_rptr(ASN1_INTEGER)) != NULL);
    BASIC_CONSTRAINTS_free(bc);
    ASN1_STRING_free(s);
    ASN1_TYPE_free(a);
    ASN1_TYPE_free(b);
}

static void
headers(void)
{
    unsigned char buf[64], *p = buf;
    const unsigned char *q;

    L(ASN1_object_size(0, 5, 3));
    L(ASN1_object_size(1, 500, 3));
    L(ASN1_object_size(2, 500, 40));
    L(ASN1_object_size(0, -1, 3));
    L(ASN1_object_size(0, INT_MAX, 3));
    ASN1_put_object(&p, 1, 300, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
    ASN1_put_object(&p, 2, 0, 1000, V_ASN1_APPLICATION);
    ASN1_put_object(&p, 0, 1, 31, V_ASN1_CONTEXT_SPECIFIC);
    L(ASN1_put_eoc(&p));
    hex("headers", buf, (int)(p - buf));
    p = buf;
    buf[0] = buf[1] = 0;
    q = buf;
    L(ASN1_check_infinite_end(&p, 0));
    L(ASN1_check_infinite_end(&p, 1));
    L(ASN1_check_infinite_end(&p, 2));
    L(p - buf);
    L(ASN1_const_check_infinite_end(&q, 2));
    L(q - buf);
}

static void
streams(void)
{
    static const unsigned char two[] = {2, 1, 5, 2, 1, 6, 4, 0x82};
    BIO *in = BIO_new_mem_buf(two, 6), *out = BIO_new(BIO_s_mem());
    FILE *f = tmpfile();
    ASN1_INTEGER *a = NULL, *b = NULL;
    unsigned char md[64], *data;
    unsigned n = 0;
    const ASN1_ITEM *it = ASN1_ITEM_rptr(ASN1_INTEGER);
    ASN1_VALUE *v = NULL;
    unsigned char *der = NULL;

    L(ASN1_item_d2i_bio(it, in, &a) == a);
    L(ASN1_INTEGER_get(a));
    L(ASN1_d2i_bio((void *(*)(void))ASN1_INTEGER_new,
                   (d2i_of_void *)d2i_ASN1_INTEGER, in, (void **)&a) == a);
    L(ASN1_INTEGER_get(a));
    L(ASN1_item_d2i_bio(it, in, &b) != NULL);
    BIO_free(in);
    in = BIO_new_mem_buf(two + 6, 2);
    L(ASN1_item_d2i_bio_ex(it, in, &b, NULL, NULL) != NULL);
    BIO_free(in);
    L(ASN1_item_i2d_bio(it, out, a));
    L(ASN1_i2d_bio((i2d_of_void *)i2d_ASN1_INTEGER, out, a));
    n = (unsigned)BIO_get_mem_data(out, &data);
    hex("out", data, (int)n);
    BIO_free(out);
    L(ASN1_item_i2d_fp(it, f, a));
    L(ASN1_i2d_fp((i2d_of_void *)i2d_ASN1_INTEGER, f, a));
    rewind(f);
    L((b = ASN1_item_d2i_fp(it, f, NULL)) != NULL);
    L(ASN1_INTEGER_cmp(a, b));
    ASN1_INTEGER_free(b);
    L((b = ASN1_d2i_fp((void *(*)(void))ASN1_INTEGER_new,
                       (d2i_of_void *)d2i_ASN1_INTEGER, f, NULL)) != NULL);
    ASN1_INTEGER_free(b);
    L(ASN1_item_d2i_fp_ex(it, f, NULL, NULL, NULL) != NULL);
    fclose(f);
    out = ASN1_item_i2d_mem_bio(it, (ASN1_VALUE *)a);
    L(BIO_get_mem_data(out, &data));
    BIO_free(out);
    L(ASN1_item_i2d_mem_bio(NULL, NULL) != NULL);
    b = ASN1_item_dup(it, a);
    L(ASN1_INTEGER_cmp(a, b));
    ASN1_INTEGER_free(b);
    L(ASN1_item_dup(it, NULL) != NULL);
    b = ASN1_dup((i2d_of_void *)i2d_ASN1_INTEGER,
                 (d2i_of_void *)d2i_ASN1_INTEGER, a);
    L(ASN1_INTEGER_cmp(a, b));
    ASN1_INTEGER_free(b);
    L(ASN1_dup((i2d_of_void *)i2d_ASN1_INTEGER,
               (d2i_of_void *)d2i_ASN1_INTEGER, NULL) != NULL);
    L(ASN1_item_digest(it, EVP_sha1(), a, md, &n));
    hex("digest", md, (int)n);
    L(ASN1_item_ex_new(&v, it));
    der = md;
    L(ASN1_item_ex_i2d((const ASN1_VALUE **)&v, &der, it, -1, 0));
    hex("ex", md, (int)(der - md));
    der = NULL;
    L(ASN1_item_ex_i2d((const ASN1_VALUE **)&v, NULL, it, 5,
                       V_ASN1_CONTEXT_SPECIFIC));
    ASN1_item_ex_free(&v, it);
    L(v != NULL);
    v = ASN1_item_new_ex(it, NULL, NULL);
    L(ASN1_item_ndef_i2d(v, &der, it));
    hex("ndef", der, 3);
    OPENSSL_free(der);
    ASN1_item_free(v, it);
    {
        const unsigned char *p = two;

        v = ASN1_item_d2i_ex(NULL, &p, 8, it, NULL, NULL);
        L(p - two);
        ASN1_item_free(v, it);
    }
    ASN1_INTEGER_free(a);
}

static void
times_and_more(void)
{
    ASN1_GENERALIZEDTIME *g = ASN1_GENERALIZEDTIME_adj(NULL, 0, 20000, 100);
    ASN1_UTCTIME *u = ASN1_UTCTIME_adj(NULL, 0, 1, 1), *copy;
    ASN1_PCTX *p = ASN1_PCTX_new();
    ASN1_OBJECT *o = ASN1_OBJECT_new();
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    BIGNUM *bn = NULL;
    unsigned char buf[100], *der = buf;

    string("generalized", g);
    string("utc", u);
    L(ASN1_UTCTIME_adj(NULL, 0, 200000, 0) != NULL);
    L(ASN1_GENERALIZEDTIME_adj(NULL, 0, INT_MAX, 0) != NULL);
    copy = ASN1_UTCTIME_dup(u);
    string("dup", copy);
    ASN1_STRING_free(copy);
    copy = ASN1_GENERALIZEDTIME_dup(g);
    string("dup", copy);
    ASN1_STRING_free(copy);
    copy = ASN1_TIME_dup(u);
    string("dup", copy);
    ASN1_STRING_free(copy);
    ASN1_STRING_free(g);
    ASN1_STRING_free(u);
#define PCTX(name)                              \
    L(ASN1_PCTX_get_##name(p));                 \
    ASN1_PCTX_set_##name(p, 0x123);             \
    L(ASN1_PCTX_get_##name(p));
    PCTX(flags)
    PCTX(nm_flags)
    PCTX(cert_flags)
    PCTX(oid_flags)
    PCTX(str_flags)
    ASN1_PCTX_free(p);
    L(OBJ_length(o));
    L(i2d_ASN1_OBJECT(o, NULL));
    L(i2d_ASN1_OBJECT(NULL, NULL));
    L(i2d_ASN1_OBJECT(OBJ_nid2obj(NID_sha1), &der));
    hex("object", buf, (int)(der - buf));
    ASN1_OBJECT_free(o);
    fflush(stdout);
    BN_dec2bn(&bn, "255");
    L(ASN1_bn_print(out, "small:", bn, buf, 2));
    BN_dec2bn(&bn, "-123456789012345678901234567890");
    L(ASN1_bn_print(out, "large:", bn, buf, 2));
    L(ASN1_bn_print(out, "none:", NULL, buf, 2));
    BN_zero(bn);
    L(ASN1_bn_print(out, "zero:", bn, buf, 2));
    L(ASN1_buf_print(out, (const unsigned char *)"0123456789abcdefg", 17, 3));
    L(ASN1_buf_print(out, NULL, 0, 3));
    BN_free(bn);
    BIO_free(out);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    numbers();
    text_numbers();
    strings();
    bits();
    any();
    headers();
    streams();
    times_and_more();
    return 0;
}
