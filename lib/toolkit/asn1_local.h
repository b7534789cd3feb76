/* What the files of the ASN.1 values share: the reader of identifier and
 * length octets, the content codecs of single types, and access to the
 * members of structures that items describe.
 *
 * DER that this process must trust bit by bit (certificates, keys) is read
 * by engine/der. The reader here is for OpenSSL's API alone, which takes BER
 * too: long lengths, high tags, constructed strings, indefinite lengths. */
#ifndef TOOLKIT_ASN1_LOCAL_H
#define TOOLKIT_ASN1_LOCAL_H

#include "engine/base/buf.h"

#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/err.h>

enum {
    FAC_ASN1_MAX_DEPTH = 30,        /* structures in structures */
    FAC_ASN1_MAX_STRING_DEPTH = 5,  /* constructed strings in strings */
};

struct fac_asn1_header {
    int tag;
    int cls; /* V_ASN1_UNIVERSAL, ... */
    bool constructed;
    bool indefinite;
    size_t hdrlen;
    size_t len; /* of the content; all that is left when indefinite */
};

/* Reads the header that IN begins with: 0, or an ASN1_R_ reason. With
 * ASN1_R_TOO_LONG the header is whole and *H set; its content overruns. */
int fac_asn1_read_header(struct fac_asn1_header *h, struct urt_bytes in);
/* Whether IN begins with the two zero octets that end a content. */
bool fac_asn1_at_eoc(struct urt_bytes in);
/* Writes an identifier and length for LEN octets of content. */
void fac_asn1_put_header(struct urt_buf *b, int tag, int cls,
                         bool constructed, size_t len);

/* Content octets of one type. The *_take functions fill *V, made if NULL;
 * they raise and return false. What they made is freed by the caller. */
bool fac_asn1_take_integer(ASN1_STRING **v, int type, struct urt_bytes cont);
bool fac_asn1_take_bits(ASN1_STRING **v, struct urt_bytes cont);
bool fac_asn1_take_object(ASN1_OBJECT **v, struct urt_bytes cont);
void fac_asn1_put_integer(struct urt_buf *b, const ASN1_STRING *v);
void fac_asn1_put_bits(struct urt_buf *b, const ASN1_STRING *v);
/* A number in content octets from magnitude and sign. */
void fac_asn1_put_number(struct urt_buf *b, struct urt_bytes magnitude,
                         bool negative);
/* The other way: the magnitude (leading zeros dropped, at least one octet)
 * is appended to B. Raises and returns false on a padded or empty number. */
bool fac_asn1_read_number(struct urt_buf *b, bool *negative,
                          struct urt_bytes cont);

/* Gives V's old data up and lets it own what B holds, with a NUL behind. */
bool fac_asn1_string_steal(ASN1_STRING *v, struct urt_buf *b);

static inline struct urt_bytes
fac_asn1_bytes(const ASN1_STRING *v)
{
    return urt_bytes(v->data, v->length > 0 ? (size_t)v->length : 0);
}

/* Members of structures. */
static inline ASN1_VALUE **
fac_asn1_field(ASN1_VALUE *const *pval, const ASN1_TEMPLATE *tt)
{
    return (ASN1_VALUE **)(void *)((char *)*pval + tt->offset);
}

static inline const ASN1_VALUE **
fac_asn1_const_field(const ASN1_VALUE *const *pval, const ASN1_TEMPLATE *tt)
{
    return (const ASN1_VALUE **)(void *)((const char *)*pval + tt->offset);
}

static inline int *
fac_asn1_selector(const ASN1_VALUE *const *pval, const ASN1_ITEM *it)
{
    return (int *)(void *)((char *)(uintptr_t)*pval + it->utype);
}

/* The template that stands for TT: TT itself, or the row of its ANY DEFINED
 * BY table. NULL when there is none; MUST raises then. */
const ASN1_TEMPLATE *fac_asn1_template(const ASN1_VALUE *val,
                                       const ASN1_TEMPLATE *tt, bool must);
/* The kept encoding of a structure, or NULL when its item keeps none. */
ASN1_ENCODING *fac_asn1_encoding(const ASN1_VALUE *val, const ASN1_ITEM *it);

struct fac_asn1_libctx {
    OSSL_LIB_CTX *libctx;
    const char *propq;
};

int fac_asn1_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed,
                      const struct fac_asn1_libctx *ctx);
void fac_asn1_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed);
void fac_asn1_template_free(ASN1_VALUE **pval, const ASN1_TEMPLATE *tt);
/* Makes an optional member absent without freeing what it holds. */
void fac_asn1_template_clear(ASN1_VALUE **pval, const ASN1_TEMPLATE *tt);
/* Frees what a value of a primitive type (it->utype, or an ASN1_TYPE's)
 * holds. */
void fac_asn1_primitive_free(ASN1_VALUE **pval, const ASN1_ITEM *it,
                             bool embed);
/* The same for the value inside an ASN1_TYPE. */
void fac_asn1_any_clear(ASN1_TYPE *a);

/* Reads a header and holds it against the tag that is wanted (-1: any): 1, 0
 * with errors raised, -1 for another tag where OPTIONAL. */
int fac_asn1_expect(struct fac_asn1_header *h, struct urt_bytes in, int tag,
                    int cls, bool optional);
/* The content behind a header just read, as a cursor of its own. */
static inline struct urt_bytes
fac_asn1_content(const struct fac_asn1_header *h, struct urt_bytes in)
{
    return urt_bytes(in.data + h->hdrlen, h->len);
}
/* A primitive or any value; as fac_asn1_item_decode. */
int fac_asn1_primitive_decode(ASN1_VALUE **pval, struct urt_bytes *in,
                              const ASN1_ITEM *it, int tag, int cls,
                              bool optional);

/* The decoder: 1, 0 with errors raised, -1 for an absent optional item. */
int fac_asn1_item_decode(ASN1_VALUE **pval, struct urt_bytes *in,
                         const ASN1_ITEM *it, int tag, int cls, bool optional,
                         int depth, const struct fac_asn1_libctx *ctx);
/* The encoder: 1, 0 when there is nothing to write, -1 with errors. With
 * TAG -1 the item's own tag is written. */
int fac_asn1_item_encode(struct urt_buf *b, const ASN1_VALUE **pval,
                         const ASN1_ITEM *it, int tag, int cls, bool ndef);

#endif
