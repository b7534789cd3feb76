/* Keys and certificates by URI. */
#ifndef OPENSSL_STORE_H
#define OPENSSL_STORE_H
#pragma once

#error "<openssl/store.h>: not in Urtica"

#endif
