/* Plain extension values from text: lists, booleans, numbers, strings,
 * named bits, purposes, policy limits. x509v3_config(5). */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/text.h"

void *
fac_v3_bad_pair(int reason, const CONF_VALUE *v)
{
    ERR_raise_data(ERR_LIB_X509V3, reason, "name=%s, value=%s",
                   v->name != NULL ? v->name : "<NULL>",
                   v->value != NULL ? v->value : "<NULL>");
    return NULL;
}

void *
fac_v3_bad_text(int reason, const char *text)
{
    ERR_raise_data(ERR_LIB_X509V3, reason, "%s",
                   text != NULL ? text : "<NULL>");
    return NULL;
}

/* Whether a name is WORD, or WORD and a suffix ".1" that tells it from
 * others of its section. */
bool
fac_v3_name_is(const char *name, const char *word)
{
    size_t len = strlen(word);

    return strncmp(name, word, len) == 0 &&
           (name[len] == '\0' || name[len] == '.');
}

/* ---- "name:value, name, ..." ---- */

/* Without the blanks around it; those behind a word of one character stay,
 * as they do in OpenSSL. NULL when nothing is left. */
static char *
trimmed(const char *text, size_t len)
{
    while (len > 0 && urt_ascii_is_space(*text)) {
        text++;
        len--;
    }
    if (len == 0)
        return NULL;
    for (size_t end = len; end > 1; end--)
        if (!urt_ascii_is_space(text[end - 1])) {
            len = end;
            break;
        }
    return OPENSSL_strndup(text, len);
}

static bool
add_item(STACK_OF(CONF_VALUE) **list, const char *text, size_t len)
{
    const char *colon = memchr(text, ':', len);
    size_t name_len = colon != NULL ? (size_t)(colon - text) : len;
    char *name = trimmed(text, name_len), *value = NULL;
    bool ok = false;

    if (name == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_EMPTY_NAME);
        return false;
    }
    if (colon != NULL)
        value = trimmed(colon + 1, len - name_len - 1);
    if (colon != NULL && value == NULL)
        ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_NULL_VALUE);
    else
        ok = X509V3_add_value(name, value, list);
    OPENSSL_free(name);
    OPENSSL_free(value);
    return ok;
}

STACK_OF(CONF_VALUE) *
X509V3_parse_list(const char *line)
{
    STACK_OF(CONF_VALUE) *list = NULL;
    size_t len;
    bool ok = true;

    /* A list is a line. */
    for (const char *p = line;; p += len + 1) {
        len = strcspn(p, ",");
        ok = add_item(&list, p, len);
        if (!ok || p[len] == '\0')
            break;
    }
    if (ok)
        return list;
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return NULL;
}

/* ---- booleans and numbers ---- */

int
X509V3_get_value_bool(const CONF_VALUE *value, int *asn1_bool)
{
    static const struct {
        const char *text;
        int value;
    } words[] = {
        {"TRUE", 0xff}, {"true", 0xff}, {"Y", 0xff},  {"y", 0xff},
        {"YES", 0xff},  {"yes", 0xff},  {"FALSE", 0}, {"false", 0},
        {"N", 0},       {"n", 0},       {"NO", 0},    {"no", 0},
    };

    for (size_t i = 0;
         value->value != NULL && i < sizeof words / sizeof *words; i++)
        if (strcmp(value->value, words[i].text) == 0) {
            *asn1_bool = words[i].value;
            return 1;
        }
    fac_v3_bad_pair(X509V3_R_INVALID_BOOLEAN_STRING, value);
    return 0;
}

