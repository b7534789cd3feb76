/* Keys as text: EVP_PKEY_print_*.
 *
 * OpenSSL 3.0 prints keys in two ways. A key that was read or generated is
 * printed by its provider; one that a program put together from an RSA, DSA,
 * DH or EC_KEY by the code of that object, with other labels in another
 * order. Which of the two an EVP_PKEY is, says where its
 * truth lies: in the engine key or in the object. Both are views on the same
 * numbers here, printed by two sets of labels. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/pkey_impl.h"
#include "toolkit/compat.h"

enum { OCTETS_A_LINE = 15, NESTED = 4, WORD = 8 };
enum { DEFAULT_SALT = 20 };

/* What is asked for, and the columns of the tables. */
enum part { PART_PRIVATE, PART_PUBLIC, PART_PARAMS };

enum { N_MAX = 8 };

/* One key to print. The slices belong to the engine key or to STORE. */
struct view {
    BIO *out;
    int indent;
    bool old; /* the object's own form */
    int bits;
    struct urt_bytes n[N_MAX]; /* in the order of the type's labels */
    struct urt_buf store[N_MAX];
};

static bool
start_line(const struct view *v, int extra)
{
    int indent = (v->indent > 0 ? v->indent : 0) + extra;

    return BIO_printf(v->out, "%*s", indent, "") >= 0;
}

/* A line of two texts. */
static bool
put_line(const struct view *v, int extra, const char *a, const char *b)
{
    return start_line(v, extra) && BIO_printf(v->out, "%s%s\n", a, b) > 0;
}

static bool
put_count(const struct view *v, int extra, const char *format, int n)
{
    return start_line(v, extra) && BIO_printf(v->out, format, n) > 0;
}

/* Octets with colons below a label; ZERO puts a zero octet before them. */
static bool
put_octets(const struct view *v, int extra, struct urt_bytes s, bool zero)
{
    size_t len = s.len + zero;

    for (size_t i = 0; i < len; i++) {
        unsigned octet = zero ? i == 0 ? 0 : s.data[i - 1] : s.data[i];

        if (i % OCTETS_A_LINE == 0 &&
            ((i > 0 && BIO_write(v->out, "\n", 1) != 1) ||
             !start_line(v, extra)))
            return false;
        if (BIO_printf(v->out, "%02x%s", octet, i + 1 < len ? ":" : "") <= 0)
            return false;
    }
    return BIO_write(v->out, "\n", 1) == 1;
}

static bool
put_labelled(const struct view *v, int extra, const char *label,
             struct urt_bytes s)
{
    return put_line(v, extra, label, "") &&
           put_octets(v, extra + NESTED, s, false);
}

/* A number, on its label's line when it fits a machine word. Without label
 * (NULL) the line begins with it. */
static bool
put_number(const struct view *v, int extra, const char *label,
           struct urt_bytes s)
{
    const char *space = label != NULL ? " " : "";
    unsigned long long value = 0;

    if (label == NULL)
        label = "";
    while (s.len > 0 && s.data[0] == 0)
        s = urt_bytes(s.data + 1, s.len - 1);
    if (s.len > WORD)
        return put_line(v, extra, label, "") &&
               put_octets(v, extra + NESTED, s, (s.data[0] & 0x80) != 0);
    for (size_t i = 0; i < s.len; i++)
        value = value << 8 | s.data[i];
    if (!start_line(v, extra))
        return false;
    if (value == 0)
        return BIO_printf(v->out, "%s%s0\n", label, space) > 0;
    return BIO_printf(v->out, "%s%s%llu (0x%llx)\n", label, space, value,
                      value) > 0;
}

/* The same for what may be absent. */
static bool
put_optional(const struct view *v, int extra, const char *label,
             struct urt_bytes s)
{
    return s.len == 0 || put_number(v, extra, label, s);
}

static void
set_number(struct view *v, size_t i, const BIGNUM *bn)
{
    v->n[i] = fac_bn_slice(&v->store[i], bn);
}

static bool
missing_part(enum part part)
{
    ERR_raise(ERR_LIB_PROV, part == PART_PRIVATE ? PROV_R_NOT_A_PRIVATE_KEY
                                                 : PROV_R_NOT_A_PUBLIC_KEY);
    return false;
}

