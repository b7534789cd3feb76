/* The tables against a graph of the protocol written for this test alone:
 * for every combination of choices, the messages in the order of RFC 8446
 * (section 2, figures 1 and 2, and 4.1.4) and RFC 5246 (7.3), as text. */
#include "unit.h"

#include "engine/tls/handshake.h"

struct choice {
    const char *name;
    const char *expected; /* C: from the client, S: from the server */
    bool tls13, resumed, retry, asked, cert, staple, ticket, compat;
    uint16_t suite; /* 0: ECDHE-RSA */
    bool hint;
};

/* Abbreviations: CH, HRR, SH, EE, CR, CT, CV, ST (status), SKE, SHD, CKE,
 * CCS, FIN, NST. */
static const struct choice choices[] = {
    {"1.3", "C:CH S:SH S:EE S:CT S:CV S:FIN C:FIN S:NST", .tls13 = true},
    {"1.3 in compatibility mode",
     "C:CH S:SH S:CCS S:EE S:CT S:CV S:FIN C:CCS C:FIN S:NST", .tls13 = true,
     .compat = true},
    {"1.3 retry", "C:CH S:HRR C:CH S:SH S:EE S:CT S:CV S:FIN C:FIN S:NST",
     .tls13 = true, .retry = true},
    {"1.3 retry in compatibility mode",
     "C:CH S:HRR S:CCS C:CCS C:CH S:SH S:EE S:CT S:CV S:FIN C:FIN S:NST",
     .tls13 = true, .retry = true, .compat = true},
    {"1.3 client certificate",
     "C:CH S:SH S:EE S:CR S:CT S:CV S:FIN C:CT C:CV C:FIN S:NST",
     .tls13 = true, .asked = true, .cert = true},
    {"1.3 no client certificate",
     "C:CH S:SH S:EE S:CR S:CT S:CV S:FIN C:CT C:FIN S:NST", .tls13 = true,
     .asked = true},
    {"1.3 PSK", "C:CH S:SH S:EE S:FIN C:FIN S:NST", .tls13 = true,
     .resumed = true},
    {"1.3 PSK, retry", "C:CH S:HRR C:CH S:SH S:EE S:FIN C:FIN S:NST",
     .tls13 = true, .resumed = true, .retry = true},
    {"1.2", "C:CH S:SH S:CT S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN"},
    {"1.2 ticket",
     "C:CH S:SH S:CT S:SKE S:SHD C:CKE C:CCS C:FIN S:NST S:CCS S:FIN",
     .ticket = true},
    {"1.2 status",
     "C:CH S:SH S:CT S:ST S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .staple = true},
    {"1.2 client certificate",
     "C:CH S:SH S:CT S:SKE S:CR S:SHD C:CT C:CKE C:CV C:CCS C:FIN S:CCS S:FIN",
     .asked = true, .cert = true},
    {"1.2 no client certificate",
     "C:CH S:SH S:CT S:SKE S:CR S:SHD C:CT C:CKE C:CCS C:FIN S:CCS S:FIN",
     .asked = true},
    {"1.2 resumed", "C:CH S:SH S:CCS S:FIN C:CCS C:FIN", .resumed = true},
    {"1.2 RSA", "C:CH S:SH S:CT S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x2f},
    {"1.2 RSA, client certificate",
     "C:CH S:SH S:CT S:CR S:SHD C:CT C:CKE C:CV C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x2f, .asked = true, .cert = true},
    {"1.2 DHE-DSS",
     "C:CH S:SH S:CT S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x32},
    {"1.2 anonymous", "C:CH S:SH S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x34, .asked = true},
    {"1.2 anonymous, curve",
     "C:CH S:SH S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN", .suite = 0xc018},
    {"1.2 PSK", "C:CH S:SH S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x8c, .asked = true},
    {"1.2 PSK, hint", "C:CH S:SH S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x8c, .hint = true},
    {"1.2 DHE-PSK", "C:CH S:SH S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x90},
    {"1.2 ECDHE-PSK", "C:CH S:SH S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0xc035},
    {"1.2 RSA-PSK",
     "C:CH S:SH S:CT S:CR S:SHD C:CT C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x94, .asked = true},
    {"1.2 RSA-PSK, hint",
     "C:CH S:SH S:CT S:SKE S:SHD C:CKE C:CCS C:FIN S:CCS S:FIN",
     .suite = 0x94, .hint = true},
    {"1.2 resumed, new ticket", "C:CH S:SH S:NST S:CCS S:FIN C:CCS C:FIN",
     .resumed = true, .ticket = true},
};

static const struct {
    uint16_t msg;
    const char *text;
} texts[] = {
    {URT_MSG_CLIENT_HELLO, "CH"},         {URT_MSG_SERVER_HELLO, "SH"},
    {URT_MSG_NEW_SESSION_TICKET, "NST"},  {URT_MSG_ENCRYPTED_EXTENSIONS, "EE"},
    {URT_MSG_CERTIFICATE, "CT"},          {URT_MSG_SERVER_KEY_EXCHANGE, "SKE"},
    {URT_MSG_CERTIFICATE_REQUEST, "CR"},  {URT_MSG_SERVER_HELLO_DONE, "SHD"},
    {URT_MSG_CERTIFICATE_VERIFY, "CV"},   {URT_MSG_CLIENT_KEY_EXCHANGE, "CKE"},
    {URT_MSG_FINISHED, "FIN"},            {URT_MSG_CERTIFICATE_STATUS, "ST"},
    {URT_ROW_CCS, "CCS"},
};

static const char *
text_of(const struct urt_row *row)
{
    if (row->msg == URT_MSG_V2_HELLO)
        return "V2";
    if (strcmp(row->name, "HelloRetryRequest") == 0)
        return "HRR";
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].msg == row->msg)
            return texts[i].text;
    ck_abort_msg("row %s", row->name);
    return NULL;
}

/* Appends the messages of a table that stand in this handshake. */
static void
walk(struct urt_conn *c, const struct urt_row *row, bool sender_view,
     char *out)
{
    for (; row->name != NULL; row++) {
        if (row->msg == URT_ROW_LOCAL)
            continue;
        c->server = sender_view == (row->from == URT_FROM_SERVER);
        if (row->when != NULL && !row->when(c))
            continue;
        /* The receiver's record layer drops these. */
        if (!sender_view && (row->flags & URT_ROW_SEND_ONLY) != 0)
            continue;
        if (*out != '\0')
            strcat(out, " ");
        strcat(out, row->from == URT_FROM_CLIENT ? "C:" : "S:");
        strcat(out, text_of(row));
    }
}

static struct urt_blob some_hint;

static void
setup(const struct choice *ch, struct urt_config *config, struct urt_conn *c,
      struct urt_handshake *hs)
{
    static const struct urt_hooks none;

    memset(c, 0, sizeof *c);
    memset(hs, 0, sizeof *hs);
    urt_config_init(config, &none);
    config->verify_mode = ch->asked ? URT_VERIFY_PEER : 0;
    c->config = config;
    c->hs = hs;
    c->version = ch->tls13 ? URT_TLS_1_3 : URT_TLS_1_2;
    c->resumed = ch->resumed;
    c->suite = urt_suite_by_id(ch->tls13        ? 0x1301
                               : ch->suite != 0 ? ch->suite
                                                : 0xc02f);
    config->psk_hint = ch->hint ? &some_hint : NULL;
    hs->hrr = ch->retry;
    hs->offered_tls13 = ch->retry;
    hs->session_id_len = ch->compat ? 32 : 0;
    hs->cert_requested = strstr(ch->expected, "S:CR") != NULL;
    hs->cert_sent = hs->peer_cert = ch->cert;
    hs->status_sent = ch->staple;
    hs->ticket_expected = ch->ticket;
    hs->tickets_left = 1;
}

static void
walk_all(const struct choice *ch, bool sender_view, char *out)
{
    struct urt_config config;
    struct urt_conn c;
    struct urt_handshake hs;

    setup(ch, &config, &c, &hs);
    *out = '\0';
    walk(&c, urt_rows_hello, sender_view, out);
    if (ch->tls13)
        walk(&c, urt_rows_13, sender_view, out);
    else
        walk(&c, ch->resumed ? urt_rows_12_resumed : urt_rows_12_full,
             sender_view, out);
}

START_TEST(senders_follow_the_graph)
{
    char out[1024];

    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        walk_all(&choices[i], true, out);
        ck_assert_msg(strcmp(out, choices[i].expected) == 0,
                      "%s:\n%s\nexpected:\n%s", choices[i].name, out,
                      choices[i].expected);
    }
}
END_TEST

/* A receiver's optional rows are there whether or not they will be used, so
 * that only the mandatory ones are compared. */
static void
drop_optional(const char *in, char *out)
{
    static const char *const drop[] = {"S:CR",  "S:NST", "S:CCS",
                                       "C:CCS", "C:V2",  "S:SKE"};
    char copy[1024], *save, *word;

    strcpy(copy, in);
    *out = '\0';
    for (word = strtok_r(copy, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        bool gone = false;

        for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
            gone |= strcmp(word, drop[i]) == 0;
        if (gone)
            continue;
        strcat(out, word);
        strcat(out, " ");
    }
}

START_TEST(receivers_follow_the_graph)
{
    char out[1024], got[1024], expected[1024];

    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        walk_all(&choices[i], false, out);
        drop_optional(out, got);
        drop_optional(choices[i].expected, expected);
        ck_assert_msg(strcmp(got, expected) == 0, "%s:\n%s\nexpected:\n%s",
                      choices[i].name, got, expected);
    }
}
END_TEST

/* What a row must have: a message's two functions and a limit, a name. */
START_TEST(rows_are_whole)
{
    static const struct urt_row *const tables[] = {
        urt_rows_hello,       urt_rows_13,           urt_rows_12_full,
        urt_rows_12_resumed,  urt_rows_ticket,       urt_rows_key_update,
        urt_rows_auth,        urt_rows_auth_request,
        urt_rows_hello_request,
    };

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (const struct urt_row *r = tables[t]; r->name != NULL; r++) {
            if (r->msg == URT_ROW_LOCAL || r->msg == URT_ROW_CCS) {
                ck_assert_ptr_null(r->send);
                ck_assert_ptr_null(r->recv);
                continue;
            }
            ck_assert_msg(r->send != NULL, "%s", r->name);
            ck_assert_msg(r->recv != NULL ||
                              (r->flags & URT_ROW_SEND_ONLY) != 0,
                          "%s", r->name);
            ck_assert_msg(r->from == URT_FROM_CLIENT ||
                              r->from == URT_FROM_SERVER,
                          "%s", r->name);
            ck_assert_msg((r->flags & URT_ROW_OPTIONAL) == 0 ||
                              r->when != NULL ||
                              r->from == URT_FROM_SERVER,
                          "%s", r->name);
        }
}
END_TEST

UNIT_MAIN("graph", senders_follow_the_graph, receivers_follow_the_graph,
          rows_are_whole)
