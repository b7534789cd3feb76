/* OCSP requests and responses as text, as `openssl ocsp -text` shows them. */
#include "facade/libcrypto/ocsp_local.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "facade/libcrypto/v3_local.h"

static bool
print_id(BIO *bp, OCSP_CERTID *id, int indent)
{
    if (BIO_printf(bp, "%*sCertificate ID:\n", indent, "") <= 0 ||
        BIO_printf(bp, "%*sHash Algorithm: ", indent + 2, "") <= 0 ||
        i2a_ASN1_OBJECT(bp, id->hashAlgorithm.algorithm) <= 0 ||
        BIO_printf(bp, "\n%*sIssuer Name Hash: ", indent + 2, "") <= 0 ||
        i2a_ASN1_STRING(bp, &id->issuerNameHash, 0) <= 0 ||
        BIO_printf(bp, "\n%*sIssuer Key Hash: ", indent + 2, "") <= 0 ||
        i2a_ASN1_STRING(bp, &id->issuerKeyHash, 0) <= 0 ||
        BIO_printf(bp, "\n%*sSerial Number: ", indent + 2, "") <= 0 ||
        i2a_ASN1_INTEGER(bp, &id->serialNumber) <= 0)
        return false;
    return BIO_printf(bp, "\n") > 0;
}

static bool
print_extensions(BIO *bp, const char *title,
                 const STACK_OF(X509_EXTENSION) *exts, unsigned long flags,
                 int indent)
{
    return X509V3_extensions_print(bp, title, exts, flags, indent) > 0;
}

static bool
print_certs(BIO *bp, STACK_OF(X509) *certs)
{
    for (int i = 0; i < sk_X509_num(certs); i++)
        if (!X509_print(bp, sk_X509_value(certs, i)) ||
            !PEM_write_bio_X509(bp, sk_X509_value(certs, i)))
            return false;
    return true;
}

static bool
print_version(BIO *bp, const ASN1_INTEGER *version)
{
    long n = ASN1_INTEGER_get(version);

    return BIO_printf(bp, "    Version: %ld (0x%lx)\n", n + 1,
                      (unsigned long)n) > 0;
}

int
OCSP_REQUEST_print(BIO *bp, OCSP_REQUEST *a, unsigned long flags)
{
    const OCSP_REQINFO *info = &a->tbsRequest;
    OCSP_SIGNATURE *sig = a->optionalSignature;

    if (BIO_puts(bp, "OCSP Request Data:\n") <= 0 ||
        !print_version(bp, info->version))
        return 0;
    if (info->requestorName != NULL &&
        (BIO_puts(bp, "    Requestor Name: ") <= 0 ||
         !GENERAL_NAME_print(bp, info->requestorName) ||
         BIO_puts(bp, "\n") <= 0))
        return 0;
    if (BIO_puts(bp, "    Requestor List:\n") <= 0)
        return 0;
    for (int i = 0; i < sk_OCSP_ONEREQ_num(info->requestList); i++) {
        OCSP_ONEREQ *one = sk_OCSP_ONEREQ_value(info->requestList, i);

        if (!print_id(bp, one->reqCert, 8) ||
            !print_extensions(bp, "Request Single Extensions",
                              one->singleRequestExtensions, flags, 8))
            return 0;
    }
    if (!print_extensions(bp, "Request Extensions", info->requestExtensions,
                          flags, 4))
        return 0;
    if (sig == NULL)
        return 1;
    return X509_signature_print(bp, &sig->signatureAlgorithm,
                                sig->signature) &&
           print_certs(bp, sig->certs);
}

static bool
print_responder(BIO *bp, const OCSP_RESPID *id)
{
    enum { BY_NAME, BY_KEY };

    if (BIO_puts(bp, "    Responder Id: ") <= 0)
        return false;
    if (id->type == BY_NAME)
        return X509_NAME_print_ex(bp, id->value.byName, 0,
                                  XN_FLAG_ONELINE) >= 0;
    return id->type != BY_KEY ||
           i2a_ASN1_STRING(bp, id->value.byKey, 0) >= 0;
}

