/* OBJECT IDENTIFIER as an ASN.1 value: its content octets and its text. What
 * objects are called, and the table of known ones, is obj's business. */
#include "toolkit/asn1_local.h"

#include "toolkit/obj_local.h"

#include "engine/base/text.h"

#include <openssl/bio.h>
#include <openssl/objects.h>

static bool
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return false;
}

/* ---- life -------------------------------------------------------------- */

ASN1_OBJECT *
ASN1_OBJECT_new(void)
{
    ASN1_OBJECT *obj = fac_obj_new(NID_undef, URT_BYTES_NONE, NULL, NULL);

    if (obj == NULL)
        fail(ERR_R_MALLOC_FAILURE);
    return obj;
}

/* Objects of the built-in table stay. */
void
ASN1_OBJECT_free(ASN1_OBJECT *a)
{
    fac_obj_free(a);
}

ASN1_OBJECT *
ASN1_OBJECT_create(int nid, unsigned char *data, int len, const char *sn,
                   const char *ln)
{
    ASN1_OBJECT *obj = fac_obj_new(nid, urt_bytes(data, len > 0 ? (size_t)len
                                                               : 0),
                                   sn, ln);

    if (obj == NULL)
        fail(ERR_R_MALLOC_FAILURE);
    return obj;
}

/* ---- content octets ---------------------------------------------------- */

/* X.690, 8.19.2: the last octet ends a number, and no number begins with
 * 0x80, a leading zero. */
static bool
well_formed(struct urt_bytes cont)
{
    if (cont.len == 0 || cont.len > INT_MAX ||
        (cont.data[cont.len - 1] & 0x80) != 0)
        return false;
    for (size_t i = 0; i < cont.len; i++)
        if (cont.data[i] == 0x80 && (i == 0 || (cont.data[i - 1] & 0x80) == 0))
            return false;
    return true;
}

bool
fac_asn1_take_object(ASN1_OBJECT **v, struct urt_bytes cont)
{
    ASN1_OBJECT *obj;
    int nid;

    if (!well_formed(cont))
        return fail(ASN1_R_INVALID_OBJECT_ENCODING);
    nid = fac_obj_nid_of(cont);
    obj = nid != NID_undef ? OBJ_nid2obj(nid)
                           : fac_obj_new(NID_undef, cont, NULL, NULL);
    if (obj == NULL)
        return fail(ERR_R_MALLOC_FAILURE);
    if (*v != NULL)
        fac_obj_free(*v);
    *v = obj;
    return true;
}

ASN1_OBJECT *
d2i_ASN1_OBJECT(ASN1_OBJECT **a, const unsigned char **pp, long length)
{
    struct fac_asn1_header h;
    ASN1_OBJECT *obj = NULL;
    int reason = length > 0
                     ? fac_asn1_read_header(&h, urt_bytes(*pp, (size_t)length))
                     : ASN1_R_TOO_SMALL;

    if (reason != 0) {
        fail(reason);
        fail(ASN1_R_BAD_OBJECT_HEADER);
        return NULL;
    }
    if (h.tag != V_ASN1_OBJECT) {
        fail(ASN1_R_EXPECTING_AN_OBJECT);
        return NULL;
    }
    if (!fac_asn1_take_object(&obj, urt_bytes(*pp + h.hdrlen, h.len)))
        return NULL;
    *pp += h.hdrlen + h.len;
    if (a != NULL) {
        ASN1_OBJECT_free(*a);
        *a = obj;
    }
    return obj;
}

int
i2d_ASN1_OBJECT(const ASN1_OBJECT *a, unsigned char **pp)
{
    struct urt_buf b = URT_BUF_INIT;
    int len;

    if (a == NULL || a->data == NULL)
        return 0;
    fac_asn1_put_header(&b, V_ASN1_OBJECT, V_ASN1_UNIVERSAL, false,
                        (size_t)a->length);
    urt_put(&b, a->data, (size_t)a->length);
    if (!urt_buf_ok(&b)) {
        urt_buf_free(&b);
        fail(ERR_R_MALLOC_FAILURE);
        return 0;
    }
    len = (int)b.len;
    if (pp != NULL && *pp != NULL) {
        memcpy(*pp, b.data, b.len);
        *pp += b.len;
    } else if (pp != NULL) {
        *pp = urt_buf_steal(&b, NULL);
    }
    urt_buf_free(&b);
    return len;
}

/* ---- text -------------------------------------------------------------- */

int
i2t_ASN1_OBJECT(char *buf, int buf_len, const ASN1_OBJECT *a)
{
    return OBJ_obj2txt(buf, buf_len, a, 0);
}

