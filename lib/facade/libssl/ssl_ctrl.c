/* SSL_ctrl and SSL_callback_ctrl: tables of commands. */
#include "facade/libssl/ssl_local.h"

#include <openssl/objects.h>
#include <openssl/ocsp.h>

#include "engine/crypto/group.h"
#include "engine/crypto/sig.h"
#include "toolkit/compat.h"

typedef long
ctrl_fn(SSL *s, long larg, void *parg);

static long
ctrl_mode(SSL *s, long larg, void *parg)
{
    if ((larg & SSL_MODE_RELEASE_BUFFERS) != 0)
        fac_compat_about("SSL_ctrl", "SSL_MODE_RELEASE_BUFFERS");
    s->set.mode |= (uint32_t)larg;
    fac_settings_apply(&s->set, &s->config, s->method);
    return (long)s->set.mode;
}

static long
ctrl_clear_mode(SSL *s, long larg, void *parg)
{
    s->set.mode &= ~(uint32_t)larg;
    fac_settings_apply(&s->set, &s->config, s->method);
    return (long)s->set.mode;
}

static long
ctrl_get_read_ahead(SSL *s, long larg, void *parg)
{
    return s->set.read_ahead;
}

static long
ctrl_set_read_ahead(SSL *s, long larg, void *parg)
{
    long old = s->set.read_ahead;

    s->set.read_ahead = larg != 0;
    return old;
}

static long
ctrl_get_max_cert_list(SSL *s, long larg, void *parg)
{
    return (long)s->config.max_cert_list;
}

static long
ctrl_set_max_cert_list(SSL *s, long larg, void *parg)
{
    long old = (long)s->config.max_cert_list;

    if (larg < 0)
        return 0;
    s->config.max_cert_list = (size_t)larg;
    return old;
}

static long
ctrl_max_send_fragment(SSL *s, long larg, void *parg)
{
    if (larg < 512 || larg > SSL3_RT_MAX_PLAIN_LENGTH)
        return 0;
    s->config.max_send_fragment = (size_t)larg;
    if (s->set.split_fragment > (size_t)larg)
        s->set.split_fragment = (size_t)larg;
    return 1;
}

static long
ctrl_split_send_fragment(SSL *s, long larg, void *parg)
{
    if (larg < 1 || (size_t)larg > s->config.max_send_fragment)
        return 0;
    fac_compat_about("SSL_ctrl", "SSL_CTRL_SET_SPLIT_SEND_FRAGMENT");
    s->set.split_fragment = (size_t)larg;
    return 1;
}

static long
ctrl_max_pipelines(SSL *s, long larg, void *parg)
{
    if (larg < 1 || larg > SSL_MAX_PIPELINES)
        return 0;
    if (larg > 1)
        fac_compat_about("SSL_ctrl", "SSL_CTRL_SET_MAX_PIPELINES");
    s->set.max_pipelines = (size_t)larg;
    if (larg > 1)
        s->set.read_ahead = true;
    return 1;
}

static long
ctrl_hostname(SSL *s, long larg, void *parg)
{
    const char *name = parg;
    size_t len;
    char *copy;

    if (larg != TLSEXT_NAMETYPE_host_name) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SSL3_EXT_INVALID_SERVERNAME_TYPE);
        return 0;
    }
    urt_free(s->config.hostname);
    s->config.hostname = NULL;
    if (name == NULL)
        return 1;
    len = strlen(name);
    if (len == 0 || len > TLSEXT_MAXLEN_host_name) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SSL3_EXT_INVALID_SERVERNAME);
        return 0;
    }
    copy = urt_strdup(name);
    if (copy == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_INTERNAL_ERROR);
        return 0;
    }
    s->config.hostname = copy;
    return 1;
}

static long
ctrl_msg_arg(SSL *s, long larg, void *parg)
{
    s->set.msg_arg = parg;
    return 1;
}

static long
ctrl_debug_arg(SSL *s, long larg, void *parg)
{
    s->tlsext_debug_arg = parg;
    return 1;
}

static long
ctrl_min_version(SSL *s, long larg, void *parg)
{
    return fac_set_min_version(&s->set, &s->config, s->method, larg);
}

