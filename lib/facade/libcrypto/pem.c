/* Reading and writing PEM blocks through a BIO. RFC 7468; the headers of
 * encrypted blocks are in pem_crypt.c.
 *
 * A block is read line by line, so that nothing behind its last line is
 * taken from the BIO. Programs go from block to block with the error "no
 * start line" as their end mark, so exactly that is raised there. */
#include "facade/libcrypto/pem_local.h"

#include <openssl/err.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/der/pem.h"

enum {
    LINE_MAX_LEN = 255,      /* of one BIO_gets */
    BLOCK_MAX = 64 << 20,    /* text of one block */
};

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"

/* ---- reading ---- */

/* The next line without its end: blanks and control characters are cut off.
 * The line's length, or -1 at the end of input. */
static int
read_line(BIO *bp, char line[LINE_MAX_LEN + 1])
{
    int n = BIO_gets(bp, line, LINE_MAX_LEN);

    if (n <= 0)
        return -1;
    while (n > 0 && (unsigned char)line[n - 1] <= ' ')
        n--;
    line[n] = '\0';
    return n;
}

/* The label of a BEGIN or END line; NULL when it is none. Cuts the line. */
static char *
label_of(char *line, const char *prefix)
{
    size_t len = strlen(line), skip = strlen(prefix), tail = strlen(DASHES);

    if (len < skip + tail || strncmp(line, prefix, skip) != 0 ||
        strcmp(line + len - tail, DASHES) != 0)
        return NULL;
    line[len - tail] = '\0';
    return line + skip;
}

static char *
find_start(BIO *bp)
{
    char line[LINE_MAX_LEN + 1], *label;

    while (read_line(bp, line) >= 0)
        if ((label = label_of(line, BEGIN)) != NULL)
            return OPENSSL_strdup(label);
    ERR_raise(ERR_LIB_PEM, PEM_R_NO_START_LINE);
    return NULL;
}

/* Everything up to the END line, sorted into header and base64 text. Only a
 * colon or a blank line tells one from the other, so lines are taken as text
 * until a blank line shows that they were a header. */
static int
read_body(BIO *bp, const char *name, struct urt_buf *header,
          struct urt_buf *text)
{
    enum { UNSURE, HEADER, TEXT } state = UNSURE;
    char line[LINE_MAX_LEN + 1], *label;
    int n;

    for (;;) {
        n = read_line(bp, line);
        if (n < 0 || (n == 0 && state == TEXT))
            goto bad_end;
        if (strncmp(line, END, strlen(END)) == 0)
            break;
        if (n == 0) {
            *header = *text;
            *text = (struct urt_buf)URT_BUF_INIT;
            state = TEXT;
            continue;
        }
        if (state == UNSURE && strchr(line, ':') != NULL)
            state = HEADER;
        urt_put(text, line, (size_t)n);
        urt_put_u8(text, '\n');
        if (text->len > BLOCK_MAX) {
            ERR_raise(ERR_LIB_PEM, PEM_R_HEADER_TOO_LONG);
            return 0;
        }
    }
    if (state == HEADER) {
        *header = *text;
        *text = (struct urt_buf)URT_BUF_INIT;
    }
    label = label_of(line, END);
    if (label != NULL && strcmp(label, name) == 0)
        return 1;
bad_end:
    ERR_raise(ERR_LIB_PEM, PEM_R_BAD_END_LINE);
    return 0;
}

/* The bytes of base64 text, NULL on failure. A dash ends the text. A block
 * without any is refused without a word, as programs expect. */
static unsigned char *
decode_text(const struct urt_buf *text, long *len)
{
    struct urt_buf der = URT_BUF_INIT;
    struct urt_bytes in = urt_buf_bytes(text);
    const uint8_t *dash = in.len > 0 ? memchr(in.data, '-', in.len) : NULL;
    unsigned char *out = NULL;
    size_t size = 0;

    if (dash != NULL)
        in.len = (size_t)(dash - in.data);
    if (!urt_base64_put_decoded(&der, in))
        ERR_raise(ERR_LIB_PEM, PEM_R_BAD_BASE64_DECODE);
    else if (!urt_buf_ok(text) || !urt_buf_ok(&der))
        ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
    else if (der.len > 0)
        out = urt_buf_steal(&der, &size);
    urt_buf_free(&der);
    *len = (long)size;
    return out;
}

