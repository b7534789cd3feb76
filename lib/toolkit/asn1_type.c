/* ASN1_TYPE: a value of any type, the type beside it. BOOLEAN stands in the
 * union itself, NULL has none, OBJECT is an ASN1_OBJECT, all else an
 * ASN1_STRING; SEQUENCE, SET and V_ASN1_OTHER hold the whole element. */
#include "toolkit/asn1_local.h"

#include <openssl/objects.h>

void
fac_asn1_any_clear(ASN1_TYPE *a)
{
    switch (a->type) {
    case V_ASN1_BOOLEAN:
    case V_ASN1_NULL:
        break;
    case V_ASN1_OBJECT:
        ASN1_OBJECT_free(a->value.object);
        break;
    default:
        ASN1_STRING_free(a->value.asn1_string);
    }
    a->value.ptr = NULL;
}

int
ASN1_TYPE_get(const ASN1_TYPE *a)
{
    if (a->type == V_ASN1_BOOLEAN || a->type == V_ASN1_NULL ||
        a->value.ptr != NULL)
        return a->type;
    return 0;
}

void
ASN1_TYPE_set(ASN1_TYPE *a, int type, void *value)
{
    fac_asn1_any_clear(a);
    a->type = type;
    if (type == V_ASN1_BOOLEAN)
        a->value.boolean = value != NULL ? 0xff : 0;
    else
        a->value.ptr = value;
}

int
ASN1_TYPE_set1(ASN1_TYPE *a, int type, const void *value)
{
    void *copy;

    if (value == NULL || type == V_ASN1_BOOLEAN) {
        ASN1_TYPE_set(a, type, (void *)(uintptr_t)value);
        return 1;
    }
    copy = type == V_ASN1_OBJECT ? (void *)OBJ_dup(value)
                                 : (void *)ASN1_STRING_dup(value);
    if (copy == NULL)
        return 0;
    ASN1_TYPE_set(a, type, copy);
    return 1;
}

/* 0 for equal; an order by length and octets, -1 where types differ. */
int
ASN1_TYPE_cmp(const ASN1_TYPE *a, const ASN1_TYPE *b)
{
    if (a == NULL || b == NULL || a->type != b->type)
        return -1;
    switch (a->type) {
    case V_ASN1_OBJECT:
        return OBJ_cmp(a->value.object, b->value.object);
    case V_ASN1_BOOLEAN:
        return a->value.boolean - b->value.boolean;
    case V_ASN1_NULL:
        return 0;
    default:
        if (a->value.asn1_string == NULL || b->value.asn1_string == NULL)
            return a->value.asn1_string == b->value.asn1_string ? 0 : -1;
        return ASN1_STRING_cmp(a->value.asn1_string, b->value.asn1_string);
    }
}

ASN1_TYPE *
ASN1_TYPE_pack_sequence(const ASN1_ITEM *it, void *s, ASN1_TYPE **t)
{
    ASN1_OCTET_STRING *oct = ASN1_item_pack(s, it, NULL);
    ASN1_TYPE *any = t != NULL ? *t : NULL;

    if (oct == NULL)
        return NULL;
    if (any == NULL && (any = ASN1_TYPE_new()) == NULL) {
        ASN1_OCTET_STRING_free(oct);
        return NULL;
    }
    if (t != NULL)
        *t = any;
    ASN1_TYPE_set(any, V_ASN1_SEQUENCE, oct);
    return any;
}

void *
ASN1_TYPE_unpack_sequence(const ASN1_ITEM *it, const ASN1_TYPE *t)
{
    if (t == NULL || t->type != V_ASN1_SEQUENCE || t->value.sequence == NULL)
        return NULL;
    return ASN1_item_unpack(t->value.sequence, it);
}

int
ASN1_TYPE_set_octetstring(ASN1_TYPE *a, unsigned char *data, int len)
{
    ASN1_STRING *os = ASN1_OCTET_STRING_new();

    if (os == NULL)
        return 0;
    if (!ASN1_OCTET_STRING_set(os, data, len)) {
        ASN1_OCTET_STRING_free(os);
        return 0;
    }
    ASN1_TYPE_set(a, V_ASN1_OCTET_STRING, os);
    return 1;
}

static int
copy_out(const ASN1_STRING *os, unsigned char *data, int max_len)
{
    int n = os->length < max_len ? os->length : max_len;

    if (n > 0)
        memcpy(data, os->data, (size_t)n);
    return os->length;
}

/* The full length; no more than MAX_LEN octets are copied. */
int
ASN1_TYPE_get_octetstring(const ASN1_TYPE *a, unsigned char *data,
                          int max_len)
{
    if (a->type != V_ASN1_OCTET_STRING || a->value.octet_string == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_DATA_IS_WRONG);
        return -1;
    }
    return copy_out(a->value.octet_string, data, max_len);
}

/* SEQUENCE { INTEGER, OCTET STRING }, as old ciphers keep parameters. */
struct int_octets {
    int32_t num;
    ASN1_OCTET_STRING *oct;
};
typedef struct int_octets INT_OCTETS;

ASN1_SEQUENCE(INT_OCTETS) = {
    ASN1_EMBED(INT_OCTETS, num, INT32),
    ASN1_SIMPLE(INT_OCTETS, oct, ASN1_OCTET_STRING)
} static_ASN1_SEQUENCE_END(INT_OCTETS)

int
ASN1_TYPE_set_int_octetstring(ASN1_TYPE *a, long num, unsigned char *data,
                              int len)
{
    ASN1_OCTET_STRING oct = {len, V_ASN1_OCTET_STRING, data, 0};
    INT_OCTETS seq = {(int32_t)num, &oct};

    return ASN1_TYPE_pack_sequence(INT_OCTETS_it(), &seq, &a) != NULL;
}

int
ASN1_TYPE_get_int_octetstring(const ASN1_TYPE *a, long *num,
                              unsigned char *data, int max_len)
{
    INT_OCTETS *seq = NULL;
    int ret = -1;

    if (a->type == V_ASN1_SEQUENCE && a->value.sequence != NULL)
        seq = ASN1_TYPE_unpack_sequence(INT_OCTETS_it(), a);
    if (seq == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_DATA_IS_WRONG);
        return -1;
    }
    if (num != NULL)
        *num = seq->num;
    ret = data != NULL || max_len == 0 ? copy_out(seq->oct, data, max_len)
                                       : seq->oct->length;
    ASN1_item_free((ASN1_VALUE *)seq, INT_OCTETS_it());
    return ret;
}
