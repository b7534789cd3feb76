/* What a certificate may be used for and whom it speaks for: one line each
 * over the engine, and the getters of decoded extensions. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/pki/host.h"
#include "engine/pki/purpose.h"

static struct urt_bytes
reference(const char *name, size_t len)
{
    return urt_bytes(name, len > 0 ? len : strlen(name));
}

int
X509_check_host(X509 *x, const char *chk, size_t chklen, unsigned int flags,
                char **peername)
{
    struct urt_cert *cert = fac_x509_cert(x);
    struct urt_buf peer = URT_BUF_INIT;
    enum urt_match match;

    if (chk == NULL)
        return -2;
    if (cert == NULL)
        return -1;
    match = urt_cert_match_host(cert, reference(chk, chklen), flags,
                                peername != NULL ? &peer : NULL);
    if (match == URT_MATCH_YES && peername != NULL) {
        urt_put_u8(&peer, 0);
        *peername = (char *)urt_buf_steal(&peer, NULL);
        if (*peername == NULL)
            match = URT_MATCH_ERROR;
    }
    urt_buf_free(&peer);
    return match;
}

int
X509_check_email(X509 *x, const char *chk, size_t chklen, unsigned int flags)
{
    struct urt_cert *cert = fac_x509_cert(x);

    if (chk == NULL)
        return -2;
    return cert == NULL
               ? -1
               : (int)urt_cert_match_email(cert, reference(chk, chklen), flags);
}

int
X509_check_ip(X509 *x, const unsigned char *chk, size_t chklen,
              unsigned int flags)
{
    struct urt_cert *cert = fac_x509_cert(x);

    if (chk == NULL)
        return -2;
    return cert == NULL
               ? -1
               : (int)urt_cert_match_ip(cert, urt_bytes(chk, chklen), flags);
}

int
X509_check_ip_asc(X509 *x, const char *ipasc, unsigned int flags)
{
    uint8_t ip[16];
    size_t len;

    if (ipasc == NULL || !urt_ip_from_text(ip, &len, ipasc))
        return -2;
    return X509_check_ip(x, ip, len, flags);
}

int
X509_check_issued(X509 *issuer, X509 *subject)
{
    struct urt_cert *i = fac_x509_cert(issuer), *s = fac_x509_cert(subject);

    return i == NULL || s == NULL ? X509_V_ERR_UNSPECIFIED
                                  : urt_cert_check_issued(i, s);
}

int
X509_check_purpose(X509 *x, int id, int ca)
{
    struct urt_cert *cert = fac_x509_cert(x);

    if (cert == NULL)
        return -1;
    if (id == -1)
        return (cert->ext.flags & URT_CERT_INVALID) == 0 ? 1 : -1;
    return urt_cert_check_purpose(cert, id, ca != 0);
}

int
X509_check_ca(X509 *x)
{
    struct urt_cert *cert = fac_x509_cert(x);

    return cert == NULL ? 0 : urt_cert_check_ca(cert);
}

int
X509_check_trust(X509 *x, int id, int flags)
{
    struct urt_cert *cert = fac_x509_cert(x);

    return cert == NULL ? X509_TRUST_UNTRUSTED
                        : (int)urt_cert_check_trust(cert, id,
                                                    (unsigned)flags);
}

uint32_t
X509_get_extension_flags(X509 *x)
{
    struct urt_cert *cert = fac_x509_cert(x);

    return cert == NULL ? EXFLAG_INVALID : (cert->ext.flags | EXFLAG_SET);
}

uint32_t
X509_get_key_usage(X509 *x)
{
    struct urt_cert *cert = fac_x509_cert(x);

    if (cert == NULL || (cert->ext.flags & URT_CERT_INVALID) != 0)
        return 0;
    return (cert->ext.flags & URT_CERT_KUSAGE) != 0 ? cert->ext.key_usage
                                                    : UINT32_MAX;
}

uint32_t
X509_get_extended_key_usage(X509 *x)
{
    struct urt_cert *cert = fac_x509_cert(x);

    if (cert == NULL || (cert->ext.flags & URT_CERT_INVALID) != 0)
        return 0;
    return (cert->ext.flags & URT_CERT_XKUSAGE) != 0 ? cert->ext.xkey_usage
                                                     : UINT32_MAX;
}

long
X509_get_pathlen(X509 *x)
{
    struct urt_cert *cert = fac_x509_cert(x);

    if (cert == NULL || (cert->ext.flags & (URT_CERT_INVALID |
                                            URT_CERT_BCONS)) != URT_CERT_BCONS)
        return -1;
    return (long)cert->ext.path_len;
}

/* ---- times ---- */

int
X509_cmp_time(const ASN1_TIME *ctm, time_t *cmp_time)
{
    ASN1_TIME *other;
    int days, seconds, ok;

    if (ASN1_TIME_check(ctm) != 1)
        return 0;
    other = ASN1_TIME_adj(NULL, cmp_time != NULL ? *cmp_time : time(NULL), 0,
                          0);
    ok = other != NULL && ASN1_TIME_diff(&days, &seconds, other, ctm);
    ASN1_TIME_free(other);
    if (!ok)
        return 0;
    return days > 0 || seconds > 0 ? 1 : -1;
}

int
X509_cmp_current_time(const ASN1_TIME *s)
{
    return X509_cmp_time(s, NULL);
}

int
X509_cmp_timeframe(const X509_VERIFY_PARAM *vpm, const ASN1_TIME *start,
                   const ASN1_TIME *end)
{
    time_t t = 0, *at = NULL;
    unsigned long flags =
        vpm == NULL ? 0 : X509_VERIFY_PARAM_get_flags(vpm);

    if ((flags & X509_V_FLAG_USE_CHECK_TIME) != 0) {
        t = X509_VERIFY_PARAM_get_time(vpm);
        at = &t;
    } else if ((flags & X509_V_FLAG_NO_CHECK_TIME) != 0) {
        return 0;
    }
    if (end != NULL && X509_cmp_time(end, at) < 0)
        return 1;
    if (start != NULL && X509_cmp_time(start, at) > 0)
        return -1;
    return 0;
}

ASN1_TIME *
X509_time_adj_ex(ASN1_TIME *s, int offset_day, long offset_sec, time_t *t)
{
    time_t at = t != NULL ? *t : time(NULL);

    if (s != NULL && (s->flags & ASN1_STRING_FLAG_MSTRING) == 0) {
        if (s->type == V_ASN1_UTCTIME)
            return ASN1_UTCTIME_adj(s, at, offset_day, offset_sec);
        if (s->type == V_ASN1_GENERALIZEDTIME)
            return ASN1_GENERALIZEDTIME_adj(s, at, offset_day, offset_sec);
    }
    return ASN1_TIME_adj(s, at, offset_day, offset_sec);
}

ASN1_TIME *
X509_time_adj(ASN1_TIME *s, long adj, time_t *t)
{
    return X509_time_adj_ex(s, 0, adj, t);
}

ASN1_TIME *
X509_gmtime_adj(ASN1_TIME *s, long adj)
{
    return X509_time_adj(s, adj, NULL);
}
