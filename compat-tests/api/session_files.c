/* Sessions in files: PEM and DER, whole and broken, on BIOs and streams. */
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static SSL_SESSION *
built(int version)
{
    SSL_SESSION *s = SSL_SESSION_new();
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    const unsigned char id[2] = {0x13, 0x02}, old[2] = {0xc0, 0x30};
    unsigned char master[48];

    memset(master, 7, sizeof master);
    SSL_SESSION_set_protocol_version(s, version);
    SSL_SESSION_set_cipher(
        s, SSL_CIPHER_find(ssl, version == TLS1_3_VERSION ? id : old));
    SSL_SESSION_set1_master_key(s, master, sizeof master);
    SSL_SESSION_set1_id(s, (const unsigned char *)"identifier", 10);
    SSL_SESSION_set1_id_context(s, (const unsigned char *)"context", 7);
    SSL_SESSION_set_time(s, 1500000000);
    SSL_SESSION_set_timeout(s, 4321);
    SSL_SESSION_set1_hostname(s, "host.test");
    SSL_SESSION_set1_alpn_selected(s, (const unsigned char *)"h2", 2);
    SSL_SESSION_set1_ticket_appdata(s, "data", 4);
    SSL_SESSION_set_max_early_data(s, 99);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return s;
}

/* What a session says of itself, and how long it is. */
static void
show(const char *what, const SSL_SESSION *s)
{
    printf("%s:", what);
    if (s == NULL)
        printf(" none");
    else
        printf(" version %x, time %ld for %ld, host %s, early %u, %d bytes",
               SSL_SESSION_get_protocol_version(s), SSL_SESSION_get_time(s),
               SSL_SESSION_get_timeout(s),
               SSL_SESSION_get0_hostname(s) != NULL
                   ? SSL_SESSION_get0_hostname(s)
                   : "none",
               SSL_SESSION_get_max_early_data(s), i2d_SSL_SESSION(s, NULL));
    tell_texts();
}

static void
on_bios(const SSL_SESSION *s)
{
    BIO *b = BIO_new(BIO_s_mem());
    SSL_SESSION *back, *again = NULL;
    char *text;
    long len;

    TRY(PEM_write_bio_SSL_SESSION(b, s));
    len = BIO_get_mem_data(b, &text);
    printf("%.*s", (int)len, text);
    TRY(PEM_write_bio_SSL_SESSION(b, s));
    back = PEM_read_bio_SSL_SESSION(b, NULL, NULL, NULL);
    show("first", back);
    TRY(PEM_read_bio_SSL_SESSION(b, &back, NULL, NULL) == back);
    show("second", back);
    show("no third", PEM_read_bio_SSL_SESSION(b, &again, NULL, NULL));
    SSL_SESSION_free(back);
    BIO_puts(b, "-----BEGIN CERTIFICATE-----\nMAA=\n"
                "-----END CERTIFICATE-----\n");
    show("another thing", PEM_read_bio_SSL_SESSION(b, NULL, NULL, NULL));
    BIO_puts(b, "-----BEGIN SSL SESSION PARAMETERS-----\n*\n"
                "-----END SSL SESSION PARAMETERS-----\n");
    show("no base64", PEM_read_bio_SSL_SESSION(b, NULL, NULL, NULL));
    TRY(i2d_SSL_SESSION_bio(b, s));
    back = d2i_SSL_SESSION_bio(b, NULL);
    show("DER", back);
    SSL_SESSION_free(back);
    show("no DER", d2i_SSL_SESSION_bio(b, NULL));
    BIO_free(b);
}

static void
on_streams(const SSL_SESSION *s)
{
    FILE *f = tmpfile();
    SSL_SESSION *back;

    TRY(PEM_write_SSL_SESSION(f, s));
    rewind(f);
    back = PEM_read_SSL_SESSION(f, NULL, NULL, NULL);
    show("stream", back);
    SSL_SESSION_free(back);
    show("its end", PEM_read_SSL_SESSION(f, NULL, NULL, NULL));
    fclose(f);
}

/* Every byte changed, in ways that hit tags, lengths and values. Up to the
 * secret both libraries must agree on what can be read; behind it one is
 * stricter with tags and negative numbers than the other, and what was read
 * must be written and read again. */
static void
broken(const SSL_SESSION *s)
{
    static const unsigned char masks[] = {0x01, 0x02, 0x21, 0x80, 0xff};
    enum { AGREED = 76 };
    unsigned char der[600], *p = der;
    int len = i2d_SSL_SESSION(s, &p), unstable = 0;

    for (int i = 0; i < len; i++)
        for (size_t m = 0; m < sizeof masks; m++) {
            const unsigned char *in = der;
            unsigned char *made = NULL;
            SSL_SESSION *bad, *again = NULL;
            int n = 0;

            der[i] ^= masks[m];
            bad = d2i_SSL_SESSION(NULL, &in, len);
            if (bad != NULL) {
                n = i2d_SSL_SESSION(bad, &made);
                in = made;
                again = d2i_SSL_SESSION(NULL, &in, n);
                unstable += again == NULL || in != made + n;
            }
            if (i < AGREED)
                printf("%s%d%s", m == 0 ? " " : ",", n,
                       m + 1 == sizeof masks ? "\n" : "");
            ERR_clear_error();
            OPENSSL_free(made);
            SSL_SESSION_free(bad);
            SSL_SESSION_free(again);
            der[i] ^= masks[m];
        }
    printf("unstable: %d\n", unstable);
    for (int i = 0; i < len; i++) {
        const unsigned char *in = der;
        SSL_SESSION *bad = d2i_SSL_SESSION(NULL, &in, i);

        if (bad != NULL)
            printf(" cut at %d: there\n", i);
        ERR_clear_error();
        SSL_SESSION_free(bad);
    }
}

int
main(void)
{
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        SSL_SESSION *s = built(v);

        printf("== %x\n", v);
        on_bios(s);
        on_streams(s);
        broken(s);
        SSL_SESSION_free(s);
    }
    return 0;
}
