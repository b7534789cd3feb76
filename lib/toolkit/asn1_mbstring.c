/* Strings made from text: the smallest type of a set that can hold it, and
 * the rules by which an attribute (a NID) limits set and size. */
#include "toolkit/asn1_local.h"

#include "toolkit/asn1_char.h"

#include <openssl/objects.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_ulong default_mask = B_ASN1_UTF8STRING;

static int
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return -1;
}

/* ---- text -------------------------------------------------------------- */

/* From the narrowest to the widest. */
static const struct kind {
    unsigned long bit;
    int type;
    int width;
} kinds[] = {
    {B_ASN1_NUMERICSTRING, V_ASN1_NUMERICSTRING, 1},
    {B_ASN1_PRINTABLESTRING, V_ASN1_PRINTABLESTRING, 1},
    {B_ASN1_IA5STRING, V_ASN1_IA5STRING, 1},
    {B_ASN1_T61STRING, V_ASN1_T61STRING, 1},
    {B_ASN1_BMPSTRING, V_ASN1_BMPSTRING, 2},
    {B_ASN1_UNIVERSALSTRING, V_ASN1_UNIVERSALSTRING, 4},
};

static const struct kind utf8 = {B_ASN1_UTF8STRING, V_ASN1_UTF8STRING,
                                 FAC_CHAR_UTF8};

/* The types of MASK that can hold C as well. */
static unsigned long
narrow(unsigned long mask, unsigned long c)
{
    if (!fac_char_is_numeric(c))
        mask &= ~(unsigned long)B_ASN1_NUMERICSTRING;
    if (!fac_char_is_printable(c))
        mask &= ~(unsigned long)B_ASN1_PRINTABLESTRING;
    if (c > 0x7f)
        mask &= ~(unsigned long)B_ASN1_IA5STRING;
    if (c > 0xff)
        mask &= ~(unsigned long)B_ASN1_T61STRING;
    if (c > 0xffff)
        mask &= ~(unsigned long)B_ASN1_BMPSTRING;
    if (UTF8_putc(NULL, 0, c) < 0)
        mask &= ~(unsigned long)B_ASN1_UTF8STRING;
    return mask;
}

static int
input_width(int inform, size_t len)
{
    switch (inform) {
    case MBSTRING_ASC:
        return 1;
    case MBSTRING_UTF8:
        return FAC_CHAR_UTF8;
    case MBSTRING_BMP:
        return len % 2 == 0 ? 2 : fail(ASN1_R_INVALID_BMPSTRING_LENGTH);
    case MBSTRING_UNIV:
        return len % 4 == 0 ? 4 : fail(ASN1_R_INVALID_UNIVERSALSTRING_LENGTH);
    default:
        return fail(ASN1_R_UNKNOWN_FORMAT);
    }
}

static bool
size_is_right(long chars, long minsize, long maxsize)
{
    if (minsize > 0 && chars < minsize)
        ERR_raise_data(ERR_LIB_ASN1, ASN1_R_STRING_TOO_SHORT, "minsize=%ld",
                       minsize);
    else if (maxsize > 0 && chars > maxsize)
        ERR_raise_data(ERR_LIB_ASN1, ASN1_R_STRING_TOO_LONG, "maxsize=%ld",
                       maxsize);
    else
        return true;
    return false;
}

static bool
store(ASN1_STRING **out, const struct kind *k, struct urt_bytes in, int width)
{
    ASN1_STRING *s = out != NULL ? *out : NULL;
    struct urt_buf b = URT_BUF_INIT;
    unsigned long c;
    bool fresh = s == NULL;

    while (in.len > 0 && fac_char_take(&in, width, &c))
        fac_char_put(&b, k->width, c);
    if (fresh && (s = ASN1_STRING_type_new(k->type)) == NULL) {
        urt_buf_free(&b);
        return false;
    }
    s->type = k->type;
    if (!fac_asn1_string_steal(s, &b)) {
        if (fresh)
            ASN1_STRING_free(s);
        return false;
    }
    *out = s;
    return true;
}

