/* The rows behind kx.h. */
#include "engine/tls/kx.h"

#include "engine/crypto/rng.h"
#include "engine/pki/cert.h"
#include "engine/tls/negotiate.h"

enum { NAMED_CURVE = 3, PREMASTER = 48, LEAST_STRENGTH = 80 };

static enum urt_err
keep_share(struct urt_conn *c, struct urt_bytes share)
{
    urt_buf_clear(&c->hs->peer_share);
    urt_put_bytes(&c->hs->peer_share, share);
    return urt_buf_ok(&c->hs->peer_share) ? URT_OK : URT_E_NOMEM;
}

static void
drop_kex(struct urt_conn *c)
{
    urt_kex_free(c->hs->kex);
    c->hs->kex = NULL;
}

/* Our private number is of no use afterwards. */
static enum urt_err
derive(struct urt_conn *c)
{
    enum urt_err err = urt_kex_derive_stripped(
        c->hs->kex, urt_buf_bytes(&c->hs->peer_share), &c->hs->premaster);

    drop_kex(c);
    return err;
}

static void
put_public(struct urt_conn *c, struct urt_buf *b, int prefix)
{
    size_t mark = urt_open(b, prefix);

    urt_kex_put_public(b, c->hs->kex);
    urt_close(b, mark, prefix);
}

/* ---- elliptic curves, RFC 8422 section 5.4 and 5.7 ---- */

static enum urt_err
put_curve(struct urt_conn *c, struct urt_buf *b)
{
    drop_kex(c);
    URT_TRY(urt_kex_generate(&c->hs->kex, c->group));
    urt_put_u8(b, NAMED_CURVE);
    urt_put_u16(b, c->group->tls_id);
    put_public(c, b, 1);
    return URT_OK;
}

static enum urt_err
take_curve(struct urt_conn *c, struct urt_bytes *in)
{
    const struct urt_group *g;
    struct urt_bytes share;
    uint16_t id;
    uint8_t type;

    if (!urt_take_u8(in, &type) || !urt_take_u16(in, &id))
        return URT_E_MSG_TOO_SHORT;
    g = urt_group_allowed(c, id, c->version);
    if (type != NAMED_CURVE || g == NULL)
        return URT_E_GROUP_ILLEGAL;
    if (!urt_take_vec8(in, &share) || share.len == 0)
        return URT_E_MSG_DECODE;
    if (share.len != g->share_size)
        return URT_E_POINT_INVALID;
    c->group = g;
    return keep_share(c, share);
}

static enum urt_err
put_curve_share(struct urt_conn *c, struct urt_buf *b)
{
    drop_kex(c);
    URT_TRY(urt_kex_generate(&c->hs->kex, c->group));
    put_public(c, b, 1);
    return derive(c);
}

static enum urt_err
take_curve_share(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes share;

    if (in->len == 0)
        return URT_E_SHARE_MISSING;
    if (!urt_take_vec8(in, &share) || share.len == 0)
        return URT_E_MSG_DECODE;
    URT_TRY(keep_share(c, share));
    return derive(c);
}

/* ---- finite fields, RFC 5246 section 7.4.3 ---- */

/* No level lets a field of less than 1024 bits by. */
static enum urt_err
check_field(const struct urt_conn *c)
{
    return urt_key_security_bits(c->dh) >= LEAST_STRENGTH &&
                   urt_key_allowed(c->config, c->dh)
               ? URT_OK
               : URT_E_DH_TOO_SMALL;
}

static enum urt_err
put_field(struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_dh_parts *dh;
    enum urt_hook h = URT_HOOK_NONE;

    urt_key_free(c->dh);
    c->dh = NULL;
    if (c->config->hooks->dh != NULL)
        h = c->config->hooks->dh(c->config->hook_arg, urt_kx_field_bits(c),
                                 &c->dh);
    if (h != URT_HOOK_OK || c->dh == NULL ||
        (dh = urt_key_dh(c->dh)) == NULL)
        return URT_E_DH_NONE;
    URT_TRY(check_field(c));
    drop_kex(c);
    URT_TRY(urt_kex_generate_dh(&c->hs->kex, dh->p, dh->g, dh->priv_bits));
    urt_put_vec(b, dh->p, 2);
    urt_put_vec(b, dh->g, 2);
    put_public(c, b, 2);
    return URT_OK;
}

