/* Certificate requests for CMP, RFC 4211. */
#ifndef OPENSSL_CRMF_H
#define OPENSSL_CRMF_H
#pragma once

#error "<openssl/crmf.h>: not in Urtica"

#endif
