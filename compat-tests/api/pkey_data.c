/* Keys made from parameters and taken apart into them: EVP_PKEY_fromdata,
 * EVP_PKEY_todata, for every key type and for data that makes no key. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
queue(void)
{
    unsigned long e;
    const char *data;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("    queue %d %s %s\n", ERR_GET_LIB(e),
               ERR_reason_error_string(e) != NULL ? ERR_reason_error_string(e)
                                                  : "-",
               (flags & ERR_TXT_STRING) != 0 ? data : "");
}

static int
by_name(const void *a, const void *b)
{
    const OSSL_PARAM *const *x = a, *const *y = b;

    return strcmp((*x)->key, (*y)->key);
}

/* Every parameter once, by name: the order is the library's own, and OpenSSL
 * puts some twice. */
static void
show_params(const OSSL_PARAM *params)
{
    const OSSL_PARAM *sorted[64];
    size_t n = 0;

    for (; params != NULL && params->key != NULL && n < 64; params++)
        sorted[n++] = params;
    qsort(sorted, n, sizeof sorted[0], by_name);
    for (size_t i = 0; i < n; i++) {
        const OSSL_PARAM *p = sorted[i];
        const unsigned char *d = p->data;

        if (i > 0 && strcmp(p->key, sorted[i - 1]->key) == 0)
            continue;
        printf("    %s type %u:", p->key, p->data_type);
        if (d == NULL) {
            printf(" no data, %zu\n", p->data_size);
        } else if (p->data_type == OSSL_PARAM_UTF8_STRING) {
            printf(" \"%s\"\n", (const char *)p->data);
        } else if (p->data_type == OSSL_PARAM_UNSIGNED_INTEGER ||
                   p->data_type == OSSL_PARAM_INTEGER) {
            BIGNUM *bn = NULL;
            char *hex = NULL;
            int small;

            if (p->data_type == OSSL_PARAM_INTEGER &&
                OSSL_PARAM_get_int(p, &small))
                printf(" %d", small);
            else if (OSSL_PARAM_get_BN(p, &bn) && (hex = BN_bn2hex(bn)))
                printf(" %.60s (%d)", hex, BN_num_bits(bn));
            printf("\n");
            OPENSSL_free(hex);
            BN_free(bn);
        } else {
            for (size_t k = 0; k < p->data_size && k < 40; k++)
                printf(" %02x", d[k]);
            printf(" (%zu)\n", p->data_size);
        }
    }
}

static void
show_key(EVP_PKEY *pkey)
{
    static const int selections[] = {EVP_PKEY_KEY_PARAMETERS,
                                     EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEYPAIR};
    unsigned char *der = NULL;
    int n, small;
    char name[80];

    printf("  key id %d base %d bits %d security %d size %d name %s\n",
           EVP_PKEY_get_id(pkey), EVP_PKEY_get_base_id(pkey),
           EVP_PKEY_get_bits(pkey), EVP_PKEY_get_security_bits(pkey),
           EVP_PKEY_get_size(pkey),
           EVP_PKEY_get0_type_name(pkey) != NULL ? "there" : "none");
    n = i2d_PUBKEY(pkey, &der);
    printf("  public form %d\n", n);
    OPENSSL_free(der);
    der = NULL;
    if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PRIV_KEY, &(BIGNUM *){0}) ==
        0)
        ERR_clear_error();
    ERR_clear_error();
    n = i2d_PrivateKey(pkey, &der);
    printf("  private form %d\n", n);
    OPENSSL_clear_free(der, n > 0 ? (size_t)n : 0);
    ERR_clear_error();
    if (EVP_PKEY_get_group_name(pkey, name, sizeof name, NULL))
        printf("  group %s\n", name);
    if (EVP_PKEY_get_int_param(pkey, OSSL_PKEY_PARAM_BITS, &small))
        printf("  bits %d\n", small);
    ERR_clear_error();
    for (size_t i = 0; i < 3; i++) {
        OSSL_PARAM *out = NULL;
        int ok = EVP_PKEY_todata(pkey, selections[i], &out);

        printf("  todata %x: %d\n", selections[i], ok);
        if (ok > 0)
            show_params(out);
        queue();
        OSSL_PARAM_free(out);
    }
}

