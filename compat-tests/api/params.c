/* OSSL_PARAM: conversions between all widths and kinds, strings, the
 * builder, copies and merges, values from text. */
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

static void
dump(const OSSL_PARAM *p)
{
    for (; p != NULL && p->key != NULL; p++) {
        const unsigned char *d = p->data;

        printf("  %s type %u size %zu ret %zd:", p->key, p->data_type,
               p->data_size, (ssize_t)p->return_size);
        if (p->data_type == OSSL_PARAM_UTF8_PTR)
            printf(" ->%s", *(char **)p->data);
        else if (p->data_type != OSSL_PARAM_OCTET_PTR)
            for (size_t i = 0; d != NULL && i < p->data_size; i++)
                printf(" %02x", d[i]);
        printf("\n");
    }
}

static void
getters(const OSSL_PARAM *p)
{
    int i = 77;
    unsigned u = 77;
    int32_t i32 = 77;
    uint32_t u32 = 77;
    int64_t i64 = 77;
    uint64_t u64 = 77;
    size_t s = 77;
    double d = 77;
    BIGNUM *bn = NULL;
    char *hex;
    int r;

    r = OSSL_PARAM_get_int(p, &i);
    printf("  int %d %d", r, i);
    r = OSSL_PARAM_get_uint(p, &u);
    printf(" uint %d %u", r, u);
    r = OSSL_PARAM_get_int32(p, &i32);
    printf(" i32 %d %d", r, i32);
    r = OSSL_PARAM_get_uint32(p, &u32);
    printf(" u32 %d %u", r, u32);
    r = OSSL_PARAM_get_int64(p, &i64);
    printf(" i64 %d %lld", r, (long long)i64);
    r = OSSL_PARAM_get_uint64(p, &u64);
    printf(" u64 %d %llu", r, (unsigned long long)u64);
    r = OSSL_PARAM_get_size_t(p, &s);
    printf(" size %d %zu", r, s);
    r = OSSL_PARAM_get_double(p, &d);
    printf(" double %d %g", r, r ? d : 0);
    r = OSSL_PARAM_get_BN(p, &bn);
    hex = bn != NULL ? BN_bn2hex(bn) : NULL;
    printf(" bn %d %s\n", r, hex != NULL ? hex : "-");
    OPENSSL_free(hex);
    BN_free(bn);
    ERR_clear_error();
}

static void
numbers(void)
{
    static const long long values[] = {0, 1, -1, 127, 128, -128, -129, 255,
                                       256, 65535, -32768, 0x7fffffff,
                                       0x80000000LL, -0x80000000LL,
                                       0xffffffffLL, 0x100000000LL,
                                       0x7fffffffffffffffLL};
    static const size_t sizes[] = {1, 2, 3, 4, 7, 8, 9, 16};

    for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++)
        for (unsigned type = 1; type <= 2; type++)
            for (size_t s = 0; s < 8; s++) {
                unsigned char buf[24];
                OSSL_PARAM p = OSSL_PARAM_construct_octet_string("k", buf,
                                                                 sizes[s]);
                int r;

                memset(buf, 0xaa, sizeof(buf));
                p.data_type = type;
                r = OSSL_PARAM_set_int64(&p, values[k]);
                printf("set64 %lld type %u size %zu: %d\n", values[k], type,
                       sizes[s], r);
                if (r)
                    dump((OSSL_PARAM[]){p, OSSL_PARAM_END});
                if (r)
                    getters(&p);
                if (values[k] == (int)values[k]) {
                    r = OSSL_PARAM_set_int(&p, (int)values[k]);
                    printf("setint %d\n", r);
                }
                if (values[k] >= 0) {
                    r = OSSL_PARAM_set_uint64(&p, (uint64_t)values[k]);
                    printf("setu64 %d modified %d\n", r,
                           OSSL_PARAM_modified(&p));
                }
            }
}

