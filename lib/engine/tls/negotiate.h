/* Choices: suites, groups, signature schemes, certificates, under the
 * configuration's lists and security level. */
#ifndef URT_TLS_NEGOTIATE_H
#define URT_TLS_NEGOTIATE_H

#include "engine/tls/handshake.h"

/* The least strength in bits that the security level asks for. */
unsigned urt_level_bits(const struct urt_config *config);
/* The versions that this handshake may end with; false when there is none. */
bool urt_versions(const struct urt_conn *c, uint16_t *min, uint16_t *max);
bool urt_has_version(const struct urt_conn *c, uint16_t version);

/* A suite that we'd speak at some version in MIN to MAX. */
bool urt_suite_allowed(const struct urt_conn *c, const struct urt_suite *s,
                       uint16_t min, uint16_t max);
/* A group for VERSION; NULL where it is unknown or not allowed. */
const struct urt_group *urt_group_allowed(const struct urt_conn *c,
                                          uint16_t id, uint16_t version);
/* The scheme as a row, where we offer or accept it; NULL otherwise. */
const struct urt_sigalg *urt_sigalg_allowed(const struct urt_conn *c,
                                            uint16_t id);
/* Writes the ids of all schemes that we list. */
void urt_put_sigalgs(const struct urt_conn *c, struct urt_buf *b);
/* A scheme that a peer signed a handshake message with. */
enum urt_err urt_check_peer_sigalg(const struct urt_conn *c, uint16_t id,
                                   const struct urt_key *key,
                                   const struct urt_sigalg **out);
/* The same where the version leaves no choice: below TLS 1.2. */
enum urt_err urt_check_legacy_sigalg(const struct urt_conn *c,
                                     const struct urt_key *key,
                                     const struct urt_sigalg **out);
/* Server: suite, certificate and scheme. */
enum urt_err urt_choose_suite13(struct urt_conn *c);
enum urt_err urt_choose_suite12(struct urt_conn *c);
enum urt_err urt_choose_credential13(struct urt_conn *c);
enum urt_err urt_choose_sigalg12(struct urt_conn *c);
/* The first group both sides know, by preference; 0 when none. */
uint16_t urt_choose_group(const struct urt_conn *c);
/* Whether DEFLATE may be offered or chosen, up to TLS 1.2. */
bool urt_may_compress(const struct urt_conn *c);
/* Whether what a session of an older version was made with is still allowed;
 * the suite must be on our list. */
bool urt_session_fits(const struct urt_conn *c, const struct urt_session *s);
/* Client: the certificate to answer a request with; none is fine. */
void urt_choose_client_credential(struct urt_conn *c);
/* Whether a peer's or own key is large enough for the level. */
bool urt_key_allowed(const struct urt_config *config,
                     const struct urt_key *key);

#endif
