/* EVP_PKEY: a handle on a key. See pkey_impl.h. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/crypto/ec.h"
#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"

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

/* The older objects, by type. */
static const struct object_kind {
    int type;
    struct urt_key *(*key)(const void *object);
    void *(*of)(struct urt_key *key);
    int (*up)(void *object);
    void (*free)(void *object);
} kinds[];

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

static struct urt_key *
rsa_key(const void *o)
{
    return fac_rsa_key(o);
}

static void *
rsa_of(struct urt_key *key)
{
    return fac_rsa_of(key);
}

static int
rsa_up(void *o)
{
    return RSA_up_ref(o);
}

static void
rsa_free(void *o)
{
    RSA_free(o);
}

static struct urt_key *
dsa_key(const void *o)
{
    return fac_dsa_key(o);
}

static void *
dsa_of(struct urt_key *key)
{
    return fac_dsa_of(key);
}

static int
dsa_up(void *o)
{
    return DSA_up_ref(o);
}

static void
dsa_free(void *o)
{
    DSA_free(o);
}

static struct urt_key *
dh_key(const void *o)
{
    return fac_dh_key(o);
}

static void *
dh_of(struct urt_key *key)
{
    return fac_dh_of(key);
}

static int
dh_up(void *o)
{
    return DH_up_ref(o);
}

static void
dh_free(void *o)
{
    DH_free(o);
}

static struct urt_key *
ec_key(const void *o)
{
    return fac_ec_key(o);
}

static void *
ec_of(struct urt_key *key)
{
    return fac_ec_of(key);
}

static int
ec_up(void *o)
{
    return EC_KEY_up_ref(o);
}

static void
ec_free(void *o)
{
    EC_KEY_free(o);
}

static const struct object_kind kinds[] = {
    {EVP_PKEY_RSA, rsa_key, rsa_of, rsa_up, rsa_free},
    {EVP_PKEY_RSA_PSS, rsa_key, rsa_of, rsa_up, rsa_free},
    {EVP_PKEY_DSA, dsa_key, dsa_of, dsa_up, dsa_free},
    {EVP_PKEY_DH, dh_key, dh_of, dh_up, dh_free},
    {EVP_PKEY_DHX, dh_key, dh_of, dh_up, dh_free},
    {EVP_PKEY_EC, ec_key, ec_of, ec_up, ec_free},
};

