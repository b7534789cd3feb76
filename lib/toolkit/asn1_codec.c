/* The interpreter's way in and out: d2i and i2d over items, to and from
 * memory, BIOs and files.
 *
 * From a BIO one element is read: its header first, then as much as that
 * promises, in growing steps, so that a length that lies costs no memory
 * before the octets are there. */
#include "toolkit/asn1_local.h"

#include <openssl/bio.h>

enum { FIRST_CHUNK = 16 * 1024, HEADER_MIN = 2 };

/* ---- memory ------------------------------------------------------------ */

ASN1_VALUE *
ASN1_item_d2i_ex(ASN1_VALUE **val, const unsigned char **in, long len,
                 const ASN1_ITEM *it, OSSL_LIB_CTX *libctx, const char *propq)
{
    struct fac_asn1_libctx ctx = {libctx, propq};
    struct urt_bytes rest;
    ASN1_VALUE *own = NULL;

    if (val == NULL)
        val = &own;
    if (len < 0)
        len = 0;
    rest = urt_bytes(*in, (size_t)len);
    if (fac_asn1_item_decode(val, &rest, it, -1, 0, false, 0, &ctx) <= 0) {
        if (it != NULL)
            fac_asn1_item_free(val, it, false);
        return NULL;
    }
    *in = rest.data;
    return *val;
}

ASN1_VALUE *
ASN1_item_d2i(ASN1_VALUE **val, const unsigned char **in, long len,
              const ASN1_ITEM *it)
{
    return ASN1_item_d2i_ex(val, in, len, it, NULL, NULL);
}

int
ASN1_item_ex_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
                 const ASN1_ITEM *it, int tag, int aclass, char opt,
                 ASN1_TLC *ctx)
{
    static const struct fac_asn1_libctx none;
    struct urt_bytes rest = urt_bytes(*in, len > 0 ? (size_t)len : 0);
    int ret = fac_asn1_item_decode(pval, &rest, it, tag, aclass, opt != 0, 0,
                                   &none);

    if (ret > 0)
        *in = rest.data;
    else if (it != NULL && pval != NULL)
        fac_asn1_item_free(pval, it, false);
    return ret;
}

/* Hands B's content out as i2d does: length only, into *OUT, or as a new
 * block. FRESH says whether a new block is wanted for *OUT NULL. */
static int
hand_out(struct urt_buf *b, int ret, unsigned char **out, bool fresh)
{
    int len;

    if (ret > 0 && (!urt_buf_ok(b) || b->len > INT_MAX)) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        ret = -1;
    }
    if (ret <= 0) {
        urt_buf_free(b);
        return ret;
    }
    len = (int)b->len;
    if (out != NULL && *out != NULL) {
        memcpy(*out, b->data, b->len);
        *out += b->len;
    } else if (out != NULL && fresh) {
        *out = urt_buf_steal(b, NULL);
    }
    urt_buf_free(b);
    return len;
}

static int
item_i2d(const ASN1_VALUE *val, unsigned char **out, const ASN1_ITEM *it,
         bool ndef)
{
    struct urt_buf b = URT_BUF_INIT;
    int ret = fac_asn1_item_encode(&b, &val, it, -1, 0, ndef);

    return hand_out(&b, ret, out, true);
}

int
ASN1_item_i2d(const ASN1_VALUE *val, unsigned char **out, const ASN1_ITEM *it)
{
    return item_i2d(val, out, it, false);
}

int
ASN1_item_ndef_i2d(const ASN1_VALUE *val, unsigned char **out,
                   const ASN1_ITEM *it)
{
    return item_i2d(val, out, it, true);
}

int
ASN1_item_ex_i2d(const ASN1_VALUE **pval, unsigned char **out,
                 const ASN1_ITEM *it, int tag, int aclass)
{
    struct urt_buf b = URT_BUF_INIT;
    bool ndef = (aclass & ASN1_TFLG_NDEF) != 0;
    int ret = fac_asn1_item_encode(&b, pval, it, tag,
                                   aclass & (int)ASN1_TFLG_TAG_CLASS, ndef);

    return hand_out(&b, ret, out, false);
}

