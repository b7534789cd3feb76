/* The transcript behind transcript.h. */
#include "engine/tls/transcript.h"

enum { MESSAGE_HASH = 254 };

enum urt_err
urt_transcript_add(struct urt_transcript *t, struct urt_bytes message)
{
    if (t->ctx.hash != NULL)
        urt_hash_update(&t->ctx, message);
    if (!t->dropped)
        urt_put_bytes(&t->all, message);
    return urt_buf_ok(&t->all) ? URT_OK : URT_E_NOMEM;
}

void
urt_transcript_start(struct urt_transcript *t, const struct urt_hash *hash)
{
    urt_hash_init(&t->ctx, hash);
    urt_hash_update(&t->ctx, urt_buf_bytes(&t->all));
}

void
urt_transcript_drop(struct urt_transcript *t)
{
    urt_buf_free(&t->all);
    t->dropped = true;
}

void
urt_transcript_digest(const struct urt_transcript *t, uint8_t *out)
{
    struct urt_hash_ctx copy = t->ctx;

    urt_hash_final(&copy, out);
}

enum urt_err
urt_transcript_fold(struct urt_transcript *t, const struct urt_hash *hash)
{
    uint8_t message[4 + URT_HASH_MAX_SIZE] = {MESSAGE_HASH, 0, 0,
                                              (uint8_t)hash->size};

    urt_hash_digest(hash, message + 4, urt_buf_bytes(&t->all));
    urt_buf_clear(&t->all);
    return urt_transcript_add(t, urt_bytes(message, 4 + hash->size));
}

void
urt_transcript_fork(struct urt_transcript *out, const struct urt_transcript *t)
{
    *out = (struct urt_transcript){
        .all = URT_BUF_INIT, .dropped = true, .ctx = t->ctx};
}

void
urt_transcript_free(struct urt_transcript *t)
{
    urt_buf_free(&t->all);
    urt_wipe(t, sizeof *t);
}
