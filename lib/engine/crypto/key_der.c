/* Keys in DER: SubjectPublicKeyInfo, PKCS#8, and the older forms. RFC 5280,
 * RFC 5958, RFC 8017 appendix A.1, RFC 5915, RFC 8410, RFC 3279. */
#include "engine/crypto/bignum.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/hash.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/sig.h"
#include "engine/der/der.h"
#include "engine/der/oid.h"

/* One kind of key: how its AlgorithmIdentifier's parameters, its public and
 * its private part are read and written. PARAMS is the parameters element,
 * empty when absent. */
struct form {
    const struct urt_bytes *oid;
    enum urt_key_type type;
    enum urt_err (*take_public)(struct urt_key **out, const struct form *form,
                                struct urt_bytes params, struct urt_bytes bits);
    enum urt_err (*take_private)(struct urt_key **out,
                                 const struct form *form,
                                 struct urt_bytes params,
                                 struct urt_bytes octets);
    void (*put_params)(struct urt_buf *b, const struct urt_key *key);
    void (*put_public)(struct urt_buf *b, const struct urt_key *key);
    void (*put_private)(struct urt_buf *b, const struct urt_key *key);
};

static enum urt_err
take_rsa_limits(struct urt_rsa_parts *parts, struct urt_bytes params)
{
    struct urt_sig_params read;

    if (!parts->pss || params.len == 0)
        return URT_OK;
    if (urt_pss_params_read(&read, params) != URT_OK)
        return URT_E_KEY_DECODE;
    parts->limits.hash = read.hash;
    parts->limits.mgf_hash = read.mgf_hash;
    parts->limits.min_salt_len = (unsigned)read.salt_len;
    return URT_OK;
}

static enum urt_err
take_rsa_public(struct urt_key **out, const struct form *form,
                struct urt_bytes params, struct urt_bytes bits)
{
    struct urt_rsa_parts parts = {.pss = form->type == URT_KEY_RSA_PSS};
    struct urt_bytes seq;

    if (!urt_der_take(&bits, URT_DER_SEQUENCE, &seq) || bits.len != 0 ||
        !urt_der_take_magnitude(&seq, &parts.n) ||
        !urt_der_take_magnitude(&seq, &parts.e) || seq.len != 0)
        return URT_E_KEY_DECODE;
    URT_TRY(take_rsa_limits(&parts, params));
    return urt_key_new_rsa(out, &parts);
}

static enum urt_err
take_rsa_private(struct urt_key **out, const struct form *form,
                 struct urt_bytes params, struct urt_bytes octets)
{
    struct urt_rsa_parts parts = {.pss = form->type == URT_KEY_RSA_PSS};
    struct urt_bytes seq;
    uint64_t version;

    if (!urt_der_take(&octets, URT_DER_SEQUENCE, &seq) || octets.len != 0 ||
        !urt_der_take_uint(&seq, &version))
        return URT_E_KEY_DECODE;
    if (version != 0)
        return URT_E_UNSUPPORTED;
    if (!urt_der_take_magnitude(&seq, &parts.n) ||
        !urt_der_take_magnitude(&seq, &parts.e) ||
        !urt_der_take_magnitude(&seq, &parts.d) ||
        !urt_der_take_magnitude(&seq, &parts.p) ||
        !urt_der_take_magnitude(&seq, &parts.q) ||
        !urt_der_take_magnitude(&seq, &parts.dp) ||
        !urt_der_take_magnitude(&seq, &parts.dq) ||
        !urt_der_take_magnitude(&seq, &parts.qi) || seq.len != 0)
        return URT_E_KEY_DECODE;
    if (parts.d.len == 0)
        return URT_E_KEY_RANGE;
    URT_TRY(take_rsa_limits(&parts, params));
    return urt_key_new_rsa(out, &parts);
}

static void
put_rsa_params(struct urt_buf *b, const struct urt_key *key)
{
    const struct urt_pss_limits *limits = &key->u.rsa.limits;
    struct urt_sig_params params = {URT_PADDING_PSS, limits->hash,
                                    limits->mgf_hash,
                                    (int)limits->min_salt_len};

    if (key->type == URT_KEY_RSA)
        urt_der_put_null(b);
    else if (limits->hash != NULL)
        urt_pss_params_put(b, &params);
}