ASN1_INTEGER *
s2i_ASN1_INTEGER(X509V3_EXT_METHOD *method, const char *value)
{
    BIGNUM *bn = NULL;
    ASN1_INTEGER *out;
    const char *digits = value;
    bool negative, hex;
    int used;

    (void)method;
    if (value == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_NULL_VALUE);
        return NULL;
    }
    negative = *digits == '-';
    digits += negative;
    hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    digits += hex ? 2 : 0;
    used = hex ? BN_hex2bn(&bn, digits) : BN_dec2bn(&bn, digits);
    if (used <= 0 || digits[used] != '\0' || digits[0] == '-') {
        BN_free(bn);
        ERR_raise(ERR_LIB_X509V3, X509V3_R_BN_DEC2BN_ERROR);
        return NULL;
    }
    BN_set_negative(bn, negative && !BN_is_zero(bn));
    out = BN_to_ASN1_INTEGER(bn, NULL);
    BN_free(bn);
    if (out == NULL)
        ERR_raise(ERR_LIB_X509V3, X509V3_R_BN_TO_ASN1_INTEGER_ERROR);
    return out;
}

int
X509V3_get_value_int(const CONF_VALUE *value, ASN1_INTEGER **aint)
{
    ASN1_INTEGER *n = s2i_ASN1_INTEGER(NULL, value->value);

    if (n == NULL) {
        ERR_add_error_data(4, "name=", value->name, ", value=",
                           value->value != NULL ? value->value : "<NULL>");
        return 0;
    }
    ASN1_INTEGER_free(*aint);
    *aint = n;
    return 1;
}

void *
fac_v3_read_integer(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                    const char *text)
{
    return s2i_ASN1_INTEGER((X509V3_EXT_METHOD *)method, text);
}

/* ---- strings ---- */

static ASN1_STRING *
make_string(int type, const char *text)
{
    ASN1_STRING *s;

    if (text == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_NULL_ARGUMENT);
        return NULL;
    }
    s = ASN1_STRING_type_new(type);
    if (s != NULL && ASN1_STRING_set(s, text, -1))
        return s;
    ASN1_STRING_free(s);
    ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
    return NULL;
}

ASN1_IA5STRING *
s2i_ASN1_IA5STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                   const char *str)
{
    return make_string(V_ASN1_IA5STRING, str);
}

ASN1_UTF8STRING *
s2i_ASN1_UTF8STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                    const char *str)
{
    return make_string(V_ASN1_UTF8STRING, str);
}

ASN1_OCTET_STRING *
s2i_ASN1_OCTET_STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                      const char *str)
{
    ASN1_OCTET_STRING *oct = ASN1_OCTET_STRING_new();
    long len;
    unsigned char *bytes;

    if (oct == NULL)
        return NULL;
    bytes = OPENSSL_hexstr2buf(str, &len);
    if (bytes == NULL) {
        ASN1_OCTET_STRING_free(oct);
        return NULL;
    }
    ASN1_STRING_set0(oct, bytes, (int)len);
    return oct;
}

void *
fac_v3_read_string(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                   const char *text)
{
    return make_string(V_ASN1_IA5STRING, text);
}

void *
fac_v3_read_null(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                 const char *text)
{
    return ASN1_NULL_new();
}

/* ---- lists of names ---- */

ASN1_BIT_STRING *
v2i_ASN1_BIT_STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                    STACK_OF(CONF_VALUE) *nval)
{
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    const BIT_STRING_BITNAME *row;

    for (int i = 0; bits != NULL && i < sk_CONF_VALUE_num(nval); i++) {
        const char *name = sk_CONF_VALUE_value(nval, i)->name;

        for (row = method->usr_data; row->lname != NULL; row++)
            if (strcmp(row->sname, name) == 0 || strcmp(row->lname, name) == 0)
                break;
        if (row->lname == NULL) {
            fac_v3_bad_text(X509V3_R_UNKNOWN_BIT_STRING_ARGUMENT, name);
        } else if (ASN1_BIT_STRING_set_bit(bits, row->bitnum, 1)) {
            continue;
        }
        ASN1_BIT_STRING_free(bits);
        return NULL;
    }
    return bits;
}

