/* The transcript: a hash over all handshake messages. RFC 8446 section
 * 4.4.1, RFC 5246 section 7.4.9.
 *
 * Until the hash is known, and as long as somebody may need another one
 * (TLS 1.2 client signatures) or all of the bytes (Ed25519), the messages
 * themselves are kept. */
#ifndef URT_TLS_TRANSCRIPT_H
#define URT_TLS_TRANSCRIPT_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/crypto/hash.h"

struct urt_transcript {
    struct urt_buf all;
    bool dropped; /* messages are no longer kept */
    struct urt_hash_ctx ctx; /* ctx.hash is NULL until it is known */
};

/* A whole message, header included. */
enum urt_err urt_transcript_add(struct urt_transcript *t,
                                struct urt_bytes message);
/* The hash is known: takes in what was kept. */
void urt_transcript_start(struct urt_transcript *t,
                          const struct urt_hash *hash);
/* Messages need not be kept any longer. */
void urt_transcript_drop(struct urt_transcript *t);
/* The hash so far: hash->size bytes. */
void urt_transcript_digest(const struct urt_transcript *t, uint8_t *out);
/* A HelloRetryRequest is next: the first ClientHello becomes message_hash. */
enum urt_err urt_transcript_fold(struct urt_transcript *t,
                                 const struct urt_hash *hash);
/* A copy of the state alone, for exchanges after the handshake. */
void urt_transcript_fork(struct urt_transcript *out,
                         const struct urt_transcript *t);
void urt_transcript_free(struct urt_transcript *t);

#endif
