/* IP addresses from text, for general names. */
#include "facade/libcrypto/v3_local.h"

#include <string.h>

#include "engine/base/text.h"

enum { IP4 = 4, IP6 = 16, GROUPS = 8, GROUP_DIGITS = 4 };

/* Four decimal numbers with dots between. As in OpenSSL blanks and a plus
 * may stand before each number, and whatever follows a blank at the end is
 * not looked at. */
static bool
read_ip4(uint8_t out[IP4], const char *text)
{
    for (int i = 0; i < IP4; i++) {
        int n = 0, digits = 0;

        while (urt_ascii_is_space(*text))
            text++;
        if (*text == '+')
            text++;
        for (; urt_ascii_is_digit(*text); text++, digits++) {
            n = n * 10 + (*text - '0');
            if (n > 255)
                return false;
        }
        if (digits == 0)
            return false;
        out[i] = (uint8_t)n;
        if (i + 1 < IP4 && *text++ != '.')
            return false;
    }
    return *text == '\0' || urt_ascii_is_space(*text);
}

/* Takes one group of hex digits, at most four. */
static bool
read_group(const char **text, uint8_t out[2])
{
    unsigned n = 0;
    int digits = 0, v;

    while ((v = urt_hex_value(**text)) >= 0 && digits < GROUP_DIGITS) {
        n = n << 4 | (unsigned)v;
        (*text)++;
        digits++;
    }
    out[0] = (uint8_t)(n >> 8);
    out[1] = (uint8_t)n;
    return digits > 0;
}

/* RFC 4291, section 2.2: groups, one "::" at most, perhaps an IPv4 address
 * at the end. */
static bool
read_ip6(uint8_t out[IP6], const char *text)
{
    uint8_t groups[IP6] = {0};
    size_t used = 0, gap = IP6 + 1;
    bool need = true; /* a group must come */

    if (strcmp(text, ":") == 0) /* OpenSSL reads it as "::" */
        text = "::";
    if (text[0] == ':' && text[1] == ':') {
        gap = 0;
        text += 2;
        need = *text != '\0';
    }
    while (*text != '\0' || need) {
        if (used + IP4 <= IP6 && strchr(text, ':') == NULL &&
            strchr(text, '.') != NULL) {
            if (!read_ip4(groups + used, text))
                return false;
            used += IP4;
            break;
        }
        if (used == IP6 || !read_group(&text, groups + used))
            return false;
        used += 2;
        need = false;
        if (*text == '\0')
            break;
        if (*text++ != ':')
            return false;
        need = true;
        if (*text == ':') {
            if (gap <= IP6)
                return false;
            gap = used;
            text++;
            need = false;
        }
    }
    if (gap > IP6 ? used != IP6 : used == IP6)
        return false;
    memset(out, 0, IP6);
    if (gap > IP6)
        gap = used;
    memcpy(out, groups, gap);
    memcpy(out + IP6 - (used - gap), groups + gap, used - gap);
    return true;
}

/* The length, or 0 when the text is no address. */
static int
read_ip(uint8_t out[IP6], const char *text)
{
    if (strchr(text, ':') != NULL)
        return read_ip6(out, text) ? IP6 : 0;
    return read_ip4(out, text) ? IP4 : 0;
}

static ASN1_OCTET_STRING *
octets(const uint8_t *data, int len)
{
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();

    if (s != NULL && ASN1_STRING_set(s, data, len))
        return s;
    ASN1_OCTET_STRING_free(s);
    return NULL;
}

ASN1_OCTET_STRING *
a2i_IPADDRESS(const char *ipasc)
{
    uint8_t ip[IP6];
    int len = read_ip(ip, ipasc);

    return len > 0 ? octets(ip, len) : NULL;
}

/* An address and a mask, with a slash between. */
ASN1_OCTET_STRING *
a2i_IPADDRESS_NC(const char *ipasc)
{
    const char *slash = strchr(ipasc, '/');
    uint8_t both[2 * IP6];
    char *address;
    int len = 0, mask = 0;

    if (slash == NULL)
        return NULL;
    address = OPENSSL_strndup(ipasc, (size_t)(slash - ipasc));
    if (address == NULL)
        return NULL;
    len = read_ip(both, address);
    OPENSSL_free(address);
    if (len > 0)
        mask = read_ip(both + len, slash + 1);
    return len > 0 && mask == len ? octets(both, 2 * len) : NULL;
}
