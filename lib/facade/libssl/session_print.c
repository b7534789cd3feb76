/* SSL_SESSION as text, and as a line of a key log. */
#include "facade/libssl/ssl_local.h"

static bool
print_hex(BIO *bp, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (BIO_printf(bp, "%02X", data[i]) <= 0)
            return false;
    return true;
}

static bool
print_head(BIO *bp, const struct urt_session *s)
{
    bool tls13 = s->version == URT_TLS_1_3;

    if (BIO_puts(bp, "SSL-Session:\n") <= 0 ||
        BIO_printf(bp, "    Protocol  : %s\n", urt_version_name(s->version)) <=
            0)
        return false;
    if (s->suite != NULL) {
        if (BIO_printf(bp, "    Cipher    : %s\n", s->suite->name) <= 0)
            return false;
    } else if (BIO_printf(bp, "    Cipher    : %04X\n", s->suite_id) <= 0) {
        return false;
    }
    return BIO_puts(bp, "    Session-ID: ") > 0 &&
           print_hex(bp, s->id, s->id_len) &&
           BIO_puts(bp, "\n    Session-ID-ctx: ") > 0 &&
           print_hex(bp, s->sid_ctx, s->sid_ctx_len) &&
           BIO_puts(bp, tls13 ? "\n    Resumption PSK: "
                              : "\n    Master-Key: ") > 0 &&
           print_hex(bp, urt_session_secret(s).data, s->secret_len);
}

static const char *
or_none(const char *text)
{
    return text != NULL ? text : "None";
}

static bool
print_ticket(BIO *bp, const struct urt_session *s)
{
    if (s->ticket_lifetime != 0 &&
        BIO_printf(bp, "\n    TLS session ticket lifetime hint: %ld (seconds)",
                   (long)s->ticket_lifetime) <= 0)
        return false;
    return s->ticket == NULL ||
           (BIO_puts(bp, "\n    TLS session ticket:\n") > 0 &&
            BIO_dump_indent(bp, (const char *)s->ticket, (int)s->ticket_len,
                            4) > 0);
}

int
SSL_SESSION_print(BIO *bp, const SSL_SESSION *sess)
{
    const struct urt_session *s = fac_urt_session(sess);

    if (s == NULL || !print_head(bp, s))
        return 0;
    if (BIO_printf(bp, "\n    PSK identity: %s", or_none(s->psk_identity)) <=
            0 ||
        BIO_printf(bp, "\n    PSK identity hint: %s", or_none(s->psk_hint)) <=
            0 ||
        BIO_printf(bp, "\n    SRP username: %s", or_none(s->srp_username)) <=
            0 ||
        !print_ticket(bp, s))
        return 0;
    if (s->time != 0 &&
        BIO_printf(bp, "\n    Start Time: %lld", (long long)s->time) <= 0)
        return 0;
    if (s->timeout != 0 && BIO_printf(bp, "\n    Timeout   : %lld (sec)",
                                      (long long)s->timeout) <= 0)
        return 0;
    if (BIO_puts(bp, "\n") <= 0 ||
        BIO_printf(bp, "    Verify return code: %ld (%s)\n", s->verify_result,
                   X509_verify_cert_error_string(s->verify_result)) <= 0 ||
        BIO_printf(bp, "    Extended master secret: %s\n",
                   s->ems ? "yes" : "no") <= 0)
        return 0;
    if (s->version == URT_TLS_1_3 &&
        BIO_printf(bp, "    Max Early Data: %u\n",
                   (unsigned)s->max_early_data) <= 0)
        return 0;
    return 1;
}

int
SSL_SESSION_print_fp(FILE *fp, const SSL_SESSION *sess)
{
    BIO *bp = BIO_new_fp(fp, BIO_NOCLOSE);
    int r;

    if (bp == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_BUF_LIB);
        return 0;
    }
    r = SSL_SESSION_print(bp, sess);
    BIO_free(bp);
    return r;
}

/* "RSA Session-ID:... Master-Key:...", for tools that decrypt captures. */
int
SSL_SESSION_print_keylog(BIO *bp, const SSL_SESSION *sess)
{
    const struct urt_session *s = fac_urt_session(sess);

    return s != NULL && s->id_len > 0 && s->secret_len > 0 &&
           BIO_puts(bp, "RSA ") > 0 && BIO_puts(bp, "Session-ID:") > 0 &&
           print_hex(bp, s->id, s->id_len) &&
           BIO_puts(bp, " Master-Key:") > 0 &&
           print_hex(bp, urt_session_secret(s).data, s->secret_len) && BIO_puts(bp, "\n") > 0;
}