void *
ASN1_dup(i2d_of_void *i2d, d2i_of_void *d2i, const void *x)
{
    const unsigned char *p;
    unsigned char *der, *end;
    void *copy;
    int len;

    if (x == NULL)
        return NULL;
    len = i2d(x, NULL);
    if (len < 0 || (der = urt_alloc((size_t)len + 10)) == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    end = der;
    len = i2d(x, &end);
    p = der;
    copy = d2i(NULL, &p, len);
    urt_free(der);
    return copy;
}

ASN1_STRING *
ASN1_item_pack(void *obj, const ASN1_ITEM *it, ASN1_OCTET_STRING **oct)
{
    ASN1_STRING *s = oct != NULL ? *oct : NULL;
    bool own = s == NULL;
    unsigned char *der = NULL;
    int len;

    if (own && (s = ASN1_STRING_new()) == NULL)
        return NULL;
    ASN1_STRING_set0(s, NULL, 0);
    len = ASN1_item_i2d(obj, &der, it);
    if (len <= 0) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_ENCODE_ERROR);
        if (own)
            ASN1_STRING_free(s);
        return NULL;
    }
    ASN1_STRING_set0(s, der, len);
    if (own && oct != NULL)
        *oct = s;
    return s;
}

void *
ASN1_item_unpack(const ASN1_STRING *oct, const ASN1_ITEM *it)
{
    const unsigned char *p = oct->data;
    void *ret = ASN1_item_d2i(NULL, &p, oct->length, it);

    if (ret == NULL)
        ERR_raise(ERR_LIB_ASN1, ASN1_R_DECODE_ERROR);
    return ret;
}

/* ---- BIO --------------------------------------------------------------- */

static bool
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return false;
}

/* Reads until B holds WANT bytes. */
static bool
fill(struct urt_buf *b, BIO *in, size_t want)
{
    size_t chunk = FIRST_CHUNK;

    while (b->len < want) {
        size_t n = want - b->len < chunk ? want - b->len : chunk;
        uint8_t *room = urt_buf_reserve(b, n);
        int got;

        if (room == NULL)
            return fail(ERR_R_MALLOC_FAILURE);
        got = BIO_read(in, room, (int)n);
        if (got <= 0)
            return fail(ASN1_R_NOT_ENOUGH_DATA);
        b->len += (size_t)got;
        if (chunk < INT_MAX / 4)
            chunk *= 2;
    }
    return true;
}

/* Makes sure that a whole header stands at AT. Input that ends before the
 * first octet of all raises nothing: readers of many values end so. */
static bool
fill_header(struct fac_asn1_header *h, struct urt_buf *b, size_t at, BIO *in)
{
    /* No more than the header: what follows it isn't ours to read. */
    size_t want = HEADER_MIN;

    for (;;) {
        struct urt_bytes have;
        int reason, got;
        uint8_t *room;

        have = urt_bytes(b->data + at, b->len - at);
        reason = have.len > 0 ? fac_asn1_read_header(h, have)
                              : ASN1_R_HEADER_TOO_LONG;
        if (reason == 0 || reason == ASN1_R_TOO_LONG)
            return true;
        /* A header that is cut short may be whole with more octets. */
        if (have.len >= want) {
            if (want > 16)
                return fail(reason);
            want++;
        }
        if ((room = urt_buf_reserve(b, want - have.len)) == NULL)
            return fail(ERR_R_MALLOC_FAILURE);
        got = BIO_read(in, room, (int)(want - have.len));
        if (got == 0 && b->len == 0)
            return false;
        if (got <= 0)
            return fail(ASN1_R_NOT_ENOUGH_DATA);
        b->len += (size_t)got;
    }
}

/* Reads one element, end markers of indefinite lengths included. */
static bool
read_element(struct urt_buf *b, BIO *in, size_t *len)
{
    size_t at = 0, open = 0;

    for (;;) {
        struct fac_asn1_header h;

        if (!fill_header(&h, b, at, in))
            return false;
        if (h.indefinite) {
            at += h.hdrlen;
            open++;
            continue;
        }
        if (h.len > INT_MAX || at + h.hdrlen + h.len > INT_MAX)
            return fail(ASN1_R_TOO_LONG);
        if (!fill(b, in, at + h.hdrlen + h.len))
            return false;
        if (open > 0 && h.tag == V_ASN1_EOC && h.cls == V_ASN1_UNIVERSAL &&
            h.len == 0)
            open--;
        at += h.hdrlen + h.len;
        if (open == 0) {
            *len = at;
            return true;
        }
    }
}

