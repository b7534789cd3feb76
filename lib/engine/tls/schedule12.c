/* The key schedule of TLS 1.0 to 1.2. RFC 5246 section 6.3 and 8.1 (RFC 2246
 * where the PRF is that of MD5 and SHA-1), RFC 7627 for the extended master
 * secret, RFC 5705 for exporters. */
#include "engine/tls/schedule.h"

#include "engine/crypto/kdf.h"

enum {
    MASTER = 48,
    NONCE = 12,
    GCM_SALT = 4,
    BLOCK_MAX = 2 * (URT_RECORD_MAX_MAC + URT_AEAD_MAX_KEY +
                     URT_CIPHER_MAX_IV),
    EXPORT_CONTEXT_MAX = 65535,
};

static const struct urt_hash *
hash_of(const struct urt_conn *c)
{
    return urt_suite_hash(c->suite, c->version);
}

static struct urt_bytes
master_of(const struct urt_conn *c)
{
    return urt_session_secret(c->session);
}

static struct urt_bytes
random_of(const struct urt_conn *c, bool server)
{
    return urt_bytes(c->random[server], URT_RANDOM);
}

enum urt_err
urt_schedule12_master(struct urt_conn *c)
{
    struct urt_bytes premaster = urt_buf_bytes(&c->hs->premaster);
    uint8_t messages[URT_HASH_MAX_SIZE];

    if (!urt_buf_ok(&c->hs->premaster))
        return URT_E_NOMEM;
    if (c->ems) {
        urt_transcript_digest(&c->hs->transcript, messages);
        urt_prf(hash_of(c), c->session->secret, MASTER, premaster,
                "extended master secret",
                urt_bytes(messages, hash_of(c)->size), URT_BYTES_NONE);
    } else {
        urt_prf(hash_of(c), c->session->secret, MASTER, premaster,
                "master secret", random_of(c, false), random_of(c, true));
    }
    c->session->secret_len = MASTER;
    c->session->ems = c->ems;
    urt_buf_free(&c->hs->premaster);
    return URT_OK;
}

/* How many nonce bytes stay fixed: GCM and CCM (those over a block cipher)
 * send eight along, RFC 5288 section 3; ChaCha20 none, RFC 7905. */
static size_t
fixed_iv(const struct urt_aead *aead)
{
    return aead->block != NULL ? GCM_SALT : NONCE;
}

/* How a suite's key block is cut: both MAC keys, both keys, both IVs, the
 * client's first each time. */
struct cut {
    const struct urt_protection *how;
    size_t mac, key, iv;
};

static struct cut
cut_of(const struct urt_suite *suite, uint16_t version)
{
    if (suite->aead != NULL)
        return (struct cut){&urt_protect_aead12, 0, suite->aead->key_size,
                            fixed_iv(suite->aead)};
    if (suite->cipher != NULL)
        return (struct cut){&urt_protect_cbc, suite->mac->size,
                            suite->cipher->key_size,
                            version == URT_TLS_1_0 ? suite->cipher->iv_size
                                                   : 0};
    return (struct cut){&urt_protect_null, suite->mac->size, 0, 0};
}

/* Where records differ by version and by what extensions agreed on. */
static void
set_ways(struct urt_keys *k, const struct urt_conn *c)
{
    k->encrypt_then_mac = c->etm;
    if (k->cipher == NULL)
        return;
    k->explicit_iv = c->version > URT_TLS_1_0;
    k->empty_first =
        !k->explicit_iv && !c->config->dont_insert_empty_fragments;
}

enum urt_err
urt_schedule12_use(struct urt_conn *c, bool server)
{
    bool out = server == c->server;
    struct urt_keys *k = out ? &c->rec.out : &c->rec.in;
    struct cut cut = cut_of(c->suite, c->version);
    size_t half = server ? 1 : 0;
    uint8_t block[BLOCK_MAX], *p = block;

    urt_prf(hash_of(c), block, 2 * (cut.mac + cut.key + cut.iv), master_of(c),
            "key expansion", random_of(c, true), random_of(c, false));
    urt_keys_wipe(k);
    k->how = cut.how;
    k->aead = c->suite->aead;
    k->cipher = c->suite->cipher;
    k->mac = c->suite->mac;
    k->fixed_iv = k->aead != NULL ? cut.iv : 0;
    set_ways(k, c);
    memcpy(k->mac_key, p + half * cut.mac, cut.mac);
    p += 2 * cut.mac;
    memcpy(k->key, p + half * cut.key, cut.key);
    p += 2 * cut.key;
    memcpy(k->iv, p + half * cut.iv, cut.iv);
    urt_wipe(block, sizeof block);
    return urt_records_set_compression(&c->rec, out,
                                       c->session->compression);
}

enum urt_err
urt_schedule12_finished(struct urt_conn *c, bool server, uint8_t *out)
{
    uint8_t messages[URT_HASH_MAX_SIZE];

    urt_transcript_digest(&c->hs->transcript, messages);
    urt_prf(hash_of(c), out, URT_VERIFY_DATA_12, master_of(c),
            server ? "server finished" : "client finished",
            urt_bytes(messages, hash_of(c)->size), URT_BYTES_NONE);
    return URT_OK;
}

enum urt_err
urt_schedule12_export(const struct urt_conn *c, uint8_t *out, size_t len,
                      struct urt_bytes label, struct urt_bytes context,
                      bool has_context)
{
    /* Labels that the protocol itself uses, RFC 5705 section 4. */
    static const char *const reserved[] = {
        "client finished", "server finished", "master secret",
        "extended master secret", "key expansion",
    };
    struct urt_buf seed = URT_BUF_INIT;
    bool ok;

    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (label.len >= strlen(reserved[i]) &&
            memcmp(label.data, reserved[i], strlen(reserved[i])) == 0)
            return URT_E_MISUSE;
    if (context.len > EXPORT_CONTEXT_MAX)
        return URT_E_MISUSE;
    urt_put_bytes(&seed, label);
    urt_put_bytes(&seed, random_of(c, false));
    urt_put_bytes(&seed, random_of(c, true));
    if (has_context)
        urt_put_vec(&seed, context, 2);
    ok = urt_buf_ok(&seed);
    if (ok)
        urt_prf(hash_of(c), out, len, master_of(c), NULL,
                urt_buf_bytes(&seed), URT_BYTES_NONE);
    urt_buf_free(&seed);
    return ok ? URT_OK : URT_E_NOMEM;
}
