/* The encoder of the ASN1_ITEM interpreter: values to DER.
 *
 * Everything is written into one urt_buf. A constructed element's content is
 * written into a buffer of its own and copied behind its header, so lengths
 * are never computed twice. All functions return 1, 0 when nothing was there
 * to write (an absent optional member, a default), -1 with an error raised. */
#include "toolkit/asn1_local.h"

#include <openssl/objects.h>
#include <stdlib.h>

static int encode_template(struct urt_buf *b, const ASN1_VALUE **pval,
                           const ASN1_TEMPLATE *tt, int tag, int cls,
                           bool ndef);

static int encode_member(struct urt_buf *b, const ASN1_VALUE **pval,
                         const ASN1_TEMPLATE *tt, int tag, int cls,
                         bool ndef);

static int
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return -1;
}

/* Wraps CONTENT, which is freed, into an element of B. */
static void
put_element(struct urt_buf *b, int tag, int cls, bool indefinite,
            struct urt_buf *content)
{
    if (indefinite) {
        fac_asn1_put_header(b, tag, cls, true, 0);
        if (urt_buf_ok(b))
            b->data[b->len - 1] = 0x80;
    } else {
        fac_asn1_put_header(b, tag, cls, true, content->len);
    }
    urt_put_bytes(b, urt_buf_bytes(content));
    if (indefinite)
        urt_put_zeros(b, 2);
    b->failed = b->failed || content->failed;
    urt_buf_free(content);
}

/* ---- single values ----------------------------------------------------- */

/* The content of a value whose type is UTYPE. -2: left out (a default). */
static int
put_content(struct urt_buf *b, const ASN1_VALUE **pval, int utype,
            const ASN1_ITEM *it)
{
    const ASN1_STRING *s;
    ASN1_BOOLEAN bit;

    switch (utype) {
    case V_ASN1_OBJECT:
        if (OBJ_length((const ASN1_OBJECT *)*pval) == 0)
            return 0;
        urt_put(b, OBJ_get0_data((const ASN1_OBJECT *)*pval),
                OBJ_length((const ASN1_OBJECT *)*pval));
        return 1;
    case V_ASN1_NULL:
        return 1;
    case V_ASN1_BOOLEAN:
        bit = *(const ASN1_BOOLEAN *)(const void *)pval;
        if (bit == -1)
            return 0;
        if (it->utype != V_ASN1_ANY &&
            ((bit != 0 && it->size > 0) || (bit == 0 && it->size == 0)))
            return 0;
        urt_put_u8(b, (uint8_t)bit);
        return 1;
    case V_ASN1_BIT_STRING:
        fac_asn1_put_bits(b, (const ASN1_STRING *)*pval);
        return 1;
    case V_ASN1_INTEGER:
    case V_ASN1_ENUMERATED:
        fac_asn1_put_integer(b, (const ASN1_STRING *)*pval);
        return 1;
    default:
        s = (const ASN1_STRING *)*pval;
        urt_put_bytes(b, fac_asn1_bytes(s));
        return 1;
    }
}

/* An item with functions of its own, asked for its size, then for octets. */
static int
put_own_content(struct urt_buf *b, const ASN1_VALUE **pval, int *utype,
                const ASN1_ITEM *it)
{
    const ASN1_PRIMITIVE_FUNCS *f = it->funcs;
    int len = f->prim_i2c(pval, NULL, utype, it);
    uint8_t *room;

    if (len == -1)
        return 0;
    if (len < 0)
        return -1;
    if ((room = urt_buf_reserve(b, (size_t)len)) == NULL)
        return 1; /* the failure sticks to the buffer */
    if (f->prim_i2c(pval, room, utype, it) != len)
        return -1;
    b->len += (size_t)len;
    return 1;
}

/* What nothing was put into: a tag number of -1 and no content, which is how
 * OpenSSL writes it. No reader takes it; programs see a length above 0. */
static int
put_undefined(struct urt_buf *b)
{
    static const uint8_t octets[] = {0x3f, 0x80, 0x00, 0x00};

    urt_put(b, octets, sizeof octets);
    return 1;
}

