/* The parser of configuration files, config(5): sections, name = value with
 * quotes, escapes, variables, continued lines, .include and .pragma.
 *
 * Files are a stack: a line comes from the innermost one. The text of a line
 * is a cursor; everything made from it goes into growing buffers, so no
 * length is limited but that of an expanded value. */
#include "toolkit/conf_local.h"

#include "engine/base/env.h"
#include "engine/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/bio.h>
#include <stdio.h>
#include <sys/stat.h>

enum { MAX_VALUE = 65536, MAX_FILES = 64 };

struct source {
    BIO *bio;
    DIR *dir;   /* the rest of an included directory comes after it */
    char *path; /* of that directory */
};

struct parser {
    CONF *conf;
    struct source files[MAX_FILES];
    int depth;      /* files open above the first */
    long line;
    CONF_VALUE *section;
    char *section_name;
    bool first_line;
};

/* ---- characters -------------------------------------------------------- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_alnum(char c)
{
    return urt_ascii_is_alpha(c) || urt_ascii_is_digit(c) || c == '_';
}

/* May stand in the name of a value or section. */
static bool
is_name(const CONF *conf, char c)
{
    return is_alnum(c) || (c == '$' && conf->flag_dollarid) ||
           (c != 0 && strchr("!.%&*+,/;?@^~|-", c) != NULL);
}

static void
skip_blanks(struct urt_bytes *in)
{
    while (in->len > 0 && is_blank((char)in->data[0]))
        (void)urt_skip(in, 1);
}

static void
trim_end(struct urt_bytes *in)
{
    while (in->len > 0 && is_blank((char)in->data[in->len - 1]))
        in->len--;
}

static struct urt_bytes
take_name(const CONF *conf, struct urt_bytes *in)
{
    struct urt_bytes name = {in->data, 0};

    while (name.len < in->len) {
        char c = (char)in->data[name.len];

        if (c == '\\' && name.len + 1 < in->len)
            name.len++;
        else if (!is_name(conf, c))
            break;
        name.len++;
    }
    (void)urt_skip(in, name.len);
    return name;
}

static char *
to_string(struct urt_bytes s)
{
    char *text = urt_alloc(s.len + 1);

    if (text == NULL) {
        fac_conf_fail(ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (s.len > 0)
        memcpy(text, s.data, s.len);
    text[s.len] = 0;
    return text;
}

/* ---- lines ------------------------------------------------------------- */

/* Reads one line as it stands; false at the end of the file. */
static bool
read_raw(struct urt_buf *b, BIO *bio)
{
    size_t start = b->len;

    for (;;) {
        uint8_t *room = urt_buf_reserve(b, 512);
        int n;

        if (room == NULL)
            return false;
        n = BIO_gets(bio, (char *)room, 511);
        if (n <= 0)
            return b->len > start;
        b->len += (size_t)n;
        if (b->data[b->len - 1] == '\n')
            return true;
    }
}

static bool open_next_in_directory(struct parser *p, struct source *s);

static void
close_source(struct source *s)
{
    BIO_free(s->bio);
    if (s->dir != NULL)
        closedir(s->dir);
    urt_free(s->path);
    *s = (struct source){NULL, NULL, NULL};
}

/* The next line with its continuations; false when all files are read. */
static bool
next_line(struct parser *p, struct urt_buf *b)
{
    urt_buf_clear(b);
    for (;;) {
        struct source *s = &p->files[p->depth];
        size_t len;
        size_t slashes = 0;

        if (s->bio == NULL || !read_raw(b, s->bio)) {
            if (b->len > 0 || !urt_buf_ok(b))
                return urt_buf_ok(b);
            if (p->depth == 0)
                return false;
            if (!open_next_in_directory(p, s)) {
                close_source(s);
                p->depth--;
            }
            continue;
        }
        p->line++;
        if (p->first_line && b->len >= 3 &&
            memcmp(b->data, "\xef\xbb\xbf", 3) == 0)
            urt_buf_consume(b, 3);
        p->first_line = false;
        len = b->len;
        while (len > 0 && (b->data[len - 1] == '\n' ||
                           b->data[len - 1] == '\r'))
            len--;
        b->len = len;
        while (slashes < len && b->data[len - 1 - slashes] == '\\')
            slashes++;
        if (slashes % 2 == 0)
            return true;
        b->len--;
    }
}

/* The line without its comment and blanks at either end. */
static struct urt_bytes
strip(struct urt_bytes in)
{
    uint8_t quote = 0;

    for (size_t i = 0; i < in.len; i++) {
        uint8_t c = in.data[i];

        if (c == '\\') {
            i++;
        } else if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        } else if (c == '#') {
            in.len = i;
            break;
        }
    }
    skip_blanks(&in);
    trim_end(&in);
    return in;
}

/* ---- values ------------------------------------------------------------ */

/* Takes a variable behind its $ and appends its value. */
static bool
expand(struct parser *p, struct urt_buf *out, struct urt_bytes *in,
       const char *section)
{
    struct urt_bytes name, scope = URT_BYTES_NONE;
    char close = 0, *s = NULL, *n = NULL;
    const char *value = NULL;
    bool found;

    if (in->len > 0 && (in->data[0] == '{' || in->data[0] == '(')) {
        close = in->data[0] == '{' ? '}' : ')';
        (void)urt_skip(in, 1);
    }
    name = *in;
    name.len = 0;
    while (name.len < in->len &&
           (is_alnum((char)in->data[name.len]) ||
            (p->conf->flag_dollarid && in->data[name.len] == '$')))
        name.len++;
    (void)urt_skip(in, name.len);
    if (in->len >= 2 && in->data[0] == ':' && in->data[1] == ':') {
        (void)urt_skip(in, 2);
        scope = name;
        name = *in;
        name.len = 0;
        while (name.len < in->len &&
               (is_alnum((char)in->data[name.len]) ||
                (p->conf->flag_dollarid && in->data[name.len] == '$')))
            name.len++;
        (void)urt_skip(in, name.len);
    }
    if (close != 0) {
        if (in->len == 0 || (char)in->data[0] != close)
            return fac_conf_fail(CONF_R_NO_CLOSE_BRACE);
        (void)urt_skip(in, 1);
    }
    n = to_string(name);
    s = scope.data != NULL ? to_string(scope) : NULL;
    if (n != NULL && (s != NULL || scope.data == NULL))
        value = fac_conf_get_string(p->conf, s != NULL ? s : section, n);
    urt_free(n);
    urt_free(s);
    found = value != NULL;
    if (!found)
        return fac_conf_fail(CONF_R_VARIABLE_HAS_NO_VALUE);
    if (out->len + strlen(value) + in->len > MAX_VALUE)
        return fac_conf_fail(CONF_R_VARIABLE_EXPANSION_TOO_LONG);
    urt_put_text(out, value);
    return true;
}

static uint8_t
escaped(uint8_t c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case 't':
        return '\t';
    default:
        return c;
    }
}

