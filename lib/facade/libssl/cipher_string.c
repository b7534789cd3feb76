/* Cipher strings: "HIGH:!aNULL:+kRSA:@STRENGTH", as the manual page of
 * openssl-ciphers describes them.
 *
 * The suites stand in a list, each active or not. A plain word moves what it
 * matches and isn't active to the end and makes it active; "-" makes it
 * inactive and moves it, in order, to the front; "!" takes it out for good;
 * "+" moves what is active to the end. Words joined by "+" must all match. */
#include "facade/libssl/ssl_local.h"

enum { MAX_SUITES = 256, MAX_LEVEL = 5 };

#define KX(x)   (1u << URT_KX_##x)
#define AUTH(x) (1u << URT_AUTH_##x)
#define BULK(x) (1u << URT_BULK_##x)
#define MAC(x)  (1u << URT_MAC_##x)

#define PSK_KX        (KX(PSK) | KX(RSA_PSK) | KX(DHE_PSK) | KX(ECDHE_PSK))
#define NOT_NULL_AUTH (~AUTH(NULL))
#define AES_GCM       (BULK(AES128_GCM) | BULK(AES256_GCM))
#define AES_CCM8      (BULK(AES128_CCM_8) | BULK(AES256_CCM_8))
#define AES_CCM       (BULK(AES128_CCM) | BULK(AES256_CCM) | AES_CCM8)
#define AES_128                                                                \
    (BULK(AES128_GCM) | BULK(AES128_CCM) | BULK(AES128_CCM_8) |                \
     BULK(AES128_CBC))
#define AES_256                                                                \
    (BULK(AES256_GCM) | BULK(AES256_CCM) | BULK(AES256_CCM_8) |                \
     BULK(AES256_CBC))
#define ARIA_128     BULK(ARIA128_GCM)
#define ARIA_256     BULK(ARIA256_GCM)
#define CAMELLIA_128 BULK(CAMELLIA128_CBC)
#define CAMELLIA_256 BULK(CAMELLIA256_CBC)
#define CBC          (BULK(AES128_CBC) | BULK(AES256_CBC) | CAMELLIA_128 | CAMELLIA_256)
#define ENCRYPTED    (~BULK(NULL))
/* Never in the default list, whatever comes with them. */
#define UNUSUAL (AES_CCM | ARIA_128 | ARIA_256 | CAMELLIA_128 | CAMELLIA_256)

enum special {
    PLAIN,
    FIPS_ONLY,
    NOT_DEFAULT, /* encrypted, but not in the default list */
};

/* What a word asks of a suite; a mask of 0 asks nothing. */
struct want {
    unsigned kx, auth, bulk, mac;
    uint16_t min_version;
    uint16_t id; /* one suite by name */
    enum special special;
    bool nothing; /* two words contradict each other */
};

