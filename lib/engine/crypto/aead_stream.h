/* An AEAD message in pieces, for callers that get it so: nonce, then AAD,
 * then data in any portions, then the tag.
 *
 * Opening hands out plaintext before the tag was checked: use urt_aead_open
 * wherever the whole message is at hand. CCM must know all lengths first and
 * takes its data in one piece. The expanded key is borrowed and must outlive
 * the stream; a stream is copied by assignment. */
#ifndef URT_CRYPTO_AEAD_STREAM_H
#define URT_CRYPTO_AEAD_STREAM_H

#include "engine/crypto/aead.h"

struct urt_aead_stream {
    const struct urt_aead_ctx *key;
    bool seal;
    bool in_data;        /* data was seen: no more AAD */
    bool sized;          /* CCM: the lengths are known */
    size_t nonce_len;    /* CCM keeps the nonce until then */
    uint8_t nonce[16];
    uint64_t aad_left;   /* CCM: announced, not yet seen */
    uint64_t data_left;
    uint64_t aad_len;    /* so far */
    uint64_t data_len;
    size_t pending;      /* bytes in BLOCK: of AAD, then of data */
    uint8_t block[64];
    uint8_t pad[64];     /* keystream of the block under way */
    _Alignas(16) uint64_t state[24];
};

/* Starts a message. URT_E_MISUSE for a nonce length that is not allowed. */
enum urt_err urt_aead_stream_init(struct urt_aead_stream *s,
                                  const struct urt_aead_ctx *key,
                                  struct urt_bytes nonce,
                                  bool seal) URT_MUST_CHECK;
/* Announces the lengths, before any update. CCM needs it; others ignore it.
 * TAG_LEN: CCM's 4, 6, ... 16. */
enum urt_err urt_aead_stream_lengths(struct urt_aead_stream *s,
                                     uint64_t aad_len, uint64_t data_len,
                                     size_t tag_len) URT_MUST_CHECK;
enum urt_err urt_aead_stream_aad(struct urt_aead_stream *s,
                                 struct urt_bytes aad) URT_MUST_CHECK;
/* Encrypts or decrypts LEN bytes; every call gives as many bytes as it
 * takes. */
enum urt_err urt_aead_stream_update(struct urt_aead_stream *s, uint8_t *out,
                                    const uint8_t *in,
                                    size_t len) URT_MUST_CHECK;
/* Ends the message: the first LEN bytes of its tag. Compare with
 * urt_ct_equal. */
enum urt_err urt_aead_stream_tag(struct urt_aead_stream *s, uint8_t *tag,
                                 size_t len) URT_MUST_CHECK;
void urt_aead_stream_wipe(struct urt_aead_stream *s);

#endif