void *
ASN1_item_d2i_bio_ex(const ASN1_ITEM *it, BIO *in, void *pval,
                     OSSL_LIB_CTX *libctx, const char *propq)
{
    struct urt_buf b = URT_BUF_INIT;
    const unsigned char *p;
    void *ret = NULL;
    size_t len;

    if (in == NULL)
        return NULL;
    ERR_clear_error();
    if (read_element(&b, in, &len)) {
        p = b.data;
        ret = ASN1_item_d2i_ex(pval, &p, (long)len, it, libctx, propq);
    }
    urt_buf_free(&b);
    return ret;
}

void *
ASN1_item_d2i_bio(const ASN1_ITEM *it, BIO *in, void *pval)
{
    return ASN1_item_d2i_bio_ex(it, in, pval, NULL, NULL);
}

void *
ASN1_d2i_bio(void *(*xnew)(void), d2i_of_void *d2i, BIO *in, void **x)
{
    struct urt_buf b = URT_BUF_INIT;
    const unsigned char *p;
    void *ret = NULL;
    size_t len;

    ERR_clear_error();
    if (read_element(&b, in, &len)) {
        p = b.data;
        ret = d2i(x, &p, (long)len);
    }
    urt_buf_free(&b);
    return ret;
}

static int
write_all(BIO *out, const unsigned char *der, int len)
{
    for (int at = 0; at < len;) {
        int n = BIO_write(out, der + at, len - at);

        if (n <= 0)
            return 0;
        at += n;
    }
    return 1;
}

int
ASN1_item_i2d_bio(const ASN1_ITEM *it, BIO *out, const void *x)
{
    unsigned char *der = NULL;
    int len = ASN1_item_i2d(x, &der, it);
    int ret;

    if (len < 0 || der == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    ret = write_all(out, der, len);
    urt_free(der);
    return ret;
}

int
ASN1_i2d_bio(i2d_of_void *i2d, BIO *out, const void *x)
{
    unsigned char *der, *end;
    int len = i2d(x, NULL);
    int ret;

    if (len <= 0)
        return 0;
    if ((der = urt_alloc((size_t)len)) == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    end = der;
    (void)i2d(x, &end);
    ret = write_all(out, der, len);
    urt_wipe_free(der, (size_t)len);
    return ret;
}

BIO *
ASN1_item_i2d_mem_bio(const ASN1_ITEM *it, const ASN1_VALUE *val)
{
    BIO *res;

    if (it == NULL || val == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    res = BIO_new(BIO_s_mem());
    if (res != NULL && ASN1_item_i2d_bio(it, res, val) <= 0) {
        BIO_free(res);
        res = NULL;
    }
    return res;
}

/* ---- FILE -------------------------------------------------------------- */

static BIO *
bio_on(FILE *fp)
{
    BIO *b = BIO_new(BIO_s_file());

    if (b == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_BUF_LIB);
        return NULL;
    }
    BIO_set_fp(b, fp, BIO_NOCLOSE);
    return b;
}

void *
ASN1_item_d2i_fp_ex(const ASN1_ITEM *it, FILE *in, void *x,
                    OSSL_LIB_CTX *libctx, const char *propq)
{
    BIO *b = bio_on(in);
    void *ret;

    if (b == NULL)
        return NULL;
    ret = ASN1_item_d2i_bio_ex(it, b, x, libctx, propq);
    BIO_free(b);
    return ret;
}

void *
ASN1_item_d2i_fp(const ASN1_ITEM *it, FILE *in, void *x)
{
    return ASN1_item_d2i_fp_ex(it, in, x, NULL, NULL);
}

void *
ASN1_d2i_fp(void *(*xnew)(void), d2i_of_void *d2i, FILE *in, void **x)
{
    BIO *b = bio_on(in);
    void *ret;

    if (b == NULL)
        return NULL;
    ret = ASN1_d2i_bio(xnew, d2i, b, x);
    BIO_free(b);
    return ret;
}

int
ASN1_item_i2d_fp(const ASN1_ITEM *it, FILE *out, const void *x)
{
    BIO *b = bio_on(out);
    int ret;

    if (b == NULL)
        return 0;
    ret = ASN1_item_i2d_bio(it, b, x);
    BIO_free(b);
    return ret;
}

int
ASN1_i2d_fp(i2d_of_void *i2d, FILE *out, const void *x)
{
    BIO *b = bio_on(out);
    int ret;

    if (b == NULL)
        return 0;
    ret = ASN1_i2d_bio(i2d, b, x);
    BIO_free(b);
    return ret;
}
