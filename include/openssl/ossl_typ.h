/* The former name of types.h. */
#include <openssl/types.h>
