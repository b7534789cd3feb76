/* Distinguished names: comparison, hashing, iteration. RFC 5280 section 7.1.
 *
 * A name here is its whole DER. Names are compared in a canonical form, the
 * one that OpenSSL hashes into the file names of c_rehash directories: string
 * values become UTF8String, lower case in ASCII, blanks trimmed and squeezed
 * to one; other values stand as they are; the outer SEQUENCE header is left
 * out. */
#ifndef URT_PKI_NAME_H
#define URT_PKI_NAME_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

enum { URT_NAME_MAX_SIZE = 1 << 20 };

/* One attribute of a name. */
struct urt_name_attr {
    struct urt_bytes oid;   /* content */
    uint8_t tag;            /* of the value */
    struct urt_bytes value; /* content */
    unsigned rdn;           /* which RDN it is in, from 0 */
};

/* Walks the attributes: init, then next until it returns false. */
struct urt_name_iter {
    struct urt_bytes rdns, set;
    unsigned rdn;
};
bool urt_name_iter_init(struct urt_name_iter *it, struct urt_bytes name);
bool urt_name_next(struct urt_name_iter *it, struct urt_name_attr *attr);
/* Whether it is a well-formed Name and nothing behind it. */
bool urt_name_is_valid(struct urt_bytes name);
/* A SEQUENCE with nothing inside. */
bool urt_name_is_empty(struct urt_bytes name);

/* Puts the canonical form; URT_E_CERT_DECODE for a malformed name. */
enum urt_err urt_name_put_canonical(struct urt_buf *b, struct urt_bytes name);
/* -1, 0 or 1 as memcmp of the canonical forms, shorter first; malformed
 * names compare by their bytes. -2: out of memory. */
int urt_name_compare(struct urt_bytes a, struct urt_bytes b);
bool urt_name_equal(struct urt_bytes a, struct urt_bytes b);
/* Equal, or not to be told for want of memory: for those who are safe when
 * they take too many names for equal. */
bool urt_name_may_equal(struct urt_bytes a, struct urt_bytes b);
/* X509_NAME_hash: the first four bytes, little-endian, of the SHA-1 of the
 * canonical form. 0 for a malformed name. */
uint32_t urt_name_hash(struct urt_bytes name);
/* The same where a look-up must not fail in silence: URT_E_NOMEM or OK. */
enum urt_err urt_name_try_hash(uint32_t *out, struct urt_bytes name);
/* X509_NAME_hash_old: MD5 over the DER as it stands. */
uint32_t urt_name_hash_old(struct urt_bytes name);

/* Puts a string value as UTF-8. False for a tag that is no string, or for
 * bytes that its type does not allow. T61 is read as Latin-1. */
bool urt_string_put_utf8(struct urt_buf *b, uint8_t tag,
                         struct urt_bytes value);

#endif
