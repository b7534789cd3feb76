/* BER to DER: for the formats whose files come from encoders of every kind
 * (PKCS#7, PKCS#12). X.690, section 8.1.3. */
#ifndef URT_DER_BER_H
#define URT_DER_BER_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

enum { URT_BER_MAX_DEPTH = 64 };

/* Puts the first element of IN with definite, minimal lengths and with octet
 * strings in one piece; *IN moves behind it. Contents stay as they are: an
 * octet string that holds BER is turned by whoever opens it. */
enum urt_err urt_ber_to_der(struct urt_buf *out, struct urt_bytes *in);

#endif
