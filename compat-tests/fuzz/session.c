/* Serialised sessions, as a program loads them from a file: what is read can
 * be printed, copied and written, and what was written is read as the same. */
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 65536 };

static void
must(int ok)
{
    if (!ok)
        abort();
}

static void
look(SSL_SESSION *s)
{
    BIO *out = BIO_new(BIO_s_mem());
    unsigned int len;

    must(out != NULL);
    must(SSL_SESSION_print(out, s));
    must(SSL_SESSION_print_keylog(out, s) >= 0);
    BIO_free(out);
    (void)SSL_SESSION_get_id(s, &len);
    must(len <= SSL_MAX_SSL_SESSION_ID_LENGTH);
    (void)SSL_SESSION_get0_id_context(s, &len);
    must(len <= SSL_MAX_SID_CTX_LENGTH);
    (void)SSL_SESSION_get0_peer(s);
    (void)SSL_SESSION_is_resumable(s);
}

static void
write_and_read(SSL_SESSION *s)
{
    unsigned char *one = NULL, *two = NULL;
    int len = i2d_SSL_SESSION(s, &one), again;
    const unsigned char *p = one;
    SSL_SESSION *copy;

    if (len <= 0) /* of a cipher that isn't known */
        return;
    copy = d2i_SSL_SESSION(NULL, &p, len);
    must(copy != NULL && p == one + len);
    again = i2d_SSL_SESSION(copy, &two);
    must(again == len && memcmp(one, two, (size_t)len) == 0);
    OPENSSL_free(one);
    OPENSSL_free(two);
    SSL_SESSION_free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const unsigned char *p = data;
    SSL_SESSION *s, *copy;

    if (size > MAX_SIZE)
        return 0;
    s = d2i_SSL_SESSION(NULL, &p, (long)size);
    if (s != NULL) {
        must(p > data && p <= data + size);
        look(s);
        copy = SSL_SESSION_dup(s);
        must(copy != NULL);
        write_and_read(copy);
        SSL_SESSION_free(copy);
        SSL_SESSION_free(s);
    }
    ERR_clear_error();
    return 0;
}
