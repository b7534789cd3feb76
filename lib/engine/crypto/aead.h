/* Authenticated encryption: AES-GCM, AES-CCM, ChaCha20-Poly1305.
 * NIST SP 800-38C and 38D, RFC 8439, RFC 6655.
 *
 * An expanded key is constant while messages are sealed and opened under it,
 * so one may serve several connections and threads. It can be big (over 4 KB
 * for GCM): long-lived owners keep the raw key and ask urt_aead_cached. */
#ifndef URT_CRYPTO_AEAD_H
#define URT_CRYPTO_AEAD_H

#include "engine/base/bytes.h"
#include "engine/base/err.h"
#include "engine/base/mem.h"

enum {
    URT_AEAD_MAX_KEY = 32,
    URT_AEAD_MAX_NONCE = 16, /* of those with a fixed size */
    URT_AEAD_MAX_TAG = 16,
};

enum urt_aead_id {
    URT_AEAD_AES_128_GCM,
    URT_AEAD_AES_192_GCM,
    URT_AEAD_AES_256_GCM,
    URT_AEAD_CHACHA20_POLY1305,
    URT_AEAD_AES_128_CCM,
    URT_AEAD_AES_192_CCM,
    URT_AEAD_AES_256_CCM,
    URT_AEAD_AES_128_CCM_8,
    URT_AEAD_AES_256_CCM_8,
    URT_AEAD_COUNT
};

struct urt_aead_ctx;
struct urt_aead_mode; /* how the family works; private to engine/crypto */
struct urt_block;

struct urt_aead {
    const char *name; /* "AES-128-GCM" */
    enum urt_aead_id id;
    size_t key_size;
    size_t nonce_size; /* TLS's 12 */
    size_t tag_size;
    size_t nonce_min, nonce_max; /* what the mode itself allows */
    const struct urt_aead_mode *mode;
    const struct urt_block *block; /* NULL for ChaCha20 */
};

extern const struct urt_aead urt_aead_aes_128_gcm, urt_aead_aes_192_gcm,
    urt_aead_aes_256_gcm, urt_aead_chacha20_poly1305, urt_aead_aes_128_ccm,
    urt_aead_aes_192_ccm, urt_aead_aes_256_ccm, urt_aead_aes_128_ccm_8,
    urt_aead_aes_256_ccm_8;

/* An expanded key. */
struct urt_aead_ctx {
    const struct urt_aead *aead;
    _Alignas(16) uint64_t state[544];
};

/* Expands KEY, aead->key_size bytes. */
void urt_aead_init(struct urt_aead_ctx *ctx, const struct urt_aead *aead,
                   const uint8_t *key);
void urt_aead_wipe(struct urt_aead_ctx *ctx);

/* Encrypts LEN bytes from IN to OUT (the same memory, or disjoint) and
 * writes tag_size bytes to TAG. URT_E_MISUSE: the nonce's length is not
 * allowed; URT_E_DATA_TOO_LARGE: the message is beyond the mode's limit. */
enum urt_err urt_aead_seal(const struct urt_aead_ctx *ctx,
                           struct urt_bytes nonce, struct urt_bytes aad,
                           uint8_t *out, const uint8_t *in, size_t len,
                           uint8_t *tag) URT_MUST_CHECK;
/* The reverse. URT_E_MAC_MISMATCH when the tag is wrong, OUT is then wiped;
 * the comparison's time tells nothing. */
enum urt_err urt_aead_open(const struct urt_aead_ctx *ctx,
                           struct urt_bytes nonce, struct urt_bytes aad,
                           uint8_t *out, const uint8_t *in, size_t len,
                           const uint8_t *tag) URT_MUST_CHECK;

/* The expanded key from this thread's small cache, made when it isn't there.
 * Valid until this thread's next call of it; NULL without memory. Entries
 * are wiped on eviction and when the thread ends. */
const struct urt_aead_ctx *urt_aead_cached(const struct urt_aead *aead,
                                           const uint8_t *key);
/* Wipes an entry of this thread's cache (a connection whose key is dead). */
void urt_aead_cache_forget(const struct urt_aead *aead, const uint8_t *key);

const struct urt_aead *urt_aead_by_id(enum urt_aead_id id);

#endif
