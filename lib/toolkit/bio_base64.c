/* The base64 filter. Man page BIO_f_base64.
 *
 * Writing collects input to multiples of three bytes (48 a line) and hands
 * text on; flushing writes the rest with padding. Reading takes text from
 * below in pieces and gives bytes; with newlines, decoding starts at the
 * first line that is base64 through and through and ends behind padding, at
 * "-" or at the end of data. Without newlines (BIO_FLAGS_BASE64_NO_NL) the
 * whole stream is one run of base64. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <openssl/evp.h>

#include <limits.h>
#include <string.h>

enum {
    LINE = 48,           /* bytes a line of 64 characters stands for */
    TEXT = 1024,         /* read from below at once */
    LONGEST_LINE = 1024, /* looked at when searching for the start */
};

struct base64 {
    /* writing */
    uint8_t rest[LINE];
    int rest_len;
    char text[LINE / 3 * 4 * 20 + 64]; /* encoded, not yet written */
    int text_at, text_len;
    bool wrote;
    int column; /* of lines, in bytes */
    /* reading */
    uint8_t quad[4];
    int quad_len, pads;
    uint8_t out[TEXT]; /* decoded, not yet read */
    int out_at, out_len;
    char line[LONGEST_LINE]; /* the line that may be the first */
    int line_len;
    bool started, ended, hyphen;
    bool bad; /* what was taken in last can't be decoded */
    int last; /* what the read below last returned */
};

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int
b64_create(BIO *b)
{
    struct base64 *s = urt_zalloc(sizeof(*s));

    if (s == NULL)
        return 0;
    s->last = 1;
    b->ptr = s;
    b->init = 1;
    return 1;
}

static int
b64_destroy(BIO *b)
{
    if (b == NULL)
        return 0;
    urt_wipe_free(b->ptr, sizeof(struct base64));
    b->ptr = NULL;
    b->init = 0;
    b->flags = 0;
    return 1;
}

/* Writing. */

static void
put_quad(struct base64 *s, const uint8_t *in, int n)
{
    uint32_t v = (uint32_t)in[0] << 16 | (n > 1 ? (uint32_t)in[1] << 8 : 0) |
                 (n > 2 ? in[2] : 0);
    char *to = s->text + s->text_len;

    to[0] = alphabet[v >> 18];
    to[1] = alphabet[v >> 12 & 63];
    to[2] = n > 1 ? alphabet[v >> 6 & 63] : '=';
    to[3] = n > 2 ? alphabet[v & 63] : '=';
    s->text_len += 4;
}

/* Hands encoded text on. Positive when all went. */
static int
drain(BIO *b, struct base64 *s)
{
    while (s->text_len > s->text_at) {
        int ret = BIO_write(b->next, s->text + s->text_at,
                            s->text_len - s->text_at);

        if (ret <= 0) {
            BIO_copy_next_retry(b);
            return ret;
        }
        s->text_at += ret;
    }
    s->text_at = s->text_len = 0;
    return 1;
}

/* Encodes what is held: a whole line (or triple), or, at the END, the rest. */
static void
encode(BIO *b, struct base64 *s, bool end)
{
    bool lines = !(b->flags & BIO_FLAGS_BASE64_NO_NL);
    int unit = lines ? LINE : 3, at = 0;

    if (s->rest_len < unit && !end)
        return;
    for (; s->rest_len - at >= 3; at += 3)
        put_quad(s, s->rest + at, 3);
    if (at < s->rest_len && end) {
        put_quad(s, s->rest + at, s->rest_len - at);
        at = s->rest_len;
    }
    if (lines && at > 0)
        s->text[s->text_len++] = '\n';
    memmove(s->rest, s->rest + at, (size_t)(s->rest_len - at));
    s->rest_len -= at;
}

static int
b64_write(BIO *b, const char *data, int len)
{
    struct base64 *s = b->ptr;
    int done = 0, unit, ret;

    if (s == NULL || b->next == NULL)
        return 0;
    BIO_clear_retry_flags(b);
    s->wrote = true;
    ret = drain(b, s);
    if (ret <= 0)
        return ret;
    if (data == NULL || len <= 0)
        return 0;
    unit = b->flags & BIO_FLAGS_BASE64_NO_NL ? 3 : LINE;
    while (done < len) {
        while (done < len && s->text_len + 80 < (int)sizeof(s->text)) {
            int n = unit - s->rest_len < len - done ? unit - s->rest_len
                                                    : len - done;

            memcpy(s->rest + s->rest_len, data + done, (size_t)n);
            s->rest_len += n;
            done += n;
            encode(b, s, false);
        }
        ret = drain(b, s);
        if (ret <= 0)
            return done > 0 ? done : ret;
    }
    return done;
}

static long
flush(BIO *b, long num, void *ptr)
{
    struct base64 *s = b->ptr;
    int ret = drain(b, s);

    if (ret <= 0)
        return ret;
    if (s->wrote && s->rest_len > 0) {
        encode(b, s, true);
        ret = drain(b, s);
        if (ret <= 0)
            return ret;
    }
    return BIO_ctrl(b->next, BIO_CTRL_FLUSH, num, ptr);
}

/* Reading. */

static int
value_of(char c)
{
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);

    return at == NULL ? -1 : (int)(at - alphabet);
}

