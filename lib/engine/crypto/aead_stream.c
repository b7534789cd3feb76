/* AEAD messages in pieces.
 *
 * The modes want whole blocks until the last piece. So a block that is cut
 * by a call is kept in BLOCK as it came in; its bytes go out at once, XORed
 * with PAD, the keystream the mode will use for it; and when the block is
 * whole (or the message ends) the mode processes it as if for the first
 * time, its output dropped. AAD waits in BLOCK the same way. */
#include "engine/crypto/aead_stream.h"

#include "engine/crypto/aead_mode.h"

_Static_assert(sizeof(((struct urt_aead_stream *)0)->state) >= URT_AEAD_STATE,
               "the state fits");

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum urt_err
urt_aead_stream_init(struct urt_aead_stream *s,
                     const struct urt_aead_ctx *key, struct urt_bytes nonce,
                     bool seal)
{
    const struct urt_aead *aead = key->aead;

    memset(s, 0, sizeof *s);
    s->key = key;
    s->seal = seal;
    if (nonce.len < aead->nonce_min || nonce.len > aead->nonce_max)
        return URT_E_MISUSE;
    if (aead->mode->block_size == 0) {
        s->nonce_len = nonce.len;
        memcpy(s->nonce, nonce.data, nonce.len);
    } else {
        aead->mode->start(key, s->state, nonce, 0, 0, aead->tag_size);
    }
    return URT_OK;
}

enum urt_err
urt_aead_stream_lengths(struct urt_aead_stream *s, uint64_t aad_len,
                        uint64_t data_len, size_t tag_len)
{
    const struct urt_aead_mode *mode = s->key->aead->mode;

    if (mode->block_size != 0)
        return URT_OK;
    if (s->sized || tag_len < 4 || tag_len > 16 || tag_len % 2 != 0)
        return URT_E_MISUSE;
    if (data_len > urt_aead_ccm_max_len(s->nonce_len))
        return URT_E_DATA_TOO_LARGE;
    s->sized = true;
    s->aad_left = aad_len;
    s->data_left = data_len;
    mode->start(s->key, s->state, urt_bytes(s->nonce, s->nonce_len), aad_len,
                data_len, tag_len);
    return URT_OK;
}

enum urt_err
urt_aead_stream_aad(struct urt_aead_stream *s, struct urt_bytes aad)
{
    const struct urt_aead_mode *mode = s->key->aead->mode;
    size_t block = mode->block_size;

    if (s->in_data)
        return URT_E_MISUSE;
    if (block == 0) {
        if (!s->sized || aad.len > s->aad_left)
            return URT_E_MISUSE;
        s->aad_left -= aad.len;
        if (aad.len > 0)
            mode->aad(s->key, s->state, aad);
        return URT_OK;
    }
    s->aad_len += aad.len;
    while (aad.len > 0) {
        struct urt_bytes part;

        if (s->pending == 0 && aad.len >= block) {
            (void)urt_take(&aad, &part, aad.len - aad.len % block);
            mode->aad(s->key, s->state, part);
            continue;
        }
        (void)urt_take(&aad, &part, smaller(block - s->pending, aad.len));
        memcpy(s->block + s->pending, part.data, part.len);
        s->pending += part.len;
        if (s->pending == block) {
            mode->aad(s->key, s->state, urt_bytes(s->block, block));
            s->pending = 0;
        }
    }
    return URT_OK;
}

/* Ends the AAD, at the first data or at the end. */
static void
end_aad(struct urt_aead_stream *s)
{
    if (s->in_data)
        return;
    s->in_data = true;
    if (s->pending > 0)
        s->key->aead->mode->aad(s->key, s->state,
                                urt_bytes(s->block, s->pending));
    s->pending = 0;
}

/* Puts the kept block through the mode. */
static void
end_block(struct urt_aead_stream *s)
{
    uint8_t ignored[sizeof s->block];

    s->key->aead->mode->crypt(s->key, s->state, s->seal, ignored, s->block,
                              s->pending);
    s->pending = 0;
    urt_wipe(ignored, sizeof ignored);
}

static enum urt_err
update_whole(struct urt_aead_stream *s, uint8_t *out, const uint8_t *in,
             size_t len)
{
    if (!s->sized || s->aad_left > 0 || len != s->data_left || s->in_data)
        return URT_E_MISUSE;
    s->in_data = true;
    s->data_left = 0;
    if (len > 0)
        s->key->aead->mode->crypt(s->key, s->state, s->seal, out, in, len);
    return URT_OK;
}

enum urt_err
urt_aead_stream_update(struct urt_aead_stream *s, uint8_t *out,
                       const uint8_t *in, size_t len)
{
    const struct urt_aead_mode *mode = s->key->aead->mode;
    size_t block = mode->block_size;

    if (block == 0)
        return update_whole(s, out, in, len);
    if (len > mode->max_len - s->data_len)
        return URT_E_DATA_TOO_LARGE;
    s->data_len += len;
    end_aad(s);
    while (len > 0) {
        size_t n = len - len % block;

        if (s->pending == 0 && n > 0) {
            mode->crypt(s->key, s->state, s->seal, out, in, n);
        } else {
            n = smaller(block - s->pending, len);
            if (s->pending == 0)
                mode->keystream(s->key, s->state, s->pad);
            memcpy(s->block + s->pending, in, n);
            for (size_t i = 0; i < n; i++)
                out[i] = s->block[s->pending + i] ^ s->pad[s->pending + i];
            s->pending += n;
            if (s->pending == block)
                end_block(s);
        }
        out += n;
        in += n;
        len -= n;
    }
    return URT_OK;
}

enum urt_err
urt_aead_stream_tag(struct urt_aead_stream *s, uint8_t *tag, size_t len)
{
    const struct urt_aead_mode *mode = s->key->aead->mode;

    if (len == 0 || len > URT_AEAD_MAX_TAG)
        return URT_E_MISUSE;
    if (mode->block_size == 0) {
        if (!s->sized || s->aad_left > 0 || s->data_left > 0)
            return URT_E_MISUSE;
    } else {
        end_aad(s);
        if (s->pending > 0)
            end_block(s);
    }
    mode->tag(s->key, s->state, tag, len);
    return URT_OK;
}

void
urt_aead_stream_wipe(struct urt_aead_stream *s)
{
    urt_wipe(s, sizeof *s);
}
