/* Error codes in words: the texts of libraries and reasons, those that
 * programs add, and the printing of the queue.
 *
 * The texts come from a table; there is nothing to load, so the loaders do
 * nothing. What a program registers is kept in a list behind a lock, which
 * is looked at only once there is something in it. */
#include "toolkit/err_local.h"
#include "toolkit/err_table.h"

#include "engine/base/buf.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* A program's text. The string stays the program's. */
struct added {
    struct added *next;
    unsigned long code;
    const char *text;
};

static pthread_rwlock_t added_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct added *added;
static atomic_bool any_added;
static atomic_int next_library = ERR_LIB_USER;

static const char *
find_added(unsigned long code)
{
    const char *text = NULL;

    if (!atomic_load_explicit(&any_added, memory_order_acquire))
        return NULL;
    pthread_rwlock_rdlock(&added_lock);
    for (struct added *a = added; a != NULL && text == NULL; a = a->next)
        if (a->code == code)
            text = a->text;
    pthread_rwlock_unlock(&added_lock);
    return text;
}

static int
add(unsigned long code, const char *text)
{
    struct added *a;

    pthread_rwlock_wrlock(&added_lock);
    for (a = added; a != NULL && a->code != code;)
        a = a->next;
    if (a == NULL && (a = urt_alloc(sizeof(*a))) != NULL) {
        a->next = added;
        a->code = code;
        added = a;
    }
    if (a != NULL)
        a->text = text;
    atomic_store_explicit(&any_added, true, memory_order_release);
    pthread_rwlock_unlock(&added_lock);
    return a != NULL;
}

static void
take_out(unsigned long code)
{
    struct added **at = &added, *a;

    pthread_rwlock_wrlock(&added_lock);
    while ((a = *at) != NULL && a->code != code)
        at = &a->next;
    if (a != NULL) {
        *at = a->next;
        urt_free(a);
    }
    pthread_rwlock_unlock(&added_lock);
}

int
ERR_load_strings(int lib, ERR_STRING_DATA *str)
{
    for (; str->error != 0; str++) {
        str->error |= ERR_PACK(lib, 0, 0);
        if (!add(str->error, str->string))
            return 0;
    }
    return 1;
}

int
ERR_load_strings_const(const ERR_STRING_DATA *str)
{
    for (; str->error != 0; str++)
        if (!add(str->error, str->string))
            return 0;
    return 1;
}

int
ERR_unload_strings(int lib, ERR_STRING_DATA *str)
{
    for (; str->error != 0; str++)
        take_out(str->error | ERR_PACK(lib, 0, 0));
    return 1;
}

int
ERR_get_next_error_library(void)
{
    return atomic_fetch_add(&next_library, 1);
}

const char *
ERR_lib_error_string(unsigned long e)
{
    unsigned long lib = (unsigned long)ERR_GET_LIB(e);
    const char *text = find_added(ERR_PACK(lib, 0, 0));

    return text != NULL ? text : fac_err_libraries[lib];
}

const char *
ERR_func_error_string(unsigned long e)
{
    return NULL;
}

