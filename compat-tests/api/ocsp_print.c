/* OCSP requests and responses as text. */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <stdio.h>
#include <stdlib.h>

static OCSP_RESPONSE *
load(const char *name)
{
    char path[512];
    OCSP_RESPONSE *resp;
    BIO *in;

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    in = BIO_new_file(path, "rb");
    resp = d2i_OCSP_RESPONSE_bio(in, NULL);
    BIO_free(in);
    if (resp == NULL) {
        printf("no %s\n", name);
        exit(1);
    }
    return resp;
}

static void
show_response(BIO *out, OCSP_RESPONSE *resp)
{
    int ok = OCSP_RESPONSE_print(out, resp, 0);

    BIO_printf(out, "printed %d\n", ok);
    OCSP_RESPONSE_free(resp);
}

static void
show_request(BIO *out, OCSP_REQUEST *req)
{
    int ok = OCSP_REQUEST_print(out, req, 0);

    BIO_printf(out, "printed %d\n", ok);
    OCSP_REQUEST_free(req);
}

int
main(void)
{
    static const char *const names[] = {
        "chains/ocsp-good-client.der",   "chains/ocsp-good-inter.der",
        "chains/ocsp-good-ocsp.der",     "chains/ocsp-revoked-client.der",
        "chains/ocsp-revoked-inter.der", "x509/ocsp-response.der",
    };
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    unsigned char nonce[4] = {1, 2, 3, 4};
    OCSP_RESPONSE *resp = load(names[0]);
    OCSP_BASICRESP *basic = OCSP_response_get1_basic(resp);
    const OCSP_CERTID *id =
        OCSP_SINGLERESP_get0_id(OCSP_resp_get0(basic, 0));
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    ASN1_GENERALIZEDTIME *revoked = NULL, *this = NULL, *next = NULL;
    int reason = -9, status;

    OCSP_request_add0_id(req, OCSP_CERTID_dup((OCSP_CERTID *)id));
    OCSP_request_add1_nonce(req, nonce, sizeof nonce);
    show_request(out, req);
    show_request(out, OCSP_REQUEST_new());
    status = OCSP_single_get0_status(OCSP_resp_get0(basic, 0), &reason,
                                     &revoked, &this, &next);
    printf("single: status %d reason %d revoked %d this %d next %d\n", status,
           reason, revoked != NULL, this != NULL, next != NULL);
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(resp);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        show_response(out, load(names[i]));
    for (int status = 0; status < 8; status++)
        show_response(out, OCSP_response_create(status, NULL));
    BIO_free(out);
    return 0;
}
