/* Extensions about versions and key exchange: supported_versions,
 * supported_groups, key_share (RFC 8446 section 4.2.1, 4.2.7, 4.2.8),
 * ec_point_formats (RFC 8422 section 5.1.2). */
#include "engine/tls/ext_rows.h"

#include "engine/tls/kx.h"

/* ---- supported_versions ---- */

bool
urt_ext_supported_versions_wants(const struct urt_conn *c,
                                 enum urt_where where)
{
    return where != URT_IN_CH || c->hs->offered_tls13;
}

enum urt_err
urt_ext_supported_versions_put(struct urt_conn *c, enum urt_where where,
                               struct urt_buf *b)
{
    uint16_t min, max;
    size_t list;

    if (where != URT_IN_CH) {
        urt_put_u16(b, c->version);
        return URT_OK;
    }
    if (!urt_versions(c, &min, &max))
        return URT_E_VERSION_UNSUPPORTED;
    list = urt_open(b, 1);
    for (uint16_t v = max; v >= min; v--)
        if (urt_has_version(c, v))
            urt_put_u16(b, v);
    urt_close(b, list, 1);
    return URT_OK;
}

/* The version was read before anything else. */
enum urt_err
urt_ext_supported_versions_take(struct urt_conn *c, enum urt_where where,
                                struct urt_bytes *in)
{
    struct urt_bytes list;
    uint16_t version;

    if (where != URT_IN_CH)
        return urt_take_u16(in, &version) ? URT_OK : URT_E_EXT_DECODE;
    return urt_take_vec8(in, &list) && list.len > 0 && list.len % 2 == 0
               ? URT_OK
               : URT_E_EXT_DECODE;
}

enum urt_err
urt_ext_supported_versions_missing(struct urt_conn *c, enum urt_where where)
{
    return where == URT_IN_CH ? URT_OK : URT_E_EXT_MISSING;
}

/* ---- supported_groups ---- */

static uint16_t
groups_version(const struct urt_conn *c)
{
    return c->hs->offered_tls13 ? URT_TLS_1_3 : URT_TLS_1_2;
}

/* A client lists what any version it offers could use. */
static bool
group_listed(const struct urt_conn *c, uint16_t id)
{
    uint16_t min, max;

    if (urt_group_allowed(c, id, groups_version(c)) != NULL)
        return true;
    return urt_versions(c, &min, &max) && min <= URT_TLS_1_2 &&
           urt_group_allowed(c, id, URT_TLS_1_2) != NULL;
}

/* Whether there is any to list; with CURVE, any curve. */
static bool
any_listed(const struct urt_conn *c, bool curve)
{
    const struct urt_ids *own = urt_config_groups(c->config);

    for (size_t i = 0; i < own->count; i++) {
        const struct urt_group *g = urt_group_by_tls_id(own->id[i]);

        if (g != NULL && group_listed(c, own->id[i]) &&
            !(curve && g->kind == URT_GROUP_FFDHE))
            return true;
    }
    return false;
}

bool
urt_ext_supported_groups_wants(const struct urt_conn *c, enum urt_where where)
{
    return where == URT_IN_CH && c->hs->offered_curves &&
           (c->hs->offered_tls13 || any_listed(c, false));
}

enum urt_err
urt_ext_supported_groups_put(struct urt_conn *c, enum urt_where where,
                             struct urt_buf *b)
{
    const struct urt_ids *own = urt_config_groups(c->config);
    size_t list = urt_open(b, 2);

    for (size_t i = 0; i < own->count; i++)
        if (group_listed(c, own->id[i]))
            urt_put_u16(b, own->id[i]);
    if (b->len == list)
        return URT_E_GROUP_NONE_SHARED;
    urt_close(b, list, 2);
    return URT_OK;
}

enum urt_err
urt_ext_supported_groups_take(struct urt_conn *c, enum urt_where where,
                              struct urt_bytes *in)
{
    struct urt_bytes list;

    if (!urt_take_ids(in, &list))
        return URT_E_EXT_DECODE;
    return where == URT_IN_CH ? urt_keep(&c->peer_groups, list) : URT_OK;
}

/* A key share without a list of groups, or the reverse: RFC 8446, 9.2. */
enum urt_err
urt_ext_supported_groups_missing(struct urt_conn *c, enum urt_where where)
{
    struct urt_bytes share;

    if (where == URT_IN_CH && c->version >= URT_TLS_1_3 &&
        urt_ext_get(&c->hs->ext, URT_EXT_KEY_SHARE, &share))
        return URT_E_EXT_MISSING;
    return URT_OK;
}

/* ---- ec_point_formats ---- */

enum { UNCOMPRESSED = 0 };

bool
urt_ext_ec_point_formats_wants(const struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_CH)
        return c->hs->offered_curves && any_listed(c, true);
    return c->hs->ec_formats && !c->resumed && urt_kx_has_curve(c->suite);
}

enum urt_err
urt_ext_ec_point_formats_put(struct urt_conn *c, enum urt_where where,
                             struct urt_buf *b)
{
    /* The compressed ones are for show, as in OpenSSL. */
    urt_put_vec(b, c->config->suiteb != 0 ? URT_LITERAL("\0\1")
                                          : URT_LITERAL("\0\1\2"), 1);
    return URT_OK;
}

enum urt_err
urt_ext_ec_point_formats_take(struct urt_conn *c, enum urt_where where,
                              struct urt_bytes *in)
{
    struct urt_bytes list;

