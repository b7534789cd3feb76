/* Single values: the part of the ASN1_ITEM decoder below structures. BER's
 * constructed strings and indefinite lengths are put together here; nesting
 * is limited. */
#include "toolkit/asn1_local.h"

static int
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return 0;
}

static int
nested(void)
{
    return fail(ERR_R_NESTED_ASN1_ERROR);
}

int
fac_asn1_expect(struct fac_asn1_header *h, struct urt_bytes in, int tag,
                int cls, bool optional)
{
    int reason = fac_asn1_read_header(h, in);

    if (reason != 0) {
        fail(reason);
        return fail(ASN1_R_BAD_OBJECT_HEADER);
    }
    if (tag >= 0 && (h->tag != tag || h->cls != cls))
        return optional ? -1 : fail(ASN1_R_WRONG_TAG);
    return 1;
}

/* Walks over the content of an indefinite length, nested ones included,
 * without recursion: *REST begins behind the header and ends behind the end
 * marker that matches it. */
static bool
skip_indefinite(struct urt_bytes *rest)
{
    size_t open = 1;

    while (rest->len > 0) {
        struct fac_asn1_header h;

        if (fac_asn1_at_eoc(*rest)) {
            (void)urt_skip(rest, 2);
            if (--open == 0)
                return true;
            continue;
        }
        if (fac_asn1_expect(&h, *rest, -1, 0, false) <= 0)
            return nested();
        if (h.indefinite)
            open++;
        (void)urt_skip(rest, h.indefinite ? h.hdrlen : h.hdrlen + h.len);
    }
    return fail(ASN1_R_MISSING_EOC);
}

/* Appends the pieces of a constructed string to B. */
static bool
collect(struct urt_buf *b, struct urt_bytes *rest, bool open, int depth)
{
    while (rest->len > 0) {
        struct fac_asn1_header h;

        if (fac_asn1_at_eoc(*rest)) {
            if (!open)
                return fail(ASN1_R_UNEXPECTED_EOC);
            (void)urt_skip(rest, 2);
            return true;
        }
        if (fac_asn1_expect(&h, *rest, -1, 0, false) <= 0)
            return nested();
        if (h.constructed) {
            struct urt_bytes inner = fac_asn1_content(&h, *rest);

            if (depth >= FAC_ASN1_MAX_STRING_DEPTH)
                return fail(ASN1_R_NESTED_ASN1_STRING);
            if (!collect(b, &inner, h.indefinite, depth + 1))
                return false;
            (void)urt_skip(rest, (size_t)(inner.data - rest->data));
        } else {
            urt_put_bytes(b, fac_asn1_content(&h, *rest));
            (void)urt_skip(rest, h.hdrlen + h.len);
        }
    }
    return open ? fail(ASN1_R_MISSING_EOC) : true;
}

static bool
take_string(ASN1_STRING **v, int utype, struct urt_bytes cont)
{
    if (utype == V_ASN1_BMPSTRING && cont.len % 2 != 0)
        return fail(ASN1_R_BMPSTRING_IS_WRONG_LENGTH);
    if (utype == V_ASN1_UNIVERSALSTRING && cont.len % 4 != 0)
        return fail(ASN1_R_UNIVERSALSTRING_IS_WRONG_LENGTH);
    if (*v == NULL && (*v = ASN1_STRING_type_new(utype)) == NULL)
        return fail(ERR_R_MALLOC_FAILURE);
    (*v)->type = utype;
    if (!ASN1_STRING_set(*v, cont.data, (int)cont.len)) {
        fail(ERR_R_MALLOC_FAILURE);
        ASN1_STRING_free(*v);
        *v = NULL;
        return false;
    }
    return true;
}

static bool
take_content(ASN1_VALUE **pval, int utype, struct urt_bytes cont)
{
    switch (utype) {
    case V_ASN1_OBJECT:
        return fac_asn1_take_object((ASN1_OBJECT **)pval, cont);
    case V_ASN1_NULL:
        if (cont.len != 0)
            return fail(ASN1_R_NULL_IS_WRONG_LENGTH);
        *pval = (ASN1_VALUE *)1;
        return true;
    case V_ASN1_BOOLEAN:
        if (cont.len != 1)
            return fail(ASN1_R_BOOLEAN_IS_WRONG_LENGTH);
        *(ASN1_BOOLEAN *)(void *)pval = cont.data[0];
        return true;
    case V_ASN1_BIT_STRING:
        return fac_asn1_take_bits((ASN1_STRING **)pval, cont);
    case V_ASN1_INTEGER:
    case V_ASN1_ENUMERATED:
        return fac_asn1_take_integer((ASN1_STRING **)pval, utype, cont);
    default:
        return take_string((ASN1_STRING **)pval, utype, cont);
    }
}

