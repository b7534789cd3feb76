/* Values under failing allocations: each allocation of a decode, copy and
 * encode fails in turn; nothing crashes, and what was made is freed. */
#include "unit.h"

#include "engine/base/mem.h"

#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

typedef struct {
    ASN1_INTEGER *number;
    ASN1_OBJECT *id;
    ASN1_BIT_STRING *bits;
    STACK_OF(ASN1_TYPE) *set;
    ASN1_UTF8STRING *name;
} RECORD;

ASN1_SEQUENCE(RECORD) = {
    ASN1_SIMPLE(RECORD, number, ASN1_INTEGER),
    ASN1_SIMPLE(RECORD, id, ASN1_OBJECT),
    ASN1_SIMPLE(RECORD, bits, ASN1_BIT_STRING),
    ASN1_SET_OF(RECORD, set, ASN1_ANY),
    ASN1_EXP_OPT(RECORD, name, ASN1_UTF8STRING, 0)
} static_ASN1_SEQUENCE_END(RECORD)

static const unsigned char der[] = {
    0x30, 0x23, 0x02, 0x02, 0xff, 0x00, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x03,
    0x03, 0x04, 0xaa, 0xb0, 0x31, 0x0b, 0x01, 0x01, 0xff, 0x02, 0x01, 0x05,
    0x30, 0x03, 0x02, 0x01, 0x07, 0xa0, 0x06, 0x0c, 0x04, 'n', 'a', 'm', 'e'};

static bool
round_trip(void)
{
    const unsigned char *p = der;
    RECORD *r = (RECORD *)ASN1_item_d2i(NULL, &p, sizeof(der), RECORD_it());
    RECORD *copy = ASN1_item_dup(RECORD_it(), r);
    unsigned char *out = NULL;
    int n = copy != NULL
                ? ASN1_item_i2d((ASN1_VALUE *)copy, &out, RECORD_it())
                : -1;
    bool ok = n == (int)sizeof(der) && memcmp(out, der, sizeof(der)) == 0;

    urt_free(out);
    ASN1_item_free((ASN1_VALUE *)r, RECORD_it());
    ASN1_item_free((ASN1_VALUE *)copy, RECORD_it());
    ERR_clear_error();
    return ok;
}

static bool
configuration(void)
{
    CONF *conf = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf("a=1\n[s]\nb=$a x\nc=${s::b}\n", -1);
    char *v;
    bool ok = conf != NULL && in != NULL &&
              NCONF_load_bio(conf, in, NULL) > 0 &&
              (v = NCONF_get_string(conf, "s", "c")) != NULL &&
              strcmp(v, "1 x") == 0;

    BIO_free(in);
    NCONF_free(conf);
    ERR_clear_error();
    return ok;
}

static bool
numbers(void)
{
    BIGNUM *a = NULL, *m = NULL, *r = BN_new();
    bool ok = r != NULL && BN_hex2bn(&a, "123456789abcdef0123456789") &&
              BN_hex2bn(&m, "ffffffffffffffffffffffffffffff61");

    if (ok)
        BN_set_flags(a, BN_FLG_CONSTTIME);
    ok = ok && BN_mod_exp(r, a, a, m, NULL) &&
         BN_mod_mul(r, r, a, m, NULL) && BN_mod_inverse(r, r, m, NULL) != NULL;
    BN_free(a);
    BN_free(m);
    BN_free(r);
    ERR_clear_error();
    return ok;
}

static bool
parameters(void)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    OSSL_PARAM *p = NULL, *q = NULL;
    bool ok = b != NULL && OSSL_PARAM_BLD_push_int(b, "i", 5) &&
              OSSL_PARAM_BLD_push_utf8_string(b, "s", "text", 0) &&
              (p = OSSL_PARAM_BLD_to_param(b)) != NULL &&
              (q = OSSL_PARAM_dup(p)) != NULL;

    OSSL_PARAM_BLD_free(b);
    OSSL_PARAM_free(p);
    OSSL_PARAM_free(q);
    ERR_clear_error();
    return ok;
}

static void
fail_each(bool (*work)(void))
{
    unsigned long n;

    ck_assert(work());
    urt_mem_fail_nth(0);
    ck_assert(work());
    for (n = 1; n < 10000; n++) {
        bool ok;

        urt_mem_fail_nth(n);
        ok = work();
        if (urt_mem_count() < n) {
            ck_assert(ok);
            break;
        }
    }
    urt_mem_fail_nth(0);
    ck_assert(n > 3 && n < 10000);
    ck_assert(work());
}

START_TEST(a_structure_survives_any_failing_allocation)
{
    fail_each(round_trip);
}
END_TEST

START_TEST(a_configuration_survives_any_failing_allocation)
{
    fail_each(configuration);
}
END_TEST

START_TEST(arithmetic_survives_any_failing_allocation)
{
    fail_each(numbers);
}
END_TEST

START_TEST(parameters_survive_any_failing_allocation)
{
    fail_each(parameters);
}
END_TEST

UNIT_MAIN("asn1_nomem", a_structure_survives_any_failing_allocation,
          a_configuration_survives_any_failing_allocation,
          arithmetic_survives_any_failing_allocation,
          parameters_survive_any_failing_allocation)
