/* ECDSA: all of it is declared with the curves. */
#include <openssl/ec.h>