static const struct word {
    const char *name;
    struct want want;
} words[] = {
    {"ALL", {.bulk = ENCRYPTED}},
    {"COMPLEMENTOFALL", {.bulk = BULK(NULL)}},
    {"COMPLEMENTOFDEFAULT", {.special = NOT_DEFAULT}},
    {"HIGH", {.bulk = ENCRYPTED}},
    {"FIPS", {.special = FIPS_ONLY}},
    {"kRSA", {.kx = KX(RSA)}},
    {"RSA", {.kx = KX(RSA)}},
    {"kDHE", {.kx = KX(DHE)}},
    {"kEDH", {.kx = KX(DHE)}},
    {"DH", {.kx = KX(DHE)}},
    {"DHE", {.kx = KX(DHE), .auth = NOT_NULL_AUTH}},
    {"EDH", {.kx = KX(DHE), .auth = NOT_NULL_AUTH}},
    {"ADH", {.kx = KX(DHE), .auth = AUTH(NULL)}},
    {"kECDHE", {.kx = KX(ECDHE)}},
    {"kEECDH", {.kx = KX(ECDHE)}},
    {"ECDH", {.kx = KX(ECDHE)}},
    {"ECDHE", {.kx = KX(ECDHE), .auth = NOT_NULL_AUTH}},
    {"EECDH", {.kx = KX(ECDHE), .auth = NOT_NULL_AUTH}},
    {"AECDH", {.kx = KX(ECDHE), .auth = AUTH(NULL)}},
    {"kPSK", {.kx = KX(PSK)}},
    {"kRSAPSK", {.kx = KX(RSA_PSK)}},
    {"kDHEPSK", {.kx = KX(DHE_PSK)}},
    {"kECDHEPSK", {.kx = KX(ECDHE_PSK)}},
    {"PSK", {.kx = PSK_KX}},
    {"kSRP", {.kx = KX(SRP)}},
    {"SRP", {.kx = KX(SRP)}},
    {"aRSA", {.auth = AUTH(RSA)}},
    {"aDSS", {.auth = AUTH(DSS)}},
    {"DSS", {.auth = AUTH(DSS)}},
    {"aECDSA", {.auth = AUTH(ECDSA)}},
    {"ECDSA", {.auth = AUTH(ECDSA)}},
    {"aNULL", {.auth = AUTH(NULL)}},
    {"aPSK", {.auth = AUTH(PSK)}},
    {"aSRP", {.auth = AUTH(SRP)}},
    {"eNULL", {.bulk = BULK(NULL)}},
    {"NULL", {.bulk = BULK(NULL)}},
    {"AES128", {.bulk = AES_128}},
    {"AES256", {.bulk = AES_256}},
    {"AES", {.bulk = AES_128 | AES_256}},
    {"AESGCM", {.bulk = AES_GCM}},
    {"AESCCM", {.bulk = AES_CCM}},
    {"AESCCM8", {.bulk = AES_CCM8}},
    {"CAMELLIA128", {.bulk = CAMELLIA_128}},
    {"CAMELLIA256", {.bulk = CAMELLIA_256}},
    {"CAMELLIA", {.bulk = CAMELLIA_128 | CAMELLIA_256}},
    {"CHACHA20", {.bulk = BULK(CHACHA20)}},
    {"ARIA128", {.bulk = ARIA_128}},
    {"ARIA256", {.bulk = ARIA_256}},
    {"ARIA", {.bulk = ARIA_128 | ARIA_256}},
    {"ARIAGCM", {.bulk = ARIA_128 | ARIA_256}},
    {"CBC", {.bulk = CBC}},
    {"MD5", {.mac = MAC(MD5)}},
    {"SHA1", {.mac = MAC(SHA1)}},
    {"SHA", {.mac = MAC(SHA1)}},
    {"SHA256", {.mac = MAC(SHA256)}},
    {"SHA384", {.mac = MAC(SHA384)}},
    {"SSLv3", {.min_version = URT_SSL_3_0}},
    {"TLSv1", {.min_version = URT_TLS_1_0}},
    {"TLSv1.0", {.min_version = URT_TLS_1_0}},
    {"TLSv1.2", {.min_version = URT_TLS_1_2}},
};

/* RFC 6460: Suite B selects all by itself, at the front of a string. */
static const struct {
    const char *name;
    uint32_t flags;
    const char *suites;
} suiteb[] = {
    {"SUITEB128ONLY", SSL_CERT_FLAG_SUITEB_128_LOS_ONLY,
     "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"SUITEB128C2", SSL_CERT_FLAG_SUITEB_128_LOS,
     "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"SUITEB128", SSL_CERT_FLAG_SUITEB_128_LOS,
     "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"SUITEB192", SSL_CERT_FLAG_SUITEB_192_LOS,
     "ECDHE-ECDSA-AES256-GCM-SHA384"},
};

struct node {
    const struct urt_suite *suite;
    bool active;
};

/* The list, front first. Dead suites are taken out. */
struct list {
    struct node node[MAX_SUITES];
    size_t count;
};

/* Unencrypted suites that stand among the others, not at the end: each goes
 * behind the suite AFTER, in this order. */
static const struct {
    uint16_t id, after;
} placed[] = {
    {0xc006, 0x0046},
    {0xc010, 0xc006},
    {0xc015, 0xc010},
    {0x003b, 0x00ba},
};

static bool
is_placed(uint16_t id)
{
    for (size_t i = 0; i < sizeof placed / sizeof *placed; i++)
        if (placed[i].id == id)
            return true;
    return false;
}

static void
list_append(struct list *l, const struct urt_suite *s)
{
    if (s == NULL || l->count == MAX_SUITES)
        return;
    l->node[l->count++] = (struct node){s, false};
    for (size_t i = 0; i < sizeof placed / sizeof *placed; i++)
        if (placed[i].after == s->id) {
            list_append(l, urt_suite_by_id(placed[i].id));
            return;
        }
}

