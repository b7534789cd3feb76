/* EC_GROUP, EC_POINT and EC_KEY as values: arithmetic, coordinates, forms,
 * flags, copies, encodings of parameters and keys, and misuse. */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static void
show_point(const char *what, const EC_GROUP *g, const EC_POINT *pt)
{
    char *text =
        EC_POINT_point2hex(g, pt, POINT_CONVERSION_UNCOMPRESSED, NULL);

    printf("%s %s\n", what, text != NULL ? text : "none");
    OPENSSL_free(text);
    ERR_clear_error();
}

static void
names(void)
{
    static const int nids[] = {NID_X9_62_prime192v1, NID_secp224r1,
                               NID_X9_62_prime256v1, NID_secp384r1,
                               NID_secp521r1, NID_rsaEncryption};
    static const char *const nist[] = {"P-192", "P-224", "P-256", "P-384",
                                       "P-521", "p-256", "nothing"};
    EC_builtin_curve curves[200];
    size_t n = EC_get_builtin_curves(NULL, 0);

    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++)
        printf("%s\n", EC_curve_nid2nist(nids[i]) != NULL
                           ? EC_curve_nid2nist(nids[i])
                           : "none");
    for (size_t i = 0; i < sizeof nist / sizeof nist[0]; i++)
        TRY(EC_curve_nist2nid(nist[i]));
    TRY(EC_get_builtin_curves(curves, 200) == n);
    for (size_t i = 0; i < n && i < 200; i++)
        for (size_t j = 0; j < 5; j++)
            if (curves[i].nid == nids[j])
                printf("%s: %s\n", OBJ_nid2sn(curves[i].nid),
                       curves[i].comment);
    TRY(EC_GROUP_new_by_curve_name(NID_rsaEncryption) != NULL);
    TRY(EC_GROUP_new_by_curve_name(NID_undef) != NULL);
}

static void
group(int nid)
{
    EC_GROUP *g = EC_GROUP_new_by_curve_name(nid), *copy, *other;
    BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new();

    printf("group %s\n", OBJ_nid2sn(nid));
    TRY(EC_GROUP_get_curve_name(g) == nid);
    TRY(EC_GROUP_get_degree(g));
    TRY(EC_GROUP_order_bits(g));
    TRY(EC_GROUP_get_field_type(g));
    TRY(EC_GROUP_get_asn1_flag(g));
    TRY(EC_GROUP_get_point_conversion_form(g));
    TRY(EC_GROUP_get_curve(g, p, a, b, NULL));
    number("p", p);
    number("a", a);
    number("b", b);
    TRY(EC_GROUP_get_curve_GFp(g, p, NULL, b, NULL));
    TRY(EC_GROUP_get_order(g, p, NULL));
    number("order", p);
    TRY(EC_GROUP_get_cofactor(g, p, NULL));
    number("cofactor", p);
    number("order", EC_GROUP_get0_order(g));
    number("cofactor", EC_GROUP_get0_cofactor(g));
    number("field", EC_GROUP_get0_field(g));
    hex("seed", EC_GROUP_get0_seed(g), (long)EC_GROUP_get_seed_len(g));
    show_point("generator", g, EC_GROUP_get0_generator(g));
    copy = EC_GROUP_dup(g);
    TRY(EC_GROUP_cmp(g, copy, NULL));
    EC_GROUP_set_point_conversion_form(copy, POINT_CONVERSION_COMPRESSED);
    TRY(EC_GROUP_get_point_conversion_form(copy));
    EC_GROUP_set_asn1_flag(copy, OPENSSL_EC_EXPLICIT_CURVE);
    TRY(EC_GROUP_get_asn1_flag(copy));
    TRY(EC_GROUP_cmp(g, copy, NULL));
    other = EC_GROUP_new_by_curve_name(
        nid == NID_secp384r1 ? NID_secp521r1 : NID_secp384r1);
    TRY(EC_GROUP_cmp(g, other, NULL));
    TRY(EC_GROUP_check(g, NULL));
    TRY(EC_GROUP_dup(NULL) != NULL);
    BN_free(p);
    BN_free(a);
    BN_free(b);
    EC_GROUP_clear_free(copy);
    EC_GROUP_free(other);
    EC_GROUP_free(g);
}

