/* What the older key objects have in common: references, ex_data, the engine
 * key they turn into, numbers as bytes and back. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/der/der.h"
#include "facade/libcrypto/pkey_impl.h"

void
fac_object_init(struct fac_object *o, int ex_class, void *self)
{
    urt_ref_init(&o->ref);
    CRYPTO_new_ex_data(ex_class, self, &o->ex_data);
}

bool
fac_object_down(struct fac_object *o, int ex_class, void *self)
{
    if (!urt_ref_down(&o->ref))
        return false;
    CRYPTO_free_ex_data(ex_class, self, &o->ex_data);
    fac_object_touch(o);
    return true;
}

void
fac_object_touch(struct fac_object *o)
{
    urt_key_free(atomic_exchange(&o->key, NULL));
}

struct urt_key *
fac_object_publish(struct fac_object *o, struct urt_key *key)
{
    struct urt_key *there = NULL;

    if (atomic_compare_exchange_strong(&o->key, &there, key))
        return key;
    urt_key_free(key);
    return there;
}

struct urt_bytes
fac_bn_slice(struct urt_buf *b, const BIGNUM *bn)
{
    int len = bn != NULL ? BN_num_bytes(bn) : 0;
    uint8_t *out;

    if (len == 0)
        return URT_BYTES_NONE;
    out = urt_buf_reserve(b, (size_t)len);
    if (out == NULL)
        return URT_BYTES_NONE;
    BN_bn2bin(bn, out);
    b->len += (size_t)len;
    return urt_buf_bytes(b);
}

BIGNUM *
fac_bn_of(struct urt_bytes s, bool *ok)
{
    BIGNUM *bn;

    if (s.len == 0)
        return NULL;
    bn = BN_bin2bn(s.data, (int)s.len, NULL);
    *ok &= bn != NULL;
    return bn;
}

int
fac_put_out(unsigned char *out, size_t *outlen, struct urt_buf *b)
{
    if (out != NULL && b->len > 0)
        memcpy(out, b->data, b->len);
    *outlen = b->len;
    urt_buf_free(b);
    return 1;
}

int
fac_i2d(unsigned char **pp, struct urt_buf *b)
{
    int len = (int)b->len;

    if (!urt_buf_ok(b)) {
        urt_buf_free(b);
        return -1;
    }
    if (pp != NULL && *pp == NULL) {
        *pp = OPENSSL_malloc(b->len);
        if (*pp == NULL)
            len = -1;
        else
            memcpy(*pp, b->data, b->len);
    } else if (pp != NULL) {
        memcpy(*pp, b->data, b->len);
        *pp += b->len;
    }
    urt_buf_free(b);
    return len;
}

bool
fac_d2i_element(struct urt_bytes *whole, const unsigned char *p, long len)
{
    struct urt_bytes in = {p, len > 0 ? (size_t)len : 0};

    return urt_der_take_any(&in, NULL, NULL, whole);
}
