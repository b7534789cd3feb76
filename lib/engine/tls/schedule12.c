/* The key schedule of TLS 1.2. RFC 5246 section 6.3 and 8.1, RFC 7627 for
 * the extended master secret, RFC 5705 for exporters. */
#include "engine/tls/schedule.h"

#include "engine/crypto/kdf.h"

enum {
    MASTER = 48,
    NONCE = 12,
    GCM_SALT = 4,
    BLOCK_MAX = 2 * (URT_AEAD_MAX_KEY + NONCE),
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
    return urt_bytes(c->session->secret, c->session->secret_len);
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

enum urt_err
urt_schedule12_use(struct urt_conn *c, bool server)
{
    struct urt_keys *k = server == c->server ? &c->rec.out : &c->rec.in;
    const struct urt_aead *aead = c->suite->aead;
    size_t iv = fixed_iv(aead), half = server ? 1 : 0;
    uint8_t block[BLOCK_MAX];

    urt_prf(hash_of(c), block, 2 * (aead->key_size + iv), master_of(c),
            "key expansion", random_of(c, true), random_of(c, false));
    urt_keys_wipe(k);
    k->how = &urt_protect_aead12;
    k->aead = aead;
    k->fixed_iv = iv;
    memcpy(k->key, block + half * aead->key_size, aead->key_size);
    memcpy(k->iv, block + 2 * aead->key_size + half * iv, iv);
    urt_wipe(block, sizeof block);
    return URT_OK;
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
