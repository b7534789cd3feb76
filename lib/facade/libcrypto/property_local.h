/* Property queries, as `man 7 property` defines them, against the few
 * properties that the built-in providers have. */
#ifndef FAC_PROPERTY_LOCAL_H
#define FAC_PROPERTY_LOCAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* A context's default query. */
struct fac_property_default {
    pthread_rwlock_t lock;
    atomic_bool is_set; /* read without the lock: false as a rule */
    char *query;        /* owned; NULL for none */
};

#define FAC_PROPERTY_DEFAULT_INIT {PTHREAD_RWLOCK_INITIALIZER, false, NULL}

/* Whether an algorithm of PROVIDER agrees with QUERY and, for properties
 * that QUERY doesn't mention, with the default query. Clauses behind '?' are
 * wishes and never exclude. */
bool fac_property_match(struct fac_property_default *def, const char *query,
                        const char *provider);
bool fac_property_default_set(struct fac_property_default *def,
                              const char *query);
/* Puts QUERY's clauses in front of the default's; same names go. */
bool fac_property_default_merge(struct fac_property_default *def,
                                const char *query);
bool fac_property_default_wants_fips(struct fac_property_default *def);
void fac_property_default_clear(struct fac_property_default *def);

#endif
