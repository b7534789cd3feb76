/* OCSP for clients: building requests, looking into responses, and verifying
 * them by the engine. RFC 6960. */
#include "facade/libcrypto/ocsp_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <time.h>

#include "engine/pki/ocsp.h"
#include "facade/libcrypto/x509_vfy_local.h"

/* ---- names of numbers ---- */

struct name {
    long number;
    const char *text;
};

static const char *
name_of(const struct name *rows, size_t count, long number)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].number == number)
            return rows[i].text;
    return "(UNKNOWN)";
}

const char *
OCSP_response_status_str(long s)
{
    static const struct name rows[] = {
        {OCSP_RESPONSE_STATUS_SUCCESSFUL, "successful"},
        {OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, "malformedrequest"},
        {OCSP_RESPONSE_STATUS_INTERNALERROR, "internalerror"},
        {OCSP_RESPONSE_STATUS_TRYLATER, "trylater"},
        {OCSP_RESPONSE_STATUS_SIGREQUIRED, "sigrequired"},
        {OCSP_RESPONSE_STATUS_UNAUTHORIZED, "unauthorized"},
    };

    return name_of(rows, sizeof rows / sizeof *rows, s);
}

const char *
OCSP_cert_status_str(long s)
{
    static const struct name rows[] = {
        {V_OCSP_CERTSTATUS_GOOD, "good"},
        {V_OCSP_CERTSTATUS_REVOKED, "revoked"},
        {V_OCSP_CERTSTATUS_UNKNOWN, "unknown"},
    };

    return name_of(rows, sizeof rows / sizeof *rows, s);
}

const char *
OCSP_crl_reason_str(long s)
{
    static const struct name rows[] = {
        {OCSP_REVOKED_STATUS_UNSPECIFIED, "unspecified"},
        {OCSP_REVOKED_STATUS_KEYCOMPROMISE, "keyCompromise"},
        {OCSP_REVOKED_STATUS_CACOMPROMISE, "cACompromise"},
        {OCSP_REVOKED_STATUS_AFFILIATIONCHANGED, "affiliationChanged"},
        {OCSP_REVOKED_STATUS_SUPERSEDED, "superseded"},
        {OCSP_REVOKED_STATUS_CESSATIONOFOPERATION, "cessationOfOperation"},
        {OCSP_REVOKED_STATUS_CERTIFICATEHOLD, "certificateHold"},
        {OCSP_REVOKED_STATUS_REMOVEFROMCRL, "removeFromCRL"},
    };

    return name_of(rows, sizeof rows / sizeof *rows, s);
}

/* ---- ids and requests ---- */

/* The id of a certificate by its issuer's name, key and its serial. */
OCSP_CERTID *
OCSP_cert_id_new(const EVP_MD *dgst, const X509_NAME *issuerName,
                 const ASN1_BIT_STRING *issuerKey,
                 const ASN1_INTEGER *serialNumber)
{
    unsigned char md[EVP_MAX_MD_SIZE];
    OCSP_CERTID *id = OCSP_CERTID_new();
    unsigned int len;
    int nid = EVP_MD_get_type(dgst);

    if (id == NULL)
        return NULL;
    if (nid == NID_undef) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_UNKNOWN_NID);
        goto failed;
    }
    if (!X509_ALGOR_set0(&id->hashAlgorithm, OBJ_nid2obj(nid), V_ASN1_NULL,
                         NULL) ||
        !X509_NAME_digest(issuerName, dgst, md, &len)) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_DIGEST_ERR);
        goto failed;
    }
    if (!ASN1_OCTET_STRING_set(&id->issuerNameHash, md, (int)len) ||
        !EVP_Digest(issuerKey->data, (size_t)issuerKey->length, md, &len, dgst,
                    NULL) ||
        !ASN1_OCTET_STRING_set(&id->issuerKeyHash, md, (int)len))
        goto failed;
    if (serialNumber != NULL &&
        !ASN1_STRING_copy(&id->serialNumber, serialNumber))
        goto failed;
    return id;
