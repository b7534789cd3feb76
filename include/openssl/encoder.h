/* Encoders of keys as objects of their own. */
#ifndef OPENSSL_ENCODER_H
#define OPENSSL_ENCODER_H
#pragma once

#error "<openssl/encoder.h>: not in Urtica"

#endif
