/* The error queue of each thread: man page ERR_get_error and its relatives.
 *
 * The state is the public struct err_state_st, a ring of ERR_NUM_ERRORS
 * slots: `top` is the newest entry, `bottom` the slot before the oldest, and
 * equal indices mean empty, so that 15 entries are kept. It belongs to its
 * thread alone; no lock is taken here. Data text and, for entries that a
 * program made, file and function are owned copies; those of fac_err_raise
 * are string constants (flag STATIC_PLACE). Nothing here changes errno. */
#include "toolkit/err_local.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <pthread.h>
#include <stdarg.h>
#include <string.h>

enum {
    STATIC_PLACE = 0x100, /* in err_flags: file and func are not owned */
    TEXT = ERR_TXT_MALLOCED | ERR_TXT_STRING,
};

static _Thread_local struct err_state_st *state;
static pthread_key_t state_key;
static pthread_once_t state_once = PTHREAD_ONCE_INIT;
static bool state_key_made;

static void
drop_data(struct err_state_st *es, int i)
{
    if (es->err_data_flags[i] & ERR_TXT_MALLOCED)
        urt_free(es->err_data[i]);
    es->err_data[i] = NULL;
    es->err_data_size[i] = 0;
    es->err_data_flags[i] = 0;
}

static void
drop_place(struct err_state_st *es, int i)
{
    if (!(es->err_flags[i] & STATIC_PLACE)) {
        urt_free(es->err_file[i]);
        urt_free(es->err_func[i]);
    }
    es->err_file[i] = NULL;
    es->err_func[i] = NULL;
    es->err_line[i] = -1;
    es->err_flags[i] &= ~STATIC_PLACE;
}

static void
drop_entry(struct err_state_st *es, int i)
{
    drop_data(es, i);
    drop_place(es, i);
    es->err_marks[i] = 0;
    es->err_flags[i] = 0;
    es->err_buffer[i] = 0;
}

static void
free_state(void *arg)
{
    struct err_state_st *es = arg;

    for (int i = 0; i < ERR_NUM_ERRORS; i++)
        drop_entry(es, i);
    urt_free(es);
    state = NULL;
}

static void
make_key(void)
{
    state_key_made = pthread_key_create(&state_key, free_state) == 0;
}

/* The thread's queue; NULL only when memory is short. */
static struct err_state_st *
get_state(void)
{
    int saved = errno;

    if (state == NULL) {
        pthread_once(&state_once, make_key);
        state = urt_zalloc(sizeof(*state));
        if (state != NULL && state_key_made)
            (void)pthread_setspecific(state_key, state);
        errno = saved;
    }
    return state;
}

ERR_STATE *
ERR_get_state(void)
{
    return get_state();
}

void
fac_err_thread_stop(void)
{
    if (state == NULL)
        return;
    if (state_key_made)
        (void)pthread_setspecific(state_key, NULL);
    free_state(state);
}

void
ERR_remove_thread_state(void *ignored)
{
}

void
ERR_remove_state(unsigned long ignored)
{
}

static int
next(int i)
{
    return (i + 1) % ERR_NUM_ERRORS;
}

static int
previous(int i)
{
    return (i + ERR_NUM_ERRORS - 1) % ERR_NUM_ERRORS;
}

/* Making entries. */

void
ERR_new(void)
{
    struct err_state_st *es = get_state();

    if (es == NULL)
        return;
    es->top = next(es->top);
    if (es->top == es->bottom)
        es->bottom = next(es->bottom);
    drop_entry(es, es->top);
}

void
ERR_set_debug(const char *file, int line, const char *func)
{
    struct err_state_st *es = get_state();
    int saved = errno;

    if (es == NULL)
        return;
    drop_place(es, es->top);
    if (file != NULL && *file != '\0')
        es->err_file[es->top] = urt_strdup(file);
    if (func != NULL && *func != '\0')
        es->err_func[es->top] = urt_strdup(func);
    es->err_line[es->top] = line;
    errno = saved;
}

static void
set_code(struct err_state_st *es, int lib, int reason)
{
    es->err_buffer[es->top] =
        lib == ERR_LIB_SYS
            ? (unsigned long)ERR_SYSTEM_FLAG | (unsigned long)reason
            : ERR_PACK(lib, 0, reason);
}

