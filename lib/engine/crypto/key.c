/* Keys: life, getters, comparison. What a type needs stands in the file of
 * that name (rsa.c, dsa.c, ec_key.c, raw_key.c, dh_key.c). */
#include "engine/crypto/key.h"

#include "engine/crypto/bignum.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/key_int.h"

static const char *const type_names[] = {
    [URT_KEY_RSA] = "RSA",         [URT_KEY_RSA_PSS] = "RSA-PSS",
    [URT_KEY_DSA] = "DSA",         [URT_KEY_EC] = "EC",
    [URT_KEY_ED25519] = "ED25519", [URT_KEY_ED448] = "ED448",
    [URT_KEY_X25519] = "X25519",   [URT_KEY_X448] = "X448",
    [URT_KEY_DH] = "DH",
};

/* Fixed sizes of the types that have them. */
static const struct {
    unsigned bits, security_bits;
    size_t output;
} fixed[] = {
    [URT_KEY_ED25519] = {256, 128, 64},
    [URT_KEY_ED448] = {456, 224, 114},
    [URT_KEY_X25519] = {253, 128, 32},
    [URT_KEY_X448] = {448, 224, 56},
};

/* The strength of an RSA modulus: NIST SP 800-56B rev. 2, appendix D,
 * rounded to the nearest multiple of 8. */
static const struct {
    uint16_t bits, security_bits;
} rsa_strength[] = {
    {16132, 272}, {15361, 264}, {13914, 256}, {12877, 248}, {11893, 240},
    {10953, 232}, {10064, 224}, {9216, 216},  {8418, 208},  {7681, 200},
    {6947, 192},  {6274, 184},  {5642, 176},  {5054, 168},  {4502, 160},
    {3991, 152},  {3514, 144},  {3076, 136},  {2671, 128},  {2301, 120},
    {1963, 112},  {1657, 104},  {1383, 96},   {1137, 88},   {920, 80},
    {729, 72},    {566, 64},    {425, 56},
};

/* The strength of a field's modulus: NIST SP 800-57 part 1, table 2. */
static const struct {
    uint16_t bits, security_bits;
} field_strength[] = {{15360, 256}, {7680, 192}, {3072, 128},
                      {2048, 112},  {1024, 80}};

struct urt_key *
urt_key_alloc(enum urt_key_type type)
{
    struct urt_key *key = urt_zalloc(sizeof *key);

    if (key == NULL)
        return NULL;
    urt_ref_init(&key->ref);
    key->type = type;
    return key;
}

enum urt_err
urt_key_own(struct urt_key *key, struct urt_bytes *const *slices, size_t count)
{
    size_t total = 0;
    uint8_t *next;

    for (size_t i = 0; i < count; i++)
        total += slices[i]->len;
    key->block = urt_alloc(total);
    if (key->block == NULL) {
        /* The slices are still another's. */
        memset(&key->u, 0, sizeof key->u);
        return URT_E_NOMEM;
    }
    key->block_len = total;
    next = key->block;
    for (size_t i = 0; i < count; i++) {
        if (slices[i]->len > 0)
            memcpy(next, slices[i]->data, slices[i]->len);
        slices[i]->data = slices[i]->len > 0 ? next : NULL;
        next += slices[i]->len;
    }
    return URT_OK;
}

enum urt_err
urt_key_finish(struct urt_key **out, struct urt_key *key, enum urt_err err)
{
    if (err != URT_OK) {
        urt_key_free(key);
        key = NULL;
    }
    *out = key;
    return err;
}

struct urt_key *
urt_key_up(struct urt_key *key)
{
    urt_ref_up(&key->ref);
    return key;
}

void
urt_key_free(struct urt_key *key)
{
    if (key == NULL || !urt_ref_down(&key->ref))
        return;
    urt_wipe_free(key->block, key->block_len);
    urt_limbs_free(key->limbs, key->limb_count);
    urt_wipe_free(key, sizeof *key);
}

