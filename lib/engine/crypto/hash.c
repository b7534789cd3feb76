/* Hash contexts and look-ups. The rows stand in hash_rows.c.
 *
 * A context's state is wiped over the row's state_size only: the rest was
 * never written. */
#include "engine/crypto/hash.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

static const struct urt_hash *const rows[] = {
    &urt_hash_md4,        &urt_hash_md5,        &urt_hash_sha1,
    &urt_hash_ripemd160,  &urt_hash_md5_sha1,   &urt_hash_sha224,
    &urt_hash_sha256,     &urt_hash_sha384,     &urt_hash_sha512,
    &urt_hash_sha512_224, &urt_hash_sha512_256, &urt_hash_sha3_224,
    &urt_hash_sha3_256,   &urt_hash_sha3_384,   &urt_hash_sha3_512,
    &urt_hash_shake128,   &urt_hash_shake256,
};

enum { ROWS = sizeof rows / sizeof *rows };

/* Other spellings that files and programs use. */
static const struct {
    const char *name;
    const struct urt_hash *hash;
} aliases[] = {
    {"SHA-1", &urt_hash_sha1},
    {"SHA-224", &urt_hash_sha224},
    {"SHA2-224", &urt_hash_sha224},
    {"SHA-256", &urt_hash_sha256},
    {"SHA2-256", &urt_hash_sha256},
    {"SHA-384", &urt_hash_sha384},
    {"SHA2-384", &urt_hash_sha384},
    {"SHA-512", &urt_hash_sha512},
    {"SHA2-512", &urt_hash_sha512},
    {"SHA-512/224", &urt_hash_sha512_224},
    {"SHA2-512/224", &urt_hash_sha512_224},
    {"SHA512-224", &urt_hash_sha512_224},
    {"SHA-512/256", &urt_hash_sha512_256},
    {"SHA2-512/256", &urt_hash_sha512_256},
    {"SHA512-256", &urt_hash_sha512_256},
    {"SHAKE-128", &urt_hash_shake128},
    {"SHAKE-256", &urt_hash_shake256},
    {"RIPEMD-160", &urt_hash_ripemd160},
    {"RIPEMD", &urt_hash_ripemd160},
    {"RMD160", &urt_hash_ripemd160},
};

void
urt_hash_init(struct urt_hash_ctx *ctx, const struct urt_hash *hash)
{
    ctx->hash = hash;
    hash->init(ctx->state);
}

void
urt_hash_update(struct urt_hash_ctx *ctx, struct urt_bytes data)
{
    if (data.len > 0)
        ctx->hash->update(ctx->state, data.len, data.data);
}

void
urt_hash_final(struct urt_hash_ctx *ctx, uint8_t *out)
{
    urt_hash_final_len(ctx, out, ctx->hash->size);
}

void
urt_hash_final_len(struct urt_hash_ctx *ctx, uint8_t *out, size_t len)
{
    if (!ctx->hash->xof && len > ctx->hash->size)
        len = ctx->hash->size;
    ctx->hash->digest(ctx->state, len, out);
    urt_wipe(ctx->state, ctx->hash->state_size);
}

void
urt_hash_digest(const struct urt_hash *hash, uint8_t *out,
                struct urt_bytes data)
{
    struct urt_hash_ctx ctx;

    urt_hash_init(&ctx, hash);
    urt_hash_update(&ctx, data);
    urt_hash_final(&ctx, out);
}

const struct urt_hash *
urt_hash_by_id(enum urt_hash_id id)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i]->id == id)
            return rows[i];
    return NULL;
}

const struct urt_hash *
urt_hash_by_oid(struct urt_bytes oid)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i]->oid != NULL && urt_bytes_equal(*rows[i]->oid, oid))
            return rows[i];
    return NULL;
}

const struct urt_hash *
urt_hash_by_hmac_oid(struct urt_bytes oid)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i]->hmac_oid != NULL &&
            urt_bytes_equal(*rows[i]->hmac_oid, oid))
            return rows[i];
    return NULL;
}

const struct urt_hash *
urt_hash_by_name(const char *name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (urt_text_equal_nocase(rows[i]->name, name))
            return rows[i];
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (urt_text_equal_nocase(aliases[i].name, name))
            return aliases[i].hash;
    return NULL;
}
