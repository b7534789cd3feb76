/* Named lists of SSL commands, as the configuration that was loaded last has
 * them. */
#ifndef TOOLKIT_CONF_SSL_H
#define TOOLKIT_CONF_SSL_H

#include <stddef.h>

struct fac_ssl_command {
    char *name; /* without what stands before its first dot */
    char *value;
};

struct fac_ssl_list {
    char *name;
    struct fac_ssl_command *command;
    size_t count;
};

struct fac_ssl_lists;

/* The lists loaded now, NULL when there are none; given back with _put. They
 * don't change while they are held. */
struct fac_ssl_lists *fac_ssl_lists_get(void);
void fac_ssl_lists_put(struct fac_ssl_lists *lists);
/* The first list called NAME, or NULL. */
const struct fac_ssl_list *
fac_ssl_lists_find(const struct fac_ssl_lists *lists, const char *name);

#endif