static void
put_rsa_public(struct urt_buf *b, const struct urt_key *key)
{
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE);

    urt_der_put_magnitude(b, key->u.rsa.n);
    urt_der_put_magnitude(b, key->u.rsa.e);
    urt_der_close(b, seq);
}

static void
put_rsa_private(struct urt_buf *b, const struct urt_key *key)
{
    const struct urt_rsa_parts *r = &key->u.rsa;
    const struct urt_bytes *parts[] = {&r->n, &r->e,  &r->d,  &r->p,
                                       &r->q, &r->dp, &r->dq, &r->qi};
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE);

    urt_der_put_uint(b, 0);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        urt_der_put_magnitude(b, *parts[i]);
    urt_der_close(b, seq);
}

/* Dss-Parms ::= SEQUENCE { p, q, g } */
static bool
take_dsa_params(struct urt_dsa_parts *parts, struct urt_bytes params)
{
    struct urt_bytes seq;

    return urt_der_take(&params, URT_DER_SEQUENCE, &seq) && params.len == 0 &&
           urt_der_take_magnitude(&seq, &parts->p) &&
           urt_der_take_magnitude(&seq, &parts->q) &&
           urt_der_take_magnitude(&seq, &parts->g) && seq.len == 0;
}

static enum urt_err
take_dsa_public(struct urt_key **out, const struct form *form,
                struct urt_bytes params, struct urt_bytes bits)
{
    struct urt_dsa_parts parts = {{0}};

    if (!take_dsa_params(&parts, params) ||
        !urt_der_take_magnitude(&bits, &parts.pub) || bits.len != 0 ||
        parts.pub.len == 0)
        return URT_E_KEY_DECODE;
    return urt_key_new_dsa(out, &parts);
}

static enum urt_err
take_dsa_private(struct urt_key **out, const struct form *form,
                 struct urt_bytes params, struct urt_bytes octets)
{
    struct urt_dsa_parts parts = {{0}};

    if (!take_dsa_params(&parts, params) ||
        !urt_der_take_magnitude(&octets, &parts.priv) || octets.len != 0 ||
        parts.priv.len == 0)
        return URT_E_KEY_DECODE;
    return urt_key_new_dsa(out, &parts);
}

static void
put_dsa_params(struct urt_buf *b, const struct urt_key *key)
{
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE);

    urt_der_put_magnitude(b, key->u.dsa.p);
    urt_der_put_magnitude(b, key->u.dsa.q);
    urt_der_put_magnitude(b, key->u.dsa.g);
    urt_der_close(b, seq);
}

static void
put_dsa_public(struct urt_buf *b, const struct urt_key *key)
{
    urt_der_put_magnitude(b, key->u.dsa.pub);
}

static void
put_dsa_private(struct urt_buf *b, const struct urt_key *key)
{
    urt_der_put_magnitude(b, key->u.dsa.priv);
}

/* PKCS#3: SEQUENCE { p, g, privateValueLength OPTIONAL }. X9.42: SEQUENCE
 * { p, g, q, j OPTIONAL, validation OPTIONAL }. */
static enum urt_err
take_dh_params(struct urt_dh_parts *parts, bool x942, struct urt_bytes params)
{
    struct urt_bytes seq, ignored;
    uint64_t length = 0;
    bool present;

    if (!urt_der_take(&params, URT_DER_SEQUENCE, &seq) || params.len != 0 ||
        !urt_der_take_magnitude(&seq, &parts->p) ||
        !urt_der_take_magnitude(&seq, &parts->g))
        return URT_E_KEY_DECODE;
    if (!x942 && seq.len > 0 && !urt_der_take_uint(&seq, &length))
        return URT_E_KEY_DECODE;
    if (x942 &&
        (!urt_der_take_magnitude(&seq, &parts->q) ||
         !urt_der_take_optional(&seq, URT_DER_INTEGER, &ignored, &present) ||
         !urt_der_take_optional(&seq, URT_DER_SEQUENCE, &ignored, &present)))
        return URT_E_KEY_DECODE;
    if (seq.len != 0)
        return URT_E_KEY_DECODE;
    if (length > URT_DH_MAX_BITS)
        return URT_E_KEY_RANGE;
    parts->priv_bits = (unsigned)length;
    return URT_OK;
}

static bool
is_x942(const struct form *form)
{
    return form->oid == &urt_oid_DH_X942;
}