static int
encode_primitive(struct urt_buf *b, const ASN1_VALUE **pval,
                 const ASN1_ITEM *it, int tag, int cls)
{
    const ASN1_PRIMITIVE_FUNCS *f = it->funcs;
    struct urt_buf content = URT_BUF_INIT;
    int utype = (int)it->utype;
    bool boolean = it->itype == ASN1_ITYPE_PRIMITIVE &&
                   it->utype == V_ASN1_BOOLEAN;
    int ret;

    if (it->itype == ASN1_ITYPE_PRIMITIVE && f != NULL && f->prim_i2c != NULL) {
        ret = put_own_content(&content, pval, &utype, it);
    } else {
        if (!boolean && *pval == NULL)
            return 0;
        if (it->itype == ASN1_ITYPE_MSTRING) {
            utype = ((const ASN1_STRING *)*pval)->type;
        } else if (it->utype == V_ASN1_ANY) {
            const ASN1_TYPE *any = (const ASN1_TYPE *)*pval;

            utype = any->type;
            pval = (const ASN1_VALUE **)(uintptr_t)&any->value.asn1_value;
            if (utype != V_ASN1_BOOLEAN && utype != V_ASN1_NULL &&
                utype != V_ASN1_UNDEF && *pval == NULL)
                return 0;
        }
        if (utype == V_ASN1_UNDEF)
            return put_undefined(b);
        ret = utype < 0 && utype != V_ASN1_OTHER
                  ? 0
                  : put_content(&content, pval, utype, it);
    }
    if (ret > 0 && (utype == V_ASN1_SEQUENCE || utype == V_ASN1_SET ||
                    utype == V_ASN1_OTHER)) {
        /* The value is a whole element, header included. */
        urt_put_bytes(b, urt_buf_bytes(&content));
    } else if (ret > 0) {
        fac_asn1_put_header(b, tag == -1 ? utype : tag,
                            tag == -1 ? V_ASN1_UNIVERSAL : cls, false,
                            content.len);
        urt_put_bytes(b, urt_buf_bytes(&content));
    }
    b->failed = b->failed || content.failed;
    urt_buf_free(&content);
    return ret;
}

/* ---- structures -------------------------------------------------------- */

static bool
call_aux(int op, const ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    const ASN1_AUX *aux = it->funcs;

    if (aux == NULL)
        return true;
    if ((aux->flags & ASN1_AFLG_CONST_CB) != 0)
        return aux->asn1_const_cb == NULL ||
               aux->asn1_const_cb(op, pval, it, NULL) != 0;
    return aux->asn1_cb == NULL ||
           aux->asn1_cb(op, (ASN1_VALUE **)(uintptr_t)pval, it, NULL) != 0;
}

static int
encode_extern(struct urt_buf *b, const ASN1_VALUE **pval, const ASN1_ITEM *it,
              int tag, int cls)
{
    const ASN1_EXTERN_FUNCS *f = it->funcs;
    int len = f->asn1_ex_i2d(pval, NULL, it, tag, cls);
    unsigned char *p;

    if (len <= 0)
        return len;
    if ((p = urt_buf_reserve(b, (size_t)len)) == NULL)
        return 1;
    if (f->asn1_ex_i2d(pval, &p, it, tag, cls) != len)
        return -1;
    b->len += (size_t)len;
    return 1;
}

static int
encode_sequence(struct urt_buf *b, const ASN1_VALUE **pval,
                const ASN1_ITEM *it, int tag, int cls, bool ndef)
{
    struct urt_buf content = URT_BUF_INIT;
    const ASN1_ENCODING *enc = fac_asn1_encoding(*pval, it);

    if (enc != NULL && enc->modified == 0 && enc->len > 0) {
        urt_put(b, enc->enc, (size_t)enc->len);
        return 1;
    }
    if (!call_aux(ASN1_OP_I2D_PRE, pval, it))
        return 0;
    for (long i = 0; i < it->tcount; i++) {
        const ASN1_TEMPLATE *tt = fac_asn1_template(*pval, it->templates + i,
                                                    true);

        if (tt == NULL) {
            urt_buf_free(&content);
            return 0;
        }
        if (encode_template(&content, fac_asn1_const_field(pval, tt), tt, -1,
                            0, ndef) < 0) {
            urt_buf_free(&content);
            return -1;
        }
    }
    put_element(b, tag == -1 ? V_ASN1_SEQUENCE : tag,
                tag == -1 ? V_ASN1_UNIVERSAL : cls,
                ndef && it->itype == ASN1_ITYPE_NDEF_SEQUENCE, &content);
    return call_aux(ASN1_OP_I2D_POST, pval, it) ? 1 : 0;
}

