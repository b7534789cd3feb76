/* What takes both halves: whether a private part belongs to its public one,
 * and what two keys agree on. */
#include "engine/base/ct.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/dh.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/sig.h"

/* x ^ d ^ e = x for a number that is no power of anything small. The private
 * operation proves itself so, and fails with URT_E_INTERNAL. */
static enum urt_err
check_rsa(const struct urt_key *key, struct urt_buf *tmp)
{
    static const uint8_t probe[] = "a message that is signed to try a key";
    enum urt_err err =
        urt_rsa_private_raw(key, urt_bytes(probe, sizeof probe), tmp);

    return err == URT_E_INTERNAL ? URT_E_KEY_MISMATCH : err;
}

static enum urt_err
compare(struct urt_bytes computed, struct urt_bytes given)
{
    return urt_num_compare(computed, given) == 0 ? URT_OK
                                                 : URT_E_KEY_MISMATCH;
}

static enum urt_err
check_ec(const struct urt_key *key, struct urt_buf *tmp)
{
    const struct urt_ec_parts *e = &key->u.ec;

    URT_TRY(urt_ec_mul_g(tmp, e->group, e->priv));
    return compare(urt_buf_bytes(tmp), e->point);
}

static enum urt_err
check_dsa(const struct urt_key *key, struct urt_buf *tmp)
{
    const struct urt_dsa_parts *d = &key->u.dsa;

    URT_TRY(urt_num_powm_sec(tmp, d->g, d->priv, d->p));
    return compare(urt_buf_bytes(tmp), d->pub);
}

static enum urt_err
check_dh(const struct urt_key *key, struct urt_buf *tmp)
{
    const struct urt_dh_parts *d = &key->u.dh;

    URT_TRY(urt_num_powm_sec(tmp, d->g, d->priv, d->p));
    return compare(urt_buf_bytes(tmp), d->pub);
}

static enum urt_err
check_raw(const struct urt_key *key, struct urt_buf *tmp)
{
    struct urt_raw_parts parts = {.priv = key->u.raw.priv};
    struct urt_key *derived;
    enum urt_err err;

    URT_TRY(urt_key_new_raw(&derived, key->type, &parts));
    err = urt_bytes_equal(derived->u.raw.pub, key->u.raw.pub)
              ? URT_OK
              : URT_E_KEY_MISMATCH;
    urt_key_free(derived);
    return err;
}

static enum urt_err (*const checks[])(const struct urt_key *key,
                                      struct urt_buf *tmp) = {
    [URT_KEY_RSA] = check_rsa,     [URT_KEY_RSA_PSS] = check_rsa,
    [URT_KEY_DSA] = check_dsa,     [URT_KEY_EC] = check_ec,
    [URT_KEY_ED25519] = check_raw, [URT_KEY_ED448] = check_raw,
    [URT_KEY_X25519] = check_raw,  [URT_KEY_X448] = check_raw,
    [URT_KEY_DH] = check_dh,
};

enum urt_err
urt_key_check(const struct urt_key *key)
{
    struct urt_buf tmp = URT_BUF_INIT;
    enum urt_err err;

    if (!urt_key_has_private(key))
        return URT_E_KEY_NO_PRIVATE;
    err = checks[key->type](key, &tmp);
    urt_buf_free(&tmp);
    return err;
}

/* What two keys of one type and domain agree on. */
enum urt_err
urt_key_derive(const struct urt_key *own, const struct urt_key *peer,
               bool full_width, struct urt_buf *secret)
{
    struct urt_buf full = URT_BUF_INIT;
    enum urt_err err;

    if (!urt_key_equal_params(own, peer))
        return URT_E_KEY_MISMATCH;
    if (!urt_key_has_private(own))
        return URT_E_KEY_NO_PRIVATE;
    if (!urt_key_has_public(peer))
        return URT_E_KEY_NO_PUBLIC;
    if (own->type == URT_KEY_EC)
        return urt_ec_shared_x(secret, own->u.ec.group, own->u.ec.priv,
                               peer->u.ec.point);
    if (own->type == URT_KEY_X25519 || own->type == URT_KEY_X448)
        return urt_x_shared(secret, urt_key_group(own), own->u.raw.priv,
                            peer->u.raw.pub);
    if (own->type != URT_KEY_DH)
        return URT_E_KEY_TYPE;
    err = urt_dh_shared(&full, own->u.dh.p, own->u.dh.priv, peer->u.dh.pub);
    if (err == URT_OK) {
        urt_put_bytes(secret, full_width
                                  ? urt_buf_bytes(&full)
                                  : urt_num_strip(urt_buf_bytes(&full)));
        err = urt_buf_ok(secret) ? URT_OK : URT_E_NOMEM;
    }
    urt_buf_free(&full);
    return err;
}