static enum urt_err
take_dh_public(struct urt_key **out, const struct form *form,
               struct urt_bytes params, struct urt_bytes bits)
{
    struct urt_dh_parts parts = {{0}};

    URT_TRY(take_dh_params(&parts, is_x942(form), params));
    if (!urt_der_take_magnitude(&bits, &parts.pub) || bits.len != 0 ||
        parts.pub.len == 0)
        return URT_E_KEY_DECODE;
    return urt_key_new_dh(out, &parts);
}

static enum urt_err
take_dh_private(struct urt_key **out, const struct form *form,
                struct urt_bytes params, struct urt_bytes octets)
{
    struct urt_dh_parts parts = {{0}};

    URT_TRY(take_dh_params(&parts, is_x942(form), params));
    if (!urt_der_take_magnitude(&octets, &parts.priv) || octets.len != 0 ||
        parts.priv.len == 0)
        return URT_E_KEY_DECODE;
    return urt_key_new_dh(out, &parts);
}

static void
put_dh_params(struct urt_buf *b, const struct urt_key *key)
{
    const struct urt_dh_parts *d = &key->u.dh;
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE);

    urt_der_put_magnitude(b, d->p);
    urt_der_put_magnitude(b, d->g);
    if (d->q.len > 0 && d->group == NULL)
        urt_der_put_magnitude(b, d->q);
    else if (d->priv_bits > 0)
        urt_der_put_uint(b, d->priv_bits);
    urt_der_close(b, seq);
}

static void
put_dh_public(struct urt_buf *b, const struct urt_key *key)
{
    urt_der_put_magnitude(b, key->u.dh.pub);
}

static void
put_dh_private(struct urt_buf *b, const struct urt_key *key)
{
    urt_der_put_magnitude(b, key->u.dh.priv);
}

/* ECParameters: a curve's name. Explicit numbers are refused (RFC 5480,
 * 2.1.1). */
static enum urt_err
take_curve(const struct urt_group **group, struct urt_bytes params)
{
    struct urt_bytes oid;

    if (urt_der_next_is(params, URT_DER_SEQUENCE))
        return URT_E_CURVE_UNKNOWN;
    if (!urt_der_take_oid(&params, &oid) || params.len != 0)
        return URT_E_KEY_DECODE;
    *group = urt_group_by_oid(oid);
    return urt_ec_curve(*group) != NULL ? URT_OK : URT_E_CURVE_UNKNOWN;
}

static enum urt_err
take_ec_public(struct urt_key **out, const struct form *form,
               struct urt_bytes params, struct urt_bytes bits)
{
    struct urt_ec_parts parts = {0};

    URT_TRY(take_curve(&parts.group, params));
    parts.point = bits;
    return urt_key_new_ec(out, &parts);
}

/* ECPrivateKey (RFC 5915): the curve may stand in it or outside. */
static enum urt_err
take_ec_private(struct urt_key **out, const struct form *form,
                struct urt_bytes params, struct urt_bytes octets)
{
    struct urt_ec_parts parts = {0};
    struct urt_bytes seq, field, point = URT_BYTES_NONE;
    uint64_t version;
    bool has_curve, has_point;

    if (!urt_der_take(&octets, URT_DER_SEQUENCE, &seq) || octets.len != 0 ||
        !urt_der_take_uint(&seq, &version) || version != 1 ||
        !urt_der_take(&seq, URT_DER_OCTET_STRING, &parts.priv) ||
        !urt_der_take_optional(&seq, 0xa0, &field, &has_curve))
        return URT_E_KEY_DECODE;
    if (has_curve && params.len == 0)
        params = field;
    if (!urt_der_take_optional(&seq, 0xa1, &field, &has_point) ||
        (has_point && (!urt_der_take_bit_bytes(&field, &point) ||
                       field.len != 0)) ||
        seq.len != 0 || parts.priv.len == 0)
        return URT_E_KEY_DECODE;
    parts.point = point;
    parts.private_alone = !has_point;
    if (params.len == 0)
        return URT_E_CURVE_UNKNOWN;
    URT_TRY(take_curve(&parts.group, params));
    return urt_key_new_ec(out, &parts);
}

static void
put_ec_params(struct urt_buf *b, const struct urt_key *key)
{
    urt_der_put_oid(b, *key->u.ec.group->oid);
}

