/* The decoder of the ASN1_ITEM interpreter: octets to values.
 *
 * Each level is a function: item, template (explicit tag), member (list or
 * implicit tag), primitive. All return 1, 0 with the reason on the error
 * queue, or -1 when an optional thing is not there; a level that fails
 * because a lower one did adds "nested asn1 error". The cursor is moved only
 * by success. An existing value is decoded into; what a failed call leaves
 * half done is freed by its outermost caller. Depth is limited, so hostile
 * input can't exhaust the stack. */
#include "toolkit/asn1_local.h"

struct decode {
    const struct fac_asn1_libctx *ctx;
    int depth;
};

static int decode_item(struct decode *d, ASN1_VALUE **pval,
                       struct urt_bytes *in, const ASN1_ITEM *it, int tag,
                       int cls, bool optional);
static int decode_template(struct decode *d, ASN1_VALUE **pval,
                           struct urt_bytes *in, const ASN1_TEMPLATE *tt,
                           bool optional);

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
fac_asn1_item_decode(ASN1_VALUE **pval, struct urt_bytes *in,
                     const ASN1_ITEM *it, int tag, int cls, bool optional,
                     int depth, const struct fac_asn1_libctx *ctx)
{
    struct decode d = {ctx, depth};

    if (pval == NULL || it == NULL)
        return fail(ERR_R_PASSED_NULL_PARAMETER);
    return decode_item(&d, pval, in, it, tag, cls, optional);
}

/* ---- structures -------------------------------------------------------- */

static bool
call_aux(int op, ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    const ASN1_AUX *aux = it->funcs;

    if (aux == NULL || aux->asn1_cb == NULL)
        return true;
    return aux->asn1_cb(op, pval, it, NULL) != 0;
}

/* Says where it went wrong, in the data of the last error. */
static int
blame(const ASN1_ITEM *it, const ASN1_TEMPLATE *tt)
{
    if (tt != NULL)
        ERR_add_error_data(4, "Field=", tt->field_name, ", Type=", it->sname);
    else
        ERR_add_error_data(2, "Type=", it->sname);
    return 0;
}

static int
decode_mstring(ASN1_VALUE **pval, struct urt_bytes *in, const ASN1_ITEM *it,
               int tag, bool optional)
{
    struct fac_asn1_header h;

    /* Several tags can't be replaced by one. */
    if (tag != -1) {
        fail(ASN1_R_BAD_TEMPLATE);
        return blame(it, NULL);
    }
    if (fac_asn1_expect(&h, *in, -1, 0, true) <= 0) {
        nested();
        return blame(it, NULL);
    }
    if (h.cls != V_ASN1_UNIVERSAL) {
        if (optional)
            return -1;
        fail(ASN1_R_MSTRING_NOT_UNIVERSAL);
        return blame(it, NULL);
    }
    if ((ASN1_tag2bit(h.tag) & (unsigned long)it->utype) == 0) {
        if (optional)
            return -1;
        fail(ASN1_R_MSTRING_WRONG_TAG);
        return blame(it, NULL);
    }
    return fac_asn1_primitive_decode(pval, in, it, h.tag, V_ASN1_UNIVERSAL,
                                     false);
}

static int
decode_extern(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *in,
              const ASN1_ITEM *it, int tag, int cls, bool optional)
{
    const ASN1_EXTERN_FUNCS *f = it->funcs;
    const unsigned char *p = in->data;
    ASN1_TLC none = {0};
    int ret;

    if (f->asn1_ex_d2i_ex != NULL)
        ret = f->asn1_ex_d2i_ex(pval, &p, (long)in->len, it, tag, cls,
                                (char)optional, &none, d->ctx->libctx,
                                d->ctx->propq);
    else
        ret = f->asn1_ex_d2i(pval, &p, (long)in->len, it, tag, cls,
                             (char)optional, &none);
    if (ret > 0 && p >= in->data && (size_t)(p - in->data) <= in->len)
        (void)urt_skip(in, (size_t)(p - in->data));
    return ret;
}

/* The value of a CHOICE before decoding: an existing one is emptied. */
static bool
prepare_choice(struct decode *d, ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    int *selector;

    if (*pval == NULL)
        return fac_asn1_item_new(pval, it, false, d->ctx) > 0;
    selector = fac_asn1_selector((const ASN1_VALUE **)pval, it);
    if (*selector >= 0 && *selector < it->tcount) {
        const ASN1_TEMPLATE *tt = it->templates + *selector;

        fac_asn1_template_free(fac_asn1_field(pval, tt), tt);
        *selector = -1;
    }
    return true;
}

