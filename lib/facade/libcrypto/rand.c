/* Random bytes: RAND_* over the engine's generator.
 *
 * A method that the program sets (RAND_set_rand_method) is asked instead.
 * Seeds from the program are mixed in and never relied on. */
#include <fcntl.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/env.h"
#include "engine/crypto/rng.h"
#include "toolkit/compat.h"

enum { FILE_BYTES = 1024, DEVICE_BYTES = 256 };

static _Atomic(const RAND_METHOD *) method;

static int
draw(unsigned char *out, size_t len)
{
    if (urt_random(out, len) == URT_OK)
        return 1;
    ERR_raise(ERR_LIB_RAND, RAND_R_GENERATE_ERROR);
    return 0;
}

static int
own_bytes(unsigned char *out, int len)
{
    return len < 0 ? 0 : draw(out, (size_t)len);
}

static int
own_seed(const void *data, int len)
{
    return len >= 0 && urt_random_mix(data, (size_t)len) == URT_OK;
}

static int
own_add(const void *data, int len, double randomness)
{
    return own_seed(data, len);
}

static int
own_status(void)
{
    unsigned char probe[1];

    return urt_random(probe, sizeof probe) == URT_OK;
}

static RAND_METHOD own = {
    .seed = own_seed,
    .bytes = own_bytes,
    .cleanup = NULL,
    .add = own_add,
    .pseudorand = own_bytes,
    .status = own_status,
};

static const RAND_METHOD *
current(void)
{
    const RAND_METHOD *m = atomic_load_explicit(&method, memory_order_acquire);

    return m != NULL ? m : &own;
}

int
RAND_set_rand_method(const RAND_METHOD *m)
{
    atomic_store_explicit(&method, m == &own ? NULL : m,
                          memory_order_release);
    return 1;
}

const RAND_METHOD *
RAND_get_rand_method(void)
{
    return current();
}

RAND_METHOD *
RAND_OpenSSL(void)
{
    return &own;
}

static int
bytes_through_method(unsigned char *out, size_t len)
{
    const RAND_METHOD *m = current();

    if (m == &own)
        return draw(out, len);
    if (m->bytes == NULL || len > INT_MAX) {
        ERR_raise(ERR_LIB_RAND, RAND_R_FUNC_NOT_IMPLEMENTED);
        return -1;
    }
    return m->bytes(out, (int)len);
}

int
RAND_bytes_ex(OSSL_LIB_CTX *libctx, unsigned char *out, size_t len,
              unsigned int strength)
{
    return bytes_through_method(out, len);
}

int
RAND_priv_bytes_ex(OSSL_LIB_CTX *libctx, unsigned char *out, size_t len,
                   unsigned int strength)
{
    return bytes_through_method(out, len);
}

int
RAND_bytes(unsigned char *out, int len)
{
    return len < 0 ? 0 : bytes_through_method(out, (size_t)len);
}

int
RAND_priv_bytes(unsigned char *out, int len)
{
    return len < 0 ? 0 : bytes_through_method(out, (size_t)len);
}

int
RAND_pseudo_bytes(unsigned char *out, int len)
{
    const RAND_METHOD *m = current();

    if (m->pseudorand == NULL) {
        ERR_raise(ERR_LIB_RAND, RAND_R_FUNC_NOT_IMPLEMENTED);
        return -1;
    }
    return m->pseudorand(out, len);
}

void
RAND_seed(const void *data, int len)
{
    if (current()->seed != NULL)
        (void)current()->seed(data, len);
}

void
RAND_add(const void *data, int len, double randomness)
{
    if (current()->add != NULL)
        (void)current()->add(data, len, randomness);
}

int
RAND_poll(void)
{
    return RAND_status();
}

int
RAND_status(void)
{
    return current()->status != NULL ? current()->status() : 0;
}

/* The kernel is asked directly: there is no device to keep open. */
void
RAND_keep_random_devices_open(int keep)
{
    fac_compat("RAND_keep_random_devices_open");
}

int
RAND_load_file(const char *file, long max)
{
    unsigned char buf[FILE_BYTES];
    FILE *in = fopen(file, "rb");
    struct stat st;
    int total = 0;
    size_t n;

    if (max == 0) {
        if (in != NULL)
            fclose(in);
        return 0;
    }
    if (in == NULL) {
        ERR_raise_data(ERR_LIB_RAND, RAND_R_CANNOT_OPEN_FILE, "Filename=%s",
                       file);
        return -1;
    }
    if (fstat(fileno(in), &st) != 0 || (max < 0 && !S_ISREG(st.st_mode)))
        max = DEVICE_BYTES;
    setvbuf(in, NULL, _IONBF, 0);
    while (max != 0) {
        n = max > 0 && max < FILE_BYTES ? (size_t)max : FILE_BYTES;
        n = fread(buf, 1, n, in);
        if (n == 0)
            break;
        RAND_add(buf, (int)n, (double)n);
        total += (int)n;
        if (max > 0)
            max -= (long)n;
    }
    urt_wipe(buf, sizeof buf);
    fclose(in);
    return total;
}

int
RAND_write_file(const char *file)
{
    unsigned char buf[FILE_BYTES];
    struct stat st;
    int fd, total = -1;

    if (stat(file, &st) == 0 && !S_ISREG(st.st_mode)) {
        ERR_raise_data(ERR_LIB_RAND, RAND_R_NOT_A_REGULAR_FILE, "Filename=%s",
                       file);
        return -1;
    }
    if (RAND_priv_bytes(buf, sizeof buf) != 1)
        return -1;
    fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        ERR_raise_data(ERR_LIB_RAND, RAND_R_CANNOT_OPEN_FILE, "Filename=%s",
                       file);
    else if (write(fd, buf, sizeof buf) == (ssize_t)sizeof buf)
        total = sizeof buf;
    if (fd >= 0)
        close(fd);
    urt_wipe(buf, sizeof buf);
    return total;
}

const char *
RAND_file_name(char *out, size_t size)
{
    const char *file = urt_env("RANDFILE"), *home;
    int n;

    if (file != NULL && *file != '\0') {
        n = snprintf(out, size, "%s", file);
    } else {
        home = urt_env("HOME");
        if (home == NULL || *home == '\0')
            return NULL;
        n = snprintf(out, size, "%s/.rnd", home);
    }
    return n < 0 || (size_t)n >= size ? NULL : out;
}