/* Takes one character of text in. */
static void
decode(struct base64 *s, char c)
{
    int v = value_of(c), bytes;
    uint32_t word = 0;

    if (c == '\r' || c == '\n' || c == ' ' || c == '\t')
        return;
    if (s->ended || c == '-') {
        s->bad = s->bad || (!s->hyphen && c != '-');
        s->hyphen = s->ended = true;
        return;
    }
    if (c == '=')
        s->pads++;
    else if (v < 0 || s->pads > 0) {
        s->bad = s->ended = true;
        return;
    }
    s->quad[s->quad_len++] = (uint8_t)(v < 0 ? 0 : v);
    if (s->quad_len < 4)
        return;
    for (int i = 0; i < 4; i++)
        word = word << 6 | s->quad[i];
    bytes = s->pads > 2 ? 0 : 3 - s->pads;
    for (int i = 0; i < bytes; i++)
        s->out[s->out_len++] = (uint8_t)(word >> (16 - 8 * i));
    s->quad_len = 0;
    if (s->pads > 0)
        s->ended = true;
}

/* Whether a line could be the first of the data. */
static bool
is_base64(const char *line, int len)
{
    int n = 0, pads = 0;

    for (int i = 0; i < len; i++) {
        if (line[i] == '\r' || line[i] == '\n')
            continue;
        if (line[i] == '=')
            pads++;
        else if (value_of(line[i]) < 0 || pads > 0)
            return false;
        n++;
    }
    return n > 0 && n % 4 == 0 && pads <= 2;
}

/* A line without its end is never the first one. Text that holds something
 * else than base64, or goes on behind the padding, gives nothing at all. */
static void
take_in(BIO *b, struct base64 *s, const char *text, int len)
{
    bool lines = !(b->flags & BIO_FLAGS_BASE64_NO_NL);

    while (!lines && len > 0 &&
           (text[len - 1] == '\n' || text[len - 1] == '\r'))
        len--;
    for (int i = 0; i < len; i++) {
        if (s->started || !lines) {
            decode(s, text[i]);
            s->bad = s->bad || (!lines && text[i] == '\n');
            continue;
        }
        if (s->line_len < LONGEST_LINE)
            s->line[s->line_len++] = text[i];
        if (text[i] != '\n')
            continue;
        if (s->line_len < LONGEST_LINE && is_base64(s->line, s->line_len)) {
            s->started = true;
            for (int k = 0; k < s->line_len; k++)
                decode(s, s->line[k]);
        }
        s->line_len = 0;
    }
    if (s->bad) {
        s->out_len = s->out_at = 0;
        s->ended = true;
    }
}

static int
b64_read(BIO *b, char *out, int len)
{
    struct base64 *s = b->ptr;
    int done = 0, ret = 0;

    if (out == NULL || s == NULL || b->next == NULL)
        return 0;
    BIO_clear_retry_flags(b);
    while (done < len) {
        char text[TEXT];

        if (s->out_len > s->out_at) {
            int n = s->out_len - s->out_at;

            n = n < len - done ? n : len - done;
            memcpy(out + done, s->out + s->out_at, (size_t)n);
            s->out_at += n;
            done += n;
            continue;
        }
        s->out_at = s->out_len = 0;
        if (s->ended || s->last == 0)
            break;
        ret = BIO_read(b->next, text, sizeof(text));
        s->last = ret;
        if (ret <= 0) {
            if (BIO_should_retry(b->next)) {
                s->last = 1;
                break;
            }
            s->last = 0;
            continue;
        }
        take_in(b, s, text, ret);
    }
    BIO_copy_next_retry(b);
    return done > 0 ? done : BIO_should_retry(b) ? ret : 0;
}

static long
reset(BIO *b, long num, void *ptr)
{
    struct base64 *s = b->ptr;

    urt_wipe(s, sizeof(*s));
    s->last = 1;
    return BIO_ctrl(b->next, BIO_CTRL_RESET, num, ptr);
}

static long
at_end(BIO *b, long num, void *ptr)
{
    struct base64 *s = b->ptr;

    if (s->out_len > s->out_at)
        return 0;
    return s->ended || s->last <= 0 ? 1
                                    : BIO_ctrl(b->next, BIO_CTRL_EOF, num, ptr);
}

static long
wpending(BIO *b, long num, void *ptr)
{
    struct base64 *s = b->ptr;
    long n = s->text_len - s->text_at;

    if (n > 0)
        return n;
    if (s->wrote && s->rest_len > 0)
        return 1;
    return BIO_ctrl(b->next, BIO_CTRL_WPENDING, num, ptr);
}

static long
pending(BIO *b, long num, void *ptr)
{
    struct base64 *s = b->ptr;
    long n = s->out_len - s->out_at;

    return n > 0 ? n : BIO_ctrl(b->next, BIO_CTRL_PENDING, num, ptr);
}

static long
b64_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, reset},       {BIO_CTRL_EOF, at_end},
        {BIO_CTRL_WPENDING, wpending}, {BIO_CTRL_PENDING, pending},
        {BIO_CTRL_FLUSH, flush},       {BIO_CTRL_DUP, NULL, 1},
    };
    long none = -0x7fff, ret;

    if (b->ptr == NULL || b->next == NULL)
        return 0;
    ret = fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num, ptr,
                       none);
    return ret == none ? fac_bio_pass(b, cmd, num, ptr) : ret;
}

const BIO_METHOD *
BIO_f_base64(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_BASE64,
        (char *)"base64 encoding",
        FAC_BIO_IO(b64_write, b64_read),
        .puts = fac_bio_puts,
        .ctrl = b64_ctrl,
        .create = b64_create,
        .destroy = b64_destroy,
        .callback_ctrl = fac_bio_pass_callback,
    };

    return &method;
}
