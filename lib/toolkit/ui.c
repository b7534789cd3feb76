/* UI: a list of texts and prompts, and putting it through a method. Texts
 * added are the caller's, texts duplicated are ours; result buffers are
 * always the caller's and must hold maxsize + 1 bytes. */
#include "toolkit/ui_local.h"

#include <stdatomic.h>

static _Atomic(const UI_METHOD *) default_method;

/* ---- life -------------------------------------------------------------- */

UI *
UI_new(void)
{
    return UI_new_method(NULL);
}

UI *
UI_new_method(const UI_METHOD *method)
{
    UI *ui = urt_zalloc(sizeof(*ui));

    if (ui == NULL) {
        fac_ui_fail(ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ui->method = method != NULL ? method : UI_get_default_method();
    if (ui->method == NULL)
        ui->method = UI_null();
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_UI, ui, &ui->ex_data)) {
        urt_free(ui);
        return NULL;
    }
    return ui;
}

static void
free_string(UI_STRING *s)
{
    if (s->owned) {
        urt_free((char *)(uintptr_t)s->text);
        urt_free((char *)(uintptr_t)s->action);
        urt_free((char *)(uintptr_t)s->ok_chars);
        urt_free((char *)(uintptr_t)s->cancel_chars);
    }
    urt_free(s);
}

void
UI_free(UI *ui)
{
    if (ui == NULL)
        return;
    if (ui->user_data_owned)
        ui->method->destructor(ui, ui->user_data);
    sk_UI_STRING_pop_free(ui->strings, free_string);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_UI, ui, &ui->ex_data);
    urt_free(ui);
}

/* ---- strings ----------------------------------------------------------- */

static bool
copy_text(const char **text)
{
    if (*text == NULL)
        return true;
    *text = urt_strdup(*text);
    return *text != NULL;
}

/* Adds a copy of S; how many strings there are then, or -1. */
static int
add(UI *ui, const UI_STRING *s, bool copy)
{
    bool asks = s->type == UIT_PROMPT || s->type == UIT_VERIFY ||
                s->type == UIT_BOOLEAN;
    UI_STRING *own;
    int n;

    if (s->text == NULL)
        return fac_ui_fail(ERR_R_PASSED_NULL_PARAMETER);
    if (asks && s->result == NULL)
        return fac_ui_fail(UI_R_NO_RESULT_BUFFER);
    if (ui->strings == NULL && (ui->strings = sk_UI_STRING_new_null()) == NULL)
        return -1;
    if ((own = urt_memdup(s, sizeof(*s))) == NULL)
        return fac_ui_fail(ERR_R_MALLOC_FAILURE);
    if (copy) {
        bool ok;

        own->owned = true;
        own->action = own->ok_chars = own->cancel_chars = NULL;
        ok = copy_text(&own->text);
        own->action = s->action;
        ok = ok && copy_text(&own->action);
        own->ok_chars = ok ? s->ok_chars : NULL;
        ok = ok && copy_text(&own->ok_chars);
        own->cancel_chars = ok ? s->cancel_chars : NULL;
        ok = ok && copy_text(&own->cancel_chars);
        if (!ok) {
            if (own->action == s->action)
                own->action = NULL;
            free_string(own);
            return fac_ui_fail(ERR_R_MALLOC_FAILURE);
        }
    }
    n = sk_UI_STRING_push(ui->strings, own);
    if (n <= 0) {
        free_string(own);
        return -1;
    }
    return n;
}

static int
add_prompt(UI *ui, enum UI_string_types type, const char *prompt, int flags,
           char *result, int minsize, int maxsize, const char *test, bool copy)
{
    UI_STRING s = {0};

    s.type = type;
    s.text = prompt;
    s.input_flags = flags;
    s.result = result;
    s.minsize = minsize;
    s.maxsize = maxsize;
    s.test = test;
    return add(ui, &s, copy);
}

