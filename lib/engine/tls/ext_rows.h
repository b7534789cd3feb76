/* The functions behind the extensions' rows; each set stands in a file by
 * subject. A row without one of them has a NULL of that name. */
#ifndef URT_TLS_EXT_ROWS_H
#define URT_TLS_EXT_ROWS_H

#include "engine/tls/handshake.h"
#include "engine/tls/negotiate.h"

#define URT_EXT_FUNCTIONS(name)                                             \
    bool urt_ext_##name##_wants(const struct urt_conn *c,                   \
                                enum urt_where where);                      \
    enum urt_err urt_ext_##name##_put(struct urt_conn *c,                   \
                                      enum urt_where where,                 \
                                      struct urt_buf *b);                   \
    enum urt_err urt_ext_##name##_take(struct urt_conn *c,                  \
                                       enum urt_where where,                \
                                       struct urt_bytes *in);               \
    enum urt_err urt_ext_##name##_missing(struct urt_conn *c,               \
                                          enum urt_where where)

URT_EXT_FUNCTIONS(renegotiation_info);
URT_EXT_FUNCTIONS(server_name);
URT_EXT_FUNCTIONS(max_fragment_length);
URT_EXT_FUNCTIONS(ec_point_formats);
URT_EXT_FUNCTIONS(supported_groups);
URT_EXT_FUNCTIONS(session_ticket);
URT_EXT_FUNCTIONS(status_request);
URT_EXT_FUNCTIONS(alpn);
URT_EXT_FUNCTIONS(encrypt_then_mac);
URT_EXT_FUNCTIONS(extended_master_secret);
URT_EXT_FUNCTIONS(signature_algorithms_cert);
URT_EXT_FUNCTIONS(post_handshake_auth);
URT_EXT_FUNCTIONS(signature_algorithms);
URT_EXT_FUNCTIONS(supported_versions);
URT_EXT_FUNCTIONS(psk_key_exchange_modes);
URT_EXT_FUNCTIONS(key_share);
URT_EXT_FUNCTIONS(cookie);
URT_EXT_FUNCTIONS(early_data);
URT_EXT_FUNCTIONS(certificate_authorities);
URT_EXT_FUNCTIONS(padding);
URT_EXT_FUNCTIONS(pre_shared_key);

#undef URT_EXT_FUNCTIONS

/* Where nothing has to be done. */
#define urt_ext_alpn_missing NULL
#define urt_ext_certificate_authorities_missing NULL
#define urt_ext_cookie_missing NULL
#define urt_ext_ec_point_formats_missing NULL
#define urt_ext_max_fragment_length_missing NULL
#define urt_ext_padding_missing NULL
#define urt_ext_post_handshake_auth_missing NULL
#define urt_ext_pre_shared_key_missing NULL
#define urt_ext_psk_key_exchange_modes_missing NULL
#define urt_ext_signature_algorithms_cert_missing NULL
#define urt_ext_status_request_missing NULL

/* The size of that extension, header included; 0 when there is none. */
size_t urt_psk_size(const struct urt_conn *c);

/* A list of 2-byte code points behind a 2-byte length: non-empty and even. */
bool urt_take_ids(struct urt_bytes *in, struct urt_bytes *out);
/* Replaces the content of a buffer. */
enum urt_err urt_keep(struct urt_buf *b, struct urt_bytes s);

#endif
