/* DEFLATE in the ZLIB format, RFC 1950 and 1951, as one stream of messages
 * each of which is whole by itself: RFC 3749, the compression of TLS before
 * 1.3. Over zlib, where the build has it.
 *
 * A stream's window holds plaintext; its memory is wiped when freed. */
#ifndef URT_CRYPTO_DEFLATE_H
#define URT_CRYPTO_DEFLATE_H

#include "engine/base/bytes.h"
#include "engine/base/err.h"
#include "engine/base/mem.h"

struct urt_deflate;
struct urt_inflate;

/* Whether zlib is part of the build; without it both _new return NULL. */
bool urt_deflate_available(void);

/* NULL without memory. NULL is allowed in _free. */
struct urt_deflate *urt_deflate_new(void);
void urt_deflate_free(struct urt_deflate *z);
struct urt_inflate *urt_inflate_new(void);
void urt_inflate_free(struct urt_inflate *z);

/* IN to *N bytes at OUT, flushed so that the peer can have all of it.
 * URT_E_DATA_TOO_LARGE when more than CAP would be needed; the stream is
 * then unusable. */
enum urt_err urt_deflate(struct urt_deflate *z, uint8_t *out, size_t cap,
                         size_t *n, struct urt_bytes in) URT_MUST_CHECK;
/* The reverse. URT_E_DATA_TOO_LARGE: the result has more than CAP bytes (no
 * more than that are ever made); URT_E_DECRYPT_FAILED: IN is malformed, or
 * ends the stream. Either way the stream is unusable. */
enum urt_err urt_inflate(struct urt_inflate *z, uint8_t *out, size_t cap,
                         size_t *n, struct urt_bytes in) URT_MUST_CHECK;

#endif
