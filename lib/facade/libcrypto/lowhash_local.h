/* Digest contexts in the program's memory, in OpenSSL's public layout.
 *
 * All with 32-bit words look alike, as an array of unsigned int:
 *   WORDS chaining words, bit count (low, high), 16 words of pending data,
 *   number of pending bytes.
 * The engine's context is local to each call: the two layouts differ. */
#ifndef FAC_LOWHASH_LOCAL_H
#define FAC_LOWHASH_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/crypto/hash_state.h"

int fac_lowhash_init(unsigned int *c, size_t words,
                     const struct urt_hash *hash);
int fac_lowhash_update(unsigned int *c, size_t words,
                       const struct urt_hash *hash, const void *data,
                       size_t len);
/* Writes LEN bytes of digest and wipes the pending data. */
int fac_lowhash_final(unsigned int *c, size_t words,
                      const struct urt_hash *hash, unsigned char *out,
                      size_t len);
/* One block into the chaining words; the counts stay. */
void fac_lowhash_transform(unsigned int *c, size_t words,
                           const struct urt_hash *hash,
                           const unsigned char *block);
/* One shot; OUT NULL means the buffer SHARED. */
unsigned char *fac_lowhash_once(const struct urt_hash *hash, const void *data,
                                size_t len, unsigned char *out,
                                unsigned char *shared);

#endif
