/* Reading the error queue in all the old and new ways, and printing it. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/asyncerr.h>
#include <openssl/bio.h>
#include <openssl/cmserr.h>
#include <openssl/comperr.h>
#include <openssl/conferr.h>
#include <openssl/cterr.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/storeerr.h>
#include <openssl/tserr.h>
#include <openssl/ui.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
fill(void)
{
    ERR_new();
    ERR_set_debug("first.c", 11, "one");
    ERR_set_error(ERR_LIB_EVP, 3, "data %d", 1);
    ERR_new();
    ERR_set_debug("second.c", 22, "two");
    ERR_set_error(ERR_LIB_SSL, 4, NULL);
    ERR_new();
    ERR_set_debug("third.c", 33, "three");
    ERR_set_error(ERR_LIB_SYS, 2, "data %s", "3");
}

#define SHOW(e)                                                      \
    printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e))

static void
peek(int last)
{
    const char *file = "-", *func = "-", *data = "-";
    int line = -1, flags = -1;
    unsigned long e;

    e = last ? ERR_peek_last_error_line(&file, &line)
             : ERR_peek_error_line(&file, &line);
    SHOW(e);
    printf(" %s:%d", file, line);
    e = last ? ERR_peek_last_error_func(&func) : ERR_peek_error_func(&func);
    SHOW(e);
    printf(" %s", func);
    e = last ? ERR_peek_last_error_data(&data, &flags)
             : ERR_peek_error_data(&data, &flags);
    SHOW(e);
    printf(" '%s' %x", data, flags);
    e = last ? ERR_peek_last_error_line_data(&file, &line, &data, &flags)
             : ERR_peek_error_line_data(&file, &line, &data, &flags);
    SHOW(e);
    printf(" %s:%d '%s' %x", file, line, data, flags);
    e = last ? ERR_peek_last_error_all(&file, &line, &func, &data, &flags)
             : ERR_peek_error_all(&file, &line, &func, &data, &flags);
    SHOW(e);
    printf(" %s:%d %s '%s' %x\n", file, line, func, data, flags);
}

static void
reading(void)
{
    const char *file, *data;
    int line, flags;
    unsigned long e;

    peek(0);
    fill();
    peek(0);
    peek(1);
    e = ERR_get_error_line(&file, &line);
    SHOW(e);
    printf(" %s:%d\n", file, line);
    peek(0);
    while ((e = ERR_get_error_line_data(&file, &line, &data, &flags)) != 0) {
        SHOW(e);
        printf(" %s:%d '%s' %x\n", file, line, data, flags);
    }
    e = ERR_get_error_line_data(&file, &line, &data, &flags);
    SHOW(e);
    printf("\n");
    printf("func %s\n", ERR_func_error_string(0x0607908aul) == NULL
                            ? "null" : "text");
}

static void
by_list(int how, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (how)
        ERR_add_error_vdata(3, args);
    else
        ERR_vset_error(ERR_LIB_X509, 7, format, args);
    va_end(args);
}

static int
print(const char *text, size_t len, void *arg)
{
    const char *tail = strchr(text, ':');

    /* Without the thread's number. */
    printf("%s%s", (const char *)arg, tail == NULL ? text : tail);
    return 1;
}

static void
printing(void)
{
    ERR_STATE *state = ERR_get_state();

    printf("state %d\n", state != NULL);
    ERR_new();
    ERR_set_debug("x.c", 1, "x");
    by_list(0, "%s-%d", "listed", 4);
    by_list(1, "%s", " and", " more", " text");
    ERR_print_errors_cb(print, "> ");
    fill();
    ERR_print_errors_fp(stderr);
    printf("left %lu\n", ERR_peek_error());
    ERR_new();
    ERR_set_debug("x.c", 1, "x");
    ERR_set_error(ERR_LIB_X509, 7, "%s %p %5d|%-5d|%05x", NULL, NULL, 3, 4,
                  255u);
    ERR_print_errors_cb(print, "> ");
}

/* All of them are there already; each says so. */
static void
loading(void)
{
#define L(name) printf(" " #name " %d", ERR_load_##name##_strings())
    L(ASN1);
    L(ASYNC);
    L(BIO);
    L(BN);
    L(BUF);
    L(CMS);
    L(COMP);
    L(CONF);
    L(CRYPTO);
    L(CT);
    L(DH);
    L(DSA);
    L(EC);
    L(ENGINE);
    L(EVP);
    L(KDF);
    L(OBJ);
    L(OCSP);
    L(OSSL_STORE);
    L(PEM);
    L(PKCS12);
    L(PKCS7);
    L(RAND);
    L(RSA);
    L(TS);
    L(UI);
    L(X509);
    L(X509V3);
    printf("\n");
}

int
main(void)
{
    reading();
    printing();
    loading();
    return 0;
}
