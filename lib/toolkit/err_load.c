/* The loaders of error texts, one a library: the texts need no loading. */
#include <openssl/err.h>

#define LOADER(lib)                 \
    int ERR_load_##lib##_strings(void) \
    {                               \
        return 1;                   \
    }

LOADER(ASN1)
LOADER(ASYNC)
LOADER(BIO)
LOADER(BN)
LOADER(BUF)
LOADER(CMS)
LOADER(COMP)
LOADER(CONF)
LOADER(CRYPTO)
LOADER(CT)
LOADER(DH)
LOADER(DSA)
LOADER(EC)
LOADER(ENGINE)
LOADER(ERR)
LOADER(EVP)
LOADER(KDF)
LOADER(OBJ)
LOADER(OCSP)
LOADER(OSSL_STORE)
LOADER(PEM)
LOADER(PKCS12)
LOADER(PKCS7)
LOADER(RAND)
LOADER(RSA)
LOADER(TS)
LOADER(UI)
LOADER(X509V3)
LOADER(X509)
