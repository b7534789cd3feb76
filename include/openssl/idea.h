/* IDEA is left out: opensslconf.h defines OPENSSL_NO_IDEA. */
#ifndef OPENSSL_IDEA_H
#define OPENSSL_IDEA_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_IDEA_H
#endif

#include <openssl/opensslconf.h>

#endif
