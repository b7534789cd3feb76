/* Random bytes: what can be said about them without knowing them. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tell.h"

static int
fixed(unsigned char *out, int len)
{
    memset(out, 42, (size_t)len);
    return 1;
}

static void
method(void)
{
    static RAND_METHOD m = {.bytes = fixed};
    unsigned char b[8];

    TRY(RAND_get_rand_method() == RAND_OpenSSL());
    TRY(RAND_set_rand_method(&m));
    TRY(RAND_get_rand_method() == &m);
    TRY(RAND_bytes(b, 8));
    TRY(b[0]);
    TRY(RAND_set_rand_method(NULL));
    TRY(RAND_bytes(b, 8));
}

/* A child's bytes differ from its parent's. */
static void
after_fork(void)
{
    unsigned char mine[32], child[32];
    int fd[2];

    if (pipe(fd) != 0)
        exit(1);
    RAND_bytes(mine, sizeof mine);
    fflush(stdout);
    if (fork() == 0) {
        RAND_bytes(child, sizeof child);
        _exit(write(fd[1], child, sizeof child) != sizeof child);
    }
    RAND_bytes(mine, sizeof mine);
    TRY(read(fd[0], child, sizeof child));
    TRY(memcmp(mine, child, sizeof mine) != 0);
    wait(NULL);
}

int
main(void)
{
    unsigned char a[2000], b[2000];
    char name[100];
    struct stat st;

    memset(a, 0, sizeof a);
    TRY(RAND_status());
    TRY(RAND_bytes(a, sizeof a));
    TRY(RAND_bytes(b, sizeof b));
    TRY(memcmp(a, b, sizeof a) != 0);
    TRY(memcmp(a, a + 1000, 1000) != 0);
    TRY(RAND_bytes(a, 0));
    TRY(RAND_priv_bytes(a, 10));
    TRY(RAND_bytes_ex(NULL, a, 10, 0));
    TRY(RAND_priv_bytes_ex(NULL, a, 10, 128));
    TRY(RAND_pseudo_bytes(a, 10));
    TRY(RAND_poll());
    RAND_seed("seed", 4);
    RAND_add("seed", 4, 1.5);
    RAND_keep_random_devices_open(0);
    method();
    TRY(RAND_load_file("/proc/nonexistent/file", -1));
    TRY(RAND_load_file("/dev/zero", -1));
    TRY(RAND_load_file("/dev/zero", 5000));
    TRY(RAND_load_file("/dev/null", 10));
    TRY(RAND_write_file("/proc/nonexistent/file"));
    TRY(RAND_write_file("rnd-file"));
    TRY(stat("rnd-file", &st));
    printf("%ld %o\n", (long)st.st_size, (unsigned)st.st_mode);
    TRY(RAND_load_file("rnd-file", -1));
    TRY(RAND_load_file("rnd-file", 100));
    TRY(RAND_load_file("rnd-file", 0));
    unlink("rnd-file");
    setenv("RANDFILE", "/tmp/some.rnd", 1);
    printf("%s\n", RAND_file_name(name, sizeof name));
    TRY(RAND_file_name(name, 5) == NULL);
    unsetenv("RANDFILE");
    setenv("HOME", "/home/me", 1);
    printf("%s\n", RAND_file_name(name, sizeof name));
    after_fork();
    return 0;
}
