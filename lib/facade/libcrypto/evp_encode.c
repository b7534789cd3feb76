/* Base64 by the block: EVP_EncodeBlock and EVP_DecodeBlock. */
#include <openssl/evp.h>

#include "engine/base/text.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Writes a NUL behind the text and doesn't count it. */
int
EVP_EncodeBlock(unsigned char *out, const unsigned char *in, int len)
{
    unsigned char *start = out;

    for (; len > 0; len -= 3, in += 3) {
        unsigned long v = (unsigned long)in[0] << 16;

        if (len > 1)
            v |= (unsigned long)in[1] << 8;
        if (len > 2)
            v |= in[2];
        *out++ = (unsigned char)alphabet[v >> 18];
        *out++ = (unsigned char)alphabet[v >> 12 & 63];
        *out++ = len > 1 ? (unsigned char)alphabet[v >> 6 & 63] : '=';
        *out++ = len > 2 ? (unsigned char)alphabet[v & 63] : '=';
    }
    *out = '\0';
    return (int)(out - start);
}

/* A digit's value, '=' counting as zero; -1 for anything else. */
static int
value(unsigned char c)
{
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);

    if (c == '=')
        return 0;
    return at == NULL ? -1 : (int)(at - alphabet);
}

static bool
is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

static bool
is_blank_or_end(unsigned char c)
{
    return is_blank(c) || c == '\r' || c == '\n';
}

/* Padding comes out as zero bytes: three for every four characters. */
int
EVP_DecodeBlock(unsigned char *out, const unsigned char *in, int len)
{
    unsigned char *start = out;

    for (; len > 0 && is_blank(*in); len--)
        in++;
    while (len > 0 && is_blank_or_end(in[len - 1]))
        len--;
    if (len % 4 != 0)
        return -1;
    for (; len > 0; len -= 4, in += 4) {
        int a = value(in[0]), b = value(in[1]);
        int c = value(in[2]), d = value(in[3]);

        if (a < 0 || b < 0 || c < 0 || d < 0)
            return -1;
        *out++ = (unsigned char)(a << 2 | b >> 4);
        *out++ = (unsigned char)(b << 4 | c >> 2);
        *out++ = (unsigned char)(c << 6 | d);
    }
    return (int)(out - start);
}
