/* OPENSSL_init_ssl. There is nothing to load: tables are const, and
 * libcrypto's part of the work is done by OPENSSL_init_crypto. */
#include "facade/libssl/ssl_local.h"

int
OPENSSL_init_ssl(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings)
{
    uint64_t crypto = opts & ~(uint64_t)(OPENSSL_INIT_LOAD_SSL_STRINGS |
                                         OPENSSL_INIT_NO_LOAD_SSL_STRINGS);

    crypto |= OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS;
    if ((opts & OPENSSL_INIT_NO_LOAD_CONFIG) == 0)
        crypto |= OPENSSL_INIT_LOAD_CONFIG;
    return OPENSSL_init_crypto(crypto, settings);
}
