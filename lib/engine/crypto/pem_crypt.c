/* Encrypted PEM of old: RFC 1421 headers, a key from MD5 over password and
 * the first eight bytes of the IV. */
#include "engine/base/text.h"
#include "engine/crypto/cipher.h"
#include "engine/crypto/kdf.h"
#include "engine/crypto/keyfile.h"
#include "engine/crypto/rng.h"

enum { SALT_SIZE = 8, MAX_NAME = 32 };

/* Takes a line without its end. */
static bool
take_line(struct urt_bytes *in, struct urt_bytes *line)
{
    size_t n = 0;

    if (in->len == 0)
        return false;
    while (n < in->len && in->data[n] != '\n')
        n++;
    *line = (struct urt_bytes){in->data, n};
    in->data += n < in->len ? n + 1 : n;
    in->len -= n < in->len ? n + 1 : n;
    while (line->len > 0 && urt_ascii_is_space((char)line->data[line->len - 1]))
        line->len--;
    return true;
}

/* The value of a header, blanks stripped; false when it isn't this one. */
static bool
value_of(struct urt_bytes line, const char *name, struct urt_bytes *value)
{
    size_t len = strlen(name);

    if (line.len < len || memcmp(line.data, name, len) != 0)
        return false;
    *value = (struct urt_bytes){line.data + len, line.len - len};
    while (value->len > 0 && urt_ascii_is_space((char)value->data[0])) {
        value->data++;
        value->len--;
    }
    return true;
}

struct dek {
    const struct urt_cipher *cipher;
    uint8_t iv[URT_CIPHER_MAX_IV];
};

/* "AES-128-CBC,00112233..." */
static enum urt_err
read_dek(struct dek *dek, struct urt_bytes value)
{
    struct urt_buf iv = URT_BUF_INIT;
    char name[MAX_NAME];
    size_t n = 0;
    enum urt_err err = URT_E_PEM_DECODE;

    while (n < value.len && value.data[n] != ',')
        n++;
    if (n == value.len || n >= sizeof name)
        return URT_E_PEM_DECODE;
    memcpy(name, value.data, n);
    name[n] = '\0';
    dek->cipher = urt_cipher_by_name(name);
    if (dek->cipher == NULL || dek->cipher->iv_size < SALT_SIZE)
        return URT_E_ALGORITHM_UNKNOWN;
    if (urt_put_unhex(&iv, urt_bytes(value.data + n + 1, value.len - n - 1)) &&
        iv.len == dek->cipher->iv_size) {
        memcpy(dek->iv, iv.data, iv.len);
        err = URT_OK;
    } else if (!urt_buf_ok(&iv)) {
        err = URT_E_NOMEM;
    }
    urt_buf_free(&iv);
    return err;
}

/* Proc-Type must come first, DEK-Info next (RFC 1421, 4.6). *ENCRYPTED is
 * false without headers. */
static enum urt_err
read_headers(struct dek *dek, bool *encrypted, struct urt_bytes headers)
{
    struct urt_bytes line, value;

    *encrypted = false;
    if (!take_line(&headers, &line) ||
        !value_of(line, "Proc-Type:", &value))
        return URT_OK;
    if (!urt_bytes_equal(value, URT_LITERAL("4,ENCRYPTED")))
        return URT_E_PEM_DECODE;
    if (!take_line(&headers, &line) || !value_of(line, "DEK-Info:", &value))
        return URT_E_PEM_DECODE;
    *encrypted = true;
    return read_dek(dek, value);
}

static void
make_key(uint8_t *key, const struct dek *dek, struct urt_bytes password)
{
    urt_bytes_to_key(&urt_hash_md5, key, dek->cipher->key_size, NULL, 0,
                     password, urt_bytes(dek->iv, SALT_SIZE), 1);
}

enum urt_err
urt_pem_decrypt(struct urt_buf *plain, const struct urt_pem *pem,
                struct urt_password password)
{
    struct urt_buf text = URT_BUF_INIT;
    uint8_t key[URT_CIPHER_MAX_KEY];
    struct dek dek;
    bool encrypted;
    enum urt_err err;

    URT_TRY(read_headers(&dek, &encrypted, pem->headers));
    if (!encrypted) {
        urt_put_bytes(plain, urt_buf_bytes(&pem->der));
        return urt_buf_ok(plain) ? URT_OK : URT_E_NOMEM;
    }
    if (password.fn == NULL)
        return URT_E_PASSWORD_NEEDED;
    err = password.fn(password.arg, &text);
    if (err == URT_OK) {
        make_key(key, &dek, urt_buf_bytes(&text));
        err = urt_cipher_cbc_open(
            dek.cipher, plain, urt_bytes(key, dek.cipher->key_size),
            urt_bytes(dek.iv, dek.cipher->iv_size), urt_buf_bytes(&pem->der));
        urt_wipe(key, sizeof key);
    }
    urt_buf_free(&text);
    return err;
}

static char
upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void
put_headers(struct urt_buf *b, const struct dek *dek)
{
    static const char digits[] = "0123456789ABCDEF";

    urt_put_text(b, "Proc-Type: 4,ENCRYPTED\nDEK-Info: ");
    for (const char *c = dek->cipher->name; *c != '\0'; c++)
        urt_put_u8(b, (uint8_t)upper(*c));
    urt_put_text(b, ",");
    for (size_t i = 0; i < dek->cipher->iv_size; i++) {
        urt_put_u8(b, (uint8_t)digits[dek->iv[i] >> 4]);
        urt_put_u8(b, (uint8_t)digits[dek->iv[i] & 15]);
    }
    urt_put_text(b, "\n\n");
}

enum urt_err
urt_pem_put_encrypted(struct urt_buf *b, const char *label,
                      struct urt_bytes der, const char *cipher,
                      struct urt_bytes password)
{
    struct urt_buf sealed = URT_BUF_INIT, block = URT_BUF_INIT;
    struct dek dek = {.cipher = urt_cipher_by_name(cipher)};
    uint8_t key[URT_CIPHER_MAX_KEY];
    struct urt_bytes text, first;
    enum urt_err err;

    if (dek.cipher == NULL || dek.cipher->mode != URT_MODE_CBC)
        return URT_E_ALGORITHM_UNKNOWN;
    URT_TRY(urt_random(dek.iv, dek.cipher->iv_size));
    make_key(key, &dek, password);
    err = urt_cipher_cbc_seal(dek.cipher, &sealed,
                              urt_bytes(key, dek.cipher->key_size),
                              urt_bytes(dek.iv, dek.cipher->iv_size), der);
    urt_wipe(key, sizeof key);
    if (err == URT_OK) {
        urt_pem_put(&block, label, urt_buf_bytes(&sealed));
        text = urt_buf_bytes(&block);
        err = urt_buf_ok(&block) ? URT_OK : URT_E_NOMEM;
    }
    if (err == URT_OK && take_line(&text, &first)) {
        /* The headers stand behind the start line. */
        urt_put_bytes(b, first);
        urt_put_text(b, "\n");
        put_headers(b, &dek);
        urt_put_bytes(b, text);
        err = urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
    }
    urt_buf_free(&sealed);
    urt_buf_free(&block);
    return err;
}
