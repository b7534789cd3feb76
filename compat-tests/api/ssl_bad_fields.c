/* Each byte at the front and the end of each message of TLS 1.0 to 1.2
 * changed, and each message cut to every length there: what each side says
 * of it. Neighbouring places with the same answer make one line. */
#include "wire.h"

enum { CUT = -1, LAST = -2 };

/* How many bytes at its front are tried in a message; the rest of it is a
 * certificate, a signature or a random number. */
static const struct {
    int msg, front;
} fronts[] = {
    {1, 300}, {2, 200}, {4, 10}, {11, 10}, {12, 10}, {13, 20}, {14, 0},
    {15, 6},  {16, 2},  {20, 12},
};

static const struct wire_kind kinds[] = {
    {"RSA 1.2", TLS1_2_VERSION, "NULL-SHA256", 1, 0, 0, 0, NULL},
    {"RSA 1.0", TLS1_VERSION, "NULL-SHA", 1, 0, 0, 0, NULL},
    {"ECDHE 1.2", TLS1_2_VERSION, "ECDHE-RSA-NULL-SHA", 1, 1, 0, 0, NULL},
    {"ECDHE 1.1", TLS1_1_VERSION, "ECDHE-RSA-NULL-SHA", 1, 1, 0, 0, NULL},
    {"DHE 1.2", TLS1_2_VERSION, "DHE-RSA-AES128-SHA", 0, 0, 0, 0, NULL},
    {"by ID", TLS1_2_VERSION, "NULL-SHA256", 1, 0, 1, 0, NULL},
};

static int target, counted; /* which message is changed; how many came */
static int place, change;   /* where, and by what, or CUT */
static int who_sent, what, how_long;
static unsigned char message[20000]; /* as it was */
static const char *kind_name;

static void
bend(int from, const unsigned char *msg, int len)
{
    unsigned char copy[20000];

    memcpy(copy, msg, (size_t)len);
    if (counted++ == target) {
        who_sent = from;
        what = msg[0];
        how_long = len - 4;
        memcpy(message, msg, (size_t)len);
        if (change == CUT)
            len = 4 + place;
        else if (place == LAST)
            copy[len - 1] ^= (unsigned char)change;
        else if (4 + place < len)
            copy[4 + place] ^= (unsigned char)change;
    }
    wire_message(from, copy, len);
}

static void
run(const struct wire_kind *k)
{
    counted = 0;
    kind_name = k->name;
    wire_open(k);
    bender = bend;
    wire_shake(1);
    wire_close();
}

static int
front(void)
{
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (fronts[i].msg == what)
            return fronts[i].front < how_long ? fronts[i].front : how_long;
    return 0;
}

/* Where an extension's number or the point formats stand in a hello: there
 * OpenSSL differs. It has SRP, one bit away from signature_algorithms, and
 * is content with unknown extensions in a ServerHello (against RFC 5246,
 * 7.4.1.4) and with formats without the uncompressed one (against RFC 8422,
 * 5.1.2). What follows the first group is judged by OpenSSL when the
 * client's certificate comes. */
static int
differs(int at)
{
    const unsigned char *p = message + 4;
    int i = 34;

    if (what == 13) /* types of certificates; an odd list of schemes */
        return at == 3 || at == 5;
    if (what == 12)
        return at == 2 && !strncmp(kind_name, "DHE", 3);
    if (what == 15) /* the length of an ECDSA signature is chance */
        return at == (wire_version == TLS1_2_VERSION ? 3 : 1);
    if (what > 2)
        return 0;
    i += 1 + p[i];
    i += what == 1 ? 2 + (p[i] << 8 | p[i + 1]) : 2;
    i += what == 1 ? 1 + p[i] : 1;
    for (i += 2; i + 4 <= how_long; i += 4 + (p[i + 2] << 8 | p[i + 3])) {
        int id = p[i] << 8 | p[i + 1], n = 4 + (p[i + 2] << 8 | p[i + 3]);

        if ((what == 2 || id == 13) && (at == i || at == i + 1))
            return 1;
        if ((id == 11 && at == i + 5) || (id == 10 && at >= i + 8 &&
                                          at < i + n))
            return 1;
    }
    return 0;
}

/* Every place, with one line for neighbours of the same answer. */
static void
sweep(const struct wire_kind *k, int by)
{
    static char last[sizeof told];
    int most = front(), first = 0, len = how_long;

    change = by;
    for (int i = 0; i <= most; i++) {
        if (i < most && (by == CUT || !differs(i))) {
            place = i;
            run(k);
        }
        if (i > 0 && (i == most || strcmp(last, told) != 0)) {
            if (by == CUT)
                printf(" cut to %d to %d:\n%s", first, i - 1, last);
            else
                printf(" %02x at %d to %d:\n%s", by, first, i - 1, last);
            first = i;
        }
        strcpy(last, told);
    }
    /* OpenSSL tells some shares of a field from others, by chance. */
    if (by != CUT && len > most &&
        !(what == 16 && strncmp(kind_name, "DHE", 3) == 0)) {
        place = LAST;
        run(k);
        printf(" %02x at the end:\n%s", by, told);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int messages;

        change = 0;
        target = 0;
        run(&kinds[i]);
        messages = counted;
        for (int m = 0; m < messages; m++) {
            target = m;
            change = 0;
            run(&kinds[i]);
            if (what == CCS)
                continue;
            printf("%s, message %d, %s %d\n", kinds[i].name, m,
                   who_sent == SERVER ? "server" : "client", what);
            sweep(&kinds[i], CUT);
            sweep(&kinds[i], 0x01);
            sweep(&kinds[i], 0x80);
        }
    }
    return 0;
}
