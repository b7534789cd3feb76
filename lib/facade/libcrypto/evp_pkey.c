/* EVP_PKEY: a handle on a key. See pkey_impl.h. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "engine/base/text.h"
#include "facade/libcrypto/pkey_impl.h"

/* OpenSSL's number of each engine type; aliases stand behind. */
static const struct {
    int type;
    enum urt_key_type engine;
    const char *name;
} types[] = {
    {EVP_PKEY_RSA, URT_KEY_RSA, "RSA"},
    {EVP_PKEY_RSA_PSS, URT_KEY_RSA_PSS, "RSA-PSS"},
    {EVP_PKEY_EC, URT_KEY_EC, "EC"},
    {EVP_PKEY_ED25519, URT_KEY_ED25519, "ED25519"},
    {EVP_PKEY_ED448, URT_KEY_ED448, "ED448"},
    {EVP_PKEY_X25519, URT_KEY_X25519, "X25519"},
    {EVP_PKEY_X448, URT_KEY_X448, "X448"},
    {EVP_PKEY_DSA, URT_KEY_DSA, "DSA"},
    {EVP_PKEY_DH, URT_KEY_DH, "DH"},
    {EVP_PKEY_DHX, URT_KEY_DH, "DHX"},
};

static const struct {
    int alias, type;
} aliases[] = {
    {EVP_PKEY_RSA2, EVP_PKEY_RSA},  {EVP_PKEY_DSA1, EVP_PKEY_DSA},
    {EVP_PKEY_DSA2, EVP_PKEY_DSA},  {EVP_PKEY_DSA3, EVP_PKEY_DSA},
    {EVP_PKEY_DSA4, EVP_PKEY_DSA},
};

enum { TYPES = sizeof types / sizeof types[0] };

int
fac_pkey_type_of(const struct urt_key *key)
{
    enum urt_key_type engine = urt_key_type(key);
    const struct urt_dh_parts *dh = urt_key_dh(key);

    if (dh != NULL && dh->q.len > 0 && dh->group == NULL)
        return EVP_PKEY_DHX;
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].engine == engine)
            return types[i].type;
    return EVP_PKEY_NONE;
}

const char *
fac_pkey_type_name(int type)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == type)
            return types[i].name;
    return NULL;
}

int
fac_pkey_type_by_name(const char *name)
{
    for (size_t i = 0; i < TYPES; i++)
        if (urt_text_equal_nocase(types[i].name, name))
            return types[i].type;
    return NID_undef;
}

bool
fac_pkey_engine_type(int type, enum urt_key_type *out)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == type) {
            *out = types[i].engine;
            return true;
        }
    return false;
}

EVP_PKEY *
EVP_PKEY_new(void)
{
    EVP_PKEY *p = OPENSSL_zalloc(sizeof *p);

    if (p == NULL)
        return NULL;
    urt_ref_init(&p->ref);
    CRYPTO_new_ex_data(CRYPTO_EX_INDEX_EVP_PKEY, p, &p->ex_data);
    return p;
}

/* Makes the handle empty. */
void
fac_pkey_drop(EVP_PKEY *p)
{
    fac_pkey_object_free(p->type, atomic_exchange(&p->object, NULL));
    urt_key_free(p->key);
    p->key = NULL;
    p->type = EVP_PKEY_NONE;
    p->made_here = false;
}

void
EVP_PKEY_free(EVP_PKEY *p)
{
    if (p == NULL || !urt_ref_down(&p->ref))
        return;
    fac_pkey_drop(p);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_EVP_PKEY, p, &p->ex_data);
    OPENSSL_free(p);
}

int
EVP_PKEY_up_ref(EVP_PKEY *p)
{
    urt_ref_up(&p->ref);
    return 1;
}

EVP_PKEY *
fac_pkey_new(struct urt_key *key)
{
    EVP_PKEY *p = EVP_PKEY_new();

    if (p != NULL) {
        p->key = urt_key_up(key);
        p->type = fac_pkey_type_of(key);
    }
    return p;
}

struct urt_key *
fac_pkey_key(const EVP_PKEY *p)
{
    if (p == NULL)
        return NULL;
    if (p->key != NULL)
        return p->key;
    return fac_pkey_object_key(p->type, atomic_load(&p->object));
}

const struct urt_key *
fac_pkey_key_or_null(const EVP_PKEY *p)
{
    return p != NULL && p->type != EVP_PKEY_NONE ? fac_pkey_key(p) : NULL;
}

