/* The record layer: framing of input and output, and the state of the two
 * directions' protection. RFC 8446 section 5, RFC 5246 section 6.2.
 *
 * One record is in flight each way. Input goes header first, then exactly
 * the body; the body is opened in place and its content is a slice of it, so
 * a record's memory lives until the content is used up. Output gathers whole
 * flights. Both take their memory from a small per-thread store
 * (recbuf.c) and give it back when nothing is left in them.
 *
 * Key material stays raw here; expanded AEAD keys come from aead.h's cache,
 * those of CBC are made for each record. Versions before 1.3 may compress:
 * content is deflated before it is sealed, and inflated once it was opened
 * (compress.c). */
#ifndef URT_TLS_RECORD_H
#define URT_TLS_RECORD_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/crypto/aead.h"
#include "engine/crypto/cipher.h"
#include "engine/crypto/hash.h"

struct urt_deflate;
struct urt_inflate;

enum urt_content {
    URT_CONTENT_CCS = 20,
    URT_CONTENT_ALERT = 21,
    URT_CONTENT_HANDSHAKE = 22,
    URT_CONTENT_DATA = 23,
    URT_CONTENT_HEADER = 256, /* tracing only */
    URT_CONTENT_INNER = 257,  /* tracing only */
};

enum {
    URT_RECORD_HEADER = 5,
    URT_RECORD_PLAIN_MAX = 16384,
    /* RFC 5246, 6.2.3 allows 2048; no IV, MAC and padding make more. */
    URT_RECORD_GROWTH_12 = 16 + 48 + 256,
    URT_RECORD_GROWTH_COMPRESSED = 1024, /* RFC 5246, 6.2.2 */
    URT_RECORD_GROWTH_13 = 256,  /* RFC 8446, 5.2 */
    URT_RECORD_EMPTY_MAX = 32,   /* records without content in a row */
    /* What one record can take, with the header of the next behind it. */
    URT_RECORD_BUF = URT_RECORD_PLAIN_MAX + URT_RECORD_GROWTH_COMPRESSED +
                     URT_RECORD_GROWTH_12 + 2 * URT_RECORD_HEADER,
};

struct urt_keys;

/* How records of one direction are protected. */
struct urt_protection {
    const char *name;
    size_t growth_max; /* how much longer than its content a body may be */
    bool inner_type;   /* the real type is inside (TLS 1.3) */
    /* BODY, behind HEAD, is opened in place. */
    enum urt_err (*open)(struct urt_keys *k, const uint8_t *head,
                         uint8_t *body, size_t len, uint8_t *type,
                         struct urt_bytes *content);
    /* The length that LEN bytes of content will have. */
    size_t (*sealed)(const struct urt_keys *k, size_t len);
    /* HEAD is filled in; CONTENT is sealed behind it (sealed() bytes). */
    enum urt_err (*seal)(struct urt_keys *k, uint8_t *head, uint8_t type,
                         struct urt_bytes content);
};

extern const struct urt_protection urt_protect_plain, urt_protect_aead12,
    urt_protect_aead13, urt_protect_cbc, urt_protect_null;

enum { URT_RECORD_MAX_MAC = 48 };

/* Compression methods, RFC 3749. */
enum { URT_COMPRESSION_NONE = 0, URT_COMPRESSION_DEFLATE = 1 };

/* One direction. */
struct urt_keys {
    const struct urt_protection *how;
    const struct urt_aead *aead;     /* AEAD protections */
    const struct urt_cipher *cipher; /* CBC */
    const struct urt_hash *mac;      /* CBC and NULL */
    uint8_t mac_key[URT_RECORD_MAX_MAC];
    uint8_t key[URT_AEAD_MAX_KEY];
    uint8_t iv[16];   /* CBC in TLS 1.0: the last block of ciphertext */
    size_t fixed_iv;  /* AEAD in TLS 1.2: bytes of iv that aren't sent along */
    bool explicit_iv; /* CBC from TLS 1.1: each record brings its own */
    bool encrypt_then_mac; /* RFC 7366; changes records of CBC alone */
    /* CBC in TLS 1.0: an empty record goes before data that is written, so
     * that nobody can foresee the IV that the data meets. */
    bool empty_first;
    uint64_t seq;
};

