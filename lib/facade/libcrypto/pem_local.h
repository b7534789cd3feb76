/* What the files pem*.c share. */
#ifndef FAC_PEM_LOCAL_H
#define FAC_PEM_LOCAL_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdbool.h>

enum { FAC_PEM_HEADER_SIZE = PEM_BUFSIZE };

/* Enciphers DATA (room for one more block) of *LEN bytes under a password
 * (KSTR, or from the callback) and writes the RFC 1421 header that says how.
 * False with an error raised. */
bool fac_pem_encrypt(const EVP_CIPHER *enc, unsigned char *data, int *len,
                     char header[FAC_PEM_HEADER_SIZE],
                     const unsigned char *kstr, int klen, pem_password_cb *cb,
                     void *u);

#endif