int
EVP_PKEY_set_ex_data(EVP_PKEY *p, int idx, void *arg)
{
    return CRYPTO_set_ex_data(&p->ex_data, idx, arg);
}

void *
EVP_PKEY_get_ex_data(const EVP_PKEY *p, int idx)
{
    return CRYPTO_get_ex_data(&p->ex_data, idx);
}

int
EVP_PKEY_type(int type)
{
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (aliases[i].alias == type)
            return aliases[i].type;
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == type)
            return type;
    return NID_undef;
}

int
EVP_PKEY_get_id(const EVP_PKEY *p)
{
    return p->type;
}

int
EVP_PKEY_get_base_id(const EVP_PKEY *p)
{
    return EVP_PKEY_type(p->type);
}

int
EVP_PKEY_set_type(EVP_PKEY *p, int type)
{
    type = EVP_PKEY_type(type);
    if (type == NID_undef) {
        ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
        return 0;
    }
    if (p != NULL) {
        fac_pkey_drop(p);
        p->type = type;
    }
    return 1;
}

const char *
EVP_PKEY_get0_type_name(const EVP_PKEY *p)
{
    return fac_pkey_type_name(p->type);
}

int
EVP_PKEY_is_a(const EVP_PKEY *p, const char *name)
{
    const char *own = p != NULL ? EVP_PKEY_get0_type_name(p) : NULL;

    if (own == NULL)
        return 0;
    return urt_text_equal_nocase(own, name) ||
           (p->type == EVP_PKEY_EC &&
            urt_text_equal_nocase(name, "id-ecPublicKey")) ||
           (p->type == EVP_PKEY_RSA &&
            urt_text_equal_nocase(name, "rsaEncryption"));
}

bool
fac_pkey_can_sign(const EVP_PKEY *p)
{
    return p->type == EVP_PKEY_RSA || p->type == EVP_PKEY_RSA_PSS ||
           p->type == EVP_PKEY_DSA || p->type == EVP_PKEY_EC ||
           p->type == EVP_PKEY_ED25519 || p->type == EVP_PKEY_ED448;
}

int
EVP_PKEY_can_sign(const EVP_PKEY *p)
{
    bool known = p->type != EVP_PKEY_NONE;

    if (fac_pkey_can_sign(p))
        return 1;
    if (known)
        ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
    return 0;
}

/* The curve of a key that is parameters alone, else NULL: there is no engine
 * key for that. */
static const EC_GROUP *
bare_curve(const EVP_PKEY *p)
{
    const EC_KEY *ec;

    if (p == NULL || p->type != EVP_PKEY_EC || p->key != NULL)
        return NULL;
    ec = atomic_load(&((EVP_PKEY *)(uintptr_t)p)->object);
    return ec != NULL && ec->pub == NULL && ec->priv == NULL ? ec->group
                                                             : NULL;
}

int
EVP_PKEY_get_bits(const EVP_PKEY *p)
{
    const EC_GROUP *g = bare_curve(p);
    const struct urt_key *key = g == NULL ? fac_pkey_key_or_null(p) : NULL;

    if (g != NULL)
        return EC_GROUP_order_bits(g);
    return key != NULL ? (int)urt_key_bits(key) : 0;
}

int
EVP_PKEY_get_security_bits(const EVP_PKEY *p)
{
    const EC_GROUP *g = bare_curve(p);
    const struct urt_key *key = g == NULL ? fac_pkey_key_or_null(p) : NULL;

    if (g != NULL)
        return (int)g->group->security_bits;
    return key != NULL ? (int)urt_key_security_bits(key) : 0;
}

int
EVP_PKEY_get_size(const EVP_PKEY *p)
{
    const EC_GROUP *g = bare_curve(p);
    const struct urt_key *key = g == NULL ? fac_pkey_key_or_null(p) : NULL;
    EC_KEY only = {.group = (EC_GROUP *)(uintptr_t)g};

    if (g != NULL)
        return ECDSA_size(&only);
    return key != NULL ? (int)urt_key_max_output(key) : 0;
}

int
EVP_PKEY_get_default_digest_nid(EVP_PKEY *p, int *nid)
{
    if (p->type == EVP_PKEY_ED25519 || p->type == EVP_PKEY_ED448) {
        *nid = NID_undef;
        return 0;
    }
    if (!fac_pkey_can_sign(p))
        return -2;
    *nid = NID_sha256;
    return 1;
}
