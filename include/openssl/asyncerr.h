/* Made from lib/toolkit/data/errors.txt by make-errors: the reasons that
 * the library ASYNC gives in the error queue. */
#ifndef OPENSSL_ASYNCERR_H
#define OPENSSL_ASYNCERR_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define ASYNC_R_FAILED_TO_SET_POOL                       101
#define ASYNC_R_FAILED_TO_SWAP_CONTEXT                   102
#define ASYNC_R_INVALID_POOL_SIZE                        103
#define ASYNC_R_INIT_FAILED                              105

#endif
