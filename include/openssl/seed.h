/* The block cipher SEED. */
#ifndef OPENSSL_SEED_H
#define OPENSSL_SEED_H
#pragma once

#error "<openssl/seed.h>: not in Urtica"

#endif