/* RSA */

static const char *const rsa_labels[] = {
    "modulus:", "publicExponent:", "privateExponent:", "prime1:",
    "prime2:",  "exponent1:",      "exponent2:",       "coefficient:",
};

/* "SHA2-256" is the provider's name of a hash, "sha256" the object's. */
static void
put_hash_name(BIO *out, const struct urt_hash *hash, const char *suffix,
              bool old)
{
    EVP_MD *md = EVP_MD_fetch(NULL, hash->name, NULL);
    const char *name = md == NULL ? hash->name
                       : old      ? OBJ_nid2ln(EVP_MD_get_type(md))
                                  : EVP_MD_get0_name(md);

    BIO_printf(out, "%s%s\n", name, suffix);
    EVP_MD_free(md);
}

static bool
put_pss(const struct view *v, const struct urt_pss_limits *l)
{
    const char *none = "No PSS parameter restrictions";
    bool sha1 = l->hash == &urt_hash_sha1, mgf_sha1;
    bool usual = l->min_salt_len == DEFAULT_SALT;

    if (l->hash == NULL)
        return put_line(v, 0, none, "");
    mgf_sha1 = l->mgf_hash == &urt_hash_sha1;
    if (!put_line(v, 0, "PSS parameter restrictions:", "") ||
        !start_line(v, 2) || BIO_puts(v->out, "Hash Algorithm: ") <= 0)
        return false;
    put_hash_name(v->out, l->hash, sha1 ? " (default)" : "", v->old);
    if (!start_line(v, 2) ||
        BIO_printf(v->out, "Mask Algorithm: %s with ",
                   v->old ? "mgf1" : "MGF1") <= 0)
        return false;
    put_hash_name(v->out, l->mgf_hash, mgf_sha1 ? " (default)" : "", v->old);
    if (!start_line(v, 2) ||
        BIO_printf(v->out,
                   !v->old                  ? "Minimum Salt Length: %u%s\n"
                   : l->min_salt_len > 0xff ? "Minimum Salt Length: 0x%04X%s\n"
                                            : "Minimum Salt Length: 0x%02X%s\n",
                   l->min_salt_len, usual ? " (default)" : "") <= 0)
        return false;
    return put_line(v, 2, "Trailer Field: ",
                    v->old ? "0x01 (default)" : "0x1 (default)");
}

static bool
put_rsa_numbers(const struct view *v, enum part part, bool private)
{
    if (part != PART_PRIVATE)
        return put_number(v, 0, part == PART_PUBLIC ? "Modulus:" : NULL,
                          v->n[0]) &&
               put_number(v, 0, part == PART_PUBLIC ? "Exponent:" : NULL,
                          v->n[1]);
    for (size_t i = 0; i < N_MAX; i++) {
        if (i == 2 && !private)
            return false;
        if (!put_optional(v, 0, rsa_labels[i], v->n[i]))
            return false;
    }
    return true;
}

static bool
print_rsa_key(struct view *v, const struct urt_rsa_parts *r, enum part part)
{
    const struct urt_bytes n[N_MAX] = {r->n, r->e,  r->d,  r->p,
                                       r->q, r->dp, r->dq, r->qi};
    int primes = r->p.len > 0 ? 2 : 0;
    bool private = r->d.len > 0 || r->p.len > 0;

    memcpy(v->n, n, sizeof n);
    if (!start_line(v, 0) ||
        (part == PART_PRIVATE
             ? BIO_printf(v->out, "Private-Key: (%d bit, %d primes)\n",
                          v->bits, primes)
             : BIO_printf(v->out,
                          part == PART_PUBLIC ? "Public-Key: (%d bit)\n"
                                              : "RSA key: (%d bit)\n",
                          v->bits)) <= 0)
        return false;
    return put_rsa_numbers(v, part, private) &&
           (!r->pss || put_pss(v, &r->limits));
}

