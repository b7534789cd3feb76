/* X509_NAME: a distinguished name as a value. RFC 5280, 4.1.2.4.
 *
 * The entries are the data; the DER is kept beside them, as it came or as it
 * was last made, and is remade after a change. Entries carry the number of
 * their RDN (set), always 0, 1, 2, ... without gaps. The item is an external
 * one: a name's DER is SEQUENCE OF SET OF SEQUENCE { type, value }. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/der/der.h"
#include "engine/pki/name.h"

SKM_DEFINE_STACK_OF_INTERNAL(RDN, STACK_OF(X509_NAME_ENTRY),
                             STACK_OF(X509_NAME_ENTRY))
#define sk_RDN_num(sk) OPENSSL_sk_num(ossl_check_const_RDN_sk_type(sk))
#define sk_RDN_value(sk, i)                       \
    ((STACK_OF(X509_NAME_ENTRY) *)OPENSSL_sk_value( \
        ossl_check_const_RDN_sk_type(sk), (i)))

/* What OpenSSL takes; names in the wild are far shorter. */
enum { NAME_MAX_LEN = 1024 * 1024 };

ASN1_SEQUENCE(X509_NAME_ENTRY) = {
    ASN1_SIMPLE(X509_NAME_ENTRY, object, ASN1_OBJECT),
    ASN1_SIMPLE(X509_NAME_ENTRY, value, ASN1_PRINTABLE),
} ASN1_SEQUENCE_END(X509_NAME_ENTRY)

/* One RDN. */
ASN1_ITEM_TEMPLATE(X509_NAME_ENTRIES) =
    ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SET_OF, 0, RDNS, X509_NAME_ENTRY)
static_ASN1_ITEM_TEMPLATE_END(X509_NAME_ENTRIES)

/* All of them: a list of lists. */
ASN1_ITEM_TEMPLATE(FAC_NAME_RDNS) =
    ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, Name, X509_NAME_ENTRIES)
static_ASN1_ITEM_TEMPLATE_END(FAC_NAME_RDNS)

IMPLEMENT_ASN1_FUNCTIONS(X509_NAME_ENTRY)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_NAME_ENTRY)

static int name_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it);
static void name_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it);
static int name_item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
                         const ASN1_ITEM *it, int tag, int aclass, char opt,
                         ASN1_TLC *ctx);
static int name_item_i2d(const ASN1_VALUE **pval, unsigned char **out,
                         const ASN1_ITEM *it, int tag, int aclass);
static int name_item_print(BIO *out, const ASN1_VALUE **pval, int indent,
                           const char *fname, const ASN1_PCTX *pctx);

static const ASN1_EXTERN_FUNCS name_funcs = {
    .asn1_ex_new = name_item_new,
    .asn1_ex_free = name_item_free,
    .asn1_ex_d2i = name_item_d2i,
    .asn1_ex_i2d = name_item_i2d,
    .asn1_ex_print = name_item_print,
};

IMPLEMENT_EXTERN_ASN1(X509_NAME, V_ASN1_SEQUENCE, name_funcs)
IMPLEMENT_ASN1_FUNCTIONS(X509_NAME)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_NAME)

/* ---- decoding and encoding ---- */

/* Moves the entries of LISTS, one list a RDN, into NAME. */
static bool
take_entries(X509_NAME *name, STACK_OF(RDN) *lists)
{
    for (int set = 0; set < sk_RDN_num(lists); set++) {
        STACK_OF(X509_NAME_ENTRY) *rdn = sk_RDN_value(lists, set);
        X509_NAME_ENTRY *e;

        while ((e = sk_X509_NAME_ENTRY_shift(rdn)) != NULL) {
            e->set = set;
            if (!sk_X509_NAME_ENTRY_push(name->entries, e)) {
                X509_NAME_ENTRY_free(e);
                return false;
            }
        }
    }
    return true;
}

X509_NAME *
fac_x509_name_new(struct urt_bytes der)
{
    const unsigned char *p = der.data;

    return d2i_X509_NAME(NULL, &p, (long)der.len);
}

static bool
put_rdn(struct urt_buf *b, const X509_NAME *name, int *i)
{
    int set = sk_X509_NAME_ENTRY_value(name->entries, *i)->set;
    int n = sk_X509_NAME_ENTRY_num(name->entries);
    STACK_OF(X509_NAME_ENTRY) *rdn = sk_X509_NAME_ENTRY_new_null();
    unsigned char *der = NULL;
    int len;

    if (rdn == NULL)
        return false;
    for (; *i < n; ++*i) {
        X509_NAME_ENTRY *e = sk_X509_NAME_ENTRY_value(name->entries, *i);

        if (e->set != set)
            break;
        if (!sk_X509_NAME_ENTRY_push(rdn, e)) {
            sk_X509_NAME_ENTRY_free(rdn);
            return false;
        }
    }
    len = ASN1_item_i2d((ASN1_VALUE *)rdn, &der,
                        ASN1_ITEM_rptr(X509_NAME_ENTRIES));
    sk_X509_NAME_ENTRY_free(rdn);
    if (len < 0)
        return false;
    urt_put(b, der, (size_t)len);
    OPENSSL_free(der);
    return true;
}

static bool
encode(X509_NAME *name)
{
    struct urt_buf b = URT_BUF_INIT;
    int i = 0, n = sk_X509_NAME_ENTRY_num(name->entries);
    size_t mark = urt_der_open(&b, URT_DER_SEQUENCE);
    bool ok = true;

    while (ok && i < n)
        ok = put_rdn(&b, name, &i);
    urt_der_close(&b, mark);
    if (!ok || !urt_buf_ok(&b)) {
        urt_buf_free(&b);
        return false;
    }
    urt_free(name->der);
    name->der = urt_buf_steal(&b, &name->der_len);
    name->modified = 0;
    return name->der != NULL;
}