/* One value of a recipe: "n" as a number in hex, "group" as text, "pub" as
 * octets in hex, "bits" as a small number. */
struct value {
    const char *name;
    char kind; /* 'n' number, 't' text, 'o' octets, 'i' int */
    const char *value;
};

struct recipe {
    const char *title, *type;
    int selection;
    struct value values[10];
};

#define N512                                                                  \
    "E5DFD9C1DA7A9B0C5FD1D0F1E1A7B4D4C2E2A3B9B8F7A6C5D4E3F2A1B0C9D8E7F6A5B4" \
    "C3D2E1F0A9B8C7D6E5F4A3B2C1D0E9F8A7B6C5D4E3F2A1B0C9D8E7F6A5"
#define P256_PRIV                                                             \
    "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
#define P256_X                                                                \
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
#define P256_Y                                                                \
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
#define RAW32                                                                 \
    "4CCD089B28FF96DA9DB6C346EC114E0F5B8A319F35ABA624DA8CF6ED4FB8A6FB"
#define RAW32_PUB                                                             \
    "3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C"

static const struct recipe recipes[] = {
    {"rsa public", "RSA", EVP_PKEY_PUBLIC_KEY,
     {{"n", 'n', N512}, {"e", 'n', "010001"}}},
    {"rsa public, selection of a pair", "RSA", EVP_PKEY_KEYPAIR,
     {{"n", 'n', N512}, {"e", 'n', "010001"}}},
    {"rsa public, private part ignored", "RSA", EVP_PKEY_PUBLIC_KEY,
     {{"n", 'n', N512}, {"e", 'n', "010001"}, {"d", 'n', "1234567"}}},
    {"rsa without e", "RSA", EVP_PKEY_PUBLIC_KEY, {{"n", 'n', N512}}},
    {"rsa without n", "RSA", EVP_PKEY_PUBLIC_KEY, {{"e", 'n', "010001"}}},
    {"rsa of nothing", "RSA", EVP_PKEY_KEYPAIR, {{NULL, 0, NULL}}},
    {"rsa, n of text", "RSA", EVP_PKEY_PUBLIC_KEY,
     {{"n", 't', "123"}, {"e", 'n', "010001"}}},
    {"rsa, an unknown name besides", "RSA", EVP_PKEY_PUBLIC_KEY,
     {{"n", 'n', N512}, {"e", 'n', "010001"}, {"colour", 't', "red"}}},
    {"rsa-pss public", "RSA-PSS", EVP_PKEY_PUBLIC_KEY,
     {{"n", 'n', N512}, {"e", 'n', "010001"}}},
    {"ec by group", "EC", EVP_PKEY_KEY_PARAMETERS,
     {{"group", 't', "prime256v1"}}},
    {"ec by the other name", "EC", EVP_PKEY_KEY_PARAMETERS,
     {{"group", 't', "P-384"}}},
    {"ec public", "EC", EVP_PKEY_PUBLIC_KEY,
     {{"group", 't', "prime256v1"}, {"pub", 'o', "04" P256_X P256_Y}}},
    {"ec public compressed", "EC", EVP_PKEY_PUBLIC_KEY,
     {{"group", 't', "P-256"}, {"pub", 'o', "03" P256_X}}},
    {"ec pair", "EC", EVP_PKEY_KEYPAIR,
     {{"group", 't', "prime256v1"},
      {"pub", 'o', "04" P256_X P256_Y},
      {"priv", 'n', P256_PRIV}}},
    {"ec point off the curve", "EC", EVP_PKEY_PUBLIC_KEY,
     {{"group", 't', "prime256v1"}, {"pub", 'o', "04" P256_X P256_X}}},
    {"ec of no such curve", "EC", EVP_PKEY_PUBLIC_KEY,
     {{"group", 't', "P-1000"}, {"pub", 'o', "04" P256_X P256_Y}}},
    {"ec without group", "EC", EVP_PKEY_PUBLIC_KEY,
     {{"pub", 'o', "04" P256_X P256_Y}}},
    {"ec of group, pair selected", "EC", EVP_PKEY_KEYPAIR,
     {{"group", 't', "prime256v1"}}},
    {"ec written compressed", "EC", EVP_PKEY_PUBLIC_KEY,
     {{"group", 't', "prime256v1"},
      {"point-format", 't', "compressed"},
      {"pub", 'o', "04" P256_X P256_Y}}},
    {"dh by group", "DH", EVP_PKEY_KEY_PARAMETERS, {{"group", 't', "ffdhe2048"}}},
    {"dh by no such group", "DH", EVP_PKEY_KEY_PARAMETERS,
     {{"group", 't', "ffdhe1"}}},
    {"dh by group, pair", "DH", EVP_PKEY_KEYPAIR,
     {{"group", 't', "ffdhe2048"},
      {"priv", 'n', "0123456789ABCDEF"},
      {"pub", 'n', N512}}},
    {"dh by group, public", "DH", EVP_PKEY_PUBLIC_KEY,
     {{"group", 't', "ffdhe2048"}, {"pub", 'n', N512}}},
    {"dh by numbers", "DH", EVP_PKEY_KEY_PARAMETERS,
     {{"p", 'n', N512}, {"g", 'n', "02"}}},
    {"dh, public by numbers", "DH", EVP_PKEY_PUBLIC_KEY,
     {{"p", 'n', N512}, {"g", 'n', "02"}, {"pub", 'n', "1234"}}},
    {"dhx by numbers", "DHX", EVP_PKEY_KEY_PARAMETERS,
     {{"p", 'n', N512},
      {"q", 'n', "E5DFD9C1DA7A9B0C5FD1D0F1E1A7B4D4C2E2A3B9"},
      {"g", 'n', "02"}}},
    {"dh with length", "DH", EVP_PKEY_KEY_PARAMETERS,
     {{"group", 't', "ffdhe2048"}, {"priv_len", 'i', "300"}}},
    {"dsa parameters", "DSA", EVP_PKEY_KEY_PARAMETERS,
     {{"p", 'n', N512},
      {"q", 'n', "E5DFD9C1DA7A9B0C5FD1D0F1E1A7B4D4C2E2A3B9"},
      {"g", 'n', "02"}}},
    {"dsa public", "DSA", EVP_PKEY_PUBLIC_KEY,
     {{"p", 'n', N512},
      {"q", 'n', "E5DFD9C1DA7A9B0C5FD1D0F1E1A7B4D4C2E2A3B9"},
      {"g", 'n', "02"},
      {"pub", 'n', "123456"}}},
    {"dsa pair", "DSA", EVP_PKEY_KEYPAIR,
     {{"p", 'n', N512},
      {"q", 'n', "E5DFD9C1DA7A9B0C5FD1D0F1E1A7B4D4C2E2A3B9"},
      {"g", 'n', "02"},
      {"pub", 'n', "123456"},
      {"priv", 'n', "77"}}},
    {"ed25519 public", "ED25519", EVP_PKEY_PUBLIC_KEY,
     {{"pub", 'o', RAW32_PUB}}},
    {"ed25519 private alone", "ED25519", EVP_PKEY_KEYPAIR,
     {{"priv", 'o', RAW32}}},
    {"ed25519 pair", "ED25519", EVP_PKEY_KEYPAIR,
     {{"priv", 'o', RAW32}, {"pub", 'o', RAW32_PUB}}},
    {"ed25519 too short", "ED25519", EVP_PKEY_PUBLIC_KEY,
     {{"pub", 'o', "0011"}}},
    {"ed25519 of nothing", "ED25519", EVP_PKEY_KEYPAIR, {{NULL, 0, NULL}}},
    {"x25519 private alone", "X25519", EVP_PKEY_KEYPAIR,
     {{"priv", 'o', RAW32}}},
    {"x25519 public", "X25519", EVP_PKEY_PUBLIC_KEY, {{"pub", 'o', RAW32}}},
    {"x25519 parameters", "X25519", EVP_PKEY_KEY_PARAMETERS,
     {{"pub", 'o', RAW32}}},
};