static long
ctrl_max_version(SSL *s, long larg, void *parg)
{
    return fac_set_max_version(&s->set, &s->config, s->method, larg);
}

static long
ctrl_get_min_version(SSL *s, long larg, void *parg)
{
    return s->method->min != 0 ? 0 : s->config.min_version;
}

static long
ctrl_get_max_version(SSL *s, long larg, void *parg)
{
    return s->method->min != 0 ? 0 : s->config.max_version;
}

/* ---- stapled status ---- */

static long
ctrl_set_status_type(SSL *s, long larg, void *parg)
{
    s->set.status_type = (int)larg;
    fac_settings_apply(&s->set, &s->config, s->method);
    return 1;
}

static long
ctrl_get_status_type(SSL *s, long larg, void *parg)
{
    if (SSL_is_server(s) && urt_conn_status_requested(s->conn))
        return TLSEXT_STATUSTYPE_ocsp;
    return s->set.status_type;
}

static long
ctrl_get_status_exts(SSL *s, long larg, void *parg)
{
    *(void **)parg = s->status_exts;
    return 1;
}

static long
ctrl_set_status_exts(SSL *s, long larg, void *parg)
{
    s->status_exts = parg;
    return 1;
}

static long
ctrl_get_status_ids(SSL *s, long larg, void *parg)
{
    *(void **)parg = s->status_ids;
    return 1;
}

static long
ctrl_set_status_ids(SSL *s, long larg, void *parg)
{
    s->status_ids = parg;
    return 1;
}

static long
ctrl_get_ocsp(SSL *s, long larg, void *parg)
{
    *(unsigned char **)parg = s->ocsp_response;
    if (s->ocsp_response_len <= 0)
        return -1;
    return s->ocsp_response_len;
}

static long
ctrl_set_ocsp(SSL *s, long larg, void *parg)
{
    OPENSSL_free(s->ocsp_response);
    s->ocsp_response = parg;
    s->ocsp_response_len = larg;
    return 1;
}

/* ---- what was negotiated ---- */

static long
ctrl_ri_support(SSL *s, long larg, void *parg)
{
    return urt_conn_secure_renegotiation(s->conn);
}

static long
ctrl_extms(SSL *s, long larg, void *parg)
{
    if (s->session == NULL || SSL_in_init(s))
        return -1;
    return urt_conn_version(s->conn) < URT_TLS_1_3 && urt_conn_ems(s->conn);
}

static long
ctrl_peer_signature(SSL *s, long larg, void *parg)
{
    const struct urt_sigalg *a = urt_conn_peer_sigalg(s->conn);

    if (a == NULL)
        return 0;
    *(int *)parg = fac_signature_nid(a);
    return 1;
}

static long
ctrl_signature(SSL *s, long larg, void *parg)
{
    const struct urt_sigalg *a = urt_conn_sigalg(s->conn);

    if (a == NULL)
        return 0;
    *(int *)parg = fac_signature_nid(a);
    return 1;
}

static long
ctrl_negotiated_group(SSL *s, long larg, void *parg)
{
    const struct urt_group *g = urt_conn_group(s->conn);

    return g != NULL ? fac_ssl_group_nid(g->tls_id) : NID_undef;
}

static long
ctrl_raw_cipherlist(SSL *s, long larg, void *parg)
{
    struct urt_bytes b = urt_conn_peer_suites(s->conn);

    if (parg != NULL)
        *(const unsigned char **)parg = b.data;
    return parg != NULL ? (long)b.len : 2;
}

/* Only uncompressed points are ever used, RFC 8422 5.1.2. */
static long
ctrl_point_formats(SSL *s, long larg, void *parg)
{
    static const unsigned char uncompressed[1] = {0};

    if (urt_conn_peer_groups(s->conn).len == 0)
        return 0;
    *(const unsigned char **)parg = uncompressed;
    return 1;
}

static long
ctrl_get_groups(SSL *s, long larg, void *parg)
{
    return fac_get_groups(s, larg, parg);
}

static long
ctrl_shared_group(SSL *s, long larg, void *parg)
{
    return fac_get_shared_group(s, larg);
}