static bool
print_status(BIO *bp, const OCSP_CERTSTATUS *status)
{
    const OCSP_REVOKEDINFO *revoked = status->value.revoked;
    long reason;

    if (BIO_printf(bp, "    Cert Status: %s", OCSP_cert_status_str(
                                                  status->type)) <= 0)
        return false;
    if (status->type == V_OCSP_CERTSTATUS_REVOKED) {
        if (BIO_puts(bp, "\n    Revocation Time: ") <= 0 ||
            !ASN1_GENERALIZEDTIME_print(bp, revoked->revocationTime))
            return false;
        if (revoked->revocationReason != NULL) {
            reason = ASN1_ENUMERATED_get(revoked->revocationReason);
            if (BIO_printf(bp, "\n    Revocation Reason: %s (0x%lx)",
                           OCSP_crl_reason_str(reason),
                           (unsigned long)reason) <= 0)
                return false;
        }
    }
    return BIO_puts(bp, "\n    This Update: ") > 0;
}

static bool
print_single(BIO *bp, const OCSP_SINGLERESP *single, unsigned long flags)
{
    if (!print_id(bp, single->certId, 4) ||
        !print_status(bp, single->certStatus) ||
        !ASN1_GENERALIZEDTIME_print(bp, single->thisUpdate))
        return false;
    if (single->nextUpdate != NULL &&
        (BIO_puts(bp, "\n    Next Update: ") <= 0 ||
         !ASN1_GENERALIZEDTIME_print(bp, single->nextUpdate)))
        return false;
    return BIO_puts(bp, "\n") > 0 &&
           print_extensions(bp, "Response Single Extensions",
                            single->singleExtensions, flags, 8) &&
           BIO_puts(bp, "\n") > 0;
}

static int
print_basic(BIO *bp, OCSP_BASICRESP *br, unsigned long flags)
{
    const OCSP_RESPDATA *data = &br->tbsResponseData;

    if (!print_version(bp, data->version) ||
        !print_responder(bp, &data->responderId) ||
        BIO_puts(bp, "\n    Produced At: ") <= 0 ||
        !ASN1_GENERALIZEDTIME_print(bp, data->producedAt) ||
        BIO_puts(bp, "\n    Responses:\n") <= 0)
        return 0;
    for (int i = 0; i < sk_OCSP_SINGLERESP_num(data->responses); i++)
        if (!print_single(bp, sk_OCSP_SINGLERESP_value(data->responses, i),
                          flags))
            return 0;
    return print_extensions(bp, "Response Extensions",
                            data->responseExtensions, flags, 4) &&
           X509_signature_print(bp, &br->signatureAlgorithm,
                                br->signature) > 0 &&
           print_certs(bp, br->certs);
}

int
OCSP_RESPONSE_print(BIO *bp, OCSP_RESPONSE *o, unsigned long flags)
{
    const OCSP_RESPBYTES *bytes = o->responseBytes;
    long status = ASN1_ENUMERATED_get(o->responseStatus);
    OCSP_BASICRESP *br;
    int ok;

    if (BIO_puts(bp, "OCSP Response Data:\n") <= 0 ||
        BIO_printf(bp, "    OCSP Response Status: %s (0x%lx)\n",
                   OCSP_response_status_str(status),
                   (unsigned long)status) <= 0)
        return 0;
    if (bytes == NULL)
        return 1;
    if (BIO_puts(bp, "    Response Type: ") <= 0 ||
        i2a_ASN1_OBJECT(bp, bytes->responseType) <= 0)
        return 0;
    if (OBJ_obj2nid(bytes->responseType) != NID_id_pkix_OCSP_basic) {
        BIO_puts(bp, " (unknown response type)\n");
        return 1;
    }
    br = OCSP_response_get1_basic(o);
    if (br == NULL)
        return 0;
    ok = BIO_puts(bp, "\n") > 0 && print_basic(bp, br, flags);
    OCSP_BASICRESP_free(br);
    return ok;
}