static int
decode_choice(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *in,
              const ASN1_ITEM *it, int tag, bool optional)
{
    struct urt_bytes rest = *in;
    int i;

    /* As for several tags: there is none to replace. */
    if (tag != -1) {
        fail(ASN1_R_BAD_TEMPLATE);
        return blame(it, NULL);
    }
    if (!call_aux(ASN1_OP_D2I_PRE, pval, it)) {
        fail(ASN1_R_AUX_ERROR);
        return blame(it, NULL);
    }
    if (!prepare_choice(d, pval, it)) {
        nested();
        return blame(it, NULL);
    }
    for (i = 0; i < it->tcount; i++) {
        const ASN1_TEMPLATE *tt = it->templates + i;
        ASN1_VALUE **field = fac_asn1_field(pval, tt);
        int ret = decode_template(d, field, &rest, tt, true);

        if (ret > 0)
            break;
        if (ret == 0) {
            fac_asn1_template_free(field, tt);
            nested();
            return blame(it, tt);
        }
    }
    if (i == it->tcount) {
        if (optional) {
            fac_asn1_item_free(pval, it, false);
            return -1;
        }
        fail(ASN1_R_NO_MATCHING_CHOICE_TYPE);
        return blame(it, NULL);
    }
    *fac_asn1_selector((const ASN1_VALUE **)pval, it) = i;
    if (!call_aux(ASN1_OP_D2I_POST, pval, it)) {
        fail(ASN1_R_AUX_ERROR);
        return blame(it, NULL);
    }
    *in = rest;
    return 1;
}

/* Members whose type hangs on another member must go before that changes. */
static void
free_defined_by(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    for (long i = 0; i < it->tcount; i++) {
        const ASN1_TEMPLATE *tt = it->templates + i;

        if ((tt->flags & ASN1_TFLG_ADB_MASK) == 0)
            continue;
        tt = fac_asn1_template(*pval, tt, false);
        if (tt != NULL)
            fac_asn1_template_free(fac_asn1_field(pval, tt), tt);
    }
}

/* The members of a SEQUENCE, from *REST, which is its content; with an
 * indefinite length it is all that follows and *OPEN is set. On failure
 * *BAD is the member to blame, or NULL. */
static int
decode_members(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *rest,
               bool *open, const ASN1_ITEM *it, const ASN1_TEMPLATE **bad)
{
    long i;

    for (i = 0; i < it->tcount && rest->len > 0; i++) {
        const ASN1_TEMPLATE *tt = fac_asn1_template(*pval, it->templates + i,
                                                    true);
        ASN1_VALUE **field;
        bool optional;
        int ret;

        if (tt == NULL)
            return 0;
        if (fac_asn1_at_eoc(*rest)) {
            if (!*open)
                return fail(ASN1_R_UNEXPECTED_EOC);
            (void)urt_skip(rest, 2);
            *open = false;
            break;
        }
        field = fac_asn1_field(pval, tt);
        /* What is left at the last member can only be that member. */
        optional = i != it->tcount - 1 && (tt->flags & ASN1_TFLG_OPTIONAL) != 0;
        ret = decode_template(d, field, rest, tt, optional);
        if (ret == 0) {
            *bad = tt;
            return 0;
        }
        if (ret < 0)
            fac_asn1_template_free(field, tt);
    }
    if (*open) {
        if (!fac_asn1_at_eoc(*rest))
            return fail(ASN1_R_MISSING_EOC);
        (void)urt_skip(rest, 2);
    }
    for (; i < it->tcount; i++) {
        const ASN1_TEMPLATE *tt = fac_asn1_template(*pval, it->templates + i,
                                                    true);

        if (tt == NULL)
            return 0;
        if ((tt->flags & ASN1_TFLG_OPTIONAL) == 0) {
            *bad = tt;
            return fail(ASN1_R_FIELD_MISSING);
        }
        fac_asn1_template_free(fac_asn1_field(pval, tt), tt);
    }
    return 1;
}

