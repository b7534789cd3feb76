/* Secure remote password, RFC 2945. */
#ifndef OPENSSL_SRP_H
#define OPENSSL_SRP_H
#pragma once

#error "<openssl/srp.h>: not in Urtica"

#endif
