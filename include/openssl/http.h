/* A client for HTTP. */
#ifndef OPENSSL_HTTP_H
#define OPENSSL_HTTP_H
#pragma once

#error "<openssl/http.h>: not in Urtica"

#endif
