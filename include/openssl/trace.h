/* Tracing of what the library does. */
#ifndef OPENSSL_TRACE_H
#define OPENSSL_TRACE_H
#pragma once

#error "<openssl/trace.h>: not in Urtica"

#endif