static long
ctrl_set_groups(SSL *s, long larg, void *parg)
{
    return larg < 0 ? 0 : fac_set_groups(&s->config, parg, (size_t)larg);
}

static long
ctrl_set_tmp_ecdh(SSL *s, long larg, void *parg)
{
    return fac_set_tmp_ecdh(&s->config, parg);
}

static long
ctrl_set_groups_list(SSL *s, long larg, void *parg)
{
    return fac_set_groups_list(&s->config, parg);
}

static long
ctrl_set_sigalgs(SSL *s, long larg, void *parg)
{
    return larg < 0 ? 0
                    : fac_set_sigalgs(&s->config, parg, (size_t)larg, false);
}

static long
ctrl_set_sigalgs_list(SSL *s, long larg, void *parg)
{
    return fac_set_sigalgs_list(&s->config, parg, false);
}

static long
ctrl_set_client_sigalgs(SSL *s, long larg, void *parg)
{
    return larg < 0 ? 0 : fac_set_sigalgs(&s->config, parg, (size_t)larg, true);
}

static long
ctrl_set_client_sigalgs_list(SSL *s, long larg, void *parg)
{
    return fac_set_sigalgs_list(&s->config, parg, true);
}

/* ---- the rest ---- */

static long
ctrl_cert_flags(SSL *s, long larg, void *parg)
{
    if ((larg & ~(long)SSL_CERT_FLAG_SUITEB_128_LOS) != 0)
        fac_compat_about("SSL_ctrl", "SSL_CTRL_CERT_FLAGS");
    s->set.cert_flags |= (uint32_t)larg;
    fac_apply_cert_flags(&s->set, &s->config);
    return (long)s->set.cert_flags;
}

static long
ctrl_clear_cert_flags(SSL *s, long larg, void *parg)
{
    s->set.cert_flags &= ~(uint32_t)larg;
    fac_apply_cert_flags(&s->set, &s->config);
    return (long)s->set.cert_flags;
}

static long
ctrl_get_num_reneg(SSL *s, long larg, void *parg)
{
    return s->renegotiations;
}

static long
ctrl_clear_num_reneg(SSL *s, long larg, void *parg)
{
    long old = s->renegotiations;

    s->renegotiations = 0;
    return old;
}

static long
ctrl_total_reneg(SSL *s, long larg, void *parg)
{
    return s->total_renegotiations;
}

static long
ctrl_retry_verify(SSL *s, long larg, void *parg)
{
    s->verify_retry = true;
    return 1;
}