static void
arithmetic(int nid)
{
    EC_GROUP *g = EC_GROUP_new_by_curve_name(nid);
    EC_GROUP *other = EC_GROUP_new_by_curve_name(
        nid == NID_secp384r1 ? NID_secp521r1 : NID_secp384r1);
    const EC_POINT *gen = EC_GROUP_get0_generator(g);
    EC_POINT *a = EC_POINT_new(g), *b = EC_POINT_new(g), *c, *o;
    BIGNUM *n = BN_new(), *m = BN_new(), *x = BN_new(), *y = BN_new();
    BN_CTX *ctx = BN_CTX_new();
    unsigned char *buf = NULL;

    o = EC_POINT_new(other);
    BN_set_word(n, 12345);
    BN_set_word(m, 77);
    TRY(EC_POINT_mul(g, a, n, NULL, NULL, ctx));
    show_point("n G", g, a);
    TRY(EC_POINT_mul(g, b, NULL, a, m, ctx));
    show_point("m n G", g, b);
    TRY(EC_POINT_mul(g, b, n, a, m, NULL));
    show_point("n G + m a", g, b);
    BN_set_negative(n, 1);
    TRY(EC_POINT_mul(g, b, n, NULL, NULL, ctx));
    show_point("-n G", g, b);
    BN_set_negative(n, 0);
    TRY(EC_POINT_mul(g, b, NULL, NULL, NULL, ctx));
    TRY(EC_POINT_is_at_infinity(g, b));
    BN_zero(m);
    TRY(EC_POINT_mul(g, b, m, NULL, NULL, ctx));
    TRY(EC_POINT_is_at_infinity(g, b));
    TRY(EC_POINT_mul(g, b, EC_GROUP_get0_order(g), NULL, NULL, ctx));
    TRY(EC_POINT_is_at_infinity(g, b));
    BN_add(m, EC_GROUP_get0_order(g), BN_value_one());
    TRY(EC_POINT_mul(g, b, m, NULL, NULL, ctx));
    TRY(EC_POINT_cmp(g, b, gen, ctx));
    TRY(EC_POINT_dbl(g, b, gen, ctx));
    show_point("2 G", g, b);
    TRY(EC_POINT_add(g, b, b, gen, ctx));
    show_point("3 G", g, b);
    TRY(EC_POINT_add(g, b, gen, gen, ctx));
    show_point("G + G", g, b);
    TRY(EC_POINT_copy(a, gen));
    TRY(EC_POINT_invert(g, a, ctx));
    show_point("-G", g, a);
    TRY(EC_POINT_add(g, b, gen, a, ctx));
    TRY(EC_POINT_is_at_infinity(g, b));
    TRY(EC_POINT_get_affine_coordinates(g, b, x, y, ctx));
    TRY(EC_POINT_cmp(g, b, gen, ctx));
    TRY(EC_POINT_is_on_curve(g, b, ctx));
    TRY(EC_POINT_add(g, b, b, gen, ctx));
    TRY(EC_POINT_cmp(g, b, gen, ctx));
    TRY(EC_POINT_get_affine_coordinates(g, gen, x, y, ctx));
    number("x", x);
    number("y", y);
    TRY(EC_POINT_get_affine_coordinates_GFp(g, gen, NULL, y, ctx));
    TRY(EC_POINT_set_affine_coordinates(g, a, x, y, ctx));
    TRY(EC_POINT_set_affine_coordinates_GFp(g, a, x, y, ctx));
    TRY(EC_POINT_is_on_curve(g, a, ctx));
    TRY(EC_POINT_set_affine_coordinates(g, a, x, NULL, ctx));
    BN_add_word(y, 1);
    TRY(EC_POINT_set_affine_coordinates(g, a, x, y, ctx));
    BN_set_negative(y, 1);
    TRY(EC_POINT_set_affine_coordinates(g, a, x, y, ctx));
    TRY(EC_POINT_set_compressed_coordinates(g, a, x, 0, ctx));
    show_point("even", g, a);
    TRY(EC_POINT_set_compressed_coordinates(g, a, x, 1, ctx));
    show_point("odd", g, a);
    BN_set_word(x, 5);
    for (int i = 0; i < 4; i++) {
        TRY(EC_POINT_set_compressed_coordinates(g, a, x, 1, ctx));
        BN_add_word(x, 1);
    }
    TRY(EC_POINT_set_compressed_coordinates(g, a, EC_GROUP_get0_field(g), 1,
                                            ctx));
    c = EC_POINT_dup(gen, g);
    TRY(EC_POINT_cmp(g, c, gen, ctx));
    TRY(EC_POINT_dup(NULL, g) != NULL);
    TRY(EC_POINT_cmp(g, c, EC_GROUP_get0_generator(other), ctx));
    TRY(EC_POINT_add(g, c, c, o, ctx));
    TRY(EC_POINT_copy(c, o));
    TRY(EC_POINT_is_on_curve(g, o, ctx));
    TRY(EC_POINT_new(NULL) != NULL);
    TRY(EC_POINT_point2buf(g, gen, POINT_CONVERSION_COMPRESSED, &buf, ctx));
    hex("buf", buf, buf != NULL ? 1 + (EC_GROUP_get_degree(g) + 7) / 8 : 0);
    TRY(EC_POINT_point2oct(g, gen, (point_conversion_form_t)5, NULL, 0, ctx));
    TRY(EC_POINT_point2oct(g, gen, POINT_CONVERSION_HYBRID, NULL, 0, ctx));
    OPENSSL_free(buf);
    EC_POINT_clear_free(a);
    EC_POINT_clear_free(NULL);
    EC_POINT_free(b);
    EC_POINT_free(c);
    EC_POINT_free(o);
    BN_free(n);
    BN_free(m);
    BN_free(x);
    BN_free(y);
    BN_CTX_free(ctx);
    EC_GROUP_free(g);
    EC_GROUP_free(other);
}

