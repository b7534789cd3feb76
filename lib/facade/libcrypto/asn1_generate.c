/* ASN.1 values from text, as ASN1_generate_nconf(3) describes them:
 * modifiers (tags, wrappings, a format), then a type and its value.
 *
 * The text becomes DER from the inside out: the value's element first, its
 * tag replaced when an implicit one was asked for, then each wrapping. A
 * SEQUENCE or SET takes its members from a section of the configuration,
 * which may name further ones, to a fixed depth. */
#include <openssl/asn1.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/text.h"

enum {
    MAX_WRAPS = 20,
    MAX_DEPTH = 50,
    MAX_BIT = 1 << 16,
    NO_TAG = -1,
    BITS_PAD = 1,
};

enum format { ASCII, UTF8, HEX, BITLIST };

struct wrap {
    int tag, class;
    bool constructed, pad;
};

struct spec {
    int type;           /* 0 until it is known */
    const char *value;  /* rest of the text behind the type */
    enum format format;
    int implicit_tag, implicit_class;
    struct wrap wraps[MAX_WRAPS]; /* outermost first */
    size_t n_wraps;
};

static ASN1_TYPE *generate(const char *text, X509V3_CTX *ctx, int depth);

static const struct {
    const char *name;
    int type;
} types[] = {
    {"BOOL", V_ASN1_BOOLEAN},
    {"BOOLEAN", V_ASN1_BOOLEAN},
    {"NULL", V_ASN1_NULL},
    {"INT", V_ASN1_INTEGER},
    {"INTEGER", V_ASN1_INTEGER},
    {"ENUM", V_ASN1_ENUMERATED},
    {"ENUMERATED", V_ASN1_ENUMERATED},
    {"OID", V_ASN1_OBJECT},
    {"OBJECT", V_ASN1_OBJECT},
    {"UTCTIME", V_ASN1_UTCTIME},
    {"UTC", V_ASN1_UTCTIME},
    {"GENERALIZEDTIME", V_ASN1_GENERALIZEDTIME},
    {"GENTIME", V_ASN1_GENERALIZEDTIME},
    {"OCT", V_ASN1_OCTET_STRING},
    {"OCTETSTRING", V_ASN1_OCTET_STRING},
    {"BITSTR", V_ASN1_BIT_STRING},
    {"BITSTRING", V_ASN1_BIT_STRING},
    {"UNIVERSALSTRING", V_ASN1_UNIVERSALSTRING},
    {"UNIV", V_ASN1_UNIVERSALSTRING},
    {"IA5", V_ASN1_IA5STRING},
    {"IA5STRING", V_ASN1_IA5STRING},
    {"UTF8", V_ASN1_UTF8STRING},
    {"UTF8STRING", V_ASN1_UTF8STRING},
    {"BMP", V_ASN1_BMPSTRING},
    {"BMPSTRING", V_ASN1_BMPSTRING},
    {"VISIBLESTRING", V_ASN1_VISIBLESTRING},
    {"VISIBLE", V_ASN1_VISIBLESTRING},
    {"PRINTABLESTRING", V_ASN1_PRINTABLESTRING},
    {"PRINTABLE", V_ASN1_PRINTABLESTRING},
    {"T61", V_ASN1_T61STRING},
    {"T61STRING", V_ASN1_T61STRING},
    {"TELETEXSTRING", V_ASN1_T61STRING},
    {"GENERALSTRING", V_ASN1_GENERALSTRING},
    {"GENSTR", V_ASN1_GENERALSTRING},
    {"NUMERIC", V_ASN1_NUMERICSTRING},
    {"NUMERICSTRING", V_ASN1_NUMERICSTRING},
    {"SEQUENCE", V_ASN1_SEQUENCE},
    {"SEQ", V_ASN1_SEQUENCE},
    {"SET", V_ASN1_SET},
};

/* ---- modifiers ---- */

static bool
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return false;
}

