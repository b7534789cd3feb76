/* Enciphered PEM blocks of the old kind: RFC 1421 headers
 *   Proc-Type: 4,ENCRYPTED
 *   DEK-Info: AES-256-CBC,<IV in hex>
 * with a key made from the password and the IV's first eight bytes by one
 * round of MD5. */
#include "facade/libcrypto/pem_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rand.h>
#include <openssl/ui.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

enum { SALT = 8 };

static const char *
skip_blanks(const char *s)
{
    return s + strspn(s, " \t");
}

static bool
read_iv(EVP_CIPHER_INFO *cipher, const char *hex, int size)
{
    for (int i = 0; i < 2 * size; i++) {
        int v = urt_hex_value(hex[i]);

        if (v < 0) {
            ERR_raise(ERR_LIB_PEM, PEM_R_BAD_IV_CHARS);
            return false;
        }
        cipher->iv[i / 2] |= (unsigned char)(i % 2 == 0 ? v << 4 : v);
    }
    return true;
}

/* "AES-256-CBC,00112233..." */
static bool
read_dek_info(const char *s, EVP_CIPHER_INFO *cipher)
{
    char name[64];
    size_t len = strcspn(s, " \t,");
    int iv;

    if (len == 0 || len >= sizeof name) {
        ERR_raise(ERR_LIB_PEM, PEM_R_UNSUPPORTED_ENCRYPTION);
        return false;
    }
    memcpy(name, s, len);
    name[len] = '\0';
    s = skip_blanks(s + len);
    cipher->cipher = EVP_get_cipherbyname(name);
    if (cipher->cipher == NULL) {
        ERR_raise(ERR_LIB_PEM, PEM_R_UNSUPPORTED_ENCRYPTION);
        return false;
    }
    iv = EVP_CIPHER_get_iv_length(cipher->cipher);
    if (iv > 0 && *s++ != ',') {
        ERR_raise(ERR_LIB_PEM, PEM_R_MISSING_DEK_IV);
        return false;
    }
    if (iv == 0 && *s == ',') {
        ERR_raise(ERR_LIB_PEM, PEM_R_UNEXPECTED_DEK_IV);
        return false;
    }
    if (iv > (int)sizeof cipher->iv)
        return false;
    return read_iv(cipher, skip_blanks(s), iv);
}

/* Reads a header into CIPHER; no header means not enciphered. */
int
PEM_get_EVP_CIPHER_INFO(char *header, EVP_CIPHER_INFO *cipher)
{
    static const char proc_type[] = "Proc-Type:", encrypted[] = "ENCRYPTED";
    static const char dek_info[] = "DEK-Info:";
    const char *s = header;

    cipher->cipher = NULL;
    memset(cipher->iv, 0, sizeof cipher->iv);
    if (s == NULL || *s == '\0' || *s == '\n')
        return 1;
    if (strncmp(s, proc_type, sizeof proc_type - 1) != 0) {
        ERR_raise(ERR_LIB_PEM, PEM_R_NOT_PROC_TYPE);
        return 0;
    }
    s = skip_blanks(s + sizeof proc_type - 1);
    if (s[0] != '4' || s[1] != ',')
        return 0;
    s = skip_blanks(s + 2);
    if (strncmp(s, encrypted, sizeof encrypted - 1) != 0 ||
        s[sizeof encrypted - 1] == '\0' ||
        strchr(" \t\r\n", s[sizeof encrypted - 1]) == NULL) {
        ERR_raise(ERR_LIB_PEM, PEM_R_NOT_ENCRYPTED);
        return 0;
    }
    s = strchr(s, '\n');
    if (s == NULL) {
        ERR_raise(ERR_LIB_PEM, PEM_R_SHORT_HEADER);
        return 0;
    }
    if (strncmp(++s, dek_info, sizeof dek_info - 1) != 0) {
        ERR_raise(ERR_LIB_PEM, PEM_R_NOT_DEK_INFO);
        return 0;
    }
    return read_dek_info(skip_blanks(s + sizeof dek_info - 1), cipher);
}

static bool
run_cipher(const EVP_CIPHER *cipher, const unsigned char *key,
           const unsigned char *iv, int encrypt, unsigned char *data, int *len)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int first = 0, last = 0;
    bool ok = ctx != NULL &&
              EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, encrypt) &&
              EVP_CipherUpdate(ctx, data, &first, data, *len) &&
              EVP_CipherFinal_ex(ctx, data + first, &last);

    EVP_CIPHER_CTX_free(ctx);
    *len = first + last;
    return ok;
}

