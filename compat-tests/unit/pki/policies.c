/* The work that policies and their mappings may make is bounded, whatever a
 * chain asserts: it ends without a verdict. */
#include "chain_data.h"

#include <time.h>

#include "engine/der/oid.h"
#include "engine/pki/param.h"
#include "engine/pki/verify_steps.h"

/* The middle's policies, each mapped to one that the leaf doesn't have. */
enum { MAPPED = 1000, OTHERS = 1000, SUBJECTS = 4096, LEAVES = 8192 };

static void
put_policy(struct urt_buf *b, unsigned number)
{
    uint8_t oid[] = {0x2a, (uint8_t)(0x81 + (number >> 7 & 0x7e)),
                     (uint8_t)(0x80 | (number >> 7 & 1)),
                     (uint8_t)(number & 0x7f)};

    urt_der_put_oid(b, urt_bytes(oid, sizeof oid));
}

/* POLICIES of them from FIRST on, and the first MAPPINGS of these mapped. */
static void
put_extensions(struct urt_buf *b, unsigned first, unsigned policies,
               unsigned mappings)
{
    struct urt_buf list = URT_BUF_INIT;
    struct urt_bytes oids[] = {urt_oid_EXT_CERT_POLICIES,
                               urt_oid_EXT_POLICY_MAPPINGS};
    unsigned counts[] = {policies, mappings};

    for (int kind = 0; kind < 2; kind++) {
        size_t all, seq, value;

        if (counts[kind] == 0)
            continue;
        urt_buf_clear(&list);
        all = urt_der_open(&list, URT_DER_SEQUENCE);
        for (unsigned i = 0; i < counts[kind]; i++) {
            seq = urt_der_open(&list, URT_DER_SEQUENCE);
            put_policy(&list, first + i);
            if (kind == 1)
                put_policy(&list, SUBJECTS + i);
            urt_der_close(&list, seq);
        }
        urt_der_close(&list, all);
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put_oid(b, oids[kind]);
        value = urt_der_open(b, URT_DER_OCTET_STRING);
        urt_put_bytes(b, urt_buf_bytes(&list));
        urt_der_close(b, value);
        urt_der_close(b, seq);
    }
    ck_assert(urt_buf_ok(&list) && urt_buf_ok(b));
    urt_buf_free(&list);
}

/* Checks a chain of an anchor, a middle and a leaf; seconds in *TOOK. */
static int
check(unsigned mapped, unsigned others, int *error, double *took)
{
    struct urt_param param = {.flags = URT_V_FLAG_EXPLICIT_POLICY};
    struct urt_cert cert[3] = {0}, *list[] = {&cert[0], &cert[1], &cert[2]};
    struct urt_buf leaf = URT_BUF_INIT, middle = URT_BUF_INIT;
    struct urt_verify v;
    struct timespec before, after;
    int result;

    put_extensions(&leaf, LEAVES, others, 0);
    put_extensions(&middle, 0, mapped, mapped);
    cert[0].extensions = urt_buf_bytes(&leaf);
    cert[1].extensions = urt_buf_bytes(&middle);
    urt_verify_init(&v);
    v.param = &param;
    v.chain.cert = list;
    v.chain.count = 3;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    result = urt_verify_check_policy(&v);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    *took = (double)(after.tv_sec - before.tv_sec) +
            (double)(after.tv_nsec - before.tv_nsec) / 1e9;
    *error = v.error;
    urt_buf_free(&leaf);
    urt_buf_free(&middle);
    return result;
}

START_TEST(few_are_judged)
{
    double took;
    int error;

    /* Nothing is accepted by default. */
    ck_assert_int_eq(check(20, 10, &error, &took), 0);
    ck_assert_int_eq(error, URT_V_ERR_NO_EXPLICIT_POLICY);
}
END_TEST

START_TEST(many_end_the_walk)
{
    double took;
    int error;

    ck_assert_int_lt(check(MAPPED, OTHERS, &error, &took), 0);
    ck_assert_int_eq(error, URT_V_ERR_OUT_OF_MEM);
    /* Nodes, mappings and policies multiplied would be many seconds. */
    ck_assert_msg(took < 1, "%.1f s", took);
}
END_TEST

UNIT_MAIN("policies", few_are_judged, many_end_the_walk)
