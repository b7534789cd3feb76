/* PEM: RFC 7468 text around base64, and the older RFC 1421 headers of
 * encrypted keys. Sizes are limited only by the input. */
#ifndef URT_DER_PEM_H
#define URT_DER_PEM_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

struct urt_pem {
    struct urt_bytes label;   /* "CERTIFICATE"; points into the input */
    struct urt_bytes headers; /* RFC 1421 header lines, empty as a rule */
    struct urt_buf der;       /* decoded content; owned */
};

/* Reads the next block of TEXT and moves the cursor behind it. Text before
 * the start line is skipped, lines may end in CR LF or carry blanks at their
 * end. URT_E_PEM_NONE when there is no further block. The caller frees
 * out->der (also wiped: it may be a key). */
enum urt_err urt_pem_next(struct urt_bytes *text, struct urt_pem *out);
/* Writes a block with lines of 64 characters. */
void urt_pem_put(struct urt_buf *b, const char *label, struct urt_bytes der);
void urt_base64_put(struct urt_buf *b, struct urt_bytes data);
/* Decodes; white space is skipped; false on anything else out of place. */
bool urt_base64_put_decoded(struct urt_buf *b, struct urt_bytes text);

#endif
