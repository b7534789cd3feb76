/* Extensions with settings of their own: stapled status with responders and
 * extensions, and fragment lengths. */
#include "loopback.h"

#include <openssl/ocsp.h>

#define T(x)                                        \
    do {                                            \
        printf(" %s = %ld\n", #x, (long)(x));       \
        queue("");                                  \
    } while (0)

static int answer;

static int
status(SSL *s, void *arg)
{
    STACK_OF(OCSP_RESPID) *ids = NULL;
    X509_EXTENSIONS *exts = NULL;
    const unsigned char *response = NULL;
    long len;

    SSL_get_tlsext_status_ids(s, &ids);
    SSL_get_tlsext_status_exts(s, &exts);
    len = SSL_get_tlsext_status_ocsp_resp(s, &response);
    printf("  %s status %s type %ld ids %d exts %d response %ld %.*s\n",
           who(s), (const char *)arg, SSL_get_tlsext_status_type(s),
           sk_OCSP_RESPID_num(ids), sk_X509_EXTENSION_num(exts), len,
           len > 0 ? (int)len : 0, (const char *)response);
    if (!SSL_is_server(s))
        return 1;
    for (int i = 0; i < sk_OCSP_RESPID_num(ids); i++) {
        unsigned char *der = NULL;
        int n = i2d_OCSP_RESPID(sk_OCSP_RESPID_value(ids, i), &der);

        printf("   id");
        for (int k = 0; k < n; k++)
            printf(" %02x", der[k]);
        printf("\n");
        OPENSSL_free(der);
    }
    if (answer == SSL_TLSEXT_ERR_OK)
        SSL_set_tlsext_status_ocsp_resp(s, OPENSSL_strdup("response"), 8);
    return answer;
}

static void
stapled(int version, int result, int more)
{
    struct pair p;

    printf("== status %x answer %d more %d\n", version, result, more);
    answer = result;
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_tlsext_status_cb(p.cctx, status);
    SSL_CTX_set_tlsext_status_cb(p.sctx, status);
    SSL_CTX_set_tlsext_status_arg(p.cctx, (void *)"arg");
    SSL_CTX_set_tlsext_status_arg(p.sctx, (void *)"arg");
    pair_connect(&p);
    T(SSL_set_tlsext_status_type(p.c, TLSEXT_STATUSTYPE_ocsp));
    if (more) {
        const unsigned char der[] = {0xa2, 4, 4, 2, 1, 2};
        const unsigned char ext[] = {0x30, 0x11, 0x30, 0x0f, 6, 9, 0x2b, 6, 1,
                                     5, 5, 7, 0x30, 1, 2, 4, 2, 5, 0};
        const unsigned char *in = der;
        STACK_OF(OCSP_RESPID) *ids = sk_OCSP_RESPID_new_null();

        sk_OCSP_RESPID_push(ids, d2i_OCSP_RESPID(NULL, &in, sizeof der));
        in = der;
        sk_OCSP_RESPID_push(ids, d2i_OCSP_RESPID(NULL, &in, sizeof der));
        T(SSL_set_tlsext_status_ids(p.c, ids));
        in = ext;
        T(SSL_set_tlsext_status_exts(
            p.c, d2i_X509_EXTENSIONS(NULL, &in, sizeof ext)));
    }
    queue("settings");
    pair_shake(&p, 1);
    T(SSL_get_tlsext_status_type(p.c));
    T(SSL_get_tlsext_status_type(p.s));
    pair_free(&p);
}

static void
fragments(int version)
{
    struct pair p;
    char data[3000] = {0}, buf[4000];

    printf("== fragments %x\n", version);
    pair_contexts(&p, "rsa", version);
    T(SSL_CTX_set_tlsext_max_fragment_length(p.cctx, 5));
    T(SSL_CTX_set_tlsext_max_fragment_length(p.cctx, 255));
    T(SSL_CTX_set_tlsext_max_fragment_length(p.cctx, 0));
    T(SSL_CTX_set_tlsext_max_fragment_length(
        p.cctx, TLSEXT_max_fragment_length_1024));
    pair_connect(&p);
    T(SSL_set_tlsext_max_fragment_length(p.c, 9));
    T(SSL_set_tlsext_max_fragment_length(p.c,
                                         TLSEXT_max_fragment_length_512));
    T(pair_shake(&p, 0));
    T(SSL_SESSION_get_max_fragment_length(SSL_get_session(p.c)));
    T(SSL_SESSION_get_max_fragment_length(SSL_get_session(p.s)));
    T(SSL_write(p.s, data, sizeof data));
    for (int i = 0; i < 7; i++)
        T(SSL_read(p.c, buf, sizeof buf));
    T(SSL_write(p.c, data, sizeof data));
    for (int i = 0; i < 7; i++)
        T(SSL_read(p.s, buf, sizeof buf));
    pair_free(&p);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        for (int more = 0; more < 2; more++) {
            stapled(v, SSL_TLSEXT_ERR_OK, more);
            stapled(v, SSL_TLSEXT_ERR_NOACK, more);
            stapled(v, SSL_TLSEXT_ERR_ALERT_FATAL, more);
        }
        fragments(v);
    }
    return 0;
}