static OSSL_PARAM *
params_of(const struct recipe *r, BIGNUM **numbers, unsigned char (*octets)[80])
{
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params;

    for (size_t i = 0; i < 10 && r->values[i].name != NULL; i++) {
        const struct value *v = &r->values[i];
        size_t len = 0;

        if (v->kind == 'n') {
            BN_hex2bn(&numbers[i], v->value);
            OSSL_PARAM_BLD_push_BN(bld, v->name, numbers[i]);
        } else if (v->kind == 't') {
            OSSL_PARAM_BLD_push_utf8_string(bld, v->name, v->value, 0);
        } else if (v->kind == 'i') {
            OSSL_PARAM_BLD_push_int(bld, v->name, atoi(v->value));
        } else {
            OPENSSL_hexstr2buf_ex(octets[i], 80, &len, v->value, '\0');
            OSSL_PARAM_BLD_push_octet_string(bld, v->name, octets[i], len);
        }
    }
    params = OSSL_PARAM_BLD_to_param(bld);
    OSSL_PARAM_BLD_free(bld);
    return params;
}

static void
make(const struct recipe *r)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, r->type, NULL);
    BIGNUM *numbers[10] = {NULL};
    unsigned char octets[10][80];
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *params = params_of(r, numbers, octets);
    int ok;

    printf("%s\n", r->title);
    printf("  init %d\n", EVP_PKEY_fromdata_init(ctx));
    ok = EVP_PKEY_fromdata(ctx, &pkey, r->selection, params);
    printf("  fromdata %d, %s\n", ok, pkey != NULL ? "a key" : "no key");
    queue();
    if (ok > 0)
        show_key(pkey);
    EVP_PKEY_free(pkey);
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    for (int i = 0; i < 10; i++)
        BN_free(numbers[i]);
}

