/* Self tests of a FIPS module. */
#ifndef OPENSSL_SELF_TEST_H
#define OPENSSL_SELF_TEST_H
#pragma once

#error "<openssl/self_test.h>: not in Urtica"

#endif
