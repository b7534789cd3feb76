/* Extensions as text: X509V3_EXT_print and the printers of plain values. */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"

/* ---- the driver ---- */

void
X509V3_EXT_val_prn(BIO *out, STACK_OF(CONF_VALUE) *val, int indent, int ml)
{
    int n = sk_CONF_VALUE_num(val);

    if (val == NULL)
        return;
    if (!ml || n <= 0) {
        BIO_printf(out, "%*s", indent, "");
        if (n <= 0)
            BIO_puts(out, "<EMPTY>\n");
    }
    for (int i = 0; i < n; i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(val, i);

        if (ml && i > 0)
            BIO_printf(out, "\n");
        if (ml)
            BIO_printf(out, "%*s", indent, "");
        else if (i > 0)
            BIO_printf(out, ", ");
        if (v->name == NULL)
            BIO_puts(out, v->value);
        else if (v->value == NULL)
            BIO_puts(out, v->name);
        else
            BIO_printf(out, "%s:%s", v->name, v->value);
    }
}

static int
print_unknown(BIO *out, const ASN1_STRING *data, unsigned long flag,
              int indent, bool supported)
{
    switch (flag & X509V3_EXT_UNKNOWN_MASK) {
    case X509V3_EXT_ERROR_UNKNOWN:
        BIO_printf(out, "%*s<%s>", indent, "",
                   supported ? "Parse Error" : "Not Supported");
        return 1;
    case X509V3_EXT_PARSE_UNKNOWN:
        return ASN1_parse_dump(out, data->data, data->length, indent, -1);
    case X509V3_EXT_DUMP_UNKNOWN:
        return BIO_dump_indent(out, (const char *)data->data, data->length,
                               indent) > 0;
    default:
        return 0;
    }
}

static int
print_value(BIO *out, const X509V3_EXT_METHOD *method, void *value, int indent)
{
    STACK_OF(CONF_VALUE) *list;
    char *text;

    if (method->i2s != NULL) {
        text = method->i2s(method, value);
        if (text == NULL)
            return 0;
        BIO_printf(out, "%*s%s", indent, "", text);
        OPENSSL_free(text);
        return 1;
    }
    if (method->i2v != NULL) {
        list = method->i2v(method, value, NULL);
        if (list == NULL)
            return 0;
        X509V3_EXT_val_prn(out, list, indent,
                           method->ext_flags & X509V3_EXT_MULTILINE);
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        return 1;
    }
    return method->i2r != NULL && method->i2r(method, value, out, indent);
}

int
X509V3_EXT_print(BIO *out, X509_EXTENSION *ext, unsigned long flag, int indent)
{
    const X509V3_EXT_METHOD *method = X509V3_EXT_get(ext);
    const ASN1_STRING *data = X509_EXTENSION_get_data(ext);
    void *value;
    int ok;

    if (method == NULL)
        return print_unknown(out, data, flag, indent, false);
    value = X509V3_EXT_d2i(ext);
    if (value == NULL)
        return print_unknown(out, data, flag, indent, true);
    ok = print_value(out, method, value, indent);
    ASN1_item_free(value, ASN1_ITEM_ptr(method->it));
    return ok;
}

int
X509V3_EXT_print_fp(FILE *out, X509_EXTENSION *ext, int flag, int indent)
{
    BIO *bio = BIO_new_fp(out, BIO_NOCLOSE);
    int ok;

    if (bio == NULL)
        return 0;
    ok = X509V3_EXT_print(bio, ext, (unsigned long)flag, indent);
    BIO_free(bio);
    return ok;
}

int
X509V3_extensions_print(BIO *out, const char *title,
                        const STACK_OF(X509_EXTENSION) *exts,
                        unsigned long flag, int indent)
{
    if (sk_X509_EXTENSION_num(exts) <= 0)
        return 1;
    if (title != NULL) {
        BIO_printf(out, "%*s%s:\n", indent, "", title);
        indent += 4;
    }
    for (int i = 0; i < sk_X509_EXTENSION_num(exts); i++) {
        X509_EXTENSION *ext = sk_X509_EXTENSION_value(exts, i);

        if (indent > 0)
            BIO_printf(out, "%*s", indent, "");
        i2a_ASN1_OBJECT(out, X509_EXTENSION_get_object(ext));
        BIO_printf(out, ": %s\n",
                   X509_EXTENSION_get_critical(ext) ? "critical" : "");
        if (!X509V3_EXT_print(out, ext, flag, indent + 4)) {
            BIO_printf(out, "%*s", indent + 4, "");
            ASN1_STRING_print(out, X509_EXTENSION_get_data(ext));
        }
        BIO_write(out, "\n", 1);
    }
    return 1;
}