/* ANY: the type found goes into the ASN1_TYPE, the content below it. */
static bool
take_any(ASN1_VALUE **pval, int utype, struct urt_bytes cont)
{
    ASN1_TYPE *any = (ASN1_TYPE *)*pval;

    if (any == NULL) {
        if ((any = ASN1_TYPE_new()) == NULL)
            return false;
        *pval = (ASN1_VALUE *)any;
    }
    if (any->type != utype)
        ASN1_TYPE_set(any, utype, NULL);
    if (!take_content(&any->value.asn1_value, utype, cont)) {
        ASN1_TYPE_free(any);
        *pval = NULL;
        return false;
    }
    if (utype == V_ASN1_NULL)
        any->value.ptr = NULL;
    return true;
}

static int
give_content(ASN1_VALUE **pval, const ASN1_ITEM *it, int utype,
             struct urt_bytes cont)
{
    const ASN1_PRIMITIVE_FUNCS *f = it->funcs;

    if (cont.len > INT_MAX)
        return fail(ASN1_R_TOO_LONG);
    if (it->itype == ASN1_ITYPE_PRIMITIVE && f != NULL && f->prim_c2i != NULL) {
        char not_given_away = 0;

        return f->prim_c2i(pval, cont.data, (int)cont.len, utype,
                           &not_given_away, it) > 0;
    }
    if (it->itype == ASN1_ITYPE_PRIMITIVE && it->utype == V_ASN1_ANY)
        return take_any(pval, utype, cont);
    return take_content(pval, utype, cont);
}

static bool
never_constructed(int utype)
{
    return utype == V_ASN1_NULL || utype == V_ASN1_BOOLEAN ||
           utype == V_ASN1_OBJECT || utype == V_ASN1_INTEGER ||
           utype == V_ASN1_ENUMERATED;
}

/* The header of an ANY says its type. */
static int
type_of_any(int *utype, struct urt_bytes in, int tag, bool optional)
{
    struct fac_asn1_header h;

    if (tag >= 0)
        return fail(ASN1_R_ILLEGAL_TAGGED_ANY);
    if (optional)
        return fail(ASN1_R_ILLEGAL_OPTIONAL_ANY);
    if (fac_asn1_expect(&h, in, -1, 0, false) <= 0)
        return nested();
    *utype = h.cls == V_ASN1_UNIVERSAL ? h.tag : V_ASN1_OTHER;
    return 1;
}

int
fac_asn1_primitive_decode(ASN1_VALUE **pval, struct urt_bytes *in,
                          const ASN1_ITEM *it, int tag, int cls,
                          bool optional)
{
    int utype = (int)it->utype;
    struct fac_asn1_header h;
    struct urt_bytes rest;
    int ret;

    if (it->itype == ASN1_ITYPE_MSTRING) {
        utype = tag;
        tag = -1;
    }
    if (utype == V_ASN1_ANY && type_of_any(&utype, *in, tag, optional) <= 0)
        return 0;
    if (tag == -1) {
        tag = utype == V_ASN1_OTHER ? -1 : utype;
        cls = V_ASN1_UNIVERSAL;
    }
    ret = fac_asn1_expect(&h, *in, tag, cls, optional);
    if (ret <= 0)
        return ret < 0 ? -1 : nested();
    rest = fac_asn1_content(&h, *in);
    if (utype == V_ASN1_SEQUENCE || utype == V_ASN1_SET ||
        utype == V_ASN1_OTHER) {
        struct urt_bytes whole = {in->data, 0};

        if (utype != V_ASN1_OTHER && !h.constructed)
            return fail(ASN1_R_TYPE_NOT_CONSTRUCTED);
        if (!h.indefinite)
            (void)urt_skip(&rest, rest.len);
        else if (!skip_indefinite(&rest))
            return 0;
        whole.len = (size_t)(rest.data - in->data);
        ret = give_content(pval, it, utype, whole);
    } else if (h.constructed) {
        struct urt_buf b = URT_BUF_INIT;

        if (never_constructed(utype))
            return fail(ASN1_R_TYPE_NOT_PRIMITIVE);
        if (!collect(&b, &rest, h.indefinite, 0))
            ret = 0;
        else if (!urt_buf_ok(&b))
            ret = fail(ERR_R_MALLOC_FAILURE);
        else
            ret = give_content(pval, it, utype, urt_buf_bytes(&b));
        urt_buf_free(&b);
    } else {
        ret = give_content(pval, it, utype, rest);
        (void)urt_skip(&rest, rest.len);
    }
    if (ret <= 0)
        return 0;
    (void)urt_skip(in, (size_t)(rest.data - in->data));
    return 1;
}
