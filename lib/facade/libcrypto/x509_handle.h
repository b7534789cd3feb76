/* What the rest of the facade asks of certificates and names: from a handle
 * to the engine's object and back. The files x509*.c own the structures. */
#ifndef FAC_X509_HANDLE_H
#define FAC_X509_HANDLE_H

#include <openssl/x509.h>

#include "engine/base/bytes.h"
#include "engine/pki/cert.h"

/* The engine's certificate, borrowed; remade when the X509 was edited. NULL,
 * with an error raised, when it is incomplete. */
struct urt_cert *fac_x509_cert(const X509 *x);
/* A new X509 over a certificate (takes its own reference). */
X509 *fac_x509_new_from_cert(struct urt_cert *cert);

/* The whole encoding of a name, made when it is out of date. */
bool fac_x509_name_der(const X509_NAME *name, struct urt_bytes *der);
/* A name from DER; NULL without memory or when it doesn't parse. */
X509_NAME *fac_x509_name_new(struct urt_bytes der);

#endif