static const struct object_kind *
kind_of(int type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].type == type)
            return &kinds[i];
    return NULL;
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
static void
drop(EVP_PKEY *p)
{
    const struct object_kind *k = kind_of(p->type);
    void *object = atomic_exchange(&p->object, NULL);

    if (k != NULL && object != NULL)
        k->free(object);
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
    drop(p);
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
    const struct object_kind *k;

    if (p == NULL)
        return NULL;
    if (p->key != NULL)
        return p->key;
    k = kind_of(p->type);
    return k != NULL ? k->key(atomic_load(&p->object)) : NULL;
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

/* The object of a key, made on first asking; a borrowed pointer. */
static void *
object_of(const EVP_PKEY *pkey, int type)
{
    EVP_PKEY *p = (EVP_PKEY *)(uintptr_t)pkey;
    const struct object_kind *k = kind_of(p->type);
    void *object = atomic_load(&p->object), *there = NULL;

    if (k == NULL || k->type != type)
        return NULL;
    if (object != NULL || p->key == NULL)
        return object;
    object = k->of(p->key);
    if (object == NULL ||
        atomic_compare_exchange_strong(&p->object, &there, object))
        return object;
    k->free(object);
    return there;
}

/* Gives an object over to the handle, which holds nothing else then. */
static int
take_object(EVP_PKEY *p, int type, void *object)
{
    if (object == NULL)
        return 0;
    drop(p);
    p->type = type;
    atomic_store(&p->object, object);
    return 1;
}

int
EVP_PKEY_assign(EVP_PKEY *p, int type, void *object)
{
    const struct object_kind *k = kind_of(EVP_PKEY_type(type));

    if (p == NULL || k == NULL || object == NULL)
        return 0;
    return take_object(p, k->type, object);
}

static int
rsa_type(const RSA *r)
{
    return r != NULL && r->pss ? EVP_PKEY_RSA_PSS : EVP_PKEY_RSA;
}

int
EVP_PKEY_set1_RSA(EVP_PKEY *p, RSA *r)
{
    if (r == NULL)
        return 0;
    RSA_up_ref(r);
    return take_object(p, rsa_type(r), r);
}

int
EVP_PKEY_set1_DSA(EVP_PKEY *p, DSA *d)
{
    if (d == NULL)
        return 0;
    DSA_up_ref(d);
    return take_object(p, EVP_PKEY_DSA, d);
}

int
EVP_PKEY_set1_DH(EVP_PKEY *p, DH *d)
{
    if (d == NULL)
        return 0;
    DH_up_ref(d);
    return take_object(p, d->q != NULL && DH_get_nid(d) == NID_undef
                              ? EVP_PKEY_DHX
                              : EVP_PKEY_DH,
                       d);
}

int
EVP_PKEY_set1_EC_KEY(EVP_PKEY *p, EC_KEY *e)
{
    if (e == NULL)
        return 0;
    EC_KEY_up_ref(e);
    return take_object(p, EVP_PKEY_EC, e);
}

const RSA *
EVP_PKEY_get0_RSA(const EVP_PKEY *p)
{
    if (p->type != EVP_PKEY_RSA && p->type != EVP_PKEY_RSA_PSS) {
        ERR_raise(ERR_LIB_EVP, EVP_R_EXPECTING_AN_RSA_KEY);
        return NULL;
    }
    return object_of(p, p->type);
}

RSA *
EVP_PKEY_get1_RSA(EVP_PKEY *p)
{
    RSA *r = (RSA *)(uintptr_t)EVP_PKEY_get0_RSA(p);

    if (r != NULL)
        RSA_up_ref(r);
    return r;
}

const DSA *
EVP_PKEY_get0_DSA(const EVP_PKEY *p)
{
    if (p->type != EVP_PKEY_DSA) {
        ERR_raise(ERR_LIB_EVP, EVP_R_EXPECTING_A_DSA_KEY);
        return NULL;
    }
    return object_of(p, EVP_PKEY_DSA);
}

DSA *
EVP_PKEY_get1_DSA(EVP_PKEY *p)
{
    DSA *d = (DSA *)(uintptr_t)EVP_PKEY_get0_DSA(p);

    if (d != NULL)
        DSA_up_ref(d);
    return d;
}

const DH *
EVP_PKEY_get0_DH(const EVP_PKEY *p)
{
    if (p->type != EVP_PKEY_DH && p->type != EVP_PKEY_DHX) {
        ERR_raise(ERR_LIB_EVP, EVP_R_EXPECTING_A_DH_KEY);
        return NULL;
    }
    return object_of(p, p->type);
}

DH *
EVP_PKEY_get1_DH(EVP_PKEY *p)
{
    DH *d = (DH *)(uintptr_t)EVP_PKEY_get0_DH(p);

    if (d != NULL)
        DH_up_ref(d);
    return d;
}

const EC_KEY *
EVP_PKEY_get0_EC_KEY(const EVP_PKEY *p)
{
    if (p->type != EVP_PKEY_EC) {
        ERR_raise(ERR_LIB_EVP, EVP_R_EXPECTING_A_EC_KEY);
        return NULL;
    }
    return object_of(p, EVP_PKEY_EC);
}

EC_KEY *
EVP_PKEY_get1_EC_KEY(EVP_PKEY *p)
{
    EC_KEY *e = (EC_KEY *)(uintptr_t)EVP_PKEY_get0_EC_KEY(p);

    if (e != NULL)
        EC_KEY_up_ref(e);
    return e;
}

void *
EVP_PKEY_get0(const EVP_PKEY *p)
{
    return p != NULL ? object_of(p, p->type) : NULL;
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
        drop(p);
        p->type = type;
    }
    return 1;
}

const char *
EVP_PKEY_get0_type_name(const EVP_PKEY *p)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == p->type)
            return types[i].name;
    return NULL;
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

int
EVP_PKEY_can_sign(const EVP_PKEY *p)
{
    return p->type == EVP_PKEY_RSA || p->type == EVP_PKEY_RSA_PSS ||
           p->type == EVP_PKEY_DSA || p->type == EVP_PKEY_EC ||
           p->type == EVP_PKEY_ED25519 || p->type == EVP_PKEY_ED448;
}

