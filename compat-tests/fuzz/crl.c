/* CRLs: what is read is walked, and every entry that the walk shows is found
 * again by its serial number. A CRL has no key here; its signature is only
 * tried against one that doesn't fit. */
#include <stdlib.h>

#include "engine/pki/verify.h"
#include "tls_credential.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 32768, MAX_LOOKED_UP = 200 };

static void
must(bool ok)
{
    if (!ok)
        abort();
}

static struct urt_cert *
some_cert(void)
{
    static struct urt_cert *cert;

    if (cert == NULL)
        must(urt_cert_new(&cert, urt_bytes(fuzz_cert, sizeof fuzz_cert)) ==
             URT_OK);
    return cert;
}

static void
walk(const struct urt_crl *crl)
{
    struct urt_bytes rest = crl->revoked, issuer = URT_BYTES_NONE;
    struct urt_crl_entry entry, found;
    size_t count = 0;
    bool there;

    while (urt_crl_entry_take(&rest, &issuer, &entry)) {
        if (++count > MAX_LOOKED_UP)
            continue;
        /* By whom an entry of an indirect CRL was issued is a list of names,
         * not the name that is looked for. */
        if (entry.issuer.data != NULL)
            continue;
        must(urt_crl_find(crl, entry.serial, URT_BYTES_NONE, &there,
                          &found) == URT_OK);
        must(there && urt_bytes_equal(found.serial, entry.serial));
    }
    if (rest.len == 0)
        must(urt_crl_count(crl) == count);
}

/* Through the checks of a verification. */
static void
consult(struct urt_crl *crl)
{
    struct urt_cert *cert = some_cert();
    struct urt_crl_entry entry;
    struct urt_key *key;
    bool there;

    must(urt_cert_key(cert, &key) == URT_OK);
    must(urt_crl_verify(crl, key) != URT_OK);
    (void)urt_crl_find(crl, cert->serial, cert->issuer, &there, &entry);
    (void)urt_crl_find(crl, URT_LITERAL("\x01"), cert->subject, &there,
                       &entry);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);
    struct urt_crl *crl;

    if (size > MAX_SIZE)
        return 0;
    while (urt_crl_take(&crl, &in) == URT_OK) {
        walk(crl);
        consult(crl);
        urt_crl_free(crl);
    }
    return 0;
}
