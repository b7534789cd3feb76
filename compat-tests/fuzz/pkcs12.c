/* PKCS#12 files, with the password of the corpus, an empty one and none. */
#include <stdlib.h>

#include "engine/pki/pkcs12.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 8192 };

static void
open_with(struct urt_bytes in, struct urt_bytes password)
{
    struct urt_pkcs12 *p12;
    enum urt_err mac, err;

    mac = urt_pkcs12_verify_mac(in, password);
    err = urt_pkcs12_open(&p12, in, password);
    if (err != URT_OK)
        return;
    /* What has a MAC was opened because it fits; no password may stand for
     * an empty one and the other way round. */
    if (p12->has_mac && mac != URT_OK && password.len == 0)
        mac = urt_pkcs12_verify_mac(in, password.data == NULL
                                            ? URT_LITERAL("")
                                            : URT_BYTES_NONE);
    if (p12->has_mac && mac != URT_OK)
        abort();
    for (size_t i = 0; i < p12->count; i++) {
        const struct urt_pkcs12_item *item = &p12->item[i];

        if ((item->kind == URT_PKCS12_CERT && item->cert == NULL) ||
            (item->kind == URT_PKCS12_CRL && item->crl == NULL) ||
            (item->kind == URT_PKCS12_PRIVATE_KEY && item->key == NULL))
            abort();
    }
    urt_pkcs12_free(p12);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);

    if (size > MAX_SIZE)
        return 0;
    open_with(in, URT_LITERAL("secret"));
    open_with(in, URT_LITERAL(""));
    open_with(in, URT_BYTES_NONE);
    return 0;
}
