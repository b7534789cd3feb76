/* Cryptographic message syntax, RFC 5652. */
#ifndef OPENSSL_CMS_H
#define OPENSSL_CMS_H
#pragma once

#error "<openssl/cms.h>: not in Urtica"

#endif
