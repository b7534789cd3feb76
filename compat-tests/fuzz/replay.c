/* A main for fuzz targets where libFuzzer isn't: runs the target on each file
 * of its corpus, and on no input at all.
 *
 * usage: TARGET [FILE-OR-FOLDER...]; without arguments the corpus is
 * compat-tests/fuzz/corpus/<name of the target>. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static unsigned long count;

static int
replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t len = 0, cap = 0, got;

    if (f == NULL) {
        perror(path);
        return 1;
    }
    do {
        if (len == cap) {
            cap = cap * 2 + 4096;
            data = realloc(data, cap);
            if (data == NULL)
                abort();
        }
        got = fread(data + len, 1, cap - len, f);
        len += got;
    } while (got > 0);
    fclose(f);
    /* A block of exactly the right size, so that a sanitizer sees overruns. */
    data = realloc(data, len > 0 ? len : 1);
    if (data == NULL)
        abort();
    LLVMFuzzerTestOneInput(data, len);
    free(data);
    count++;
    return 0;
}

static int
replay(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    char name[4096];
    int failed = 0;

    if (dir == NULL) {
        if (errno == ENOTDIR)
            return replay_file(path);
        perror(path);
        return 1;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(name, sizeof name, "%s/%s", path, entry->d_name) >=
            (int)sizeof name)
            abort();
        failed |= replay_file(name);
    }
    closedir(dir);
    return failed;
}

int
main(int argc, char *argv[])
{
    const char *root = getenv("URT_SRCDIR");
    const char *base = strrchr(argv[0], '/');
    char path[4096];
    int failed = 0;

    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    if (argc < 2) {
        snprintf(path, sizeof path, "%s/compat-tests/fuzz/corpus/%s",
                 root != NULL ? root : ".",
                 base != NULL ? base + 1 : argv[0]);
        failed = replay(path);
    }
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    if (count == 0) {
        fputs("no corpus\n", stderr);
        failed = 1;
    }
    printf("%lu inputs\n", count);
    return failed;
}
