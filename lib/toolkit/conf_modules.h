/* Configuration modules of the layers above: what openssl.cnf may say about
 * things that are at home there. */
#ifndef TOOLKIT_CONF_MODULES_H
#define TOOLKIT_CONF_MODULES_H

#include <openssl/conf.h>

struct fac_conf_builtin {
    const char *name; /* NULL ends the rows */
    conf_init_func *init;
    conf_finish_func *finish; /* or NULL */
};

/* Has ROWS, which stay the caller's, added with the toolkit's own modules
 * once configuration is needed. Allocates nothing: a constructor may call
 * it. */
void fac_conf_offer_builtin(const struct fac_conf_builtin *rows);

#endif
