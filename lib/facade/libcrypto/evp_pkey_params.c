/* The numbers of a key by the names that parameters have. */
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <stddef.h>
#include <string.h>

#include "engine/crypto/bignum.h"
#include "engine/crypto/ec.h"
#include "facade/libcrypto/pkey_impl.h"
#include "toolkit/compat.h"

/* One name: which key types have it, and where it stands in the parts. */
struct field {
    const char *name;
    size_t offset;
};

#define RSA_FIELD(name, part) {name, offsetof(struct urt_rsa_parts, part)}
#define DSA_FIELD(name, part) {name, offsetof(struct urt_dsa_parts, part)}
#define DH_FIELD(name, part) {name, offsetof(struct urt_dh_parts, part)}

static const struct field rsa_fields[] = {
    RSA_FIELD("n", n),
    RSA_FIELD("e", e),
    RSA_FIELD("d", d),
    RSA_FIELD("rsa-factor1", p),
    RSA_FIELD("rsa-factor2", q),
    RSA_FIELD("rsa-exponent1", dp),
    RSA_FIELD("rsa-exponent2", dq),
    RSA_FIELD("rsa-coefficient1", qi),
    {NULL, 0},
};

static const struct field dsa_fields[] = {
    DSA_FIELD("p", p),       DSA_FIELD("q", q),       DSA_FIELD("g", g),
    DSA_FIELD("pub", pub),   DSA_FIELD("priv", priv), {NULL, 0},
};

static const struct field dh_fields[] = {
    DH_FIELD("p", p),     DH_FIELD("q", q),       DH_FIELD("g", g),
    DH_FIELD("pub", pub), DH_FIELD("priv", priv), {NULL, 0},
};

static struct urt_bytes
find(const struct field *fields, const void *parts, const char *name)
{
    struct urt_bytes s = URT_BYTES_NONE;

    for (; fields->name != NULL; fields++)
        if (strcmp(fields->name, name) == 0)
            memcpy(&s, (const char *)parts + fields->offset, sizeof s);
    return s;
}

static struct urt_bytes
find_ec(const struct urt_ec_parts *e, const char *name)
{
    static const uint8_t one[] = {1};
    const struct urt_curve *c = urt_ec_curve(e->group);
    size_t size = e->group->field_size;

    if (strcmp(name, "priv") == 0)
        return e->priv;
    if (strcmp(name, "qx") == 0)
        return urt_bytes(e->point.data + 1, size);
    if (strcmp(name, "qy") == 0)
        return urt_bytes(e->point.data + 1 + size, size);
    if (strcmp(name, "p") == 0)
        return c->p;
    if (strcmp(name, "b") == 0)
        return c->b;
    if (strcmp(name, "order") == 0)
        return c->order;
    if (strcmp(name, "cofactor") == 0)
        return urt_bytes(one, sizeof one);
    return URT_BYTES_NONE;
}

/* a = p - 3 for every curve there is here. */
static bool
is_minus_three(const struct urt_key *key, const char *name)
{
    return urt_key_ec(key) != NULL && strcmp(name, "a") == 0;
}

static struct urt_bytes
number(const struct urt_key *key, const char *name)
{
    if (urt_key_rsa(key) != NULL)
        return find(rsa_fields, urt_key_rsa(key), name);
    if (urt_key_dsa(key) != NULL)
        return find(dsa_fields, urt_key_dsa(key), name);
    if (urt_key_dh(key) != NULL)
        return find(dh_fields, urt_key_dh(key), name);
    if (urt_key_ec(key) != NULL)
        return find_ec(urt_key_ec(key), name);
    return URT_BYTES_NONE;
}

