/* Configuration from inside. */
#ifndef TOOLKIT_CONF_LOCAL_H
#define TOOLKIT_CONF_LOCAL_H

#include "engine/base/buf.h"

#include <openssl/conf.h>
#include <openssl/err.h>

static inline int
fac_conf_fail(int reason)
{
    ERR_raise(ERR_LIB_CONF, reason);
    return 0;
}

/* The hash: a section is an entry without a name whose value is a stack of
 * CONF_VALUEs. */
CONF_VALUE *fac_conf_new_section(CONF *conf, const char *section);
CONF_VALUE *fac_conf_get_section(const CONF *conf, const char *section);
STACK_OF(CONF_VALUE) *fac_conf_get_section_values(const CONF *conf,
                                                  const char *section);
int fac_conf_add_string(CONF *conf, CONF_VALUE *section, CONF_VALUE *value);
char *fac_conf_get_string(const CONF *conf, const char *section,
                          const char *name);
int fac_conf_new_data(CONF *conf);
void fac_conf_free_data(CONF *conf);

/* Reads BP into CONF; *LINE is where it went wrong. */
int fac_conf_parse(CONF *conf, BIO *bp, long *line);

/* The modules that OpenSSL has built in, as far as the toolkit knows them. */
int fac_conf_oid_init(CONF_IMODULE *md, const CONF *cnf);
int fac_conf_stbl_init(CONF_IMODULE *md, const CONF *cnf);
int fac_conf_ssl_init(CONF_IMODULE *md, const CONF *cnf);
void fac_conf_ssl_finish(CONF_IMODULE *md);
int fac_conf_random_init(CONF_IMODULE *md, const CONF *cnf);

#endif