/* Text as printf makes it; more than ERR_MAX_DATA_SIZE of it is refused. */
static void
set_text(struct err_state_st *es, const char *format, va_list args)
{
    char text[ERR_MAX_DATA_SIZE];
    int len = BIO_vsnprintf(text, sizeof(text), format, args);

    drop_data(es, es->top);
    es->err_data[es->top] = urt_memdup(len < 0 ? "" : text,
                                       len < 0 ? 1 : (size_t)len + 1);
    if (es->err_data[es->top] == NULL)
        return;
    es->err_data_size[es->top] = len < 0 ? 1 : (size_t)len + 1;
    es->err_data_flags[es->top] = TEXT;
}

void
ERR_vset_error(int lib, int reason, const char *format, va_list args)
{
    struct err_state_st *es = get_state();
    int saved = errno;

    if (es == NULL)
        return;
    drop_data(es, es->top);
    if (format != NULL)
        set_text(es, format, args);
    set_code(es, lib, reason);
    errno = saved;
}

void
ERR_set_error(int lib, int reason, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    ERR_vset_error(lib, reason, format, args);
    va_end(args);
}

int
fac_err_raise_at(const char *file, int line, const char *func, int lib,
                 int reason, const char *format, ...)
{
    struct err_state_st *es = get_state();
    va_list args;

    if (es == NULL)
        return 0;
    ERR_new();
    es->err_file[es->top] = (char *)(uintptr_t)file;
    es->err_func[es->top] = (char *)(uintptr_t)func;
    es->err_line[es->top] = line;
    es->err_flags[es->top] |= STATIC_PLACE;
    va_start(args, format);
    ERR_vset_error(lib, reason, format, args);
    va_end(args);
    return 0;
}

void
ERR_set_error_data(char *data, int flags)
{
    struct err_state_st *es = get_state();

    if (es == NULL) {
        if (flags & ERR_TXT_MALLOCED)
            urt_free(data);
        return;
    }
    drop_data(es, es->top);
    es->err_data[es->top] = data;
    es->err_data_flags[es->top] = flags;
    if (data != NULL && (flags & ERR_TXT_STRING))
        es->err_data_size[es->top] = strlen(data) + 1;
}

void
ERR_add_error_vdata(int num, va_list args)
{
    struct err_state_st *es = get_state();
    struct urt_buf text = URT_BUF_INIT;
    int i, saved = errno;

    if (es == NULL)
        return;
    i = es->top;
    if ((es->err_data_flags[i] & TEXT) == TEXT && es->err_data[i] != NULL)
        urt_put_text(&text, es->err_data[i]);
    while (num-- > 0) {
        const char *part = va_arg(args, const char *);

        urt_put_text(&text, part == NULL ? "<NULL>" : part);
    }
    urt_put_u8(&text, 0);
    if (urt_buf_ok(&text)) {
        drop_data(es, i);
        es->err_data[i] = (char *)urt_buf_steal(&text, &es->err_data_size[i]);
        es->err_data_flags[i] = TEXT;
    }
    urt_buf_free(&text);
    errno = saved;
}

void
ERR_add_error_data(int num, ...)
{
    va_list args;

    va_start(args, num);
    ERR_add_error_vdata(num, args);
    va_end(args);
}

/* Reading entries. */

enum which {
    OLDEST,
    NEWEST,
};

struct place {
    const char **file;
    int *line;
    const char **func;
    const char **data;
    int *flags;
};

static unsigned long
look(enum which which, bool take, struct place want)
{
    struct err_state_st *es = get_state();
    int i;

    if (es == NULL || es->top == es->bottom)
        return 0;
    i = which == OLDEST ? next(es->bottom) : es->top;
    if (want.file != NULL)
        *want.file = es->err_file[i] == NULL ? "" : es->err_file[i];
    if (want.line != NULL)
        *want.line = es->err_line[i];
    if (want.func != NULL)
        *want.func = es->err_func[i] == NULL ? "" : es->err_func[i];
    if (want.flags != NULL)
        *want.flags = es->err_data[i] == NULL ? 0 : es->err_data_flags[i];
    if (want.data != NULL)
        *want.data = es->err_data[i] == NULL ? "" : es->err_data[i];
    else if (take)
        drop_data(es, i);
    if (take) {
        /* The strings handed out stay with the slot until it is reused. */
        es->bottom = i;
    }
    return es->err_buffer[i];
}