int
i2a_ASN1_OBJECT(BIO *bp, const ASN1_OBJECT *a)
{
    char fixed[80], *text = fixed;
    int len;

    if (a == NULL || a->data == NULL)
        return BIO_write(bp, "NULL", 4);
    len = OBJ_obj2txt(fixed, sizeof(fixed), a, 0);
    if (len > (int)sizeof(fixed) - 1) {
        if ((text = urt_alloc((size_t)len + 1)) == NULL) {
            fail(ERR_R_MALLOC_FAILURE);
            return -1;
        }
        (void)OBJ_obj2txt(text, len + 1, a, 0);
    }
    if (len <= 0) {
        len = BIO_write(bp, "<INVALID>", 9);
        if (len > 0) {
            int more = BIO_dump(bp, (const char *)a->data, a->length);

            len = more < 0 ? more : len + more;
        }
        return len;
    }
    (void)BIO_write(bp, text, len);
    if (text != fixed)
        urt_free(text);
    return len;
}

/* A number of any size as base-128 digits, the lowest first. */
struct arc {
    struct urt_buf digits;
};

static void
arc_times_ten_plus(struct arc *a, unsigned digit)
{
    unsigned carry = digit;

    for (size_t i = 0; i < a->digits.len; i++) {
        carry += a->digits.data[i] * 10u;
        a->digits.data[i] = carry & 0x7f;
        carry >>= 7;
    }
    while (carry != 0) {
        urt_put_u8(&a->digits, carry & 0x7f);
        carry >>= 7;
    }
}

static void
arc_plus(struct arc *a, unsigned n)
{
    for (size_t i = 0; n != 0; i++) {
        if (i == a->digits.len)
            urt_put_u8(&a->digits, 0);
        if (!urt_buf_ok(&a->digits))
            return;
        n += a->digits.data[i];
        a->digits.data[i] = n & 0x7f;
        n >>= 7;
    }
}

static void
put_arc(struct urt_buf *b, struct arc *a)
{
    if (a->digits.len == 0)
        urt_put_u8(b, 0);
    for (size_t i = a->digits.len; i-- > 0;)
        urt_put_u8(b, (uint8_t)(a->digits.data[i] | (i > 0 ? 0x80 : 0)));
    b->failed = b->failed || a->digits.failed;
    urt_buf_clear(&a->digits);
}

/* Dotted text into content octets; raises and returns false. */
static bool
read_dotted(struct urt_buf *out, struct urt_bytes text)
{
    struct arc arc = {URT_BUF_INIT};
    unsigned first, second = 0;
    uint8_t c;
    bool second_arc = true, ok = true;

    if (!urt_take_u8(&text, &c) || c < '0' || c > '2')
        return fail(ASN1_R_FIRST_NUM_TOO_LARGE);
    first = c - '0';
    if (text.len == 0)
        return fail(ASN1_R_MISSING_SECOND_NUMBER);
    while (ok && urt_take_u8(&text, &c)) {
        if (c != '.' && c != ' ') {
            ok = fail(ASN1_R_INVALID_SEPARATOR);
            break;
        }
        if (text.len == 0)
            break;
        while (text.len > 0 && text.data[0] != '.' && text.data[0] != ' ') {
            (void)urt_take_u8(&text, &c);
            if (!urt_ascii_is_digit((char)c)) {
                ok = fail(ASN1_R_INVALID_DIGIT);
                break;
            }
            arc_times_ten_plus(&arc, c - '0');
            if (second_arc && second < 100)
                second = second * 10 + (c - '0');
        }
        if (!ok)
            break;
        if (second_arc) {
            if (first < 2 && second >= 40) {
                ok = fail(ASN1_R_SECOND_NUMBER_TOO_LARGE);
                break;
            }
            arc_plus(&arc, first * 40);
            second_arc = false;
        }
        put_arc(out, &arc);
    }
    urt_buf_free(&arc.digits);
    return ok;
}

int
a2d_ASN1_OBJECT(unsigned char *out, int olen, const char *buf, int num)
{
    struct urt_buf b = URT_BUF_INIT;
    int len = 0;

    if (num == 0)
        return 0;
    if (num == -1)
        num = (int)strlen(buf);
    if (!read_dotted(&b, urt_bytes(buf, (size_t)num))) {
        urt_buf_free(&b);
        return 0;
    }
    if (!urt_buf_ok(&b) || b.len > INT_MAX)
        fail(ERR_R_MALLOC_FAILURE);
    else if (out != NULL && b.len > (size_t)(olen > 0 ? olen : 0))
        fail(ASN1_R_BUFFER_TOO_SMALL);
    else
        len = (int)b.len;
    if (len > 0 && out != NULL)
        memcpy(out, b.data, b.len);
    urt_buf_free(&b);
    return len;
}