/* A share without the zeros in front of it, of which there may be any
 * number. */
static struct urt_bytes
strip(struct urt_bytes share)
{
    struct urt_bytes rest = share;
    uint8_t first;

    while (urt_take_u8(&rest, &first) && first == 0)
        share = rest;
    return share;
}

/* Numbers out of range are the server's fault, whatever the builder of keys
 * calls it. */
static enum urt_err
take_field(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_dh_parts parts = {.priv_bits = 0};
    enum urt_err err;

    if (!urt_take_vec16(in, &parts.p) || parts.p.len == 0 ||
        !urt_take_vec16(in, &parts.g) || parts.g.len == 0 ||
        !urt_take_vec16(in, &parts.pub) || parts.pub.len == 0)
        return URT_E_MSG_DECODE;
    parts.pub = strip(parts.pub);
    if (parts.pub.len == 0)
        return URT_E_DH_ILLEGAL;
    urt_key_free(c->dh);
    c->dh = NULL;
    err = urt_key_new_dh(&c->dh, &parts);
    if (err == URT_E_NOMEM)
        return err;
    if (err != URT_OK)
        return URT_E_DH_ILLEGAL;
    URT_TRY(check_field(c));
    return keep_share(c, parts.pub);
}

static enum urt_err
put_field_share(struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_dh_parts *dh = urt_key_dh(c->dh);

    drop_kex(c);
    URT_TRY(urt_kex_generate_dh(&c->hs->kex, dh->p, dh->g, 0));
    put_public(c, b, 2);
    return derive(c);
}

static enum urt_err
take_field_share(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes share;

    if (!urt_take_vec16(in, &share) || share.len == 0 || in->len != 0)
        return URT_E_DH_SHARE_LENGTH;
    share = strip(share);
    if (share.len == 0)
        return URT_E_SHARE_INVALID;
    URT_TRY(keep_share(c, share));
    return derive(c);
}

/* ---- RSA, RFC 5246 section 7.4.7.1 ---- */

static enum urt_err
put_encrypted(struct urt_conn *c, struct urt_buf *b)
{
    static const struct urt_rsa_crypt how = {.padding = URT_PADDING_PKCS1};
    struct urt_buf *premaster = &c->hs->premaster;
    struct urt_key *key;
    uint8_t *p;
    size_t mark;

    if (c->session->peer == NULL)
        return URT_E_INTERNAL;
    URT_TRY(urt_cert_key(c->session->peer, &key));
    p = urt_buf_reserve(premaster, PREMASTER);
    if (p == NULL)
        return URT_E_NOMEM;
    URT_TRY(urt_random(p, PREMASTER));
    p[0] = (uint8_t)(c->client_version >> 8);
    p[1] = (uint8_t)c->client_version;
    premaster->len += PREMASTER;
    mark = urt_open(b, 2);
    URT_TRY(urt_rsa_encrypt(key, &how, urt_buf_bytes(premaster), b));
    urt_close(b, mark, 2);
    return URT_OK;
}

/* Whatever is wrong with the cipher text, its padding or the version in it,
 * the handshake goes on with a random premaster and fails at Finished. Only
 * a length that can't be is told at once inside the decryption, which an
 * eavesdropper sees anyway. */