/* The text of a value with quotes taken off and everything replaced. */
static char *
read_value(struct parser *p, struct urt_bytes in, const char *section)
{
    struct urt_buf out = URT_BUF_INIT;
    uint8_t c, quote = 0;
    char *text = NULL;
    bool ok = true;

    while (ok && urt_take_u8(&in, &c)) {
        if (quote != 0 && c == quote) {
            quote = 0;
        } else if (c == '\\') {
            if (urt_take_u8(&in, &c))
                urt_put_u8(&out, quote != 0 ? c : escaped(c));
        } else if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
            quote = c;
        } else if (quote == 0 && c == '$' &&
                   (!p->conf->flag_dollarid ||
                    (in.len > 0 &&
                     (in.data[0] == '{' || in.data[0] == '(')))) {
            ok = expand(p, &out, &in, section);
        } else {
            urt_put_u8(&out, c);
        }
    }
    urt_put_u8(&out, 0);
    if (ok && (text = (char *)urt_buf_steal(&out, NULL)) == NULL)
        fac_conf_fail(ERR_R_MALLOC_FAILURE);
    urt_buf_free(&out);
    return text;
}

/* ---- directives -------------------------------------------------------- */

static bool
push_file(struct parser *p, BIO *bio, DIR *dir, char *path)
{
    if (p->depth + 1 >= MAX_FILES) {
        BIO_free(bio);
        if (dir != NULL)
            closedir(dir);
        urt_free(path);
        return fac_conf_fail(CONF_R_RECURSIVE_DIRECTORY_INCLUDE);
    }
    p->files[++p->depth] = (struct source){bio, dir, path};
    return true;
}

static char *
join(const char *dir, const char *name)
{
    size_t len = strlen(dir) + strlen(name) + 2;
    char *path = urt_alloc(len);

    if (path != NULL)
        (void)snprintf(path, len, "%s/%s", dir, name);
    else
        fac_conf_fail(ERR_R_MALLOC_FAILURE);
    return path;
}

