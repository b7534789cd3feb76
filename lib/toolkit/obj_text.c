/* Objects as text: a name, or the dotted form with arcs of any size. X.690,
 * 8.19. The way back is a2d_ASN1_OBJECT.
 *
 * Arcs beyond 64 bits are rare and legal, so that numbers are kept as
 * decimal digits while they are converted. That takes time that grows with
 * the square of an arc's length; OIDs above 586 bytes are refused, as
 * OpenSSL does. */
#include "toolkit/obj_local.h"

#include "engine/base/buf.h"

#include <openssl/objects.h>

#include <string.h>

enum {
    LONGEST = 586, /* bytes of content */
    DIGITS = LONGEST * 7 / 3 + 2,
};

/* digits = digits * 128 + low, least significant first. */
static void
shift_in(uint8_t *digits, size_t *count, unsigned low)
{
    unsigned carry = low;

    for (size_t i = 0; i < *count; i++) {
        carry += digits[i] * 128u;
        digits[i] = (uint8_t)(carry % 10);
        carry /= 10;
    }
    for (; carry > 0; carry /= 10)
        digits[(*count)++] = (uint8_t)(carry % 10);
}

/* Subtracts 40 or 80, which is known to fit. */
static void
subtract(uint8_t *digits, size_t *count, unsigned n)
{
    int borrow = (int)(n / 10);

    for (size_t i = 1; borrow > 0 && i < *count; i++) {
        int d = digits[i] - borrow;

        borrow = d < 0 ? 1 : 0;
        digits[i] = (uint8_t)(d < 0 ? d + 10 : d);
    }
    while (*count > 0 && digits[*count - 1] == 0)
        (*count)--;
}

static void
put_number(struct urt_buf *out, const uint8_t *digits, size_t count)
{
    if (count == 0)
        urt_put_u8(out, '0');
    while (count-- > 0)
        urt_put_u8(out, (uint8_t)('0' + digits[count]));
}

/* The dotted form of DER; false when it is malformed or too long. */
static bool
put_dotted(struct urt_buf *out, struct urt_bytes der)
{
    uint8_t digits[DIGITS];
    bool first = true;

    if (der.len > LONGEST)
        return false;
    while (der.len > 0) {
        size_t count = 0;
        uint8_t byte;

        if (der.data[0] == 0x80)
            return false;
        do {
            if (!urt_take_u8(&der, &byte))
                return false;
            shift_in(digits, &count, byte & 0x7f);
        } while (byte & 0x80);
        if (first) {
            bool small = count < 2 || (count == 2 && digits[1] < 8);
            unsigned root = !small ? 2 : count < 2 || digits[1] < 4 ? 0 : 1;

            subtract(digits, &count, root * 40);
            urt_put_u8(out, (uint8_t)('0' + root));
            first = false;
        }
        urt_put_u8(out, '.');
        put_number(out, digits, count);
    }
    return urt_buf_ok(out);
}

int
OBJ_obj2txt(char *buf, int buf_len, const ASN1_OBJECT *obj, int no_name)
{
    struct urt_buf text = URT_BUF_INIT;
    int nid, len = -1;

    if (buf != NULL && buf_len > 0)
        buf[0] = '\0';
    if (obj == NULL || obj->data == NULL)
        return 0;
    nid = no_name ? NID_undef : OBJ_obj2nid(obj);
    if (nid != NID_undef) {
        const char *name = OBJ_nid2ln(nid);

        if (name == NULL)
            name = OBJ_nid2sn(nid);
        if (name != NULL) {
            if (buf != NULL && buf_len > 0)
                OPENSSL_strlcpy(buf, name, (size_t)buf_len);
            return (int)strlen(name);
        }
    }
    if (put_dotted(&text, urt_bytes(obj->data, (size_t)obj->length))) {
        len = (int)text.len;
        urt_put_u8(&text, 0);
        if (!urt_buf_ok(&text))
            len = -1;
        else if (buf != NULL && buf_len > 0)
            OPENSSL_strlcpy(buf, (char *)text.data, (size_t)buf_len);
    }
    urt_buf_free(&text);
    return len;
}