int
EVP_PKEY_get_bn_param(const EVP_PKEY *pkey, const char *name, BIGNUM **bn)
{
    struct urt_key *key;
    struct urt_bytes s;
    BIGNUM *value;
    int small;

    if (name == NULL || bn == NULL || pkey == NULL)
        return 0;
    if (EVP_PKEY_get_int_param(pkey, name, &small)) {
        value = *bn != NULL ? *bn : BN_new();
        if (value == NULL || !BN_set_word(value, (BN_ULONG)small))
            return 0;
        *bn = value;
        return 1;
    }
    key = fac_pkey_key(pkey);
    if (key != NULL && is_minus_three(key, name)) {
        if (!EVP_PKEY_get_bn_param(pkey, "p", bn))
            return 0;
        return BN_sub_word(*bn, 3);
    }
    s = key != NULL ? number(key, name) : URT_BYTES_NONE;
    if (s.len == 0)
        return 0;
    value = BN_bin2bn(s.data, (int)s.len, *bn);
    if (value == NULL)
        return 0;
    *bn = value;
    return 1;
}

/* The name of the curve of what is no key yet: EC parameters alone. */
static const char *
curve_name(const EVP_PKEY *pkey)
{
    const EC_KEY *ec =
        pkey->type == EVP_PKEY_EC ? fac_pkey_object(pkey) : NULL;

    return ec != NULL && ec->group != NULL && ec->group->group != NULL
               ? ec->group->group->sn
               : NULL;
}

/* The name of a key's curve or field. */
static const char *
group_name(const struct urt_key *key)
{
    const struct urt_group *g = urt_key_group(key);

    return g != NULL && urt_key_raw(key) == NULL ? g->sn : NULL;
}

static const char *
form_name(enum urt_point_form form)
{
    return form == URT_POINT_COMPRESSED ? "compressed"
           : form == URT_POINT_HYBRID   ? "hybrid"
                                        : "uncompressed";
}

/* What to sign with where nobody says; NULL for keys that sign by messages
 * or not at all. */
static const char *
default_digest(const EVP_PKEY *pkey)
{
    int type = EVP_PKEY_get_base_id(pkey);

    return type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS ||
                   type == EVP_PKEY_EC || type == EVP_PKEY_DSA
               ? "SHA256"
               : NULL;
}

/* Ed25519 and Ed448 take no digest: that is mandatory. */
static bool
signs_messages(const struct urt_key *key)
{
    return urt_key_type(key) == URT_KEY_ED25519 ||
           urt_key_type(key) == URT_KEY_ED448;
}

int
EVP_PKEY_get_utf8_string_param(const EVP_PKEY *pkey, const char *name,
                               char *str, size_t max_len, size_t *out_len)
{
    const struct urt_key *key;
    const char *value = NULL;
    size_t len;

    if (name == NULL || pkey == NULL)
        return 0;
    key = fac_pkey_key_or_null(pkey);
    if (key == NULL)
        value = strcmp(name, "group") == 0 ? curve_name(pkey) : NULL;
    else if (strcmp(name, "group") == 0)
        value = group_name(key);
    else if (strcmp(name, "point-format") == 0 && urt_key_ec(key) != NULL)
        value = form_name(urt_key_ec(key)->form);
    else if (strcmp(name, "encoding") == 0 && urt_key_ec(key) != NULL)
        value = "named_curve";
    else if (strcmp(name, "field-type") == 0 && urt_key_ec(key) != NULL)
        value = "prime-field";
    else if (strcmp(name, "default-digest") == 0)
        value = default_digest(pkey);
    else if (strcmp(name, "mandatory-digest") == 0 && signs_messages(key))
        value = "";
    if (value == NULL) {
        fac_compat_about("EVP_PKEY_get_utf8_string_param", name);
        return 0;
    }
    len = strlen(value);
    if (out_len != NULL)
        *out_len = len;
    if (str == NULL)
        return 1;
    if (len >= max_len)
        return 0;
    memcpy(str, value, len + 1);
    return 1;
}