static void
put_ec_public(struct urt_buf *b, const struct urt_key *key)
{
    if (urt_key_put_point(b, key, URT_POINT_AS_GIVEN) != URT_OK)
        b->failed = true;
}

static void
put_ec_private_form(struct urt_buf *b, const struct urt_key *key,
                    bool with_curve)
{
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE), field, bits;

    urt_der_put_uint(b, 1);
    urt_der_put(b, URT_DER_OCTET_STRING, key->u.ec.priv);
    if (with_curve) {
        field = urt_der_open(b, 0xa0);
        put_ec_params(b, key);
        urt_der_close(b, field);
    }
    if (!key->u.ec.private_alone) {
        field = urt_der_open(b, 0xa1);
        bits = urt_der_open(b, URT_DER_BIT_STRING);
        urt_put_u8(b, 0);
        put_ec_public(b, key);
        urt_der_close(b, bits);
        urt_der_close(b, field);
    }
    urt_der_close(b, seq);
}

static void
put_ec_private(struct urt_buf *b, const struct urt_key *key)
{
    put_ec_private_form(b, key, false);
}

static enum urt_err
take_raw_public(struct urt_key **out, const struct form *form,
                struct urt_bytes params, struct urt_bytes bits)
{
    struct urt_raw_parts parts = {.pub = bits};

    if (params.len > 0)
        return URT_E_KEY_DECODE;
    return urt_key_new_raw(out, form->type, &parts);
}

/* CurvePrivateKey ::= OCTET STRING (RFC 8410, 7). */
static enum urt_err
take_raw_private(struct urt_key **out, const struct form *form,
                 struct urt_bytes params, struct urt_bytes octets)
{
    struct urt_raw_parts parts = {{0}};

    if (params.len > 0 ||
        !urt_der_take(&octets, URT_DER_OCTET_STRING, &parts.priv) ||
        octets.len != 0 || parts.priv.len == 0)
        return URT_E_KEY_DECODE;
    return urt_key_new_raw(out, form->type, &parts);
}

static void
put_raw_params(struct urt_buf *b, const struct urt_key *key)
{
}

static void
put_raw_public(struct urt_buf *b, const struct urt_key *key)
{
    urt_put_bytes(b, key->u.raw.pub);
}

static void
put_raw_private(struct urt_buf *b, const struct urt_key *key)
{
    urt_der_put(b, URT_DER_OCTET_STRING, key->u.raw.priv);
}

#define RSA_FORM(oid, type)                                            \
    {&urt_oid_##oid,  type,           take_rsa_public, take_rsa_private, \
     put_rsa_params,  put_rsa_public, put_rsa_private}
#define DSA_FORM(oid)                                                       \
    {&urt_oid_##oid, URT_KEY_DSA,    take_dsa_public, take_dsa_private,     \
     put_dsa_params, put_dsa_public, put_dsa_private}
#define DH_FORM(oid)                                                      \
    {&urt_oid_##oid, URT_KEY_DH,    take_dh_public, take_dh_private,      \
     put_dh_params,  put_dh_public, put_dh_private}
#define RAW_FORM(name)                                                  \
    {&urt_oid_##name,  URT_KEY_##name, take_raw_public, take_raw_private, \
     put_raw_params,   put_raw_public, put_raw_private}

/* The first row of a type is the one that is written. */
static const struct form forms[] = {
    RSA_FORM(RSA_ENCRYPTION, URT_KEY_RSA),
    RSA_FORM(RSA_PSS, URT_KEY_RSA_PSS),
    RSA_FORM(X500_RSA, URT_KEY_RSA),
    {&urt_oid_EC_PUBLIC_KEY, URT_KEY_EC, take_ec_public, take_ec_private,
     put_ec_params, put_ec_public, put_ec_private},
    RAW_FORM(ED25519),
    RAW_FORM(ED448),
    RAW_FORM(X25519),
    RAW_FORM(X448),
    DSA_FORM(DSA),
    DSA_FORM(DSA_OIW),
    DH_FORM(DH_PKCS3),
    DH_FORM(DH_X942),
};

static const struct form *
form_by_oid(struct urt_bytes oid)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (urt_bytes_equal(*forms[i].oid, oid))
            return &forms[i];
    return NULL;
}