/* "5", "5A", "5P", ...: a number and a class. */
static bool
read_tag(struct urt_bytes text, int *tag, int *class)
{
    static const struct {
        char letter;
        int class;
    } classes[] = {
        {'U', V_ASN1_UNIVERSAL},
        {'A', V_ASN1_APPLICATION},
        {'P', V_ASN1_PRIVATE},
        {'C', V_ASN1_CONTEXT_SPECIFIC},
    };
    int64_t number = 0;
    uint8_t c;

    while (text.len > 0 && text.data[0] == ' ')
        (void)urt_take_u8(&text, &c);
    while (text.len > 0 && urt_ascii_is_digit((char)text.data[0])) {
        (void)urt_take_u8(&text, &c);
        number = number * 10 + (c - '0');
        if (number > INT32_MAX)
            return fail(ASN1_R_INVALID_NUMBER);
    }
    if (text.len > 0 && text.data[0] == '-')
        return fail(ASN1_R_INVALID_NUMBER);
    *tag = (int)number;
    *class = V_ASN1_CONTEXT_SPECIFIC;
    if (!urt_take_u8(&text, &c) || c == ' ')
        return true;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (c == classes[i].letter) {
            *class = classes[i].class;
            return true;
        }
    ERR_raise_data(ERR_LIB_ASN1, ASN1_R_INVALID_MODIFIER, "Char=%c", c);
    return false;
}

/* One more wrapping; a pending implicit tag becomes its tag, except that an
 * explicit one may not be tagged implicitly. */
static bool
add_wrap(struct spec *s, struct wrap w, bool may_be_implicit)
{
    if (s->implicit_tag != NO_TAG && !may_be_implicit)
        return fail(ASN1_R_ILLEGAL_IMPLICIT_TAG);
    if (s->n_wraps == MAX_WRAPS)
        return fail(ASN1_R_DEPTH_EXCEEDED);
    if (s->implicit_tag != NO_TAG) {
        w.tag = s->implicit_tag;
        w.class = s->implicit_class;
        s->implicit_tag = NO_TAG;
    }
    s->wraps[s->n_wraps++] = w;
    return true;
}

static bool
add_implicit(struct spec *s, struct urt_bytes value, bool given)
{
    if (s->implicit_tag != NO_TAG)
        return fail(ASN1_R_ILLEGAL_NESTED_TAGGING);
    return given && read_tag(value, &s->implicit_tag, &s->implicit_class);
}

static bool
add_explicit(struct spec *s, struct urt_bytes value, bool given)
{
    struct wrap w = {.constructed = true};

    return given && read_tag(value, &w.tag, &w.class) && add_wrap(s, w, false);
}

static bool
starts_with(struct urt_bytes text, const char *word)
{
    size_t len = strlen(word);

    return text.len >= len && memcmp(text.data, word, len) == 0;
}

static bool
set_format(struct spec *s, struct urt_bytes value, bool given)
{
    static const char *const names[] = {"ASCII", "UTF8", "HEX", "BITLIST"};

    for (size_t i = 0; given && i < sizeof names / sizeof *names; i++)
        if (starts_with(value, names[i])) {
            s->format = (enum format)i;
            return true;
        }
    return fail(ASN1_R_UNKNOWN_FORMAT);
}

static bool
wrap_octets(struct spec *s, struct urt_bytes value, bool given)
{
    return add_wrap(s, (struct wrap){V_ASN1_OCTET_STRING, 0, false, false},
                    true);
}

static bool
wrap_bits(struct spec *s, struct urt_bytes value, bool given)
{
    return add_wrap(s, (struct wrap){V_ASN1_BIT_STRING, 0, false, true}, true);
}

static bool
wrap_sequence(struct spec *s, struct urt_bytes value, bool given)
{
    return add_wrap(s, (struct wrap){V_ASN1_SEQUENCE, 0, true, false}, true);
}

static bool
wrap_set(struct spec *s, struct urt_bytes value, bool given)
{
    return add_wrap(s, (struct wrap){V_ASN1_SET, 0, true, false}, true);
}

static const struct {
    const char *name;
    bool (*apply)(struct spec *s, struct urt_bytes value, bool given);
} modifiers[] = {
    {"EXP", add_explicit},        {"EXPLICIT", add_explicit},
    {"IMP", add_implicit},        {"IMPLICIT", add_implicit},
    {"OCTWRAP", wrap_octets},     {"SEQWRAP", wrap_sequence},
    {"SETWRAP", wrap_set},        {"BITWRAP", wrap_bits},
    {"FORM", set_format},         {"FORMAT", set_format},
};