failed:
    OCSP_CERTID_free(id);
    return NULL;
}

OCSP_CERTID *
OCSP_cert_to_id(const EVP_MD *dgst, const X509 *subject, const X509 *issuer)
{
    const X509_NAME *name;
    const ASN1_INTEGER *serial = NULL;

    if (dgst == NULL)
        dgst = EVP_sha1();
    if (subject != NULL) {
        name = X509_get_issuer_name(subject);
        serial = X509_get0_serialNumber(subject);
    } else {
        name = X509_get_subject_name(issuer);
    }
    return OCSP_cert_id_new(dgst, name, X509_get0_pubkey_bitstr(issuer),
                            serial);
}

int
OCSP_id_issuer_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b)
{
    int diff = OBJ_cmp(a->hashAlgorithm.algorithm, b->hashAlgorithm.algorithm);

    if (diff == 0)
        diff = ASN1_OCTET_STRING_cmp(&a->issuerNameHash, &b->issuerNameHash);
    if (diff == 0)
        diff = ASN1_OCTET_STRING_cmp(&a->issuerKeyHash, &b->issuerKeyHash);
    return diff;
}

int
OCSP_id_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b)
{
    int diff = OCSP_id_issuer_cmp(a, b);

    return diff != 0 ? diff
                     : ASN1_INTEGER_cmp(&a->serialNumber, &b->serialNumber);
}

int
OCSP_id_get0_info(ASN1_OCTET_STRING **piNameHash, ASN1_OBJECT **pmd,
                  ASN1_OCTET_STRING **pikeyHash, ASN1_INTEGER **pserial,
                  OCSP_CERTID *cid)
{
    if (cid == NULL)
        return 0;
    if (pmd != NULL)
        *pmd = cid->hashAlgorithm.algorithm;
    if (piNameHash != NULL)
        *piNameHash = &cid->issuerNameHash;
    if (pikeyHash != NULL)
        *pikeyHash = &cid->issuerKeyHash;
    if (pserial != NULL)
        *pserial = &cid->serialNumber;
    return 1;
}

OCSP_ONEREQ *
OCSP_request_add0_id(OCSP_REQUEST *req, OCSP_CERTID *cid)
{
    OCSP_ONEREQ *one = OCSP_ONEREQ_new();

    if (one == NULL)
        return NULL;
    OCSP_CERTID_free(one->reqCert);
    one->reqCert = cid;
    if (req != NULL && !sk_OCSP_ONEREQ_push(req->tbsRequest.requestList, one)) {
        one->reqCert = NULL; /* stays the caller's */
        OCSP_ONEREQ_free(one);
        return NULL;
    }
    return one;
}

int
OCSP_request_onereq_count(OCSP_REQUEST *req)
{
    return sk_OCSP_ONEREQ_num(req->tbsRequest.requestList);
}

OCSP_ONEREQ *
OCSP_request_onereq_get0(OCSP_REQUEST *req, int i)
{
    return sk_OCSP_ONEREQ_value(req->tbsRequest.requestList, i);
}

OCSP_CERTID *
OCSP_onereq_get0_id(OCSP_ONEREQ *one)
{
    return one->reqCert;
}

int
OCSP_REQUEST_add_ext(OCSP_REQUEST *x, X509_EXTENSION *ex, int loc)
{
    return X509v3_add_ext(&x->tbsRequest.requestExtensions, ex, loc) != NULL;
}

/* A nonce as the value of extension NID_id_pkix_OCSP_Nonce, an OCTET STRING
 * inside the extension's own. */
