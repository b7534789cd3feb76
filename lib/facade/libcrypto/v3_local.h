/* What the files v3_*.c share. */
#ifndef FAC_V3_LOCAL_H
#define FAC_V3_LOCAL_H

#include "facade/libcrypto/x509_local.h"

#include <openssl/conf.h>

char *fac_ip_text(const ASN1_OCTET_STRING *ip);
const ASN1_ITEM *fac_tls_feature_it(void);

/* The printers of the kinds of extension, v3_print.c and v3_print_names.c. */
STACK_OF(CONF_VALUE) *fac_v3_bits(const X509V3_EXT_METHOD *method, void *ext,
                                  STACK_OF(CONF_VALUE) *ret);
char *fac_v3_octets(const X509V3_EXT_METHOD *method, void *ext);
char *fac_v3_integer(const X509V3_EXT_METHOD *method, void *ext);
char *fac_v3_enumerated(const X509V3_EXT_METHOD *method, void *ext);
char *fac_v3_string(const X509V3_EXT_METHOD *method, void *ext);
STACK_OF(CONF_VALUE) *fac_v3_basic(const X509V3_EXT_METHOD *method, void *ext,
                                   STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *fac_v3_key_purposes(const X509V3_EXT_METHOD *method,
                                          void *ext,
                                          STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *fac_v3_authority_key(const X509V3_EXT_METHOD *method,
                                           void *ext,
                                           STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *fac_v3_access(const X509V3_EXT_METHOD *method, void *ext,
                                    STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *fac_v3_names(const X509V3_EXT_METHOD *method, void *ext,
                                   STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *fac_v3_policy_limits(const X509V3_EXT_METHOD *method,
                                           void *ext,
                                           STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *fac_v3_policy_maps(const X509V3_EXT_METHOD *method,
                                         void *ext,
                                         STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *fac_v3_tls_features(const X509V3_EXT_METHOD *method,
                                          void *ext,
                                          STACK_OF(CONF_VALUE) *ret);
int fac_v3_print_points(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                        int indent);
int fac_v3_print_issuing_point(const X509V3_EXT_METHOD *method, void *ext,
                               BIO *out, int indent);
int fac_v3_print_policies(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                          int indent);
int fac_v3_print_constraints(const X509V3_EXT_METHOD *method, void *ext,
                             BIO *out, int indent);
int fac_v3_print_period(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                        int indent);
int fac_v3_print_nonce(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                       int indent);
int fac_v3_print_null(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                      int indent);

/* The readers of configuration text, v3_conf_*.c. */
void *fac_v3_bad_pair(int reason, const CONF_VALUE *v);
void *fac_v3_bad_text(int reason, const char *text);
bool fac_v3_name_is(const char *name, const char *word);
#define FAC_V3_READ_LIST(kind)                                      \
    void *fac_v3_read_##kind(const X509V3_EXT_METHOD *method,       \
                             X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *list)
#define FAC_V3_READ_TEXT(kind)                                \
    void *fac_v3_read_##kind(const X509V3_EXT_METHOD *method, \
                             X509V3_CTX *ctx, const char *text)
FAC_V3_READ_LIST(bits);
FAC_V3_READ_LIST(basic);
FAC_V3_READ_LIST(key_purposes);
FAC_V3_READ_LIST(tls_features);
FAC_V3_READ_LIST(policy_limits);
FAC_V3_READ_LIST(subject_names);
FAC_V3_READ_LIST(issuer_names);
FAC_V3_READ_LIST(accesses);
FAC_V3_READ_LIST(constraints);
FAC_V3_READ_LIST(authority_key);
FAC_V3_READ_LIST(points);
FAC_V3_READ_LIST(issuing_point);
FAC_V3_READ_LIST(policy_maps);
FAC_V3_READ_TEXT(integer);
FAC_V3_READ_TEXT(string);
FAC_V3_READ_TEXT(null);
FAC_V3_READ_TEXT(subject_key);
FAC_V3_READ_TEXT(policies);

#endif
