/* HTTP responses as an OCSP client reads them, in pieces of the input's
 * choice, and the input as a URL. */
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 8192 };

static void
answer(const uint8_t *data, size_t size, int asn1)
{
    BIO *in = BIO_new_mem_buf(data, (int)size), *out = BIO_new(BIO_s_mem());
    OSSL_HTTP_REQ_CTX *ctx = OSSL_HTTP_REQ_CTX_new(out, in, 64);
    OCSP_RESPONSE *resp = NULL;

    if (in == NULL || out == NULL || ctx == NULL)
        abort();
    OSSL_HTTP_REQ_CTX_set_request_line(ctx, 0, "host", NULL, NULL);
    OSSL_HTTP_REQ_CTX_set_expected(ctx, asn1 ? NULL : "text/plain", asn1, 0,
                                   1);
    OSSL_HTTP_REQ_CTX_set_max_response_length(ctx, 4096);
    if (asn1) {
        OSSL_HTTP_REQ_CTX_nbio_d2i(ctx, (ASN1_VALUE **)&resp,
                                   ASN1_ITEM_rptr(OCSP_RESPONSE));
        if (OSSL_HTTP_REQ_CTX_get_resp_len(ctx) > 4096)
            abort();
    } else {
        OSSL_HTTP_REQ_CTX_nbio(ctx);
    }
    OCSP_RESPONSE_free(resp);
    OSSL_HTTP_REQ_CTX_free(ctx);
    BIO_free(in);
    BIO_free(out);
}

static void
url(const uint8_t *data, size_t size)
{
    char *text = OPENSSL_strndup((const char *)data, size);
    char *user, *host, *port, *path, *query, *frag;
    int ssl, number;

    if (OSSL_HTTP_parse_url(text, &ssl, &user, &host, &port, &number, &path,
                            &query, &frag)) {
        if (number < 1 || number > 65535 || host == NULL || *path != '/')
            abort();
        OPENSSL_free(user);
        OPENSSL_free(host);
        OPENSSL_free(port);
        OPENSSL_free(path);
        OPENSSL_free(query);
        OPENSSL_free(frag);
    }
    OPENSSL_free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > MAX_SIZE)
        return 0;
    answer(data, size, 1);
    answer(data, size, 0);
    url(data, size);
    ERR_clear_error();
    return 0;
}