static bool
is_word(struct urt_bytes name, const char *word)
{
    return urt_bytes_equal_nocase(name, urt_bytes(word, strlen(word)));
}

/* One element of the list. 1: a modifier; 0: the type, which ends the list
 * as the rest of the text is its value; -1: an error. */
static int
element(const char *elem, int len, void *arg)
{
    struct spec *s = arg;
    struct urt_bytes name, value = URT_BYTES_NONE;
    const char *colon;

    if (elem == NULL)
        return -1;
    colon = memchr(elem, ':', (size_t)len);
    name = urt_bytes(elem, colon != NULL ? (size_t)(colon - elem)
                                         : (size_t)len);
    if (colon != NULL)
        value = urt_bytes(colon + 1, (size_t)(elem + len - colon - 1));
    for (size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++)
        if (is_word(name, modifiers[i].name))
            return modifiers[i].apply(s, value, colon != NULL) ? 1 : -1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!is_word(name, types[i].name))
            continue;
        s->type = types[i].type;
        s->value = colon != NULL ? colon + 1 : "";
        if (colon != NULL || elem[len] == '\0')
            return 0;
        ERR_raise(ERR_LIB_ASN1, ASN1_R_MISSING_VALUE);
        return -1;
    }
    ERR_raise_data(ERR_LIB_ASN1, ASN1_R_UNKNOWN_TAG, "tag=%s", elem);
    return -1;
}

/* ---- values ---- */

static bool
fail_at(int reason, const char *value)
{
    ERR_raise_data(ERR_LIB_ASN1, reason, "string=%s", value);
    return false;
}

static bool
make_boolean(ASN1_TYPE *t, const struct spec *s)
{
    CONF_VALUE v = {.value = (char *)s->value};

    if (s->format != ASCII)
        return fail(ASN1_R_NOT_ASCII_FORMAT);
    if (!X509V3_get_value_bool(&v, &t->value.boolean))
        return fail_at(ASN1_R_ILLEGAL_BOOLEAN, s->value);
    return true;
}

static bool
make_number(ASN1_TYPE *t, const struct spec *s)
{
    if (s->format != ASCII)
        return fail(ASN1_R_INTEGER_NOT_ASCII_FORMAT);
    t->value.integer = s2i_ASN1_INTEGER(NULL, s->value);
    if (t->value.integer == NULL)
        return fail_at(ASN1_R_ILLEGAL_INTEGER, s->value);
    if (s->type == V_ASN1_ENUMERATED)
        t->value.integer->type = V_ASN1_ENUMERATED |
                                 (t->value.integer->type & V_ASN1_NEG);
    return true;
}

static bool
make_object(ASN1_TYPE *t, const struct spec *s)
{
    if (s->format != ASCII)
        return fail(ASN1_R_OBJECT_NOT_ASCII_FORMAT);
    t->value.object = OBJ_txt2obj(s->value, 0);
    return t->value.object != NULL || fail_at(ASN1_R_ILLEGAL_OBJECT, s->value);
}

static bool
make_time(ASN1_TYPE *t, const struct spec *s)
{
    if (s->format != ASCII)
        return fail(ASN1_R_TIME_NOT_ASCII_FORMAT);
    t->value.asn1_string = ASN1_STRING_type_new(s->type);
    if (t->value.asn1_string == NULL ||
        !ASN1_STRING_set(t->value.asn1_string, s->value, -1))
        return fail_at(ERR_R_MALLOC_FAILURE, s->value);
    return ASN1_TIME_check(t->value.asn1_string) ||
           fail_at(ASN1_R_ILLEGAL_TIME_VALUE, s->value);
}

static bool
make_text(ASN1_TYPE *t, const struct spec *s)
{
    int in = s->format == UTF8 ? MBSTRING_UTF8 : MBSTRING_ASC;

    if (s->format != ASCII && s->format != UTF8)
        return fail(ASN1_R_ILLEGAL_FORMAT);
    return ASN1_mbstring_copy(&t->value.asn1_string,
                              (const unsigned char *)s->value, -1, in,
                              ASN1_tag2bit(s->type)) > 0 ||
           fail_at(ERR_R_MALLOC_FAILURE, s->value);
}