static int
add_nonce(STACK_OF(X509_EXTENSION) **exts, unsigned char *val, int len)
{
    enum { DEFAULT_LEN = 16 };
    ASN1_OCTET_STRING *inner = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING *outer = ASN1_OCTET_STRING_new();
    X509_EXTENSION *ext = NULL;
    unsigned char random[64], *der = NULL;
    int n, at, ok = 0;

    if (len <= 0)
        len = DEFAULT_LEN;
    if (inner == NULL || outer == NULL)
        goto done;
    if (val == NULL) {
        if (len > (int)sizeof random || RAND_bytes(random, len) <= 0)
            goto done;
        val = random;
    }
    if (!ASN1_OCTET_STRING_set(inner, val, len))
        goto done;
    n = i2d_ASN1_OCTET_STRING(inner, &der);
    if (n < 0)
        goto done;
    ASN1_STRING_set0(outer, der, n);
    ext = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_Nonce, 0, outer);
    at = X509v3_get_ext_by_NID(*exts, NID_id_pkix_OCSP_Nonce, -1);
    if (at >= 0)
        X509_EXTENSION_free(X509v3_delete_ext(*exts, at));
    ok = ext != NULL && X509v3_add_ext(exts, ext, -1) != NULL;
done:
    ASN1_OCTET_STRING_free(inner);
    ASN1_OCTET_STRING_free(outer);
    X509_EXTENSION_free(ext);
    return ok;
}

int
OCSP_request_add1_nonce(OCSP_REQUEST *req, unsigned char *val, int len)
{
    return add_nonce(&req->tbsRequest.requestExtensions, val, len);
}

int
OCSP_basic_add1_nonce(OCSP_BASICRESP *resp, unsigned char *val, int len)
{
    return add_nonce(&resp->tbsResponseData.responseExtensions, val, len);
}

/* 1 equal, 2 both absent, 3 in the response alone, 0 unequal, -1 in the
 * request alone. */
int
OCSP_check_nonce(OCSP_REQUEST *req, OCSP_BASICRESP *bs)
{
    STACK_OF(X509_EXTENSION) *asked = req->tbsRequest.requestExtensions;
    STACK_OF(X509_EXTENSION) *told = bs->tbsResponseData.responseExtensions;
    int i = X509v3_get_ext_by_NID(asked, NID_id_pkix_OCSP_Nonce, -1);
    int j = X509v3_get_ext_by_NID(told, NID_id_pkix_OCSP_Nonce, -1);

    if (i < 0 && j < 0)
        return 2;
    if (i < 0)
        return 3;
    if (j < 0)
        return -1;
    return ASN1_OCTET_STRING_cmp(
               X509_EXTENSION_get_data(X509v3_get_ext(asked, i)),
               X509_EXTENSION_get_data(X509v3_get_ext(told, j))) == 0;
}

/* ---- responses ---- */

int
OCSP_response_status(OCSP_RESPONSE *resp)
{
    return (int)ASN1_ENUMERATED_get(resp->responseStatus);
}

OCSP_BASICRESP *
OCSP_response_get1_basic(OCSP_RESPONSE *resp)
{
    OCSP_RESPBYTES *bytes = resp->responseBytes;

    if (bytes == NULL) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_NO_RESPONSE_DATA);
        return NULL;
    }
    if (OBJ_obj2nid(bytes->responseType) != NID_id_pkix_OCSP_basic) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_NOT_BASIC_RESPONSE);
        return NULL;
    }
    return ASN1_item_unpack(bytes->response, ASN1_ITEM_rptr(OCSP_BASICRESP));
}

/* A response of a status, with BS packed in unless it is NULL. */
OCSP_RESPONSE *
OCSP_response_create(int status, OCSP_BASICRESP *bs)
{
    OCSP_RESPONSE *r = OCSP_RESPONSE_new();

    if (r == NULL || !ASN1_ENUMERATED_set(r->responseStatus, status))
        goto failed;
    if (bs == NULL)
        return r;
    r->responseBytes = OCSP_RESPBYTES_new();
    if (r->responseBytes == NULL)
        goto failed;
    r->responseBytes->responseType = OBJ_nid2obj(NID_id_pkix_OCSP_basic);
    if (ASN1_item_pack(bs, ASN1_ITEM_rptr(OCSP_BASICRESP),
                       &r->responseBytes->response) != NULL)
        return r;
failed:
    OCSP_RESPONSE_free(r);
    return NULL;
}

