/* The engine's hooks, wired to the files that answer them. */
#include "facade/libssl/ssl_local.h"

const struct urt_hooks fac_hooks = {
    .hello = fac_hello_hook,
    .sni = fac_sni_hook,
    .alpn = fac_alpn_hook,
    .cert = fac_cert_hook,
    .may_certify = fac_may_certify_hook,
    .verify = fac_verify_hook,
    .status = fac_status_hook,
    .session_new = fac_session_new_hook,
    .session_find = fac_session_find_hook,
    .session_drop = fac_session_drop_hook,
    .session_id = fac_session_id_hook,
    .session_wanted = fac_session_wanted_hook,
    .ticket_seal = fac_ticket_seal_hook,
    .ticket_open = fac_ticket_open_hook,
    .ticket_made = fac_ticket_made_hook,
    .ticket_used = fac_ticket_used_hook,
    .psk_client = fac_psk_client_hook,
    .psk_server = fac_psk_server_hook,
    .dh = fac_dh_hook,
    .ext_put = fac_ext_put_hook,
    .ext_known = fac_ext_known_hook,
    .ext_take = fac_ext_take_hook,
    .keylog = fac_keylog_hook,
    .trace = fac_trace_hook,
};
