/* EC keys: building and making them. The arithmetic is ec.c's. */
#include "engine/crypto/bignum.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/key_int.h"

/* The private number at the order's width into PRIV, the point uncompressed
 * into POINT, both checked. */
static enum urt_err
fill(struct urt_buf *point, struct urt_buf *priv,
     const struct urt_ec_parts *parts)
{
    if (urt_ec_curve(parts->group) == NULL)
        return URT_E_CURVE_UNKNOWN;
    if (parts->priv.len > 0) {
        if (!urt_ec_scalar_valid(parts->group, urt_num_strip(parts->priv)))
            return URT_E_KEY_RANGE;
        urt_num_put_padded(priv, parts->priv,
                           urt_ec_order_size(parts->group));
        if (!urt_buf_ok(priv))
            return URT_E_NOMEM;
    }
    if (parts->point.len > 0)
        return urt_ec_put_uncompressed(point, parts->group, parts->point);
    if (priv->len > 0)
        return urt_ec_mul_g(point, parts->group, urt_buf_bytes(priv));
    return URT_E_KEY_NO_PUBLIC;
}

enum urt_err
urt_key_new_ec(struct urt_key **out, const struct urt_ec_parts *parts)
{
    struct urt_key *key = urt_key_alloc(URT_KEY_EC);
    struct urt_buf point = URT_BUF_INIT, priv = URT_BUF_INIT;
    enum urt_err err;

    *out = NULL;
    if (key == NULL)
        return URT_E_NOMEM;
    err = fill(&point, &priv, parts);
    if (err == URT_OK) {
        struct urt_ec_parts *e = &key->u.ec;
        struct urt_bytes *slices[] = {&e->point, &e->priv};

        e->group = parts->group;
        e->form = parts->form;
        if (e->form == URT_POINT_AS_GIVEN)
            e->form = parts->point.len > 0 ? (enum urt_point_form)(
                                                 parts->point.data[0] & ~1u)
                                           : URT_POINT_UNCOMPRESSED;
        e->private_alone = parts->private_alone;
        e->point = urt_buf_bytes(&point);
        e->priv = urt_buf_bytes(&priv);
        err = urt_key_own(key, slices, 2);
    }
    urt_buf_free(&point);
    urt_buf_free(&priv);
    return urt_key_finish(out, key, err);
}

enum urt_err
urt_key_generate_ec(struct urt_key **out, const struct urt_group *group)
{
    struct urt_ec_parts parts = {.group = group};
    uint8_t priv[URT_EC_MAX_FIELD];
    enum urt_err err;

    *out = NULL;
    if (urt_ec_curve(group) == NULL)
        return URT_E_CURVE_UNKNOWN;
    err = urt_ec_random_scalar(priv, group);
    if (err == URT_OK) {
        parts.priv = urt_bytes(priv, urt_ec_order_size(group));
        err = urt_key_new_ec(out, &parts);
    }
    urt_wipe(priv, sizeof priv);
    return err;
}