unsigned long
ERR_get_error(void)
{
    return look(OLDEST, true, (struct place){0});
}

unsigned long
ERR_get_error_all(const char **file, int *line, const char **func,
                  const char **data, int *flags)
{
    return look(OLDEST, true, (struct place){file, line, func, data, flags});
}

unsigned long
ERR_get_error_line(const char **file, int *line)
{
    return look(OLDEST, true, (struct place){.file = file, .line = line});
}

unsigned long
ERR_get_error_line_data(const char **file, int *line, const char **data,
                        int *flags)
{
    return look(OLDEST, true, (struct place){file, line, NULL, data, flags});
}

unsigned long
ERR_peek_error(void)
{
    return look(OLDEST, false, (struct place){0});
}

unsigned long
ERR_peek_error_line(const char **file, int *line)
{
    return look(OLDEST, false, (struct place){.file = file, .line = line});
}

unsigned long
ERR_peek_error_func(const char **func)
{
    return look(OLDEST, false, (struct place){.func = func});
}

unsigned long
ERR_peek_error_data(const char **data, int *flags)
{
    return look(OLDEST, false, (struct place){.data = data, .flags = flags});
}

unsigned long
ERR_peek_error_all(const char **file, int *line, const char **func,
                   const char **data, int *flags)
{
    return look(OLDEST, false, (struct place){file, line, func, data, flags});
}

unsigned long
ERR_peek_error_line_data(const char **file, int *line, const char **data,
                         int *flags)
{
    return look(OLDEST, false, (struct place){file, line, NULL, data, flags});
}

unsigned long
ERR_peek_last_error(void)
{
    return look(NEWEST, false, (struct place){0});
}

unsigned long
ERR_peek_last_error_line(const char **file, int *line)
{
    return look(NEWEST, false, (struct place){.file = file, .line = line});
}

unsigned long
ERR_peek_last_error_func(const char **func)
{
    return look(NEWEST, false, (struct place){.func = func});
}

unsigned long
ERR_peek_last_error_data(const char **data, int *flags)
{
    return look(NEWEST, false, (struct place){.data = data, .flags = flags});
}

unsigned long
ERR_peek_last_error_all(const char **file, int *line, const char **func,
                        const char **data, int *flags)
{
    return look(NEWEST, false, (struct place){file, line, func, data, flags});
}

unsigned long
ERR_peek_last_error_line_data(const char **file, int *line, const char **data,
                              int *flags)
{
    return look(NEWEST, false, (struct place){file, line, NULL, data, flags});
}

void
ERR_clear_error(void)
{
    struct err_state_st *es = get_state();

    if (es == NULL)
        return;
    for (int i = 0; i < ERR_NUM_ERRORS; i++)
        drop_entry(es, i);
    es->top = es->bottom = 0;
}

/* Marks: a count on the entry that was newest when the mark was set. */

int
ERR_set_mark(void)
{
    struct err_state_st *es = get_state();

    if (es == NULL || es->top == es->bottom)
        return 0;
    es->err_marks[es->top]++;
    return 1;
}

int
ERR_pop_to_mark(void)
{
    struct err_state_st *es = get_state();

    if (es == NULL)
        return 0;
    while (es->top != es->bottom && es->err_marks[es->top] == 0) {
        drop_entry(es, es->top);
        es->top = previous(es->top);
    }
    if (es->top == es->bottom)
        return 0;
    es->err_marks[es->top]--;
    return 1;
}

int
ERR_clear_last_mark(void)
{
    struct err_state_st *es = get_state();
    int i;

    if (es == NULL)
        return 0;
    for (i = es->top; i != es->bottom && es->err_marks[i] == 0;)
        i = previous(i);
    if (i == es->bottom)
        return 0;
    es->err_marks[i]--;
    return 1;
}