/* One block: label, header text and bytes, all to be freed with
 * OPENSSL_free. */
int
PEM_read_bio(BIO *bp, char **name, char **header, unsigned char **data,
             long *len)
{
    struct urt_buf head = URT_BUF_INIT, text = URT_BUF_INIT;
    int ok = 0;

    *name = find_start(bp);
    *header = NULL;
    *data = NULL;
    *len = 0;
    if (*name == NULL)
        return 0;
    if (!read_body(bp, *name, &head, &text))
        goto done;
    *data = decode_text(&text, len);
    if (*data == NULL)
        goto done;
    urt_put_u8(&head, 0);
    *header = (char *)urt_buf_steal(&head, NULL);
    ok = *header != NULL;
    if (!ok)
        ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
done:
    urt_buf_free(&head);
    urt_buf_free(&text);
    if (!ok) {
        OPENSSL_free(*name);
        OPENSSL_clear_free(*data, (size_t)*len);
        *name = NULL;
        *data = NULL;
        *len = 0;
    }
    return ok;
}

int
PEM_read(FILE *fp, char **name, char **header, unsigned char **data, long *len)
{
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok;

    if (b == NULL) {
        ERR_raise(ERR_LIB_PEM, ERR_R_BUF_LIB);
        return 0;
    }
    ok = PEM_read_bio(b, name, header, data, len);
    BIO_free(b);
    return ok;
}

static bool
ends_with(const char *text, const char *tail)
{
    size_t a = strlen(text), b = strlen(tail);

    return a > b && strcmp(text + a - b, tail) == 0;
}

/* Which labels a program means that asks for one. */
static bool
label_fits(const char *found, const char *wanted)
{
    static const struct {
        const char *wanted, *also;
    } rows[] = {
        {PEM_STRING_X509, PEM_STRING_X509_OLD},
        {PEM_STRING_X509_TRUSTED, PEM_STRING_X509},
        {PEM_STRING_X509_TRUSTED, PEM_STRING_X509_OLD},
        {PEM_STRING_X509_REQ, PEM_STRING_X509_REQ_OLD},
        {PEM_STRING_DHPARAMS, PEM_STRING_DHXPARAMS},
        {PEM_STRING_PKCS7, PEM_STRING_PKCS7_SIGNED},
        {PEM_STRING_PKCS7, PEM_STRING_X509},
        {PEM_STRING_CMS, PEM_STRING_PKCS7},
        {PEM_STRING_CMS, PEM_STRING_X509},
        {PEM_STRING_PKCS7_SIGNED, PEM_STRING_PKCS7},
        {PEM_STRING_EVP_PKEY, PEM_STRING_PKCS8},
        {PEM_STRING_EVP_PKEY, PEM_STRING_PKCS8INF},
        {PEM_STRING_EVP_PKEY, PEM_STRING_RSA},
        {PEM_STRING_EVP_PKEY, PEM_STRING_DSA},
        {PEM_STRING_EVP_PKEY, PEM_STRING_ECPRIVATEKEY},
    };

    if (strcmp(found, wanted) == 0)
        return true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(wanted, rows[i].wanted) == 0 &&
            strcmp(found, rows[i].also) == 0)
            return true;
    return strcmp(wanted, PEM_STRING_PARAMETERS) == 0 &&
           ends_with(found, " " PEM_STRING_PARAMETERS);
}

/* The next block that NAME means, deciphered. Blocks of other kinds are
 * passed over. */
int
PEM_bytes_read_bio(unsigned char **pdata, long *plen, char **pnm,
                   const char *name, BIO *bp, pem_password_cb *cb, void *u)
{
    EVP_CIPHER_INFO cipher;
    char *found = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = 0;
    int ok;

    for (;;) {
        if (!PEM_read_bio(bp, &found, &header, &data, &len)) {
            if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE)
                ERR_add_error_data(2, "Expecting: ", name);
            return 0;
        }
        if (label_fits(found, name))
            break;
        OPENSSL_free(found);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, (size_t)len);
    }
    ok = PEM_get_EVP_CIPHER_INFO(header, &cipher) &&
         PEM_do_header(&cipher, data, &len, cb, u);
    OPENSSL_free(header);
    if (!ok) {
        OPENSSL_free(found);
        OPENSSL_clear_free(data, (size_t)len);
        return 0;
    }
    *pdata = data;
    *plen = len;
    if (pnm != NULL)
        *pnm = found;
    else
        OPENSSL_free(found);
    return 1;
}

