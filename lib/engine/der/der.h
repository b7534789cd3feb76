/* DER: a strict reader over cursors and a writer over buffers.
 * X.690, as profiled by RFC 5280.
 *
 * Reading: indefinite and non-minimal lengths, long tags (above 30) and
 * values that overrun are refused; urt_der_take_* fail without moving the
 * cursor. Nothing recurses: a reader enters a constructed value by taking
 * its content as a new cursor. Writing: urt_der_open/close write a tag and
 * a length that is filled in afterwards. */
#ifndef URT_DER_DER_H
#define URT_DER_DER_H

#include "engine/base/buf.h"
#include "engine/base/bytes.h"
#include "engine/base/err.h"

enum {
    URT_DER_BOOLEAN = 0x01,
    URT_DER_INTEGER = 0x02,
    URT_DER_BIT_STRING = 0x03,
    URT_DER_OCTET_STRING = 0x04,
    URT_DER_NULL = 0x05,
    URT_DER_OID = 0x06,
    URT_DER_ENUMERATED = 0x0a,
    URT_DER_UTF8_STRING = 0x0c,
    URT_DER_NUMERIC_STRING = 0x12,
    URT_DER_PRINTABLE_STRING = 0x13,
    URT_DER_TELETEX_STRING = 0x14,
    URT_DER_IA5_STRING = 0x16,
    URT_DER_UTC_TIME = 0x17,
    URT_DER_GENERALIZED_TIME = 0x18,
    URT_DER_VISIBLE_STRING = 0x1a,
    URT_DER_UNIVERSAL_STRING = 0x1c,
    URT_DER_BMP_STRING = 0x1e,
    URT_DER_SEQUENCE = 0x30,
    URT_DER_SET = 0x31,
    URT_DER_CONTEXT = 0x80,             /* [n] IMPLICIT, primitive: | n */
    URT_DER_CONTEXT_CONSTRUCTED = 0xa0, /* [n] constructed or EXPLICIT */
};

/* Takes one element whatever its tag: TAG, its CONTENT, and the WHOLE of it
 * with header. Any output may be NULL. */
bool urt_der_take_any(struct urt_bytes *in, uint8_t *tag,
                      struct urt_bytes *content, struct urt_bytes *whole);
/* Takes one element that must carry TAG; CONTENT may be NULL, or the cursor
 * itself, which then enters the element and forgets what followed. */
bool urt_der_take(struct urt_bytes *in, uint8_t tag, struct urt_bytes *content);
/* Whether the next element carries TAG. */
bool urt_der_next_is(struct urt_bytes in, uint8_t tag);
/* Takes an element if it carries TAG; *PRESENT says so. False only when the
 * element is there and malformed. */
bool urt_der_take_optional(struct urt_bytes *in, uint8_t tag,
                           struct urt_bytes *content, bool *present);

bool urt_der_take_bool(struct urt_bytes *in, bool *out);
/* A BOOLEAN DEFAULT FALSE: absent reads as false. */
bool urt_der_take_bool_default(struct urt_bytes *in, bool *out);
/* A non-negative INTEGER that fits. */
bool urt_der_take_uint(struct urt_bytes *in, uint64_t *out);
/* A non-negative INTEGER of any size: its magnitude without leading zeros
 * (empty for 0). Non-minimal and negative ones fail. */
bool urt_der_take_magnitude(struct urt_bytes *in, struct urt_bytes *out);
/* An INTEGER's content as it stands (two's complement, minimal). */
bool urt_der_take_integer(struct urt_bytes *in, struct urt_bytes *content);
bool urt_der_take_oid(struct urt_bytes *in, struct urt_bytes *content);
bool urt_der_take_null(struct urt_bytes *in);
/* A BIT STRING: its bytes and how many low bits of the last are unused. */
bool urt_der_take_bits(struct urt_bytes *in, struct urt_bytes *bits,
                       unsigned *unused);
/* A BIT STRING of whole bytes (unused must be 0). */
bool urt_der_take_bit_bytes(struct urt_bytes *in, struct urt_bytes *bytes);
/* UTCTime or GeneralizedTime as RFC 5280, 4.1.2.5 allows them (UTC, seconds
 * present), in seconds since 1970. */
bool urt_der_take_time(struct urt_bytes *in, int64_t *seconds);
/* The content of a UTCTime (TAG 0x17) or GeneralizedTime (0x18), RFC 5280
 * form. */
bool urt_der_read_time(uint8_t tag, struct urt_bytes content,
                       int64_t *seconds);

struct urt_der_algorithm {
    struct urt_bytes oid;    /* content */
    struct urt_bytes params; /* whole element; empty when absent */
};
/* AlgorithmIdentifier ::= SEQUENCE { OID, parameters ANY OPTIONAL } */
bool urt_der_take_algorithm(struct urt_bytes *in,
                            struct urt_der_algorithm *out);

/* The value of named bit N (0 is the first) of a BIT STRING's bytes. */
bool urt_der_bit(struct urt_bytes bits, unsigned n);

/* Begins an element: everything put until the close is its content. */
size_t urt_der_open(struct urt_buf *b, uint8_t tag);
void urt_der_close(struct urt_buf *b, size_t mark);
void urt_der_put(struct urt_buf *b, uint8_t tag, struct urt_bytes content);
void urt_der_put_bool(struct urt_buf *b, bool v);
void urt_der_put_uint(struct urt_buf *b, uint64_t v);
/* An INTEGER from a big-endian magnitude (leading zeros are dropped). */
void urt_der_put_magnitude(struct urt_buf *b, struct urt_bytes magnitude);
void urt_der_put_oid(struct urt_buf *b, struct urt_bytes content);
void urt_der_put_null(struct urt_buf *b);
void urt_der_put_bit_bytes(struct urt_buf *b, struct urt_bytes bytes);
/* UTCTime up to 2049, GeneralizedTime from 2050 and before 1950. */
void urt_der_put_time(struct urt_buf *b, int64_t seconds);
/* SEQUENCE { OID, NULL when WITH_NULL }. */
void urt_der_put_algorithm(struct urt_buf *b, struct urt_bytes oid,
                           bool with_null);

#endif
