/* Sets of string types by name, "UTF8|BMP", as ASN1_generate_nconf(3) names
 * them; DIR is every type of a DirectoryString. */
#include "toolkit/asn1_local.h"

#include <openssl/conf.h>

static const struct {
    const char *name;
    unsigned long mask;
} names[] = {
    {"BITSTR", B_ASN1_BIT_STRING},
    {"BITSTRING", B_ASN1_BIT_STRING},
    {"BMP", B_ASN1_BMPSTRING},
    {"BMPSTRING", B_ASN1_BMPSTRING},
    {"DIR", B_ASN1_DIRECTORYSTRING},
    {"GENERALIZEDTIME", B_ASN1_GENERALIZEDTIME},
    {"GENERALSTRING", B_ASN1_GENERALSTRING},
    {"GENSTR", B_ASN1_GENERALSTRING},
    {"GENTIME", B_ASN1_GENERALIZEDTIME},
    {"GeneralString", B_ASN1_GENERALSTRING},
    {"IA5", B_ASN1_IA5STRING},
    {"IA5STRING", B_ASN1_IA5STRING},
    {"NUMERIC", B_ASN1_NUMERICSTRING},
    {"NUMERICSTRING", B_ASN1_NUMERICSTRING},
    {"OCT", B_ASN1_OCTET_STRING},
    {"OCTETSTRING", B_ASN1_OCTET_STRING},
    {"PRINTABLE", B_ASN1_PRINTABLESTRING},
    {"PRINTABLESTRING", B_ASN1_PRINTABLESTRING},
    {"SEQ", B_ASN1_SEQUENCE},
    {"SEQUENCE", B_ASN1_SEQUENCE},
    {"T61", B_ASN1_T61STRING},
    {"T61STRING", B_ASN1_T61STRING},
    {"TELETEXSTRING", B_ASN1_T61STRING},
    {"UNIV", B_ASN1_UNIVERSALSTRING},
    {"UNIVERSALSTRING", B_ASN1_UNIVERSALSTRING},
    {"UTC", B_ASN1_UTCTIME},
    {"UTCTIME", B_ASN1_UTCTIME},
    {"UTF8", B_ASN1_UTF8STRING},
    {"UTF8String", B_ASN1_UTF8STRING},
    {"VISIBLE", B_ASN1_VISIBLESTRING},
    {"VISIBLESTRING", B_ASN1_VISIBLESTRING},
};

static int
add_name(const char *elem, int len, void *arg)
{
    unsigned long *mask = arg;

    if (elem == NULL)
        return 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i].name) == (size_t)len &&
            memcmp(names[i].name, elem, (size_t)len) == 0) {
            *mask |= names[i].mask;
            return 1;
        }
    return 0;
}

int
ASN1_str2mask(const char *str, unsigned long *pmask)
{
    *pmask = 0;
    return CONF_parse_list(str, '|', 1, add_name, pmask);
}
