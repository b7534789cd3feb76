/* The paddings of RSA. RFC 8017. */
#include "engine/crypto/rsa_pad.h"

#include "engine/base/ct.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/rng.h"
#include "engine/crypto/sig.h"

enum { PKCS1_OVERHEAD = 11 };

enum urt_err
urt_pad_pkcs1_sign(struct urt_buf *out, size_t width, struct urt_bytes data)
{
    uint8_t *block;

    if (data.len + PKCS1_OVERHEAD > width)
        return URT_E_DATA_TOO_LARGE;
    block = urt_buf_reserve(out, width);
    if (block == NULL)
        return URT_E_NOMEM;
    memset(block, 0xff, width - data.len);
    block[0] = 0;
    block[1] = 1;
    block[width - data.len - 1] = 0;
    if (data.len > 0)
        memcpy(block + width - data.len, data.data, data.len);
    out->len += width;
    return URT_OK;
}

enum urt_err
urt_unpad_pkcs1_sign(struct urt_bytes *data, struct urt_bytes block)
{
    uint8_t zero, type, byte = 0xff;
    size_t ones = 0;

    if (!urt_take_u8(&block, &zero) || !urt_take_u8(&block, &type) ||
        zero != 0 || type != 1)
        return URT_E_PADDING_BAD;
    while (urt_take_u8(&block, &byte) && byte == 0xff)
        ones++;
    if (byte != 0 || ones < 8)
        return URT_E_PADDING_BAD;
    *data = block;
    return URT_OK;
}

enum urt_err
urt_pad_pkcs1_encrypt(struct urt_buf *out, size_t width, struct urt_bytes data)
{
    size_t fill;
    uint8_t *block;

    if (data.len + PKCS1_OVERHEAD > width)
        return URT_E_DATA_TOO_LARGE;
    block = urt_buf_reserve(out, width);
    if (block == NULL)
        return URT_E_NOMEM;
    fill = width - data.len - 3;
    URT_TRY(urt_random(block + 2, fill));
    for (size_t i = 0; i < fill; i++)
        while (block[2 + i] == 0)
            URT_TRY(urt_random(block + 2 + i, 1));
    block[0] = 0;
    block[1] = 2;
    block[2 + fill] = 0;
    if (data.len > 0)
        memcpy(block + 3 + fill, data.data, data.len);
    out->len += width;
    return URT_OK;
}

/* Copies the LEN - START last bytes of BLOCK to OUT without the memory access
 * telling START: the block is shifted left by every power of two or not. */
