/* What the decoder takes and refuses, byte by byte: for each input whether
 * it decodes, how much it consumed, how it encodes again, and the errors. */
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    ASN1_INTEGER *version;
    ASN1_OCTET_STRING *body;
    ASN1_UTF8STRING *name;
} PLAIN;

ASN1_SEQUENCE(PLAIN) = {
    ASN1_SIMPLE(PLAIN, version, ASN1_INTEGER),
    ASN1_SIMPLE(PLAIN, body, ASN1_OCTET_STRING),
    ASN1_EXP_OPT(PLAIN, name, ASN1_UTF8STRING, 0)
} ASN1_SEQUENCE_END(PLAIN)

typedef struct {
    STACK_OF(ASN1_INTEGER) *list;
    STACK_OF(ASN1_INTEGER) *set;
    STACK_OF(ASN1_OBJECT) *tagged;
} LISTS;

ASN1_SEQUENCE(LISTS) = {
    ASN1_SEQUENCE_OF_OPT(LISTS, list, ASN1_INTEGER),
    ASN1_SET_OF_OPT(LISTS, set, ASN1_INTEGER),
    ASN1_IMP_SEQUENCE_OF_OPT(LISTS, tagged, ASN1_OBJECT, 1)
} ASN1_SEQUENCE_END(LISTS)

typedef struct {
    int type;
    union {
        ASN1_INTEGER *number;
        ASN1_UTF8STRING *text;
        PLAIN *plain;
        ASN1_TYPE *other;
    } value;
} PICK;

ASN1_CHOICE(PICK) = {
    ASN1_SIMPLE(PICK, value.number, ASN1_INTEGER),
    ASN1_IMP(PICK, value.text, ASN1_UTF8STRING, 1),
    ASN1_EXP(PICK, value.plain, PLAIN, 2)
} ASN1_CHOICE_END(PICK)

typedef struct {
    ASN1_OBJECT *id;
    ASN1_TYPE *any;
    ASN1_BOOLEAN critical;
    PICK *pick;
} MIXED;

ASN1_SEQUENCE(MIXED) = {
    ASN1_SIMPLE(MIXED, id, ASN1_OBJECT),
    ASN1_OPT(MIXED, critical, ASN1_FBOOLEAN),
    ASN1_OPT(MIXED, any, ASN1_ANY),
    ASN1_IMP_OPT(MIXED, pick, ASN1_ANY, 7)
} ASN1_SEQUENCE_END(MIXED)

struct row {
    const ASN1_ITEM *(*item)(void);
    const char *hex;
};