/* The engine key of a handle that may be empty, without raising for that. */
static const struct urt_key *
key_or_null(const EVP_PKEY *p)
{
    return p != NULL && p->type != EVP_PKEY_NONE ? fac_pkey_key(p) : NULL;
}

int
EVP_PKEY_get_bits(const EVP_PKEY *p)
{
    const struct urt_key *key = key_or_null(p);

    return key != NULL ? (int)urt_key_bits(key) : 0;
}

int
EVP_PKEY_get_security_bits(const EVP_PKEY *p)
{
    const struct urt_key *key = key_or_null(p);

    return key != NULL ? (int)urt_key_security_bits(key) : 0;
}

int
EVP_PKEY_get_size(const EVP_PKEY *p)
{
    const struct urt_key *key = key_or_null(p);

    return key != NULL ? (int)urt_key_max_output(key) : 0;
}

/* 1 equal, 0 different, -1 different types, -2 not comparable. */
static int
compare(const EVP_PKEY *a, const EVP_PKEY *b, bool public_too)
{
    const struct urt_key *ka, *kb;

    if (a == b)
        return 1;
    if (a == NULL || b == NULL)
        return 0;
    if (a->type != b->type) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return -1;
    }
    ka = key_or_null(a);
    kb = key_or_null(b);
    if (ka == NULL || kb == NULL)
        return -2;
    if (!public_too)
        return urt_key_equal_params(ka, kb);
    if (!urt_key_has_public(ka) || !urt_key_has_public(kb))
        return -2;
    return urt_key_equal_public(ka, kb);
}

int
EVP_PKEY_eq(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, true);
}

int
EVP_PKEY_cmp(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, true);
}

int
EVP_PKEY_parameters_eq(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, false);
}

int
EVP_PKEY_cmp_parameters(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, false);
}

/* Keys always carry their parameters here. */
int
EVP_PKEY_missing_parameters(const EVP_PKEY *p)
{
    return p != NULL && kind_of(p->type) != NULL && p->key == NULL &&
           atomic_load(&((EVP_PKEY *)(uintptr_t)p)->object) == NULL;
}

/* The parameters of a key as a key without anything else. */
static EVP_PKEY *
params_of(const struct urt_key *key)
{
    const struct urt_dsa_parts *dsa = urt_key_dsa(key);
    const struct urt_dh_parts *dh = urt_key_dh(key);
    struct urt_key *params = NULL;
    enum urt_err err = URT_E_KEY_TYPE;
    EVP_PKEY *p = NULL;

    if (dsa != NULL) {
        struct urt_dsa_parts parts = {dsa->p, dsa->q, dsa->g, {0}, {0}};

        err = urt_key_new_dsa(&params, &parts);
    } else if (dh != NULL) {
        struct urt_dh_parts parts = *dh;

        parts.pub = parts.priv = URT_BYTES_NONE;
        err = urt_key_new_dh(&params, &parts);
    }
    if (err == URT_OK)
        p = fac_pkey_new(params);
    urt_key_free(params);
    return p;
}

int
EVP_PKEY_copy_parameters(EVP_PKEY *to, const EVP_PKEY *from)
{
    const struct urt_key *key;
    EVP_PKEY *params;
    EC_KEY *ec;

    if (to->type != EVP_PKEY_NONE && to->type != from->type) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return 0;
    }
    if (EVP_PKEY_missing_parameters(from)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_MISSING_PARAMETERS);
        return 0;
    }
    if (to->type != EVP_PKEY_NONE && !EVP_PKEY_missing_parameters(to)) {
        if (EVP_PKEY_parameters_eq(to, from) == 1)
            return 1;
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS);
        return 0;
    }
    if (from->type == EVP_PKEY_EC) {
        const EC_KEY *src = EVP_PKEY_get0_EC_KEY(from);

        ec = src != NULL && src->group != NULL
                 ? EC_KEY_new_by_curve_name(src->group->nid)
                 : NULL;
        if (ec == NULL || !take_object(to, EVP_PKEY_EC, ec))
            return 0;
        to->made_here = true;
        return 1;
    }
    key = key_or_null(from);
    params = key != NULL ? params_of(key) : NULL;
    if (params == NULL)
        return 0;
    drop(to);
    to->type = params->type;
    to->key = urt_key_up(params->key);
    EVP_PKEY_free(params);
    return 1;
}