/* Deciphers DATA in place; does nothing when CIPHER names no cipher. */
int
PEM_do_header(EVP_CIPHER_INFO *cipher, unsigned char *data, long *plen,
              pem_password_cb *callback, void *u)
{
    unsigned char key[EVP_MAX_KEY_LENGTH];
    char password[PEM_BUFSIZE];
    int n, len;
    bool ok;

    if (cipher->cipher == NULL)
        return 1;
    if (*plen > INT32_MAX) {
        ERR_raise(ERR_LIB_PEM, PEM_R_HEADER_TOO_LONG);
        return 0;
    }
    len = (int)*plen;
    if (callback == NULL)
        callback = PEM_def_callback;
    n = callback(password, PEM_BUFSIZE, 0, u);
    if (n < 0 || n > PEM_BUFSIZE) {
        ERR_raise(ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ);
        return 0;
    }
    ok = EVP_BytesToKey(cipher->cipher, EVP_md5(), cipher->iv,
                        (unsigned char *)password, n, 1, key, NULL) &&
         run_cipher(cipher->cipher, key, cipher->iv, 0, data, &len);
    OPENSSL_cleanse(password, sizeof password);
    OPENSSL_cleanse(key, sizeof key);
    if (ok)
        *plen = len;
    else
        ERR_raise(ERR_LIB_PEM, PEM_R_BAD_DECRYPT);
    return ok;
}

void
PEM_proc_type(char *buf, int type)
{
    const char *name = type == PEM_TYPE_ENCRYPTED   ? "ENCRYPTED"
                       : type == PEM_TYPE_MIC_CLEAR ? "MIC-CLEAR"
                       : type == PEM_TYPE_MIC_ONLY  ? "MIC-ONLY"
                                                    : "BAD-TYPE";
    size_t used = strlen(buf);

    snprintf(buf + used, PEM_BUFSIZE - used, "Proc-Type: 4,%s\n", name);
}

void
PEM_dek_info(char *buf, const char *type, int len, const char *str)
{
    size_t used = strlen(buf);

    used += (size_t)snprintf(buf + used, PEM_BUFSIZE - used, "DEK-Info: %s,",
                             type);
    for (int i = 0; i < len && used < PEM_BUFSIZE - 3; i++)
        used += (size_t)snprintf(buf + used, PEM_BUFSIZE - used, "%02X",
                                 (unsigned char)str[i]);
    snprintf(buf + used, PEM_BUFSIZE - used, "\n");
}

bool
fac_pem_encrypt(const EVP_CIPHER *enc, unsigned char *data, int *len,
                char header[FAC_PEM_HEADER_SIZE], const unsigned char *kstr,
                int klen, pem_password_cb *cb, void *u)
{
    const char *name = OBJ_nid2sn(EVP_CIPHER_get_nid(enc));
    unsigned char key[EVP_MAX_KEY_LENGTH], iv[EVP_MAX_IV_LENGTH];
    char password[PEM_BUFSIZE];
    int size = EVP_CIPHER_get_iv_length(enc);
    bool ok;

    if (name == NULL || size < SALT) {
        ERR_raise(ERR_LIB_PEM, PEM_R_UNSUPPORTED_CIPHER);
        return false;
    }
    if (kstr == NULL) {
        klen = (cb != NULL ? cb : PEM_def_callback)(password, PEM_BUFSIZE, 1,
                                                    u);
        if (klen <= 0 || klen > PEM_BUFSIZE) {
            ERR_raise(ERR_LIB_PEM, PEM_R_READ_KEY);
            return false;
        }
        kstr = (unsigned char *)password;
    }
    ok = RAND_bytes(iv, size) > 0 &&
         EVP_BytesToKey(enc, EVP_md5(), iv, kstr, klen, 1, key, NULL) &&
         run_cipher(enc, key, iv, 1, data, len);
    if (ok) {
        header[0] = '\0';
        PEM_proc_type(header, PEM_TYPE_ENCRYPTED);
        PEM_dek_info(header, name, size, (char *)iv);
    }
    OPENSSL_cleanse(password, sizeof password);
    OPENSSL_cleanse(key, sizeof key);
    return ok;
}

/* The callback of those who bring none: USERDATA is the password, or the
 * terminal is asked. */
int
PEM_def_callback(char *buf, int num, int rwflag, void *userdata)
{
    enum { MIN_TO_WRITE = 4 };
    const char *prompt;
    int len;

    if (userdata != NULL) {
        len = (int)strlen(userdata);
        if (len > num)
            len = num;
        memcpy(buf, userdata, (size_t)len);
        return len;
    }
    prompt = EVP_get_pw_prompt();
    if (prompt == NULL)
        prompt = "Enter PEM pass phrase:";
    if (EVP_read_pw_string_min(buf, rwflag ? MIN_TO_WRITE : 0, num, prompt,
                               rwflag) != 0) {
        ERR_raise(ERR_LIB_PEM, PEM_R_PROBLEMS_GETTING_PASSWORD);
        memset(buf, 0, (size_t)num);
        return -1;
    }
    return (int)strlen(buf);
}
