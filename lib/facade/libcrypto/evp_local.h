/* The structures behind EVP's digests and ciphers, shared among the files of
 * the EVP family.
 *
 * EVP_MD and EVP_CIPHER are const rows that are never freed. Each algorithm
 * has two: the one that EVP_sha256() and its like return (IMPLICIT: which
 * provider runs it is decided at init), and the one that a fetch returns. */
#ifndef FAC_EVP_LOCAL_H
#define FAC_EVP_LOCAL_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "engine/crypto/aead_stream.h"
#include "engine/crypto/cipher.h"
#include "engine/crypto/hash.h"

struct evp_md_st {
    int type;
    int pkey_type;
    const char *name;         /* "SHA256"; fetched "SHA2-256" */
    const char *const *names; /* all of them, NULL at the end */
    const struct urt_hash *hash; /* NULL: the null digest */
    unsigned long flags;
    unsigned providers;       /* that offer it */
    bool fetched;
};

struct evp_md_ctx_st {
    const EVP_MD *md;
    unsigned long flags;
    size_t xof_len; /* set by parameter; 0: the digest's own size */
    EVP_PKEY_CTX *pctx;
    bool keep_pctx; /* pctx is the program's own, not freed here */
    /* What a signature in the making does instead of hashing, or NULL. */
    int (*update)(EVP_MD_CTX *ctx, const void *data, size_t len);
    struct urt_hash_ctx hash; /* in use while md is set */
};

enum fac_cipher_kind {
    FAC_CIPHER_PLAIN, /* engine/crypto/cipher.h */
    FAC_CIPHER_AEAD,  /* engine/crypto/aead.h */
    FAC_CIPHER_NULL,  /* copies */
};

struct evp_cipher_st {
    int nid;
    int type;
    const char *name;
    const char *const *names;
    enum fac_cipher_kind kind;
    const struct urt_cipher *plain;
    const struct urt_aead *aead;
    int block_size, key_len, iv_len;
    unsigned long flags;
    unsigned providers;
    bool fetched;
};

struct evp_cipher_ctx_st {
    const EVP_CIPHER *cipher;
    int encrypt;
    int key_len, iv_len;
    unsigned long flags; /* EVP_CIPH_NO_PADDING and the program's */
    void *app_data;
    int num;
    unsigned rc2_bits; /* RC2: effective key bits; else 0 */
    bool key_set, iv_set;
    bool expanded; /* the key is expanded, for this direction */
    uint8_t key[EVP_MAX_KEY_LENGTH * 4];
    uint8_t iv[128]; /* as given: AEAD nonces can be long */
    /* Blocks under way. */
    uint8_t buf[URT_CIPHER_MAX_BLOCK];
    size_t buffered;
    struct urt_cipher_ctx plain;
    /* AEAD. */
    uint8_t tag[URT_AEAD_MAX_TAG];
    size_t tag_len;   /* CCM: of the tags; else of the tag set or made */
    bool tag_set;     /* opening: the tag to compare is here */
    bool tag_made;    /* sealing: the tag is here */
    bool streaming;   /* a message has begun */
    bool finished;    /* and ended: a new IV is needed */
    bool sized;       /* CCM: the data's length is known */
    bool iv_gen;      /* the IV's fixed part is set */
    uint64_t ccm_len;
    struct urt_aead_ctx aead;
    struct urt_aead_stream stream;
};

/* The rows, in no order. */
extern const EVP_MD *const fac_md_rows[];
extern const size_t fac_md_row_count;
extern const EVP_CIPHER *const fac_cipher_rows[];
extern const size_t fac_cipher_row_count;

/* Whether NAME is among a row's names, case aside. */
bool fac_name_in(const char *const *names, const char *name);
/* The implicit row of an engine hash; NULL for none. */
const EVP_MD *fac_md_of_hash(const struct urt_hash *hash);
/* Whether the algorithm can be used now; raises "unsupported" if not. */
bool fac_md_usable(const EVP_MD *md);
bool fac_cipher_usable(const EVP_CIPHER *cipher);

/* evp_cipher_aead.c */
bool fac_aead_rekey(EVP_CIPHER_CTX *ctx);
bool fac_aead_restart(EVP_CIPHER_CTX *ctx);
bool fac_aead_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in,
                     size_t len, size_t *out_len);
bool fac_aead_final(EVP_CIPHER_CTX *ctx);
int fac_aead_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr);

#endif