    if (!urt_take_vec8(in, &list) || list.len == 0)
        return URT_E_EXT_DECODE;
    c->hs->ec_formats = true;
    if (memchr(list.data, UNCOMPRESSED, list.len) == NULL &&
        (where == URT_IN_SH12 || c->version < URT_TLS_1_3))
        return URT_E_ILLEGAL_PARAMETER;
    return URT_OK;
}

/* ---- key_share ---- */

bool
urt_ext_key_share_wants(const struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_CH)
        return c->hs->offered_tls13;
    return where == URT_IN_HRR ? c->hs->hrr_group != 0 : !c->hs->use_psk_ke;
}

static enum urt_err
new_share(struct urt_conn *c)
{
    const struct urt_ids *own = urt_config_groups(c->config);
    const struct urt_group *g = NULL;

    if (c->hs->hrr_group != 0)
        g = urt_group_allowed(c, c->hs->hrr_group, URT_TLS_1_3);
    for (size_t i = 0; g == NULL && i < own->count; i++)
        g = urt_group_allowed(c, own->id[i], URT_TLS_1_3);
    if (g == NULL)
        return URT_E_GROUP_NONE_SHARED;
    /* A cookie alone leaves the share as it is. */
    if (c->hs->kex != NULL && urt_kex_group(c->hs->kex) == g)
        return URT_OK;
    urt_kex_free(c->hs->kex);
    c->hs->kex = NULL;
    return urt_kex_generate(&c->hs->kex, g);
}

static void
put_share(const struct urt_conn *c, struct urt_buf *b)
{
    size_t mark;

    urt_put_u16(b, urt_kex_group(c->hs->kex)->tls_id);
    mark = urt_open(b, 2);
    urt_kex_put_public(b, c->hs->kex);
    urt_close(b, mark, 2);
}

enum urt_err
urt_ext_key_share_put(struct urt_conn *c, enum urt_where where,
                      struct urt_buf *b)
{
    size_t list;

    if (where == URT_IN_HRR) {
        urt_put_u16(b, c->hs->hrr_group);
    } else if (where == URT_IN_SH) {
        put_share(c, b);
    } else {
        URT_TRY(new_share(c));
        list = urt_open(b, 2);
        put_share(c, b);
        urt_close(b, list, 2);
    }
    return URT_OK;
}

static bool
in_list(struct urt_bytes list, uint16_t id)
{
    uint16_t each;

    while (urt_take_u16(&list, &each))
        if (each == id)
            return true;
    return false;
}

/* The server takes the first share it can use; shares must be of listed
 * groups, each at most once. After a retry there is exactly one, of the
 * group that was asked for. */
static enum urt_err
take_client_shares(struct urt_conn *c, struct urt_bytes list)
{
    struct urt_handshake *hs = c->hs;
    struct urt_bytes share;
    uint16_t id, seen[64];
    size_t count = 0;

    hs->share = URT_BYTES_NONE;
    c->group = NULL;
    while (list.len > 0) {
        if (!urt_take_u16(&list, &id) || !urt_take_vec16(&list, &share) ||
            share.len == 0)
            return URT_E_EXT_DECODE;
        if (!in_list(urt_buf_bytes(&c->peer_groups), id))
            return URT_E_GROUP_ILLEGAL;
        for (size_t i = 0; i < count; i++)
            if (seen[i] == id)
                return URT_E_GROUP_ILLEGAL;
        if (count == sizeof seen / sizeof *seen)
            return URT_E_GROUP_ILLEGAL;
        seen[count++] = id;
        if (c->group == NULL &&
            (c->group = urt_group_allowed(c, id, URT_TLS_1_3)) != NULL)
            hs->share = share;
    }
    if (hs->hrr && hs->hrr_group != 0 &&
        (count != 1 || seen[0] != hs->hrr_group))
        return URT_E_GROUP_ILLEGAL;
    return URT_OK;
}

enum urt_err
urt_ext_key_share_take(struct urt_conn *c, enum urt_where where,
                       struct urt_bytes *in)
{
    struct urt_bytes list;
    uint16_t id;

    if (where == URT_IN_CH) {
        if (c->version < URT_TLS_1_3) {
            *in = URT_BYTES_NONE;
            return URT_OK;
        }
        if (!urt_take_vec16(in, &list))
            return URT_E_EXT_DECODE;
        return take_client_shares(c, list);
    }
    if (!urt_take_u16(in, &id))
        return URT_E_EXT_DECODE;
    if (where == URT_IN_HRR) {
        if (urt_group_allowed(c, id, URT_TLS_1_3) == NULL)
            return URT_E_GROUP_ILLEGAL;
        if (id == urt_kex_group(c->hs->kex)->tls_id)
            return URT_E_HRR_NO_CHANGE;
        c->hs->hrr_group = id;
        return URT_OK;
    }
    if (id != urt_kex_group(c->hs->kex)->tls_id)
        return URT_E_GROUP_ILLEGAL;
    if (!urt_take_vec16(in, &list) || list.len == 0)
        return URT_E_EXT_DECODE;
    c->group = urt_kex_group(c->hs->kex);
    return urt_keep(&c->hs->peer_share, list);
}

enum urt_err
urt_ext_key_share_missing(struct urt_conn *c, enum urt_where where)
{
    struct urt_bytes groups;

    if (where == URT_IN_CH && c->version >= URT_TLS_1_3 &&
        urt_ext_get(&c->hs->ext, URT_EXT_SUPPORTED_GROUPS, &groups))
        return URT_E_EXT_MISSING;
    return URT_OK;
}
