/* Compression of records before TLS 1.3: DEFLATE. RFC 3749, RFC 5246
 * section 6.2.2.
 *
 * Each direction is one stream that begins with its keys: what is in one
 * record may refer to those before. Content of more than 2^14 bytes is never
 * made, whatever a record claims to inflate to. */
#include "engine/crypto/deflate.h"
#include "engine/tls/record.h"

enum { COMPRESSED_MAX = URT_RECORD_PLAIN_MAX + URT_RECORD_GROWTH_COMPRESSED };

bool
urt_records_compress(uint8_t method)
{
    return method == URT_COMPRESSION_DEFLATE && urt_deflate_available();
}

enum urt_err
urt_records_set_compression(struct urt_records *r, bool out, uint8_t method)
{
    if (out) {
        urt_deflate_free(r->out_z);
        r->out_z = NULL;
    } else {
        urt_inflate_free(r->in_z);
        r->in_z = NULL;
    }
    if (method == URT_COMPRESSION_NONE)
        return URT_OK;
    if (!urt_records_compress(method))
        return URT_E_UNSUPPORTED;
    if (out)
        r->out_z = urt_deflate_new();
    else
        r->in_z = urt_inflate_new();
    return (out ? r->out_z != NULL : r->in_z != NULL) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_record_inflate(struct urt_records *r)
{
    enum urt_err err;
    size_t n;

    if (r->content.len > COMPRESSED_MAX)
        return URT_E_RECORD_COMPRESSED_TOO_LONG;
    r->inflated = urt_recbuf_get();
    if (r->inflated == NULL)
        return URT_E_NOMEM;
    /* A failing zlib may have written anywhere in it. */
    r->inflated_len = URT_RECORD_PLAIN_MAX;
    err = urt_inflate(r->in_z, r->inflated, URT_RECORD_PLAIN_MAX, &n,
                      r->content);
    if (err != URT_OK)
        return err == URT_E_NOMEM ? err : URT_E_RECORD_DECOMPRESS;
    r->inflated_len = n;
    r->content = urt_bytes(r->inflated, n);
    return URT_OK;
}

enum urt_err
urt_record_deflate(struct urt_records *r, uint8_t *block,
                   struct urt_bytes *content)
{
    size_t n;

    URT_TRY(urt_deflate(r->out_z, block, COMPRESSED_MAX, &n, *content));
    *content = urt_bytes(block, n);
    return URT_OK;
}
