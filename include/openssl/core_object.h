/* Kinds of object that a provider hands over. */
#ifndef OPENSSL_CORE_OBJECT_H
#define OPENSSL_CORE_OBJECT_H
#pragma once

#include <openssl/macros.h>

#define OSSL_OBJECT_UNKNOWN 0
#define OSSL_OBJECT_NAME 1
#define OSSL_OBJECT_PKEY 2
#define OSSL_OBJECT_CERT 3
#define OSSL_OBJECT_CRL 4

#endif
