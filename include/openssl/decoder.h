/* Decoders of keys as objects of their own. */
#ifndef OPENSSL_DECODER_H
#define OPENSSL_DECODER_H
#pragma once

#error "<openssl/decoder.h>: not in Urtica"

#endif
