/* Helpers of the certificate management protocol. */
#ifndef OPENSSL_CMP_UTIL_H
#define OPENSSL_CMP_UTIL_H
#pragma once

#error "<openssl/cmp_util.h>: not in Urtica"

#endif