static void
list_init(struct list *l)
{
    size_t n;
    const struct urt_suite *all = urt_suite_all(&n);

    l->count = 0;
    for (size_t i = 0; i < n; i++)
        if (all[i].min_version < URT_TLS_1_3 && !is_placed(all[i].id))
            list_append(l, &all[i]);
}

static bool
in_default(const struct urt_suite *s)
{
    return s->auth != URT_AUTH_NULL && s->auth != URT_AUTH_DSS &&
           ((1u << s->bulk) & UNUSUAL) == 0;
}

static bool
in_fips(const struct urt_suite *s)
{
    unsigned b = 1u << s->bulk;

    return (b & (AES_GCM | BULK(AES128_CBC) | BULK(AES256_CBC))) != 0 &&
           s->kx != URT_KX_SRP;
}

static bool
matches(const struct urt_suite *s, const struct want *w)
{
    if (w->nothing || (w->id != 0 && w->id != s->id) ||
        (w->kx != 0 && (w->kx & 1u << s->kx) == 0) ||
        (w->auth != 0 && (w->auth & 1u << s->auth) == 0) ||
        (w->bulk != 0 && (w->bulk & 1u << s->bulk) == 0) ||
        (w->mac != 0 && (w->mac & 1u << s->mac_id) == 0) ||
        (w->min_version != 0 && w->min_version != s->min_version))
        return false;
    switch (w->special) {
    case FIPS_ONLY:
        return in_fips(s);
    case NOT_DEFAULT:
        return s->bulk != URT_BULK_NULL && !in_default(s);
    case PLAIN:
        break;
    }
    return true;
}

/* Both must hold. */
static void
narrow(struct want *w, const struct want *more)
{
#define NARROW(member)                                                         \
    do {                                                                       \
        if (more->member != 0) {                                               \
            if (w->member != 0 && (w->member & more->member) == 0)             \
                w->nothing = true;                                             \
            w->member =                                                        \
                w->member != 0 ? w->member & more->member : more->member;      \
        }                                                                      \
    } while (0)
    NARROW(kx);
    NARROW(auth);
    NARROW(bulk);
    NARROW(mac);
#undef NARROW
    if (more->min_version != 0) {
        if (w->min_version != 0 && w->min_version != more->min_version)
            w->nothing = true;
        w->min_version = more->min_version;
    }
    if (more->special != PLAIN)
        w->special = more->special;
    if (more->id != 0) {
        if (w->id != 0 && w->id != more->id)
            w->nothing = true;
        w->id = more->id;
    }
}

static bool
find_word(struct want *out, const char *text, size_t len)
{
    const struct urt_suite *all;
    size_t n;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].name) == len &&
            memcmp(words[i].name, text, len) == 0) {
            *out = words[i].want;
            return true;
        }
    all = urt_suite_all(&n);
    for (size_t i = 0; i < n; i++)
        if (all[i].min_version < URT_TLS_1_3 && strlen(all[i].name) == len &&
            memcmp(all[i].name, text, len) == 0) {
            *out = (struct want){.id = all[i].id};
            return true;
        }
    return false;
}

/* ---- what a rule does ---- */

/* Splits the list: moved ones in their order, then the rest, or the other
 * way round. */
static void
move(struct list *l, const bool *moved, bool to_front)
{
    struct list old = *l;
    size_t n = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < old.count; i++)
            if (moved[i] == (to_front ? pass == 0 : pass == 1))
                l->node[n++] = old.node[i];
}

static void
apply(struct list *l, char op, const struct want *w)
{
    bool hit[MAX_SUITES] = {false};
    size_t n = 0;

    for (size_t i = 0; i < l->count; i++) {
        hit[i] = matches(l->node[i].suite, w) &&
                 (op == '!' || l->node[i].active == (op != 0));
        if (hit[i] && op == 0)
            l->node[i].active = true;
        if (hit[i] && op == '-')
            l->node[i].active = false;
    }
    if (op == '!') {
        for (size_t i = 0; i < l->count; i++)
            if (!hit[i])
                l->node[n++] = l->node[i];
        l->count = n;
        return;
    }
    move(l, hit, op == '-');
}

/* Active suites move to the end by strength, falling; equals keep their
 * order. */
