/* Names of the parameters of a FIPS module. */
#ifndef OPENSSL_FIPS_NAMES_H
#define OPENSSL_FIPS_NAMES_H
#pragma once

#include <openssl/macros.h>

#define OSSL_PROV_FIPS_PARAM_MODULE_MAC "module-mac"
#define OSSL_PROV_FIPS_PARAM_INSTALL_VERSION "install-version"
#define OSSL_PROV_FIPS_PARAM_INSTALL_MAC "install-mac"
#define OSSL_PROV_FIPS_PARAM_INSTALL_STATUS "install-status"
#define OSSL_PROV_FIPS_PARAM_CONDITIONAL_ERRORS "conditional-errors"
#define OSSL_PROV_FIPS_PARAM_SECURITY_CHECKS "security-checks"

#endif
