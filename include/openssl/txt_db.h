/* The text tables of the openssl command. */
#ifndef OPENSSL_TXT_DB_H
#define OPENSSL_TXT_DB_H
#pragma once

#error "<openssl/txt_db.h>: not in Urtica"

#endif