int
EVP_PKEY_get_group_name(const EVP_PKEY *pkey, char *name, size_t name_sz,
                        size_t *gname_len)
{
    return EVP_PKEY_get_utf8_string_param(pkey, "group", name, name_sz,
                                          gname_len);
}

/* The point: encoded always uncompressed, else in the key's own form. */
static struct urt_bytes
ec_point(struct urt_buf *b, const struct urt_key *key, bool encoded)
{
    enum urt_err err = urt_key_put_point(
        b, key, encoded ? URT_POINT_UNCOMPRESSED : URT_POINT_AS_GIVEN);

    return err == URT_OK ? urt_buf_bytes(b) : URT_BYTES_NONE;
}

static bool
give(struct urt_bytes s, unsigned char *buf, size_t max_len, size_t *out_len)
{
    if (out_len != NULL)
        *out_len = s.len;
    if (buf == NULL)
        return true;
    if (s.len > max_len)
        return false;
    memcpy(buf, s.data, s.len);
    return true;
}

int
EVP_PKEY_get_octet_string_param(const EVP_PKEY *pkey, const char *name,
                                unsigned char *buf, size_t max_len,
                                size_t *out_len)
{
    struct urt_key *key = pkey != NULL ? fac_pkey_key(pkey) : NULL;
    const struct urt_raw_parts *raw = key != NULL ? urt_key_raw(key) : NULL;
    struct urt_bytes s = URT_BYTES_NONE;
    struct urt_buf wide = URT_BUF_INIT;
    bool pub, encoded;
    int ok;

    if (name == NULL || key == NULL)
        return 0;
    encoded = strcmp(name, "encoded-pub-key") == 0;
    pub = strcmp(name, "pub") == 0 ||
          (encoded && (raw == NULL || !signs_messages(key)));
    if (raw != NULL && pub)
        s = raw->pub;
    else if (raw != NULL && strcmp(name, "priv") == 0)
        s = raw->priv;
    else if (urt_key_ec(key) != NULL && pub)
        s = ec_point(&wide, key, encoded);
    else if (urt_key_ec(key) != NULL && strcmp(name, "generator") == 0)
        s = urt_ec_curve(urt_key_ec(key)->group)->generator;
    else if (urt_key_dh(key) != NULL && encoded && urt_key_has_public(key)) {
        /* At the width of p. */
        urt_num_put_padded(&wide, urt_key_dh(key)->pub,
                           urt_key_dh(key)->p.len);
        s = urt_buf_bytes(&wide);
    }
    ok = s.len > 0 && urt_buf_ok(&wide) && give(s, buf, max_len, out_len);
    urt_buf_free(&wide);
    return ok;
}

int
EVP_PKEY_get_int_param(const EVP_PKEY *pkey, const char *name, int *out)
{
    const char *const names[] = {"bits", "security-bits", "max-size"};
    int values[3];

    if (name == NULL || pkey == NULL)
        return 0;
    values[0] = EVP_PKEY_get_bits(pkey);
    values[1] = EVP_PKEY_get_security_bits(pkey);
    values[2] = EVP_PKEY_get_size(pkey);
    for (int i = 0; i < 3; i++)
        /* Without a size there is no key at all. */
        if (values[0] > 0 && strcmp(name, names[i]) == 0) {
            *out = values[i];
            return 1;
        }
    return 0;
}

size_t
EVP_PKEY_get1_encoded_public_key(EVP_PKEY *pkey, unsigned char **ppub)
{
    size_t len = 0;
    unsigned char *buf;

    if (!EVP_PKEY_get_octet_string_param(pkey, "encoded-pub-key", NULL, 0,
                                         &len))
        return 0;
    buf = OPENSSL_malloc(len);
    if (buf == NULL)
        return 0;
    if (!EVP_PKEY_get_octet_string_param(pkey, "encoded-pub-key", buf, len,
                                         NULL)) {
        OPENSSL_free(buf);
        return 0;
    }
    *ppub = buf;
    return len;
}
