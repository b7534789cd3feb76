/* The RSA, DSA, DH and EC_KEY objects in an EVP_PKEY: handed over by a
 * program, or made from the engine's key on first asking. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "facade/libcrypto/pkey_impl.h"

/* The older objects, by type. */
struct object_kind {
    int type;
    struct urt_key *(*key)(const void *object);
    void *(*of)(struct urt_key *key);
    int (*up)(void *object);
    void (*free)(void *object);
};

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

bool
fac_pkey_has_object(int type)
{
    return kind_of(type) != NULL;
}

struct urt_key *
fac_pkey_object_key(int type, const void *object)
{
    const struct object_kind *k = kind_of(type);

    return k != NULL ? k->key(object) : NULL;
}

void
fac_pkey_object_free(int type, void *object)
{
    const struct object_kind *k = kind_of(type);

    if (k != NULL && object != NULL)
        k->free(object);
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

const void *
fac_pkey_object(const EVP_PKEY *pkey)
{
    return object_of(pkey, pkey->type);
}

int
fac_pkey_take_object(EVP_PKEY *p, int type, void *object)
{
    if (object == NULL)
        return 0;
    fac_pkey_drop(p);
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
    return fac_pkey_take_object(p, k->type, object);
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
    return fac_pkey_take_object(p, rsa_type(r), r);
}

int
EVP_PKEY_set1_DSA(EVP_PKEY *p, DSA *d)
{
    if (d == NULL)
        return 0;
    DSA_up_ref(d);
    return fac_pkey_take_object(p, EVP_PKEY_DSA, d);
}

int
EVP_PKEY_set1_DH(EVP_PKEY *p, DH *d)
{
    if (d == NULL)
        return 0;
    DH_up_ref(d);
    return fac_pkey_take_object(p, d->q != NULL && DH_get_nid(d) == NID_undef
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
    return fac_pkey_take_object(p, EVP_PKEY_EC, e);
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