enum urt_key_type
urt_key_type(const struct urt_key *key)
{
    return key->type;
}

const char *
urt_key_type_name(enum urt_key_type type)
{
    return type_names[type];
}

const struct urt_rsa_parts *
urt_key_rsa(const struct urt_key *key)
{
    return key->type <= URT_KEY_RSA_PSS ? &key->u.rsa : NULL;
}

const struct urt_dsa_parts *
urt_key_dsa(const struct urt_key *key)
{
    return key->type == URT_KEY_DSA ? &key->u.dsa : NULL;
}

const struct urt_ec_parts *
urt_key_ec(const struct urt_key *key)
{
    return key->type == URT_KEY_EC ? &key->u.ec : NULL;
}

const struct urt_raw_parts *
urt_key_raw(const struct urt_key *key)
{
    return key->type >= URT_KEY_ED25519 && key->type <= URT_KEY_X448
               ? &key->u.raw
               : NULL;
}

const struct urt_dh_parts *
urt_key_dh(const struct urt_key *key)
{
    return key->type == URT_KEY_DH ? &key->u.dh : NULL;
}

/* The number that gives RSA, DSA and DH keys their size. */
static struct urt_bytes
modulus(const struct urt_key *key)
{
    if (urt_key_rsa(key) != NULL)
        return key->u.rsa.n;
    return key->type == URT_KEY_DSA ? key->u.dsa.p : key->u.dh.p;
}

unsigned
urt_key_bits(const struct urt_key *key)
{
    if (key->type == URT_KEY_EC)
        return key->u.ec.group->bits;
    if (urt_key_raw(key) != NULL)
        return fixed[key->type].bits;
    return (unsigned)urt_num_bits(modulus(key));
}

static unsigned
rsa_security_bits(unsigned bits)
{
    for (size_t i = 0; i < sizeof rsa_strength / sizeof rsa_strength[0]; i++)
        if (bits >= rsa_strength[i].bits)
            return rsa_strength[i].security_bits;
    return 0;
}

/* The weaker of the field and half the subgroup's size (SUBGROUP_BITS 0: not
 * known). */
static unsigned
field_security_bits(unsigned bits, unsigned subgroup_bits)
{
    unsigned strength = 0;

    for (size_t i = sizeof field_strength / sizeof field_strength[0]; i > 0;
         i--)
        if (bits >= field_strength[i - 1].bits)
            strength = field_strength[i - 1].security_bits;
    if (subgroup_bits == 0 || strength == 0)
        return strength;
    subgroup_bits /= 2;
    if (subgroup_bits < 80)
        return 0;
    return subgroup_bits < strength ? subgroup_bits : strength;
}

unsigned
urt_key_security_bits(const struct urt_key *key)
{
    unsigned bits = urt_key_bits(key);
    unsigned subgroup;

    if (key->type == URT_KEY_EC)
        return key->u.ec.group->security_bits;
    if (urt_key_raw(key) != NULL)
        return fixed[key->type].security_bits;
    if (urt_key_rsa(key) != NULL)
        return rsa_security_bits(bits);
    if (key->type == URT_KEY_DSA)
        return field_security_bits(bits,
                                   (unsigned)urt_num_bits(key->u.dsa.q));
    subgroup = (unsigned)urt_num_bits(key->u.dh.q);
    if (subgroup == 0)
        subgroup = key->u.dh.priv_bits;
    return field_security_bits(bits, subgroup);
}

bool
urt_key_has_private(const struct urt_key *key)
{
    if (urt_key_rsa(key) != NULL)
        return key->rsa_ops != NULL;
    if (urt_key_raw(key) != NULL)
        return key->u.raw.priv.len > 0;
    if (key->type == URT_KEY_EC)
        return key->u.ec.priv.len > 0;
    return key->type == URT_KEY_DSA ? key->u.dsa.priv.len > 0
                                    : key->u.dh.priv.len > 0;
}

