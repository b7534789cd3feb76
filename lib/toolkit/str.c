/* Text helpers: bounded copies, hexadecimal, comparison without the locale.
 * Man pages OPENSSL_strlcpy, OPENSSL_hexchar2int, OPENSSL_strcasecmp. */
#include "toolkit/err_local.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <openssl/crypto.h>

#include <string.h>

/* What separates bytes where the caller has no say. */
enum { SEPARATOR = ':' };

size_t
OPENSSL_strlcpy(char *dst, const char *src, size_t size)
{
    size_t len = strlen(src);

    if (size > 0) {
        size_t take = len < size ? len : size - 1;

        memcpy(dst, src, take);
        dst[take] = '\0';
    }
    return len;
}

size_t
OPENSSL_strlcat(char *dst, const char *src, size_t size)
{
    size_t len = strnlen(dst, size);

    return len + OPENSSL_strlcpy(dst + len, src, size - len);
}

size_t
OPENSSL_strnlen(const char *str, size_t maxlen)
{
    return strnlen(str, maxlen);
}

int
OPENSSL_strncasecmp(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int order = (unsigned char)urt_ascii_lower(a[i]) -
                    (unsigned char)urt_ascii_lower(b[i]);

        if (order != 0 || a[i] == '\0')
            return order;
    }
    return 0;
}

int
OPENSSL_strcasecmp(const char *a, const char *b)
{
    return OPENSSL_strncasecmp(a, b, SIZE_MAX);
}

int
OPENSSL_hexchar2int(unsigned char c)
{
    return urt_hex_value((char)c);
}

/* Writes at most MOST bytes; OUT may be NULL to count only. */
static int
from_hex(unsigned char *out, size_t most, size_t *len, const char *text,
         char sep)
{
    size_t n = 0;

    while (*text != '\0') {
        int high, low;

        if (*text == sep && sep != '\0') {
            text++;
            continue;
        }
        high = urt_hex_value(text[0]);
        if (text[1] == '\0')
            return fac_err_raise(ERR_LIB_CRYPTO,
                                 CRYPTO_R_ODD_NUMBER_OF_DIGITS);
        low = urt_hex_value(text[1]);
        if (high < 0 || low < 0)
            return fac_err_raise(ERR_LIB_CRYPTO, CRYPTO_R_ILLEGAL_HEX_DIGIT);
        text += 2;
        if (out != NULL) {
            if (n >= most)
                return fac_err_raise(ERR_LIB_CRYPTO,
                                     CRYPTO_R_TOO_SMALL_BUFFER);
            out[n] = (unsigned char)(high << 4 | low);
        }
        n++;
    }
    if (len != NULL)
        *len = n;
    return 1;
}

int
OPENSSL_hexstr2buf_ex(unsigned char *buf, size_t buf_n, size_t *buflen,
                      const char *str, const char sep)
{
    return from_hex(buf, buf_n, buflen, str, sep);
}

unsigned char *
OPENSSL_hexstr2buf(const char *str, long *buflen)
{
    size_t half = strlen(str) / 2, len = 0;
    unsigned char *buf;

    if (half == 0) {
        fac_err_raise(ERR_LIB_CRYPTO, CRYPTO_R_HEX_STRING_TOO_SHORT);
        return NULL;
    }
    buf = urt_alloc(half);
    if (buf == NULL) {
        fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (buflen != NULL)
        *buflen = 0;
    if (!from_hex(buf, half, &len, str, SEPARATOR)) {
        urt_wipe_free(buf, half);
        return NULL;
    }
    if (buflen != NULL)
        *buflen = (long)len;
    return buf;
}

/* The length counts the NUL. */
int
OPENSSL_buf2hexstr_ex(char *str, size_t str_n, size_t *strlength,
                      const unsigned char *buf, size_t buflen, const char sep)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t each = sep == '\0' ? 2 : 3, need;
    char *p = str;

    if (buflen > (SIZE_MAX - 1) / 3)
        return fac_err_raise(ERR_LIB_CRYPTO, CRYPTO_R_TOO_MANY_BYTES);
    need = buflen * each + (sep == '\0' || buflen == 0 ? 1 : 0);
    if (strlength != NULL)
        *strlength = need;
    if (str == NULL)
        return 1;
    if (str_n < need)
        return fac_err_raise(ERR_LIB_CRYPTO, CRYPTO_R_TOO_SMALL_BUFFER);
    for (size_t i = 0; i < buflen; i++) {
        if (i > 0 && sep != '\0')
            *p++ = sep;
        *p++ = digits[buf[i] >> 4];
        *p++ = digits[buf[i] & 0xf];
    }
    *p = '\0';
    return 1;
}

char *
OPENSSL_buf2hexstr(const unsigned char *buf, long buflen)
{
    size_t len = buflen > 0 ? (size_t)buflen * 3 : 1;
    char *str;

    if (buflen < 0)
        return NULL;
    str = urt_zalloc(len);
    if (str == NULL) {
        fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (OPENSSL_buf2hexstr_ex(str, len, NULL, buf, (size_t)buflen, SEPARATOR))
        return str;
    urt_free(str);
    return NULL;
}