/* ---- numbers, strings, bits ---- */

/* Decimal up to 128 bits, hex above. */
static char *
number_text(const ASN1_STRING *number, BIGNUM *bn)
{
    enum { DECIMAL_BITS = 128 };
    char *digits, *text = NULL;
    bool negative;
    size_t size;

    (void)number;
    if (bn == NULL)
        return NULL;
    if (BN_num_bits(bn) < DECIMAL_BITS) {
        text = BN_bn2dec(bn);
    } else if ((digits = BN_bn2hex(bn)) != NULL) {
        negative = digits[0] == '-';
        size = strlen(digits) + 3;
        text = OPENSSL_malloc(size);
        if (text != NULL)
            snprintf(text, size, "%s0x%s", negative ? "-" : "",
                     digits + (negative ? 1 : 0));
        OPENSSL_free(digits);
    }
    BN_free(bn);
    return text;
}

char *
i2s_ASN1_INTEGER(X509V3_EXT_METHOD *method, const ASN1_INTEGER *a)
{
    (void)method;
    return a == NULL ? NULL : number_text(a, ASN1_INTEGER_to_BN(a, NULL));
}

char *
i2s_ASN1_ENUMERATED(X509V3_EXT_METHOD *method, const ASN1_ENUMERATED *a)
{
    (void)method;
    return a == NULL ? NULL : number_text(a, ASN1_ENUMERATED_to_BN(a, NULL));
}

char *
fac_v3_integer(const X509V3_EXT_METHOD *method, void *ext)
{
    return i2s_ASN1_INTEGER((X509V3_EXT_METHOD *)method, ext);
}

char *
fac_v3_enumerated(const X509V3_EXT_METHOD *method, void *ext)
{
    const ENUMERATED_NAMES *names = method->usr_data;
    long value = ASN1_ENUMERATED_get(ext);

    for (; names->lname != NULL; names++)
        if (value == names->bitnum)
            return OPENSSL_strdup(names->lname);
    return i2s_ASN1_ENUMERATED((X509V3_EXT_METHOD *)method, ext);
}

