/* The key exchanges of TLS up to 1.2 as const rows: what stands in
 * ServerKeyExchange and ClientKeyExchange, and the premaster secret that
 * comes of it. RFC 5246 section 7.4.3 and 7.4.7, RFC 8422, RFC 4279,
 * RFC 5489.
 *
 * A row knows its own part alone. The identity hint, the signature, the
 * identity and the mixing in of a pre-shared key are the same for all and
 * stand with the messages. */
#ifndef URT_TLS_KX_H
#define URT_TLS_KX_H

#include "engine/tls/handshake.h"

struct urt_kx {
    /* The server's parameters; NULL where there are none. */
    enum urt_err (*put_params)(struct urt_conn *c, struct urt_buf *b);
    enum urt_err (*take_params)(struct urt_conn *c, struct urt_bytes *in);
    /* The client's part, and the secret into hs->premaster. NULL: a
     * pre-shared key is all there is. */
    enum urt_err (*put_share)(struct urt_conn *c, struct urt_buf *b);
    enum urt_err (*take_share)(struct urt_conn *c, struct urt_bytes *in);
    bool psk; /* a pre-shared key is part of it */
};

/* Never NULL for a suite that is usable below TLS 1.3. */
const struct urt_kx *urt_kx_of(const struct urt_suite *s);
/* Whether the server shows a certificate, and whether its key signs the
 * parameters. */
bool urt_kx_has_cert(const struct urt_suite *s);
bool urt_kx_signs(const struct urt_suite *s);
/* Whether an elliptic curve, or a finite field, is used. */
bool urt_kx_has_curve(const struct urt_suite *s);
bool urt_kx_has_field(const struct urt_suite *s);
/* Wraps hs->premaster (RFC 4279, section 2; RFC 5489, section 2) together
 * with hs->psk. */
enum urt_err urt_kx_mix_psk(struct urt_conn *c);
/* The size of the field that a server without one of its own should take:
 * as strong as its certificate's key, or as the suite where there is none. */
unsigned urt_kx_field_bits(const struct urt_conn *c);

#endif