static void
misuse(void)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM none[] = {OSSL_PARAM_END};

    printf("fromdata before init: %d\n",
           EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, none));
    queue();
    printf("init of no context: %d\n", EVP_PKEY_fromdata_init(NULL));
    queue();
    printf("init: %d\n", EVP_PKEY_fromdata_init(ctx));
    printf("operation %x\n", (unsigned)EVP_PKEY_CTX_get_operation(ctx));
    printf("no place for the key: %d\n",
           EVP_PKEY_fromdata(ctx, NULL, EVP_PKEY_KEYPAIR, none));
    queue();
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "HKDF", NULL);
    printf("init of a derivation: %d\n", EVP_PKEY_fromdata_init(ctx));
    queue();
    EVP_PKEY_CTX_free(ctx);
}

/* A made key does what a key does, and comes through todata unchanged. */
static void
round_trip(const char *type, const char *name, const char *text)
{
    EVP_PKEY *pkey = NULL, *copy = NULL;
    OSSL_PARAM *params = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    int ok;

    EVP_PKEY_keygen_init(ctx);
    if (name != NULL && strcmp(type, "EC") == 0)
        EVP_PKEY_CTX_set_group_name(ctx, text);
    else if (name != NULL)
        EVP_PKEY_CTX_set_group_name(ctx, text);
    printf("round trip of %s: made %d", type, EVP_PKEY_generate(ctx, &pkey));
    printf(" todata %d", EVP_PKEY_todata(pkey, EVP_PKEY_KEYPAIR, &params));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY_fromdata_init(ctx);
    ok = EVP_PKEY_fromdata(ctx, &copy, EVP_PKEY_KEYPAIR, params);
    printf(" fromdata %d equal %d", ok, EVP_PKEY_eq(pkey, copy));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(copy, NULL);
    printf(" check %d\n", EVP_PKEY_check(ctx));
    EVP_PKEY_CTX_free(ctx);
    queue();
    OSSL_PARAM_free(params);
    EVP_PKEY_free(pkey);
    EVP_PKEY_free(copy);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++)
        make(&recipes[i]);
    misuse();
    round_trip("RSA", NULL, NULL);
    round_trip("EC", "group", "P-256");
    round_trip("EC", "group", "secp521r1");
    round_trip("DH", "group", "ffdhe2048");
    round_trip("ED25519", NULL, NULL);
    round_trip("X448", NULL, NULL);
    return 0;
}
