/* OSSL_PARAM: every kind of number made, read and set as every other, with
 * values at the borders; pointers; what was modified. */
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

/* Reads P as each type there is. */
static void
read_all(const char *what, const OSSL_PARAM *p)
{
#define R(f, T, fmt)                                            \
    do {                                                        \
        T v = (T)77;                                            \
        int r = OSSL_PARAM_get_##f(p, &v);                      \
        printf(" " #f "=%d:" fmt, r, v);                        \
    } while (0)
    printf("%s type %u size %zu:", what, p->data_type, p->data_size);
    R(int, int, "%d");
    R(uint, unsigned, "%u");
    R(long, long, "%ld");
    R(ulong, unsigned long, "%lu");
    R(int32, int32_t, "%d");
    R(uint32, uint32_t, "%u");
    R(int64, int64_t, "%ld");
    R(uint64, uint64_t, "%lu");
    R(size_t, size_t, "%zu");
    R(time_t, time_t, "%ld");
    R(double, double, "%.1f");
    errors();
}

/* Sets P from each type at a few values. */
static void
set_all(const char *what, OSSL_PARAM *p)
{
    size_t room = p->data_size;

#define S(f, v)                                                          \
    do {                                                                 \
        unsigned char seen[8];                                           \
        int r;                                                           \
        p->data_size = room;                                             \
        p->return_size = OSSL_PARAM_UNMODIFIED;                          \
        memset(p->data, 0xee, room);                                     \
        r = OSSL_PARAM_set_##f(p, v);                                    \
        printf("%s set_" #f "(" #v ") %d return %zd", what, r,           \
               (ssize_t)p->return_size);                                 \
        memcpy(seen, p->data, room < 8 ? room : 8);                      \
        for (size_t i = 0; r && i < room; i++)                           \
            printf(" %02x", seen[i]);                                    \
        errors();                                                        \
    } while (0)
    S(int, -1);
    S(int, 5);
    S(uint, 0xffffffffu);
    S(long, -3L);
    S(long, 0x100000000L);
    S(ulong, 0xffffffffffffffffUL);
    S(ulong, 9UL);
    S(int32, INT32_MIN);
    S(uint32, 0x80000000u);
    S(int64, INT64_MIN);
    S(uint64, UINT64_MAX);
    S(size_t, (size_t)7);
    S(time_t, (time_t)1000000000000);
    S(double, 2.0);
    S(double, 2.5);
    S(double, -7.0);
    S(double, 1e12);
}

static void
numbers(void)
{
    int i = -2;
    unsigned u = 3000000000u;
    long l = -5000000000;
    unsigned long ul = 18000000000000000000ul;
    int32_t i32 = INT32_MIN;
    uint32_t u32 = UINT32_MAX;
    int64_t i64 = INT64_MAX;
    uint64_t u64 = 255;
    size_t sz = 1;
    time_t t = 1700000000;
    double d = 12.0;
    unsigned char odd[3] = {1, 2, 0x83};
    unsigned char wide[12] = {9};
    unsigned char minus[12];
    OSSL_PARAM p[] = {
        OSSL_PARAM_construct_int("int", &i),
        OSSL_PARAM_construct_uint("uint", &u),
        OSSL_PARAM_construct_long("long", &l),
        OSSL_PARAM_construct_ulong("ulong", &ul),
        OSSL_PARAM_construct_int32("int32", &i32),
        OSSL_PARAM_construct_uint32("uint32", &u32),
        OSSL_PARAM_construct_int64("int64", &i64),
        OSSL_PARAM_construct_uint64("uint64", &u64),
        OSSL_PARAM_construct_size_t("size_t", &sz),
        OSSL_PARAM_construct_time_t("time_t", &t),
        OSSL_PARAM_construct_double("double", &d),
        {"odd", OSSL_PARAM_INTEGER, odd, sizeof(odd), OSSL_PARAM_UNMODIFIED},
        {"uodd", OSSL_PARAM_UNSIGNED_INTEGER, odd, sizeof(odd),
         OSSL_PARAM_UNMODIFIED},
        {"wide", OSSL_PARAM_UNSIGNED_INTEGER, wide, sizeof(wide),
         OSSL_PARAM_UNMODIFIED},
        {"minus", OSSL_PARAM_INTEGER, minus, sizeof(minus),
         OSSL_PARAM_UNMODIFIED},
        OSSL_PARAM_END,
    };

    memset(minus, 0xff, sizeof(minus));
    for (OSSL_PARAM *at = p; at->key != NULL; at++)
        read_all(at->key, at);
    i = 0;
    printf("modified %d", OSSL_PARAM_modified(&p[0]));
    printf(" %d", OSSL_PARAM_set_int(&p[0], 4));
    printf(" %d", OSSL_PARAM_modified(&p[0]));
    OSSL_PARAM_set_all_unmodified(p);
    printf(" %d\n", OSSL_PARAM_modified(&p[0]));
    for (OSSL_PARAM *at = p; at->key != NULL; at++)
        if (at->data_size <= 8)
            set_all(at->key, at);
    p[0].data = NULL;
    printf("no data %d %zu\n", OSSL_PARAM_set_long(&p[0], 1),
           p[0].return_size);
    printf("null %d", OSSL_PARAM_get_int(NULL, &i));
    printf(" %d", OSSL_PARAM_set_int(NULL, 1));
    errors();
    p[1].data_type = OSSL_PARAM_UTF8_STRING;
    printf("text %d %d", OSSL_PARAM_get_uint(&p[1], &u),
           OSSL_PARAM_set_uint(&p[1], 1));
    errors();
}

static void
pointers(void)
{
    char *text = NULL, *got = NULL;
    void *bytes = NULL, *raw = NULL;
    size_t used = 0;
    const char *in = "pointed at";
    OSSL_PARAM p[] = {
        OSSL_PARAM_construct_utf8_ptr("text", &text, 0),
        OSSL_PARAM_construct_octet_ptr("bytes", &bytes, 0),
        OSSL_PARAM_END,
    };

    printf("set %d", OSSL_PARAM_set_utf8_ptr(&p[0], in));
    printf(" %d %zu", text == in, p[0].return_size);
    printf(" get %d", OSSL_PARAM_get_utf8_ptr(&p[0], (const char **)&got));
    printf(" %d\n", got == in);
    printf("set %d", OSSL_PARAM_set_octet_ptr(&p[1], in, 4));
    printf(" %d %zu", bytes == in, p[1].return_size);
    p[1].data_size = 4;
    printf(" get %d",
           OSSL_PARAM_get_octet_ptr(&p[1], (const void **)&raw, &used));
    printf(" %d %zu", raw == in, used);
    errors();
    printf("crossed %d %d", OSSL_PARAM_set_utf8_ptr(&p[1], in),
           OSSL_PARAM_set_octet_ptr(&p[0], in, 1));
    printf(" %d %d", OSSL_PARAM_get_utf8_ptr(&p[1], (const char **)&got),
           OSSL_PARAM_get_octet_ptr(&p[0], (const void **)&raw, &used));
    errors();
}

static void
big(void)
{
    unsigned char room[20], small[2];
    BIGNUM *n = NULL, *back = NULL;
    OSSL_PARAM p[] = {OSSL_PARAM_construct_BN("n", room, sizeof(room)),
                      OSSL_PARAM_construct_BN("s", small, sizeof(small)),
                      OSSL_PARAM_END};
    char *hex;

    BN_hex2bn(&n, "123456789ABCDEF0112233445566");
    memset(room, 0xee, sizeof(room));
    printf("set %d", OSSL_PARAM_set_BN(&p[0], n));
    printf(" %zu get %d", p[0].return_size, OSSL_PARAM_get_BN(&p[0], &back));
    hex = BN_bn2hex(back);
    printf(" %s small %d %zu", hex, OSSL_PARAM_set_BN(&p[1], n),
           p[1].return_size);
    errors();
    OPENSSL_free(hex);
    p[0].data = NULL;
    printf("asked %d %zu", OSSL_PARAM_set_BN(&p[0], n), p[0].return_size);
    errors();
    BN_set_negative(n, 1);
    p[0].data = room;
    printf("negative %d", OSSL_PARAM_set_BN(&p[0], n));
    errors();
    BN_free(n);
    BN_free(back);
}

static void
builder(void)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    OSSL_PARAM *p;
    static const char text[] = "octets";

    printf("push %d", OSSL_PARAM_BLD_push_int(b, "int", -1));
    printf("%d", OSSL_PARAM_BLD_push_uint(b, "uint", 1u));
    printf("%d", OSSL_PARAM_BLD_push_long(b, "long", -2L));
    printf("%d", OSSL_PARAM_BLD_push_ulong(b, "ulong", 2ul));
    printf("%d", OSSL_PARAM_BLD_push_int32(b, "int32", -3));
    printf("%d", OSSL_PARAM_BLD_push_uint32(b, "uint32", 3));
    printf("%d", OSSL_PARAM_BLD_push_int64(b, "int64", -4));
    printf("%d", OSSL_PARAM_BLD_push_uint64(b, "uint64", 4));
    printf("%d", OSSL_PARAM_BLD_push_size_t(b, "size_t", 5));
    printf("%d", OSSL_PARAM_BLD_push_time_t(b, "time_t", 6));
    printf("%d", OSSL_PARAM_BLD_push_double(b, "double", 7.5));
    printf("%d\n", OSSL_PARAM_BLD_push_octet_ptr(b, "ptr", (void *)text, 6));
    p = OSSL_PARAM_BLD_to_param(b);
    for (OSSL_PARAM *at = p; at->key != NULL; at++)
        if (at->data_type <= OSSL_PARAM_REAL)
            read_all(at->key, at);
        else
            printf("%s type %u size %zu %d\n", at->key, at->data_type,
                   at->data_size, *(const void **)at->data == text);
    OSSL_PARAM_free(p);
    OSSL_PARAM_BLD_free(b);
}

int
main(void)
{
    numbers();
    pointers();
    big();
    builder();
    return 0;
}
