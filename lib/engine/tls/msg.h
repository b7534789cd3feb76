/* The messages: each has its file, with send beside recv, and the guards
 * and steps of the tables that belong to it. */
#ifndef URT_TLS_MSG_H
#define URT_TLS_MSG_H

#include "engine/tls/handshake.h"

#define URT_MSG(name)                                                   \
    enum urt_err urt_##name##_send(struct urt_conn *c, struct urt_buf *b); \
    enum urt_err urt_##name##_recv(struct urt_conn *c, struct urt_bytes *in)

/* msg_client_hello.c */
URT_MSG(client_hello);
/* Server steps: what is chosen from a hello, in OpenSSL's order. */
enum urt_err urt_hello_ask(struct urt_conn *c);
enum urt_err urt_hello_version(struct urt_conn *c);
enum urt_err urt_hello_extensions(struct urt_conn *c);
enum urt_err urt_hello_psk(struct urt_conn *c);
enum urt_err urt_hello_session(struct urt_conn *c);
enum urt_err urt_hello_name(struct urt_conn *c);
enum urt_err urt_hello_alpn(struct urt_conn *c);
enum urt_err urt_hello_cert(struct urt_conn *c);
enum urt_err urt_hello_choose(struct urt_conn *c);
enum urt_err urt_hello_status(struct urt_conn *c);
/* early_data.c */
enum urt_err urt_hello_early_data(struct urt_conn *c);

/* A hook's answer as an error; PRESET is the error of FAIL. */
enum urt_err urt_hook_answer(struct urt_conn *c, enum urt_hook h,
                             enum urt_want want, int alert,
                             enum urt_err preset);
/* Server: whether the client takes compressed records. */
bool urt_hello_offers_deflate(const struct urt_conn *c);
/* Server: whether sessions go into tickets. */
bool urt_uses_tickets(const struct urt_conn *c);
/* Splits hs->hello_data into hs->hello. */
enum urt_err urt_hello_split(struct urt_conn *c);
/* msg_v2_hello.c */
URT_MSG(v2_hello);
bool urt_v2_hello_fits(const struct urt_conn *c, struct urt_bytes body);
/* renegotiate.c */
URT_MSG(hello_request);
enum urt_err urt_hello_request_over(struct urt_conn *c);

/* msg_server_hello.c */
URT_MSG(server_hello);
URT_MSG(retry_request);
bool urt_retry_request_fits(const struct urt_conn *c, struct urt_bytes body);
enum urt_err urt_server_hello_after(struct urt_conn *c);
/* Puts the keys behind it in use: once a server's CCS is out, if it has one. */
enum urt_err urt_server_hello_keys(struct urt_conn *c);
/* msg_encrypted_extensions.c */
URT_MSG(encrypted_extensions);
/* msg_certificate.c */
URT_MSG(certificate);
enum urt_err urt_certificate_verify_peer(struct urt_conn *c);
/* msg_certificate_request.c */
URT_MSG(certificate_request);
enum urt_err urt_client_cert_ask(struct urt_conn *c);
/* msg_certificate_verify.c */
URT_MSG(certificate_verify);
/* msg_certificate_status.c */
URT_MSG(certificate_status);
enum urt_err urt_certificate_status_tell(struct urt_conn *c);
/* msg_server_key_exchange.c */
bool urt_server_key_exchange_due(const struct urt_conn *c);
URT_MSG(server_key_exchange);
/* msg_client_key_exchange.c */
URT_MSG(client_key_exchange);
enum urt_err urt_client_key_exchange_after(struct urt_conn *c);
/* msg_server_hello_done.c */
URT_MSG(server_hello_done);
/* early_data.c */
URT_MSG(end_of_early_data);
enum urt_err urt_end_of_early_data_after(struct urt_conn *c);
/* Client, with a hello: decides on the offer. */
enum urt_err urt_early_data_offer(struct urt_conn *c);
/* Client: the hello is made; its keys are put in use; a HelloRetryRequest
 * came; EncryptedExtensions came. */
enum urt_err urt_early_data_hello_sent(struct urt_conn *c);
enum urt_err urt_early_data_begin(struct urt_conn *c);
void urt_early_data_retry(struct urt_conn *c);
enum urt_err urt_early_data_check(struct urt_conn *c);
/* Server: LEN bytes of data came. */
enum urt_err urt_early_data_came(struct urt_conn *c, size_t len);
/* msg_change_cipher_spec.c */
enum urt_err urt_change_cipher_spec_after_client(struct urt_conn *c);
enum urt_err urt_change_cipher_spec_after_server(struct urt_conn *c);
/* msg_finished.c */
URT_MSG(finished);
enum urt_err urt_finished_after_server13(struct urt_conn *c);
enum urt_err urt_finished_after_client13(struct urt_conn *c);
/* msg_new_session_ticket.c */
URT_MSG(new_session_ticket);
URT_MSG(new_session_ticket12);
enum urt_err urt_new_session_ticket_after(struct urt_conn *c);
enum urt_err urt_session_made(struct urt_conn *c);
/* msg_key_update.c */
URT_MSG(key_update);
enum urt_err urt_key_update_after(struct urt_conn *c);

#undef URT_MSG

/* Client: a host name that the server acknowledged goes into the session. */
enum urt_err urt_keep_server_name(struct urt_conn *c);
/* Server: a fresh ID for the session under way. */
enum urt_err urt_session_make_id(struct urt_conn *c);

#endif
