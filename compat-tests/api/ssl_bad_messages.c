/* Each message of a handshake of TLS 1.0 to 1.2 left out, sent twice, in the
 * place of the next one, of an unknown type, empty, too long and too short:
 * what each side says of it. The suites without encryption let Finished, and
 * a second handshake, be treated so too. */
#include "wire.h"

static const struct wire_kind kinds[] = {
    {"RSA 1.2", TLS1_2_VERSION, "NULL-SHA256", 1, 0, 0, 0, NULL},
    {"RSA 1.1", TLS1_1_VERSION, "NULL-SHA", 1, 0, 0, 0, NULL},
    {"RSA 1.0", TLS1_VERSION, "NULL-SHA", 1, 0, 0, 0, NULL},
    {"ECDHE 1.2", TLS1_2_VERSION, "ECDHE-RSA-NULL-SHA", 1, 1, 0, 0, NULL},
    {"ECDHE 1.0", TLS1_VERSION, "ECDHE-RSA-NULL-SHA", 1, 1, 0, 0, NULL},
    {"ECDSA 1.2", TLS1_2_VERSION, "ECDHE-ECDSA-NULL-SHA", 1, 1, 0, 0, "ec"},
    {"DHE 1.2", TLS1_2_VERSION, "DHE-RSA-AES128-SHA", 0, 0, 0, 0, NULL},
    {"DHE 1.0", TLS1_VERSION, "DHE-RSA-AES128-SHA", 0, 0, 0, 0, NULL},
    {"anonymous", TLS1_2_VERSION, "AECDH-NULL-SHA", 1, 0, 0, 0, NULL},
    {"by ID", TLS1_2_VERSION, "NULL-SHA256", 1, 0, 1, 0, NULL},
    {"by ID 1.0", TLS1_VERSION, "NULL-SHA", 1, 0, 1, 0, NULL},
    {"by ticket", TLS1_2_VERSION, "NULL-SHA256", 1, 0, 2, 0, NULL},
    {"again", TLS1_2_VERSION, "NULL-SHA256", 1, 0, 0, 1, NULL},
    {"again 1.0", TLS1_VERSION, "ECDHE-RSA-NULL-SHA", 1, 1, 0, 1, NULL},
};

enum bend { NOTHING, SKIP, TWICE, LATER, UNKNOWN, EMPTY, LONGER, SHORTER,
            BENDS };

static const char *const names[] = {
    "nothing", "missing", "twice", "after the next", "unknown type", "empty",
    "a byte more", "a byte less",
};

static enum bend how;
static int target, counted; /* which message is bent; how many there were */
static unsigned char held[20000], what[2];
static int held_len;

static void
bend(int from, const unsigned char *msg, int len)
{
    unsigned char copy[20000];
    int now = counted++ == target;

    memcpy(copy, msg, (size_t)len);
    copy[len] = 0;
    if (now) {
        what[0] = (unsigned char)from;
        what[1] = msg[0];
    }
    if (!now || how == NOTHING || how == TWICE)
        wire_message(from, msg, len);
    if (held_len > 0) {
        wire_message(from, held, held_len);
        held_len = 0;
    }
    if (!now)
        return;
    if (how == TWICE) {
        wire_message(from, msg, len);
    } else if (how == LATER) {
        memcpy(held, msg, (size_t)len);
        held_len = len;
    } else if (how == UNKNOWN) {
        if (copy[0] == CCS)
            copy[1] = 2;
        else
            copy[0] = 99;
        wire_message(from, copy, len);
    } else if (how == EMPTY) {
        wire_message(from, msg, msg[0] == CCS ? 1 : 4);
    } else if (how == LONGER) {
        wire_message(from, copy, len + 1);
    } else if (how == SHORTER) {
        wire_message(from, msg, len - 1);
    }
}

static void
run(const struct wire_kind *k, int which, enum bend b)
{
    target = which;
    how = b;
    counted = held_len = 0;
    memset(what, 0, sizeof what);
    wire_open(k);
    bender = bend;
    printf("%s, message %d, %s:\n", k->name, which, names[b]);
    wire_shake(1);
    printf("%s", told);
    printf("  was %s %d\n", what[0] == SERVER ? "server" : "client", what[1]);
    wire_close();
}

int
main(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int messages;

        run(&kinds[i], 0, NOTHING);
        messages = counted;
        printf("%d messages\n", messages);
        for (int m = 0; m < messages; m++)
            for (int b = SKIP; b < BENDS; b++)
                run(&kinds[i], m, (enum bend)b);
    }
    return 0;
}