struct urt_records {
    struct urt_keys in, out;
    uint16_t version; /* written into headers; checked once it is fixed */
    bool version_fixed;
    size_t max_fragment; /* of what we send */
    size_t max_in;       /* content taken, RFC 6066 section 4 */

    uint8_t head[URT_RECORD_HEADER];
    size_t head_have;
    bool head_checked;
    uint8_t *body; /* NULL while no body is awaited */
    size_t body_len, body_have;
    bool first; /* no record came yet */
    bool v2;    /* the record is a hello of SSL 2.0's format */
    bool eof;
    bool plain_alerts; /* server: the client may not have keys yet */
    unsigned empty;

    bool opened; /* content is there */
    uint8_t type;
    struct urt_bytes content;
    uint8_t *inflated; /* the block that content lies in, or NULL */
    size_t inflated_len;

    struct urt_inflate *in_z;  /* owned; NULL: no compression */
    struct urt_deflate *out_z;

    uint8_t *out_data;
    size_t out_cap, out_len, out_sent;
    bool flush;
};

void urt_records_init(struct urt_records *r);
/* Wipes keys, gives memory back. */
void urt_records_cleanup(struct urt_records *r);

/* A step towards the next record: URT_OK when one is complete and its header
 * was checked (it is not opened yet), URT_E_NOT_READY when input is missing.
 * IS_SERVER and the state decide on what a first header may look like. */
enum urt_err urt_record_await(struct urt_records *r, bool is_server);
/* Opens the complete record: type and content are set. On failure the record
 * is dropped. */
enum urt_err urt_record_open(struct urt_records *r);
/* Drops the record, opened or not. */
void urt_record_drop(struct urt_records *r);
/* N bytes of the content were used; the last one drops the record. */
void urt_record_used(struct urt_records *r, size_t n);

/* Seals CONTENT (at most max_fragment bytes) behind what waits. HEAD is
 * where the header now stands, for tracing. */
enum urt_err urt_record_seal(struct urt_records *r, uint8_t type,
                             struct urt_bytes content, const uint8_t **head);

/* N bytes of output went out; the last one gives the memory back. */
void urt_record_sent(struct urt_records *r, size_t n);

/* One direction (OUT: of what we send) compresses with METHOD from its next
 * record on, with a fresh state; NONE ends it. URT_E_UNSUPPORTED for a method
 * that is not in this build (urt_records_compress). The key schedule calls
 * it with session->compression each time keys are put in use. */
enum urt_err urt_records_set_compression(struct urt_records *r, bool out,
                                         uint8_t method) URT_MUST_CHECK;
/* Whether METHOD can be offered and chosen at all. */
bool urt_records_compress(uint8_t method);
/* For record.c. The opened content is replaced by what it inflates to;
 * URT_E_RECORD_DECOMPRESS. */
enum urt_err urt_record_inflate(struct urt_records *r) URT_MUST_CHECK;
/* CONTENT, replaced by its compressed form at BLOCK, URT_RECORD_BUF bytes. */
enum urt_err urt_record_deflate(struct urt_records *r, uint8_t *block,
                                struct urt_bytes *content) URT_MUST_CHECK;

/* Wipes a direction's old key. */
void urt_keys_wipe(struct urt_keys *k);
/* Whether so much was sent under these keys that they should be replaced
 * (RFC 8446, 5.5), with a margin. */
bool urt_keys_worn(const struct urt_keys *k);

/* Blocks of URT_RECORD_BUF bytes, a few kept by each thread. */
uint8_t *urt_recbuf_get(void);
/* The first USED bytes are wiped. */
void urt_recbuf_put(uint8_t *block, size_t used);

#endif