static EC_KEY *
fixed_key(int nid)
{
    EC_KEY *k = EC_KEY_new_by_curve_name(nid);
    const EC_GROUP *g = EC_KEY_get0_group(k);
    EC_POINT *pub = EC_POINT_new(g);
    BIGNUM *priv = BN_new();

    BN_set_word(priv, 0x123456789);
    EC_POINT_mul(g, pub, priv, NULL, NULL, NULL);
    EC_KEY_set_private_key(k, priv);
    EC_KEY_set_public_key(k, pub);
    EC_POINT_free(pub);
    BN_free(priv);
    return k;
}

static void
encodings(EC_KEY *k)
{
    unsigned char *out = NULL, buf[300], *p;
    const unsigned char *in;
    EC_KEY *back, *bare;
    EC_GROUP *g;
    int len;

    len = i2d_ECPrivateKey(k, &out);
    hex("ECPrivateKey", out, len);
    in = out;
    back = d2i_ECPrivateKey(NULL, &in, len);
    TRY(back != NULL && in == out + len);
    if (back != NULL) {
        number("priv", EC_KEY_get0_private_key(back));
        TRY(EC_KEY_get_conv_form(back));
        TRY(EC_KEY_get_enc_flags(back));
    }
    EC_KEY_free(back);
    in = out;
    TRY(d2i_ECPrivateKey(NULL, &in, len - 1) != NULL);
    OPENSSL_free(out);
    out = NULL;
    len = i2d_ECParameters(k, &out);
    hex("ECParameters", out, len);
    in = out;
    back = d2i_ECParameters(NULL, &in, len);
    TRY(back != NULL && EC_KEY_get0_public_key(back) == NULL);
    OPENSSL_free(out);
    out = NULL;
    /* The octets of a point go into a key that has a group. */
    len = i2o_ECPublicKey(k, &out);
    hex("i2o", out, len);
    in = out;
    TRY(o2i_ECPublicKey(&back, &in, len) == back);
    TRY(EC_KEY_check_key(back));
    TRY(EC_KEY_get_conv_form(back));
    in = out;
    bare = NULL;
    TRY(o2i_ECPublicKey(&bare, &in, len) != NULL);
    in = out;
    TRY(o2i_ECPublicKey(&back, &in, len - 1) != NULL);
    TRY(i2o_ECPublicKey(k, NULL) == len);
    p = buf;
    TRY(i2o_ECPublicKey(k, &p) == len && p == buf + len);
    TRY(i2o_ECPublicKey(NULL, NULL));
    EC_KEY_free(back);
    OPENSSL_free(out);
    out = NULL;
    len = i2d_EC_PUBKEY(k, &out);
    hex("EC_PUBKEY", out, len);
    in = out;
    back = d2i_EC_PUBKEY(NULL, &in, len);
    TRY(back != NULL);
    if (back != NULL) {
        TRY(EC_KEY_get_conv_form(back));
        TRY(EC_GROUP_get_point_conversion_form(EC_KEY_get0_group(back)));
    }
    EC_KEY_free(back);
    OPENSSL_free(out);
    out = NULL;
    len = i2d_ECPKParameters(EC_KEY_get0_group(k), &out);
    hex("ECPKParameters", out, len);
    in = out;
    g = d2i_ECPKParameters(NULL, &in, len);
    TRY(g != NULL && EC_GROUP_cmp(g, EC_KEY_get0_group(k), NULL) == 0);
    EC_GROUP_free(g);
    in = out;
    TRY(d2i_ECPKParameters(NULL, &in, len - 1) != NULL);
    OPENSSL_free(out);
}