static const struct row rows[] = {
    /* INTEGER */
    {ASN1_INTEGER_it, "020100"}, {ASN1_INTEGER_it, "0201ff"},
    {ASN1_INTEGER_it, "020180"}, {ASN1_INTEGER_it, "02020080"},
    {ASN1_INTEGER_it, "0202ff80"}, {ASN1_INTEGER_it, "0202ff7f"},
    {ASN1_INTEGER_it, "0202007f"}, {ASN1_INTEGER_it, "0200"},
    {ASN1_INTEGER_it, "02028000"}, {ASN1_INTEGER_it, "0203ff0000"},
    {ASN1_INTEGER_it, "0202"}, {ASN1_INTEGER_it, "02"},
    {ASN1_INTEGER_it, ""}, {ASN1_INTEGER_it, "02020001"},
    {ASN1_INTEGER_it, "0202ffff"}, {ASN1_INTEGER_it, "0208800000000000000"
                                                     "0"},
    {ASN1_INTEGER_it, "02810101"}, {ASN1_INTEGER_it, "0282000101"},
    {ASN1_INTEGER_it, "0285000000000101"},
    {ASN1_INTEGER_it, "0289000000000000000001aa"},
    {ASN1_INTEGER_it, "0288ffffffffffffffffaa"},
    {ASN1_INTEGER_it, "0284800000000101"}, {ASN1_INTEGER_it, "0280"},
    {ASN1_INTEGER_it, "02800101aa0000"}, {ASN1_INTEGER_it, "22030201010000"},
    {ASN1_INTEGER_it, "2203020101"}, {ASN1_INTEGER_it, "030101"},
    {ASN1_INTEGER_it, "42010a"}, {ASN1_INTEGER_it, "020101ffff"},
    {ASN1_INTEGER_it, "1f020101"}, {ASN1_INTEGER_it, "1f8002010101"},
    {ASN1_INTEGER_it, "1fffffffff7f0101"},
    {ASN1_INTEGER_it, "1f8fffffff7f0101"}, {ASN1_INTEGER_it, "02ff00"},
    /* ENUMERATED, BOOLEAN, NULL */
    {ASN1_ENUMERATED_it, "0a0105"}, {ASN1_ENUMERATED_it, "0a01fb"},
    {ASN1_ENUMERATED_it, "0a00"}, {ASN1_NULL_it, "0500"},
    {ASN1_NULL_it, "050100"}, {ASN1_NULL_it, "2500"},
    /* OCTET STRING, constructed too */
    {ASN1_OCTET_STRING_it, "0400"}, {ASN1_OCTET_STRING_it, "0403010203"},
    {ASN1_OCTET_STRING_it, "24080402aabb0402ccdd"},
    {ASN1_OCTET_STRING_it, "24800402aabb0402ccdd0000"},
    {ASN1_OCTET_STRING_it, "24800402aabb0402ccdd00"},
    {ASN1_OCTET_STRING_it, "24800402aabb0402ccdd"},
    {ASN1_OCTET_STRING_it, "24800402aabb24800402ccdd00000000"},
    {ASN1_OCTET_STRING_it, "2400"}, {ASN1_OCTET_STRING_it, "24800000"},
    {ASN1_OCTET_STRING_it, "2403020101"},
    {ASN1_OCTET_STRING_it, "24030c0101"},
    {ASN1_OCTET_STRING_it, "240b2409240724052403040101"},
    {ASN1_OCTET_STRING_it, "240d240b2409240724052403040101"},
    {ASN1_OCTET_STRING_it, "240f240d240b2409240724052403040101"},
    {ASN1_OCTET_STRING_it, "24040403aabb"},
    {ASN1_OCTET_STRING_it, "2480000000"},
    {ASN1_OCTET_STRING_it, "04800101"},
    {ASN1_OCTET_STRING_it, "24080402aabb0000cccc"},
    /* BIT STRING */
    {ASN1_BIT_STRING_it, "030100"}, {ASN1_BIT_STRING_it, "0300"},
    {ASN1_BIT_STRING_it, "03020780"}, {ASN1_BIT_STRING_it, "030207ff"},
    {ASN1_BIT_STRING_it, "03020880"}, {ASN1_BIT_STRING_it, "030107"},
    {ASN1_BIT_STRING_it, "0304000a0b00"}, {ASN1_BIT_STRING_it, "0303040af0"},
    {ASN1_BIT_STRING_it, "2308030200aa030200bb"},
    {ASN1_BIT_STRING_it, "2380030200aa0302"
                         "04b00000"},
    /* strings */
    {ASN1_UTF8STRING_it, "0c0568c3a96c6c"}, {ASN1_UTF8STRING_it, "0c02c328"},
    {ASN1_PRINTABLESTRING_it, "13032a2a2a"},
    {ASN1_PRINTABLESTRING_it, "0c0161"}, {ASN1_BMPSTRING_it, "1e020061"},
    {ASN1_BMPSTRING_it, "1e03006100"}, {ASN1_BMPSTRING_it, "1e00"},
    {ASN1_UNIVERSALSTRING_it, "1c0400000061"},
    {ASN1_UNIVERSALSTRING_it, "1c03000061"},
    {ASN1_IA5STRING_it, "160161"}, {ASN1_IA5STRING_it, "1601ff"},
    {ASN1_IA5STRING_it, "360716036162631600"},
    {ASN1_T61STRING_it, "140161"}, {ASN1_VISIBLESTRING_it, "1a0161"},
    {ASN1_GENERALSTRING_it, "1b0161"},
    {DIRECTORYSTRING_it, "130161"}, {DIRECTORYSTRING_it, "0c0161"},
    {DIRECTORYSTRING_it, "1e020061"}, {DIRECTORYSTRING_it, "160161"},
    {DIRECTORYSTRING_it, "020101"}, {DIRECTORYSTRING_it, "810161"},
    {DIRECTORYSTRING_it, "1e0161"}, {DIRECTORYSTRING_it, ""},
    {DISPLAYTEXT_it, "160161"}, {DISPLAYTEXT_it, "1a0161"},
    {DISPLAYTEXT_it, "130161"}, {ASN1_PRINTABLE_it, "120131"},
    {ASN1_PRINTABLE_it, "0303000102"}, {ASN1_PRINTABLE_it, "3003020101"},
    {ASN1_PRINTABLE_it, "020101"}, {ASN1_PRINTABLE_it, "0a0101"},
    {ASN1_PRINTABLE_it, "1f1f0101"},
    /* times: any content decodes */
    {ASN1_UTCTIME_it, "170d3236303130313030303030305a"},
    {ASN1_UTCTIME_it, "17026162"}, {ASN1_UTCTIME_it, "1700"},
    {ASN1_TIME_it, "170d3236303130313030303030305a"},
    {ASN1_TIME_it, "180f32303236303130313030303030305a"},
    {ASN1_TIME_it, "0400"},
    /* OBJECT IDENTIFIER */
    {ASN1_OBJECT_it, "0603550403"}, {ASN1_OBJECT_it, "0600"},
    {ASN1_OBJECT_it, "060180"}, {ASN1_OBJECT_it, "06028001"},
    {ASN1_OBJECT_it, "06032a8001"}, {ASN1_OBJECT_it, "06032aff80"},
    {ASN1_OBJECT_it, "06052a83e5f901"},
    {ASN1_OBJECT_it, "060c2affffffffffffffffffff7f"},
    {ASN1_OBJECT_it, "2603550403"}, {ASN1_OBJECT_it, "060355"},
    {ASN1_OBJECT_it, "0403550403"},
    /* ANY */
    {ASN1_ANY_it, "020101"}, {ASN1_ANY_it, "0202ff00"},
    {ASN1_ANY_it, "0101ff"}, {ASN1_ANY_it, "010101"}, {ASN1_ANY_it, "010100"},
    {ASN1_ANY_it, "0100"}, {ASN1_ANY_it, "01020000"}, {ASN1_ANY_it, "0500"},
    {ASN1_ANY_it, "3003020101"}, {ASN1_ANY_it, "3103020101"},
    {ASN1_ANY_it, "30800201010000"}, {ASN1_ANY_it, "a003020101"},
    {ASN1_ANY_it, "a0800201010000"}, {ASN1_ANY_it, "80020101"},
    {ASN1_ANY_it, "0603550403"}, {ASN1_ANY_it, "0a0101"},
    {ASN1_ANY_it, "240404020102"}, {ASN1_ANY_it, "30020201"},
    {ASN1_ANY_it, "090101"}, {ASN1_ANY_it, "1f1f0101"},
    {ASN1_ANY_it, "1000"}, {ASN1_ANY_it, "0000"}, {ASN1_ANY_it, ""},
    {ASN1_ANY_it, "3080"}, {ASN1_ANY_it, "30800000"},
    {ASN1_ANY_it, "30803080308030800000000000000000"},
    {ASN1_ANY_it, "308030803080308000000000000000"},
    {ASN1_ANY_it, "3080040130800000"}, {ASN1_ANY_it, "0d0101"},
    {ASN1_ANY_it, "01800101"}, {ASN1_ANY_it, "0f00"}, {ASN1_ANY_it, "1900"},
    {ASN1_ANY_it, "3480040100"}, {ASN1_ANY_it, "13800000"},
    {ASN1_SEQUENCE_it, "3003020101"}, {ASN1_SEQUENCE_it, "3103020101"},
    {ASN1_SEQUENCE_it, "1000"}, {ASN1_SEQUENCE_it, "30800000"},
    {ASN1_SEQUENCE_ANY_it, "3006020101040100"},
    {ASN1_SET_ANY_it, "3106040100020101"},
    {ASN1_SEQUENCE_ANY_it, "3000"}, {ASN1_SEQUENCE_ANY_it, "30800101ff0000"},
    {ASN1_SEQUENCE_ANY_it, "30800101ff00"},
    {ASN1_SEQUENCE_ANY_it, "300402010a02"},
    {ASN1_SEQUENCE_ANY_it, "1000"},
    {ASN1_BOOLEAN_it, "0101ff"}, {ASN1_FBOOLEAN_it, "010100"},
    {ASN1_TBOOLEAN_it, "010100"}, {ASN1_TBOOLEAN_it, "0101ff"},
    /* structures */
    {PLAIN_it, "3006020101040161"}, {PLAIN_it, "300b020101040161a0030c0162"},
    {PLAIN_it, "3080020101040161a0800c016200000000"},
    {PLAIN_it, "3080020101040161a0800c01620000"},
    {PLAIN_it, "3080020101040161a0030c0162"},
    {PLAIN_it, "3003020101"}, {PLAIN_it, "3000"},
    {PLAIN_it, "3009020101040161020102"}, {PLAIN_it, "30060201010c0161"},
    {PLAIN_it, "300b020101040161a0040c0162"},
    {PLAIN_it, "300c020101040161a0040c016200"},
    {PLAIN_it, "300b020101040161a003040162"},
    {PLAIN_it, "3008020101040161a000"},
    {PLAIN_it, "300b02010104016180030c0162"},
    {PLAIN_it, "300a020101040161a0020c01"},
    {PLAIN_it, "3106020101040161"}, {PLAIN_it, "1006020101040161"},
    {PLAIN_it, "3007020101040161"}, {PLAIN_it, "3005020101040161"},
    {PLAIN_it, "30800201010401610000ff"}, {PLAIN_it, "3080020101040161"},
    {PLAIN_it, "308102"}, {PLAIN_it, "30"},
    {PLAIN_it, "300602010124020401"},
    {LISTS_it, "3000"}, {LISTS_it, "3005300302010a"},
    {LISTS_it, "300a3008020103020101020a"},
    {LISTS_it, "300a3108020103020102020101"},
    {LISTS_it, "300b3109020103020102020101"},
    {LISTS_it, "3007a1050603550403"}, {LISTS_it, "300481020603"},
    {LISTS_it, "300430020400"}, {LISTS_it, "30023000"},
    {LISTS_it, "30023100"}, {LISTS_it, "30073080020101"},
    {LISTS_it, "300730800201010000"}, {LISTS_it, "300930800201010000a100"},
    {LISTS_it, "30053003020101a1"}, {LISTS_it, "30073005020101040100"},
    {PICK_it, "020105"}, {PICK_it, "810161"}, {PICK_it, "a1030c0161"},
    {PICK_it, "a2083006020101040161"}, {PICK_it, "0400"}, {PICK_it, ""},
    {PICK_it, "a2053003020101"}, {PICK_it, "0202"},
    {MIXED_it, "30050603550403"}, {MIXED_it, "300806035504030101ff"},
    {MIXED_it, "30080603550403010100"}, {MIXED_it, "3008060355040302010a"},
    {MIXED_it, "300b06035504030101ff0c0161"},
    {MIXED_it, "300806035504038701aa"}, {MIXED_it, "30030101ff"},
    {MIXED_it, "300b06035504030101ff0101ff"},
    {MIXED_it, "300c06035504030101ff0c0161"},
};