static const struct {
    int cmd;
    ctrl_fn *fn;
} ctrls[] = {
    {SSL_CTRL_MODE, ctrl_mode},
    {SSL_CTRL_CLEAR_MODE, ctrl_clear_mode},
    {SSL_CTRL_GET_READ_AHEAD, ctrl_get_read_ahead},
    {SSL_CTRL_SET_READ_AHEAD, ctrl_set_read_ahead},
    {SSL_CTRL_GET_MAX_CERT_LIST, ctrl_get_max_cert_list},
    {SSL_CTRL_SET_MAX_CERT_LIST, ctrl_set_max_cert_list},
    {SSL_CTRL_SET_MAX_SEND_FRAGMENT, ctrl_max_send_fragment},
    {SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, ctrl_split_send_fragment},
    {SSL_CTRL_SET_MAX_PIPELINES, ctrl_max_pipelines},
    {SSL_CTRL_SET_TLSEXT_HOSTNAME, ctrl_hostname},
    {SSL_CTRL_SET_MSG_CALLBACK_ARG, ctrl_msg_arg},
    {SSL_CTRL_SET_TLSEXT_DEBUG_ARG, ctrl_debug_arg},
    {SSL_CTRL_SET_MIN_PROTO_VERSION, ctrl_min_version},
    {SSL_CTRL_SET_MAX_PROTO_VERSION, ctrl_max_version},
    {SSL_CTRL_GET_MIN_PROTO_VERSION, ctrl_get_min_version},
    {SSL_CTRL_GET_MAX_PROTO_VERSION, ctrl_get_max_version},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, ctrl_set_status_type},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, ctrl_get_status_type},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS, ctrl_get_status_exts},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS, ctrl_set_status_exts},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS, ctrl_get_status_ids},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS, ctrl_set_status_ids},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, ctrl_get_ocsp},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, ctrl_set_ocsp},
    {SSL_CTRL_GET_RI_SUPPORT, ctrl_ri_support},
    {SSL_CTRL_GET_EXTMS_SUPPORT, ctrl_extms},
    {SSL_CTRL_GET_PEER_SIGNATURE_NID, ctrl_peer_signature},
    {SSL_CTRL_GET_SIGNATURE_NID, ctrl_signature},
    {SSL_CTRL_GET_NEGOTIATED_GROUP, ctrl_negotiated_group},
    {SSL_CTRL_GET_RAW_CIPHERLIST, ctrl_raw_cipherlist},
    {SSL_CTRL_GET_EC_POINT_FORMATS, ctrl_point_formats},
    {SSL_CTRL_GET_GROUPS, ctrl_get_groups},
    {SSL_CTRL_GET_SHARED_GROUP, ctrl_shared_group},
    {SSL_CTRL_SET_GROUPS, ctrl_set_groups},
    {SSL_CTRL_SET_TMP_ECDH, ctrl_set_tmp_ecdh},
    {SSL_CTRL_SET_GROUPS_LIST, ctrl_set_groups_list},
    {SSL_CTRL_SET_SIGALGS, ctrl_set_sigalgs},
    {SSL_CTRL_SET_SIGALGS_LIST, ctrl_set_sigalgs_list},
    {SSL_CTRL_SET_CLIENT_SIGALGS, ctrl_set_client_sigalgs},
    {SSL_CTRL_SET_CLIENT_SIGALGS_LIST, ctrl_set_client_sigalgs_list},
    {SSL_CTRL_CERT_FLAGS, ctrl_cert_flags},
    {SSL_CTRL_CLEAR_CERT_FLAGS, ctrl_clear_cert_flags},
    {SSL_CTRL_GET_NUM_RENEGOTIATIONS, ctrl_get_num_reneg},
    {SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS, ctrl_clear_num_reneg},
    {SSL_CTRL_GET_TOTAL_RENEGOTIATIONS, ctrl_total_reneg},
    {SSL_CTRL_SET_DH_AUTO, fac_ssl_dh_auto_ctrl},
    {SSL_CTRL_SET_TMP_DH, fac_ssl_tmp_dh_ctrl},
    {SSL_CTRL_SET_CLIENT_CERT_TYPES, fac_ssl_cert_types_ctrl},
    {SSL_CTRL_GET_CLIENT_CERT_TYPES, fac_peer_cert_types_ctrl},
    {SSL_CTRL_GET_PEER_TMP_KEY, fac_peer_tmp_key_ctrl},
    {SSL_CTRL_SET_RETRY_VERIFY, ctrl_retry_verify},
};

long
SSL_ctrl(SSL *s, int cmd, long larg, void *parg)
{
    long r;

    for (size_t i = 0; i < sizeof ctrls / sizeof *ctrls; i++)
        if (ctrls[i].cmd == cmd)
            return ctrls[i].fn(s, larg, parg);
    r = fac_chain_ctrl(NULL, s, cmd, larg, parg);
    if (r < 0)
        fac_compat_command("SSL_ctrl", cmd);
    return r >= 0 ? r : 0;
}

long
SSL_callback_ctrl(SSL *s, int cmd, void (*fp)(void))
{
    switch (cmd) {
    case SSL_CTRL_SET_MSG_CALLBACK:
        s->set.msg_cb = (fac_msg_cb *)fp;
        return 1;
    case SSL_CTRL_SET_TLSEXT_DEBUG_CB:
        s->tlsext_debug_cb =
            (void (*)(SSL *, int, int, const unsigned char *, int, void *))fp;
        return 1;
    case SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB:
        s->set.not_resumable_cb = (int (*)(SSL *, int))fp;
        return 1;
    default:
        fac_compat_command("SSL_callback_ctrl", cmd);
        return 0;
    }
}