/* One number of a list of bits to set. */
static int
set_bit(const char *elem, int len, void *arg)
{
    struct urt_bytes text = urt_bytes(elem, (size_t)len);
    long bit = 0;
    uint8_t c;

    if (elem == NULL)
        return 0;
    if (text.data[0] == '-')
        return fail(ASN1_R_INVALID_NUMBER);
    if (!urt_ascii_is_digit(elem[0]))
        return 0;
    while (urt_take_u8(&text, &c) && urt_ascii_is_digit((char)c)) {
        bit = bit * 10 + (c - '0');
        if (bit > MAX_BIT)
            return fail(ASN1_R_INVALID_NUMBER);
    }
    return ASN1_BIT_STRING_set_bit(arg, (int)bit, 1);
}

static bool
make_bytes(ASN1_TYPE *t, const struct spec *s)
{
    ASN1_STRING *str = ASN1_STRING_type_new(s->type);
    unsigned char *bytes;
    long len;

    t->value.asn1_string = str;
    if (str == NULL)
        return fail_at(ERR_R_MALLOC_FAILURE, s->value);
    if (s->format == BITLIST && s->type == V_ASN1_BIT_STRING) {
        return CONF_parse_list(s->value, ',', 1, set_bit, str) > 0 ||
               fail_at(ASN1_R_LIST_ERROR, s->value);
    }
    if (s->format == HEX) {
        bytes = OPENSSL_hexstr2buf(s->value, &len);
        if (bytes == NULL)
            return fail_at(ASN1_R_ILLEGAL_HEX, s->value);
        ASN1_STRING_set0(str, bytes, (int)len);
    } else if (s->format == ASCII) {
        if (!ASN1_STRING_set(str, s->value, -1))
            return fail_at(ERR_R_MALLOC_FAILURE, s->value);
    } else {
        return fail(ASN1_R_ILLEGAL_BITSTRING_FORMAT);
    }
    /* Whole bytes: trailing zero bits are part of the value. */
    if (s->type == V_ASN1_BIT_STRING)
        str->flags = (str->flags & ~0x07) | ASN1_STRING_FLAG_BITS_LEFT;
    return true;
}

/* The members of a SEQUENCE or SET, from the section of its value. */
static bool
make_members(ASN1_TYPE *t, const struct spec *s, X509V3_CTX *ctx, int depth)
{
    STACK_OF(ASN1_TYPE) *members = sk_ASN1_TYPE_new_null();
    STACK_OF(CONF_VALUE) *section = NULL;
    bool ok = members != NULL;
    unsigned char *der = NULL;
    int len = -1;

    if (s->value[0] != '\0' && ctx != NULL)
        section = X509V3_get_section(ctx, s->value);
    ok = ok && (s->value[0] == '\0' || section != NULL);
    for (int i = 0; ok && i < sk_CONF_VALUE_num(section); i++) {
        ASN1_TYPE *m = generate(sk_CONF_VALUE_value(section, i)->value, ctx,
                                depth + 1);

        ok = m != NULL && sk_ASN1_TYPE_push(members, m) > 0;
        if (!ok)
            ASN1_TYPE_free(m);
    }
    if (ok)
        len = s->type == V_ASN1_SET ? i2d_ASN1_SET_ANY(members, &der)
                                    : i2d_ASN1_SEQUENCE_ANY(members, &der);
    if (len >= 0) {
        t->value.asn1_string = ASN1_STRING_type_new(s->type);
        if (t->value.asn1_string != NULL)
            ASN1_STRING_set0(t->value.asn1_string, der, len);
        else
            OPENSSL_free(der);
    }
    if (section != NULL)
        X509V3_section_free(ctx, section);
    sk_ASN1_TYPE_pop_free(members, ASN1_TYPE_free);
    return t->value.asn1_string != NULL;
}

static bool
make_value(ASN1_TYPE *t, const struct spec *s, X509V3_CTX *ctx, int depth)
{
    switch (s->type) {
    case V_ASN1_NULL:
        return s->value[0] == '\0' || fail(ASN1_R_ILLEGAL_NULL_VALUE);
    case V_ASN1_BOOLEAN:
        return make_boolean(t, s);
    case V_ASN1_INTEGER:
    case V_ASN1_ENUMERATED:
        return make_number(t, s);
    case V_ASN1_OBJECT:
        return make_object(t, s);
    case V_ASN1_UTCTIME:
    case V_ASN1_GENERALIZEDTIME:
        return make_time(t, s);
    case V_ASN1_OCTET_STRING:
    case V_ASN1_BIT_STRING:
        return make_bytes(t, s);
    case V_ASN1_SEQUENCE:
    case V_ASN1_SET:
        return make_members(t, s, ctx, depth);
    default:
        return make_text(t, s);
    }
}

