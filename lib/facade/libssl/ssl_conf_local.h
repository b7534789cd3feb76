/* What the parts of SSL_CONF share: its context, and the tables of what there
 * is. */
#ifndef FAC_SSL_CONF_LOCAL_H
#define FAC_SSL_CONF_LOCAL_H

#include "facade/libssl/ssl_local.h"

struct ssl_conf_ctx_st {
    unsigned int flags;
    char *prefix;
    SSL_CTX *ctx;
    SSL *ssl;
    /* Certificates whose key file is still to come, by slot. */
    char *cert_file[URT_SLOT_COUNT];
    STACK_OF(X509_NAME) * ca_names;
};

/* A bit with a name. INVERTED ones clear it. */
struct fac_conf_bit {
    const char *name;
    unsigned flags; /* SSL_CONF_FLAG_CLIENT, _SERVER */
    uint64_t bit;
    bool inverted;
    bool cert_flag; /* of the certificate flags, not the options */
};

struct fac_conf_command {
    /* 1; 0 for a value that won't do; -2 for a command that won't */
    int (*fn)(SSL_CONF_CTX *c, const char *value);
    const char *file, *line; /* names; NULL where there is none */
    unsigned flags; /* SSL_CONF_FLAG_SERVER, _CLIENT, _CERTIFICATE */
    int type;
};

/* "-no_tls1_3" and the like: no value. */
extern const struct fac_conf_bit fac_conf_switches[];
extern const size_t fac_conf_switch_count;
extern const struct fac_conf_command fac_conf_commands[];
extern const size_t fac_conf_command_count;

void
fac_conf_set_bit(SSL_CONF_CTX *c, const struct fac_conf_bit *b, bool on);
int
fac_conf_private_key(SSL_CONF_CTX *c, const char *value);

#endif