static int
encode_choice(struct urt_buf *b, const ASN1_VALUE **pval, const ASN1_ITEM *it,
              int tag, bool ndef)
{
    int i;

    if (tag != -1)
        return fail(ASN1_R_BAD_TEMPLATE);
    if (!call_aux(ASN1_OP_I2D_PRE, pval, it))
        return 0;
    i = *fac_asn1_selector(pval, it);
    if (i >= 0 && i < it->tcount) {
        const ASN1_TEMPLATE *tt = it->templates + i;

        return encode_template(b, fac_asn1_const_field(pval, tt), tt, -1, 0,
                               ndef);
    }
    (void)call_aux(ASN1_OP_I2D_POST, pval, it);
    return 0;
}

int
fac_asn1_item_encode(struct urt_buf *b, const ASN1_VALUE **pval,
                     const ASN1_ITEM *it, int tag, int cls, bool ndef)
{
    if (it->itype != ASN1_ITYPE_PRIMITIVE && *pval == NULL)
        return 0;
    switch (it->itype) {
    case ASN1_ITYPE_PRIMITIVE:
        if (it->templates != NULL)
            return encode_template(b, pval, it->templates, tag, cls, ndef);
        return encode_primitive(b, pval, it, tag, cls);
    case ASN1_ITYPE_MSTRING:
        if (tag != -1)
            return fail(ASN1_R_BAD_TEMPLATE);
        return encode_primitive(b, pval, it, -1, 0);
    case ASN1_ITYPE_CHOICE:
        return encode_choice(b, pval, it, tag, ndef);
    case ASN1_ITYPE_EXTERN:
        return encode_extern(b, pval, it, tag, cls);
    case ASN1_ITYPE_SEQUENCE:
    case ASN1_ITYPE_NDEF_SEQUENCE:
        return encode_sequence(b, pval, it, tag, cls, ndef);
    default:
        return 0;
    }
}

/* ---- members ----------------------------------------------------------- */

/* An element of a SET OF while it is sorted. */
struct element {
    struct urt_bytes der;
    const ASN1_VALUE *value;
};

/* X.690, 11.6: ascending, the shorter padded with zeros at its end, which
 * for elements (no prefix of one another) is plain order by octets. */
static int
compare_elements(const void *a, const void *b)
{
    const struct element *x = a, *y = b;
    size_t n = x->der.len < y->der.len ? x->der.len : y->der.len;
    int order = n > 0 ? memcmp(x->der.data, y->der.data, n) : 0;

    if (order != 0)
        return order;
    return (x->der.len > y->der.len) - (x->der.len < y->der.len);
}

/* Sorts what stands in CONTENT, whose pieces end at ENDS, into B. */
static bool
put_sorted(struct urt_buf *b, const struct urt_buf *content,
           const size_t *ends, STACK_OF(ASN1_VALUE) *sk, bool reorder)
{
    int n = sk_ASN1_VALUE_num(sk);
    struct element *list = urt_calloc((size_t)n, sizeof(*list));
    size_t from = 0;

    if (list == NULL)
        return false;
    for (int i = 0; i < n; i++) {
        list[i].der = urt_bytes(content->data + from, ends[i] - from);
        list[i].value = sk_ASN1_VALUE_value(sk, i);
        from = ends[i];
    }
    qsort(list, (size_t)n, sizeof(*list), compare_elements);
    for (int i = 0; i < n; i++) {
        urt_put_bytes(b, list[i].der);
        if (reorder)
            (void)sk_ASN1_VALUE_set(sk, i, (ASN1_VALUE *)(uintptr_t)
                                               list[i].value);
    }
    urt_free(list);
    return true;
}

