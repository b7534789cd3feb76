/* What a BIO and a BIO_METHOD are, for the files that implement kinds. */
#ifndef FAC_BIO_LOCAL_H
#define FAC_BIO_LOCAL_H

#include "engine/base/sync.h"

#include <openssl/bio.h>

/* Reading and writing come in two forms: the older one with int, which all
 * of ours have, and the newer one with size_t, which is what BIO_read calls.
 * A method that has only the older gets fac_bio_read_int in the newer. */
struct bio_method_st {
    int type;
    char *name;
    int (*write_ex)(BIO *, const char *, size_t, size_t *);
    int (*write_int)(BIO *, const char *, int);
    int (*read_ex)(BIO *, char *, size_t, size_t *);
    int (*read_int)(BIO *, char *, int);
    int (*puts)(BIO *, const char *);
    int (*gets)(BIO *, char *, int);
    long (*ctrl)(BIO *, int, long, void *);
    int (*create)(BIO *);
    int (*destroy)(BIO *);
    long (*callback_ctrl)(BIO *, int, BIO_info_cb *);
};

struct bio_st {
    const BIO_METHOD *method;
    BIO_callback_fn callback; /* the older kind; at most one is set */
    BIO_callback_fn_ex callback_ex;
    char *callback_arg;
    int init;     /* ready to read and write */
    int shutdown; /* BIO_CLOSE: what lies below goes with the BIO */
    int flags;
    int retry_reason;
    int num; /* the kind's own: a descriptor, mostly */
    void *ptr;
    BIO *next; /* towards the source; not owned */
    BIO *prev;
    struct urt_ref refs;
    uint64_t read_count, write_count;
    CRYPTO_EX_DATA ex_data;
    OSSL_LIB_CTX *libctx;
};

/* The newer form over the older one. */
int fac_bio_read_int(BIO *b, char *out, size_t len, size_t *done);
int fac_bio_write_int(BIO *b, const char *data, size_t len, size_t *done);

/* A method with these older functions, for a table that begins with type and
 * name. */
#define FAC_BIO_IO(writer, reader)                                  \
    .write_ex = fac_bio_write_int, .write_int = (writer),           \
    .read_ex = fac_bio_read_int, .read_int = (reader)

/* puts in terms of write, for kinds without buffering. */
int fac_bio_puts(BIO *b, const char *text);

/* Commands of a kind are a table, looked through by fac_bio_ctrl; VALUE is
 * returned where there is no function. */
typedef long fac_bio_ctrl_fn(BIO *b, long num, void *ptr);
struct fac_bio_cmd {
    int cmd;
    fac_bio_ctrl_fn *run;
    long value;
};
/* The first row with CMD; OTHERWISE when there is none. */
long fac_bio_ctrl(BIO *b, const struct fac_bio_cmd *cmds, size_t count,
                  int cmd, long num, void *ptr, long otherwise);

/* BIO_CTRL_GET_CLOSE and SET_CLOSE, the same for all. */
long fac_bio_get_close(BIO *b, long num, void *ptr);
long fac_bio_set_close(BIO *b, long num, void *ptr);

/* What a filter does with a command that isn't its own: hands it on, and
 * takes over the retry flags where IO may have happened. */
long fac_bio_pass(BIO *b, int cmd, long num, void *ptr);
long fac_bio_pass_callback(BIO *b, int cmd, BIO_info_cb *fp);

#endif
