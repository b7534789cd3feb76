/* BUF_MEM: a growing buffer whose fields are public. Man page
 * BUF_MEM_new. */
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <openssl/buffer.h>

#include <string.h>

/* More than this can't be grown to: room for half as much again must fit. */
#define LIMIT 0x5ffffffcUL

BUF_MEM *
BUF_MEM_new(void)
{
    BUF_MEM *buf = urt_zalloc(sizeof(*buf));

    if (buf == NULL)
        fac_err_raise(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
    return buf;
}

BUF_MEM *
BUF_MEM_new_ex(unsigned long flags)
{
    BUF_MEM *buf = BUF_MEM_new();

    if (buf != NULL)
        buf->flags = flags;
    return buf;
}

static void
release(char *data, size_t len, unsigned long flags)
{
    if (flags & BUF_MEM_FLAG_SECURE)
        OPENSSL_secure_clear_free(data, len);
    else
        urt_wipe_free(data, len);
}

void
BUF_MEM_free(BUF_MEM *buf)
{
    if (buf == NULL)
        return;
    release(buf->data, buf->max, buf->flags);
    urt_free(buf);
}

/* What grows is zeroed, and what is given up is always wiped. */
size_t
BUF_MEM_grow_clean(BUF_MEM *buf, size_t len)
{
    size_t max = (len + 3) / 3 * 4;
    char *data;

    if (buf->length >= len) {
        if (buf->data != NULL)
            memset(buf->data + len, 0, buf->length - len);
        buf->length = len;
        return len;
    }
    if (buf->max >= len) {
        memset(buf->data + buf->length, 0, len - buf->length);
        buf->length = len;
        return len;
    }
    if (len > LIMIT) {
        fac_err_raise(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    data = buf->flags & BUF_MEM_FLAG_SECURE ? OPENSSL_secure_malloc(max)
                                            : urt_alloc(max);
    if (data == NULL) {
        fac_err_raise(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (buf->length > 0)
        memcpy(data, buf->data, buf->length);
    release(buf->data, buf->max, buf->flags);
    memset(data + buf->length, 0, max - buf->length);
    buf->data = data;
    buf->max = max;
    buf->length = len;
    return len;
}

/* The only difference that is promised: bytes cut off need not be wiped. */
size_t
BUF_MEM_grow(BUF_MEM *buf, size_t len)
{
    if (buf->length < len)
        return BUF_MEM_grow_clean(buf, len);
    buf->length = len;
    return len;
}

void
BUF_reverse(unsigned char *out, const unsigned char *in, size_t len)
{
    if (in != NULL) {
        for (size_t i = 0; i < len; i++)
            out[len - 1 - i] = in[i];
        return;
    }
    for (size_t i = 0; i < len / 2; i++) {
        unsigned char c = out[i];

        out[i] = out[len - 1 - i];
        out[len - 1 - i] = c;
    }
}