int
ASN1_mbstring_ncopy(ASN1_STRING **out, const unsigned char *in, int len,
                    int inform, unsigned long mask, long minsize,
                    long maxsize)
{
    const struct kind *k = &utf8;
    struct urt_bytes text, rest;
    unsigned long c;
    long chars = 0;
    int width;

    text = urt_bytes(in, len >= 0 ? (size_t)len : strlen((const char *)in));
    if (mask == 0)
        mask = DIRSTRING_TYPE;
    if ((width = input_width(inform, text.len)) < 0)
        return -1;
    for (rest = text; rest.len > 0; chars++)
        if (!fac_char_take(&rest, width, &c))
            return fail(ASN1_R_INVALID_UTF8STRING);
    if (!size_is_right(chars, minsize, maxsize))
        return -1;
    for (rest = text; rest.len > 0;) {
        (void)fac_char_take(&rest, width, &c);
        if ((mask = narrow(mask, c)) == 0)
            return fail(ASN1_R_ILLEGAL_CHARACTERS);
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if ((mask & kinds[i].bit) != 0) {
            k = &kinds[i];
            break;
        }
    if (out != NULL && !store(out, k, text, width))
        return fail(ERR_R_MALLOC_FAILURE);
    return k->type;
}

int
ASN1_mbstring_copy(ASN1_STRING **out, const unsigned char *in, int len,
                   int inform, unsigned long mask)
{
    return ASN1_mbstring_ncopy(out, in, len, inform, mask, 0, 0);
}

/* ---- the mask of all strings ------------------------------------------- */

void
ASN1_STRING_set_default_mask(unsigned long mask)
{
    atomic_store(&default_mask, mask);
}

unsigned long
ASN1_STRING_get_default_mask(void)
{
    return atomic_load(&default_mask);
}

int
ASN1_STRING_set_default_mask_asc(const char *p)
{
    static const struct {
        const char *name;
        unsigned long mask;
    } names[] = {
        {"nombstr", ~(unsigned long)(B_ASN1_BMPSTRING | B_ASN1_UTF8STRING)},
        {"pkix", ~(unsigned long)B_ASN1_T61STRING},
        {"utf8only", B_ASN1_UTF8STRING},
        {"default", 0xffffffffUL},
    };

    if (strncmp(p, "MASK:", 5) == 0) {
        char *end;
        unsigned long mask = strtoul(p + 5, &end, 0);

        if (p[5] == 0 || *end != 0)
            return 0;
        ASN1_STRING_set_default_mask(mask);
        return 1;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(p, names[i].name) == 0) {
            ASN1_STRING_set_default_mask(names[i].mask);
            return 1;
        }
    return 0;
}

/* ---- rules of attributes ----------------------------------------------- */

#define TEXT DIRSTRING_TYPE
#define ONLY(type) B_ASN1_##type, STABLE_NO_MASK

/* RFC 5280 appendix A, RFC 2985, and what else carries names. By NID. */
static ASN1_STRING_TABLE built_in[] = {
    {NID_commonName, 1, ub_common_name, TEXT, 0},
    {NID_countryName, 2, 2, ONLY(PRINTABLESTRING)},
    {NID_localityName, 1, ub_locality_name, TEXT, 0},
    {NID_stateOrProvinceName, 1, ub_state_name, TEXT, 0},
    {NID_organizationName, 1, ub_organization_name, TEXT, 0},
    {NID_organizationalUnitName, 1, ub_organization_unit_name, TEXT, 0},
    {NID_pkcs9_emailAddress, 1, ub_email_address, ONLY(IA5STRING)},
    {NID_pkcs9_unstructuredName, 1, -1, PKCS9STRING_TYPE, 0},
    {NID_pkcs9_challengePassword, 1, -1, PKCS9STRING_TYPE, 0},
    {NID_pkcs9_unstructuredAddress, 1, -1, TEXT, 0},
    {NID_givenName, 1, ub_name, TEXT, 0},
    {NID_surname, 1, ub_name, TEXT, 0},
    {NID_initials, 1, ub_name, TEXT, 0},
    {NID_serialNumber, 1, 64, ONLY(PRINTABLESTRING)},
    {NID_friendlyName, -1, -1, ONLY(BMPSTRING)},
    {NID_name, 1, ub_name, TEXT, 0},
    {NID_dnQualifier, -1, -1, ONLY(PRINTABLESTRING)},
    {NID_domainComponent, 1, -1, ONLY(IA5STRING)},
    {NID_ms_csp_name, -1, -1, ONLY(BMPSTRING)},
    {NID_rfc822Mailbox, 1, 256, ONLY(IA5STRING)},
    {NID_jurisdictionCountryName, 2, 2, ONLY(PRINTABLESTRING)},
    {NID_INN, 1, 12, ONLY(NUMERICSTRING)},
    {NID_OGRN, 1, 13, ONLY(NUMERICSTRING)},
    {NID_SNILS, 1, 11, ONLY(NUMERICSTRING)},
    {NID_countryCode3c, 3, 3, ONLY(PRINTABLESTRING)},
    {NID_countryCode3n, 3, 3, ONLY(NUMERICSTRING)},
    {NID_dnsName, 0, -1, ONLY(UTF8STRING)},
    {NID_id_on_SmtpUTF8Mailbox, 1, ub_email_address, ONLY(UTF8STRING)},
};

/* Rules that the program made or changed. As in OpenSSL, adding is not meant
 * for several threads at a time. */
static STACK_OF(ASN1_STRING_TABLE) *added;

static int
compare_rules(const void *a, const void *b)
{
    const ASN1_STRING_TABLE *x = a, *y = b;

    return (x->nid > y->nid) - (x->nid < y->nid);
}

static ASN1_STRING_TABLE *
find_added(int nid)
{
    for (int i = 0; i < sk_ASN1_STRING_TABLE_num(added); i++) {
        ASN1_STRING_TABLE *row = sk_ASN1_STRING_TABLE_value(added, i);

        if (row->nid == nid)
            return row;
    }
    return NULL;
}

ASN1_STRING_TABLE *
ASN1_STRING_TABLE_get(int nid)
{
    ASN1_STRING_TABLE key = {nid, 0, 0, 0, 0};
    ASN1_STRING_TABLE *row = added != NULL ? find_added(nid) : NULL;

    if (row != NULL)
        return row;
    return bsearch(&key, built_in, sizeof(built_in) / sizeof(built_in[0]),
                   sizeof(built_in[0]), compare_rules);
}

/* The program's own row for NID, made from the built-in one if there is. */
static ASN1_STRING_TABLE *
own_row(int nid)
{
    ASN1_STRING_TABLE *old = ASN1_STRING_TABLE_get(nid), *row;

    if (old != NULL && (old->flags & STABLE_FLAGS_MALLOC) != 0)
        return old;
    if (added == NULL && (added = sk_ASN1_STRING_TABLE_new_null()) == NULL)
        return NULL;
    if ((row = urt_zalloc(sizeof(*row))) == NULL)
        return NULL;
    if (old != NULL)
        *row = *old;
    else
        *row = (ASN1_STRING_TABLE){nid, -1, -1, 0, 0};
    row->flags |= STABLE_FLAGS_MALLOC;
    if (sk_ASN1_STRING_TABLE_push(added, row) <= 0) {
        urt_free(row);
        return NULL;
    }
    return row;
}

/* Sizes below 0 and a mask or flags of 0 leave what is there. */
int
ASN1_STRING_TABLE_add(int nid, long minsize, long maxsize, unsigned long mask,
                      unsigned long flags)
{
    ASN1_STRING_TABLE *row = own_row(nid);

    if (row == NULL) {
        fail(ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (minsize >= 0)
        row->minsize = minsize;
    if (maxsize >= 0)
        row->maxsize = maxsize;
    if (mask != 0)
        row->mask = mask;
    if (flags != 0)
        row->flags = STABLE_FLAGS_MALLOC | flags;
    return 1;
}

static void
free_row(ASN1_STRING_TABLE *row)
{
    urt_free(row);
}

void
ASN1_STRING_TABLE_cleanup(void)
{
    STACK_OF(ASN1_STRING_TABLE) *old = added;

    added = NULL;
    sk_ASN1_STRING_TABLE_pop_free(old, free_row);
}

ASN1_STRING *
ASN1_STRING_set_by_NID(ASN1_STRING **out, const unsigned char *in, int inlen,
                       int inform, int nid)
{
    const ASN1_STRING_TABLE *row = ASN1_STRING_TABLE_get(nid);
    unsigned long any = ASN1_STRING_get_default_mask();
    ASN1_STRING *s = NULL;
    int ret;

    if (out == NULL)
        out = &s;
    if (row != NULL)
        ret = ASN1_mbstring_ncopy(out, in, inlen, inform,
                                  (row->flags & STABLE_NO_MASK) != 0
                                      ? row->mask
                                      : row->mask & any,
                                  row->minsize, row->maxsize);
    else
        ret = ASN1_mbstring_copy(out, in, inlen, inform, DIRSTRING_TYPE & any);
    return ret > 0 ? *out : NULL;
}
