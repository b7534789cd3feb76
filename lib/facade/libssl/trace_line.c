/* Lines of a trace, in their two forms; where they go: toolkit/debug.c. */
#include "facade/libssl/trace.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "toolkit/debug.h"

/* ---- text ---- */

void
fac_put_escaped(struct urt_buf *b, struct urt_bytes s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] >= 0x20 && s.data[i] < 0x7f) {
            urt_put_u8(b, s.data[i]);
        } else {
            char hex[8];

            snprintf(hex, sizeof hex, "\\x%02x", s.data[i]);
            urt_put_text(b, hex);
        }
    }
}

static void
put_json_string(struct urt_buf *b, struct urt_bytes s)
{
    struct urt_buf plain = URT_BUF_INIT;

    fac_put_escaped(&plain, s);
    urt_put_u8(b, '"');
    for (size_t i = 0; i < plain.len; i++) {
        if (plain.data[i] == '"' || plain.data[i] == '\\')
            urt_put_u8(b, '\\');
        urt_put_u8(b, plain.data[i]);
    }
    urt_put_u8(b, '"');
    urt_buf_free(&plain);
}

static struct urt_bytes
of_text(const char *text)
{
    return urt_bytes(text, strlen(text));
}

static void
put_number(struct urt_buf *b, uint64_t n)
{
    char text[24];

    snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    urt_put_text(b, text);
}

/* "curl[4711] #1 " */
static void
put_prefix(struct fac_line *l)
{
    char text[64];

    fac_put_escaped(&l->b, of_text(fac_debug_program()));
    snprintf(text, sizeof text, "[%ld] #%u ", (long)getpid(),
             l->trace->number);
    urt_put_text(&l->b, text);
}

/* A line of the ladder that was only promised. */
static void
begin_more(struct fac_line *l)
{
    if (!l->more)
        return;
    urt_put_u8(&l->b, '\n');
    put_prefix(l);
    urt_put_text(&l->b, "    ");
    l->more = false;
    l->fields = 0;
}

/* In JSON "server name" is "server_name". */
static void
put_key(struct fac_line *l, const char *name)
{
    begin_more(l);
    if (l->fields++ > 0)
        urt_put_text(&l->b, l->json ? "," : ", ");
    if (!l->json) {
        urt_put_text(&l->b, name);
        urt_put_u8(&l->b, ' ');
        return;
    }
    urt_put_u8(&l->b, '"');
    for (; *name != '\0'; name++)
        urt_put_u8(&l->b, *name == ' ' ? (uint8_t)'_'
                                       : (uint8_t)urt_ascii_lower(*name));
    urt_put_text(&l->b, "\":");
}

void
fac_line_begin(struct fac_line *l, struct fac_trace *t, bool server,
               const char *event)
{
    struct timespec now;
    char text[48];

    *l = (struct fac_line){.b = URT_BUF_INIT, .trace = t, .json = fac_debug_json(),
                           .server = server};
    if (!l->json) {
        put_prefix(l);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(text, sizeof text, "{\"time\":%lld.%06ld", (long long)now.tv_sec,
             now.tv_nsec / 1000);
    urt_put_text(&l->b, text);
    l->fields = 1;
    fac_line_text(l, "program", fac_debug_program());
    fac_line_number(l, "pid", (uint64_t)getpid());
    fac_line_number(l, "connection", t->number);
    fac_line_number(l, "handshake", t->handshakes);
    fac_line_text(l, "role", server ? "server" : "client");
    fac_line_text(l, "event", event);
}

void
fac_line_ladder(struct fac_line *l, const char *text)
{
    if (l->json)
        return;
    begin_more(l);
    urt_put_text(&l->b, text);
    l->fields = 0;
}

void
fac_line_more(struct fac_line *l)
{
    l->more = !l->json;
}

void
fac_line_bytes(struct fac_line *l, const char *name, struct urt_bytes s)
{
    put_key(l, name);
    if (l->json)
        put_json_string(&l->b, s);
    else
        fac_put_escaped(&l->b, s);
}

void
fac_line_text(struct fac_line *l, const char *name, const char *text)
{
    fac_line_bytes(l, name, of_text(text));
}

void
fac_line_number(struct fac_line *l, const char *name, uint64_t n)
{
    put_key(l, name);
    put_number(&l->b, n);
}

void
fac_line_flag(struct fac_line *l, const char *name, bool value)
{
    if (!l->json)
        return;
    put_key(l, name);
    urt_put_text(&l->b, value ? "true" : "false");
}

void
fac_line_list(struct fac_line *l, const char *name)
{
    put_key(l, name);
    l->items = l->hidden = 0;
    if (l->json)
        urt_put_u8(&l->b, '[');
}

void
fac_line_item(struct fac_line *l, struct urt_bytes s, unsigned max)
{
    if (!l->json && l->items >= max) {
        l->hidden++;
        return;
    }
    if (l->items++ > 0)
        urt_put_u8(&l->b, l->json ? ',' : ' ');
    if (l->json)
        put_json_string(&l->b, s);
    else
        fac_put_escaped(&l->b, s);
}

void
fac_line_list_end(struct fac_line *l)
{
    if (l->json) {
        urt_put_u8(&l->b, ']');
    } else if (l->hidden > 0) {
        urt_put_text(&l->b, " and ");
        put_number(&l->b, l->hidden);
        urt_put_text(&l->b, " more");
    } else if (l->items == 0) {
        urt_put_text(&l->b, "none");
    }
}

void
fac_line_end(struct fac_line *l)
{
    urt_put_text(&l->b, l->json ? "}\n" : "\n");
    if (urt_buf_ok(&l->b))
        fac_debug_write(urt_buf_bytes(&l->b));
    urt_buf_free(&l->b);
}