static void
keys(int nid)
{
    EC_KEY *k = fixed_key(nid), *copy, *bare = EC_KEY_new();
    EC_KEY *e = EC_KEY_new_by_curve_name_ex(NULL, NULL, nid);
    unsigned char buf[300], *out = NULL;
    BIGNUM *x = BN_new(), *y = BN_new();
    EC_GROUP *g = EC_GROUP_new_by_curve_name(nid);
    EC_KEY *n = EC_KEY_new_ex(NULL, NULL);
    int index = EC_KEY_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    int len, other = nid == NID_secp384r1 ? NID_secp521r1 : NID_secp384r1;

    printf("key on %s\n", OBJ_nid2sn(nid));
    TRY(EC_KEY_can_sign(k));
    TRY(EC_KEY_get_flags(k));
    EC_KEY_set_flags(k, EC_FLAG_COFACTOR_ECDH);
    TRY(EC_KEY_get_flags(k));
    EC_KEY_clear_flags(k, EC_FLAG_COFACTOR_ECDH);
    TRY(EC_KEY_get_flags(k));
    TRY(EC_KEY_set_ex_data(k, index, (void *)"data"));
    TRY(strcmp(EC_KEY_get_ex_data(k, index), "data"));
    TRY(EC_KEY_up_ref(k));
    EC_KEY_free(k);
    copy = EC_KEY_dup(k);
    TRY(EC_KEY_check_key(copy));
    number("priv", EC_KEY_get0_private_key(copy));
    TRY(EC_KEY_get_ex_data(copy, index) != NULL);
    TRY(EC_KEY_copy(bare, k) == bare);
    number("priv", EC_KEY_get0_private_key(bare));
    TRY(EC_KEY_copy(NULL, k) != NULL);
    TRY(EC_KEY_copy(bare, NULL) != NULL);
    TRY(EC_KEY_priv2oct(k, NULL, 0));
    TRY(EC_KEY_priv2oct(k, buf, 3));
    len = (int)EC_KEY_priv2oct(k, buf, sizeof buf);
    hex("priv2oct", buf, len);
    TRY(EC_KEY_priv2buf(k, &out) == (size_t)len);
    hex("priv2buf", out, len);
    OPENSSL_free(out);
    out = NULL;
    TRY(EC_KEY_oct2priv(e, buf, (size_t)len));
    number("priv", EC_KEY_get0_private_key(e));
    TRY(EC_KEY_priv2oct(n, buf, sizeof buf));
    TRY(EC_KEY_oct2priv(n, buf, (size_t)len));
    TRY(len = (int)EC_KEY_key2buf(k, POINT_CONVERSION_COMPRESSED, &out,
                                  NULL));
    hex("key2buf", out, len);
    TRY(EC_KEY_oct2key(e, out, (size_t)len, NULL));
    TRY(EC_KEY_check_key(e));
    TRY(EC_KEY_get_conv_form(e));
    encodings(e);
    TRY(EC_KEY_oct2key(e, out, (size_t)len - 1, NULL));
    TRY(EC_KEY_oct2key(n, out, (size_t)len, NULL));
    TRY(EC_KEY_key2buf(n, POINT_CONVERSION_COMPRESSED, &out, NULL));
    OPENSSL_free(out);
    TRY(EC_KEY_check_key(n));
    TRY(EC_KEY_check_key(NULL));
    TRY(EC_KEY_generate_key(n));
    TRY(EC_KEY_set_group(n, g));
    TRY(EC_KEY_get0_group(n) != g);
    TRY(EC_KEY_check_key(n));
    TRY(EC_KEY_generate_key(n));
    TRY(EC_KEY_check_key(n));
    TRY(EC_KEY_generate_key(NULL));
    EC_POINT_get_affine_coordinates(g, EC_KEY_get0_public_key(k), x, y, NULL);
    TRY(EC_KEY_set_public_key_affine_coordinates(e, x, y));
    TRY(EC_KEY_check_key(e));
    BN_add_word(y, 1);
    TRY(EC_KEY_set_public_key_affine_coordinates(e, x, y));
    BN_set_negative(y, 1);
    TRY(EC_KEY_set_public_key_affine_coordinates(e, x, y));
    TRY(EC_KEY_set_public_key_affine_coordinates(e, x, NULL));
    TRY(EC_KEY_set_private_key(e, NULL));
    TRY(EC_KEY_get0_private_key(e) != NULL);
    TRY(EC_KEY_set_private_key(e, EC_GROUP_get0_order(g)));
    TRY(EC_KEY_check_key(e));
    BN_zero(x);
    TRY(EC_KEY_set_private_key(e, x));
    TRY(EC_KEY_check_key(e));
    encodings(k);
    EC_KEY_set_conv_form(k, POINT_CONVERSION_COMPRESSED);
    TRY(EC_KEY_get_conv_form(k));
    TRY(EC_GROUP_get_point_conversion_form(EC_KEY_get0_group(k)));
    encodings(k);
    EC_KEY_set_conv_form(k, POINT_CONVERSION_HYBRID);
    encodings(k);
    EC_KEY_set_conv_form(k, POINT_CONVERSION_UNCOMPRESSED);
    EC_KEY_set_enc_flags(k, EC_PKEY_NO_PUBKEY);
    TRY(EC_KEY_get_enc_flags(k));
    encodings(k);
    EC_KEY_set_enc_flags(k, EC_PKEY_NO_PUBKEY | EC_PKEY_NO_PARAMETERS);
    encodings(k);
    EC_KEY_set_enc_flags(k, 0);
    TRY(EC_KEY_new_by_curve_name(NID_sha256) != NULL);
    TRY(EC_KEY_set_public_key(
        k, EC_GROUP_get0_generator(EC_KEY_get0_group(
               copy))));
    TRY(EC_KEY_check_key(k));
    EC_KEY_free(copy);
    copy = fixed_key(other);
    TRY(EC_KEY_set_public_key(k, EC_KEY_get0_public_key(copy)));
    TRY(EC_KEY_set_group(k, EC_KEY_get0_group(copy)));
    EC_KEY_free(copy);
    EC_KEY_free(bare);
    EC_KEY_free(k);
    EC_KEY_free(n);
    EC_KEY_free(e);
    EC_GROUP_free(g);
    BN_free(x);
    BN_free(y);
}

