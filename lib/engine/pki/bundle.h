/* Bundle files: every certificate and CRL of one file, immutable, indexed by
 * subject, shared by all stores of the process. */
#ifndef URT_PKI_BUNDLE_H
#define URT_PKI_BUNDLE_H

#include "engine/pki/store.h"

struct urt_bundle;

/* The bundle of a file, from the cache when the file is what it was. */
enum urt_err urt_bundle_load(struct urt_bundle **out, const char *path,
                             enum urt_store_form form);
enum urt_err urt_bundle_from_pem(struct urt_bundle **out,
                                 struct urt_bytes text);
struct urt_bundle *urt_bundle_up(struct urt_bundle *bundle);
void urt_bundle_free(struct urt_bundle *bundle);
size_t urt_bundle_count(const struct urt_bundle *bundle, unsigned what);
/* Those with this subject (issuer); NONE: all. Lists may be NULL. */
enum urt_err urt_bundle_find(struct urt_bundle *bundle, struct urt_bytes name,
                             struct urt_cert_list *certs,
                             struct urt_crl_list *crls);

#endif
