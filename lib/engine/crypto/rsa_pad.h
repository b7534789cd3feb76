/* What stands inside an RSA block: the paddings of RFC 8017, sections 7 to 9,
 * and of ANSI X9.31. Blocks are as wide as the modulus.
 *
 * Removing the paddings of encryption is constant in time but for the result
 * itself; removing those of signatures works on public data. */
#ifndef URT_CRYPTO_RSA_PAD_H
#define URT_CRYPTO_RSA_PAD_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/crypto/hash.h"

/* 00 01 ff.. 00 data: at least eight ff. URT_E_DATA_TOO_LARGE. */
enum urt_err urt_pad_pkcs1_sign(struct urt_buf *out, size_t width,
                                struct urt_bytes data);
/* URT_E_PADDING_BAD; DATA points into BLOCK. */
enum urt_err urt_unpad_pkcs1_sign(struct urt_bytes *data,
                                  struct urt_bytes block);
/* 00 02 nonzero random.. 00 data. */
enum urt_err urt_pad_pkcs1_encrypt(struct urt_buf *out, size_t width,
                                   struct urt_bytes data);
enum urt_err urt_unpad_pkcs1_encrypt(struct urt_buf *out,
                                     struct urt_bytes block);
enum urt_err urt_pad_oaep(struct urt_buf *out, size_t width,
                          const struct urt_hash *hash,
                          const struct urt_hash *mgf_hash,
                          struct urt_bytes label, struct urt_bytes data);
enum urt_err urt_unpad_oaep(struct urt_buf *out, struct urt_bytes block,
                            const struct urt_hash *hash,
                            const struct urt_hash *mgf_hash,
                            struct urt_bytes label);
/* EMSA-PSS for a modulus of BITS bits. SALT_LEN is a number of bytes or one
 * of URT_SALT_* of sig.h. */
enum urt_err urt_pad_pss(struct urt_buf *out, size_t bits,
                         const struct urt_hash *hash,
                         const struct urt_hash *mgf_hash, int salt_len,
                         struct urt_bytes digest);
enum urt_err urt_verify_pss(struct urt_bytes block, size_t bits,
                            const struct urt_hash *hash,
                            const struct urt_hash *mgf_hash, int salt_len,
                            struct urt_bytes digest);
/* 6b bb..ba data cc (or 6a data cc when it fits exactly). */
enum urt_err urt_pad_x931(struct urt_buf *out, size_t width,
                          struct urt_bytes data);
enum urt_err urt_unpad_x931(struct urt_bytes *data, struct urt_bytes block);

#endif