static bool
keep_encoding(ASN1_VALUE **pval, const ASN1_ITEM *it, struct urt_bytes der)
{
    ASN1_ENCODING *enc = fac_asn1_encoding(*pval, it);

    if (enc == NULL)
        return true;
    urt_free(enc->enc);
    *enc = (ASN1_ENCODING){NULL, 0, 1};
    if ((enc->enc = urt_memdup(der.data, der.len)) == NULL)
        return false;
    enc->len = (long)der.len;
    enc->modified = 0;
    return true;
}

static int
decode_sequence(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *in,
                const ASN1_ITEM *it, int tag, int cls, bool optional)
{
    const ASN1_AUX *aux = it->funcs;
    bool broken = aux != NULL && (aux->flags & ASN1_AFLG_BROKEN) != 0;
    const ASN1_TEMPLATE *bad = NULL;
    struct fac_asn1_header h;
    struct urt_bytes rest;
    bool open;
    int ret;

    if (tag == -1) {
        tag = V_ASN1_SEQUENCE;
        cls = V_ASN1_UNIVERSAL;
    }
    ret = fac_asn1_expect(&h, *in, tag, cls, optional);
    if (ret < 0)
        return -1;
    if (ret == 0) {
        nested();
        return blame(it, NULL);
    }
    if (!h.constructed) {
        fail(ASN1_R_SEQUENCE_NOT_CONSTRUCTED);
        return blame(it, NULL);
    }
    if (*pval == NULL && fac_asn1_item_new(pval, it, false, d->ctx) <= 0) {
        nested();
        return blame(it, NULL);
    }
    if (!call_aux(ASN1_OP_D2I_PRE, pval, it)) {
        fail(ASN1_R_AUX_ERROR);
        return blame(it, NULL);
    }
    free_defined_by(pval, it);
    rest = broken ? urt_bytes(in->data + h.hdrlen, in->len - h.hdrlen)
                  : fac_asn1_content(&h, *in);
    open = h.indefinite;
    if (decode_members(d, pval, &rest, &open, it, &bad) == 0)
        return blame(it, bad);
    if (!h.indefinite && !broken && rest.len > 0) {
        fail(ASN1_R_SEQUENCE_LENGTH_MISMATCH);
        return blame(it, NULL);
    }
    if (!keep_encoding(pval, it, urt_bytes(in->data,
                                           (size_t)(rest.data - in->data))) ||
        !call_aux(ASN1_OP_D2I_POST, pval, it)) {
        fail(ASN1_R_AUX_ERROR);
        return blame(it, NULL);
    }
    (void)urt_skip(in, (size_t)(rest.data - in->data));
    return 1;
}

static int
decode_item(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *in,
            const ASN1_ITEM *it, int tag, int cls, bool optional)
{
    struct decode inner = {d->ctx, d->depth + 1};

    if (in->len == 0)
        return fail(ASN1_R_TOO_SMALL);
    if (inner.depth > FAC_ASN1_MAX_DEPTH) {
        fail(ASN1_R_NESTED_TOO_DEEP);
        return blame(it, NULL);
    }
    switch (it->itype) {
    case ASN1_ITYPE_PRIMITIVE:
        if (it->templates == NULL)
            return fac_asn1_primitive_decode(pval, in, it, tag, cls, optional);
        /* A tagged form or list of another type has its tags inside. */
        if (tag != -1 || optional) {
            fail(ASN1_R_ILLEGAL_OPTIONS_ON_ITEM_TEMPLATE);
            return blame(it, NULL);
        }
        return decode_template(&inner, pval, in, it->templates, optional);
    case ASN1_ITYPE_MSTRING:
        return decode_mstring(pval, in, it, tag, optional);
    case ASN1_ITYPE_EXTERN:
        return decode_extern(d, pval, in, it, tag, cls, optional);
    case ASN1_ITYPE_CHOICE:
        return decode_choice(&inner, pval, in, it, tag, optional);
    case ASN1_ITYPE_NDEF_SEQUENCE:
    case ASN1_ITYPE_SEQUENCE:
        return decode_sequence(&inner, pval, in, it, tag, cls, optional);
    default:
        return 0;
    }
}

/* ---- members ----------------------------------------------------------- */