static int
put_list(struct urt_buf *b, STACK_OF(ASN1_VALUE) *sk, const ASN1_TEMPLATE *tt,
         bool ndef)
{
    const ASN1_ITEM *it = ASN1_ITEM_ptr(tt->item);
    int n = sk_ASN1_VALUE_num(sk);
    unsigned long kind = tt->flags & ASN1_TFLG_SK_MASK;
    struct urt_buf content = URT_BUF_INIT;
    size_t *ends = urt_calloc((size_t)n + 1, sizeof(*ends));
    int ret = ends != NULL ? 1 : fail(ERR_R_MALLOC_FAILURE);

    for (int i = 0; ret > 0 && i < n; i++) {
        const ASN1_VALUE *v = sk_ASN1_VALUE_value(sk, i);

        ret = fac_asn1_item_encode(&content, &v, it, -1, 0, ndef);
        if (ret == 0)
            ret = fail(ASN1_R_ILLEGAL_ZERO_CONTENT);
        if (ret > 0)
            ends[i] = content.len;
    }
    if (ret > 0 && content.failed)
        b->failed = true;
    else if (ret > 0 && (kind & ASN1_TFLG_SET_OF) != 0 && n > 1) {
        if (!put_sorted(b, &content, ends, sk, kind == ASN1_TFLG_SET_ORDER))
            ret = fail(ERR_R_MALLOC_FAILURE);
    } else if (ret > 0) {
        urt_put_bytes(b, urt_buf_bytes(&content));
    }
    urt_buf_free(&content);
    urt_free(ends);
    return ret;
}

/* A list with its tag, and the explicit tag around it. */
static int
encode_list(struct urt_buf *b, const ASN1_VALUE **pval,
            const ASN1_TEMPLATE *tt, int tag, int cls, bool ndef)
{
    STACK_OF(ASN1_VALUE) *sk = (STACK_OF(ASN1_VALUE) *)(uintptr_t)*pval;
    bool indefinite = ndef && (tt->flags & ASN1_TFLG_NDEF) != 0;
    bool explicit_tag = (tt->flags & ASN1_TFLG_EXPTAG) != 0;
    struct urt_buf content = URT_BUF_INIT, inner = URT_BUF_INIT;
    int list_tag = tag, list_cls = cls;
    int ret;

    if (tag == -1 || explicit_tag) {
        list_tag = (tt->flags & ASN1_TFLG_SET_OF) != 0 ? V_ASN1_SET
                                                       : V_ASN1_SEQUENCE;
        list_cls = V_ASN1_UNIVERSAL;
    }
    ret = put_list(&content, sk, tt, ndef);
    if (ret <= 0) {
        urt_buf_free(&content);
        return ret;
    }
    put_element(explicit_tag ? &inner : b, list_tag, list_cls, indefinite,
                &content);
    if (explicit_tag)
        put_element(b, tag, cls, indefinite, &inner);
    return 1;
}

/* A member that must be there and has nothing to write is an error; a list
 * that was never made is let pass. */
static int
encode_template(struct urt_buf *b, const ASN1_VALUE **pval,
                const ASN1_TEMPLATE *tt, int tag, int cls, bool ndef)
{
    int ret = encode_member(b, pval, tt, tag, cls, ndef);

    if (ret == 0 &&
        (tt->flags & (ASN1_TFLG_OPTIONAL | ASN1_TFLG_SK_MASK)) == 0)
        return fail(ASN1_R_ILLEGAL_ZERO_CONTENT);
    return ret;
}

static int
encode_member(struct urt_buf *b, const ASN1_VALUE **pval,
              const ASN1_TEMPLATE *tt, int tag, int cls, bool ndef)
{
    bool embed = (tt->flags & ASN1_TFLG_EMBED) != 0;
    const ASN1_VALUE *embedded = (const ASN1_VALUE *)pval;
    const ASN1_ITEM *it = ASN1_ITEM_ptr(tt->item);
    int ret;

    if (embed)
        pval = &embedded;
    if ((tt->flags & ASN1_TFLG_TAG_MASK) != 0) {
        /* A tag of the template and one from outside can't both be. */
        if (tag != -1)
            return -1;
        tag = (int)tt->tag;
        cls = (int)(tt->flags & ASN1_TFLG_TAG_CLASS);
    }
    if ((tt->flags & ASN1_TFLG_SK_MASK) != 0) {
        if (*pval == NULL)
            return 0;
        return encode_list(b, pval, tt, tag, cls, ndef);
    }
    if ((tt->flags & ASN1_TFLG_EXPTAG) != 0) {
        struct urt_buf inner = URT_BUF_INIT;

        ret = fac_asn1_item_encode(&inner, pval, it, -1, 0, ndef);
        if (ret > 0)
            put_element(b, tag, cls,
                        ndef && (tt->flags & ASN1_TFLG_NDEF) != 0, &inner);
        urt_buf_free(&inner);
    } else {
        ret = fac_asn1_item_encode(b, pval, it, tag, cls, ndef);
    }
    return ret;
}