static const char *
find_reason(unsigned long code)
{
    size_t low = 0, high = fac_err_reason_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (fac_err_reasons[mid].code == code)
            return fac_err_reasons[mid].text;
        if (fac_err_reasons[mid].code < code)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const char *
ERR_reason_error_string(unsigned long e)
{
    unsigned long reason = (unsigned long)ERR_GET_REASON(e);
    unsigned long code = ERR_PACK(ERR_GET_LIB(e), 0, reason);
    const char *text;

    if (ERR_SYSTEM_ERROR(e))
        return NULL;
    if ((text = find_added(code)) != NULL ||
        (text = find_reason(code)) != NULL ||
        (text = find_added(reason)) != NULL)
        return text;
    if (reason == 0)
        return fac_err_libraries[ERR_GET_LIB(e)];
    for (size_t i = 0; i < fac_err_common_count; i++)
        if (fac_err_common[i].code == reason)
            return fac_err_common[i].text;
    return NULL;
}

/* "error:CODE:library:function:reason" */
static void
describe(unsigned long e, const char *func, char *out, size_t len)
{
    const char *lib = ERR_lib_error_string(e);
    const char *reason = ERR_reason_error_string(e);
    char lib_number[32], reason_text[256];

    if (len == 0)
        return;
    if (lib == NULL) {
        snprintf(lib_number, sizeof(lib_number), "lib(%d)", ERR_GET_LIB(e));
        lib = lib_number;
    }
    if (reason == NULL && ERR_SYSTEM_ERROR(e)) {
        /* GNU's returns the text, wherever it is, and "Unknown error N" for
         * a number that it doesn't know. */
        reason = strerror_r(ERR_GET_REASON(e), reason_text,
                            sizeof(reason_text));
        if (strncmp(reason, "Unknown error", 13) == 0)
            reason = NULL;
    }
    if (reason == NULL) {
        snprintf(reason_text, sizeof(reason_text), "reason(%lu)",
                 (unsigned long)ERR_GET_REASON(e));
        reason = reason_text;
    }
    /* Filled to the brim counts as cut off. */
    if (snprintf(out, len, "error:%08lX:%s:%s:%s", e, lib, func, reason) + 1 >=
        (int)len)
        snprintf(out, len, "err:%lx:%lx:%lx:%lx", e,
                 (unsigned long)ERR_GET_LIB(e), 0UL,
                 (unsigned long)ERR_GET_REASON(e));
}

void
ERR_error_string_n(unsigned long e, char *buf, size_t len)
{
    describe(e, "", buf, len);
}

char *
ERR_error_string(unsigned long e, char *buf)
{
    static char shared[256];

    if (buf == NULL)
        buf = shared;
    describe(e, "", buf, sizeof(shared));
    return buf;
}

/* The thread's id as its bytes stand in memory. */
static void
put_thread(char *out)
{
    pthread_t self = pthread_self();
    unsigned char bytes[sizeof(self)];

    memcpy(bytes, &self, sizeof(self));
    for (size_t i = 0; i < sizeof(self); i++)
        snprintf(out + 2 * i, 3, "%02X", bytes[i]);
}

void
ERR_print_errors_cb(int (*cb)(const char *str, size_t len, void *u), void *u)
{
    const char *file, *func, *data;
    int line, flags;
    unsigned long e;

    while ((e = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0) {
        char text[4096], code[256], thread[2 * sizeof(pthread_t) + 1];

        put_thread(thread);
        describe(e, func, code, sizeof(code));
        snprintf(text, sizeof(text), "%s:%s:%s:%d:%s\n", thread, code, file,
                 line, flags & ERR_TXT_STRING ? data : "");
        if (cb(text, strlen(text), u) <= 0)
            break;
    }
}

static int
print_to_file(const char *str, size_t len, void *fp)
{
    return fwrite(str, 1, len, fp) == len;
}

void
ERR_print_errors_fp(FILE *fp)
{
    ERR_print_errors_cb(print_to_file, fp);
}

static int
print_to_bio(const char *str, size_t len, void *bio)
{
    return BIO_write(bio, str, (int)len);
}

void
ERR_print_errors(BIO *bp)
{
    ERR_print_errors_cb(print_to_bio, bp);
}

/* Adds text to the newest entry, behind SEP when there is some already. What
 * would exceed MOST goes on in further entries of the same code. */
void
ERR_add_error_txt(const char *sep, const char *txt)
{
    enum { MOST = 4096 };
    const char *data = "";
    unsigned long e = ERR_peek_last_error_data(&data, NULL);
    size_t used;

    if (e == 0)
        ERR_raise(ERR_LIB_NONE, 0);
    if (txt == NULL || sep == NULL || *data == '\0')
        sep = "";
    for (used = strlen(data) + strlen(sep); txt != NULL; used = 0) {
        char part[MOST];
        size_t take = used < MOST - 1 ? MOST - 1 - used : 0;

        if (strlen(txt) <= take) {
            ERR_add_error_data(2, sep, txt);
            return;
        }
        if (take > 0) {
            snprintf(part, sizeof(part), "%.*s", (int)take, txt);
            ERR_add_error_data(2, sep, part);
        }
        txt += take;
        sep = "";
        ERR_new();
        ERR_set_error(ERR_GET_LIB(e), ERR_GET_REASON(e), NULL);
    }
}

void
ERR_add_error_mem_bio(const char *sep, BIO *bio)
{
    char *text = NULL;
    long len;

    if (bio == NULL || (len = BIO_get_mem_data(bio, &text)) <= 0)
        return;
    if (text[len - 1] != '\0') {
        char *copy = urt_alloc((size_t)len + 1);

        if (copy == NULL)
            return;
        memcpy(copy, text, (size_t)len);
        copy[len] = '\0';
        ERR_add_error_txt(sep, copy);
        urt_free(copy);
        return;
    }
    if (len > 1)
        ERR_add_error_txt(sep, text);
}