static void
sort_by_strength(struct list *l)
{
    bool active[MAX_SUITES];
    size_t first = 0;

    for (size_t i = 0; i < l->count; i++) {
        active[i] = l->node[i].active;
        first += !active[i];
    }
    move(l, active, false);
    for (size_t i = first + 1; i < l->count; i++) {
        struct node n = l->node[i];
        size_t j = i;

        for (; j > first &&
               l->node[j - 1].suite->strength_bits < n.suite->strength_bits;
             j--)
            l->node[j] = l->node[j - 1];
        l->node[j] = n;
    }
}

/* ---- the grammar ---- */

static bool
is_separator(char c)
{
    return c == ':' || c == ' ' || c == ';' || c == ',';
}

static bool
is_word_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '=';
}

static size_t
word_length(const char *p)
{
    size_t n = 0;

    while (is_word_char(p[n]))
        n++;
    return n;
}

static const char *
skip_rest(const char *p)
{
    while (*p != '\0' && !is_separator(*p))
        p++;
    return p;
}

/* "@STRENGTH", "@SECLEVEL=n". */
static bool
command(struct list *l, const char *text, size_t len, int *level)
{
    if (len == 8 && memcmp(text, "STRENGTH", 8) == 0) {
        sort_by_strength(l);
        return true;
    }
    if (len == 10 && memcmp(text, "SECLEVEL=", 9) == 0 && text[9] >= '0' &&
        text[9] <= '0' + MAX_LEVEL) {
        *level = text[9] - '0';
        return true;
    }
    ERR_raise(ERR_LIB_SSL, SSL_R_INVALID_COMMAND);
    return false;
}

static bool
parse(struct list *l, const char *p, int *level)
{
    bool ok = true;

    while (*p != '\0') {
        struct want w = {0}, more;
        char op = 0;
        bool known = true;

        if (is_separator(*p)) {
            p++;
            continue;
        }
        if (*p == '!' || *p == '-' || *p == '+' || *p == '@')
            op = *p++;
        for (;;) {
            size_t len = word_length(p);

            if (len == 0) {
                /* Not a word at all. */
                ERR_raise(ERR_LIB_SSL, SSL_R_INVALID_COMMAND);
                ok = known = false;
                if (*p != '\0')
                    p++;
                break;
            }
            if (op == '@') {
                ok &= command(l, p, len, level);
                known = false;
                break;
            }
            known = known && find_word(&more, p, len);
            if (known)
                narrow(&w, &more);
            p += len;
            if (*p != '+')
                break;
            p++;
        }
        if (known)
            apply(l, op, &w);
        else
            p = skip_rest(p);
    }
    return ok;
}

/* What Suite B makes of a string: with a word of it in front, or once it is
 * on by the flags, nothing else counts. */
static const char *
expand_suiteb(const char *text, uint32_t *flags)
{
    const uint32_t all = SSL_CERT_FLAG_SUITEB_128_LOS;

    for (size_t i = 0; i < sizeof suiteb / sizeof *suiteb; i++)
        if (strncmp(text, suiteb[i].name, strlen(suiteb[i].name)) == 0) {
            *flags = (*flags & ~all) | suiteb[i].flags;
            return suiteb[i].suites;
        }
    for (size_t i = 0; i < sizeof suiteb / sizeof *suiteb; i++)
        if ((*flags & all) == suiteb[i].flags &&
            strcmp(suiteb[i].name, "SUITEB128C2") != 0)
            return suiteb[i].suites;
    return text;
}

STACK_OF(SSL_CIPHER) * fac_cipher_string(const char *text, int *level,
                                          uint32_t *flags)
{
    STACK_OF(SSL_CIPHER) * out;
    struct list *l = urt_alloc(sizeof *l);
    bool ok = true;

    if (l == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    list_init(l);
    text = expand_suiteb(text, flags);
    if (strncmp(text, "DEFAULT", 7) == 0) {
        ok = parse(l, "ALL:!COMPLEMENTOFDEFAULT:!eNULL", level);
        text += 7;
    }
    ok = ok && parse(l, text, level);
    out = ok ? sk_SSL_CIPHER_new_null() : NULL;
    for (size_t i = 0; out != NULL && i < l->count; i++)
        if (l->node[i].active &&
            sk_SSL_CIPHER_push(out, fac_cipher(l->node[i].suite)) <= 0) {
            sk_SSL_CIPHER_free(out);
            out = NULL;
        }
    urt_free(l);
    return out;
}
