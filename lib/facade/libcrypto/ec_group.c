/* EC_GROUP: a named curve with what a program set about its encoding. Curves
 * of the program's own making are refused. */
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/crypto/ec.h"
#include "facade/libcrypto/pkey_impl.h"
#include "toolkit/compat.h"

static const struct row {
    int nid;
    const struct urt_group *group;
    const char *comment, *nist;
} rows[] = {
    {NID_secp224r1, &urt_group_secp224r1,
     "NIST/SECG curve over a 224 bit prime field", "P-224"},
    {NID_secp384r1, &urt_group_secp384r1,
     "NIST/SECG curve over a 384 bit prime field", "P-384"},
    {NID_secp521r1, &urt_group_secp521r1,
     "NIST/SECG curve over a 521 bit prime field", "P-521"},
    {NID_X9_62_prime192v1, &urt_group_secp192r1,
     "NIST/X9.62/SECG curve over a 192 bit prime field", "P-192"},
    {NID_X9_62_prime256v1, &urt_group_secp256r1,
     "X9.62/SECG curve over a 256 bit prime field", "P-256"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

int
fac_group_nid(const struct urt_group *group)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].group == group)
            return rows[i].nid;
    return NID_undef;
}

const struct urt_group *
fac_group_of_nid(int nid)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].nid == nid)
            return rows[i].group;
    return NULL;
}

EC_GROUP *
EC_GROUP_new_by_curve_name(int nid)
{
    const struct urt_group *group = fac_group_of_nid(nid);
    const struct urt_curve *c = urt_ec_curve(group);
    EC_GROUP *g;

    if (c == NULL) {
        fac_compat_about("EC_GROUP_new_by_curve_name", OBJ_nid2sn(nid));
        ERR_raise_data(ERR_LIB_EC, EC_R_UNKNOWN_GROUP, "name=%s",
                       OBJ_nid2sn(nid));
        return NULL;
    }
    g = OPENSSL_zalloc(sizeof *g);
    if (g == NULL)
        return NULL;
    g->group = group;
    g->nid = nid;
    g->asn1_flag = OPENSSL_EC_NAMED_CURVE;
    g->form = POINT_CONVERSION_UNCOMPRESSED;
    g->p = BN_bin2bn(c->p.data, (int)c->p.len, NULL);
    g->order = BN_bin2bn(c->order.data, (int)c->order.len, NULL);
    g->cofactor = BN_new();
    g->generator = EC_POINT_new(g);
    if (g->p == NULL || g->order == NULL || g->cofactor == NULL ||
        g->generator == NULL || !BN_one(g->cofactor)) {
        EC_GROUP_free(g);
        return NULL;
    }
    memcpy(g->generator->data, c->generator.data, c->generator.len);
    g->generator->len = c->generator.len;
    return g;
}

EC_GROUP *
EC_GROUP_new_by_curve_name_ex(OSSL_LIB_CTX *libctx, const char *propq,
                              int nid)
{
    (void)libctx;
    (void)propq;
    return EC_GROUP_new_by_curve_name(nid);
}

void
EC_GROUP_free(EC_GROUP *g)
{
    if (g == NULL)
        return;
    BN_free(g->p);
    BN_free(g->order);
    BN_free(g->cofactor);
    EC_POINT_free(g->generator);
    OPENSSL_free(g);
}

void
EC_GROUP_clear_free(EC_GROUP *g)
{
    EC_GROUP_free(g);
}

EC_GROUP *
EC_GROUP_dup(const EC_GROUP *src)
{
    EC_GROUP *g = src != NULL ? EC_GROUP_new_by_curve_name(src->nid) : NULL;

    if (g != NULL) {
        g->asn1_flag = src->asn1_flag;
        g->form = src->form;
    }
    return g;
}

/* 0 equal, 1 different, -1 an error. */
int
EC_GROUP_cmp(const EC_GROUP *a, const EC_GROUP *b, BN_CTX *ctx)
{
    (void)ctx;
    return a->group == b->group ? 0 : 1;
}

int
EC_GROUP_get_curve_name(const EC_GROUP *g)
{
    return g->nid;
}

