/* The key that checks a FIPS module. */
#ifndef OPENSSL_FIPSKEY_H
#define OPENSSL_FIPSKEY_H
#pragma once

#error "<openssl/fipskey.h>: not in Urtica"

#endif