static const struct form *
form_of(const struct urt_key *key)
{
    size_t i = 0;

    while (forms[i].type != key->type)
        i++;
    /* A DH domain with a subgroup has no place in PKCS#3. */
    if (key->type == URT_KEY_DH && key->u.dh.q.len > 0 &&
        key->u.dh.group == NULL)
        i++;
    return &forms[i];
}

static const struct form *
form_of_type(enum urt_key_type type)
{
    size_t i = 0;

    while (forms[i].type != type)
        i++;
    return &forms[i];
}

enum urt_err
urt_key_from_spki(struct urt_key **out, struct urt_bytes der)
{
    struct urt_der_algorithm alg;
    struct urt_bytes seq, bits;
    const struct form *form;

    *out = NULL;
    if (!urt_der_take(&der, URT_DER_SEQUENCE, &seq) || der.len != 0 ||
        !urt_der_take_algorithm(&seq, &alg) ||
        !urt_der_take_bit_bytes(&seq, &bits) || seq.len != 0)
        return URT_E_KEY_DECODE;
    form = form_by_oid(alg.oid);
    if (form == NULL)
        return URT_E_ALGORITHM_UNKNOWN;
    return form->take_public(out, form, alg.params, bits);
}

static void
put_algorithm(struct urt_buf *b, const struct form *form,
              const struct urt_key *key)
{
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE);

    urt_der_put_oid(b, *form->oid);
    form->put_params(b, key);
    urt_der_close(b, seq);
}