int
EC_GROUP_get_degree(const EC_GROUP *g)
{
    return (int)g->group->bits;
}

int
EC_GROUP_order_bits(const EC_GROUP *g)
{
    return BN_num_bits(g->order);
}

int
EC_GROUP_get_field_type(const EC_GROUP *g)
{
    (void)g;
    return NID_X9_62_prime_field;
}

const BIGNUM *
EC_GROUP_get0_order(const EC_GROUP *g)
{
    return g->order;
}

const BIGNUM *
EC_GROUP_get0_cofactor(const EC_GROUP *g)
{
    return g->cofactor;
}

const BIGNUM *
EC_GROUP_get0_field(const EC_GROUP *g)
{
    return g->p;
}

const EC_POINT *
EC_GROUP_get0_generator(const EC_GROUP *g)
{
    return g->generator;
}

int
EC_GROUP_get_order(const EC_GROUP *g, BIGNUM *order, BN_CTX *ctx)
{
    (void)ctx;
    return BN_copy(order, g->order) != NULL;
}

int
EC_GROUP_get_cofactor(const EC_GROUP *g, BIGNUM *cofactor, BN_CTX *ctx)
{
    (void)ctx;
    return BN_copy(cofactor, g->cofactor) != NULL;
}

/* a = p - 3 for every curve there is here. */
int
EC_GROUP_get_curve(const EC_GROUP *g, BIGNUM *p, BIGNUM *a, BIGNUM *b,
                   BN_CTX *ctx)
{
    const struct urt_curve *c = urt_ec_curve(g->group);

    (void)ctx;
    return (p == NULL || BN_copy(p, g->p) != NULL) &&
           (a == NULL || (BN_copy(a, g->p) != NULL && BN_sub_word(a, 3))) &&
           (b == NULL || BN_bin2bn(c->b.data, (int)c->b.len, b) != NULL);
}

int
EC_GROUP_get_curve_GFp(const EC_GROUP *g, BIGNUM *p, BIGNUM *a, BIGNUM *b,
                       BN_CTX *ctx)
{
    return EC_GROUP_get_curve(g, p, a, b, ctx);
}

void
EC_GROUP_set_asn1_flag(EC_GROUP *g, int flag)
{
    if (flag != OPENSSL_EC_NAMED_CURVE)
        fac_compat("EC_GROUP_set_asn1_flag");
    g->asn1_flag = flag;
}

int
EC_GROUP_get_asn1_flag(const EC_GROUP *g)
{
    return g->asn1_flag;
}

void
EC_GROUP_set_point_conversion_form(EC_GROUP *g, point_conversion_form_t form)
{
    g->form = form;
}

point_conversion_form_t
EC_GROUP_get_point_conversion_form(const EC_GROUP *g)
{
    return g->form;
}

unsigned char *
EC_GROUP_get0_seed(const EC_GROUP *g)
{
    return (unsigned char *)(uintptr_t)urt_ec_curve(g->group)->seed.data;
}

size_t
EC_GROUP_get_seed_len(const EC_GROUP *g)
{
    return urt_ec_curve(g->group)->seed.len;
}

int
EC_GROUP_check(const EC_GROUP *g, BN_CTX *ctx)
{
    fac_compat("EC_GROUP_check");
    (void)g;
    (void)ctx;
    return 1;
}

int
EC_GROUP_check_discriminant(const EC_GROUP *g, BN_CTX *ctx)
{
    fac_compat("EC_GROUP_check_discriminant");
    return EC_GROUP_check(g, ctx);
}

const char *
EC_curve_nid2nist(int nid)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].nid == nid)
            return rows[i].nist;
    return NULL;
}

int
EC_curve_nist2nid(const char *name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].nist, name) == 0)
            return rows[i].nid;
    return NID_undef;
}

size_t
EC_get_builtin_curves(EC_builtin_curve *r, size_t nitems)
{
    if (r != NULL)
        for (size_t i = 0; i < ROWS && i < nitems; i++)
            r[i] = (EC_builtin_curve){rows[i].nid, rows[i].comment};
    return ROWS;
}
