/* Security levels. The engine judges suites, groups, signatures and versions
 * by config.security_level; the checks on the program's own certificates are
 * here. */
#include "facade/libssl/ssl_local.h"

/* NIST SP 800-57 strengths of the levels 0 to 5. */
static const int level_bits[] = {0, 80, 112, 128, 192, 256};

void
SSL_CTX_set_security_level(SSL_CTX *ctx, int level)
{
    ctx->config.security_level = level;
}

int
SSL_CTX_get_security_level(const SSL_CTX *ctx)
{
    return ctx->config.security_level;
}

void
SSL_set_security_level(SSL *s, int level)
{
    s->config.security_level = level;
}

int
SSL_get_security_level(const SSL *s)
{
    return s->config.security_level;
}

static int
required_bits(int level)
{
    if (level < 0)
        return 0;
    return level_bits[level > 5 ? 5 : level];
}

/* The key, and unless it is self-signed the signature's digest. */
bool
fac_security_cert_ok(const struct urt_config *config, SSL_CTX *ctx, X509 *x,
                     bool own)
{
    int need = required_bits(config->security_level);
    EVP_PKEY *pkey = X509_get0_pubkey(x);
    int bits = pkey != NULL ? EVP_PKEY_get_security_bits(pkey) : -1;
    int md_nid, pk_nid, secbits;
    uint32_t flags;

    if (need == 0)
        return true;
    if (bits < need) {
        ERR_raise(ERR_LIB_SSL,
                  own ? SSL_R_EE_KEY_TOO_SMALL : SSL_R_CA_KEY_TOO_SMALL);
        return false;
    }
    if ((X509_get_extension_flags(x) & EXFLAG_SS) != 0 ||
        !X509_get_signature_info(x, &md_nid, &pk_nid, &secbits, &flags))
        return true;
    if (secbits < need) {
        ERR_raise(ERR_LIB_SSL, SSL_R_CA_MD_TOO_WEAK);
        return false;
    }
    return true;
}
