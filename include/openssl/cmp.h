/* Certificate management protocol, RFC 4210. */
#ifndef OPENSSL_CMP_H
#define OPENSSL_CMP_H
#pragma once

#error "<openssl/cmp.h>: not in Urtica"

#endif