/* ---- tags around the value ---- */

/* Puts an element's header in front of what B holds. */
static bool
wrap(struct urt_buf *b, int tag, int class, bool constructed, bool pad)
{
    int content = (int)b->len + (pad ? BITS_PAD : 0);
    int total = ASN1_object_size(constructed, content, tag);
    struct urt_buf out = URT_BUF_INIT;
    unsigned char *p;

    if (total < 0 || (p = urt_buf_reserve(&out, (size_t)total)) == NULL)
        return false;
    ASN1_put_object(&p, constructed, content, tag, class);
    out.len = (size_t)(p - out.data);
    if (pad)
        urt_put_u8(&out, 0);
    urt_put_bytes(&out, urt_buf_bytes(b));
    urt_buf_free(b);
    *b = out;
    return urt_buf_ok(b);
}

/* Gives the element in B another tag; whether it is constructed stays. */
static bool
retag(struct urt_buf *b, int tag, int class)
{
    const unsigned char *p = b->data;
    int old_tag, old_class, form;
    long len;

    form = ASN1_get_object(&p, &len, &old_tag, &old_class, (long)b->len);
    if ((form & 0x80) != 0)
        return false;
    urt_buf_consume(b, (size_t)(p - b->data));
    return wrap(b, tag, class, (form & V_ASN1_CONSTRUCTED) != 0, false);
}

static ASN1_TYPE *
finish(ASN1_TYPE *value, const struct spec *s)
{
    struct urt_buf b = URT_BUF_INIT;
    unsigned char *der = NULL;
    int len = i2d_ASN1_TYPE(value, &der);
    const unsigned char *p;
    ASN1_TYPE *out = NULL;
    bool ok;

    ASN1_TYPE_free(value);
    if (len < 0)
        return NULL;
    urt_put(&b, der, (size_t)len);
    OPENSSL_free(der);
    ok = urt_buf_ok(&b) && (s->implicit_tag == NO_TAG ||
                            retag(&b, s->implicit_tag, s->implicit_class));
    for (size_t i = s->n_wraps; ok && i-- > 0;)
        ok = wrap(&b, s->wraps[i].tag, s->wraps[i].class,
                  s->wraps[i].constructed, s->wraps[i].pad);
    p = b.data;
    if (ok)
        out = d2i_ASN1_TYPE(NULL, &p, (long)b.len);
    else
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
    urt_buf_free(&b);
    return out;
}

static ASN1_TYPE *
generate(const char *text, X509V3_CTX *ctx, int depth)
{
    struct spec s = {.implicit_tag = NO_TAG};
    ASN1_TYPE *value;

    if (depth >= MAX_DEPTH) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_NESTED_TAGGING);
        return NULL;
    }
    if (text == NULL || CONF_parse_list(text, ',', 1, element, &s) != 0) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_UNKNOWN_TAG);
        return NULL;
    }
    if ((s.type == V_ASN1_SEQUENCE || s.type == V_ASN1_SET) && ctx == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_SEQUENCE_OR_SET_NEEDS_CONFIG);
        return NULL;
    }
    value = ASN1_TYPE_new();
    if (value == NULL)
        return NULL;
    value->type = s.type;
    if (!make_value(value, &s, ctx, depth)) {
        /* A type whose value was not made must not be taken for one. */
        if (value->value.ptr == NULL || s.type == V_ASN1_BOOLEAN)
            value->type = V_ASN1_NULL;
        ASN1_TYPE_free(value);
        return NULL;
    }
    return finish(value, &s);
}

ASN1_TYPE *
ASN1_generate_v3(const char *str, X509V3_CTX *cnf)
{
    return generate(str, cnf, 0);
}

ASN1_TYPE *
ASN1_generate_nconf(const char *str, CONF *nconf)
{
    X509V3_CTX ctx;

    if (nconf == NULL)
        return generate(str, NULL, 0);
    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, nconf);
    return generate(str, &ctx, 0);
}
