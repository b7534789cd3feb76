/* UI_METHOD: a program's own way of asking, as a set of functions; and two
 * small methods, the null one and the wrapper of a PEM callback. */
#include "toolkit/ui_local.h"

#include <pthread.h>

UI_METHOD *
UI_create_method(const char *name)
{
    UI_METHOD *m = urt_zalloc(sizeof(*m));

    if (m == NULL || (m->name = urt_strdup(name)) == NULL ||
        !CRYPTO_new_ex_data(CRYPTO_EX_INDEX_UI_METHOD, m, &m->ex_data)) {
        if (m != NULL)
            urt_free(m->name);
        urt_free(m);
        fac_ui_fail(ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    return m;
}

/* Only for what UI_create_method returned. */
void
UI_destroy_method(UI_METHOD *ui_method)
{
    if (ui_method == NULL)
        return;
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_UI_METHOD, ui_method,
                        &ui_method->ex_data);
    urt_free(ui_method->name);
    urt_free(ui_method);
}

/* 0 for success, as OpenSSL has it. */
#define SETTER(field, ...)                                  \
    int                                                     \
    UI_method_set_##field(UI_METHOD *method, __VA_ARGS__)   \
    {                                                       \
        if (method == NULL)                                 \
            return -1;                                      \
        method->field = field;                              \
        return 0;                                           \
    }

SETTER(opener, int (*opener)(UI *))
SETTER(writer, int (*writer)(UI *, UI_STRING *))
SETTER(flusher, int (*flusher)(UI *))
SETTER(reader, int (*reader)(UI *, UI_STRING *))
SETTER(closer, int (*closer)(UI *))
SETTER(prompt_constructor,
       char *(*prompt_constructor)(UI *, const char *, const char *))

int
UI_method_set_data_duplicator(UI_METHOD *method,
                              void *(*duplicator)(UI *ui, void *ui_data),
                              void (*destructor)(UI *ui, void *ui_data))
{
    if (method == NULL)
        return -1;
    method->duplicator = duplicator;
    method->destructor = destructor;
    return 0;
}

int
UI_method_set_ex_data(UI_METHOD *method, int idx, void *data)
{
    return CRYPTO_set_ex_data(&method->ex_data, idx, data);
}

const void *
UI_method_get_ex_data(const UI_METHOD *method, int idx)
{
    return CRYPTO_get_ex_data(&method->ex_data, idx);
}

int (*UI_method_get_opener(const UI_METHOD *method))(UI *)
{
    return method != NULL ? method->opener : NULL;
}

int (*UI_method_get_writer(const UI_METHOD *method))(UI *, UI_STRING *)
{
    return method != NULL ? method->writer : NULL;
}

int (*UI_method_get_flusher(const UI_METHOD *method))(UI *)
{
    return method != NULL ? method->flusher : NULL;
}

int (*UI_method_get_reader(const UI_METHOD *method))(UI *, UI_STRING *)
{
    return method != NULL ? method->reader : NULL;
}

int (*UI_method_get_closer(const UI_METHOD *method))(UI *)
{
    return method != NULL ? method->closer : NULL;
}

char *(*UI_method_get_prompt_constructor(const UI_METHOD *method))(
    UI *, const char *, const char *)
{
    return method != NULL ? method->prompt_constructor : NULL;
}

void *(*UI_method_get_data_duplicator(const UI_METHOD *method))(UI *, void *)
{
    return method != NULL ? method->duplicator : NULL;
}

void (*UI_method_get_data_destructor(const UI_METHOD *method))(UI *, void *)
{
    return method != NULL ? method->destructor : NULL;
}

/* ---- nothing ----------------------------------------------------------- */

const UI_METHOD *
UI_null(void)
{
    static const UI_METHOD null = {.name = (char *)"OpenSSL NULL UI"};

    return &null;
}

/* ---- a PEM password callback ------------------------------------------- */

struct wrapped {
    pem_password_cb *cb;
    int rwflag;
};

static pthread_once_t wrapped_once = PTHREAD_ONCE_INIT;
static int wrapped_index = -1;

static void
free_wrapped(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl,
             void *argp)
{
    urt_free(ptr);
}

static void
make_index(void)
{
    wrapped_index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_UI_METHOD, 0, NULL,
                                            NULL, NULL, free_wrapped);
}

static int
ask_callback(UI *ui, UI_STRING *uis)
{
    const struct wrapped *w =
        UI_method_get_ex_data(UI_get_method(ui), wrapped_index);
    char pass[PEM_BUFSIZE + 1];
    int max = UI_get_result_maxsize(uis), len, ret;

    if (UI_get_string_type(uis) != UIT_PROMPT)
        return 1;
    if (max > PEM_BUFSIZE)
        max = PEM_BUFSIZE;
    len = w->cb(pass, max, w->rwflag, UI_get0_user_data(ui));
    if (len > PEM_BUFSIZE)
        len = -1;
    if (len >= 0)
        pass[len] = 0;
    ret = len < 0 ? len : UI_set_result_ex(ui, uis, pass, len) >= 0;
    urt_wipe(pass, sizeof(pass));
    return ret;
}

UI_METHOD *
UI_UTIL_wrap_read_pem_callback(pem_password_cb *cb, int rwflag)
{
    struct wrapped *w = urt_zalloc(sizeof(*w));
    UI_METHOD *m = UI_create_method("PEM password callback wrapper");

    pthread_once(&wrapped_once, make_index);
    if (w == NULL || m == NULL || wrapped_index < 0 ||
        !UI_method_set_ex_data(m, wrapped_index, w)) {
        UI_destroy_method(m);
        urt_free(w);
        return NULL;
    }
    w->cb = cb != NULL ? cb : PEM_def_callback;
    w->rwflag = rwflag;
    m->reader = ask_callback;
    return m;
}
