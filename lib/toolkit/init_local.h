/* What the start of the library calls in other files. */
#ifndef FAC_INIT_LOCAL_H
#define FAC_INIT_LOCAL_H

#include "toolkit/init.h"

#include <openssl/crypto.h>

#include <stdbool.h>

struct ossl_init_settings_st {
    char *filename; /* NULL: the default openssl.cnf */
    char *appname;  /* NULL: openssl_conf */
    unsigned long flags;
};

/* Whether OPENSSL_cleanup has been called. */
bool fac_init_is_over(void);
/* Ends the process when a libssl of another make runs on this library. */
void fac_init_refuse_mixing(void);

#endif
