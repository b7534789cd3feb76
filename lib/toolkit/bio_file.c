/* File BIOs on stdio. Man page BIO_s_file. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include <errno.h>
#include <string.h>

static int
file_create(BIO *b)
{
    b->init = 0;
    b->num = 0;
    b->ptr = NULL;
    return 1;
}

static void
close_file(BIO *b)
{
    if (b->init && b->ptr != NULL && b->shutdown) {
        fclose(b->ptr);
        b->ptr = NULL;
        b->flags = 0;
    }
    b->init = 0;
}

static int
file_destroy(BIO *b)
{
    if (b == NULL)
        return 0;
    if (b->shutdown)
        close_file(b);
    return 1;
}

static int
file_read(BIO *b, char *out, int len)
{
    size_t n;

    if (!b->init || out == NULL)
        return 0;
    n = fread(out, 1, (size_t)len, b->ptr);
    if (n == 0 && ferror(b->ptr)) {
        fac_err_raise_sys("calling fread()");
        fac_err_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
        return -1;
    }
    return (int)n;
}

/* All or nothing, as it is with one item of LEN bytes. */
static int
file_write(BIO *b, const char *data, int len)
{
    if (!b->init || data == NULL)
        return 0;
    return fwrite(data, (size_t)len, 1, b->ptr) == 1 ? len : 0;
}

static int
file_gets(BIO *b, char *out, int size)
{
    if (size > 0)
        out[0] = '\0';
    if (fgets(out, size, b->ptr) == NULL)
        return 0;
    return (int)strlen(out);
}

static long
seek_to(BIO *b, long num, void *ptr)
{
    return fseek(b->ptr, num, SEEK_SET);
}

static long
at_end(BIO *b, long num, void *ptr)
{
    return feof((FILE *)b->ptr);
}

static long
tell(BIO *b, long num, void *ptr)
{
    return ftell(b->ptr);
}

static long
set_file(BIO *b, long num, void *ptr)
{
    close_file(b);
    b->shutdown = (int)num & BIO_CLOSE;
    b->ptr = ptr;
    b->init = 1;
    return 1;
}

static long
get_file(BIO *b, long num, void *ptr)
{
    if (ptr != NULL)
        *(FILE **)ptr = b->ptr;
    return 1;
}

static const char *
mode_of(long flags)
{
    if (flags & BIO_FP_APPEND)
        return flags & BIO_FP_READ ? "a+" : "a";
    if ((flags & BIO_FP_READ) && (flags & BIO_FP_WRITE))
        return "r+";
    if (flags & BIO_FP_WRITE)
        return "w";
    return flags & BIO_FP_READ ? "r" : NULL;
}

static long
open_file(BIO *b, long num, void *ptr)
{
    const char *mode = mode_of(num);
    FILE *fp;

    close_file(b);
    b->shutdown = (int)num & BIO_CLOSE;
    if (mode == NULL)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_BAD_FOPEN_MODE);
    fp = fopen(ptr, mode);
    if (fp == NULL) {
        fac_err_raise_sys("calling fopen(%s, %s)", (char *)ptr, mode);
        return fac_err_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
    }
    b->ptr = fp;
    b->init = 1;
    return 1;
}

static long
flush(BIO *b, long num, void *ptr)
{
    if (fflush(b->ptr) != EOF)
        return 1;
    fac_err_raise_sys("calling fflush()");
    return fac_err_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
}

static long
file_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, seek_to},
        {BIO_C_FILE_SEEK, seek_to},
        {BIO_CTRL_EOF, at_end},
        {BIO_C_FILE_TELL, tell},
        {BIO_CTRL_INFO, tell},
        {BIO_C_SET_FILE_PTR, set_file},
        {BIO_C_GET_FILE_PTR, get_file},
        {BIO_C_SET_FILENAME, open_file},
        {BIO_CTRL_GET_CLOSE, fac_bio_get_close},
        {BIO_CTRL_SET_CLOSE, fac_bio_set_close},
        {BIO_CTRL_FLUSH, flush},
        {BIO_CTRL_DUP, NULL, 1},
    };

    return fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num,
                        ptr, 0);
}

const BIO_METHOD *
BIO_s_file(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_FILE,
        (char *)"FILE pointer",
        FAC_BIO_IO(file_write, file_read),
        .puts = fac_bio_puts,
        .gets = file_gets,
        .ctrl = file_ctrl,
        .create = file_create,
        .destroy = file_destroy,
    };

    return &method;
}

BIO *
BIO_new_file(const char *filename, const char *mode)
{
    FILE *fp = fopen(filename, mode);
    BIO *b;

    if (fp == NULL) {
        bool absent = errno == ENOENT || errno == ENXIO;

        fac_err_raise_sys("calling fopen(%s, %s)", filename, mode);
        fac_err_raise(ERR_LIB_BIO,
                      absent ? BIO_R_NO_SUCH_FILE : ERR_R_SYS_LIB);
        return NULL;
    }
    b = BIO_new_fp(fp, BIO_CLOSE);
    if (b == NULL)
        fclose(fp);
    return b;
}

BIO *
BIO_new_fp(FILE *fp, int close_flag)
{
    BIO *b = BIO_new(BIO_s_file());

    if (b != NULL)
        BIO_set_fp(b, fp, close_flag);
    return b;
}
