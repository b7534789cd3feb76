/* What the rest of the facade asks of an EVP_PKEY. The files evp_pkey*.c own
 * the structure itself. */
#ifndef FAC_PKEY_HANDLE_H
#define FAC_PKEY_HANDLE_H

#include <openssl/evp.h>

#include "engine/crypto/key.h"
#include "engine/crypto/sig.h"

/* The engine's key, borrowed; NULL (with an error raised where the key is a
 * piecewise one that doesn't make sense yet) when there is none. */
struct urt_key *fac_pkey_key(const EVP_PKEY *pkey);
/* A new EVP_PKEY over a key (takes its own reference); NULL without memory,
 * error raised. */
EVP_PKEY *fac_pkey_new(struct urt_key *key);

#endif
