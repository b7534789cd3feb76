/* What the files of verification share: the steps of a walk, in the order in
 * which verify.c takes them, and how a step speaks.
 *
 * A step returns 1 to go on, 0 when a callback stopped the walk (v->error
 * says why) and -1 when it could not be decided. */
#ifndef URT_PKI_VERIFY_STEPS_H
#define URT_PKI_VERIFY_STEPS_H

#include "engine/pki/verify.h"

/* Tells the callback of ERROR in the chain's certificate at DEPTH, or in
 * CERT where that is another. 1 when the callback waives it. */
int urt_verify_tell(struct urt_verify *v, int error, size_t depth,
                    struct urt_cert *cert);
/* The same of an error of the path, not of one certificate: there is no
 * current one, and the depth stays. */
int urt_verify_tell_path(struct urt_verify *v, int error);
/* Tells the callback, with 2, that policies were found good. */
int urt_verify_notify(struct urt_verify *v);
/* Ends the walk without a verdict: -1, with ERROR in v->error. */
int urt_verify_fatal(struct urt_verify *v, int error);
/* Tells what is wrong with the validity of the chain's certificate at DEPTH,
 * if anything is. */
int urt_verify_check_time(struct urt_verify *v, size_t depth);
/* Whether CERT is valid at the walk's time. */
bool urt_verify_is_current(const struct urt_verify *v,
                           const struct urt_cert *cert);
/* Self-signed as far as names and key identifiers tell, and well formed. */
bool urt_verify_is_root(const struct urt_cert *cert);

/* verify_build.c */
int urt_verify_build_chain(struct urt_verify *v);
/* Asks the slot whether ISSUER could have issued CERT. */
int urt_verify_is_issued(struct urt_verify *v, struct urt_cert *cert,
                         struct urt_cert *issuer);
/* verify_check.c */
int urt_verify_check_leaf_key(struct urt_verify *v);
int urt_verify_check_extensions(struct urt_verify *v);
int urt_verify_check_strength(struct urt_verify *v);
/* A leaf whose key can't be read ends the walk, even if that was waived. */
int urt_verify_need_leaf_key(struct urt_verify *v);
/* verify_names.c */
int urt_verify_check_identity(struct urt_verify *v);
int urt_verify_check_names(struct urt_verify *v);
/* verify_crl_scope.c: the reasons for which CRL decides about CERT; 0: it is
 * out of its scope. */
unsigned urt_crl_scope(const struct urt_crl *crl,
                       const struct urt_cert *cert);
/* verify_suiteb.c */
int urt_verify_check_suite_b(struct urt_verify *v);

/* constraints.c: URT_V_OK or why the names of CERT don't fit the constraints
 * of ISSUER. WITH_CN: common names that look like hosts count as such. Each
 * comparison takes one from *BUDGET. */
int urt_constraints_check(const struct urt_cert *issuer,
                          const struct urt_cert *cert, bool with_cn,
                          size_t *budget);

#endif
