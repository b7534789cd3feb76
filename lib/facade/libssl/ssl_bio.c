/* TLS as a filter BIO: BIO_f_ssl and the chains built on it.
 *
 * The SSL's transports are the next BIO of the chain; they are attached when
 * the filter is pushed and let go when it is popped. */
#include "facade/libssl/ssl_local.h"

struct filter {
    SSL *ssl; /* owned when the BIO's shutdown flag is set */
};

static int
filter_new(BIO *b)
{
    struct filter *f = urt_zalloc(sizeof *f);

    if (f == NULL)
        return 0;
    BIO_set_data(b, f);
    BIO_set_init(b, 0);
    BIO_clear_flags(b, ~0);
    return 1;
}

static int
filter_free(BIO *b)
{
    struct filter *f;

    if (b == NULL)
        return 0;
    f = BIO_get_data(b);
    if (f->ssl != NULL && BIO_get_shutdown(b) && !SSL_in_init(f->ssl))
        SSL_shutdown(f->ssl);
    if (BIO_get_shutdown(b)) {
        if (BIO_get_init(b))
            SSL_free(f->ssl);
        BIO_clear_flags(b, ~0);
        BIO_set_init(b, 0);
    }
    urt_free(f);
    return 1;
}

static const struct {
    int error;
    int flags;
    int reason;
} retries[] = {
    {SSL_ERROR_WANT_READ, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY, 0},
    {SSL_ERROR_WANT_WRITE, BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY, 0},
    {SSL_ERROR_WANT_X509_LOOKUP, BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY,
     BIO_RR_SSL_X509_LOOKUP},
    {SSL_ERROR_WANT_ACCEPT, BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY,
     BIO_RR_ACCEPT},
    {SSL_ERROR_WANT_CONNECT, BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY,
     BIO_RR_CONNECT},
};

/* The SSL's wish becomes the BIO's retry flags. */
static void
pass_on(BIO *b, const SSL *ssl, int ret)
{
    int e = SSL_get_error(ssl, ret);

    BIO_clear_retry_flags(b);
    BIO_set_retry_reason(b, 0);
    for (size_t i = 0; i < sizeof retries / sizeof *retries; i++)
        if (retries[i].error == e) {
            BIO_set_flags(b, retries[i].flags);
            BIO_set_retry_reason(b, retries[i].reason);
        }
}

static int
filter_read(BIO *b, char *out, size_t len, size_t *n)
{
    struct filter *f = BIO_get_data(b);
    int r;

    if (out == NULL)
        return 0;
    r = fac_ssl_read(f->ssl, out, len, n);
    pass_on(b, f->ssl, r);
    return r;
}

static int
filter_write(BIO *b, const char *data, size_t len, size_t *n)
{
    struct filter *f = BIO_get_data(b);
    int r;

    if (data == NULL)
        return 0;
    r = fac_ssl_write(f->ssl, data, len, n);
    pass_on(b, f->ssl, r);
    return r;
}

static int
filter_puts(BIO *b, const char *text)
{
    return BIO_write(b, text, (int)strlen(text));
}

static long
set_ssl(BIO *b, struct filter *f, SSL *ssl, long close)
{
    BIO *rbio;

    if (f->ssl != NULL) {
        filter_free(b);
        if (!filter_new(b))
            return 0;
        f = BIO_get_data(b);
    }
    BIO_set_shutdown(b, (int)close);
    f->ssl = ssl;
    rbio = SSL_get_rbio(ssl);
    if (rbio != NULL) {
        if (BIO_next(b) != NULL)
            BIO_push(rbio, BIO_next(b));
        BIO_set_next(b, rbio);
        BIO_up_ref(rbio);
    }
    BIO_set_init(b, 1);
    return 1;
}

static long
filter_reset(BIO *b, SSL *ssl)
{
    SSL_shutdown(ssl);
    if (ssl->role == FAC_ROLE_CLIENT)
        SSL_set_connect_state(ssl);
    else if (ssl->role == FAC_ROLE_SERVER)
        SSL_set_accept_state(ssl);
    if (!SSL_clear(ssl))
        return 0;
    if (BIO_next(b) != NULL)
        return BIO_ctrl(BIO_next(b), BIO_CTRL_RESET, 0, NULL);
    if (SSL_get_rbio(ssl) != NULL)
        return BIO_ctrl(SSL_get_rbio(ssl), BIO_CTRL_RESET, 0, NULL);
    return 1;
}

