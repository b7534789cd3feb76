/* Names: of states, alerts and versions. */
#include "facade/libssl/ssl_local.h"

/* ---- states ---- */

static const struct state {
    OSSL_HANDSHAKE_STATE number;
    const char *code, *text;
} states[] = {
    [URT_STATE_BEFORE] = {TLS_ST_BEFORE, "PINIT", "before SSL initialization"},
    [URT_STATE_DONE] = {TLS_ST_OK, "SSLOK",
                        "SSL negotiation finished successfully"},
    [URT_STATE_CW_CLIENT_HELLO] = {TLS_ST_CW_CLNT_HELLO, "TWCH",
                                   "SSLv3/TLS write client hello"},
    [URT_STATE_CR_SERVER_HELLO] = {TLS_ST_CR_SRVR_HELLO, "TRSH",
                                   "SSLv3/TLS read server hello"},
    [URT_STATE_CR_ENCRYPTED_EXTENSIONS] = {TLS_ST_CR_ENCRYPTED_EXTENSIONS,
                                           "TREE",
                                           "TLSv1.3 read encrypted extensions"},
    [URT_STATE_CR_CERTIFICATE_REQUEST] =
        {TLS_ST_CR_CERT_REQ, "TRCR",
         "SSLv3/TLS read server certificate request"},
    [URT_STATE_CR_CERTIFICATE] = {TLS_ST_CR_CERT, "TRSC",
                                  "SSLv3/TLS read server certificate"},
    [URT_STATE_CR_CERTIFICATE_STATUS] = {TLS_ST_CR_CERT_STATUS, "TRCS",
                                         "SSLv3/TLS read certificate status"},
    [URT_STATE_CR_SERVER_KEY_EXCHANGE] = {TLS_ST_CR_KEY_EXCH, "TRSKE",
                                          "SSLv3/TLS read server key exchange"},
    [URT_STATE_CR_CERTIFICATE_VERIFY] =
        {TLS_ST_CR_CERT_VRFY, "TRSCV",
         "TLSv1.3 read server certificate verify"},
    [URT_STATE_CR_SERVER_HELLO_DONE] = {TLS_ST_CR_SRVR_DONE, "TRSD",
                                        "SSLv3/TLS read server done"},
    [URT_STATE_CR_SESSION_TICKET] = {TLS_ST_CR_SESSION_TICKET, "TRST",
                                     "SSLv3/TLS read server session ticket"},
    [URT_STATE_CR_CHANGE_CIPHER_SPEC] = {TLS_ST_CR_CHANGE, "TRCCS",
                                         "SSLv3/TLS read change cipher spec"},
    [URT_STATE_CR_FINISHED] = {TLS_ST_CR_FINISHED, "TRFIN",
                               "SSLv3/TLS read finished"},
    [URT_STATE_CR_HELLO_REQUEST] = {TLS_ST_CR_HELLO_REQ, "TRHR",
                                    "SSLv3/TLS read hello request"},
    [URT_STATE_CR_KEY_UPDATE] = {TLS_ST_CR_KEY_UPDATE, "TRSKU",
                                 "TLSv1.3 read server key update"},
    [URT_STATE_CW_CERTIFICATE] = {TLS_ST_CW_CERT, "TWCC",
                                  "SSLv3/TLS write client certificate"},
    [URT_STATE_CW_CLIENT_KEY_EXCHANGE] =
        {TLS_ST_CW_KEY_EXCH, "TWCKE", "SSLv3/TLS write client key exchange"},
    [URT_STATE_CW_CERTIFICATE_VERIFY] = {TLS_ST_CW_CERT_VRFY, "TWCV",
                                         "SSLv3/TLS write certificate verify"},
    [URT_STATE_CW_END_OF_EARLY_DATA] = {TLS_ST_CW_END_OF_EARLY_DATA, "TWEOED",
                                        "TLSv1.3 write end of early data"},
    [URT_STATE_CW_CHANGE_CIPHER_SPEC] = {TLS_ST_CW_CHANGE, "TWCCS",
                                         "SSLv3/TLS write change cipher spec"},
    [URT_STATE_CW_FINISHED] = {TLS_ST_CW_FINISHED, "TWFIN",
                               "SSLv3/TLS write finished"},
    [URT_STATE_CW_KEY_UPDATE] = {TLS_ST_CW_KEY_UPDATE, "TWCKU",
                                 "TLSv1.3 write client key update"},
    [URT_STATE_SR_CLIENT_HELLO] = {TLS_ST_SR_CLNT_HELLO, "TRCH",
                                   "SSLv3/TLS read client hello"},
    [URT_STATE_SW_HELLO_REQUEST] = {TLS_ST_SW_HELLO_REQ, "TWHR",
                                    "SSLv3/TLS write hello request"},
    [URT_STATE_SW_SERVER_HELLO] = {TLS_ST_SW_SRVR_HELLO, "TWSH",
                                   "SSLv3/TLS write server hello"},
    [URT_STATE_SW_HELLO_RETRY_REQUEST] = {TLS_ST_SW_SRVR_HELLO, "TWSH",
                                          "SSLv3/TLS write server hello"},
    [URT_STATE_SW_ENCRYPTED_EXTENSIONS] =
        {TLS_ST_SW_ENCRYPTED_EXTENSIONS, "TWEE",
         "TLSv1.3 write encrypted extensions"},
    [URT_STATE_SW_CERTIFICATE_REQUEST] =
        {TLS_ST_SW_CERT_REQ, "TWCR", "SSLv3/TLS write certificate request"},
    [URT_STATE_SW_CERTIFICATE] = {TLS_ST_SW_CERT, "TWSC",
                                  "SSLv3/TLS write certificate"},
    [URT_STATE_SW_CERTIFICATE_STATUS] = {TLS_ST_SW_CERT_STATUS, "TWCS",
                                         "SSLv3/TLS write certificate status"},
    [URT_STATE_SW_SERVER_KEY_EXCHANGE] = {TLS_ST_SW_KEY_EXCH, "TWSKE",
                                          "SSLv3/TLS write key exchange"},
    [URT_STATE_SW_CERTIFICATE_VERIFY] =
        {TLS_ST_SW_CERT_VRFY, "TWSCV",
         "TLSv1.3 write server certificate verify"},
    [URT_STATE_SW_SERVER_HELLO_DONE] = {TLS_ST_SW_SRVR_DONE, "TWSD",
                                        "SSLv3/TLS write server done"},
    [URT_STATE_SW_SESSION_TICKET] = {TLS_ST_SW_SESSION_TICKET, "TWST",
                                     "SSLv3/TLS write session ticket"},
    [URT_STATE_SW_CHANGE_CIPHER_SPEC] = {TLS_ST_SW_CHANGE, "TWCCS",
                                         "SSLv3/TLS write change cipher spec"},
    [URT_STATE_SW_FINISHED] = {TLS_ST_SW_FINISHED, "TWFIN",
                               "SSLv3/TLS write finished"},
    [URT_STATE_SW_KEY_UPDATE] = {TLS_ST_SW_KEY_UPDATE, "TWSKU",
                                 "TLSv1.3 write server key update"},
    [URT_STATE_SR_CERTIFICATE] = {TLS_ST_SR_CERT, "TRCC",
                                  "SSLv3/TLS read client certificate"},
    [URT_STATE_SR_CLIENT_KEY_EXCHANGE] = {TLS_ST_SR_KEY_EXCH, "TRCKE",
                                          "SSLv3/TLS read client key exchange"},
    [URT_STATE_SR_CERTIFICATE_VERIFY] = {TLS_ST_SR_CERT_VRFY, "TRCV",
                                         "SSLv3/TLS read certificate verify"},
    [URT_STATE_SR_END_OF_EARLY_DATA] = {TLS_ST_SR_END_OF_EARLY_DATA, "TWEOED",
                                        "TLSv1.3 read end of early data"},
    [URT_STATE_SR_CHANGE_CIPHER_SPEC] = {TLS_ST_SR_CHANGE, "TRCCS",
                                         "SSLv3/TLS read change cipher spec"},
    [URT_STATE_SR_FINISHED] = {TLS_ST_SR_FINISHED, "TRFIN",
                               "SSLv3/TLS read finished"},
    [URT_STATE_SR_KEY_UPDATE] = {TLS_ST_SR_KEY_UPDATE, "TRCKU",
                                 "TLSv1.3 read client key update"},
    [URT_STATE_EARLY_DATA] = {TLS_ST_EARLY_DATA, "TED", "TLSv1.3 early data"},
    [URT_STATE_PENDING_EARLY_DATA_END] =
        {TLS_ST_PENDING_EARLY_DATA_END, "TPEDE",
         "TLSv1.3 pending early data end"},
};

