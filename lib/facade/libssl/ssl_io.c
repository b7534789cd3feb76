/* The calls that move bytes: handshake, read and write. SSL_shutdown is in
 * ssl_shutdown.c, what SSL_get_error makes of their results in ssl_err.c.
 *
 * The engine's connection knows no transport. Every call here asks it to do
 * what it can, sends what lies in its output port (one BIO_write a flight,
 * and a BIO_flush where the port asks for one), and brings what it wants to
 * read: a record's header of 5 bytes, then exactly its body. A transport
 * that isn't ready leaves rwstate behind, from which SSL_get_error reads
 * the retry flags of the BIO. */
#include "facade/libssl/ssl_local.h"

#include <errno.h>
#include <limits.h>

enum io {
    IO_OK,
    IO_RETRY,
    IO_FAILED, /* the transport's error; nothing of ours in the queue */
    IO_EOF,
};

/* A client of TLS 1.3 may be gone before our tickets are, with data of its
 * still to be read: the tickets are given up, not the connection. */
static bool
is_spare(const SSL *s)
{
    return (errno == EPIPE || errno == ECONNRESET) && SSL_is_server(s) &&
           urt_conn_state(s->conn) == URT_STATE_SW_SESSION_TICKET &&
           urt_conn_version(s->conn) == URT_TLS_1_3;
}

/* Sends what waits in the output port. */
static enum io
send_output(SSL *s)
{
    struct urt_bytes out = urt_conn_out(s->conn);

    if (out.len > 0 && s->wbio == NULL) {
        s->rwstate = SSL_WRITING;
        if (!s->in_handshake)
            ERR_raise(ERR_LIB_SSL, SSL_R_BIO_NOT_SET);
        return IO_FAILED;
    }
    while (out.len > 0) {
        int n;

        errno = 0;
        s->rwstate = SSL_WRITING;
        n = BIO_write(s->wbio, out.data,
                      out.len > INT_MAX ? INT_MAX : (int)out.len);
        if (n <= 0 && BIO_should_retry(s->wbio))
            return IO_RETRY;
        if (n <= 0 && !is_spare(s))
            return IO_FAILED;
        urt_conn_out_done(s->conn, n > 0 ? (size_t)n : out.len);
        out = urt_conn_out(s->conn);
    }
    if (urt_conn_out_take_flush(s->conn))
        s->flush_due = true;
    if (s->flush_due && s->wbio != NULL) {
        s->rwstate = SSL_WRITING;
        if (BIO_flush(s->wbio) <= 0)
            return BIO_should_retry(s->wbio) ? IO_RETRY : IO_FAILED;
    }
    s->flush_due = false;
    s->rwstate = SSL_NOTHING;
    return IO_OK;
}

/* Brings the bytes that the input port wants next. *RESULT is what the call
 * under way returns unless it can go on. A transport is at its end when its
 * BIO says so, whatever its read returned. */
static enum io
fetch_input(SSL *s, int *result)
{
    size_t want, room;
    uint8_t *p;
    int n;

    *result = -1;
    if (s->rbio == NULL) {
        s->rwstate = SSL_READING;
        ERR_raise(ERR_LIB_SSL, SSL_R_READ_BIO_NOT_SET);
        return IO_FAILED;
    }
    p = urt_conn_in(s->conn, &want, &room);
    if (p == NULL)
        return IO_OK; /* the next call into the engine tells */
    if (s->set.read_ahead && !urt_conn_in_handshake(s->conn))
        want = room;
    errno = 0;
    s->rwstate = SSL_READING;
    n = BIO_read(s->rbio, p, want > INT_MAX ? INT_MAX : (int)want);
    if (n > 0) {
        s->rwstate = SSL_NOTHING;
        urt_conn_in_add(s->conn, (size_t)n);
        return IO_OK;
    }
    *result = n < 0 ? -1 : 0;
    if (BIO_should_retry(s->rbio))
        return IO_RETRY;
    if (!BIO_eof(s->rbio))
        return IO_FAILED;
    if ((s->set.options & SSL_OP_IGNORE_UNEXPECTED_EOF) != 0) {
        /* As good as a close_notify; ours counts as not sent. */
        s->shutdown = SSL_RECEIVED_SHUTDOWN;
        s->alert_seen = 0;
        return IO_FAILED;
    }
    urt_conn_in_eof(s->conn);
    return IO_EOF;
}