static long
filter_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    struct filter *f = BIO_get_data(b);
    SSL *ssl = f->ssl;
    BIO *next = BIO_next(b);
    long r;

    if (ssl == NULL && cmd != BIO_C_SET_SSL)
        return 0;
    switch (cmd) {
    case BIO_CTRL_RESET:
        return filter_reset(b, ssl);
    case BIO_CTRL_INFO:
        return 0;
    case BIO_C_SSL_MODE:
        if (num != 0)
            SSL_set_connect_state(ssl);
        else
            SSL_set_accept_state(ssl);
        return 1;
    case BIO_C_SET_SSL:
        return set_ssl(b, f, ptr, num);
    case BIO_C_GET_SSL:
        if (ptr == NULL)
            return 0;
        *(SSL **)ptr = ssl;
        return 1;
    case BIO_CTRL_GET_CLOSE:
        return BIO_get_shutdown(b);
    case BIO_CTRL_SET_CLOSE:
        BIO_set_shutdown(b, (int)num);
        return 1;
    case BIO_CTRL_WPENDING:
        return BIO_ctrl(SSL_get_wbio(ssl), cmd, num, ptr);
    case BIO_CTRL_PENDING:
        r = SSL_pending(ssl);
        return r != 0 ? r : BIO_pending(SSL_get_rbio(ssl));
    case BIO_CTRL_FLUSH:
        BIO_clear_retry_flags(b);
        r = BIO_ctrl(SSL_get_wbio(ssl), cmd, num, ptr);
        BIO_copy_next_retry(b);
        return r;
    case BIO_CTRL_PUSH:
        if (next != NULL && next != SSL_get_rbio(ssl)) {
            BIO_up_ref(next);
            SSL_set_bio(ssl, next, next);
        }
        return 1;
    case BIO_CTRL_POP:
        if (b == ptr)
            SSL_set_bio(ssl, NULL, NULL);
        return 1;
    case BIO_C_DO_STATE_MACHINE:
        BIO_clear_retry_flags(b);
        r = SSL_do_handshake(ssl);
        pass_on(b, ssl, (int)r);
        if (BIO_get_retry_reason(b) == BIO_RR_CONNECT && next != NULL)
            BIO_set_retry_reason(b, BIO_get_retry_reason(next));
        return r;
    case BIO_CTRL_DUP: {
        struct filter *d = BIO_get_data((BIO *)ptr);

        SSL_free(d->ssl);
        d->ssl = SSL_dup(ssl);
        BIO_set_init((BIO *)ptr, d->ssl != NULL);
        return d->ssl != NULL;
    }
    default:
        return BIO_ctrl(SSL_get_rbio(ssl), cmd, num, ptr);
    }
}

static BIO_METHOD *filter_method;
static pthread_once_t filter_once = PTHREAD_ONCE_INIT;

static void
filter_setup(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SSL, "ssl");

    if (m == NULL)
        return;
    BIO_meth_set_write_ex(m, filter_write);
    BIO_meth_set_read_ex(m, filter_read);
    BIO_meth_set_puts(m, filter_puts);
    BIO_meth_set_ctrl(m, filter_ctrl);
    BIO_meth_set_create(m, filter_new);
    BIO_meth_set_destroy(m, filter_free);
    filter_method = m;
}

const BIO_METHOD *
BIO_f_ssl(void)
{
    pthread_once(&filter_once, filter_setup);
    return filter_method;
}

BIO *
BIO_new_ssl(SSL_CTX *ctx, int client)
{
    BIO *b = BIO_new(BIO_f_ssl());
    SSL *ssl = b != NULL ? SSL_new(ctx) : NULL;

    if (ssl == NULL) {
        BIO_free(b);
        return NULL;
    }
    if (client)
        SSL_set_connect_state(ssl);
    else
        SSL_set_accept_state(ssl);
    BIO_set_ssl(b, ssl, BIO_CLOSE);
    return b;
}

BIO *
BIO_new_ssl_connect(SSL_CTX *ctx)
{
    BIO *connection = BIO_new(BIO_s_connect()), *ssl;

    if (connection == NULL)
        return NULL;
    ssl = BIO_new_ssl(ctx, 1);
    if (ssl == NULL) {
        BIO_free(connection);
        return NULL;
    }
    return BIO_push(ssl, connection);
}

BIO *
BIO_new_buffer_ssl_connect(SSL_CTX *ctx)
{
    BIO *buffer = BIO_new(BIO_f_buffer()), *ssl;

    if (buffer == NULL)
        return NULL;
    ssl = BIO_new_ssl_connect(ctx);
    if (ssl == NULL) {
        BIO_free(buffer);
        return NULL;
    }
    return BIO_push(buffer, ssl);
}

int
BIO_ssl_copy_session_id(BIO *to, BIO *from)
{
    struct filter *t, *f;

    to = BIO_find_type(to, BIO_TYPE_SSL);
    from = BIO_find_type(from, BIO_TYPE_SSL);
    if (to == NULL || from == NULL)
        return 0;
    t = BIO_get_data(to);
    f = BIO_get_data(from);
    return t->ssl != NULL && f->ssl != NULL &&
           SSL_copy_session_id(t->ssl, f->ssl);
}

void
BIO_ssl_shutdown(BIO *b)
{
    for (; b != NULL; b = BIO_next(b))
        if (BIO_method_type(b) == BIO_TYPE_SSL) {
            struct filter *f = BIO_get_data(b);

            SSL_shutdown(f->ssl);
            return;
        }
}
