/* Names: whom the leaf must speak for, and the constraints that those above
 * it put on the names of a chain. RFC 5280, section 4.2.1.10; RFC 3820,
 * section 3.4 for proxy certificates. */
#include "engine/der/oid.h"
#include "engine/pki/name.h"
#include "engine/pki/verify_steps.h"

/* ---- who the leaf must speak for ---- */

/* Keeps the name that matched. */
static enum urt_err
keep_peer_name(struct urt_param *param, struct urt_buf *peer)
{
    char *name;

    urt_put_u8(peer, 0);
    name = (char *)urt_buf_steal(peer, NULL);
    if (name == NULL)
        return URT_E_NOMEM;
    urt_free(param->peer_name);
    param->peer_name = name;
    return URT_OK;
}

static enum urt_match
match_hosts(struct urt_verify *v)
{
    struct urt_param *p = v->param;
    enum urt_match match = URT_MATCH_NO;

    urt_free(p->peer_name);
    p->peer_name = NULL;
    for (size_t i = 0; i < p->host_count && match == URT_MATCH_NO; i++) {
        struct urt_buf peer = URT_BUF_INIT;

        match = urt_cert_match_host(
            v->chain.cert[0], urt_bytes(p->hosts[i], strlen(p->hosts[i])),
            p->host_flags, &peer);
        if (match == URT_MATCH_YES && keep_peer_name(p, &peer) != URT_OK)
            match = URT_MATCH_ERROR;
        if (match == URT_MATCH_MALFORMED)
            match = URT_MATCH_NO; /* another reference may do */
        urt_buf_free(&peer);
    }
    return match;
}

static int
tell_match(struct urt_verify *v, enum urt_match match, int error)
{
    if (match == URT_MATCH_YES)
        return 1;
    if (match == URT_MATCH_ERROR)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    return urt_verify_tell(v, error, 0, NULL);
}

int
urt_verify_check_identity(struct urt_verify *v)
{
    const struct urt_param *p = v->param;
    const struct urt_cert *leaf = v->chain.cert[0];
    int ok = 1;

    if (p->host_count > 0)
        ok = tell_match(v, match_hosts(v), URT_V_ERR_HOSTNAME_MISMATCH);
    if (ok > 0 && p->email != NULL)
        ok = tell_match(
            v,
            urt_cert_match_email(
                leaf, urt_bytes(p->email, strlen(p->email)), 0),
            URT_V_ERR_EMAIL_MISMATCH);
    if (ok > 0 && p->ip_len > 0)
        ok = tell_match(
            v, urt_cert_match_ip(leaf, urt_bytes(p->ip, p->ip_len), 0),
            URT_V_ERR_IP_ADDRESS_MISMATCH);
    return ok;
}

/* ---- names under constraints ---- */

/* The name without its last RDN, which must be one common name. */
static bool
cut_common_name(struct urt_bytes name, struct urt_bytes *rest)
{
    struct urt_bytes rdns, set = URT_BYTES_NONE, last = URT_BYTES_NONE;
    struct urt_bytes attr, oid, all;

    if (!urt_der_take(&name, URT_DER_SEQUENCE, &rdns))
        return false;
    all = rdns;
    while (rdns.len > 0)
        if (!urt_der_take_any(&rdns, NULL, &set, &last))
            return false;
    if (last.data == NULL || !urt_der_take(&set, URT_DER_SEQUENCE, &attr) ||
        set.len > 0 || !urt_der_take_oid(&attr, &oid) ||
        !urt_oid_is(oid, &urt_oid_AT_COMMON_NAME))
        return false;
    *rest = urt_bytes(all.data, all.len - last.len);
    return true;
}

/* A proxy's subject is its issuer's with one more common name (RFC 3820,
 * section 3.4). */
static int
check_proxy_name(const struct urt_cert *cert)
{
    struct urt_buf name = URT_BUF_INIT;
    struct urt_bytes rest;
    int order = 1;

    if (!cut_common_name(cert->subject, &rest))
        return URT_V_ERR_PROXY_SUBJECT_NAME_VIOLATION;
    urt_der_put(&name, URT_DER_SEQUENCE, rest);
    order = urt_buf_ok(&name)
                ? urt_name_compare(urt_buf_bytes(&name), cert->issuer)
                : -2;
    urt_buf_free(&name);
    if (order == -2)
        return URT_V_ERR_OUT_OF_MEM;
    return order == 0 ? URT_V_OK : URT_V_ERR_PROXY_SUBJECT_NAME_VIOLATION;
}

/* Whether the leaf's common names count as host names: by what the matching
 * of hosts would do. */
static bool
common_name_counts(const struct urt_verify *v, const struct urt_cert *leaf)
{
    struct urt_bytes names = leaf->ext.san, name;
    uint8_t tag;

    if ((v->param->host_flags & URT_HOST_NEVER_SUBJECT) != 0)
        return false;
    if ((v->param->host_flags & URT_HOST_ALWAYS_SUBJECT) != 0)
        return true;
    while (urt_general_name_take(&names, &tag, &name))
        if (tag == URT_GN_DNS)
            return false;
    return true;
}

static int
tell_name(struct urt_verify *v, int error, size_t depth)
{
    if (error == URT_V_ERR_OUT_OF_MEM)
        return urt_verify_fatal(v, error);
    return error == URT_V_OK ? 1 : urt_verify_tell(v, error, depth, NULL);
}

/* The constraints of everyone above on one certificate; self-issued ones in
 * the middle are exempt (6.1.3). */
static int
check_constraints(struct urt_verify *v, size_t depth, size_t *budget)
{
    struct urt_cert *cert = v->chain.cert[depth];
    bool with_cn = depth == 0 && common_name_counts(v, cert);
    int ok = 1;

    if (depth > 0 && (cert->ext.flags & URT_CERT_SELF_ISSUED) != 0)
        return 1;
    for (size_t i = v->chain.count; ok > 0 && i-- > depth + 1;)
        if (v->chain.cert[i]->ext.has_constraints)
            ok = tell_name(v,
                           urt_constraints_check(v->chain.cert[i], cert,
                                                 with_cn, budget),
                           depth);
    return ok;
}

int
urt_verify_check_names(struct urt_verify *v)
{
    size_t budget = URT_VERIFY_MAX_CONSTRAINTS;
    int ok = 1;

    for (size_t i = v->chain.count; ok > 0 && i-- > 0;) {
        const struct urt_cert *cert = v->chain.cert[i];

        if ((cert->ext.flags & URT_CERT_PROXY) != 0)
            ok = tell_name(v, check_proxy_name(cert), i);
        if (ok > 0)
            ok = check_constraints(v, i, &budget);
    }
    return ok;
}