/* Empties the stack *PVAL, or makes one. */
static bool
prepare_list(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    STACK_OF(ASN1_VALUE) *sk = (STACK_OF(ASN1_VALUE) *)*pval;

    if (sk == NULL) {
        *pval = (ASN1_VALUE *)sk_ASN1_VALUE_new_null();
        return *pval != NULL;
    }
    while (sk_ASN1_VALUE_num(sk) > 0) {
        ASN1_VALUE *old = sk_ASN1_VALUE_pop(sk);

        fac_asn1_item_free(&old, it, false);
    }
    return true;
}

static int
decode_list(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *in,
            const ASN1_TEMPLATE *tt, int tag, int cls, bool optional)
{
    const ASN1_ITEM *it = ASN1_ITEM_ptr(tt->item);
    struct fac_asn1_header h;
    struct urt_bytes rest;
    int ret = fac_asn1_expect(&h, *in, tag, cls, optional);
    bool open;

    if (ret <= 0)
        return ret < 0 ? -1 : nested();
    if (!prepare_list(pval, it))
        return fail(ERR_R_MALLOC_FAILURE);
    rest = fac_asn1_content(&h, *in);
    open = h.indefinite;
    while (rest.len > 0) {
        ASN1_VALUE *v = NULL;

        if (fac_asn1_at_eoc(rest)) {
            if (!open)
                return fail(ASN1_R_UNEXPECTED_EOC);
            (void)urt_skip(&rest, 2);
            open = false;
            break;
        }
        if (decode_item(d, &v, &rest, it, -1, 0, false) <= 0) {
            nested();
            fac_asn1_item_free(&v, it, false);
            return 0;
        }
        if (sk_ASN1_VALUE_push((STACK_OF(ASN1_VALUE) *)*pval, v) <= 0) {
            fail(ERR_R_MALLOC_FAILURE);
            fac_asn1_item_free(&v, it, false);
            return 0;
        }
    }
    if (open)
        return fail(ASN1_R_MISSING_EOC);
    (void)urt_skip(in, (size_t)(rest.data - in->data));
    return 1;
}

/* A member without its explicit tag. */
static int
decode_member(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *in,
              const ASN1_TEMPLATE *tt, bool optional)
{
    bool implicit = (tt->flags & ASN1_TFLG_IMPTAG) != 0;
    int cls = (int)(tt->flags & ASN1_TFLG_TAG_CLASS);
    ASN1_VALUE *embedded;
    int ret;

    if ((tt->flags & ASN1_TFLG_EMBED) != 0) {
        embedded = (ASN1_VALUE *)pval;
        pval = &embedded;
    }
    if ((tt->flags & ASN1_TFLG_SK_MASK) != 0) {
        if (implicit)
            return decode_list(d, pval, in, tt, (int)tt->tag, cls, optional);
        return decode_list(d, pval, in, tt,
                           (tt->flags & ASN1_TFLG_SET_OF) != 0
                               ? V_ASN1_SET
                               : V_ASN1_SEQUENCE,
                           V_ASN1_UNIVERSAL, optional);
    }
    ret = decode_item(d, pval, in, ASN1_ITEM_ptr(tt->item),
                      implicit ? (int)tt->tag : -1, implicit ? cls : 0,
                      optional);
    return ret == 0 ? nested() : ret;
}

static int
decode_template(struct decode *d, ASN1_VALUE **pval, struct urt_bytes *in,
                const ASN1_TEMPLATE *tt, bool optional)
{
    struct fac_asn1_header h;
    struct urt_bytes rest;
    int ret;

    if ((tt->flags & ASN1_TFLG_EXPTAG) == 0)
        return decode_member(d, pval, in, tt, optional);
    ret = fac_asn1_expect(&h, *in, (int)tt->tag,
                          (int)(tt->flags & ASN1_TFLG_TAG_CLASS), optional);
    if (ret <= 0)
        return ret < 0 ? -1 : nested();
    if (!h.constructed)
        return fail(ASN1_R_EXPLICIT_TAG_NOT_CONSTRUCTED);
    rest = fac_asn1_content(&h, *in);
    if (decode_member(d, pval, &rest, tt, false) <= 0)
        return nested();
    if (h.indefinite) {
        if (!fac_asn1_at_eoc(rest))
            return fail(ASN1_R_MISSING_EOC);
        (void)urt_skip(&rest, 2);
    } else if (rest.len > 0) {
        return fail(ASN1_R_EXPLICIT_LENGTH_MISMATCH);
    }
    (void)urt_skip(in, (size_t)(rest.data - in->data));
    return 1;
}