bool
urt_key_has_public(const struct urt_key *key)
{
    if (key->type == URT_KEY_DSA)
        return key->u.dsa.pub.len > 0;
    if (key->type == URT_KEY_DH)
        return key->u.dh.pub.len > 0;
    return key->type != URT_KEY_EC || key->u.ec.point.len > 0;
}

const struct urt_group *
urt_key_group(const struct urt_key *key)
{
    switch (key->type) {
    case URT_KEY_EC:
        return key->u.ec.group;
    case URT_KEY_X25519:
        return &urt_group_x25519;
    case URT_KEY_X448:
        return &urt_group_x448;
    case URT_KEY_DH:
        return key->u.dh.group;
    default:
        return NULL;
    }
}

/* Bytes of a DER SEQUENCE of two INTEGERs of at most BITS bits. */
static size_t
pair_size(size_t bits)
{
    size_t content = 2 * (2 + bits / 8 + 1);

    return content + (content < 128 ? 2 : 3);
}

size_t
urt_key_max_output(const struct urt_key *key)
{
    if (key->type == URT_KEY_EC)
        return pair_size(
            urt_num_bits(urt_ec_curve(key->u.ec.group)->order));
    if (urt_key_raw(key) != NULL)
        return fixed[key->type].output;
    if (key->type == URT_KEY_DSA)
        return pair_size(urt_num_bits(key->u.dsa.q));
    return modulus(key).len;
}

enum urt_err
urt_key_put_point(struct urt_buf *b, const struct urt_key *key,
                  enum urt_point_form form)
{
    const struct urt_ec_parts *e = &key->u.ec;

    if (key->type != URT_KEY_EC)
        return URT_E_KEY_TYPE;
    if (form == URT_POINT_AS_GIVEN)
        form = e->form;
    if (form == URT_POINT_COMPRESSED) {
        urt_ec_put_compressed(b, e->point);
    } else if (form == URT_POINT_HYBRID) {
        /* The hybrid form tells whether y is odd in its first byte. */
        urt_put_u8(b, (uint8_t)(6 | (e->point.data[e->point.len - 1] & 1)));
        urt_put(b, e->point.data + 1, e->point.len - 1);
    } else {
        urt_put_bytes(b, e->point);
    }
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

bool
urt_key_equal_params(const struct urt_key *a, const struct urt_key *b)
{
    if (a->type != b->type)
        return false;
    if (a->type == URT_KEY_EC)
        return a->u.ec.group == b->u.ec.group;
    if (a->type == URT_KEY_DSA)
        return urt_bytes_equal(a->u.dsa.p, b->u.dsa.p) &&
               urt_bytes_equal(a->u.dsa.q, b->u.dsa.q) &&
               urt_bytes_equal(a->u.dsa.g, b->u.dsa.g);
    if (a->type == URT_KEY_DH)
        return urt_bytes_equal(a->u.dh.p, b->u.dh.p) &&
               urt_bytes_equal(a->u.dh.g, b->u.dh.g);
    return true;
}

bool
urt_key_equal_public(const struct urt_key *a, const struct urt_key *b)
{
    if (!urt_key_equal_params(a, b))
        return false;
    if (urt_key_rsa(a) != NULL)
        return urt_bytes_equal(a->u.rsa.n, b->u.rsa.n) &&
               urt_bytes_equal(a->u.rsa.e, b->u.rsa.e);
    if (urt_key_raw(a) != NULL)
        return urt_bytes_equal(a->u.raw.pub, b->u.raw.pub);
    if (a->type == URT_KEY_EC)
        return urt_bytes_equal(a->u.ec.point, b->u.ec.point);
    if (a->type == URT_KEY_DSA)
        return urt_bytes_equal(a->u.dsa.pub, b->u.dsa.pub);
    return urt_bytes_equal(a->u.dh.pub, b->u.dh.pub);
}