static void
signatures(void)
{
    ECDSA_SIG *s = ECDSA_SIG_new(), *back;
    const BIGNUM *r0, *s0;
    unsigned char *out = NULL;
    const unsigned char *in;
    BIGNUM *r = BN_new(), *t = BN_new();
    int len;

    ECDSA_SIG_get0(s, &r0, &s0);
    TRY(r0 != NULL);
    BN_set_word(r, 0x80);
    BN_set_word(t, 0x7f);
    TRY(ECDSA_SIG_set0(s, NULL, t));
    TRY(ECDSA_SIG_set0(s, r, t));
    ECDSA_SIG_get0(s, &r0, NULL);
    TRY(r0 == r && ECDSA_SIG_get0_r(s) == r && ECDSA_SIG_get0_s(s) == t);
    len = i2d_ECDSA_SIG(s, &out);
    hex("ECDSA_SIG", out, len);
    in = out;
    back = d2i_ECDSA_SIG(NULL, &in, len);
    TRY(back != NULL && in == out + len);
    in = out;
    TRY(d2i_ECDSA_SIG(&back, &in, len) == back);
    number("r", ECDSA_SIG_get0_r(back));
    ECDSA_SIG_free(back);
    in = out;
    TRY(d2i_ECDSA_SIG(NULL, &in, len - 1) != NULL);
    out[2] = 4;
    in = out;
    TRY(d2i_ECDSA_SIG(NULL, &in, len) != NULL);
    OPENSSL_free(out);
    ECDSA_SIG_free(s);
    ECDSA_SIG_free(NULL);
}

int
main(void)
{
    static const int nids[] = {NID_X9_62_prime192v1, NID_secp224r1,
                               NID_X9_62_prime256v1, NID_secp384r1,
                               NID_secp521r1};

    names();
    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        group(nids[i]);
        arithmetic(nids[i]);
    }
    keys(NID_X9_62_prime256v1);
    keys(NID_secp521r1);
    signatures();
    return 0;
}
