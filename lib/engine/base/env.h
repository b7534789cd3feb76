/* The only reader of the environment in all of lib: under AT_SECURE (setuid
 * and the like) every variable reads as unset. */
#ifndef URT_BASE_ENV_H
#define URT_BASE_ENV_H

#include <stdbool.h>

/* The value, owned by the environment, or NULL. */
const char *urt_env(const char *name);
/* True when the process runs with more rights than its caller. */
bool urt_env_is_secure(void);

#endif
