/* Time stamps, RFC 3161. */
#ifndef OPENSSL_TS_H
#define OPENSSL_TS_H
#pragma once

#error "<openssl/ts.h>: not in Urtica"

#endif