static bool
print_rsa_object(struct view *v, const RSA *r, enum part part)
{
    const BIGNUM *n[N_MAX] = {r->n, r->e, r->d, r->p, r->q, r->dp, r->dq,
                              r->qi};
    const char *name = r->pss ? "RSA-PSS" : "RSA";

    for (size_t i = 0; i < N_MAX; i++)
        set_number(v, i, n[i]);
    v->bits = r->n != NULL ? BN_num_bits(r->n) : 0;
    if (part == PART_PRIVATE && r->d == NULL)
        part = PART_PUBLIC;
    if (!start_line(v, 0))
        return false;
    if (part == PART_PRIVATE) {
        if (BIO_printf(v->out, "%s Private-Key: (%d bit, 2 primes)\n", name,
                       v->bits) <= 0 ||
            !put_rsa_numbers(v, part, true))
            return false;
    } else if (BIO_printf(v->out, "%s Public-Key: (%d bit)\n", name,
                          v->bits) <= 0 ||
               !put_optional(v, 0, "Modulus:", v->n[0]) ||
               !put_optional(v, 0, "Exponent:", v->n[1])) {
        return false;
    }
    return !r->pss || put_pss(v, &r->limits);
}

/* DSA: private and public number, p, q, g */

static bool
print_dsa_key(struct view *v, const struct urt_dsa_parts *d, enum part part)
{
    static const char *const titles[] = {"Private-Key: (%d bit)\n",
                                         "Public-Key: (%d bit)\n",
                                         "DSA-Parameters: (%d bit)\n"};

    if (part == PART_PRIVATE && d->priv.len == 0)
        return missing_part(PART_PRIVATE);
    if (part != PART_PARAMS && d->pub.len == 0)
        return missing_part(PART_PUBLIC);
    return put_count(v, 0, titles[part], v->bits) &&
           (part != PART_PRIVATE || put_number(v, 0, "priv:", d->priv)) &&
           (part == PART_PARAMS || put_number(v, 0, "pub: ", d->pub)) &&
           put_number(v, 0, "P:   ", d->p) &&
           put_number(v, 0, "Q:   ", d->q) && put_number(v, 0, "G:   ", d->g);
}

static bool
print_dsa_object(struct view *v, const DSA *d, enum part part)
{
    const BIGNUM *n[] = {d->priv, d->pub, d->p, d->g, d->q};
    bool private = part == PART_PRIVATE && d->priv != NULL;

    for (size_t i = 0; i < sizeof n / sizeof n[0]; i++)
        set_number(v, i, n[i]);
    v->bits = d->p != NULL ? BN_num_bits(d->p) : 0;
    return put_count(v, 0,
                     private ? "Private-Key: (%d bit)\n"
                             : "Public-Key: (%d bit)\n",
                     v->bits) &&
           (!private || put_optional(v, 0, "priv:", v->n[0])) &&
           (part == PART_PARAMS || put_optional(v, 0, "pub: ", v->n[1])) &&
           put_optional(v, 0, "prime P:", v->n[2]) &&
           put_optional(v, 0, "generator G:", v->n[3]) &&
           put_optional(v, 0, "subgroup order Q:", v->n[4]);
}

/* DH */

/* The field's name, NULL where it has none: a group of the engine's or one of
 * RFC 3526. */
static const char *
field_name(const struct urt_dh_parts *d)
{
    static const struct {
        BIGNUM *(*prime)(BIGNUM *bn);
        unsigned bits;
        const char *name;
    } rows[] = {
        {BN_get_rfc3526_prime_1536, 1536, "modp_1536"},
        {BN_get_rfc3526_prime_2048, 2048, "modp_2048"},
        {BN_get_rfc3526_prime_3072, 3072, "modp_3072"},
        {BN_get_rfc3526_prime_4096, 4096, "modp_4096"},
        {BN_get_rfc3526_prime_6144, 6144, "modp_6144"},
        {BN_get_rfc3526_prime_8192, 8192, "modp_8192"},
    };
    struct urt_buf b = URT_BUF_INIT;
    const char *name = NULL;
    BIGNUM *prime;

    if (d->group != NULL)
        return d->group->name;
    if (d->g.len != 1 || d->g.data[0] != 2)
        return NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (d->p.len * 8 != rows[i].bits)
            continue;
        prime = rows[i].prime(NULL);
        if (urt_bytes_equal(fac_bn_slice(&b, prime), d->p))
            name = rows[i].name;
        BN_free(prime);
        urt_buf_free(&b);
    }
    return name;
}