void *
PEM_ASN1_read_bio(d2i_of_void *d2i, const char *name, BIO *bp, void **x,
                  pem_password_cb *cb, void *u)
{
    unsigned char *data = NULL;
    const unsigned char *p;
    long len;
    void *value;

    if (!PEM_bytes_read_bio(&data, &len, NULL, name, bp, cb, u))
        return NULL;
    p = data;
    value = d2i(x, &p, len);
    if (value == NULL)
        ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    OPENSSL_clear_free(data, (size_t)len);
    return value;
}

void *
PEM_ASN1_read(d2i_of_void *d2i, const char *name, FILE *fp, void **x,
              pem_password_cb *cb, void *u)
{
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    void *value;

    if (b == NULL) {
        ERR_raise(ERR_LIB_PEM, ERR_R_BUF_LIB);
        return NULL;
    }
    value = PEM_ASN1_read_bio(d2i, name, b, x, cb, u);
    BIO_free(b);
    return value;
}

/* ---- writing ---- */

/* The length of the base64 text, or 0. */
int
PEM_write_bio(BIO *bp, const char *name, const char *header,
              const unsigned char *data, long len)
{
    enum { BYTES_A_LINE = 48 };
    struct urt_buf b = URT_BUF_INIT;
    size_t text = 0, before;
    int ok;

    urt_put_text(&b, BEGIN);
    urt_put_text(&b, name);
    urt_put_text(&b, DASHES "\n");
    if (header != NULL && *header != '\0') {
        urt_put_text(&b, header);
        urt_put_u8(&b, '\n');
    }
    for (long at = 0; at < len; at += BYTES_A_LINE) {
        size_t n = (size_t)(len - at < BYTES_A_LINE ? len - at : BYTES_A_LINE);

        before = b.len;
        urt_base64_put(&b, urt_bytes(data + at, n));
        urt_put_u8(&b, '\n');
        text += b.len - before;
    }
    urt_put_text(&b, END);
    urt_put_text(&b, name);
    urt_put_text(&b, DASHES "\n");
    if (!urt_buf_ok(&b)) {
        urt_buf_free(&b);
        ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    ok = BIO_write(bp, b.data, (int)b.len) == (int)b.len;
    urt_buf_free(&b);
    if (!ok) {
        ERR_raise(ERR_LIB_PEM, ERR_R_BUF_LIB);
        return 0;
    }
    return (int)text;
}

int
PEM_write(FILE *fp, const char *name, const char *hdr,
          const unsigned char *data, long len)
{
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int n;

    if (b == NULL) {
        ERR_raise(ERR_LIB_PEM, ERR_R_BUF_LIB);
        return 0;
    }
    n = PEM_write_bio(b, name, hdr, data, len);
    BIO_free(b);
    return n;
}

int
PEM_ASN1_write_bio(i2d_of_void *i2d, const char *name, BIO *bp, const void *x,
                   const EVP_CIPHER *enc, const unsigned char *kstr, int klen,
                   pem_password_cb *cb, void *u)
{
    unsigned char *data = NULL, *p;
    char header[FAC_PEM_HEADER_SIZE] = "";
    int len = i2d(x, NULL), ok = 0;
    size_t room;

    if (len < 0) {
        ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
        return 0;
    }
    room = (size_t)len + EVP_MAX_BLOCK_LENGTH;
    data = OPENSSL_malloc(room);
    if (data == NULL) {
        ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    p = data;
    len = i2d(x, &p);
    if (enc == NULL ||
        fac_pem_encrypt(enc, data, &len, header, kstr, klen, cb, u))
        ok = PEM_write_bio(bp, name, header, data, len) > 0;
    OPENSSL_clear_free(data, room);
    return ok;
}

int
PEM_ASN1_write(i2d_of_void *i2d, const char *name, FILE *fp, const void *x,
               const EVP_CIPHER *enc, const unsigned char *kstr, int klen,
               pem_password_cb *callback, void *u)
{
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok;

    if (b == NULL) {
        ERR_raise(ERR_LIB_PEM, ERR_R_BUF_LIB);
        return 0;
    }
    ok = PEM_ASN1_write_bio(i2d, name, b, x, enc, kstr, klen, callback, u);
    BIO_free(b);
    return ok;
}