int
OCSP_resp_count(OCSP_BASICRESP *bs)
{
    return bs == NULL ? -1 : sk_OCSP_SINGLERESP_num(bs->tbsResponseData.responses);
}

OCSP_SINGLERESP *
OCSP_resp_get0(OCSP_BASICRESP *bs, int idx)
{
    return bs == NULL ? NULL
                      : sk_OCSP_SINGLERESP_value(bs->tbsResponseData.responses,
                                                 idx);
}

int
OCSP_resp_find(OCSP_BASICRESP *bs, OCSP_CERTID *id, int last)
{
    int n = OCSP_resp_count(bs);

    for (int i = last < 0 ? 0 : last + 1; i < n; i++)
        if (OCSP_id_cmp(id, OCSP_resp_get0(bs, i)->certId) == 0)
            return i;
    return -1;
}

const OCSP_CERTID *
OCSP_SINGLERESP_get0_id(const OCSP_SINGLERESP *x)
{
    return x->certId;
}

const STACK_OF(X509) *
OCSP_resp_get0_certs(const OCSP_BASICRESP *bs)
{
    return bs->certs;
}

const ASN1_GENERALIZEDTIME *
OCSP_resp_get0_produced_at(const OCSP_BASICRESP *bs)
{
    return bs->tbsResponseData.producedAt;
}

int
OCSP_single_get0_status(OCSP_SINGLERESP *single, int *reason,
                        ASN1_GENERALIZEDTIME **revtime,
                        ASN1_GENERALIZEDTIME **thisupd,
                        ASN1_GENERALIZEDTIME **nextupd)
{
    OCSP_CERTSTATUS *status;

    if (single == NULL)
        return -1;
    status = single->certStatus;
    if (status->type == V_OCSP_CERTSTATUS_REVOKED) {
        OCSP_REVOKEDINFO *revoked = status->value.revoked;

        if (revtime != NULL)
            *revtime = revoked->revocationTime;
        if (reason != NULL)
            *reason = revoked->revocationReason != NULL
                          ? (int)ASN1_ENUMERATED_get(revoked->revocationReason)
                          : -1;
    }
    if (thisupd != NULL)
        *thisupd = single->thisUpdate;
    if (nextupd != NULL)
        *nextupd = single->nextUpdate;
    return status->type;
}

int
OCSP_resp_find_status(OCSP_BASICRESP *bs, OCSP_CERTID *id, int *status,
                      int *reason, ASN1_GENERALIZEDTIME **revtime,
                      ASN1_GENERALIZEDTIME **thisupd,
                      ASN1_GENERALIZEDTIME **nextupd)
{
    int i = OCSP_resp_find(bs, id, -1), found;

    if (i < 0)
        return 0;
    found = OCSP_single_get0_status(OCSP_resp_get0(bs, i), reason, revtime,
                                    thisupd, nextupd);
    if (status != NULL)
        *status = found;
    return 1;
}