static bool
print_dh_key(struct view *v, const struct urt_dh_parts *d, enum part part)
{
    static const char *const titles[] = {"DH Private-Key: (%d bit)\n",
                                         "DH Public-Key: (%d bit)\n",
                                         "DH Parameters: (%d bit)\n"};

    if (part == PART_PRIVATE && d->priv.len == 0)
        return missing_part(PART_PRIVATE);
    if (part != PART_PARAMS && d->pub.len == 0)
        return missing_part(PART_PUBLIC);
    if (!put_count(v, 0, titles[part], v->bits) ||
        (part == PART_PRIVATE && !put_number(v, 0, "private-key:", d->priv)) ||
        (part != PART_PARAMS && !put_number(v, 0, "public-key:", d->pub)))
        return false;
    if (field_name(d) != NULL)
        return put_line(v, 0, "GROUP: ", field_name(d));
    return put_number(v, 0, "P:   ", d->p) &&
           put_optional(v, 0, "Q:   ", d->q) &&
           put_number(v, 0, "G:   ", d->g) &&
           (d->priv_bits == 0 ||
            put_count(v, 0, "recommended-private-length: %d bits\n",
                      (int)d->priv_bits));
}

static bool
print_dh_object(struct view *v, const DH *d, enum part part)
{
    static const char *const titles[] = {"DH Private-Key: (%d bit)\n",
                                         "DH Public-Key: (%d bit)\n",
                                         "DH Parameters: (%d bit)\n"};
    const BIGNUM *n[] = {d->priv, d->pub, d->p, d->g, d->q};

    if (d->p == NULL || (part == PART_PRIVATE && d->priv == NULL) ||
        (part != PART_PARAMS && d->pub == NULL)) {
        ERR_raise(ERR_LIB_DH, ERR_R_PASSED_NULL_PARAMETER);
        return false;
    }
    for (size_t i = 0; i < sizeof n / sizeof n[0]; i++)
        set_number(v, i, n[i]);
    v->bits = BN_num_bits(d->p);
    return put_count(v, 0, titles[part], v->bits) &&
           (part != PART_PRIVATE ||
            put_number(v, NESTED, "private-key:", v->n[0])) &&
           (part == PART_PARAMS ||
            put_number(v, NESTED, "public-key:", v->n[1])) &&
           put_number(v, NESTED, "prime P:", v->n[2]) &&
           put_optional(v, NESTED, "generator G:", v->n[3]) &&
           put_optional(v, NESTED, "subgroup order Q:", v->n[4]) &&
           (d->length == 0 ||
            put_count(v, NESTED, "recommended-private-length: %d bits\n",
                      (int)d->length));
}

/* EC */

static bool
put_curve(const struct view *v, const struct urt_group *group)
{
    return put_line(v, 0, "ASN1 OID: ", group->sn) &&
           put_line(v, 0, "NIST CURVE: ", group->name);
}

static bool
print_ec_key(struct view *v, const struct urt_ec_parts *e, enum part part)
{
    static const char *const titles[] = {"Private-Key: (%d bit)\n",
                                         "Public-Key: (%d bit)\n",
                                         "EC-Parameters: (%d bit)\n"};

    if (part == PART_PRIVATE && e->priv.len == 0)
        return missing_part(PART_PRIVATE);
    if (part != PART_PARAMS && e->point.len == 0)
        return missing_part(PART_PUBLIC);
    return put_count(v, 0, titles[part], v->bits) &&
           (part != PART_PRIVATE || put_labelled(v, 0, "priv:", e->priv)) &&
           (part == PART_PARAMS || put_labelled(v, 0, "pub:", e->point)) &&
           put_curve(v, e->group);
}