bool
fac_ssl_send_output(SSL *s)
{
    return send_output(s) == IO_OK;
}

/* Found before there was a message: the read is not over. */
static bool
is_of_record(enum urt_err err)
{
    return err == URT_E_EOF ||
           (err >= URT_E_RECORD_MAC && err <= URT_E_ALERT_RECEIVED &&
            err != URT_E_CCS_UNEXPECTED && err != URT_E_CCS_EARLY &&
            err != URT_E_CCS_BAD);
}

/* The engine gave up: send its alert, say why. */
int
fac_ssl_fail(SSL *s, enum urt_err err)
{
    bool first = !s->dead;

    s->dead = true;
    if (first) {
        fac_ssl_raise(s, err);
        if (err != URT_E_ALERT_RECEIVED && urt_conn_out(s->conn).len > 0)
            (void)send_output(s);
    }
    /* In a handshake the read that brought it stays. */
    if (first)
        s->rwstate = s->in_handshake && is_of_record(err) ? SSL_READING
                                                          : SSL_NOTHING;
    if (first && !s->in_handshake && urt_conn_renegotiating(s->conn))
        fac_info_exit(s, -1);
    return -1;
}

/* A call that reads or writes ends, maybe inside of a handshake. */
static int
leave(SSL *s, int r)
{
    if (urt_conn_renegotiating(s->conn))
        fac_info_exit(s, -1);
    return r;
}

/* What the engine waits for. True: go on; else the call returns *RESULT,
 * which also is a reading call's result when the engine ends at EOF. */
bool
fac_ssl_serve(SSL *s, int *result)
{
    *result = -1;
    switch (urt_conn_wants(s->conn)) {
    case URT_WANT_HELLO:
        s->rwstate = SSL_CLIENT_HELLO_CB;
        return false;
    case URT_WANT_CERT:
        s->rwstate = SSL_X509_LOOKUP;
        return false;
    case URT_WANT_VERIFY:
        s->rwstate = SSL_RETRY_VERIFY;
        return false;
    case URT_WANT_INPUT:
        switch (fetch_input(s, result)) {
        case IO_OK:
        case IO_EOF: /* the engine turns it into its error */
            return true;
        default:
            return false;
        }
    case URT_WANT_SESSION:
    case URT_WANT_EARLY:
    case URT_WANT_OUTPUT:
    case URT_WANT_NOTHING:
        return true;
    }
    return false;
}

int
fac_ssl_handshake(SSL *s)
{
    for (;;) {
        enum urt_err err = urt_conn_handshake(s->conn);
        int r;

        if (err == URT_E_CLOSED) {
            s->rwstate = SSL_READING;
            return -1;
        }
        if (err != URT_OK && err != URT_E_NOT_READY)
            return fac_ssl_fail(s, err);
        if (send_output(s) != IO_OK)
            return -1;
        if (err == URT_OK)
            return 1;
        if (!fac_ssl_serve(s, &r))
            return -1;
    }
}

int
SSL_do_handshake(SSL *s)
{
    int r = 1;

    if (s->role == FAC_ROLE_NONE) {
        ERR_raise(ERR_LIB_SSL, SSL_R_CONNECTION_TYPE_NOT_SET);
        return -1;
    }
    if (!SSL_in_init(s) && !urt_conn_paused(s->conn) &&
        urt_conn_key_update_due(s->conn) == 0 &&
        urt_conn_wants(s->conn) == URT_WANT_NOTHING &&
        urt_conn_out(s->conn).len == 0 && !urt_conn_renegotiation_due(s->conn))
        return 1;
    if (s->dead) /* once told, nothing more is said */
        return -1;
    ERR_clear_error();
    s->in_handshake = true;
    r = fac_ssl_handshake(s);
    s->in_handshake = false;
    if (r > 0)
        s->post_due = 0;
    (void)fac_ssl_session(s);
    fac_info_exit(s, r);
    return r;
}

int
SSL_connect(SSL *s)
{
    if (s->role == FAC_ROLE_NONE)
        SSL_set_connect_state(s);
    return SSL_do_handshake(s);
}

int
SSL_accept(SSL *s)
{
    if (s->role == FAC_ROLE_NONE)
        SSL_set_accept_state(s);
    return SSL_do_handshake(s);
}

/* ---- reading ---- */

