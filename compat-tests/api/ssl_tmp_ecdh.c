/* SSL_CTX_set_tmp_ecdh and SSL_set_tmp_ecdh: the key's curve becomes the one
 * group of that side, in every version; and the keys that are refused, after
 * which the groups are what they were. */
#include "loopback.h"
#include <openssl/ec.h>

static EC_KEY *
key_of(int nid)
{
    EC_KEY *key = EC_KEY_new_by_curve_name(nid);

    if (key == NULL)
        queue("no key");
    return key;
}

static void
meet(int version, int client, int server, int on_context)
{
    struct pair p;
    EC_KEY *a = key_of(client), *b = key_of(server);

    printf("version %x, %s with %s, %s\n", (unsigned int)version,
           OBJ_nid2sn(client), OBJ_nid2sn(server),
           on_context ? "contexts" : "connections");
    pair_contexts(&p, "rsa", version);
    if (on_context) {
        printf("  set %ld %ld\n", (long)SSL_CTX_set_tmp_ecdh(p.cctx, a),
               (long)SSL_CTX_set_tmp_ecdh(p.sctx, b));
        pair_connect(&p);
    } else {
        pair_connect(&p);
        printf("  set %ld %ld\n", (long)SSL_set_tmp_ecdh(p.c, a),
               (long)SSL_set_tmp_ecdh(p.s, b));
    }
    queue("  queue");
    pair_shake(&p, 1);
    printf("  negotiated %ld\n", (long)SSL_get_negotiated_group(p.s));
    pair_close(&p);
    pair_free(&p);
    EC_KEY_free(a);
    EC_KEY_free(b);
}

int
main(void)
{
    static const int curves[] = {NID_X9_62_prime256v1, NID_secp384r1,
                                 NID_secp521r1, NID_secp224r1};
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    EC_KEY *bare = EC_KEY_new();

    printf("no key %ld\n", (long)SSL_CTX_set_tmp_ecdh(ctx, NULL));
    queue("queue");
    printf("no key, connection %ld\n", (long)SSL_set_tmp_ecdh(s, NULL));
    queue("queue");
    printf("no curve %ld\n", (long)SSL_CTX_set_tmp_ecdh(ctx, bare));
    queue("queue");
    printf("no curve, connection %ld\n", (long)SSL_set_tmp_ecdh(s, bare));
    queue("queue");
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
        EC_KEY *key = key_of(curves[i]);

        if (key == NULL)
            continue;
        printf("%s %ld\n", OBJ_nid2sn(curves[i]),
               (long)SSL_CTX_set_tmp_ecdh(ctx, key));
        queue("queue");
        EC_KEY_free(key);
    }
    EC_KEY_free(bare);
    SSL_free(s);
    SSL_CTX_free(ctx);
    for (int i = 0; i < 2; i++)
        for (int on_context = 0; on_context < 2; on_context++) {
            meet(versions[i], curves[1], curves[1], on_context);
            meet(versions[i], curves[0], curves[1], on_context);
        }
    return 0;
}
