/* Extensions from text: the input is a configuration, every entry of whose
 * first section is read as an extension, with all sections to refer to; what
 * is made of one is printed and decoded again. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 4096 };

static void
look_at(X509_EXTENSION *ext)
{
    BIO *out = BIO_new(BIO_s_null());
    unsigned char *der = NULL;
    const unsigned char *p;
    X509_EXTENSION *again;
    int len;

    X509V3_EXT_print(out, ext, X509V3_EXT_PARSE_UNKNOWN, 0);
    len = i2d_X509_EXTENSION(ext, &der);
    /* A name that stands for no identifier can't be written, as in OpenSSL. */
    if (len < 0 && OBJ_length(X509_EXTENSION_get_object(ext)) == 0) {
        BIO_free(out);
        return;
    }
    p = der;
    again = d2i_X509_EXTENSION(NULL, &p, len);
    if (len <= 0 || again == NULL)
        abort();
    X509_EXTENSION_free(again);
    OPENSSL_free(der);
    BIO_free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    STACK_OF(CONF_VALUE) *list;
    X509V3_CTX ctx;
    CONF *conf;
    BIO *in;

    if (size == 0 || size > MAX_SIZE)
        return 0;
    in = BIO_new_mem_buf(data, (int)size);
    conf = NCONF_new(NULL);
    if (in == NULL || conf == NULL)
        abort();
    if (NCONF_load_bio(conf, in, NULL) > 0) {
        X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
        X509V3_set_nconf(&ctx, conf);
        list = NCONF_get_section(conf, "default");
        for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
            CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
            X509_EXTENSION *ext =
                X509V3_EXT_nconf(conf, &ctx, v->name, v->value);

            if (ext != NULL)
                look_at(ext);
            X509_EXTENSION_free(ext);
        }
    }
    NCONF_free(conf);
    BIO_free(in);
    ERR_clear_error();
    return 0;
}