/* The next *.cnf or *.conf of a directory becomes the source's file. */
static bool
open_next_in_directory(struct parser *p, struct source *s)
{
    struct dirent *e;

    while (s->dir != NULL && (e = readdir(s->dir)) != NULL) {
        size_t len = strlen(e->d_name);
        char *path;

        if (!(len > 5 && urt_text_equal_nocase(e->d_name + len - 5,
                                               ".conf")) &&
            !(len > 4 && urt_text_equal_nocase(e->d_name + len - 4, ".cnf")))
            continue;
        if ((path = join(s->path, e->d_name)) == NULL)
            return false;
        BIO_free(s->bio);
        s->bio = BIO_new_file(path, "r");
        urt_free(path);
        if (s->bio != NULL)
            return true;
    }
    return false;
}

/* A file or directory that isn't there is no failure; the queue tells. */
static bool
include(struct parser *p, const char *name)
{
    const char *dir = p->conf->includedir != NULL
                          ? p->conf->includedir
                          : urt_env("OPENSSL_CONF_INCLUDE");
    char *path = name[0] != '/' && dir != NULL ? join(dir, name)
                                               : urt_strdup(name);
    struct stat st;
    bool ok = true;
    BIO *bio;

    if (path == NULL)
        return false;
    if (p->conf->flag_abspath && path[0] != '/') {
        ok = fac_conf_fail(CONF_R_RELATIVE_PATH);
    } else if (stat(path, &st) < 0) {
        ERR_raise_data(ERR_LIB_SYS, errno, "calling stat(%s)", path);
    } else if (S_ISDIR(st.st_mode)) {
        DIR *d = opendir(path);

        if (d == NULL)
            ERR_raise_data(ERR_LIB_SYS, errno, "calling opendir(%s)", path);
        else
            return push_file(p, NULL, d, path);
    } else if ((bio = BIO_new_file(path, "r")) != NULL) {
        urt_free(path);
        return push_file(p, bio, NULL, NULL);
    }
    urt_free(path);
    return ok;
}

static bool
set_switch(int *flag, struct urt_bytes v)
{
    if (urt_bytes_equal(v, URT_LITERAL("on")) ||
        urt_bytes_equal(v, URT_LITERAL("true")))
        *flag = 1;
    else if (urt_bytes_equal(v, URT_LITERAL("off")) ||
             urt_bytes_equal(v, URT_LITERAL("false")))
        *flag = 0;
    else
        return false;
    return true;
}

static bool
pragma(struct parser *p, struct urt_bytes in)
{
    struct urt_bytes name = {in.data, 0}, value;
    bool ok = true;

    while (name.len < in.len && in.data[name.len] != ':')
        name.len++;
    value = in;
    (void)urt_skip(&value, name.len);
    if (value.len == 0 || name.len == 0)
        return fac_conf_fail(CONF_R_INVALID_PRAGMA);
    (void)urt_skip(&value, 1);
    trim_end(&name);
    skip_blanks(&value);
    if (value.len == 0)
        ok = false;
    else if (urt_bytes_equal(name, URT_LITERAL("dollarid")))
        ok = set_switch(&p->conf->flag_dollarid, value);
    else if (urt_bytes_equal(name, URT_LITERAL("abspath")))
        ok = set_switch(&p->conf->flag_abspath, value);
    else if (urt_bytes_equal(name, URT_LITERAL("includedir"))) {
        urt_free(p->conf->includedir);
        p->conf->includedir = to_string(value);
        return p->conf->includedir != NULL;
    }
    /* Pragmas of other versions are not ours to judge. */
    return ok || fac_conf_fail(CONF_R_INVALID_PRAGMA);
}

/* ---- statements -------------------------------------------------------- */

static bool
enter_section(struct parser *p, char *name)
{
    if (name == NULL)
        return false;
    urt_free(p->section_name);
    p->section_name = name;
    p->section = fac_conf_get_section(p->conf, name);
    if (p->section == NULL)
        p->section = fac_conf_new_section(p->conf, name);
    return p->section != NULL ||
           fac_conf_fail(CONF_R_UNABLE_TO_CREATE_NEW_SECTION);
}

static bool
read_section(struct parser *p, struct urt_bytes in)
{
    struct urt_bytes name;

    (void)urt_skip(&in, 1);
    skip_blanks(&in);
    name = (struct urt_bytes){in.data, 0};
    for (;;) {
        struct urt_bytes part = take_name(p->conf, &in);

        name.len = (size_t)(part.data + part.len - name.data);
        skip_blanks(&in);
        if (in.len == 0 || (in.data[0] != ']' &&
                            !is_name(p->conf, (char)in.data[0])))
            break;
        if (in.data[0] == ']')
            return enter_section(p, read_value(p, name, p->section_name));
    }
    return fac_conf_fail(CONF_R_MISSING_CLOSE_SQUARE_BRACKET);
}

