/* Key schedules: from shared secrets to the keys of records.
 * RFC 8446 section 7 (schedule13.c); RFC 5246 section 6.3 and 8.1, RFC 7627
 * (schedule12.c). */
#ifndef URT_TLS_SCHEDULE_H
#define URT_TLS_SCHEDULE_H

#include "engine/tls/handshake.h"

/* ---- TLS 1.3 ---- */

/* Early secret: PSK, or zeros. */
void urt_schedule13_early(struct urt_conn *c, struct urt_bytes psk);
/* The traffic secret of early data under a session's PSK, behind the
 * ClientHello; and its exporter secret into the connection. */
enum urt_err urt_schedule13_early_traffic(struct urt_conn *c,
                                          const struct urt_session *s,
                                          uint8_t *secret);
/* Puts it in use, in the client's direction. */
enum urt_err urt_schedule13_use_early(struct urt_conn *c,
                                      const struct urt_suite *suite,
                                      const uint8_t *secret);
/* Handshake secret from the key exchange's result (empty: psk_ke). */
enum urt_err urt_schedule13_handshake(struct urt_conn *c,
                                      struct urt_bytes shared);
/* Puts the handshake traffic key of SERVER's direction in use. */
enum urt_err urt_schedule13_use_handshake(struct urt_conn *c, bool server);
/* Master secret, application and exporter secrets. */
enum urt_err urt_schedule13_master(struct urt_conn *c);
enum urt_err urt_schedule13_use_app(struct urt_conn *c, bool server);
/* After the client's Finished. */
enum urt_err urt_schedule13_resumption(struct urt_conn *c);
/* The next generation of application keys of one direction. */
enum urt_err urt_schedule13_update(struct urt_conn *c, bool server);
/* verify_data of a Finished that SERVER sends now. */
enum urt_err urt_schedule13_finished(struct urt_conn *c, bool server,
                                     uint8_t *out);
/* The PSK that a ticket with this nonce stands for. */
enum urt_err urt_schedule13_ticket_psk(const struct urt_conn *c, uint8_t *out,
                                       struct urt_bytes nonce);
/* A PSK binder over PREFIX (all bytes up to the binders); an EXTERNAL PSK has
 * another label than a ticket's. */
enum urt_err urt_schedule13_binder(uint8_t *out, const struct urt_hash *hash,
                                   bool external,
                                   struct urt_bytes psk,
                                   struct urt_bytes before,
                                   struct urt_bytes hello);
enum urt_err urt_schedule13_export(const struct urt_conn *c, uint8_t *out,
                                   size_t len, struct urt_bytes label,
                                   struct urt_bytes context);

enum urt_err urt_schedule13_export_early(const struct urt_conn *c,
                                         uint8_t *out, size_t len,
                                         struct urt_bytes label,
                                         struct urt_bytes context);

/* ---- TLS 1.2 ---- */

/* The session's master secret from the premaster (wiped). */
enum urt_err urt_schedule12_master(struct urt_conn *c);
/* Puts the keys of SERVER's direction in use. */
enum urt_err urt_schedule12_use(struct urt_conn *c, bool server);
enum urt_err urt_schedule12_finished(struct urt_conn *c, bool server,
                                     uint8_t *out);
enum urt_err urt_schedule12_export(const struct urt_conn *c, uint8_t *out,
                                   size_t len, struct urt_bytes label,
                                   struct urt_bytes context, bool has_context);

/* Tells the key log hook. */
void urt_schedule_log(struct urt_conn *c, const char *label,
                      const uint8_t *secret, size_t len);

#endif