EVP_PKEY *
EVP_PKEY_dup(EVP_PKEY *p)
{
    struct urt_key *key = p != NULL ? fac_pkey_key(p) : NULL;
    EVP_PKEY *copy;

    if (p == NULL) {
        ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    copy = key != NULL ? fac_pkey_new(key) : EVP_PKEY_new();
    if (copy != NULL && !CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_EVP_PKEY,
                                            &copy->ex_data, &p->ex_data)) {
        EVP_PKEY_free(copy);
        return NULL;
    }
    return copy;
}

static bool
raw_type(enum urt_key_type *out, int type)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == type && types[i].engine >= URT_KEY_ED25519 &&
            types[i].engine <= URT_KEY_X448) {
            *out = types[i].engine;
            return true;
        }
    /* Known types without a raw form are an error of another kind. */
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == type) {
            ERR_raise(ERR_LIB_EVP, EVP_R_KEY_SETUP_FAILED);
            return false;
        }
    ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
    return false;
}

static EVP_PKEY *
new_raw(int type, const struct urt_raw_parts *parts)
{
    enum urt_key_type engine;
    struct urt_key *key = NULL;
    EVP_PKEY *p;

    if (!raw_type(&engine, type))
        return NULL;
    if (urt_key_new_raw(&key, engine, parts) != URT_OK) {
        ERR_raise(ERR_LIB_EVP, EVP_R_KEY_SETUP_FAILED);
        return NULL;
    }
    p = fac_pkey_new(key);
    urt_key_free(key);
    return p;
}

EVP_PKEY *
EVP_PKEY_new_raw_private_key(int type, ENGINE *e, const unsigned char *priv,
                             size_t len)
{
    struct urt_raw_parts parts = {.priv = urt_bytes(priv, len)};

    (void)e;
    return new_raw(type, &parts);
}

EVP_PKEY *
EVP_PKEY_new_raw_public_key(int type, ENGINE *e, const unsigned char *pub,
                            size_t len)
{
    struct urt_raw_parts parts = {.pub = urt_bytes(pub, len)};

    (void)e;
    return new_raw(type, &parts);
}

static int
type_of_name(const char *name)
{
    for (size_t i = 0; i < TYPES; i++)
        if (urt_text_equal_nocase(types[i].name, name))
            return types[i].type;
    return NID_undef;
}

EVP_PKEY *
EVP_PKEY_new_raw_private_key_ex(OSSL_LIB_CTX *libctx, const char *keytype,
                                const char *propq, const unsigned char *priv,
                                size_t len)
{
    (void)libctx;
    (void)propq;
    return EVP_PKEY_new_raw_private_key(type_of_name(keytype), NULL, priv,
                                        len);
}

EVP_PKEY *
EVP_PKEY_new_raw_public_key_ex(OSSL_LIB_CTX *libctx, const char *keytype,
                               const char *propq, const unsigned char *pub,
                               size_t len)
{
    (void)libctx;
    (void)propq;
    return EVP_PKEY_new_raw_public_key(type_of_name(keytype), NULL, pub, len);
}

static int
get_raw(const EVP_PKEY *p, unsigned char *out, size_t *len, bool priv)
{
    const struct urt_key *key = key_or_null(p);
    const struct urt_raw_parts *raw = key != NULL ? urt_key_raw(key) : NULL;
    struct urt_bytes part;

    if (raw == NULL) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return 0;
    }
    part = priv ? raw->priv : raw->pub;
    if (part.len == 0)
        return 0;
    if (out != NULL) {
        if (*len < part.len)
            return 0;
        memcpy(out, part.data, part.len);
    }
    *len = part.len;
    return 1;
}

int
EVP_PKEY_get_raw_private_key(const EVP_PKEY *p, unsigned char *priv,
                             size_t *len)
{
    return get_raw(p, priv, len, true);
}

int
EVP_PKEY_get_raw_public_key(const EVP_PKEY *p, unsigned char *pub,
                            size_t *len)
{
    return get_raw(p, pub, len, false);
}

int
EVP_PKEY_get_default_digest_nid(EVP_PKEY *p, int *nid)
{
    if (p->type == EVP_PKEY_ED25519 || p->type == EVP_PKEY_ED448) {
        *nid = NID_undef;
        return 2;
    }
    if (!EVP_PKEY_can_sign(p))
        return -2;
    *nid = NID_sha256;
    return 1;
}
