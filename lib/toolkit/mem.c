/* CRYPTO_malloc and its relatives: the program's door to the allocator of
 * engine/base/mem.h, with OpenSSL's habits for zero sizes. Man page
 * OPENSSL_malloc.
 *
 * Once a program has its own functions, CRYPTO_malloc goes straight to them
 * with the caller's position, even for size zero; the rest of the library
 * reaches them through the allocator below, with its own name. */
#include "toolkit/err_local.h"

#include "engine/base/ct.h"
#include "engine/base/mem.h"

#include <openssl/crypto.h>

#include <string.h>

static void *default_malloc(size_t num, const char *file, int line);
static void *default_realloc(void *p, size_t num, const char *file, int line);
static void default_free(void *p, const char *file, int line);

static CRYPTO_malloc_fn program_malloc;
static CRYPTO_realloc_fn program_realloc;
static CRYPTO_free_fn program_free;

static const char position[] = "urtica";

static void *
call_malloc(size_t len)
{
    return program_malloc(len, position, 0);
}

static void *
call_realloc(void *p, size_t len)
{
    return program_realloc(p, len, position, 0);
}

static void
call_free(void *p)
{
    program_free(p, position, 0);
}

/* A NULL keeps what is in force; the three are only changed together. */
int
CRYPTO_set_mem_functions(CRYPTO_malloc_fn malloc_fn,
                         CRYPTO_realloc_fn realloc_fn, CRYPTO_free_fn free_fn)
{
    CRYPTO_malloc_fn m;
    CRYPTO_realloc_fn r;
    CRYPTO_free_fn f;

    CRYPTO_get_mem_functions(&m, &r, &f);
    m = malloc_fn != NULL ? malloc_fn : m;
    r = realloc_fn != NULL ? realloc_fn : r;
    f = free_fn != NULL ? free_fn : f;
    if (program_malloc == NULL &&
        !urt_mem_set_functions(call_malloc, call_realloc, call_free))
        return 0;
    program_malloc = m == CRYPTO_malloc ? default_malloc : m;
    program_realloc = r == CRYPTO_realloc ? default_realloc : r;
    program_free = f == CRYPTO_free ? default_free : f;
    return 1;
}

void
CRYPTO_get_mem_functions(CRYPTO_malloc_fn *malloc_fn,
                         CRYPTO_realloc_fn *realloc_fn,
                         CRYPTO_free_fn *free_fn)
{
    if (malloc_fn != NULL)
        *malloc_fn = program_malloc == NULL || program_malloc == default_malloc
                         ? CRYPTO_malloc
                         : program_malloc;
    if (realloc_fn != NULL)
        *realloc_fn =
            program_realloc == NULL || program_realloc == default_realloc
                ? CRYPTO_realloc
                : program_realloc;
    if (free_fn != NULL)
        *free_fn = program_free == NULL || program_free == default_free
                       ? CRYPTO_free
                       : program_free;
}

/* What stands in where a program replaces some functions and keeps others. */
static void *
default_malloc(size_t num, const char *file, int line)
{
    return malloc(num);
}

static void *
default_realloc(void *p, size_t num, const char *file, int line)
{
    return realloc(p, num);
}

static void
default_free(void *p, const char *file, int line)
{
    free(p);
}

void *
CRYPTO_malloc(size_t num, const char *file, int line)
{
    if (program_malloc != NULL)
        return program_malloc(num, file, line);
    return num == 0 ? NULL : urt_alloc(num);
}

void *
CRYPTO_zalloc(size_t num, const char *file, int line)
{
    void *p = CRYPTO_malloc(num, file, line);

    if (p != NULL)
        memset(p, 0, num);
    return p;
}

void *
CRYPTO_realloc(void *addr, size_t num, const char *file, int line)
{
    if (program_realloc != NULL)
        return program_realloc(addr, num, file, line);
    if (addr == NULL)
        return CRYPTO_malloc(num, file, line);
    if (num == 0) {
        urt_free(addr);
        return NULL;
    }
    return urt_realloc(addr, num);
}

void *
CRYPTO_clear_realloc(void *addr, size_t old_num, size_t num, const char *file,
                     int line)
{
    void *fresh;

    if (addr == NULL)
        return CRYPTO_malloc(num, file, line);
    if (num == 0) {
        CRYPTO_clear_free(addr, old_num, file, line);
        return NULL;
    }
    if (num < old_num) {
        urt_wipe((char *)addr + num, old_num - num);
        return addr;
    }
    fresh = CRYPTO_malloc(num, file, line);
    if (fresh != NULL) {
        memcpy(fresh, addr, old_num);
        CRYPTO_clear_free(addr, old_num, file, line);
    }
    return fresh;
}

void *
CRYPTO_memdup(const void *data, size_t len, const char *file, int line)
{
    void *copy;

    if (data == NULL || len >= INT_MAX)
        return NULL;
    copy = CRYPTO_malloc(len, file, line);
    if (copy == NULL) {
        fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    memcpy(copy, data, len);
    return copy;
}

char *
CRYPTO_strdup(const char *text, const char *file, int line)
{
    return text == NULL
               ? NULL
               : CRYPTO_memdup(text, strlen(text) + 1, file, line);
}

char *
CRYPTO_strndup(const char *text, size_t most, const char *file, int line)
{
    size_t len;
    char *copy;

    if (text == NULL)
        return NULL;
    len = strnlen(text, most);
    copy = CRYPTO_malloc(len + 1, file, line);
    if (copy != NULL) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

void
CRYPTO_free(void *ptr, const char *file, int line)
{
    if (program_free != NULL)
        program_free(ptr, file, line);
    else
        urt_free(ptr);
}

void
CRYPTO_clear_free(void *ptr, size_t num, const char *file, int line)
{
    if (ptr == NULL)
        return;
    urt_wipe(ptr, num);
    CRYPTO_free(ptr, file, line);
}

void
OPENSSL_cleanse(void *ptr, size_t len)
{
    urt_wipe(ptr, len);
}

int
CRYPTO_memcmp(const void *a, const void *b, size_t len)
{
    return !urt_ct_equal(a, b, len);
}