/* Without SSL_MODE_AUTO_RETRY a record that was no data ends the call. */
static bool
must_return(SSL *s, bool fetched)
{
    size_t want, room;

    if ((s->set.mode & SSL_MODE_AUTO_RETRY) != 0 || !fetched ||
        urt_conn_wants(s->conn) != URT_WANT_INPUT ||
        urt_conn_in_handshake(s->conn) || urt_conn_has_input(s->conn) ||
        urt_conn_in(s->conn, &want, &room) == NULL)
        return false;
    s->rwstate = SSL_READING;
    BIO_clear_retry_flags(s->rbio);
    BIO_set_retry_read(s->rbio);
    return true;
}

static int
read_data(SSL *s, void *buf, size_t len, size_t *got, bool peek)
{
    bool fetched = false;
    int r = 1;

    *got = 0;
    if (s->role == FAC_ROLE_NONE) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
        return -1;
    }
    if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0) {
        if (!peek)
            s->rwstate = SSL_NOTHING;
        return 0;
    }
    /* Reading goes on while a second handshake waits for its answer. */
    if (urt_conn_writes_early(s->conn) &&
        urt_conn_state(s->conn) != URT_STATE_PENDING_EARLY_DATA_END)
        r = fac_ssl_handshake_early(s);
    else if (SSL_in_init(s) && !urt_conn_renegotiating(s->conn))
        r = SSL_do_handshake(s);
    if (r <= 0)
        return r;
    r = -1;
    for (;;) {
        enum urt_err err = urt_conn_read(s->conn, buf, len, got, peek);

        if (err == URT_E_CLOSED) {
            s->shutdown |= SSL_RECEIVED_SHUTDOWN;
            s->rwstate = SSL_NOTHING;
            return 0;
        }
        if (err == URT_E_EOF && !s->dead) {
            (void)fac_ssl_fail(s, err);
            return r;
        }
        if (err == URT_E_ALERT_RECEIVED && !s->dead &&
            !urt_conn_renegotiating(s->conn)) {
            (void)fac_ssl_fail(s, err);
            return 0;
        }
        if (err != URT_OK && err != URT_E_NOT_READY)
            return fac_ssl_fail(s, err);
        /* A write under way finishes in SSL_write alone, as our close_notify
         * in SSL_shutdown: the peer may be gone and have left us data. */
        if (s->write_part == 0 && (s->shutdown & SSL_SENT_SHUTDOWN) == 0 &&
            send_output(s) != IO_OK && err != URT_OK)
            return -1;
        if (err == URT_OK) {
            s->rwstate = SSL_NOTHING;
            return leave(s, 1);
        }
        if (must_return(s, fetched))
            return -1;
        if (!fac_ssl_serve(s, &r))
            return leave(s, r);
        fetched = true;
    }
}

int
fac_ssl_read(SSL *s, void *buf, size_t len, size_t *got)
{
    return read_data(s, buf, len, got, false);
}

int
fac_ssl_peek(SSL *s, void *buf, size_t len, size_t *got)
{
    return read_data(s, buf, len, got, true);
}

/* A failure leaves the count as it was. */
static int
read_ex(SSL *s, void *buf, size_t num, size_t *readbytes, bool peek)
{
    size_t n;

    if (read_data(s, buf, num, &n, peek) <= 0)
        return 0;
    *readbytes = n;
    return 1;
}

int
SSL_read_ex(SSL *s, void *buf, size_t num, size_t *readbytes)
{
    return read_ex(s, buf, num, readbytes, false);
}

int
SSL_peek_ex(SSL *s, void *buf, size_t num, size_t *readbytes)
{
    return read_ex(s, buf, num, readbytes, true);
}

static int
read_int(SSL *s, void *buf, int num, bool peek)
{
    size_t n;
    int r;

    if (num < 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
        return -1;
    }
    r = read_data(s, buf, (size_t)num, &n, peek);
    return r > 0 ? (int)n : r;
}

int
SSL_read(SSL *s, void *buf, int num)
{
    return read_int(s, buf, num, false);
}

int
SSL_peek(SSL *s, void *buf, int num)
{
    return read_int(s, buf, num, true);
}

int
SSL_pending(const SSL *s)
{
    size_t n = s->dead ? 0 : urt_conn_pending(s->conn);

    return n < INT_MAX ? (int)n : INT_MAX;
}

int
SSL_has_pending(const SSL *s)
{
    return urt_conn_pending(s->conn) > 0 || urt_conn_has_input(s->conn);
}

