/* The table from engine errors to queue entries. A row with library 0 is
 * raised in the caller's library; several rows with one code are pushed in
 * their order. More special meanings (a file name, an algorithm's name as
 * data) are pushed where they are known, with ERR_raise_data. */
#include "facade/libcrypto/raise.h"

#include <openssl/err.h>
#include <openssl/evperr.h>
#include <openssl/pemerr.h>
#include <openssl/pkcs12err.h>
#include <openssl/proverr.h>
#include <openssl/rsaerr.h>
#include <stdbool.h>
#include <stddef.h>

static const struct {
    enum urt_err err;
    int lib; /* 0: the caller's */
    int reason;
} rows[] = {
    {URT_E_NOMEM, 0, ERR_R_MALLOC_FAILURE},
    {URT_E_MISUSE, 0, ERR_R_PASSED_INVALID_ARGUMENT},
    {URT_E_SYSTEM, 0, ERR_R_SYS_LIB},
    {URT_E_UNSUPPORTED, 0, ERR_R_UNSUPPORTED},
    {URT_E_DISABLED, 0, ERR_R_DISABLED},
    {URT_E_RANDOM, 0, ERR_R_RAND_LIB},
    {URT_E_DER_DECODE, 0, ERR_R_NESTED_ASN1_ERROR},
    {URT_E_DER_TAG, 0, ERR_R_NESTED_ASN1_ERROR},
    {URT_E_DER_TRAILING, 0, ERR_R_NESTED_ASN1_ERROR},
    {URT_E_DER_DEPTH, 0, ERR_R_NESTED_ASN1_ERROR},
    {URT_E_PEM_NONE, ERR_LIB_PEM, PEM_R_NO_START_LINE},
    {URT_E_PEM_DECODE, ERR_LIB_PEM, PEM_R_BAD_END_LINE},
    {URT_E_PEM_BASE64, ERR_LIB_PEM, PEM_R_BAD_BASE64_DECODE},
    {URT_E_KEY_DECODE, ERR_LIB_EVP, EVP_R_DECODE_ERROR},
    {URT_E_KEY_TYPE, ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES},
    {URT_E_KEY_RANGE, ERR_LIB_EVP, EVP_R_INVALID_KEY},
    {URT_E_KEY_SIZE, ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH},
    {URT_E_KEY_MISMATCH, ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS},
    {URT_E_KEY_NO_PRIVATE, ERR_LIB_PROV, PROV_R_NOT_A_PRIVATE_KEY},
    {URT_E_KEY_NO_PUBLIC, ERR_LIB_PROV, PROV_R_NOT_A_PUBLIC_KEY},
    {URT_E_ALGORITHM_UNKNOWN, ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM},
    {URT_E_CURVE_UNKNOWN, ERR_LIB_PROV, PROV_R_INVALID_CURVE},
    {URT_E_POINT_INVALID, ERR_LIB_PROV, PROV_R_INVALID_KEY},
    {URT_E_SHARE_INVALID, ERR_LIB_PROV, PROV_R_INVALID_KEY},
    {URT_E_SIGNATURE_BAD, ERR_LIB_RSA, RSA_R_BAD_SIGNATURE},
    {URT_E_DIGEST_SIZE, ERR_LIB_PROV, PROV_R_INVALID_DIGEST_LENGTH},
    {URT_E_DATA_TOO_LARGE, ERR_LIB_PROV, PROV_R_INVALID_INPUT_LENGTH},
    {URT_E_PADDING_BAD, ERR_LIB_RSA, RSA_R_PADDING_CHECK_FAILED},
    {URT_E_DECRYPT_FAILED, ERR_LIB_PROV, PROV_R_BAD_DECRYPT},
    {URT_E_PASSWORD_WRONG, ERR_LIB_PROV, PROV_R_BAD_DECRYPT},
    {URT_E_PASSWORD_READ, ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ},
    {URT_E_MAC_MISMATCH, ERR_LIB_PKCS12, PKCS12_R_MAC_VERIFY_FAILURE},
    {URT_E_ITERATIONS, ERR_LIB_PROV, PROV_R_INVALID_ITERATION_COUNT},
};

void
fac_raise(int lib, enum urt_err err)
{
    bool found = false;

    if (err == URT_OK)
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].err != err)
            continue;
        ERR_raise(rows[i].lib != 0 ? rows[i].lib : lib, rows[i].reason);
        found = true;
    }
    if (!found)
        ERR_raise(lib, ERR_R_INTERNAL_ERROR);
}
