/* Numbers and octets as indented lines of hex, the form of printed keys: 15
 * octets a line, small numbers in decimal and hex on one. */
#include "toolkit/asn1_local.h"

#include <openssl/bio.h>
#include <openssl/bn.h>

enum { OCTETS_A_LINE = 15, MAX_INDENT = 128 };

/* An empty line too many for no octets is the form's own. */
int
ASN1_buf_print(BIO *bp, const unsigned char *buf, size_t buflen, int indent)
{
    for (size_t i = 0; i < buflen; i++) {
        if (i % OCTETS_A_LINE == 0 &&
            ((i > 0 && BIO_puts(bp, "\n") <= 0) ||
             !BIO_indent(bp, indent, MAX_INDENT)))
            return 0;
        if (BIO_printf(bp, "%02x%s", buf[i], i + 1 == buflen ? "" : ":") <= 0)
            return 0;
    }
    return BIO_write(bp, "\n", 1) > 0;
}

/* BUF is scratch of old callers; it is not needed. */
int
ASN1_bn_print(BIO *bp, const char *number, const BIGNUM *num,
              unsigned char *buf, int indent)
{
    const char *sign;
    unsigned char *octets;
    int len, ret;

    if (num == NULL)
        return 1;
    sign = BN_is_negative(num) ? "-" : "";
    if (!BIO_indent(bp, indent, MAX_INDENT))
        return 0;
    if (BN_is_zero(num))
        return BIO_printf(bp, "%s 0\n", number) > 0;
    if (BN_num_bytes(num) <= BN_BYTES) {
        unsigned long v = BN_get_word(num);

        return BIO_printf(bp, "%s %s%lu (%s0x%lx)\n", number, sign, v, sign,
                          v) > 0;
    }
    len = BN_num_bytes(num);
    if ((octets = urt_zalloc((size_t)len + 1)) == NULL)
        return 0;
    /* A zero in front where the top bit would look like a sign. */
    (void)BN_bn2bin(num, octets + 1);
    ret = BIO_printf(bp, "%s%s\n", number,
                     *sign == '-' ? " (Negative)" : "") > 0;
    if (ret && (octets[1] & 0x80) != 0)
        ret = ASN1_buf_print(bp, octets, (size_t)len + 1, indent + 4);
    else if (ret)
        ret = ASN1_buf_print(bp, octets + 1, (size_t)len, indent + 4);
    urt_wipe_free(octets, (size_t)len + 1);
    return ret;
}
