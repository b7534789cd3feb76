/* Verification parameters: OpenSSL's X509_VERIFY_PARAM as a value, and its
 * rules of inheritance. */
#ifndef URT_PKI_PARAM_H
#define URT_PKI_PARAM_H

#include "engine/pki/host.h"
#include "engine/pki/purpose.h"

/* As X509_V_FLAG_*. What they do is done by verify*.c; what is not done is
 * never passed over in silence:
 * - EXTENDED_CRL_SUPPORT: CRLs for some reasons, indirect CRLs, CRLs under
 *   another key of the issuer's name. Those of an issuer of another name are
 *   not looked for: URT_V_ERR_UNABLE_TO_GET_CRL;
 * - TRUSTED_FIRST is always so, whence NO_ALT_CHAINS has nothing to forbid
 *   (openssl-verification-options(1) says the same). */
enum {
    URT_V_FLAG_USE_CHECK_TIME = 0x2,
    URT_V_FLAG_CRL_CHECK = 0x4,
    URT_V_FLAG_CRL_CHECK_ALL = 0x8,
    URT_V_FLAG_IGNORE_CRITICAL = 0x10,
    URT_V_FLAG_X509_STRICT = 0x20,
    URT_V_FLAG_ALLOW_PROXY_CERTS = 0x40,
    URT_V_FLAG_POLICY_CHECK = 0x80,
    URT_V_FLAG_EXPLICIT_POLICY = 0x100,
    URT_V_FLAG_INHIBIT_ANY = 0x200,
    URT_V_FLAG_INHIBIT_MAP = 0x400,
    URT_V_FLAG_NOTIFY_POLICY = 0x800,
    URT_V_FLAG_EXTENDED_CRL_SUPPORT = 0x1000,
    URT_V_FLAG_USE_DELTAS = 0x2000,
    URT_V_FLAG_CHECK_SS_SIGNATURE = 0x4000,
    URT_V_FLAG_TRUSTED_FIRST = 0x8000,
    URT_V_FLAG_SUITEB_128_LOS_ONLY = 0x10000,
    URT_V_FLAG_SUITEB_192_LOS = 0x20000,
    URT_V_FLAG_SUITEB_128_LOS = 0x30000,
    URT_V_FLAG_PARTIAL_CHAIN = 0x80000,
    URT_V_FLAG_NO_ALT_CHAINS = 0x100000,
    URT_V_FLAG_NO_CHECK_TIME = 0x200000,
    URT_V_FLAG_POLICY_MASK = 0x780,
};

/* As X509_VP_FLAG_*: how one set of parameters flows into another. */
enum {
    URT_VP_DEFAULT = 0x1,
    URT_VP_OVERWRITE = 0x2,
    URT_VP_RESET_FLAGS = 0x4,
    URT_VP_LOCKED = 0x8,
    URT_VP_ONCE = 0x10,
};

struct urt_param {
    char *name;
    int64_t check_time;
    uint32_t inherit; /* URT_VP_* */
    unsigned long flags; /* URT_V_FLAG_* */
    int purpose, trust;
    int depth;      /* -1: not set */
    int auth_level; /* -1: not set */
    struct urt_buf policies; /* user-initial-policy-set: OID elements */
    bool has_policies;
    char **hosts;   /* NULL-terminated array of HOST_COUNT names, or NULL */
    size_t host_count;
    unsigned host_flags; /* URT_HOST_* */
    char *peer_name;     /* which name matched, set by verification */
    char *email;
    uint8_t ip[16];
    size_t ip_len; /* 0: none */
};

enum urt_err urt_param_new(struct urt_param **out);
void urt_param_free(struct urt_param *param);
/* DEST takes over what SRC sets, by both sides' URT_VP_* flags: only fields
 * that DEST has not set, unless told otherwise. SRC may be NULL. */
enum urt_err urt_param_inherit(struct urt_param *dest,
                               const struct urt_param *src);
/* DEST takes over everything that SRC sets. */
enum urt_err urt_param_set(struct urt_param *dest,
                           const struct urt_param *src);
/* Adds an OID (its content) to the policies that are accepted; or forgets
 * them all. */
enum urt_err urt_param_add_policy(struct urt_param *param,
                                  struct urt_bytes oid);
void urt_param_clear_policies(struct urt_param *param);
enum urt_err urt_param_set_name(struct urt_param *param, const char *name);
void urt_param_set_flags(struct urt_param *param, unsigned long flags);
void urt_param_clear_flags(struct urt_param *param, unsigned long flags);
void urt_param_set_time(struct urt_param *param, int64_t seconds);
/* Replaces or adds a host; NAME empty clears (set) or does nothing (add). A
 * NUL inside is URT_E_MISUSE; one at the end is dropped. */
enum urt_err urt_param_set_host(struct urt_param *param,
                                struct urt_bytes name);
enum urt_err urt_param_add_host(struct urt_param *param,
                                struct urt_bytes name);
enum urt_err urt_param_set_email(struct urt_param *param,
                                 struct urt_bytes email);
/* 4, 16 or 0 bytes. */
enum urt_err urt_param_set_ip(struct urt_param *param, struct urt_bytes ip);
/* "default", "pkcs7", "smime_sign", "ssl_client", "ssl_server"; NULL where
 * there is no such row. */
const struct urt_param *urt_param_builtin(const char *name);
extern const struct urt_param urt_param_builtins[];
extern const size_t urt_param_builtin_count;

#endif
