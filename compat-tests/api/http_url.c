/* URLs taken apart, and HTTP exchanges over memory BIOs: requests as they
 * are written, and answers of every kind. */
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <stdio.h>
#include <string.h>

static void
queue(void)
{
    const char *data;
    unsigned long e;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("    %s | %s | %s\n", ERR_lib_error_string(e),
               ERR_reason_error_string(e),
               (flags & ERR_TXT_STRING) != 0 ? data : "");
}

static const char *
text(const char *s)
{
    return s != NULL ? s : "(none)";
}

static void
one_url(const char *url)
{
    char *scheme, *user, *host, *port, *path, *query, *frag;
    int number = -1, ssl = -1, ok;

    ok = OSSL_parse_url(url, &scheme, &user, &host, &port, &number, &path,
                        &query, &frag);
    printf("%s: %d\n  [%s][%s][%s][%s][%d][%s][%s][%s]\n", url, ok,
           text(scheme), text(user), text(host), text(port), number,
           text(path), text(query), text(frag));
    queue();
    OPENSSL_free(scheme);
    OPENSSL_free(user);
    OPENSSL_free(host);
    OPENSSL_free(port);
    OPENSSL_free(path);
    OPENSSL_free(query);
    OPENSSL_free(frag);
    ok = OSSL_HTTP_parse_url(url, &ssl, &user, &host, &port, &number, &path,
                             &query, &frag);
    printf("  http: %d %d [%s][%s][%s][%d][%s][%s][%s]\n", ok, ssl,
           text(user), text(host), text(port), number, text(path),
           text(query), text(frag));
    queue();
    OPENSSL_free(user);
    OPENSSL_free(host);
    OPENSSL_free(port);
    OPENSSL_free(path);
    OPENSSL_free(query);
    OPENSSL_free(frag);
}

static void
urls(void)
{
    static const char *const all[] = {
        "http://host", "https://host", "host", "host:8080/p",
        "http://u:p@host:81/a/b?q=1#f", "https://[::1]:443/x",
        "http://[::1]", "http://host/", "http://host?x", "http://host#y",
        "http://host/?q#f", "ftp://h", "HTTP://h", "http://host:0/",
        "http://host:65536/", "http://host:65535/", "http://host:x/",
        "http://host:", "http:///p", "://h", "h/p://x", "http://a@b@c/",
        "u@h", "/path", "", "http://[::1", "http://host:80a/",
        "http://h/a b", "http://h:99999999999", "h:80", "httpx://h",
        "http://[::1]x/", "h?q#f", "http://:80/", "1:2", "https://h:80?p",
        "http://h:/x", "http://h/#", "http://h/?", "http://h/a@b",
        "http://h?a@b", "http://@h",
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        one_url(all[i]);
    printf("nothing wanted: %d\n",
           OSSL_HTTP_parse_url("https://h/", NULL, NULL, NULL, NULL, NULL,
                               NULL, NULL, NULL));
    printf("no URL: %d\n", OSSL_parse_url(NULL, NULL, NULL, NULL, NULL, NULL,
                                          NULL, NULL, NULL));
    queue();
}

#define BODY "\x30\x03\x0a\x01\x03"

static const struct {
    const char *text;
    size_t len;
} answers[] = {
#define A(s) {s, sizeof(s) - 1}
    A("HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\n"
      "Content-Length: 5\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\n\r\n" BODY),
    A("HTTP/1.1 200\r\n\r\n" BODY),
    A("HTTP/1.1 404 Not Found\r\n\r\n"),
    A("HTTP/1.1 404\r\n\r\n"),
    A("HTTP/1.1 301 Moved\r\nLocation: http://x/\r\n\r\n"),
    A("HTTP/1.1 302\r\n\r\n"),
    A("HTTP/2 200 OK\r\n\r\n"),
    A("garbage\r\n\r\n"),
    A("HTTP/1.1 abc\r\n\r\n"),
    A("HTTP/1.1\r\n\r\n"),
    A("HTTP/1.1 20x OK\r\n\r\n"),
    A("HTTP/1.1  200 OK\r\n\r\n" BODY),
    A("HTTP/1.1 2000 OK\r\n\r\n"),
    A("HTTP/1.0 100 Cont\r\n\r\n"),
    A("HTTP/1.1 500 Internal error\r\nA: b\r\n\r\n"),
    A("HTTP/1.1 200 OK\nA: b\n\n" BODY),
    A("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\ncontent-length:5\r\nCONNECTION: close\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\nnocolon\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\n : x\r\n\r\n" BODY),
    A("HTTP/1.1 200 OK\r\n\r\n\x04\x03\x0a\x01\x03"),
    A("HTTP/1.1 200 OK\r\n\r\n\x30\x80\x0a\x01\x03\x0a\x01\x03"),
    A("HTTP/1.1 200 OK\r\n\r\n\x30\x85\x01\x01\x01\x01\x01\x01"),
    A("HTTP/1.1 200 OK\r\n\r\n\x30\x84\x7f\xff\xff\xff"),
    A("HTTP/1.1 200 OK\r\n\r\n\x30\x82\x00\x03\x0a\x01\x03"),
    A("HTTP/1.1 200 OK\r\n\r\n\x30\x03\x0a"),
    A("HTTP/1.1 200 OK\r\n\r\n\x30\x03\x0b\x01\x03"),
    A("HTTP/1.1 200 OK\r\n\r\n" BODY "zz"),
    A("HTTP/1.1 200 OK\r\n\r\n"),
    A("HTTP/1.1 200 OK"),
    A(""),
};

static void
show_memory(BIO *mem)
{
    char *data;
    long len = BIO_get_mem_data(mem, &data);

    for (long i = 0; i < len; i++)
        if (data[i] == '\n')
            printf("\\n\n");
        else if (data[i] < ' ' || data[i] > '~')
            printf("\\x%02x", (unsigned char)data[i]);
        else
            putchar(data[i]);
    printf("|\n");
}

static void
exchanges(void)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        BIO *in = BIO_new_mem_buf(answers[i].text, (int)answers[i].len);
        BIO *out = BIO_new(BIO_s_mem());
        OSSL_HTTP_REQ_CTX *ctx = OSSL_HTTP_REQ_CTX_new(out, in, 0);
        OCSP_REQUEST *req = OCSP_REQUEST_new();
        OCSP_RESPONSE *resp = NULL;
        int r;

        OSSL_HTTP_REQ_CTX_set_request_line(ctx, 1, NULL, NULL, "/p");
        OSSL_HTTP_REQ_CTX_add1_header(ctx, "Host", "h");
        OSSL_HTTP_REQ_CTX_set_expected(ctx, NULL, 1, 0, 0);
        OSSL_HTTP_REQ_CTX_set1_req(ctx, "application/ocsp-request",
                                   ASN1_ITEM_rptr(OCSP_REQUEST),
                                   (ASN1_VALUE *)req);
        r = OSSL_HTTP_REQ_CTX_nbio_d2i(ctx, (ASN1_VALUE **)&resp,
                                       ASN1_ITEM_rptr(OCSP_RESPONSE));
        printf("answer %zu: %d %d length %zu\n", i, r, resp != NULL,
               OSSL_HTTP_REQ_CTX_get_resp_len(ctx));
        queue();
        if (i == 0)
            show_memory(out);
        OCSP_RESPONSE_free(resp);
        OCSP_REQUEST_free(req);
        OSSL_HTTP_REQ_CTX_free(ctx);
        BIO_free(in);
        BIO_free(out);
    }
}

