/* Groups: the elliptic curves and finite fields that keys and key exchanges
 * live in, and the ephemeral key exchange itself.
 * RFC 8446 section 4.2.7 and 4.2.8, RFC 7919, RFC 7748, RFC 8422.
 *
 * A group is a const row and is compared by its address. A group without a
 * TLS id (tls_id 0) serves keys only. An ephemeral (struct urt_kex) owns one
 * private number for one exchange, in wiped memory. What the peer sent is
 * checked here, by everyone's rule: points must be uncompressed and on the
 * curve, 1 < y < p - 1, and an all-zero X25519 or X448 result is refused. */
#ifndef URT_CRYPTO_GROUP_H
#define URT_CRYPTO_GROUP_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

enum urt_group_kind {
    URT_GROUP_EC,     /* a Weierstrass curve over a prime field */
    URT_GROUP_X25519, /* RFC 7748; the share is the u coordinate */
    URT_GROUP_X448,
    URT_GROUP_FFDHE /* RFC 7919 */
};

struct urt_group {
    const char *name;  /* as OpenSSL prints it: "P-256", "X25519" */
    const char *sn;    /* OpenSSL's short name: "prime256v1", "X25519" */
    enum urt_group_kind kind;
    uint16_t tls_id;   /* 0 where TLS has none */
    bool tls13;        /* may stand in a TLS 1.3 key share */
    unsigned bits;          /* of the field */
    unsigned security_bits; /* as OpenSSL counts them */
    size_t field_size; /* bytes of a coordinate or of p */
    size_t share_size; /* bytes of a key share on the wire */
    size_t secret_size;     /* bytes of the shared secret at full width */
    const struct urt_bytes *oid; /* content of the curve's OID, or NULL */
    const void *data; /* struct urt_curve (ec.h) or urt_field (dh.h) */
};

extern const struct urt_group urt_group_x25519, urt_group_x448;
extern const struct urt_group urt_group_secp192r1, urt_group_secp224r1;
extern const struct urt_group urt_group_secp256r1, urt_group_secp384r1;
extern const struct urt_group urt_group_secp521r1;
extern const struct urt_group urt_group_ffdhe2048, urt_group_ffdhe3072;
extern const struct urt_group urt_group_ffdhe4096, urt_group_ffdhe6144;
extern const struct urt_group urt_group_ffdhe8192;

/* Every row, ended by NULL. */
extern const struct urt_group *const urt_groups[];

/* NULL where there is no such group. */
const struct urt_group *urt_group_by_tls_id(uint16_t id);
const struct urt_group *urt_group_by_oid(struct urt_bytes oid);
/* By any of its names ("P-256", "prime256v1", "secp256r1", "x25519"),
 * whatever the case. */
const struct urt_group *urt_group_by_name(const char *name);

/* One side of one key exchange. */
struct urt_kex;

enum urt_err urt_kex_generate(struct urt_kex **out, const struct urt_group *g);
/* The same in a field that the peer or the program chose (TLS 1.2 DHE). P
 * must be odd and of 512 to 10000 bits, 1 < G < P - 1; a private number of
 * PRIVATE_BITS bits is drawn, 0 means as many as P's strength asks for. */
enum urt_err urt_kex_generate_dh(struct urt_kex **out, struct urt_bytes p,
                                 struct urt_bytes g, unsigned private_bits);
/* The group; NULL for a field without a name. */
const struct urt_group *urt_kex_group(const struct urt_kex *kex);
/* Bytes of our share: the same as urt_kex_put_public writes. */
size_t urt_kex_share_size(const struct urt_kex *kex);
void urt_kex_put_public(struct urt_buf *b, const struct urt_kex *kex);
/* Puts the shared secret, at full width (RFC 8446, 7.4). URT_E_SHARE_INVALID
 * or URT_E_POINT_INVALID when the peer's share is not acceptable. */
enum urt_err urt_kex_derive(const struct urt_kex *kex, struct urt_bytes peer,
                            struct urt_buf *secret);
/* The same, with leading zero bytes of a finite-field secret removed, as
 * TLS up to 1.2 wants them (RFC 5246, 8.1.2). */
enum urt_err urt_kex_derive_stripped(const struct urt_kex *kex,
                                     struct urt_bytes peer,
                                     struct urt_buf *secret);
/* Wipes. NULL is allowed. */
void urt_kex_free(struct urt_kex *kex);

#endif