/* The curve in full, of a group that isn't written by name. */
static bool
put_explicit_curve(struct view *v, const EC_GROUP *group)
{
    const unsigned char *seed = EC_GROUP_get0_seed(group);
    BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new();
    unsigned char *point = NULL;
    size_t len = 0;
    bool ok = p != NULL && a != NULL && b != NULL &&
              EC_GROUP_get_curve(group, p, a, b, NULL);

    if (ok) {
        len = EC_POINT_point2buf(group, EC_GROUP_get0_generator(group),
                                 POINT_CONVERSION_UNCOMPRESSED, &point, NULL);
        set_number(v, 2, p);
        set_number(v, 3, a);
        set_number(v, 4, b);
        set_number(v, 5, EC_GROUP_get0_order(group));
        set_number(v, 6, EC_GROUP_get0_cofactor(group));
        ok = len > 0 && put_line(v, 0, "Field Type: ", "prime-field") &&
             put_number(v, 0, "Prime:", v->n[2]) &&
             put_number(v, 0, "A:   ", v->n[3]) &&
             put_number(v, 0, "B:   ", v->n[4]) &&
             put_labelled(v, 0, "Generator (uncompressed):",
                          urt_bytes(point, len)) &&
             put_number(v, 0, "Order: ", v->n[5]) &&
             put_number(v, 0, "Cofactor: ", v->n[6]) &&
             (seed == NULL ||
              put_labelled(v, 0, "Seed:",
                           urt_bytes(seed, EC_GROUP_get_seed_len(group))));
    }
    OPENSSL_free(point);
    BN_free(p);
    BN_free(a);
    BN_free(b);
    return ok;
}

static bool
print_ec_object(struct view *v, const EC_KEY *e, enum part part)
{
    static const char *const titles[] = {"Private-Key: (%d bit)\n",
                                         "Public-Key: (%d bit)\n",
                                         "ECDSA-Parameters: (%d bit)\n"};
    unsigned char *octets = NULL;
    size_t len = 0;
    bool ok = true;

    if (e->group == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return false;
    }
    if (!put_count(v, 0, titles[part], EC_GROUP_order_bits(e->group)))
        return false;
    if (part == PART_PRIVATE && e->priv != NULL) {
        len = EC_KEY_priv2buf(e, &octets);
        ok = len > 0 && put_labelled(v, 0, "priv:", urt_bytes(octets, len));
        OPENSSL_clear_free(octets, len);
    }
    if (ok && part != PART_PARAMS && e->pub != NULL) {
        octets = NULL;
        len = EC_KEY_key2buf(e, e->form, &octets, NULL);
        ok = len > 0 && put_labelled(v, 0, "pub:", urt_bytes(octets, len));
        OPENSSL_free(octets);
    }
    if (!ok)
        return false;
    return e->group->asn1_flag != 0 ? put_curve(v, e->group->group)
                                    : put_explicit_curve(v, e->group);
}

/* EC parameters that stand in an object of our own making. */
static bool
print_curve_alone(struct view *v, const EC_KEY *e, enum part part)
{
    const struct urt_ec_parts parts = {.group = e->group->group};

    v->bits = EC_GROUP_order_bits(e->group);
    return print_ec_key(v, &parts, part);
}

/* Ed25519, Ed448, X25519, X448 */

static bool
print_raw_key(struct view *v, const struct urt_raw_parts *r, const char *name,
              enum part part)
{
    if (part == PART_PRIVATE && r->priv.len == 0)
        return missing_part(PART_PRIVATE);
    if (r->pub.len == 0)
        return missing_part(PART_PUBLIC);
    if (part != PART_PARAMS &&
        !put_line(v, 0, name,
                  part == PART_PRIVATE ? " Private-Key:" : " Public-Key:"))
        return false;
    return (part != PART_PRIVATE || put_labelled(v, 0, "priv:", r->priv)) &&
           put_labelled(v, 0, "pub:", r->pub);
}

/* Dispatch */

static bool
print_key(struct view *v, const struct urt_key *key, enum part part)
{
    v->bits = (int)urt_key_bits(key);
    if (urt_key_rsa(key) != NULL)
        return print_rsa_key(v, urt_key_rsa(key), part);
    if (urt_key_dsa(key) != NULL)
        return print_dsa_key(v, urt_key_dsa(key), part);
    if (urt_key_dh(key) != NULL)
        return print_dh_key(v, urt_key_dh(key), part);
    if (urt_key_ec(key) != NULL)
        return print_ec_key(v, urt_key_ec(key), part);
    return print_raw_key(v, urt_key_raw(key),
                         urt_key_type_name(urt_key_type(key)), part);
}

