/* Methods: which versions and which role a context is for.
 *
 * A method is a const row. The DTLS ones exist so that programs start; a
 * context can't be made from them. */
#include "facade/libssl/ssl_local.h"
#include "toolkit/compat.h"

#define METHODS(name, lo, hi, is_dtls)                                         \
    static const SSL_METHOD name##_rows[3] = {                                 \
        {lo, hi, true, true, is_dtls, &name##_rows[1], &name##_rows[2],        \
         &name##_rows[0]},                                                     \
        {lo, hi, true, false, is_dtls, &name##_rows[1], &name##_rows[2],       \
         &name##_rows[0]},                                                     \
        {lo, hi, false, true, is_dtls, &name##_rows[1], &name##_rows[2],       \
         &name##_rows[0]},                                                     \
    };

METHODS(tls, 0, 0, false)
METHODS(tls10, URT_TLS_1_0, URT_TLS_1_0, false)
METHODS(tls11, URT_TLS_1_1, URT_TLS_1_1, false)
METHODS(tls12, URT_TLS_1_2, URT_TLS_1_2, false)
METHODS(dtls, 0, 0, true)

const SSL_METHOD *
TLS_method(void)
{
    return &tls_rows[0];
}

const SSL_METHOD *
TLS_client_method(void)
{
    return &tls_rows[1];
}

const SSL_METHOD *
TLS_server_method(void)
{
    return &tls_rows[2];
}

const SSL_METHOD *
TLSv1_method(void)
{
    return &tls10_rows[0];
}

const SSL_METHOD *
TLSv1_client_method(void)
{
    return &tls10_rows[1];
}

const SSL_METHOD *
TLSv1_server_method(void)
{
    return &tls10_rows[2];
}

const SSL_METHOD *
TLSv1_1_method(void)
{
    return &tls11_rows[0];
}

const SSL_METHOD *
TLSv1_1_client_method(void)
{
    return &tls11_rows[1];
}

const SSL_METHOD *
TLSv1_1_server_method(void)
{
    return &tls11_rows[2];
}

const SSL_METHOD *
TLSv1_2_method(void)
{
    return &tls12_rows[0];
}

const SSL_METHOD *
TLSv1_2_client_method(void)
{
    return &tls12_rows[1];
}

const SSL_METHOD *
TLSv1_2_server_method(void)
{
    return &tls12_rows[2];
}

const SSL_METHOD *
DTLS_method(void)
{
    fac_compat("DTLS_method");
    return &dtls_rows[0];
}

const SSL_METHOD *
DTLS_client_method(void)
{
    fac_compat("DTLS_client_method");
    return &dtls_rows[1];
}

const SSL_METHOD *
DTLS_server_method(void)
{
    fac_compat("DTLS_server_method");
    return &dtls_rows[2];
}
