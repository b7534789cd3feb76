/* OCSP over HTTP, RFC 6960 appendix A. */
#include <openssl/http.h>
#include <openssl/ocsp.h>

OSSL_HTTP_REQ_CTX *
OCSP_sendreq_new(BIO *io, const char *path, const OCSP_REQUEST *req,
                 int buf_size)
{
    OSSL_HTTP_REQ_CTX *rctx = OSSL_HTTP_REQ_CTX_new(io, io, buf_size);

    if (rctx == NULL)
        return NULL;
    if (OSSL_HTTP_REQ_CTX_set_request_line(rctx, 1, NULL, NULL, path) &&
        OSSL_HTTP_REQ_CTX_set_expected(rctx, NULL, 1, 0, 0) &&
        (req == NULL ||
         OSSL_HTTP_REQ_CTX_set1_req(rctx, "application/ocsp-request",
                                    ASN1_ITEM_rptr(OCSP_REQUEST),
                                    (const ASN1_VALUE *)req)))
        return rctx;
    OSSL_HTTP_REQ_CTX_free(rctx);
    return NULL;
}

OCSP_RESPONSE *
OCSP_sendreq_bio(BIO *b, const char *path, OCSP_REQUEST *req)
{
    OSSL_HTTP_REQ_CTX *rctx = OCSP_sendreq_new(b, path, req, 0);
    OCSP_RESPONSE *resp = NULL;
    BIO *mem;

    if (rctx == NULL)
        return NULL;
    mem = OSSL_HTTP_REQ_CTX_exchange(rctx);
    if (mem != NULL)
        resp = ASN1_item_d2i_bio(ASN1_ITEM_rptr(OCSP_RESPONSE), mem, NULL);
    OSSL_HTTP_REQ_CTX_free(rctx);
    return resp;
}