static enum urt_err
result(const struct urt_buf *b)
{
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_key_put_spki(struct urt_buf *b, const struct urt_key *key)
{
    const struct form *form = form_of(key);
    size_t seq, bits;

    if (!urt_key_has_public(key))
        return URT_E_KEY_NO_PUBLIC;
    seq = urt_der_open(b, URT_DER_SEQUENCE);
    put_algorithm(b, form, key);
    bits = urt_der_open(b, URT_DER_BIT_STRING);
    urt_put_u8(b, 0);
    form->put_public(b, key);
    urt_der_close(b, bits);
    urt_der_close(b, seq);
    return result(b);
}

/* OneAsymmetricKey ::= SEQUENCE { version, algorithm, privateKey,
 * attributes [0] OPTIONAL, publicKey [1] OPTIONAL }. The public key that may
 * be there is passed over: it follows from the private one. */
enum urt_err
urt_key_from_pkcs8(struct urt_key **out, struct urt_bytes der)
{
    struct urt_der_algorithm alg;
    struct urt_bytes seq, octets, ignored;
    const struct form *form;
    uint64_t version;
    bool attributes, pub;

    *out = NULL;
    if (!urt_der_take(&der, URT_DER_SEQUENCE, &seq) || der.len != 0 ||
        !urt_der_take_uint(&seq, &version) || version > 1 ||
        !urt_der_take_algorithm(&seq, &alg) ||
        !urt_der_take(&seq, URT_DER_OCTET_STRING, &octets) ||
        !urt_der_take_optional(&seq, 0xa0, &ignored, &attributes) ||
        !urt_der_take_optional(&seq, 0x81, &ignored, &pub) ||
        (pub && version == 0) || seq.len != 0)
        return URT_E_KEY_DECODE;
    form = form_by_oid(alg.oid);
    if (form == NULL)
        return URT_E_ALGORITHM_UNKNOWN;
    return form->take_private(out, form, alg.params, octets);
}

enum urt_err
urt_key_put_pkcs8(struct urt_buf *b, const struct urt_key *key)
{
    const struct form *form = form_of(key);
    size_t seq, octets;

    if (!urt_key_has_private(key))
        return URT_E_KEY_NO_PRIVATE;
    seq = urt_der_open(b, URT_DER_SEQUENCE);
    urt_der_put_uint(b, 0);
    put_algorithm(b, form, key);
    octets = urt_der_open(b, URT_DER_OCTET_STRING);
    form->put_private(b, key);
    urt_der_close(b, octets);
    urt_der_close(b, seq);
    return result(b);
}

/* SEQUENCE { 0, p, q, g, pub, priv } */
static enum urt_err
take_dsa_traditional(struct urt_key **out, struct urt_bytes der)
{
    struct urt_dsa_parts parts = {{0}};
    struct urt_bytes seq;
    uint64_t version;

    if (!urt_der_take(&der, URT_DER_SEQUENCE, &seq) || der.len != 0 ||
        !urt_der_take_uint(&seq, &version) || version != 0 ||
        !urt_der_take_magnitude(&seq, &parts.p) ||
        !urt_der_take_magnitude(&seq, &parts.q) ||
        !urt_der_take_magnitude(&seq, &parts.g) ||
        !urt_der_take_magnitude(&seq, &parts.pub) ||
        !urt_der_take_magnitude(&seq, &parts.priv) || seq.len != 0 ||
        parts.priv.len == 0)
        return URT_E_KEY_DECODE;
    return urt_key_new_dsa(out, &parts);
}

enum urt_err
urt_key_from_traditional(struct urt_key **out, enum urt_key_type type,
                         struct urt_bytes der)
{
    const struct form *form = form_of_type(type);

    *out = NULL;
    switch (type) {
    case URT_KEY_RSA:
    case URT_KEY_RSA_PSS:
    case URT_KEY_EC:
        return form->take_private(out, form, URT_BYTES_NONE, der);
    case URT_KEY_DSA:
        return take_dsa_traditional(out, der);
    default:
        return URT_E_UNSUPPORTED;
    }
}

enum urt_err
urt_key_put_traditional(struct urt_buf *b, const struct urt_key *key)
{
    const struct urt_dsa_parts *d = &key->u.dsa;
    size_t seq;

    if (!urt_key_has_private(key))
        return URT_E_KEY_NO_PRIVATE;
    switch (key->type) {
    case URT_KEY_RSA:
    case URT_KEY_RSA_PSS:
        put_rsa_private(b, key);
        return result(b);
    case URT_KEY_EC:
        put_ec_private_form(b, key, true);
        return result(b);
    case URT_KEY_DSA:
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put_uint(b, 0);
        urt_der_put_magnitude(b, d->p);
        urt_der_put_magnitude(b, d->q);
        urt_der_put_magnitude(b, d->g);
        urt_der_put_magnitude(b, d->pub);
        urt_der_put_magnitude(b, d->priv);
        urt_der_close(b, seq);
        return result(b);
    default:
        return URT_E_UNSUPPORTED;
    }
}

enum urt_err
urt_key_put_ec_bare(struct urt_buf *b, const struct urt_key *key)
{
    if (urt_key_ec(key) == NULL)
        return URT_E_KEY_TYPE;
    if (!urt_key_has_private(key))
        return URT_E_KEY_NO_PRIVATE;
    put_ec_private(b, key);
    return result(b);
}

enum urt_err
urt_key_from_rsa_public(struct urt_key **out, struct urt_bytes der)
{
    *out = NULL;
    return take_rsa_public(out, form_of_type(URT_KEY_RSA), URT_BYTES_NONE,
                           der);
}

enum urt_err
urt_key_put_rsa_public(struct urt_buf *b, const struct urt_key *key)
{
    if (urt_key_rsa(key) == NULL)
        return URT_E_KEY_TYPE;
    put_rsa_public(b, key);
    return result(b);
}

/* X9.42 has a third big number where PKCS#3 has a small one or nothing. */
static bool
looks_x942(struct urt_bytes der)
{
    struct urt_bytes seq, number;

    return urt_der_take(&der, URT_DER_SEQUENCE, &seq) &&
           urt_der_take_magnitude(&seq, &number) &&
           urt_der_take_magnitude(&seq, &number) &&
           urt_der_take_magnitude(&seq, &number) && number.len > 8;
}

enum urt_err
urt_key_from_params(struct urt_key **out, enum urt_key_type type,
                    struct urt_bytes der)
{
    struct urt_dsa_parts dsa = {{0}};
    struct urt_dh_parts dh = {{0}};

    *out = NULL;
    switch (type) {
    case URT_KEY_DSA:
        if (!take_dsa_params(&dsa, der))
            return URT_E_KEY_DECODE;
        return urt_key_new_dsa(out, &dsa);
    case URT_KEY_DH:
        URT_TRY(take_dh_params(&dh, looks_x942(der), der));
        return urt_key_new_dh(out, &dh);
    default:
        return URT_E_UNSUPPORTED;
    }
}

enum urt_err
urt_key_put_params(struct urt_buf *b, const struct urt_key *key)
{
    form_of(key)->put_params(b, key);
    return result(b);
}
