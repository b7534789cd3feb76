/* Identifier and length octets, X.690 sections 8.1.2 to 8.1.5, read as
 * leniently as OpenSSL's API promises: any length form, tags up to INT_MAX.
 *
 * The functions of the API walk raw pointers; each turns them into a cursor
 * first and moves the caller's pointer last. */
#include "toolkit/asn1_local.h"

static int read_tag(struct fac_asn1_header *h, struct urt_bytes *in);
static int read_length(struct fac_asn1_header *h, struct urt_bytes *in);

int
fac_asn1_read_header(struct fac_asn1_header *h, struct urt_bytes in)
{
    struct urt_bytes rest = in;
    int reason;

    if (in.len == 0)
        return ASN1_R_TOO_SMALL;
    if ((reason = read_tag(h, &rest)) != 0 ||
        (reason = read_length(h, &rest)) != 0)
        return reason;
    h->hdrlen = in.len - rest.len;
    if (h->indefinite) {
        h->len = rest.len;
        return 0;
    }
    return h->len > rest.len ? ASN1_R_TOO_LONG : 0;
}

bool
fac_asn1_at_eoc(struct urt_bytes in)
{
    return in.len >= 2 && in.data[0] == 0 && in.data[1] == 0;
}

void
fac_asn1_put_header(struct urt_buf *b, int tag, int cls, bool constructed,
                    size_t len)
{
    uint8_t first = (uint8_t)((cls & V_ASN1_PRIVATE) |
                              (constructed ? V_ASN1_CONSTRUCTED : 0));
    unsigned n = 0;

    if (tag < 31) {
        urt_put_u8(b, (uint8_t)(first | (tag & V_ASN1_PRIMITIVE_TAG)));
    } else {
        urt_put_u8(b, first | V_ASN1_PRIMITIVE_TAG);
        for (int shift = 28; shift >= 0; shift -= 7)
            if (shift == 0)
                urt_put_u8(b, (uint8_t)(tag & 0x7f));
            else if (tag >> shift != 0)
                urt_put_u8(b, (uint8_t)(0x80 | (tag >> shift & 0x7f)));
    }
    if (len < 0x80) {
        urt_put_u8(b, (uint8_t)len);
        return;
    }
    for (size_t rest = len; rest > 0; rest >>= 8)
        n++;
    urt_put_u8(b, (uint8_t)(0x80 | n));
    urt_put_uint(b, len, n);
}

int
ASN1_get_object(const unsigned char **pp, long *plength, int *ptag,
                int *pclass, long omax)
{
    struct fac_asn1_header h;
    int reason, ret;

    if (omax <= 0) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_SMALL);
        return 0x80;
    }
    reason = fac_asn1_read_header(&h, urt_bytes(*pp, (size_t)omax));
    if (reason != 0 && reason != ASN1_R_TOO_LONG) {
        ERR_raise(ERR_LIB_ASN1, reason);
        return 0x80;
    }
    *ptag = h.tag;
    *pclass = h.cls;
    *plength = h.indefinite ? 0 : (long)h.len;
    *pp += h.hdrlen;
    ret = (h.constructed ? V_ASN1_CONSTRUCTED : 0) | (h.indefinite ? 1 : 0);
    if (reason == ASN1_R_TOO_LONG) {
        ERR_raise(ERR_LIB_ASN1, reason);
        /* The caller may still look at the tag and the length. */
        ret |= 0x80;
    }
    return ret;
}

/* CONSTRUCTED 2 asks for an indefinite length. */
void
ASN1_put_object(unsigned char **pp, int constructed, int length, int tag,
                int xclass)
{
    struct urt_buf b = URT_BUF_INIT;

    if (length < 0)
        length = 0;
    fac_asn1_put_header(&b, tag, xclass, constructed != 0, (size_t)length);
    if (constructed == 2 && b.len > 0) {
        /* The length is one octet, 0x80, whatever LENGTH was. */
        urt_buf_clear(&b);
        fac_asn1_put_header(&b, tag, xclass, true, 0);
        if (urt_buf_ok(&b))
            b.data[b.len - 1] = 0x80;
    }
    if (urt_buf_ok(&b)) {
        memcpy(*pp, b.data, b.len);
        *pp += b.len;
    }
    urt_buf_free(&b);
}

int
ASN1_put_eoc(unsigned char **pp)
{
    (*pp)[0] = 0;
    (*pp)[1] = 0;
    *pp += 2;
    return 2;
}

/* CONSTRUCTED 2: an indefinite length, its end included. */
int
ASN1_object_size(int constructed, int length, int tag)
{
    int size = 1;

    if (length < 0)
        return -1;
    if (tag >= 31)
        for (unsigned rest = (unsigned)tag; rest > 0; rest >>= 7)
            size++;
    if (constructed == 2) {
        size += 3;
    } else {
        size++;
        if (length > 127)
            for (unsigned rest = (unsigned)length; rest > 0; rest >>= 8)
                size++;
    }
    return size >= INT_MAX - length ? -1 : size + length;
}

int
ASN1_const_check_infinite_end(const unsigned char **p, long len)
{
    if (len <= 0)
        return 1;
    if (!fac_asn1_at_eoc(urt_bytes(*p, (size_t)len)))
        return 0;
    *p += 2;
    return 1;
}

int
ASN1_check_infinite_end(unsigned char **p, long len)
{
    return ASN1_const_check_infinite_end((const unsigned char **)p, len);
}

static int
read_tag(struct fac_asn1_header *h, struct urt_bytes *in)
{
    uint8_t octet = 0;
    unsigned long tag = 0;

    if (!urt_take_u8(in, &octet))
        return ASN1_R_HEADER_TOO_LONG;
    h->cls = octet & V_ASN1_PRIVATE;
    h->constructed = (octet & V_ASN1_CONSTRUCTED) != 0;
    h->tag = octet & V_ASN1_PRIMITIVE_TAG;
    if (h->tag != V_ASN1_PRIMITIVE_TAG)
        return 0;
    do {
        if (!urt_take_u8(in, &octet) || tag > (unsigned long)INT_MAX >> 7)
            return ASN1_R_HEADER_TOO_LONG;
        tag = tag << 7 | (octet & 0x7f);
    } while ((octet & 0x80) != 0);
    h->tag = (int)tag;
    return 0;
}

static int
read_length(struct fac_asn1_header *h, struct urt_bytes *in)
{
    struct urt_bytes octets;
    uint8_t first;
    uint64_t len;

    h->indefinite = false;
    if (!urt_take_u8(in, &first))
        return ASN1_R_HEADER_TOO_LONG;
    if (first < 0x80) {
        h->len = first;
        return 0;
    }
    if (first == 0x80) {
        h->indefinite = true;
        return h->constructed ? 0 : ASN1_R_HEADER_TOO_LONG;
    }
    if (!urt_take(in, &octets, first & 0x7f))
        return ASN1_R_HEADER_TOO_LONG;
    while (octets.len > 0 && octets.data[0] == 0)
        (void)urt_skip(&octets, 1);
    if (octets.len > sizeof(long) || !urt_take_uint(&octets, &len, octets.len) ||
        len > LONG_MAX)
        return ASN1_R_HEADER_TOO_LONG;
    h->len = (size_t)len;
    return 0;
}
