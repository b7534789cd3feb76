/* DEFLATE over zlib. RFC 1950, RFC 1951; RFC 3749 section 2.
 *
 * zlib gets its memory from us, each block with its size in front, so that
 * it can be wiped when zlib gives it back. */
#include "engine/crypto/deflate.h"

#ifdef URT_HAVE_ZLIB

#include <limits.h>
#include <zlib.h>

struct urt_deflate {
    z_stream z;
};

struct urt_inflate {
    z_stream z;
};

/* Stands before each block; a multiple of any alignment. */
union front {
    size_t len;
    max_align_t align;
};

static void *
take_memory(void *arg, unsigned count, unsigned size)
{
    union front *f;
    size_t len;

    if (size != 0 && count > (SIZE_MAX - sizeof *f) / size)
        return Z_NULL;
    len = (size_t)count * size + sizeof *f;
    f = urt_alloc(len);
    if (f == NULL)
        return Z_NULL;
    f->len = len;
    return f + 1;
}

static void
give_memory(void *arg, void *block)
{
    union front *f = block;

    if (f != NULL) {
        f--;
        urt_wipe_free(f, f->len);
    }
}

bool
urt_deflate_available(void)
{
    return true;
}

struct urt_deflate *
urt_deflate_new(void)
{
    struct urt_deflate *d = urt_zalloc(sizeof *d);

    if (d == NULL)
        return NULL;
    d->z.zalloc = take_memory;
    d->z.zfree = give_memory;
    if (deflateInit(&d->z, Z_DEFAULT_COMPRESSION) == Z_OK)
        return d;
    urt_free(d);
    return NULL;
}

void
urt_deflate_free(struct urt_deflate *d)
{
    if (d == NULL)
        return;
    deflateEnd(&d->z);
    urt_wipe_free(d, sizeof *d);
}

struct urt_inflate *
urt_inflate_new(void)
{
    struct urt_inflate *d = urt_zalloc(sizeof *d);

    if (d == NULL)
        return NULL;
    d->z.zalloc = take_memory;
    d->z.zfree = give_memory;
    if (inflateInit(&d->z) == Z_OK)
        return d;
    urt_free(d);
    return NULL;
}

void
urt_inflate_free(struct urt_inflate *d)
{
    if (d == NULL)
        return;
    inflateEnd(&d->z);
    urt_wipe_free(d, sizeof *d);
}

/* Both ports of a stream; zlib never writes to its input. */
static void
set_ports(z_stream *z, uint8_t *out, size_t cap, struct urt_bytes in)
{
    z->next_in = (Bytef *)(uintptr_t)in.data;
    z->avail_in = (uInt)in.len;
    z->next_out = out;
    z->avail_out = (uInt)cap;
}

enum urt_err
urt_deflate(struct urt_deflate *d, uint8_t *out, size_t cap, size_t *n,
            struct urt_bytes in)
{
    int result;

    *n = 0;
    if (in.len > UINT_MAX || cap > UINT_MAX)
        return URT_E_MISUSE;
    if (in.len == 0)
        return URT_OK;
    set_ports(&d->z, out, cap, in);
    result = deflate(&d->z, Z_SYNC_FLUSH);
    if (result != Z_OK)
        return URT_E_INTERNAL;
    /* A full output may hide that the flush isn't done. */
    if (d->z.avail_in > 0 || d->z.avail_out == 0)
        return URT_E_DATA_TOO_LARGE;
    *n = cap - d->z.avail_out;
    return URT_OK;
}

enum urt_err
urt_inflate(struct urt_inflate *d, uint8_t *out, size_t cap, size_t *n,
            struct urt_bytes in)
{
    uint8_t more;
    int result;

    *n = 0;
    if (in.len > UINT_MAX || cap > UINT_MAX)
        return URT_E_MISUSE;
    if (in.len == 0)
        return URT_OK;
    set_ports(&d->z, out, cap, in);
    result = cap > 0 ? inflate(&d->z, Z_SYNC_FLUSH) : Z_OK;
    if (result == Z_OK && d->z.avail_out == 0) {
        /* Exactly full, or is there more? */
        d->z.next_out = &more;
        d->z.avail_out = 1;
        result = inflate(&d->z, Z_SYNC_FLUSH);
        if (d->z.avail_out == 0)
            return URT_E_DATA_TOO_LARGE;
        *n = cap;
        if (result == Z_BUF_ERROR) /* nothing was left to do */
            result = Z_OK;
    } else {
        *n = cap - d->z.avail_out;
    }
    if (result == Z_MEM_ERROR)
        return URT_E_NOMEM;
    /* A stream that ends could not carry the next message. */
    if (result != Z_OK || d->z.avail_in > 0)
        return URT_E_DECRYPT_FAILED;
    return URT_OK;
}

#else

bool
urt_deflate_available(void)
{
    return false;
}

struct urt_deflate *
urt_deflate_new(void)
{
    return NULL;
}

void
urt_deflate_free(struct urt_deflate *d)
{
}

struct urt_inflate *
urt_inflate_new(void)
{
    return NULL;
}

void
urt_inflate_free(struct urt_inflate *d)
{
}

/* Never reached: there is no stream to call them with. */
enum urt_err
urt_deflate(struct urt_deflate *d, uint8_t *out, size_t cap, size_t *n,
            struct urt_bytes in)
{
    return URT_E_UNSUPPORTED;
}

enum urt_err
urt_inflate(struct urt_inflate *d, uint8_t *out, size_t cap, size_t *n,
            struct urt_bytes in)
{
    return URT_E_UNSUPPORTED;
}

#endif