static bool
unsupported(const struct view *v, int type)
{
    return start_line(v, 0) &&
           BIO_printf(v->out, "Public Key algorithm \"%s\" unsupported\n",
                      OBJ_nid2ln(type)) > 0;
}

static bool
print_object(struct view *v, int type, const void *object, enum part part)
{
    v->old = true;
    switch (type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        return part == PART_PARAMS ? unsupported(v, type)
                                   : print_rsa_object(v, object, part);
    case EVP_PKEY_DSA:
        return print_dsa_object(v, object, part);
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX:
        return print_dh_object(v, object, part);
    default:
        return print_ec_object(v, object, part);
    }
}

static int
print(BIO *out, const EVP_PKEY *pkey, int indent, enum part part)
{
    struct view v = {.out = out, .indent = indent};
    const void *object = atomic_load(&pkey->object);
    bool ok;

    if (pkey->key != NULL) {
        ok = print_key(&v, pkey->key, part);
    } else if (object != NULL && pkey->made_here) {
        ok = print_curve_alone(&v, object, part);
    } else if (object != NULL) {
        ok = print_object(&v, pkey->type, object, part);
    } else {
        ERR_raise_data(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_INVALID_ARGUMENT,
                       "The passed EVP_PKEY must be assigned a key");
        ok = unsupported(&v, pkey->type);
    }
    for (size_t i = 0; i < N_MAX; i++)
        urt_buf_free(&v.store[i]);
    return ok;
}

static int
print_fp(FILE *fp, const EVP_PKEY *pkey, int indent, enum part part)
{
    BIO *out = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = out != NULL ? print(out, pkey, indent, part) : 0;

    BIO_free(out);
    return ret;
}

/* A print context changes nothing about keys. */

/* Whether this may be printed in another way than OpenSSL does. */
static bool
is_other(const EVP_PKEY *pkey, int part)
{
    int type = EVP_PKEY_get_base_id(pkey);

    return type == EVP_PKEY_DHX ||
           (type == EVP_PKEY_EC && part != PART_PARAMS);
}

int
EVP_PKEY_print_private(BIO *out, const EVP_PKEY *pkey, int indent,
                       ASN1_PCTX *pctx)
{
    if (is_other(pkey, PART_PRIVATE))
        fac_compat("EVP_PKEY_print_private");
    return print(out, pkey, indent, PART_PRIVATE);
}

int
EVP_PKEY_print_public(BIO *out, const EVP_PKEY *pkey, int indent,
                      ASN1_PCTX *pctx)
{
    if (is_other(pkey, PART_PUBLIC))
        fac_compat("EVP_PKEY_print_public");
    return print(out, pkey, indent, PART_PUBLIC);
}

int
EVP_PKEY_print_params(BIO *out, const EVP_PKEY *pkey, int indent,
                      ASN1_PCTX *pctx)
{
    if (is_other(pkey, PART_PARAMS))
        fac_compat("EVP_PKEY_print_params");
    return print(out, pkey, indent, PART_PARAMS);
}

int
EVP_PKEY_print_private_fp(FILE *fp, const EVP_PKEY *pkey, int indent,
                          ASN1_PCTX *pctx)
{
    if (is_other(pkey, PART_PRIVATE))
        fac_compat("EVP_PKEY_print_private_fp");
    return print_fp(fp, pkey, indent, PART_PRIVATE);
}

int
EVP_PKEY_print_public_fp(FILE *fp, const EVP_PKEY *pkey, int indent,
                         ASN1_PCTX *pctx)
{
    if (is_other(pkey, PART_PUBLIC))
        fac_compat("EVP_PKEY_print_public_fp");
    return print_fp(fp, pkey, indent, PART_PUBLIC);
}

int
EVP_PKEY_print_params_fp(FILE *fp, const EVP_PKEY *pkey, int indent,
                         ASN1_PCTX *pctx)
{
    if (is_other(pkey, PART_PARAMS))
        fac_compat("EVP_PKEY_print_params_fp");
    return print_fp(fp, pkey, indent, PART_PARAMS);
}