static int
add_boolean(UI *ui, const char *prompt, const char *action, const char *ok,
            const char *cancel, int flags, char *result, bool copy)
{
    UI_STRING s = {0};

    if (ok == NULL || cancel == NULL)
        return fac_ui_fail(ERR_R_PASSED_NULL_PARAMETER);
    /* Told, but no reason to refuse. */
    for (const char *c = ok; *c != 0; c++)
        if (strchr(cancel, *c) != NULL)
            fac_ui_fail(UI_R_COMMON_OK_AND_CANCEL_CHARACTERS);
    s.type = UIT_BOOLEAN;
    s.text = prompt;
    s.input_flags = flags;
    s.result = result;
    s.action = action;
    s.ok_chars = ok;
    s.cancel_chars = cancel;
    return add(ui, &s, copy);
}

int
UI_add_input_string(UI *ui, const char *prompt, int flags, char *result_buf,
                    int minsize, int maxsize)
{
    return add_prompt(ui, UIT_PROMPT, prompt, flags, result_buf, minsize,
                      maxsize, NULL, false);
}

int
UI_dup_input_string(UI *ui, const char *prompt, int flags, char *result_buf,
                    int minsize, int maxsize)
{
    return add_prompt(ui, UIT_PROMPT, prompt, flags, result_buf, minsize,
                      maxsize, NULL, true);
}

int
UI_add_verify_string(UI *ui, const char *prompt, int flags, char *result_buf,
                     int minsize, int maxsize, const char *test_buf)
{
    return add_prompt(ui, UIT_VERIFY, prompt, flags, result_buf, minsize,
                      maxsize, test_buf, false);
}

int
UI_dup_verify_string(UI *ui, const char *prompt, int flags, char *result_buf,
                     int minsize, int maxsize, const char *test_buf)
{
    return add_prompt(ui, UIT_VERIFY, prompt, flags, result_buf, minsize,
                      maxsize, test_buf, true);
}

int
UI_add_input_boolean(UI *ui, const char *prompt, const char *action_desc,
                     const char *ok_chars, const char *cancel_chars,
                     int flags, char *result_buf)
{
    return add_boolean(ui, prompt, action_desc, ok_chars, cancel_chars, flags,
                       result_buf, false);
}

int
UI_dup_input_boolean(UI *ui, const char *prompt, const char *action_desc,
                     const char *ok_chars, const char *cancel_chars,
                     int flags, char *result_buf)
{
    return add_boolean(ui, prompt, action_desc, ok_chars, cancel_chars, flags,
                       result_buf, true);
}

int
UI_add_info_string(UI *ui, const char *text)
{
    return add_prompt(ui, UIT_INFO, text, 0, NULL, 0, 0, NULL, false);
}

int
UI_dup_info_string(UI *ui, const char *text)
{
    return add_prompt(ui, UIT_INFO, text, 0, NULL, 0, 0, NULL, true);
}

int
UI_add_error_string(UI *ui, const char *text)
{
    return add_prompt(ui, UIT_ERROR, text, 0, NULL, 0, 0, NULL, false);
}

int
UI_dup_error_string(UI *ui, const char *text)
{
    return add_prompt(ui, UIT_ERROR, text, 0, NULL, 0, 0, NULL, true);
}