static enum urt_err
take_encrypted(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_buf *premaster = &c->hs->premaster;
    uint8_t fallback[PREMASTER], *p;
    struct urt_bytes cipher;
    enum urt_err err;

    if (!urt_take_vec16(in, &cipher))
        return URT_E_MSG_DECODE;
    p = urt_buf_reserve(premaster, PREMASTER);
    if (p == NULL)
        return URT_E_NOMEM;
    URT_TRY(urt_random(fallback, sizeof fallback));
    memcpy(p, fallback, sizeof fallback);
    premaster->len += PREMASTER;
    err = urt_rsa_decrypt_premaster(
        c->credential->key, cipher, c->client_version,
        c->config->rollback_bug ? c->version : 0, fallback, p);
    urt_wipe(fallback, sizeof fallback);
    return err == URT_E_NOMEM || err == URT_E_KEY_TYPE ||
                   err == URT_E_KEY_NO_PRIVATE || err == URT_E_RANDOM
               ? err
               : URT_OK;
}

/* ---- the rows ---- */

#define CURVE put_curve, take_curve, put_curve_share, take_curve_share
#define FIELD put_field, take_field, put_field_share, take_field_share
#define ENCRYPTED NULL, NULL, put_encrypted, take_encrypted
#define NOTHING NULL, NULL, NULL, NULL

static const struct urt_kx rows[] = {
    [URT_KX_RSA] = {ENCRYPTED, false},
    [URT_KX_DHE] = {FIELD, false},
    [URT_KX_ECDHE] = {CURVE, false},
    [URT_KX_PSK] = {NOTHING, true},
    [URT_KX_RSA_PSK] = {ENCRYPTED, true},
    [URT_KX_DHE_PSK] = {FIELD, true},
    [URT_KX_ECDHE_PSK] = {CURVE, true},
};

const struct urt_kx *
urt_kx_of(const struct urt_suite *s)
{
    static const struct urt_kx none = {NOTHING, false};

    return (size_t)s->kx < sizeof rows / sizeof *rows ? &rows[s->kx] : &none;
}

bool
urt_kx_has_cert(const struct urt_suite *s)
{
    return s->auth == URT_AUTH_ANY || s->auth == URT_AUTH_RSA ||
           s->auth == URT_AUTH_ECDSA || s->auth == URT_AUTH_DSS;
}

bool
urt_kx_signs(const struct urt_suite *s)
{
    return urt_kx_has_cert(s) &&
           (s->kx == URT_KX_DHE || s->kx == URT_KX_ECDHE);
}

bool
urt_kx_has_curve(const struct urt_suite *s)
{
    return s->kx == URT_KX_ECDHE || s->kx == URT_KX_ECDHE_PSK;
}

bool
urt_kx_has_field(const struct urt_suite *s)
{
    return s->kx == URT_KX_DHE || s->kx == URT_KX_DHE_PSK;
}

/* Both parts have a length of two bytes; where there is no other secret as
 * many zeros stand for it as the key has bytes. */
enum urt_err
urt_kx_mix_psk(struct urt_conn *c)
{
    struct urt_bytes other = urt_buf_bytes(&c->hs->premaster);
    struct urt_bytes psk = urt_buf_bytes(&c->hs->psk);
    struct urt_buf mixed = URT_BUF_INIT;
    size_t mark = urt_open(&mixed, 2);

    if (urt_kx_of(c->suite)->put_share != NULL)
        urt_put_bytes(&mixed, other);
    else
        urt_put_zeros(&mixed, psk.len);
    urt_close(&mixed, mark, 2);
    urt_put_vec(&mixed, psk, 2);
    urt_buf_free(&c->hs->psk);
    urt_buf_free(&c->hs->premaster);
    c->hs->premaster = mixed;
    return urt_buf_ok(&mixed) ? URT_OK : URT_E_NOMEM;
}

unsigned
urt_kx_field_bits(const struct urt_conn *c)
{
    static const struct {
        unsigned strength, bits;
    } sizes[] = {{192, 8192}, {152, 4096}, {128, 3072}, {112, 2048}};
    unsigned want = c->suite->strength_bits >= 256 ? 128 : 80;

    if (urt_kx_has_cert(c->suite) && c->credential != NULL)
        want = urt_key_security_bits(c->credential->key);
    if (want < urt_level_bits(c->config))
        want = urt_level_bits(c->config);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (want >= sizes[i].strength)
            return sizes[i].bits;
    return 1024;
}
