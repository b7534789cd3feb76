/* What is known of the algorithm that signed a certificate: digest, kind of
 * key, strength, and whether TLS uses it. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/evp.h>
#include <openssl/objects.h>

#include "engine/crypto/sig.h"

/* TLS signs with these digests (RFC 8446, 4.2.3). */
static bool
is_tls_digest(int nid)
{
    static const int nids[] = {NID_sha1, NID_sha256, NID_sha384, NID_sha512};

    for (size_t i = 0; i < sizeof nids / sizeof *nids; i++)
        if (nids[i] == nid)
            return true;
    return false;
}

/* PSS names its digest in its parameters; TLS wants the salt as long as the
 * digest and the same digest in the mask. */
static bool
read_pss(const struct urt_cert *cert, int *mdnid, bool *tls)
{
    struct urt_sig_params p;

    if (urt_pss_params_read(&p, cert->signature_algorithm.params) != URT_OK)
        return false;
    *mdnid = OBJ_txt2nid(p.hash->name);
    *tls = is_tls_digest(*mdnid) && p.salt_len == (int)p.hash->size &&
           (p.mgf_hash == NULL || p.mgf_hash == p.hash);
    return true;
}

/* Every output may be NULL. 0 when the algorithm is not known. */
int
X509_get_signature_info(X509 *x, int *mdnid, int *pknid, int *secbits,
                        uint32_t *flags)
{
    struct urt_cert *cert = fac_x509_cert(x);
    int md = NID_undef, pk = NID_undef, bits = -1;
    bool tls = false, valid = false;

    if (cert != NULL &&
        OBJ_find_sigid_algs(X509_get_signature_nid(x), &md, &pk)) {
        valid = true;
        tls = md == NID_undef || is_tls_digest(md);
        if (pk == EVP_PKEY_RSA_PSS)
            valid = read_pss(cert, &md, &tls);
        bits = (int)urt_signature_security_bits(&cert->signature_algorithm);
    }
    if (mdnid != NULL)
        *mdnid = md;
    if (pknid != NULL)
        *pknid = pk;
    if (secbits != NULL)
        *secbits = bits;
    if (flags != NULL)
        *flags = valid ? X509_SIG_INFO_VALID | (tls ? X509_SIG_INFO_TLS : 0u)
                       : 0;
    return valid;
}
