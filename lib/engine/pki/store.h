/* Trust stores: certificates and CRLs by subject, from memory, bundle files
 * and hashed directories.
 *
 * A store is shared by counting references and may be used by many threads.
 * Bundle files are read once per process: a loaded bundle is immutable,
 * indexed by subject, its certificates made when a chain asks for them, and
 * shared by every store that loads the same unchanged file (DESIGN, 5). A
 * directory is asked anew for every name that isn't known yet, so a file
 * that appears later is found. */
#ifndef URT_PKI_STORE_H
#define URT_PKI_STORE_H

#include "engine/pki/crl.h"

struct urt_store;

enum urt_store_form { URT_STORE_PEM, URT_STORE_DER };

enum {
    URT_STORE_CERTS = 1, /* what to take from a file or directory */
    URT_STORE_CRLS = 2,
};

enum urt_err urt_store_new(struct urt_store **out);
struct urt_store *urt_store_up(struct urt_store *store);
void urt_store_free(struct urt_store *store);

/* Adding what is there already is fine and changes nothing. */
enum urt_err urt_store_add_cert(struct urt_store *store,
                                struct urt_cert *cert);
enum urt_err urt_store_add_crl(struct urt_store *store, struct urt_crl *crl);
/* Loads a bundle: PEM blocks CERTIFICATE, TRUSTED CERTIFICATE, X509
 * CERTIFICATE, X509 CRL; others are passed over. WHAT says which kinds count.
 * COUNT, unless NULL, is how many were loaded. URT_E_SYSTEM when the file
 * can't be read (errno), URT_E_PEM_NONE when it holds nothing wanted, else
 * the error of the first bad block, with nothing added. */
enum urt_err urt_store_add_file(struct urt_store *store, const char *path,
                                enum urt_store_form form, unsigned what,
                                size_t *count);
/* The same from memory, never cached. */
enum urt_err urt_store_add_pem(struct urt_store *store, struct urt_bytes text,
                               unsigned what, size_t *count);
/* A hashed directory (HASH.N, HASH.rN) or several joined by colons. A
 * directory need not exist. */
enum urt_err urt_store_add_dir(struct urt_store *store, const char *path,
                               enum urt_store_form form);

/* Certificates with this subject (Name, whole), appended to LIST in the
 * order in which they were added; directories are asked when nothing in
 * memory fits. */
enum urt_err urt_store_find_certs(struct urt_store *store,
                                  struct urt_bytes subject,
                                  struct urt_cert_list *list);
/* CRLs of this issuer; directories are always asked for newer ones. */
enum urt_err urt_store_find_crls(struct urt_store *store,
                                 struct urt_bytes issuer,
                                 struct urt_crl_list *list);
/* Everything in memory and in the loaded bundles. */
enum urt_err urt_store_all(struct urt_store *store, struct urt_cert_list *certs,
                           struct urt_crl_list *crls);

/* Reads every certificate (and CRL) of a PEM text into lists, which may be
 * NULL; for programs that load chains. */
enum urt_err urt_pem_read_certs(struct urt_bytes text,
                                struct urt_cert_list *certs,
                                struct urt_crl_list *crls);
/* A whole regular file; URT_E_SYSTEM with errno. Freed by the caller. */
enum urt_err urt_file_read(struct urt_buf *out, const char *path);

#endif