static void
reals(void)
{
    static const double values[] = {0, 1, -1, 0.5, 2147483648.0, -2147483648.0,
                                    9007199254740992.0, 1e19, -1e19};

    for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
        double d = values[k], out = 5;
        int i = 7;
        uint64_t u = 7;
        OSSL_PARAM p = OSSL_PARAM_construct_double("d", &d);
        OSSL_PARAM pi = OSSL_PARAM_construct_int("i", &i);
        OSSL_PARAM pu = OSSL_PARAM_construct_uint64("u", &u);

        printf("real %g\n", values[k]);
        getters(&p);
        printf("  set in int %d -> %d", OSSL_PARAM_set_double(&pi, d), 0);
        printf(" %d u64 %d", i, OSSL_PARAM_set_double(&pu, d));
        printf(" %llu\n", (unsigned long long)u);
        (void)out;
    }
    ERR_clear_error();
}

static void
strings(void)
{
    char text[10] = "hello", out[10], *made = NULL, small[3];
    const char *seen = NULL;
    unsigned char oct[4] = {1, 2, 3, 4};
    void *omade = NULL;
    const void *oseen = NULL;
    size_t used = 99;
    OSSL_PARAM p = OSSL_PARAM_construct_utf8_string("t", text, sizeof(text));
    OSSL_PARAM q = OSSL_PARAM_construct_octet_string("o", oct, sizeof(oct));
    OSSL_PARAM none = OSSL_PARAM_construct_utf8_string("n", NULL, 0);
    OSSL_PARAM len0 = OSSL_PARAM_construct_utf8_string("z", text, 0);
    char *bp = out;
    int r;

    printf("len0 %zu\n", len0.data_size);
    r = OSSL_PARAM_get_utf8_string(&p, &made, 0);
    printf("utf8 %d %s\n", r, made);
    OPENSSL_free(made);
    r = OSSL_PARAM_get_utf8_string(&p, &bp, sizeof(out));
    printf("into %d %s\n", r, r ? out : "-");
    bp = small;
    printf("small %d\n", OSSL_PARAM_get_utf8_string(&len0, &bp, 3));
    bp = out;
    printf("exact %d\n", OSSL_PARAM_get_utf8_string(&len0, &bp, 5));
    r = OSSL_PARAM_set_utf8_string(&p, "abc");
    printf("set %d ret %zu [%s]\n", r, p.return_size, text);
    r = OSSL_PARAM_set_utf8_string(&p, "abcdefghij");
    printf("full %d ret %zu\n", r, p.return_size);
    r = OSSL_PARAM_set_utf8_string(&p, "abcdefghijk");
    printf("over %d ret %zu\n", r, p.return_size);
    r = OSSL_PARAM_set_utf8_string(&none, "abc");
    printf("none %d ret %zu\n", r, none.return_size);
    r = OSSL_PARAM_get_octet_string(&q, &omade, 0, &used);
    printf("oct %d used %zu %02x\n", r, used, r ? *(unsigned char *)omade : 0);
    OPENSSL_free(omade);
    r = OSSL_PARAM_get_octet_string(&p, &omade, 0, &used);
    printf("wrong type %d\n", r);
    printf("set oct %d", OSSL_PARAM_set_octet_string(&q, "xy", 2));
    printf(" ret %zu over %d", q.return_size,
           OSSL_PARAM_set_octet_string(&q, "vwxyz", 5));
    printf(" ret %zu\n", q.return_size);
    r = OSSL_PARAM_get_utf8_string_ptr(&p, &seen);
    printf("ptr %d same %d", r, seen == text);
    r = OSSL_PARAM_get_octet_string_ptr(&q, &oseen, &used);
    printf(" %d same %d %zu\n", r, oseen == oct, used);
    printf("null %d %d %d\n", OSSL_PARAM_get_int(NULL, &r),
           OSSL_PARAM_set_int(NULL, 1), OSSL_PARAM_modified(NULL));
    ERR_clear_error();
}