/* An answer that comes in pieces, over a pair. */
static void
in_pieces(void)
{
    static const char answer[] = "HTTP/1.0 200 OK\r\nA: b\r\n\r\n" BODY;
    BIO *a, *b;
    OSSL_HTTP_REQ_CTX *ctx;
    OCSP_RESPONSE *resp = NULL;
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    char sink[512];
    int r = -1;

    BIO_new_bio_pair(&a, 16, &b, 16);
    ctx = OCSP_sendreq_new(a, "/x", req, 0);
    OSSL_HTTP_REQ_CTX_add1_header(ctx, "Host", "host.example");
    printf("pieces:");
    for (int i = 0; i < 40 && r == -1; i++) {
        r = OCSP_sendreq_nbio(&resp, ctx);
        printf(" %d", r);
        while (BIO_read(b, sink, sizeof sink) > 0)
            ;
    }
    for (size_t i = 0; i < sizeof answer - 1 && r == -1; i++) {
        BIO_write(b, answer + i, 1);
        r = OCSP_sendreq_nbio(&resp, ctx);
    }
    printf("\nat the end %d %d status %d\n", r, resp != NULL,
           resp != NULL ? OCSP_response_status(resp) : -1);
    queue();
    OCSP_RESPONSE_free(resp);
    OCSP_REQUEST_free(req);
    OSSL_HTTP_REQ_CTX_free(ctx);
    BIO_free(a);
    BIO_free(b);
}

static void
lines(void)
{
    static const struct {
        int post;
        const char *server, *port, *path;
    } all[] = {
        {1, NULL, NULL, "/path"}, {1, NULL, NULL, NULL},
        {0, "srv", "81", "p"},    {0, NULL, NULL, "http://x/p"},
        {0, "s", NULL, NULL},     {1, NULL, NULL, "p?q"},
    };
    BIO *w = BIO_new(BIO_s_mem());
    OSSL_HTTP_REQ_CTX *ctx;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ctx = OSSL_HTTP_REQ_CTX_new(w, w, 0);
        printf("line %d\n",
               OSSL_HTTP_REQ_CTX_set_request_line(ctx, all[i].post,
                                                  all[i].server, all[i].port,
                                                  all[i].path));
        printf("%d %d\n", OSSL_HTTP_REQ_CTX_add1_header(ctx, "A", "b"),
               OSSL_HTTP_REQ_CTX_add1_header(ctx, "Empty", NULL));
        show_memory(OSSL_HTTP_REQ_CTX_get0_mem_bio(ctx));
        OSSL_HTTP_REQ_CTX_free(ctx);
    }
    ctx = OSSL_HTTP_REQ_CTX_new(w, w, 0);
    printf("alive %d %d\n", OSSL_HTTP_is_alive(ctx),
           OSSL_HTTP_is_alive(NULL));
    printf("header first %d\n", OSSL_HTTP_REQ_CTX_add1_header(ctx, "A", "b"));
    queue();
    printf("nothing to send %d\n", OSSL_HTTP_REQ_CTX_nbio(ctx));
    queue();
    printf("no BIO %d\n", OSSL_HTTP_REQ_CTX_new(NULL, w, 0) != NULL);
    queue();
    printf("no name %d\n", OSSL_HTTP_REQ_CTX_add1_header(ctx, NULL, "b"));
    queue();
    OSSL_HTTP_REQ_CTX_free(ctx);
    OSSL_HTTP_REQ_CTX_free(NULL);
    BIO_free(w);
}

int
main(void)
{
    urls();
    exchanges();
    in_pieces();
    lines();
    return 0;
}
