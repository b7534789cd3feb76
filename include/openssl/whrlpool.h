/* The hash function Whirlpool. */
#ifndef OPENSSL_WHRLPOOL_H
#define OPENSSL_WHRLPOOL_H
#pragma once

#error "<openssl/whrlpool.h>: not in Urtica"

#endif
