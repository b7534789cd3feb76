/* The names of verification results, and the alerts they become. */
#include "engine/pki/verify.h"

const char *
urt_verify_error_text(long error)
{
    switch (error) {
#define URT_V(name, number, text) \
    case number:                  \
        return text;
#include "engine/pki/verify.def"
#undef URT_V
    default:
        return "unknown certificate verification error";
    }
}

int
urt_verify_error_alert(long error)
{
    switch (error) {
    case URT_V_ERR_CERT_HAS_EXPIRED:
    case URT_V_ERR_CERT_NOT_YET_VALID:
    case URT_V_ERR_CRL_HAS_EXPIRED:
    case URT_V_ERR_CRL_NOT_YET_VALID:
        return 45; /* certificate_expired */
    case URT_V_ERR_CERT_REVOKED:
        return 44; /* certificate_revoked */
    case URT_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case URT_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case URT_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case URT_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case URT_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case URT_V_ERR_CERT_CHAIN_TOO_LONG:
    case URT_V_ERR_PATH_LENGTH_EXCEEDED:
    case URT_V_ERR_INVALID_CA:
    case URT_V_ERR_UNABLE_TO_GET_CRL:
    case URT_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
        return 48; /* unknown_ca */
    case URT_V_ERR_INVALID_PURPOSE:
        return 43; /* unsupported_certificate */
    case URT_V_ERR_CERT_SIGNATURE_FAILURE:
    case URT_V_ERR_CRL_SIGNATURE_FAILURE:
        return 51; /* decrypt_error */
    case URT_V_ERR_APPLICATION_VERIFICATION:
        return 40; /* handshake_failure */
    case URT_V_ERR_OUT_OF_MEM:
    case URT_V_ERR_UNSPECIFIED:
    case URT_V_ERR_INVALID_CALL:
    case URT_V_ERR_STORE_LOOKUP:
        return 80; /* internal_error */
    case URT_V_OK:
        return 46; /* certificate_unknown: the program said no */
    default:
        return 42; /* bad_certificate */
    }
}
