/* ASN1_STRING: the struct that holds nearly every ASN.1 value. The data is
 * owned, and always followed by a NUL that the length does not count. */
#include "toolkit/asn1_local.h"

static bool
grow(ASN1_STRING *s, size_t len)
{
    unsigned char *data;

    if (s->data != NULL && (size_t)s->length >= len)
        return true;
    if ((data = urt_alloc(len + 1)) == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return false;
    }
    if (s->data != NULL && s->length > 0)
        memcpy(data, s->data, (size_t)s->length);
    urt_free(s->data);
    s->data = data;
    return true;
}

ASN1_STRING *
ASN1_STRING_new(void)
{
    return ASN1_STRING_type_new(V_ASN1_OCTET_STRING);
}

ASN1_STRING *
ASN1_STRING_type_new(int type)
{
    ASN1_STRING *s = urt_zalloc(sizeof(*s));

    if (s == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    s->type = type;
    return s;
}

void
ASN1_STRING_free(ASN1_STRING *a)
{
    if (a == NULL)
        return;
    /* The data of a placeholder belongs to the stream behind it. */
    if ((a->flags & ASN1_STRING_FLAG_NDEF) == 0)
        urt_free(a->data);
    if ((a->flags & ASN1_STRING_FLAG_EMBED) == 0)
        urt_free(a);
}

void
ASN1_STRING_clear_free(ASN1_STRING *a)
{
    if (a == NULL)
        return;
    if (a->data != NULL && (a->flags & ASN1_STRING_FLAG_NDEF) == 0)
        urt_wipe(a->data, (size_t)a->length);
    ASN1_STRING_free(a);
}

int
ASN1_STRING_set(ASN1_STRING *str, const void *data, int len_in)
{
    size_t len;

    if (len_in < 0) {
        if (data == NULL)
            return 0;
        len = strlen(data);
    } else {
        len = (size_t)len_in;
    }
    /* One more for the NUL has to fit an int as well. */
    if (len > INT_MAX - 1) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LARGE);
        return 0;
    }
    if (!grow(str, len))
        return 0;
    if (data != NULL) {
        memmove(str->data, data, len);
        str->data[len] = 0;
    }
    str->length = (int)len;
    return 1;
}

void
ASN1_STRING_set0(ASN1_STRING *str, void *data, int len)
{
    urt_free(str->data);
    str->data = data;
    str->length = len;
}

bool
fac_asn1_string_steal(ASN1_STRING *v, struct urt_buf *b)
{
    size_t len = b->len;

    urt_put_u8(b, 0);
    if (!urt_buf_ok(b) || len > INT_MAX - 1) {
        urt_buf_free(b);
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return false;
    }
    ASN1_STRING_set0(v, urt_buf_steal(b, NULL), (int)len);
    return true;
}

int
ASN1_STRING_copy(ASN1_STRING *dst, const ASN1_STRING *str)
{
    if (str == NULL)
        return 0;
    dst->type = str->type;
    if (!ASN1_STRING_set(dst, str->data, str->length))
        return 0;
    /* Whether it is embedded is the target's own affair. */
    dst->flags = (dst->flags & ASN1_STRING_FLAG_EMBED) |
                 (str->flags & ~(long)ASN1_STRING_FLAG_EMBED);
    return 1;
}

ASN1_STRING *
ASN1_STRING_dup(const ASN1_STRING *str)
{
    ASN1_STRING *copy;

    if (str == NULL || (copy = ASN1_STRING_new()) == NULL)
        return NULL;
    if (!ASN1_STRING_copy(copy, str)) {
        ASN1_STRING_free(copy);
        return NULL;
    }
    return copy;
}

int
ASN1_STRING_cmp(const ASN1_STRING *a, const ASN1_STRING *b)
{
    int order = a->length - b->length;

    if (order == 0 && a->length > 0)
        order = memcmp(a->data, b->data, (size_t)a->length);
    return order != 0 ? order : a->type - b->type;
}

int
ASN1_STRING_length(const ASN1_STRING *x)
{
    return x->length;
}

void
ASN1_STRING_length_set(ASN1_STRING *x, int n)
{
    x->length = n;
}

int
ASN1_STRING_type(const ASN1_STRING *x)
{
    return x->type;
}

const unsigned char *
ASN1_STRING_get0_data(const ASN1_STRING *x)
{
    return x->data;
}

unsigned char *
ASN1_STRING_data(ASN1_STRING *x)
{
    return x->data;
}

ASN1_OCTET_STRING *
ASN1_OCTET_STRING_dup(const ASN1_OCTET_STRING *x)
{
    return ASN1_STRING_dup(x);
}

int
ASN1_OCTET_STRING_cmp(const ASN1_OCTET_STRING *a, const ASN1_OCTET_STRING *b)
{
    return ASN1_STRING_cmp(a, b);
}

int
ASN1_OCTET_STRING_set(ASN1_OCTET_STRING *str, const unsigned char *data,
                      int len)
{
    return ASN1_STRING_set(str, data, len);
}