/* "Enter {phrase} for {object}:", or what the method makes of it. */
char *
UI_construct_prompt(UI *ui, const char *phrase_desc, const char *object_name)
{
    size_t len;
    char *prompt;

    if (ui != NULL && ui->method != NULL &&
        ui->method->prompt_constructor != NULL)
        return ui->method->prompt_constructor(ui, phrase_desc, object_name);
    if (phrase_desc == NULL)
        return NULL;
    len = strlen(phrase_desc) + 16 +
          (object_name != NULL ? strlen(object_name) : 0);
    if ((prompt = urt_alloc(len)) == NULL) {
        fac_ui_fail(ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (object_name != NULL)
        BIO_snprintf(prompt, len, "Enter %s for %s:", phrase_desc,
                     object_name);
    else
        BIO_snprintf(prompt, len, "Enter %s:", phrase_desc);
    return prompt;
}

/* ---- the program's data ------------------------------------------------ */

void *
UI_add_user_data(UI *ui, void *user_data)
{
    void *old = ui->user_data;

    if (ui->user_data_owned) {
        ui->method->destructor(ui, old);
        old = NULL;
    }
    ui->user_data = user_data;
    ui->user_data_owned = false;
    return old;
}

int
UI_dup_user_data(UI *ui, void *user_data)
{
    void *copy;

    if (ui->method->duplicator == NULL || ui->method->destructor == NULL)
        return fac_ui_fail(UI_R_USER_DATA_DUPLICATION_UNSUPPORTED);
    if ((copy = ui->method->duplicator(ui, user_data)) == NULL)
        return fac_ui_fail(ERR_R_MALLOC_FAILURE);
    (void)UI_add_user_data(ui, copy);
    ui->user_data_owned = true;
    return 0;
}

void *
UI_get0_user_data(UI *ui)
{
    return ui->user_data;
}

int
UI_set_ex_data(UI *r, int idx, void *arg)
{
    return CRYPTO_set_ex_data(&r->ex_data, idx, arg);
}

void *
UI_get_ex_data(const UI *r, int idx)
{
    return CRYPTO_get_ex_data(&r->ex_data, idx);
}

/* ---- asking ------------------------------------------------------------ */

/* An entry of the error queue, shown as an error string. */
static int
show_error(const char *text, size_t len, void *arg)
{
    UI_STRING s = {0};
    UI *ui = arg;

    s.type = UIT_ERROR;
    s.text = text;
    if (ui->method->writer != NULL && ui->method->writer(ui, &s) <= 0)
        return -1;
    return 0;
}

/* Everything between opener and closer: 0, -1, or -2, which is also the
 * answer of a method that neither flushes nor reads. *STATE says what it is
 * busy with. */
static int
converse(UI *ui, const char **state)
{
    const UI_METHOD *m = ui->method;
    int n = sk_UI_STRING_num(ui->strings), done = -2;

    *state = "writing strings";
    for (int i = 0; m->writer != NULL && i < n; i++)
        if (m->writer(ui, sk_UI_STRING_value(ui->strings, i)) <= 0)
            return -1;
    *state = "flushing";
    if (m->flusher != NULL) {
        int ret = m->flusher(ui);

        if (ret <= 0)
            return ret < 0 ? -2 : -1;
        done = 0;
    }
    *state = "reading strings";
    for (int i = 0; m->reader != NULL && i < n; i++) {
        int ret = m->reader(ui, sk_UI_STRING_value(ui->strings, i));

        if (ret < 0)
            ui->redoable = false;
        if (ret <= 0)
            return ret < 0 ? -2 : -1;
        done = 0;
    }
    return done;
}

int
UI_process(UI *ui)
{
    const UI_METHOD *m = ui->method;
    const char *state = "processing";
    int ret;

    if (m->opener != NULL && m->opener(ui) <= 0) {
        state = "opening session";
        ret = -1;
    } else {
        if (ui->print_errors)
            ERR_print_errors_cb(show_error, ui);
        ret = converse(ui, &state);
    }
    if (m->closer != NULL && m->closer(ui) <= 0) {
        if (ret == 0 || ret == -2)
            state = "closing session";
        ret = -1;
    }
    if (ret == -1)
        ERR_raise_data(ERR_LIB_UI, UI_R_PROCESSING_ERROR, "while %s", state);
    return ret;
}

int
UI_ctrl(UI *ui, int cmd, long i, void *p, void (*f)(void))
{
    int old;

    if (ui == NULL)
        return fac_ui_fail(ERR_R_PASSED_NULL_PARAMETER);
    switch (cmd) {
    case UI_CTRL_PRINT_ERRORS:
        old = ui->print_errors;
        ui->print_errors = i != 0;
        return old;
    case UI_CTRL_IS_REDOABLE:
        return ui->redoable;
    default:
        return fac_ui_fail(UI_R_UNKNOWN_CONTROL_COMMAND);
    }
}

static UI_STRING *
string_at(UI *ui, int i)
{
    if (i < 0) {
        fac_ui_fail(UI_R_INDEX_TOO_SMALL);
        return NULL;
    }
    if (i >= sk_UI_STRING_num(ui->strings)) {
        fac_ui_fail(UI_R_INDEX_TOO_LARGE);
        return NULL;
    }
    return sk_UI_STRING_value(ui->strings, i);
}

const char *
UI_get0_result(UI *ui, int i)
{
    UI_STRING *s = string_at(ui, i);

    return s != NULL ? UI_get0_result_string(s) : NULL;
}

int
UI_get_result_length(UI *ui, int i)
{
    UI_STRING *s = string_at(ui, i);

    return s != NULL ? UI_get_result_string_length(s) : -1;
}

/* ---- methods in use ---------------------------------------------------- */

void
UI_set_default_method(const UI_METHOD *meth)
{
    atomic_store(&default_method, meth);
}

const UI_METHOD *
UI_get_default_method(void)
{
    const UI_METHOD *m = atomic_load(&default_method);

    return m != NULL ? m : UI_OpenSSL();
}

const UI_METHOD *
UI_get_method(UI *ui)
{
    return ui->method;
}

const UI_METHOD *
UI_set_method(UI *ui, const UI_METHOD *meth)
{
    ui->method = meth;
    return meth;
}

/* ---- a string, as methods see it --------------------------------------- */

static bool
takes_text(const UI_STRING *s)
{
    return s->type == UIT_PROMPT || s->type == UIT_VERIFY;
}

enum UI_string_types
UI_get_string_type(UI_STRING *uis)
{
    return uis->type;
}

int
UI_get_input_flags(UI_STRING *uis)
{
    return uis->input_flags;
}

const char *
UI_get0_output_string(UI_STRING *uis)
{
    return uis->text;
}

const char *
UI_get0_action_string(UI_STRING *uis)
{
    return uis->type == UIT_BOOLEAN ? uis->action : NULL;
}

const char *
UI_get0_result_string(UI_STRING *uis)
{
    return takes_text(uis) ? uis->result : NULL;
}

int
UI_get_result_string_length(UI_STRING *uis)
{
    return takes_text(uis) ? (int)uis->result_len : -1;
}

const char *
UI_get0_test_string(UI_STRING *uis)
{
    return uis->type == UIT_VERIFY ? uis->test : NULL;
}

int
UI_get_result_minsize(UI_STRING *uis)
{
    return takes_text(uis) ? uis->minsize : -1;
}

int
UI_get_result_maxsize(UI_STRING *uis)
{
    return takes_text(uis) ? uis->maxsize : -1;
}

int
UI_set_result(UI *ui, UI_STRING *uis, const char *result)
{
    return UI_set_result_ex(ui, uis, result, (int)strlen(result));
}

static int
set_text(UI *ui, UI_STRING *s, const char *text, int len)
{
    int reason = len < s->minsize   ? UI_R_RESULT_TOO_SMALL
                 : len > s->maxsize ? UI_R_RESULT_TOO_LARGE
                                    : 0;

    if (reason != 0) {
        ui->redoable = true;
        ERR_raise_data(ERR_LIB_UI, reason,
                       "You must type in %d to %d characters", s->minsize,
                       s->maxsize);
        return -1;
    }
    if (s->result == NULL)
        return fac_ui_fail(UI_R_NO_RESULT_BUFFER);
    memcpy(s->result, text, (size_t)len);
    s->result[len] = 0;
    s->result_len = (size_t)len;
    return 0;
}

static int
set_choice(UI_STRING *s, const char *text, int len)
{
    if (s->result == NULL)
        return fac_ui_fail(UI_R_NO_RESULT_BUFFER);
    s->result[0] = 0;
    for (int i = 0; i < len && text[i] != 0; i++) {
        if (strchr(s->ok_chars, text[i]) != NULL) {
            s->result[0] = s->ok_chars[0];
            break;
        }
        if (strchr(s->cancel_chars, text[i]) != NULL) {
            s->result[0] = s->cancel_chars[0];
            break;
        }
    }
    return 0;
}

int
UI_set_result_ex(UI *ui, UI_STRING *uis, const char *result, int len)
{
    ui->redoable = false;
    if (takes_text(uis))
        return set_text(ui, uis, result, len);
    return uis->type == UIT_BOOLEAN ? set_choice(uis, result, len) : 0;
}