_Static_assert(sizeof states / sizeof *states == URT_STATE_COUNT,
               "every state has its names");

static bool
is_dead(const SSL *s)
{
    return s->dead || urt_conn_error(s->conn) != URT_OK;
}

/* A dead connection keeps the number of the state that it died in. */
static const struct state *
state_of(const SSL *s)
{
    return &states[urt_conn_state(s->conn)];
}

const char *
SSL_state_string(const SSL *s)
{
    return is_dead(s) ? "SSLERR" : state_of(s)->code;
}

const char *
SSL_state_string_long(const SSL *s)
{
    return is_dead(s) ? "error" : state_of(s)->text;
}

OSSL_HANDSHAKE_STATE
SSL_get_state(const SSL *s)
{
    return state_of(s)->number;
}

/* Whether a record's header or its body is awaited. */
const char *
SSL_rstate_string(const SSL *s)
{
    return urt_conn_awaits_body(s->conn) ? "RB" : "RH";
}

const char *
SSL_rstate_string_long(const SSL *s)
{
    return urt_conn_awaits_body(s->conn) ? "read body" : "read header";
}

/* ---- alerts ---- */

static const struct {
    int number;
    const char *code, *text;
} alerts[] = {
    {0, "CN", "close notify"},
    {10, "UM", "unexpected_message"},
    {20, "BM", "bad record mac"},
    {21, "DC", "decryption failed"},
    {22, "RO", "record overflow"},
    {30, "DF", "decompression failure"},
    {40, "HF", "handshake failure"},
    {41, "NC", "no certificate"},
    {42, "BC", "bad certificate"},
    {43, "UC", "unsupported certificate"},
    {44, "CR", "certificate revoked"},
    {45, "CE", "certificate expired"},
    {46, "CU", "certificate unknown"},
    {47, "IP", "illegal parameter"},
    {48, "CA", "unknown CA"},
    {49, "AD", "access denied"},
    {50, "DE", "decode error"},
    {51, "CY", "decrypt error"},
    {60, "ER", "export restriction"},
    {70, "PV", "protocol version"},
    {71, "IS", "insufficient security"},
    {80, "IE", "internal error"},
    {90, "US", "user canceled"},
    {100, "NR", "no renegotiation"},
    {110, "UE", "unsupported extension"},
    {111, "CO", "certificate unobtainable"},
    {112, "UN", "unrecognized name"},
    {113, "BR", "bad certificate status response"},
    {114, "BH", "bad certificate hash value"},
    {115, "UP", "unknown PSK identity"},
    {120, "UK", "no application protocol"},
};

static const struct {
    int level;
    const char *code, *text;
} alert_levels[] = {
    {SSL3_AL_WARNING, "W", "warning"},
    {SSL3_AL_FATAL, "F", "fatal"},
};

const char *
SSL_alert_type_string(int value)
{
    for (size_t i = 0; i < sizeof alert_levels / sizeof *alert_levels; i++)
        if (alert_levels[i].level == value >> 8)
            return alert_levels[i].code;
    return "U";
}

const char *
SSL_alert_type_string_long(int value)
{
    for (size_t i = 0; i < sizeof alert_levels / sizeof *alert_levels; i++)
        if (alert_levels[i].level == value >> 8)
            return alert_levels[i].text;
    return "unknown";
}

const char *
SSL_alert_desc_string(int value)
{
    for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++)
        if (alerts[i].number == (value & 0xff))
            return alerts[i].code;
    return "UK";
}

const char *
SSL_alert_desc_string_long(int value)
{
    for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++)
        if (alerts[i].number == (value & 0xff))
            return alerts[i].text;
    return "unknown";
}

const char *
SSL_get_version(const SSL *s)
{
    return urt_version_name(fac_ssl_version(s));
}
