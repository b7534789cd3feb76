/* EVP_PKEY and the older key objects from inside, for the files of the
 * public-key family.
 *
 * An EVP_PKEY is a handle on an immutable engine key. RSA, DSA, EC_KEY and DH
 * are values that programs put together number by number: they turn into an
 * engine key on first use (fac_rsa_key and its like), which is kept until the
 * next set function drops it. An EVP_PKEY that was made from such an object
 * holds it and asks it for the key each time; one that was made otherwise
 * builds the object when a program asks for it, published by one
 * compare-and-swap. */
#ifndef FAC_PKEY_IMPL_H
#define FAC_PKEY_IMPL_H

#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "engine/base/sync.h"
#include "engine/crypto/key.h"
#include "engine/crypto/sig.h"
#include "facade/libcrypto/pkey_handle.h"

struct evp_pkey_st {
    struct urt_ref ref;
    int type; /* EVP_PKEY_RSA, ...; EVP_PKEY_NONE while empty */
    struct urt_key *key;    /* NULL when the truth is in the object */
    _Atomic(void *) object; /* RSA, DSA, EC_KEY or DH, or NULL */
    bool made_here; /* the program didn't hand us the object */
    CRYPTO_EX_DATA ex_data;
};

/* What all the older objects share; the engine key is NULL until asked for. */
struct fac_object {
    struct urt_ref ref;
    _Atomic(struct urt_key *) key;
    CRYPTO_EX_DATA ex_data;
    int flags;
};

struct rsa_st {
    struct fac_object base;
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi;
    bool pss;
    struct urt_pss_limits limits;
    int32_t version;
};

struct dsa_st {
    struct fac_object base;
    BIGNUM *p, *q, *g, *pub, *priv;
};

struct dh_st {
    struct fac_object base;
    BIGNUM *p, *q, *g, *pub, *priv;
    long length; /* of private numbers in bits, 0 when free */
    bool x942;
};

struct ec_group_st {
    const struct urt_group *group;
    int nid;
    int asn1_flag;
    point_conversion_form_t form;
    BIGNUM *p, *order, *cofactor;
    EC_POINT *generator;
};

struct ec_point_st {
    const struct urt_group *group;
    size_t len;         /* 1: at infinity */
    uint8_t data[133];  /* 04 x y, or 00 */
};

struct ec_key_st {
    struct fac_object base;
    EC_GROUP *group;
    EC_POINT *pub;
    BIGNUM *priv;
    unsigned enc_flags;
    point_conversion_form_t form;
};

/* pkey_object.c */
void fac_object_init(struct fac_object *o, int ex_class, void *self);
/* True when the last reference went; the caller frees its numbers. */
bool fac_object_down(struct fac_object *o, int ex_class, void *self);
/* Forgets the engine key: a number changed. */
void fac_object_touch(struct fac_object *o);
/* Puts KEY there, or drops it when another thread was faster; the one that
 * is there. */
struct urt_key *fac_object_publish(struct fac_object *o, struct urt_key *key);
/* A number as bytes in B, and the slice of it; NULL and zero are empty. */
struct urt_bytes fac_bn_slice(struct urt_buf *b, const BIGNUM *bn);
/* A BIGNUM of a slice; *OK turns false without memory. Empty gives NULL. */
BIGNUM *fac_bn_of(struct urt_bytes s, bool *ok);

/* The engine key of an object, borrowed; NULL with an error raised. */
struct urt_key *fac_rsa_key(const RSA *rsa);
struct urt_key *fac_dsa_key(const DSA *dsa);
struct urt_key *fac_dh_key(const DH *dh);
struct urt_key *fac_ec_key(const EC_KEY *ec);
/* An object of an engine key. */
RSA *fac_rsa_of(struct urt_key *key);
DSA *fac_dsa_of(struct urt_key *key);
DH *fac_dh_of(struct urt_key *key);
EC_KEY *fac_ec_of(struct urt_key *key);

/* The NID of a curve's row and back; NID_undef and NULL where none. */
int fac_group_nid(const struct urt_group *group);
const struct urt_group *fac_group_of_nid(int nid);
/* OpenSSL's type number of an engine key. */
int fac_pkey_type_of(const struct urt_key *key);

/* Its name ("RSA", ...) and back; NULL and NID_undef where there is none. */
const char *fac_pkey_type_name(int type);
int fac_pkey_type_by_name(const char *name);
/* The engine's type of an OpenSSL type number. */
bool fac_pkey_engine_type(int type, enum urt_key_type *out);
/* The engine key of a handle that may be empty, without raising for that. */
const struct urt_key *fac_pkey_key_or_null(const EVP_PKEY *pkey);
/* Whether keys of its type sign. */
bool fac_pkey_can_sign(const EVP_PKEY *pkey);
/* Gives PKEY, a new one, to *OUT: an empty handle there is filled and stays
 * where it is, any other is freed. */
void fac_pkey_give(EVP_PKEY **out, EVP_PKEY *pkey);
/* Makes the handle empty. */
void fac_pkey_drop(EVP_PKEY *pkey);

/* evp_pkey_object.c. Whether keys of TYPE have an older object. */
bool fac_pkey_has_object(int type);
struct urt_key *fac_pkey_object_key(int type, const void *object);
void fac_pkey_object_free(int type, void *object);
/* The object of a key, made on first asking, borrowed; NULL where its type
 * has none. */
const void *fac_pkey_object(const EVP_PKEY *pkey);
/* Gives OBJECT over to the handle, which holds nothing else then. */
int fac_pkey_take_object(EVP_PKEY *pkey, int type, void *object);

/* Copies what stands in B to OUT, as OpenSSL's two-step calls do: with OUT
 * NULL only the length. */
int fac_put_out(unsigned char *out, size_t *outlen, struct urt_buf *b);
/* The i2d convention: *PP NULL allocates, PP NULL only counts. Frees B. */
int fac_i2d(unsigned char **pp, struct urt_buf *b);
/* The element that begins at *PP; false with an error raised when there is
 * none of at most LEN bytes. */
bool fac_d2i_element(struct urt_bytes *whole, const unsigned char *p,
                     long len);

#endif
