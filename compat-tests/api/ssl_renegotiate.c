/* What a second handshake on a connection keeps, and what it has to say anew:
 * the extended master secret, the server's name, the protocol. */
#include "loopback.h"

static int
choose(SSL *s, const unsigned char **out, unsigned char *len,
       const unsigned char *in, unsigned int n, void *arg)
{
    *out = in + 1;
    *len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

/* Who has one acknowledges the name, so that the session keeps it. */
static int
take_name(SSL *s, int *alert, void *arg)
{
    return SSL_TLSEXT_ERR_OK;
}

static void
show(SSL *s)
{
    const char *name = SSL_get_servername(s, TLSEXT_NAMETYPE_host_name);
    const unsigned char *alpn;
    unsigned int len;

    SSL_get0_alpn_selected(s, &alpn, &len);
    printf(" %s: ems %d name %s alpn %.*s\n", who(s),
           (int)SSL_get_extms_support(s), name != NULL ? name : "none",
           (int)len, len > 0 ? (const char *)alpn : "");
}

/* Both sides until nothing is pending any more, or one has failed. */
static void
shake(struct pair *p)
{
    char byte;

    for (int i = 0; i < 12; i++) {
        SSL *sides[] = {p->c, p->s};

        for (int k = 0; k < 2; k++) {
            int r = SSL_do_handshake(sides[k]);

            if (SSL_get_error(sides[k], r) == SSL_ERROR_SSL) {
                printf(" %s fails\n", who(sides[k]));
                queue(who(sides[k]));
                return;
            }
            SSL_read(sides[k], &byte, 0);
        }
        ERR_clear_error();
        if (SSL_is_init_finished(p->c) && SSL_is_init_finished(p->s) &&
            !SSL_renegotiate_pending(p->c) && !SSL_renegotiate_pending(p->s))
            break;
    }
    show(p->c);
    show(p->s);
}

enum change { NOTHING, CLIENT_DROPS, SERVER_DROPS, CLIENT_ADDS, NO_NAME };

static void
change_settings(struct pair *p, enum change what)
{
    if (what == CLIENT_DROPS)
        SSL_set_options(p->c, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (what == SERVER_DROPS)
        SSL_set_options(p->s, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (what == CLIENT_ADDS)
        SSL_clear_options(p->c, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (what == NO_NAME)
        SSL_set_tlsext_host_name(p->c, NULL);
}

static void
try_change(enum change what, int abbreviated)
{
    struct pair p;

    printf("change %d %s\n", what, abbreviated ? "abbreviated" : "full");
    pair_contexts(&p, "rsa", TLS1_2_VERSION);
    SSL_CTX_set_options(p.sctx, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    SSL_CTX_set_alpn_select_cb(p.sctx, choose, NULL);
    SSL_CTX_set_tlsext_servername_callback(p.sctx, take_name);
    pair_connect(&p);
    SSL_set_tlsext_host_name(p.c, "one.test");
    SSL_set_alpn_protos(p.c, (const unsigned char *)"\2h2", 3);
    if (what == CLIENT_ADDS)
        SSL_set_options(p.c, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    shake(&p);
    change_settings(&p, what);
    printf(" renegotiate %d\n", abbreviated ? SSL_renegotiate_abbreviated(p.c)
                                            : SSL_renegotiate(p.c));
    shake(&p);
    pair_free(&p);
}

int
main(void)
{
    for (enum change what = NOTHING; what <= CLIENT_ADDS; what++)
        for (int abbreviated = 0; abbreviated < 2; abbreviated++)
            try_change(what, abbreviated);
    try_change(NO_NAME, 0);
    return 0;
}
