/* secure_getenv and AT_SECURE, behind env.h. */
#include "engine/base/env.h"

#include <stdlib.h>
#include <sys/auxv.h>

const char *
urt_env(const char *name)
{
    return secure_getenv(name);
}

bool
urt_env_is_secure(void)
{
    return getauxval(AT_SECURE) != 0;
}