/* ---- writing ---- */

/* A retried write must be the same write. */
static bool
is_same_write(SSL *s, const void *buf, size_t len)
{
    if (s->write_part > 0 && buf != s->write_data &&
        (s->set.mode & SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER) == 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_WRITE_RETRY);
        return false;
    }
    return true;
}

static void
end_write(SSL *s, size_t *written)
{
    *written = s->write_done;
    s->write_data = NULL;
    s->write_len = s->write_done = s->write_part = 0;
}

/* The engine's call for what is left of a write. */
static enum urt_err
write_some(SSL *s, const uint8_t *buf, size_t len, bool early)
{
    if (early)
        return urt_conn_write_early(s->conn, buf, len, &s->write_part);
    return (s->write_done > 0 ? urt_conn_write_rest
                              : urt_conn_write)(s->conn, buf, len,
                                                &s->write_part);
}

int
fac_ssl_write_records(SSL *s, const uint8_t *buf, size_t len, size_t *written,
                      bool early)
{
    bool partial = (s->set.mode & SSL_MODE_ENABLE_PARTIAL_WRITE) != 0;
    /* A client's hello goes out with its first early data. */
    bool join = early && !SSL_is_server(s) && s->write_part == 0;

    s->write_data = buf;
    s->write_len = len;
    for (;;) {
        enum urt_err err;
        int r;

        if (!join && send_output(s) != IO_OK)
            return -1;
        join = false;
        s->write_done += s->write_part;
        if (s->write_done == len || (partial && s->write_part > 0)) {
            end_write(s, written);
            return 1;
        }
        s->write_part = 0;
        if (s->write_done > 0)
            urt_conn_write_more(s->conn);
        err = write_some(s, buf + s->write_done, len - s->write_done, early);
        if (err == URT_E_NOT_READY) {
            /* A hello of ours may be what the peer waits for. */
            if (urt_conn_renegotiating(s->conn) && send_output(s) != IO_OK)
                return -1;
            if (!fac_ssl_serve(s, &r))
                return leave(s, -1);
        } else if (err != URT_OK) {
            return fac_ssl_fail(s, err);
        }
    }
}

int
fac_ssl_write(SSL *s, const void *buf, size_t len, size_t *written)
{
    *written = 0;
    if (s->role == FAC_ROLE_NONE) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
        return -1;
    }
    s->rwstate = SSL_NOTHING;
    if ((s->shutdown & SSL_SENT_SHUTDOWN) != 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_PROTOCOL_IS_SHUTDOWN);
        return -1;
    }
    if (len < s->write_done + s->write_part) {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
        s->dead = true;
        return -1;
    }
    /* The answer to a peer's KeyUpdate goes before the next data. */
    if (urt_conn_reads_early(s->conn)) {
        ERR_raise(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return -1;
    }
    if (SSL_in_init(s) || urt_conn_paused(s->conn) ||
        urt_conn_key_update_due(s->conn) > 0) {
        int r = SSL_do_handshake(s);

        if (r <= 0)
            return r;
    }
    if (!is_same_write(s, buf, len))
        return -1;
    if (len == 0)
        return 0;
    return fac_ssl_write_records(s, buf, len, written, false);
}

int
SSL_write_ex(SSL *s, const void *buf, size_t num, size_t *written)
{
    size_t n;
    int r = fac_ssl_write(s, buf, num, &n);

    /* Unlike SSL_write, nothing to write is a success. */
    if (r < 0 || (r == 0 && num > 0))
        return 0;
    *written = n;
    return 1;
}

int
SSL_write(SSL *s, const void *buf, int num)
{
    size_t n;
    int r;

    if (num < 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
        return -1;
    }
    r = fac_ssl_write(s, buf, (size_t)num, &n);
    return r > 0 ? (int)n : r;
}

/* Kernel TLS is never on, so this always refuses. */
ossl_ssize_t
SSL_sendfile(SSL *s, int fd, off_t offset, size_t size, int flags)
{
    if (s->role == FAC_ROLE_NONE) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
        return -1;
    }
    if ((s->shutdown & SSL_SENT_SHUTDOWN) != 0) {
        s->rwstate = SSL_NOTHING;
        ERR_raise(ERR_LIB_SSL, SSL_R_PROTOCOL_IS_SHUTDOWN);
        return -1;
    }
    ERR_raise(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
    return -1;
}