/* Every fault is told, not the first alone. */
int
OCSP_check_validity(ASN1_GENERALIZEDTIME *thisupd,
                    ASN1_GENERALIZEDTIME *nextupd, long nsec, long maxsec)
{
    time_t now = time(NULL), edge;
    int ok = 1;

    if (!ASN1_GENERALIZEDTIME_check(thisupd)) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_ERROR_IN_THISUPDATE_FIELD);
        ok = 0;
    } else {
        edge = now + nsec;
        if (X509_cmp_time(thisupd, &edge) > 0) {
            ERR_raise(ERR_LIB_OCSP, OCSP_R_STATUS_NOT_YET_VALID);
            ok = 0;
        }
        edge = now - maxsec;
        if (maxsec >= 0 && X509_cmp_time(thisupd, &edge) < 0) {
            ERR_raise(ERR_LIB_OCSP, OCSP_R_STATUS_TOO_OLD);
            ok = 0;
        }
    }
    if (nextupd == NULL)
        return ok;
    if (!ASN1_GENERALIZEDTIME_check(nextupd)) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_ERROR_IN_NEXTUPDATE_FIELD);
        return 0;
    }
    edge = now - nsec;
    if (X509_cmp_time(nextupd, &edge) < 0) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_STATUS_EXPIRED);
        ok = 0;
    }
    if (ASN1_STRING_cmp(nextupd, thisupd) < 0) {
        ERR_raise(ERR_LIB_OCSP, OCSP_R_NEXTUPDATE_BEFORE_THISUPDATE);
        ok = 0;
    }
    return ok;
}

/* ---- verification ---- */

static int
explain(enum urt_ocsp_result result, int v_error)
{
    static const struct {
        enum urt_ocsp_result result;
        int reason, answer;
    } rows[] = {
        {URT_OCSP_SIGNER_NOT_FOUND, OCSP_R_SIGNER_CERTIFICATE_NOT_FOUND, 0},
        {URT_OCSP_SIGNATURE_FAILURE, OCSP_R_SIGNATURE_FAILURE, 0},
        {URT_OCSP_NO_SIGNER_KEY, OCSP_R_NO_SIGNER_KEY, -1},
        {URT_OCSP_MISSING_EKU, OCSP_R_MISSING_OCSPSIGNING_USAGE, 0},
        {URT_OCSP_MISSING_CHECKS,
         OCSP_R_RESPONSE_CONTAINS_NO_REVOCATION_DATA, -1},
        {URT_OCSP_ROOT_NOT_TRUSTED, OCSP_R_ROOT_CA_NOT_TRUSTED, 0},
    };

    if (result == URT_OCSP_OK)
        return 1;
    if (result == URT_OCSP_VERIFY_ERROR) {
        ERR_raise_data(ERR_LIB_OCSP, OCSP_R_CERTIFICATE_VERIFY_ERROR,
                       "Verify error: %s", urt_verify_error_text(v_error));
        return 0;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].result == result) {
            ERR_raise(ERR_LIB_OCSP, rows[i].reason);
            return rows[i].answer;
        }
    return result == URT_OCSP_NOT_AUTHORISED ? 0 : -1;
}

static bool
fill(struct urt_cert_list *list, STACK_OF(X509) *certs)
{
    for (int i = 0; i < sk_X509_num(certs); i++) {
        struct urt_cert *cert = fac_x509_cert(sk_X509_value(certs, i));

        if (cert == NULL || urt_cert_list_add(list, cert) != URT_OK)
            return false;
    }
    return true;
}

/* 1 when the response is signed by who may; 0 or -1, error raised, if not. */
int
OCSP_basic_verify(OCSP_BASICRESP *bs, STACK_OF(X509) *certs, X509_STORE *st,
                  unsigned long flags)
{
    struct urt_ocsp_response *response = NULL;
    struct urt_cert_list others = {0};
    enum urt_ocsp_result result = URT_OCSP_FAILURE;
    unsigned char *der = NULL;
    int len = i2d_OCSP_BASICRESP(bs, &der), v_error = 0;

    if (len > 0 &&
        urt_ocsp_basic_new(&response, urt_bytes(der, (size_t)len)) == URT_OK &&
        fill(&others, certs))
        result = urt_ocsp_verify(response, &others, st->store,
                                 st->param->param, flags, NULL, &v_error);
    urt_ocsp_response_free(response);
    urt_cert_list_free(&others);
    OPENSSL_free(der);
    return explain(result, v_error);
}
