/* OCSP responses: what is read is walked, every single response is found
 * again by its id, and nothing is ever accepted, since nobody is trusted. */
#include <stdlib.h>

#include "engine/pki/ocsp.h"
#include "tls_credential.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 32768, MAX_LOOKED_UP = 100, NOW = 1700000000 };

static void
must(bool ok)
{
    if (!ok)
        abort();
}

static void
walk(const struct urt_ocsp_response *r)
{
    struct urt_bytes rest = r->singles;
    struct urt_ocsp_single single, found;
    size_t count = 0;

    while (count++ < MAX_LOOKED_UP && urt_ocsp_single_take(&rest, &single)) {
        must(urt_ocsp_find(r, &single.id, &found));
        must(urt_ocsp_id_equal(&single.id, &found.id, true));
        (void)urt_ocsp_check_validity(
            &single.this_update,
            single.has_next_update ? &single.next_update : NULL, NOW, 300,
            86400);
    }
}

static void
judge(const struct urt_ocsp_response *r)
{
    static const unsigned long flags[] = {
        0, URT_OCSP_NOINTERN, URT_OCSP_NOCHECKS, URT_OCSP_PARTIAL_CHAIN};
    struct urt_cert_list others = {NULL, 0, 0};
    struct urt_store *store;
    struct urt_cert *cert;

    must(urt_store_new(&store) == URT_OK);
    must(urt_cert_new(&cert, urt_bytes(fuzz_cert, sizeof fuzz_cert)) ==
         URT_OK);
    must(urt_cert_list_add(&others, cert) == URT_OK);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        must(urt_ocsp_verify(r, &others, store, NULL, flags[i], NULL,
                             NULL) != URT_OCSP_OK);
    urt_cert_list_free(&others);
    urt_cert_free(cert);
    urt_store_free(store);
}

static void
look(struct urt_ocsp_response *r)
{
    if (r->basic) {
        walk(r);
        judge(r);
    }
    urt_ocsp_response_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);
    struct urt_ocsp_response *r;

    if (size > MAX_SIZE)
        return 0;
    if (urt_ocsp_response_new(&r, in) == URT_OK)
        look(r);
    if (urt_ocsp_basic_new(&r, in) == URT_OK)
        look(r);
    return 0;
}
