/* The ephemeral key exchange. RFC 8446, 4.2.8; RFC 7748, 6; RFC 7919. */
#include <nettle/curve25519.h>
#include <nettle/curve448.h>

#include "engine/base/ct.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/dh.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/rng.h"

struct urt_kex {
    const struct urt_group *group; /* NULL for a field without a name */
    struct urt_buf priv;
    struct urt_buf pub; /* as it goes on the wire */
    struct urt_buf p;   /* of a field without a name */
};

struct kind {
    enum urt_err (*generate)(struct urt_kex *kex);
    enum urt_err (*derive)(const struct urt_kex *kex, struct urt_bytes peer,
                           struct urt_buf *secret);
};

static enum urt_err
generate_ec(struct urt_kex *kex)
{
    size_t len = urt_ec_order_size(kex->group);
    uint8_t *priv = urt_buf_reserve(&kex->priv, len);

    if (priv == NULL)
        return URT_E_NOMEM;
    URT_TRY(urt_ec_random_scalar(priv, kex->group));
    kex->priv.len += len;
    return urt_ec_mul_g(&kex->pub, kex->group, urt_buf_bytes(&kex->priv));
}

/* RFC 8446, 4.2.8.2: the uncompressed form alone, at its exact size. */
static enum urt_err
derive_ec(const struct urt_kex *kex, struct urt_bytes peer,
          struct urt_buf *secret)
{
    if (peer.len != kex->group->share_size || peer.data[0] != 4)
        return URT_E_POINT_INVALID;
    return urt_ec_shared_x(secret, kex->group, urt_buf_bytes(&kex->priv),
                           peer);
}

typedef void mul_fn(uint8_t *q, const uint8_t *n, const uint8_t *p);
typedef void mul_g_fn(uint8_t *q, const uint8_t *n);

static enum urt_err
generate_x(struct urt_kex *kex, mul_g_fn *mul_g)
{
    size_t len = kex->group->share_size;
    uint8_t *priv = urt_buf_reserve(&kex->priv, len);
    uint8_t *pub = urt_buf_reserve(&kex->pub, len);

    if (priv == NULL || pub == NULL)
        return URT_E_NOMEM;
    URT_TRY(urt_random(priv, len));
    mul_g(pub, priv);
    kex->priv.len += len;
    kex->pub.len += len;
    return URT_OK;
}

/* A result of zero means a point of small order (RFC 7748, 6.1; RFC 8446,
 * 7.4.2). */
enum urt_err
urt_x_shared(struct urt_buf *secret, const struct urt_group *g,
             struct urt_bytes priv, struct urt_bytes peer)
{
    mul_fn *mul = g->kind == URT_GROUP_X25519 ? curve25519_mul : curve448_mul;
    uint64_t any = 0;
    uint8_t *out;

    if (peer.len != g->share_size || priv.len != g->share_size)
        return URT_E_SHARE_INVALID;
    out = urt_buf_reserve(secret, g->secret_size);
    if (out == NULL)
        return URT_E_NOMEM;
    mul(out, priv.data, peer.data);
    for (size_t i = 0; i < g->secret_size; i++)
        any |= out[i];
    if (urt_ct_is_zero(any) != 0)
        return URT_E_SHARE_INVALID;
    secret->len += g->secret_size;
    return URT_OK;
}

static enum urt_err
derive_x(const struct urt_kex *kex, struct urt_bytes peer,
         struct urt_buf *secret)
{
    return urt_x_shared(secret, kex->group, urt_buf_bytes(&kex->priv), peer);
}

static enum urt_err
generate_x25519(struct urt_kex *kex)
{
    return generate_x(kex, curve25519_mul_g);
}

static enum urt_err
generate_x448(struct urt_kex *kex)
{
    return generate_x(kex, curve448_mul_g);
}

static enum urt_err
generate_ffdhe(struct urt_kex *kex)
{
    static const uint8_t two[1] = {2};
    const struct urt_field *f = kex->group->data;

    URT_TRY(urt_dh_random_private(&kex->priv, f->private_bits));
    return urt_dh_public(&kex->pub, f->p, urt_bytes(two, 1),
                         urt_buf_bytes(&kex->priv));
}

static enum urt_err
derive_ff(const struct urt_kex *kex, struct urt_bytes peer,
          struct urt_buf *secret)
{
    const struct urt_field *f = kex->group != NULL ? kex->group->data : NULL;
    struct urt_bytes p = f != NULL ? f->p : urt_buf_bytes(&kex->p);

