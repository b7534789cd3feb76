/* One HTTP exchange over BIOs: OSSL_HTTP_REQ_CTX(3). RFC 9112.
 *
 * The memory BIO holds first the request's head, then what was read of the
 * response and not yet used. Nothing of a response is believed: lines have
 * a limit, contents too, and an ASN.1 answer is read to the length that its
 * first header says, which must be that of Content-Length where that is
 * given. Where no ASN.1 is expected not a byte past the head is read: the
 * caller reads the contents from the BIO. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <openssl/ocsp.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/base/text.h"

enum state { EMPTY, HEAD, SEND, FLUSH, STATUS, FIELDS, CONTENT, DONE, FAILED };

struct ossl_http_req_ctx_st {
    enum state state;
    BIO *wbio, *rbio; /* borrowed */
    BIO *mem;         /* owned */
    char *line;       /* owned; LINE_MAX bytes and a NUL */
    size_t line_max, line_len;
    unsigned char *body; /* owned; the request's */
    size_t body_len, sent;
    char *expected_type; /* owned */
    bool asn1, post;
    int keep_alive;
    bool type_seen, kept;
    size_t max_len, resp_len;
    int64_t deadline; /* 0: none */
};

OSSL_HTTP_REQ_CTX *
OSSL_HTTP_REQ_CTX_new(BIO *wbio, BIO *rbio, int buf_size)
{
    OSSL_HTTP_REQ_CTX *rctx;

    if (wbio == NULL || rbio == NULL) {
        ERR_raise(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    rctx = OPENSSL_zalloc(sizeof *rctx);
    if (rctx == NULL)
        return NULL;
    rctx->wbio = wbio;
    rctx->rbio = rbio;
    rctx->line_max =
        buf_size > 0 ? (size_t)buf_size : OSSL_HTTP_DEFAULT_MAX_LINE_LEN;
    rctx->line = OPENSSL_malloc(rctx->line_max + 1);
    rctx->mem = BIO_new(BIO_s_mem());
    rctx->max_len = OSSL_HTTP_DEFAULT_MAX_RESP_LEN;
    if (rctx->line != NULL && rctx->mem != NULL)
        return rctx;
    OSSL_HTTP_REQ_CTX_free(rctx);
    return NULL;
}

void
OSSL_HTTP_REQ_CTX_free(OSSL_HTTP_REQ_CTX *rctx)
{
    if (rctx == NULL)
        return;
    BIO_free(rctx->mem);
    OPENSSL_free(rctx->line);
    OPENSSL_free(rctx->body);
    OPENSSL_free(rctx->expected_type);
    OPENSSL_free(rctx);
}

BIO *
OSSL_HTTP_REQ_CTX_get0_mem_bio(const OSSL_HTTP_REQ_CTX *rctx)
{
    if (rctx == NULL) {
        ERR_raise(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    return rctx->mem;
}

size_t
OSSL_HTTP_REQ_CTX_get_resp_len(const OSSL_HTTP_REQ_CTX *rctx)
{
    if (rctx == NULL) {
        ERR_raise(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return rctx->resp_len;
}

void
OSSL_HTTP_REQ_CTX_set_max_response_length(OSSL_HTTP_REQ_CTX *rctx,
                                          unsigned long len)
{
    if (rctx == NULL) {
        ERR_raise(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return;
    }
    rctx->max_len = len != 0 ? (size_t)len : OSSL_HTTP_DEFAULT_MAX_RESP_LEN;
}

int
OSSL_HTTP_is_alive(const OSSL_HTTP_REQ_CTX *rctx)
{
    return rctx != NULL && rctx->keep_alive != 0;
}

/* ---- the request ---- */

static int
misused(int reason)
{
    ERR_raise(ERR_LIB_HTTP, reason);
    return 0;
}

/* A line end inside would begin a header of somebody else's making. */
static bool
is_one_line(const char *text)
{
    if (text == NULL || strpbrk(text, "\r\n") == NULL)
        return true;
    ERR_raise(ERR_LIB_HTTP, ERR_R_PASSED_INVALID_ARGUMENT);
    return false;
}

int
OSSL_HTTP_REQ_CTX_set_request_line(OSSL_HTTP_REQ_CTX *rctx, int method_POST,
                                   const char *server, const char *port,
                                   const char *path)
{
    static const char http[] = "http://";

    if (rctx == NULL)
        return misused(ERR_R_PASSED_NULL_PARAMETER);
    if (!is_one_line(server) || !is_one_line(port) || !is_one_line(path))
        return 0;
    (void)BIO_reset(rctx->mem);
    rctx->state = EMPTY;
    rctx->post = method_POST != 0;
    if (path == NULL)
        path = "/";
    if (BIO_puts(rctx->mem, rctx->post ? "POST " : "GET ") <= 0)
        return 0;
    if (server != NULL &&
        BIO_printf(rctx->mem, "%s%s%s%s", http, server,
                   port != NULL ? ":" : "", port != NULL ? port : "") <= 0)
        return 0;
    /* To a proxy the path is a whole URL. */
    if (strncmp(path, http, sizeof http - 1) == 0) {
        if (server != NULL)
            return misused(ERR_R_PASSED_INVALID_ARGUMENT);
    } else if (*path != '/' && BIO_puts(rctx->mem, "/") <= 0) {
        return 0;
    }
    if (BIO_printf(rctx->mem, "%s HTTP/1.0\r\n", path) <= 0)
        return 0;
    rctx->resp_len = 0;
    rctx->line_len = 0;
    rctx->state = HEAD;
    return 1;
}

int
OSSL_HTTP_REQ_CTX_add1_header(OSSL_HTTP_REQ_CTX *rctx, const char *name,
                              const char *value)
{
    if (rctx == NULL || name == NULL)
        return misused(ERR_R_PASSED_NULL_PARAMETER);
    if (rctx->state != HEAD)
        return misused(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    if (!is_one_line(name) || !is_one_line(value))
        return 0;
    if (BIO_puts(rctx->mem, name) <= 0 ||
        (value != NULL && BIO_printf(rctx->mem, ": %s", value) <= 0))
        return 0;
    return BIO_write(rctx->mem, "\r\n", 2) == 2;
}

int
OSSL_HTTP_REQ_CTX_set_expected(OSSL_HTTP_REQ_CTX *rctx,
                               const char *content_type, int asn1,
                               int timeout, int keep_alive)
{
    char *type;

    if (rctx == NULL)
        return misused(ERR_R_PASSED_NULL_PARAMETER);
    /* The request, which asks for it, is made already. */
    if (keep_alive != 0 && rctx->state != EMPTY && rctx->state != HEAD)
        return misused(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    type = content_type != NULL ? OPENSSL_strdup(content_type) : NULL;
    if (content_type != NULL && type == NULL)
        return 0;
    OPENSSL_free(rctx->expected_type);
    rctx->expected_type = type;
    rctx->asn1 = asn1 != 0;
    rctx->keep_alive = keep_alive;
    if (timeout >= 0)
        rctx->deadline = timeout > 0 ? urt_clock_now() + timeout : 0;
    return 1;
}

int
OSSL_HTTP_REQ_CTX_set1_req(OSSL_HTTP_REQ_CTX *rctx, const char *content_type,
                           const ASN1_ITEM *it, const ASN1_VALUE *req)
{
    unsigned char *body = NULL;
    int len = 0;

    if (rctx == NULL || (req == NULL) != (it == NULL) ||
        (req == NULL && content_type != NULL))
        return misused(ERR_R_PASSED_NULL_PARAMETER);
    if (rctx->state != HEAD || (req != NULL && !rctx->post))
        return misused(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    if (!is_one_line(content_type))
        return 0;
    if (rctx->keep_alive != 0 &&
        !OSSL_HTTP_REQ_CTX_add1_header(rctx, "Connection", "keep-alive"))
        return 0;
    if (content_type != NULL &&
        !OSSL_HTTP_REQ_CTX_add1_header(rctx, "Content-Type", content_type))
        return 0;
    if (req != NULL) {
        len = ASN1_item_i2d(req, &body, it);
        if (len <= 0 ||
            BIO_printf(rctx->mem, "Content-Length: %d\r\n", len) <= 0) {
            OPENSSL_free(body);
            return 0;
        }
    }
    OPENSSL_free(rctx->body);
    rctx->body = body;
    rctx->body_len = (size_t)len;
    return 1;
}

/* ---- sending ---- */

/* 1: done, 0: failed, -1: to be tried again. */
static int
try_again(BIO *bio, int reason)
{
    if (BIO_should_retry(bio))
        return -1;
    return misused(reason);
}

static int
start(OSSL_HTTP_REQ_CTX *rctx)
{
    if (BIO_write(rctx->mem, "\r\n", 2) != 2 ||
        (rctx->body_len > 0 &&
         BIO_write(rctx->mem, rctx->body, (int)rctx->body_len) !=
             (int)rctx->body_len))
        return 0;
    rctx->sent = 0;
    rctx->type_seen = rctx->kept = false;
    rctx->state = SEND;
    return 1;
}

static int
send_all(OSSL_HTTP_REQ_CTX *rctx)
{
    char *data;
    long len = BIO_get_mem_data(rctx->mem, &data);
    int n;

    while (rctx->sent < (size_t)len) {
        n = BIO_write(rctx->wbio, data + rctx->sent,
                      (int)((size_t)len - rctx->sent));
        if (n <= 0)
            return try_again(rctx->wbio, HTTP_R_ERROR_SENDING);
        rctx->sent += (size_t)n;
    }
    (void)BIO_reset(rctx->mem);
    rctx->state = FLUSH;
    return 1;
}

static int
flush(OSSL_HTTP_REQ_CTX *rctx)
{
    if (BIO_flush(rctx->wbio) <= 0)
        return try_again(rctx->wbio, HTTP_R_ERROR_SENDING);
    rctx->state = STATUS;
    return 1;
}

/* ---- receiving ---- */

/* Reads on, at most LEN bytes. */
static int
read_more(OSSL_HTTP_REQ_CTX *rctx, size_t len)
{
    char chunk[1024];
    int n = BIO_read(rctx->rbio, chunk,
                     (int)(len < sizeof chunk ? len : sizeof chunk));

    if (n <= 0)
        return try_again(rctx->rbio, HTTP_R_FAILED_READING_DATA);
    return BIO_write(rctx->mem, chunk, n) == n;
}

/* The next line into LINE, without its end. */
static int
read_line(OSSL_HTTP_REQ_CTX *rctx)
{
    char c;
    int r;

    for (;;) {
        if (BIO_read(rctx->mem, &c, 1) != 1) {
            r = read_more(rctx, rctx->asn1 ? rctx->line_max : 1);
            if (r <= 0)
                return r;
            continue;
        }
        if (rctx->line_len == rctx->line_max)
            return misused(HTTP_R_RESPONSE_LINE_TOO_LONG);
        rctx->line[rctx->line_len++] = c;
        if (c == '\n')
            break;
    }
    rctx->line[rctx->line_len] = '\0';
    rctx->line_len = 0;
    return 1;
}

static int
bad_status(char *line)
{
    for (char *p = line; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
            *p = ' ';
    ERR_raise_data(ERR_LIB_HTTP, HTTP_R_HEADER_PARSE_ERROR, "content=%s",
                   line);
    return 0;
}

static char *
skip(char *p, bool blanks)
{
    while (*p != '\0' && urt_ascii_is_space(*p) == blanks)
        p++;
    return p;
}

/* Cuts the blanks off the end of a text. */
static void
cut_end(char *text)
{
    size_t len = strlen(text);

    while (len > 0 && urt_ascii_is_space(text[len - 1]))
        text[--len] = '\0';
}

/* "HTTP/1.x CODE REASON": 200 alone goes on. */
static int
take_status(OSSL_HTTP_REQ_CTX *rctx)
{
    enum { FIRST_ERROR = 400, OK = 200, MOVED = 301, FOUND = 302,
           CODE_MAX = 9999 };
    char *line = rctx->line, *code, *end, *reason;
    int n = 0;

    if (strncmp(line, "HTTP/1.", 7) != 0)
        return bad_status(line);
    code = skip(skip(line, false), true);
    if (*code == '\0')
        return bad_status(line);
    end = reason = skip(code, false);
    if (*end != '\0') {
        *end = '\0';
        reason = skip(end + 1, true);
    }
    for (char *p = code; p < end; p++) {
        if (!urt_ascii_is_digit(*p))
            return bad_status(line);
        n = n > CODE_MAX ? n : n * 10 + (*p - '0');
    }
    cut_end(reason);
    if (n == OK) {
        rctx->state = FIELDS;
        return 1;
    }
    if (n == MOVED || n == FOUND)
        return misused(HTTP_R_REDIRECTION_NOT_ENABLED);
    ERR_raise_data(ERR_LIB_HTTP,
                   n < FIRST_ERROR ? HTTP_R_STATUS_CODE_UNSUPPORTED
                                   : HTTP_R_RECEIVED_ERROR,
                   *reason != '\0' ? "code=%s, reason=%s" : "code=%s", code,
                   reason);
    return 0;
}

static int
too_long(const OSSL_HTTP_REQ_CTX *rctx, size_t len)
{
    ERR_raise_data(ERR_LIB_HTTP, HTTP_R_MAX_RESP_LEN_EXCEEDED,
                   "length=%zu, max=%zu", len, rctx->max_len);
    return 0;
}

static int
take_length(OSSL_HTTP_REQ_CTX *rctx, const char *value)
{
    size_t n = 0;
    const char *p = value;

    for (; urt_ascii_is_digit(*p); p++)
        n = n > SIZE_MAX / 10 - 10 ? n : n * 10 + (size_t)(*p - '0');
    if (*p != '\0' || p == value) {
        ERR_raise_data(ERR_LIB_HTTP, HTTP_R_ERROR_PARSING_CONTENT_LENGTH,
                       "input=%s", value);
        return 0;
    }
    if (n > rctx->max_len)
        return too_long(rctx, n);
    rctx->resp_len = n;
    return 1;
}

static int
take_field(OSSL_HTTP_REQ_CTX *rctx)
{
    char *value = strchr(rctx->line, ':');

    if (value == NULL)
        return 1;
    *value++ = '\0';
    value = skip(value, true);
    cut_end(value);
    if (urt_text_equal_nocase(rctx->line, "Content-Length"))
        return take_length(rctx, value);
    if (urt_text_equal_nocase(rctx->line, "Connection"))
        rctx->kept = urt_text_equal_nocase(value, "keep-alive");
    if (rctx->expected_type != NULL &&
        urt_text_equal_nocase(rctx->line, "Content-Type")) {
        rctx->type_seen = true;
        if (!urt_text_equal_nocase(rctx->expected_type, value)) {
            ERR_raise_data(ERR_LIB_HTTP, HTTP_R_UNEXPECTED_CONTENT_TYPE,
                           "expected=%s, actual=%s", rctx->expected_type,
                           value);
            return 0;
        }
    }
    return 1;
}

static int
end_of_fields(OSSL_HTTP_REQ_CTX *rctx)
{
    if (rctx->expected_type != NULL && !rctx->type_seen) {
        ERR_raise_data(ERR_LIB_HTTP, HTTP_R_MISSING_CONTENT_TYPE,
                       "expected=%s", rctx->expected_type);
        return 0;
    }
    if (rctx->keep_alive != 0 && !rctx->kept) {
        if (rctx->keep_alive == 2) {
            rctx->keep_alive = 0;
            return misused(HTTP_R_SERVER_CANCELED_CONNECTION);
        }
        rctx->keep_alive = 0;
    }
    rctx->state = rctx->asn1 ? CONTENT : DONE;
    return 1;
}

/* The whole length of the element that DATA begins, into *OUT. 1: known,
 * 0: it is none, -1: more bytes are needed. */
static int
element_length(struct urt_bytes data, size_t *out)
{
    uint8_t tag, first;
    uint64_t len;
    size_t more;

    if (!urt_take_u8(&data, &tag) || !urt_take_u8(&data, &first))
        return -1;
    if (tag != (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED))
        return misused(HTTP_R_MISSING_ASN1_ENCODING);
    if (first < 0x80) {
        *out = 2 + (size_t)first;
        return 1;
    }
    more = first & 0x7f;
    if (more == 0 || more > 4)
        return misused(HTTP_R_ERROR_PARSING_ASN1_LENGTH);
    if (!urt_take_uint(&data, &len, more))
        return -1;
    *out = 2 + more + (size_t)len;
    return 1;
}

static int
read_content(OSSL_HTTP_REQ_CTX *rctx)
{
    char *data;
    size_t have, len = 0;
    int r;

    for (;;) {
        have = (size_t)BIO_get_mem_data(rctx->mem, &data);
        r = element_length(urt_bytes(data, have), &len);
        if (r == 0)
            return 0;
        if (r > 0 && len > rctx->max_len)
            return too_long(rctx, len);
        if (r > 0 && rctx->resp_len != 0 && rctx->resp_len != len) {
            ERR_raise_data(ERR_LIB_HTTP, HTTP_R_INCONSISTENT_CONTENT_LENGTH,
                           "ASN.1 length=%zu, Content-Length=%zu", len,
                           rctx->resp_len);
            return 0;
        }
        if (r > 0)
            rctx->resp_len = len;
        if (r > 0 && have >= len)
            break;
        r = read_more(rctx, rctx->line_max);
        if (r <= 0)
            return r;
    }
    rctx->state = DONE;
    return 1;
}

static int
step(OSSL_HTTP_REQ_CTX *rctx)
{
    int r;

    switch (rctx->state) {
    case HEAD:
        return start(rctx);
    case SEND:
        return send_all(rctx);
    case FLUSH:
        return flush(rctx);
    case STATUS:
        r = read_line(rctx);
        return r > 0 ? take_status(rctx) : r;
    case FIELDS:
        r = read_line(rctx);
        if (r <= 0)
            return r;
        return *skip(rctx->line, true) == '\0' ? end_of_fields(rctx)
                                               : take_field(rctx);
    case CONTENT:
        return read_content(rctx);
    default:
        return misused(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    }
}

int
OSSL_HTTP_REQ_CTX_nbio(OSSL_HTTP_REQ_CTX *rctx)
{
    int r = 1;

    if (rctx == NULL)
        return misused(ERR_R_PASSED_NULL_PARAMETER);
    if (rctx->state == DONE)
        return 1;
    while (r > 0 && rctx->state != DONE)
        r = step(rctx);
    if (r == 0 && rctx->state != EMPTY)
        rctx->state = FAILED;
    return r;
}

int
OSSL_HTTP_REQ_CTX_nbio_d2i(OSSL_HTTP_REQ_CTX *rctx, ASN1_VALUE **pval,
                           const ASN1_ITEM *it)
{
    const unsigned char *p;
    int r;

    *pval = NULL;
    r = OSSL_HTTP_REQ_CTX_nbio(rctx);
    if (r != 1)
        return r;
    BIO_get_mem_data(rctx->mem, (char **)&p);
    *pval = ASN1_item_d2i(NULL, &p, (long)rctx->resp_len, it);
    return *pval != NULL;
}

BIO *
OSSL_HTTP_REQ_CTX_exchange(OSSL_HTTP_REQ_CTX *rctx)
{
    enum { NAP_MS = 100 };
    int r;

    if (rctx == NULL) {
        misused(ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    while ((r = OSSL_HTTP_REQ_CTX_nbio(rctx)) == -1)
        if (BIO_wait(rctx->rbio, (time_t)rctx->deadline, NAP_MS) <= 0)
            return NULL;
    if (r == 0)
        return NULL;
    return rctx->asn1 ? rctx->mem : rctx->rbio;
}
