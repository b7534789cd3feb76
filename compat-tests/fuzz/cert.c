/* DER of any kind that engine/pki reads: certificates, CRLs, OCSP responses,
 * PKCS#12, PEM bundles. */
#include "engine/pki/name.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/pkcs12.h"
#include "engine/pki/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look(struct urt_cert *cert)
{
    struct urt_buf peer = URT_BUF_INIT;
    struct urt_key *key;

    (void)urt_cert_key(cert, &key);
    (void)urt_cert_check_issued(cert, cert);
    (void)urt_name_hash(cert->subject);
    (void)urt_cert_match_host(cert, URT_LITERAL("www.example.com"), 0, &peer);
    (void)urt_cert_match_email(cert, URT_LITERAL("a@example.com"), 0);
    for (int p = 1; p <= 9; p++)
        (void)urt_cert_check_purpose(cert, p, p % 2 == 0);
    urt_buf_free(&peer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);
    struct urt_cert_list certs = {NULL, 0, 0};
    struct urt_crl_list crls = {NULL, 0, 0};
    struct urt_ocsp_response *ocsp;
    struct urt_crl_entry entry;
    struct urt_cert *cert;
    struct urt_crl *crl;
    bool found;

    if (urt_cert_new_trusted(&cert, in) == URT_OK) {
        look(cert);
        urt_cert_free(cert);
    }
    if (urt_crl_new(&crl, in) == URT_OK) {
        (void)urt_crl_find(crl, URT_LITERAL("\x01"), URT_BYTES_NONE, &found,
                           &entry);
        urt_crl_free(crl);
    }
    if (urt_ocsp_response_new(&ocsp, in) == URT_OK)
        urt_ocsp_response_free(ocsp);
    (void)urt_pkcs12_verify_mac(in, URT_LITERAL(""));
    (void)urt_pem_read_certs(in, &certs, &crls);
    urt_cert_list_free(&certs);
    urt_crl_list_free(&crls);
    return 0;
}
