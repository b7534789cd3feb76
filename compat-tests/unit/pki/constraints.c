/* The work that names and constraints may make is bounded by the budget, also
 * where no constraint is of a name's kind. */
#include "chain_data.h"

#include "engine/pki/verify_steps.h"

static int
check_with(const char *issuer, const char *cert, size_t budget, size_t *left)
{
    struct urt_cert *i = chain_cert(issuer), *c = chain_cert(cert);
    int result = urt_constraints_check(i, c, true, &budget);

    *left = budget;
    urt_cert_free(i);
    urt_cert_free(c);
    return result;
}

START_TEST(every_subtree_that_is_looked_at_counts)
{
    size_t left;

    /* A directory name against three permitted subtrees of other kinds, and
     * an excluded one. */
    ck_assert_int_eq(check_with("nc", "ncdirok", 4, &left), URT_V_OK);
    ck_assert_uint_eq(left, 0);
    for (size_t budget = 0; budget < 4; budget++)
        ck_assert_int_eq(check_with("nc", "ncdirok", budget, &left),
                         URT_V_ERR_UNSPECIFIED);
}
END_TEST

UNIT_MAIN("constraints", every_subtree_that_is_looked_at_counts)
