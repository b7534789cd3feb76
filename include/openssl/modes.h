/* Cipher modes over a program's own block function. */
#ifndef OPENSSL_MODES_H
#define OPENSSL_MODES_H
#pragma once

#error "<openssl/modes.h>: not in Urtica"

#endif