static size_t
from_hex(unsigned char *out, const char *hex)
{
    size_t n = 0;
    unsigned v;

    for (; sscanf(hex, "%2x", &v) == 1; hex += hex[1] != 0 ? 2 : 1)
        out[n++] = (unsigned char)v;
    return n;
}

static void
print_errors(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("    %d/%d %s [%s]\n", ERR_GET_LIB(e), ERR_GET_REASON(e),
               ERR_reason_error_string(e) ? ERR_reason_error_string(e) : "-",
               flags & ERR_TXT_STRING ? data : "");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const ASN1_ITEM *it = rows[i].item();
        unsigned char der[256], *again = NULL;
        const unsigned char *p = der;
        long len = (long)from_hex(der, rows[i].hex);
        int boolean = it->itype == ASN1_ITYPE_PRIMITIVE &&
                      it->utype == V_ASN1_BOOLEAN;
        ASN1_VALUE *v = NULL;
        int ok, n;

        printf("%s %s: ", it->sname, rows[i].hex);
        if (boolean) {
            ASN1_BOOLEAN b = -1;

            ok = ASN1_item_ex_d2i((ASN1_VALUE **)(void *)&b, &p, len, it, -1,
                                  0, 0, NULL) > 0;
            printf("%s %d consumed %d\n", ok ? "ok" : "refused", b,
                   (int)(p - der));
            print_errors();
            continue;
        }
        v = ASN1_item_d2i(NULL, &p, len, it);
        printf("%s consumed %d", v != NULL ? "ok" : "refused", (int)(p - der));
        if (v != NULL) {
            n = ASN1_item_i2d(v, &again, it);
            printf(" -> %d ", n);
            for (int k = 0; k < n; k++)
                printf("%02x", again[k]);
            OPENSSL_free(again);
            ASN1_item_free(v, it);
        }
        printf("\n");
        print_errors();
    }
    return 0;
}