    return urt_dh_shared(secret, p, urt_buf_bytes(&kex->priv), peer);
}

static const struct kind kinds[] = {
    [URT_GROUP_EC] = {generate_ec, derive_ec},
    [URT_GROUP_X25519] = {generate_x25519, derive_x},
    [URT_GROUP_X448] = {generate_x448, derive_x},
    [URT_GROUP_FFDHE] = {generate_ffdhe, derive_ff},
};

enum urt_err
urt_kex_generate(struct urt_kex **out, const struct urt_group *g)
{
    struct urt_kex *kex = urt_zalloc(sizeof *kex);
    enum urt_err err;

    *out = NULL;
    if (kex == NULL)
        return URT_E_NOMEM;
    kex->group = g;
    err = kinds[g->kind].generate(kex);
    if (err != URT_OK) {
        urt_kex_free(kex);
        return err;
    }
    *out = kex;
    return URT_OK;
}

static enum urt_err
fill_dh(struct urt_kex *kex, struct urt_bytes p, struct urt_bytes g,
        unsigned private_bits)
{
    size_t bits = urt_num_bits(p);

    URT_TRY(urt_dh_check_params(p, g));
    if (private_bits == 0)
        private_bits = urt_dh_private_bits(bits);
    if (private_bits >= bits)
        private_bits = (unsigned)bits - 1;
    urt_put_bytes(&kex->p, urt_num_strip(p));
    if (!urt_buf_ok(&kex->p))
        return URT_E_NOMEM;
    URT_TRY(urt_dh_random_private(&kex->priv, private_bits));
    return urt_dh_public(&kex->pub, urt_buf_bytes(&kex->p), g,
                         urt_buf_bytes(&kex->priv));
}

enum urt_err
urt_kex_generate_dh(struct urt_kex **out, struct urt_bytes p,
                    struct urt_bytes g, unsigned private_bits)
{
    struct urt_kex *kex = urt_zalloc(sizeof *kex);
    enum urt_err err;

    *out = NULL;
    if (kex == NULL)
        return URT_E_NOMEM;
    err = fill_dh(kex, p, g, private_bits);
    if (err != URT_OK) {
        urt_kex_free(kex);
        return err;
    }
    *out = kex;
    return URT_OK;
}

const struct urt_group *
urt_kex_group(const struct urt_kex *kex)
{
    return kex->group;
}

size_t
urt_kex_share_size(const struct urt_kex *kex)
{
    return kex->pub.len;
}

void
urt_kex_put_public(struct urt_buf *b, const struct urt_kex *kex)
{
    urt_put_bytes(b, urt_buf_bytes(&kex->pub));
}

enum urt_err
urt_kex_derive(const struct urt_kex *kex, struct urt_bytes peer,
               struct urt_buf *secret)
{
    enum urt_group_kind kind =
        kex->group != NULL ? kex->group->kind : URT_GROUP_FFDHE;

    /* RFC 8446, 4.2.8.1: a finite-field share is as wide as p. TLS 1.2 sends
     * it without leading zeros; only what is too long is wrong there. */
    if (kind == URT_GROUP_FFDHE && peer.len > kex->pub.len)
        return URT_E_SHARE_INVALID;
    return kinds[kind].derive(kex, peer, secret);
}

enum urt_err
urt_kex_derive_stripped(const struct urt_kex *kex, struct urt_bytes peer,
                        struct urt_buf *secret)
{
    enum urt_group_kind kind =
        kex->group != NULL ? kex->group->kind : URT_GROUP_FFDHE;
    struct urt_buf full = URT_BUF_INIT;
    struct urt_bytes z;
    enum urt_err err;

    if (kind != URT_GROUP_FFDHE)
        return urt_kex_derive(kex, peer, secret);
    err = urt_kex_derive(kex, peer, &full);
    if (err == URT_OK) {
        z = urt_num_strip(urt_buf_bytes(&full));
        urt_put_bytes(secret, z);
        if (!urt_buf_ok(secret))
            err = URT_E_NOMEM;
    }
    urt_buf_free(&full);
    return err;
}

void
urt_kex_free(struct urt_kex *kex)
{
    if (kex == NULL)
        return;
    urt_buf_free(&kex->priv);
    urt_buf_free(&kex->pub);
    urt_buf_free(&kex->p);
    urt_free(kex);
}