static enum urt_err
put_tail(struct urt_buf *out, struct urt_bytes block, size_t start, bool good)
{
    uint8_t *copy = urt_memdup(block.data, block.len);

    if (copy == NULL)
        return URT_E_NOMEM;
    for (size_t step = 1; step < block.len; step <<= 1) {
        urt_mask m = ~urt_ct_is_zero(start & step);

        for (size_t i = 0; i + step < block.len; i++)
            copy[i] = (uint8_t)urt_ct_select(m, copy[i + step], copy[i]);
    }
    if (good)
        urt_put(out, copy, block.len - start);
    urt_wipe_free(copy, block.len);
    if (!good)
        return URT_E_PADDING_BAD;
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_unpad_pkcs1_encrypt(struct urt_buf *out, struct urt_bytes block)
{
    urt_mask found = 0, good;
    uint64_t start = 0;

    if (block.len < PKCS1_OVERHEAD)
        return URT_E_PADDING_BAD;
    good = urt_ct_eq(block.data[0], 0) & urt_ct_eq(block.data[1], 2);
    for (size_t i = 2; i < block.len; i++) {
        urt_mask zero = urt_ct_is_zero(block.data[i]);

        start = urt_ct_select(zero & ~found, i + 1, start);
        found |= zero;
    }
    good &= found & urt_ct_ge(start, PKCS1_OVERHEAD);
    return put_tail(out, block, urt_ct_select(good, start, 0), good != 0);
}

/* MGF1 (B.2.1), added to what stands at OUT. */
static void
mgf1_xor(uint8_t *out, size_t len, const struct urt_hash *hash,
         struct urt_bytes seed)
{
    uint8_t mask[URT_HASH_MAX_SIZE], counter[4];
    struct urt_hash_ctx ctx;

    for (uint32_t n = 0; len > 0; n++) {
        size_t part = len < hash->size ? len : hash->size;

        counter[0] = (uint8_t)(n >> 24);
        counter[1] = (uint8_t)(n >> 16);
        counter[2] = (uint8_t)(n >> 8);
        counter[3] = (uint8_t)n;
        urt_hash_init(&ctx, hash);
        urt_hash_update(&ctx, seed);
        urt_hash_update(&ctx, urt_bytes(counter, sizeof counter));
        urt_hash_final(&ctx, mask);
        for (size_t i = 0; i < part; i++)
            out[i] ^= mask[i];
        out += part;
        len -= part;
    }
    urt_wipe(mask, sizeof mask);
}

enum urt_err
urt_pad_oaep(struct urt_buf *out, size_t width, const struct urt_hash *hash,
             const struct urt_hash *mgf_hash, struct urt_bytes label,
             struct urt_bytes data)
{
    size_t h = hash->size, db_len;
    uint8_t *block, *seed, *db;

    if (width < 2 * h + 2 || data.len > width - 2 * h - 2)
        return URT_E_DATA_TOO_LARGE;
    block = urt_buf_reserve(out, width);
    if (block == NULL)
        return URT_E_NOMEM;
    db_len = width - h - 1;
    seed = block + 1;
    db = seed + h;
    memset(block, 0, width);
    URT_TRY(urt_random(seed, h));
    urt_hash_digest(hash, db, label);
    db[db_len - data.len - 1] = 1;
    if (data.len > 0)
        memcpy(db + db_len - data.len, data.data, data.len);
    mgf1_xor(db, db_len, mgf_hash, urt_bytes(seed, h));
    mgf1_xor(seed, h, mgf_hash, urt_bytes(db, db_len));
    out->len += width;
    return URT_OK;
}

/* 7.1.2, step 3: every check is made, and none tells which one failed. */
static enum urt_err
read_oaep(struct urt_buf *out, uint8_t *block, size_t width,
          const struct urt_hash *hash, const struct urt_hash *mgf_hash,
          struct urt_bytes label)
{
    size_t h = hash->size, db_len = width - h - 1;
    uint8_t expected[URT_HASH_MAX_SIZE];
    uint8_t *seed = block + 1, *db = seed + h;
    urt_mask good, found = 0;
    uint64_t start = 0, differs = 0;

    mgf1_xor(seed, h, mgf_hash, urt_bytes(db, db_len));
    mgf1_xor(db, db_len, mgf_hash, urt_bytes(seed, h));
    urt_hash_digest(hash, expected, label);
    for (size_t i = 0; i < h; i++)
        differs |= (uint64_t)(expected[i] ^ db[i]);
    good = urt_ct_is_zero(block[0]) & urt_ct_is_zero(differs);
    for (size_t i = h; i < db_len; i++) {
        urt_mask one = urt_ct_eq(db[i], 1);
        urt_mask zero = urt_ct_is_zero(db[i]);

        start = urt_ct_select(one & ~found, i + 1, start);
        good &= found | one | zero;
        found |= one;
    }
    good &= found;
    return put_tail(out, urt_bytes(db, db_len),
                    urt_ct_select(good, start, 0), good != 0);
}

enum urt_err
urt_unpad_oaep(struct urt_buf *out, struct urt_bytes block,
               const struct urt_hash *hash, const struct urt_hash *mgf_hash,
               struct urt_bytes label)
{
    uint8_t *copy;
    enum urt_err err;

    if (block.len < 2 * hash->size + 2)
        return URT_E_PADDING_BAD;
    copy = urt_memdup(block.data, block.len);
    if (copy == NULL)
        return URT_E_NOMEM;
    err = read_oaep(out, copy, block.len, hash, mgf_hash, label);
    urt_wipe_free(copy, block.len);
    return err;
}

/* H = Hash(00 x 8 | digest | salt), 9.1.1 step 6. */
static void
pss_hash(uint8_t *out, const struct urt_hash *hash, struct urt_bytes digest,
         struct urt_bytes salt)
{
    static const uint8_t zeros[8];
    struct urt_hash_ctx ctx;

    urt_hash_init(&ctx, hash);
    urt_hash_update(&ctx, urt_bytes(zeros, sizeof zeros));
    urt_hash_update(&ctx, digest);
    urt_hash_update(&ctx, salt);
    urt_hash_final(&ctx, out);
}

/* The size of the encoded message: one byte less than the modulus's when the
 * highest bit of the modulus begins a byte. */
static size_t
pss_em_len(size_t bits)
{
    return (bits - 1 + 7) / 8;
}

enum urt_err
urt_pad_pss(struct urt_buf *out, size_t bits, const struct urt_hash *hash,
            const struct urt_hash *mgf_hash, int salt_len,
            struct urt_bytes digest)
{
    size_t width = (bits + 7) / 8, em_len = pss_em_len(bits);
    size_t h = hash->size, salt, db_len;
    uint8_t *em, *digest_at, *salt_at;

    if (digest.len != h)
        return URT_E_DIGEST_SIZE;
    if (em_len < h + 2)
        return URT_E_DATA_TOO_LARGE;
    salt = salt_len == URT_SALT_DIGEST ? h
           : salt_len < 0              ? em_len - h - 2
                                       : (size_t)salt_len;
    if (salt > em_len - h - 2)
        return URT_E_DATA_TOO_LARGE;
    em = urt_buf_reserve(out, width);
    if (em == NULL)
        return URT_E_NOMEM;
    memset(em, 0, width);
    em += width - em_len;
    db_len = em_len - h - 1;
    salt_at = em + db_len - salt;
    digest_at = em + db_len;
    URT_TRY(urt_random(salt_at, salt));
    salt_at[-1] = 1;
    pss_hash(digest_at, hash, digest, urt_bytes(salt_at, salt));
    mgf1_xor(em, db_len, mgf_hash, urt_bytes(digest_at, h));
    em[0] &= (uint8_t)(0xff >> (8 * em_len - (bits - 1)));
    em[em_len - 1] = 0xbc;
    out->len += width;
    return URT_OK;
}

/* 9.1.2 from step 7 on; DB is BLOCK's masked part, ours to change. */
static enum urt_err
check_pss(uint8_t *db, size_t db_len, unsigned spare_bits,
          struct urt_bytes h_given, const struct urt_hash *hash,
          const struct urt_hash *mgf_hash, int salt_len,
          struct urt_bytes digest)
{
    uint8_t h[URT_HASH_MAX_SIZE];
    size_t zeros = 0, salt;

    mgf1_xor(db, db_len, mgf_hash, h_given);
    db[0] &= (uint8_t)(0xff >> spare_bits);
    while (zeros < db_len && db[zeros] == 0)
        zeros++;
    if (zeros == db_len || db[zeros] != 1)
        return URT_E_SIGNATURE_BAD;
    salt = db_len - zeros - 1;
    if ((salt_len >= 0 && salt != (size_t)salt_len) ||
        (salt_len == URT_SALT_DIGEST && salt != hash->size) ||
        (salt_len == URT_SALT_MAX && zeros != 0))
        return URT_E_SIGNATURE_BAD;
    pss_hash(h, hash, digest, urt_bytes(db + zeros + 1, salt));
    return urt_bytes_equal(urt_bytes(h, hash->size), h_given)
               ? URT_OK
               : URT_E_SIGNATURE_BAD;
}

enum urt_err
urt_verify_pss(struct urt_bytes block, size_t bits,
               const struct urt_hash *hash, const struct urt_hash *mgf_hash,
               int salt_len, struct urt_bytes digest)
{
    size_t em_len = pss_em_len(bits), h = hash->size;
    unsigned spare = (unsigned)(8 * em_len - (bits - 1));
    struct urt_bytes lead, db, given, trailer;
    uint8_t *copy;
    enum urt_err err;

    if (digest.len != h)
        return URT_E_DIGEST_SIZE;
    if (block.len < em_len || em_len < h + 2 ||
        !urt_take(&block, &lead, block.len - em_len) ||
        !urt_take(&block, &db, em_len - h - 1) ||
        !urt_take(&block, &given, h) || !urt_take(&block, &trailer, 1))
        return URT_E_SIGNATURE_BAD;
    if (urt_num_bits(lead) != 0 || trailer.data[0] != 0xbc ||
        (db.data[0] & ~(0xff >> spare)) != 0)
        return URT_E_SIGNATURE_BAD;
    copy = urt_memdup(db.data, db.len);
    if (copy == NULL)
        return URT_E_NOMEM;
    err = check_pss(copy, db.len, spare, given, hash, mgf_hash, salt_len,
                    digest);
    urt_free(copy);
    return err;
}

enum urt_err
urt_pad_x931(struct urt_buf *out, size_t width, struct urt_bytes data)
{
    size_t fill;

    if (data.len + 2 > width)
        return URT_E_DATA_TOO_LARGE;
    fill = width - data.len - 2;
    if (fill == 0) {
        urt_put_u8(out, 0x6a);
    } else {
        urt_put_u8(out, 0x6b);
        for (size_t i = 0; i + 1 < fill; i++)
            urt_put_u8(out, 0xbb);
        urt_put_u8(out, 0xba);
    }
    urt_put_bytes(out, data);
    urt_put_u8(out, 0xcc);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_unpad_x931(struct urt_bytes *data, struct urt_bytes block)
{
    uint8_t first, byte = 0xbb;

    if (block.len < 2 || block.data[block.len - 1] != 0xcc ||
        !urt_take_u8(&block, &first) || (first != 0x6a && first != 0x6b))
        return URT_E_PADDING_BAD;
    block.len--;
    if (first == 0x6b) {
        while (byte == 0xbb)
            if (!urt_take_u8(&block, &byte))
                return URT_E_PADDING_BAD;
        if (byte != 0xba)
            return URT_E_PADDING_BAD;
    }
    *data = block;
    return URT_OK;
}