bool
fac_x509_name_der(const X509_NAME *name, struct urt_bytes *der)
{
    if (name->modified && !encode((X509_NAME *)name))
        return false;
    *der = urt_bytes(name->der, name->der_len);
    return true;
}

static int
name_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    X509_NAME *name = OPENSSL_zalloc(sizeof *name);

    (void)it;
    if (name == NULL ||
        (name->entries = sk_X509_NAME_ENTRY_new_null()) == NULL) {
        OPENSSL_free(name);
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    name->modified = 1;
    *pval = (ASN1_VALUE *)name;
    return 1;
}

static void
name_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    X509_NAME *name;

    (void)it;
    if (pval == NULL || *pval == NULL)
        return;
    name = (X509_NAME *)*pval;
    sk_X509_NAME_ENTRY_pop_free(name->entries, X509_NAME_ENTRY_free);
    urt_free(name->der);
    OPENSSL_free(name);
    *pval = NULL;
}

/* A name of these entries, kept encoded as it came. */
static X509_NAME *
read_name(STACK_OF(RDN) *lists, struct urt_bytes whole)
{
    ASN1_VALUE *val = NULL;
    X509_NAME *name;

    if (!name_item_new(&val, NULL))
        return NULL;
    name = (X509_NAME *)val;
    if (!take_entries(name, lists) ||
        (name->der = urt_memdup(whole.data, whole.len)) == NULL) {
        name_item_free(&val, NULL);
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    name->der_len = whole.len;
    name->modified = 0;
    return name;
}

static int
name_item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
              const ASN1_ITEM *it, int tag, int aclass, char opt, ASN1_TLC *ctx)
{
    const unsigned char *p = *in;
    ASN1_VALUE *lists = NULL;
    X509_NAME *name;
    int ret;

    (void)it;
    if (len > NAME_MAX_LEN)
        len = NAME_MAX_LEN;
    ret = ASN1_item_ex_d2i(&lists, &p, len, ASN1_ITEM_rptr(FAC_NAME_RDNS),
                           tag, aclass, opt, ctx);
    if (ret <= 0)
        return ret;
    name = read_name((STACK_OF(RDN) *)lists,
                     urt_bytes(*in, (size_t)(p - *in)));
    ASN1_item_free(lists, ASN1_ITEM_rptr(FAC_NAME_RDNS));
    if (name == NULL)
        return 0;
    name_item_free(pval, it);
    *pval = (ASN1_VALUE *)name;
    *in = p;
    return 1;
}

static int
name_item_i2d(const ASN1_VALUE **pval, unsigned char **out, const ASN1_ITEM *it,
              int tag, int aclass)
{
    struct urt_bytes der;

    (void)it;
    (void)tag;
    (void)aclass;
    if (!fac_x509_name_der((const X509_NAME *)*pval, &der))
        return -1;
    if (out != NULL) {
        memcpy(*out, der.data, der.len);
        *out += der.len;
    }
    return (int)der.len;
}

static int
name_item_print(BIO *out, const ASN1_VALUE **pval, int indent,
                const char *fname, const ASN1_PCTX *pctx)
{
    (void)fname;
    if (X509_NAME_print_ex(out, (const X509_NAME *)*pval, indent,
                           ASN1_PCTX_get_nm_flags(pctx)) <= 0)
        return 0;
    return 2;
}

/* ---- comparing ---- */

int
X509_NAME_cmp(const X509_NAME *a, const X509_NAME *b)
{
    struct urt_bytes x, y;

    if (a == b)
        return 0;
    if (a == NULL)
        return -1;
    if (b == NULL)
        return 1;
    if (!fac_x509_name_der(a, &x) || !fac_x509_name_der(b, &y))
        return -2;
    return urt_name_compare(x, y);
}

int
X509_NAME_set(X509_NAME **xn, const X509_NAME *name)
{
    X509_NAME *copy;

    if (*xn == name)
        return *xn != NULL;
    copy = X509_NAME_dup(name);
    if (copy == NULL)
        return 0;
    X509_NAME_free(*xn);
    *xn = copy;
    return 1;
}

int
X509_NAME_get0_der(const X509_NAME *nm, const unsigned char **pder,
                   size_t *pderlen)
{
    struct urt_bytes der;

    if (!fac_x509_name_der(nm, &der))
        return 0;
    if (pder != NULL)
        *pder = der.data;
    if (pderlen != NULL)
        *pderlen = der.len;
    return 1;
}

int
X509_NAME_digest(const X509_NAME *data, const EVP_MD *type, unsigned char *md,
                 unsigned int *len)
{
    return ASN1_item_digest(ASN1_ITEM_rptr(X509_NAME), type, (void *)data, md,
                            len);
}

unsigned long
X509_NAME_hash_ex(const X509_NAME *x, OSSL_LIB_CTX *libctx, const char *propq,
                  int *ok)
{
    struct urt_bytes der;

    (void)libctx;
    (void)propq;
    if (ok != NULL)
        *ok = 0;
    if (!fac_x509_name_der(x, &der))
        return 0;
    if (ok != NULL)
        *ok = 1;
    return urt_name_hash(der);
}

unsigned long
X509_NAME_hash_old(const X509_NAME *x)
{
    struct urt_bytes der;

    return fac_x509_name_der(x, &der) ? urt_name_hash_old(der) : 0;
}