char *
i2s_ASN1_IA5STRING(X509V3_EXT_METHOD *method, ASN1_IA5STRING *ia5)
{
    char *text;

    (void)method;
    if (ia5 == NULL || ia5->length <= 0)
        return NULL;
    text = OPENSSL_malloc((size_t)ia5->length + 1);
    if (text == NULL) {
        ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    memcpy(text, ia5->data, (size_t)ia5->length);
    text[ia5->length] = '\0';
    return text;
}

char *
fac_v3_string(const X509V3_EXT_METHOD *method, void *ext)
{
    return i2s_ASN1_IA5STRING((X509V3_EXT_METHOD *)method, ext);
}

char *
i2s_ASN1_OCTET_STRING(X509V3_EXT_METHOD *method, const ASN1_OCTET_STRING *oct)
{
    (void)method;
    return OPENSSL_buf2hexstr(oct->data, oct->length);
}

char *
fac_v3_octets(const X509V3_EXT_METHOD *method, void *ext)
{
    return i2s_ASN1_OCTET_STRING((X509V3_EXT_METHOD *)method, ext);
}

STACK_OF(CONF_VALUE) *
i2v_ASN1_BIT_STRING(X509V3_EXT_METHOD *method, ASN1_BIT_STRING *bits,
                    STACK_OF(CONF_VALUE) *ret)
{
    const BIT_STRING_BITNAME *name = method->usr_data;

    for (; name->lname != NULL; name++)
        if (ASN1_BIT_STRING_get_bit(bits, name->bitnum))
            X509V3_add_value(name->lname, NULL, &ret);
    return ret;
}

STACK_OF(CONF_VALUE) *
fac_v3_bits(const X509V3_EXT_METHOD *method, void *ext,
            STACK_OF(CONF_VALUE) *ret)
{
    return i2v_ASN1_BIT_STRING((X509V3_EXT_METHOD *)method, ext, ret);
}

STACK_OF(CONF_VALUE) *
fac_v3_basic(const X509V3_EXT_METHOD *method, void *ext,
             STACK_OF(CONF_VALUE) *ret)
{
    const BASIC_CONSTRAINTS *bcons = ext;

    (void)method;
    X509V3_add_value_bool("CA", bcons->ca, &ret);
    X509V3_add_value_int("pathlen", bcons->pathlen, &ret);
    return ret;
}

STACK_OF(CONF_VALUE) *
fac_v3_key_purposes(const X509V3_EXT_METHOD *method, void *ext,
                    STACK_OF(CONF_VALUE) *ret)
{
    const EXTENDED_KEY_USAGE *eku = ext;
    char text[80];

    (void)method;
    for (int i = 0; i < sk_ASN1_OBJECT_num(eku); i++) {
        i2t_ASN1_OBJECT(text, sizeof text, sk_ASN1_OBJECT_value(eku, i));
        X509V3_add_value(NULL, text, &ret);
    }
    return ret;
}

STACK_OF(CONF_VALUE) *
fac_v3_policy_limits(const X509V3_EXT_METHOD *method, void *ext,
                     STACK_OF(CONF_VALUE) *ret)
{
    const POLICY_CONSTRAINTS *limits = ext;

    (void)method;
    X509V3_add_value_int("Require Explicit Policy",
                         limits->requireExplicitPolicy, &ret);
    X509V3_add_value_int("Inhibit Policy Mapping",
                         limits->inhibitPolicyMapping, &ret);
    return ret;
}

STACK_OF(CONF_VALUE) *
fac_v3_policy_maps(const X509V3_EXT_METHOD *method, void *ext,
                   STACK_OF(CONF_VALUE) *ret)
{
    const POLICY_MAPPINGS *maps = ext;
    char issuer[80], subject[80];

    (void)method;
    for (int i = 0; i < sk_POLICY_MAPPING_num(maps); i++) {
        POLICY_MAPPING *map = sk_POLICY_MAPPING_value(maps, i);

        i2t_ASN1_OBJECT(issuer, sizeof issuer, map->issuerDomainPolicy);
        i2t_ASN1_OBJECT(subject, sizeof subject, map->subjectDomainPolicy);
        X509V3_add_value(issuer, subject, &ret);
    }
    return ret;
}

STACK_OF(CONF_VALUE) *
fac_v3_tls_features(const X509V3_EXT_METHOD *method, void *ext,
                    STACK_OF(CONF_VALUE) *ret)
{
    static const struct {
        long number;
        const char *name;
    } rows[] = {{5, "status_request"}, {17, "status_request_v2"}};
    const TLS_FEATURE *features = ext;

    (void)method;
    for (int i = 0; i < sk_ASN1_INTEGER_num(features); i++) {
        ASN1_INTEGER *a = sk_ASN1_INTEGER_value(features, i);
        const char *name = NULL;

        for (size_t j = 0; j < sizeof rows / sizeof *rows; j++)
            if (ASN1_INTEGER_get(a) == rows[j].number)
                name = rows[j].name;
        if (name != NULL)
            X509V3_add_value(NULL, name, &ret);
        else
            X509V3_add_value_int(NULL, a, &ret);
    }
    return ret;
}

/* A nonce is shown with its header, as any bytes may stand there. */
int
fac_v3_print_nonce(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                   int indent)
{
    ASN1_OCTET_STRING whole = {.type = V_ASN1_OCTET_STRING};
    int ok;

    whole.length = i2d_ASN1_OCTET_STRING(ext, &whole.data);
    if (whole.length < 0)
        return 0;
    ok = BIO_printf(out, "%*s", indent, "") >= 0 &&
         i2a_ASN1_STRING(out, &whole, V_ASN1_OCTET_STRING) > 0;
    OPENSSL_free(whole.data);
    return ok;
}

int
fac_v3_print_null(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                  int indent)
{
    (void)method;
    (void)ext;
    (void)out;
    (void)indent;
    return 1;
}

int
fac_v3_print_period(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                    int indent)
{
    const PKEY_USAGE_PERIOD *usage = ext;

    (void)method;
    BIO_printf(out, "%*s", indent, "");
    if (usage->notBefore != NULL) {
        BIO_write(out, "Not Before: ", 12);
        ASN1_GENERALIZEDTIME_print(out, usage->notBefore);
        if (usage->notAfter != NULL)
            BIO_write(out, ", ", 2);
    }
    if (usage->notAfter != NULL) {
        BIO_write(out, "Not After: ", 11);
        ASN1_GENERALIZEDTIME_print(out, usage->notAfter);
    }
    return 1;
}