static bool
store(struct parser *p, struct urt_bytes scope, struct urt_bytes name,
      struct urt_bytes text)
{
    CONF_VALUE *section = p->section, *v = urt_zalloc(sizeof(*v));
    char *other = scope.data != NULL ? to_string(scope) : NULL;
    bool ok = v != NULL && (other != NULL || scope.data == NULL);

    if (ok) {
        v->name = to_string(name);
        v->value = read_value(p, text, other != NULL ? other
                                                     : p->section_name);
        ok = v->name != NULL && v->value != NULL;
    }
    if (ok && other != NULL && strcmp(other, p->section_name) != 0) {
        section = fac_conf_get_section(p->conf, other);
        if (section == NULL)
            section = fac_conf_new_section(p->conf, other);
        if (section == NULL)
            ok = fac_conf_fail(CONF_R_UNABLE_TO_CREATE_NEW_SECTION);
    }
    if (ok && !fac_conf_add_string(p->conf, section, v))
        ok = fac_conf_fail(ERR_R_MALLOC_FAILURE);
    if (!ok && v != NULL) {
        urt_free(v->name);
        urt_free(v->value);
        urt_free(v);
    }
    urt_free(other);
    return ok;
}

/* Whether NAME is a directive: the word, then a blank or an equal sign. */
static bool
is_directive(struct urt_bytes name, const char *word, struct urt_bytes rest,
             struct urt_bytes before)
{
    return urt_bytes_equal(name, urt_bytes(word, strlen(word))) &&
           (rest.data != before.data || (rest.len > 0 && rest.data[0] == '='));
}

static bool
read_statement(struct parser *p, struct urt_bytes in)
{
    struct urt_bytes name = take_name(p->conf, &in), scope = URT_BYTES_NONE;
    struct urt_bytes behind;
    char *value;
    bool ok;

    if (in.len >= 2 && in.data[0] == ':' && in.data[1] == ':') {
        scope = name;
        (void)urt_skip(&in, 2);
        name = take_name(p->conf, &in);
    }
    behind = in;
    skip_blanks(&in);
    if (scope.data == NULL && (is_directive(name, ".pragma", in, behind) ||
                               is_directive(name, ".include", in, behind))) {
        if (in.len > 0 && in.data[0] == '=')
            (void)urt_skip(&in, 1);
        skip_blanks(&in);
        if (name.data[1] == 'p')
            return pragma(p, in);
        if ((value = read_value(p, in, p->section_name)) == NULL)
            return false;
        ok = include(p, value);
        urt_free(value);
        return ok;
    }
    if (in.len == 0 || in.data[0] != '=') {
        char *here = to_string(in);

        fac_conf_fail(CONF_R_MISSING_EQUAL_SIGN);
        ERR_add_error_data(2, "HERE-->", here != NULL ? here : "");
        urt_free(here);
        return false;
    }
    (void)urt_skip(&in, 1);
    skip_blanks(&in);
    return store(p, scope, name, in);
}

int
fac_conf_parse(CONF *conf, BIO *bp, long *line)
{
    struct parser p = {.conf = conf, .first_line = true};
    struct urt_buf b = URT_BUF_INIT;
    bool ok = true;

    /* A second load into the same CONF finds its first section taken. */
    if (!fac_conf_new_data(conf) ||
        (p.section = fac_conf_new_section(conf, "default")) == NULL)
        ok = fac_conf_fail(CONF_R_UNABLE_TO_CREATE_NEW_SECTION);
    p.section_name = urt_strdup("default");
    ok = ok && p.section_name != NULL;
    p.files[0].bio = bp;
    while (ok && next_line(&p, &b)) {
        struct urt_bytes text = strip(urt_buf_bytes(&b));

        if (text.len > 0)
            ok = text.data[0] == '[' ? read_section(&p, text)
                                     : read_statement(&p, text);
    }
    if (ok && !urt_buf_ok(&b))
        ok = fac_conf_fail(ERR_R_MALLOC_FAILURE);
    while (p.depth > 0)
        close_source(&p.files[p.depth--]);
    urt_buf_free(&b);
    urt_free(p.section_name);
    if (ok)
        return 1;
    {
        char number[32];

        (void)snprintf(number, sizeof(number), "%ld", p.line);
        ERR_add_error_data(2, "line ", number);
    }
    if (line != NULL)
        *line = p.line;
    fac_conf_free_data(conf);
    return 0;
}
