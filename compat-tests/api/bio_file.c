/* File BIOs, and the error entries of files that can't be opened. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64];
static char path[128];

static void
errors(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        char text[256];
        const char *at = strstr(data, dir);

        ERR_error_string_n(e, text, sizeof(text));
        /* The folder's name differs from run to run. */
        if (at != NULL)
            printf("  %s|%.*sDIR%s\n", text, (int)(at - data), data,
                   at + strlen(dir));
        else
            printf("  %s|%s\n", text, data);
    }
}

static void
check(const char *what, BIO *b)
{
    printf("%s: %s\n", what, b != NULL ? "ok" : "NULL");
    errors();
    BIO_free(b);
}

static void
round_trip(void)
{
    BIO *b = BIO_new_file(path, "w");
    FILE *fp = NULL;
    char buf[64];
    int n;

    printf("type %d %s close %d\n", BIO_method_type(b), BIO_method_name(b),
           BIO_get_close(b));
    printf("write %d puts %d printf %d\n", BIO_write(b, "line one\n", 9),
           BIO_puts(b, "line two\n"), BIO_printf(b, "%s %d\n", "three", 3));
    printf("tell %d flush %d pending %d wpending %d\n", BIO_tell(b),
           BIO_flush(b), BIO_pending(b), BIO_wpending(b));
    printf("get_fp %ld %d\n", BIO_get_fp(b, &fp), fp != NULL);
    n = BIO_read(b, buf, 5);
    printf("read from a writer %d retry %d\n", n, BIO_should_retry(b));
    errors();
    BIO_free(b);

    b = BIO_new_file(path, "r");
    while ((n = BIO_gets(b, buf, sizeof(buf))) > 0)
        printf("%d %s", n, buf);
    printf("end %d eof %d retry %d\n", n, BIO_eof(b), BIO_should_retry(b));
    printf("reset %d tell %d\n", BIO_reset(b), BIO_tell(b));
    printf("seek %d ", BIO_seek(b, 5));
    n = BIO_read(b, buf, 3);
    printf("read %d %.*s eof %d\n", n, n, buf, BIO_eof(b));
    n = BIO_read(b, buf, 64);
    printf("read %d eof %d\n", n, BIO_eof(b));
    printf("read %d\n", BIO_read(b, buf, 64));
    printf("write to a reader %d\n", BIO_write(b, "x", 1));
    errors();
    printf("unknown ctrl %ld\n", BIO_ctrl(b, 9999, 0, NULL));
    BIO_free(b);

    b = BIO_new(BIO_s_file());
    printf("init %d read %d\n", BIO_get_init(b), BIO_read(b, buf, 5));
    errors();
    printf("append %d ", BIO_append_filename(b, path));
    printf("puts %d\n", BIO_puts(b, "more\n"));
    printf("read_filename %d ", BIO_read_filename(b, path));
    n = BIO_gets(b, buf, sizeof(buf));
    printf("%d %s", n, buf);
    printf("rw %d\n", BIO_rw_filename(b, path));
    printf("write %d\n", BIO_write_filename(b, path));
    printf("no such %d\n", BIO_read_filename(b, "/nonexistent/file"));
    errors();
    printf("bad mode %ld\n", BIO_ctrl(b, BIO_C_SET_FILENAME, BIO_CLOSE, path));
    errors();
    BIO_free(b);
}

static void
failures(void)
{
    char missing[160];

    snprintf(missing, sizeof(missing), "%s/missing", dir);
    check("missing", BIO_new_file(missing, "r"));
    check("missing rb", BIO_new_file(missing, "rb"));
    check("folder for writing", BIO_new_file(dir, "w"));
    check("bad mode", BIO_new_file(path, "q"));
    snprintf(missing, sizeof(missing), "%s/x/y", dir);
    check("no folder", BIO_new_file(missing, "w"));
}

static void
reading_a_folder(void)
{
    BIO *b = BIO_new_file(dir, "r");
    char buf[16];

    printf("folder %d\n", BIO_read(b, buf, sizeof(buf)));
    errors();
    printf("gets %d\n", BIO_gets(b, buf, sizeof(buf)));
    errors();
    BIO_free(b);
}

static void
borrowed(void)
{
    FILE *fp = fopen(path, "w+");
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);

    BIO_puts(b, "borrowed\n");
    printf("close %d\n", BIO_get_close(b));
    BIO_free(b);
    printf("still open %d\n", fseek(fp, 0, SEEK_SET));
    fclose(fp);
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    strcpy(dir, "/tmp/bio-file-XXXXXX");
    if (mkdtemp(dir) == NULL)
        return 1;
    snprintf(path, sizeof(path), "%s/file", dir);
    round_trip();
    failures();
    reading_a_folder();
    borrowed();
    unlink(path);
    rmdir(dir);
    return 0;
}
