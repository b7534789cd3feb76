/* Signed attributes of S/MIME, RFC 2634 and RFC 5035. */
#ifndef OPENSSL_ESS_H
#define OPENSSL_ESS_H
#pragma once

#error "<openssl/ess.h>: not in Urtica"

#endif