static void
builder(void)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    BIGNUM *bn = NULL, *zero = BN_new();
    static char pointed[] = "pointed";
    OSSL_PARAM *a, *c, *m;
    OSSL_PARAM extra[2] = {OSSL_PARAM_END, OSSL_PARAM_END};
    int changed = 9;

    BN_hex2bn(&bn, "0102030405060708090A");
    printf("push %d", OSSL_PARAM_BLD_push_int(b, "int", -5));
    printf(" %d", OSSL_PARAM_BLD_push_uint32(b, "u32", 7));
    printf(" %d", OSSL_PARAM_BLD_push_double(b, "dbl", 1.5));
    printf(" %d", OSSL_PARAM_BLD_push_BN(b, "bn", bn));
    printf(" %d", OSSL_PARAM_BLD_push_BN_pad(b, "pad", bn, 12));
    printf(" short %d", OSSL_PARAM_BLD_push_BN_pad(b, "bad", bn, 4));
    printf(" zero %d", OSSL_PARAM_BLD_push_BN(b, "zero", zero));
    printf(" %d", OSSL_PARAM_BLD_push_utf8_string(b, "str", "text", 0));
    printf(" %d", OSSL_PARAM_BLD_push_octet_string(b, "oct", "\1\2\3", 3));
    printf(" %d\n", OSSL_PARAM_BLD_push_utf8_ptr(b, "ptr", pointed, 0));
    BN_set_negative(bn, 1);
    printf("negative %d\n", OSSL_PARAM_BLD_push_BN(b, "neg", bn));
    ERR_clear_error();
    a = OSSL_PARAM_BLD_to_param(b);
    dump(a);
    c = OSSL_PARAM_dup(a);
    dump(c);
    extra[0] = OSSL_PARAM_construct_int("INT", &changed);
    m = OSSL_PARAM_merge(a, extra);
    dump(m);
    OSSL_PARAM_free(m);
    m = OSSL_PARAM_merge(NULL, a);
    printf("locate %d %d\n", OSSL_PARAM_locate(m, "oct") != NULL,
           OSSL_PARAM_locate_const(m, "none") != NULL);
    OSSL_PARAM_free(m);
    OSSL_PARAM_free(a);
    OSSL_PARAM_free(c);
    OSSL_PARAM_free(NULL);
    OSSL_PARAM_BLD_free(b);
    BN_free(bn);
    BN_free(zero);
}

static void
text(void)
{
    static const OSSL_PARAM defs[] = {
        OSSL_PARAM_int("i", NULL),
        OSSL_PARAM_uint("u", NULL),
        OSSL_PARAM_BN("bn", NULL, 0),
        OSSL_PARAM_utf8_string("s", NULL, 0),
        OSSL_PARAM_octet_string("o", NULL, 0),
        OSSL_PARAM_END};
    static const char *const rows[][2] = {
        {"i", "5"}, {"i", "-5"}, {"i", "0x1f"}, {"i", "99999999999"},
        {"i", "2147483647"}, {"i", "-2147483648"}, {"i", "2147483648"},
        {"u", "4294967295"}, {"u", "-1"}, {"hexu", "ff"}, {"bn", "65536"},
        {"hexbn", "0102030405060708090a"}, {"s", "abc"}, {"hexs", "6162"},
        {"o", "abc"}, {"hexo", "616263"}, {"hexo", "61626"}, {"x", "1"},
        {"s", ""}};

    for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
        OSSL_PARAM p[2] = {OSSL_PARAM_END, OSSL_PARAM_END};
        int found = -1;
        int r = OSSL_PARAM_allocate_from_text(p, defs, rows[k][0], rows[k][1],
                                              strlen(rows[k][1]), &found);

        printf("text %s=%s: %d found %d\n", rows[k][0], rows[k][1], r, found);
        if (r) {
            dump(p);
            OPENSSL_free(p[0].data);
        }
        ERR_clear_error();
    }
}

int
main(void)
{
    numbers();
    reals();
    strings();
    builder();
    text();
    return 0;
}