void *
fac_v3_read_bits(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                 STACK_OF(CONF_VALUE) *list)
{
    return v2i_ASN1_BIT_STRING((X509V3_EXT_METHOD *)method, ctx, list);
}

void *
fac_v3_read_basic(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                  STACK_OF(CONF_VALUE) *list)
{
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    bool ok = bc != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);

        if (strcmp(v->name, "CA") == 0)
            ok = X509V3_get_value_bool(v, &bc->ca);
        else if (strcmp(v->name, "pathlen") == 0)
            ok = X509V3_get_value_int(v, &bc->pathlen);
        else
            ok = fac_v3_bad_pair(X509V3_R_INVALID_NAME, v) != NULL;
    }
    if (ok)
        return bc;
    BASIC_CONSTRAINTS_free(bc);
    return NULL;
}

void *
fac_v3_read_key_purposes(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                         STACK_OF(CONF_VALUE) *list)
{
    EXTENDED_KEY_USAGE *uses = sk_ASN1_OBJECT_new_null();
    bool ok = uses != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        const char *text = v->value != NULL ? v->value : v->name;
        ASN1_OBJECT *object = OBJ_txt2obj(text, 0);

        if (object == NULL)
            fac_v3_bad_text(X509V3_R_INVALID_OBJECT_IDENTIFIER, text);
        ok = object != NULL && sk_ASN1_OBJECT_push(uses, object) > 0;
        if (!ok)
            ASN1_OBJECT_free(object);
    }
    if (ok)
        return uses;
    sk_ASN1_OBJECT_pop_free(uses, ASN1_OBJECT_free);
    return NULL;
}

/* A TLS extension by name or number; -1 when it is neither. */
static long
tls_feature(const char *text)
{
    enum { MAX = 65535 };
    long n = 0;

    if (urt_text_equal_nocase(text, "status_request"))
        return 5;
    if (urt_text_equal_nocase(text, "status_request_v2"))
        return 17;
    for (const char *p = text; *p != '\0'; p++) {
        if (!urt_ascii_is_digit(*p))
            return -1;
        n = n * 10 + (*p - '0');
        if (n > MAX)
            return -1;
    }
    return *text != '\0' ? n : -1;
}

void *
fac_v3_read_tls_features(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                         STACK_OF(CONF_VALUE) *list)
{
    TLS_FEATURE *features = sk_ASN1_INTEGER_new_null();
    bool ok = features != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        long id = tls_feature(v->value != NULL ? v->value : v->name);
        ASN1_INTEGER *n = NULL;

        if (id < 0)
            fac_v3_bad_pair(X509V3_R_INVALID_SYNTAX, v);
        else
            n = ASN1_INTEGER_new();
        ok = n != NULL && ASN1_INTEGER_set(n, id) &&
             sk_ASN1_INTEGER_push(features, n) > 0;
        if (!ok)
            ASN1_INTEGER_free(n);
    }
    if (ok)
        return features;
    sk_ASN1_INTEGER_pop_free(features, ASN1_INTEGER_free);
    return NULL;
}

void *
fac_v3_read_policy_limits(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                          STACK_OF(CONF_VALUE) *list)
{
    POLICY_CONSTRAINTS *pc = POLICY_CONSTRAINTS_new();
    bool ok = pc != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);

        if (strcmp(v->name, "requireExplicitPolicy") == 0)
            ok = X509V3_get_value_int(v, &pc->requireExplicitPolicy);
        else if (strcmp(v->name, "inhibitPolicyMapping") == 0)
            ok = X509V3_get_value_int(v, &pc->inhibitPolicyMapping);
        else
            ok = fac_v3_bad_text(X509V3_R_INVALID_NAME, v->name) != NULL;
    }
    if (ok && pc->requireExplicitPolicy == NULL &&
        pc->inhibitPolicyMapping == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_ILLEGAL_EMPTY_EXTENSION);
        ok = false;
    }
    if (ok)
        return pc;
    POLICY_CONSTRAINTS_free(pc);
    return NULL;
}
