/* UI: strings that are copied, errors, results by length, data of the
 * program's own, methods as default. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/err.h>
#include <openssl/ui.h>
#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

static int
on_open(UI *ui)
{
    printf("open %s\n", (char *)UI_get0_user_data(ui));
    return 1;
}

static int
on_write(UI *ui, UI_STRING *s)
{
    printf("write type %d '%s' echo %d\n", UI_get_string_type(s),
           UI_get0_output_string(s), UI_get_input_flags(s));
    return 1;
}

static int
on_read(UI *ui, UI_STRING *s)
{
    switch (UI_get_string_type(s)) {
    case UIT_PROMPT:
    case UIT_VERIFY:
        printf("read '%s'", UI_get0_output_string(s));
        printf(" %d", UI_set_result_ex(ui, s, "secret and more", 6));
        errors();
        break;
    case UIT_BOOLEAN:
        printf("ask '%s' '%s'", UI_get0_output_string(s),
               UI_get0_action_string(s));
        printf(" %d", UI_set_result(ui, s, "y"));
        errors();
        break;
    default:
        break;
    }
    return 1;
}

static void *
dup_data(UI *ui, void *data)
{
    printf("duplicate %s\n", (char *)data);
    return OPENSSL_strdup(data);
}

static void
free_data(UI *ui, void *data)
{
    printf("destroy %s\n", (char *)data);
    OPENSSL_free(data);
}

static void
asking(UI_METHOD *m)
{
    UI *ui = UI_new_method(m);
    char prompt[] = "Prompt:", yes[] = "yY", no[] = "nN", ask[] = "Sure?";
    char action[] = "say", info[] = "Info", wrong[] = "Wrong";
    char one[20] = "", two[20] = "", answer[4] = "";

    printf("dup %d", UI_dup_user_data(ui, "mine"));
    printf(" %d", UI_dup_input_string(ui, prompt, UI_INPUT_FLAG_ECHO, one, 2,
                                      10));
    printf(" %d", UI_dup_verify_string(ui, prompt, 0, two, 2, 10, one));
    printf(" %d", UI_dup_input_boolean(ui, ask, action, yes, no, 0, answer));
    printf(" %d", UI_dup_info_string(ui, info));
    printf(" %d", UI_add_error_string(ui, wrong));
    printf(" %d", UI_dup_error_string(ui, wrong));
    errors();
    /* Copies: what the program does with its own has no effect. */
    memset(prompt, '#', sizeof(prompt) - 1);
    memset(info, '#', sizeof(info) - 1);
    memset(ask, '#', sizeof(ask) - 1);
    printf("process %d", UI_process(ui));
    errors();
    printf("'%s' '%s' '%s' lengths %d %d\n", one, two, answer,
           UI_get_result_length(ui, 0), UI_get_result_length(ui, 1));
    printf("boolean without choice %d",
           UI_dup_input_boolean(ui, "q", "a", "yn", "ny", 0, answer));
    errors();
    printf("no prompt %d", UI_dup_input_string(ui, NULL, 0, one, 1, 2));
    errors();
    UI_free(ui);
}

static void
data_of_programs(void)
{
    UI_METHOD *m = UI_create_method("m");
    UI *ui = UI_new();
    int at = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_UI, 0, NULL, NULL, NULL,
                                     NULL);
    int method_at = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_UI_METHOD, 0,
                                            NULL, NULL, NULL, NULL);

    printf("set %d %d", UI_set_ex_data(ui, at, "u"),
           UI_method_set_ex_data(m, method_at, "m"));
    printf(" get %s %s none %d", (char *)UI_get_ex_data(ui, at),
           (char *)UI_method_get_ex_data(m, method_at),
           UI_get_ex_data(ui, at + 1) == NULL);
    errors();
    UI_free(ui);
    UI_destroy_method(m);
}

int
main(void)
{
    UI_METHOD *m = UI_create_method("test");
    const UI_METHOD *before = UI_get_default_method();
    char buf[20], other[20];

    UI_method_set_opener(m, on_open);
    UI_method_set_writer(m, on_write);
    UI_method_set_reader(m, on_read);
    printf("slots %d %d\n", UI_method_get_data_duplicator(m) == NULL,
           UI_method_get_data_destructor(m) == NULL);
    UI_method_set_data_duplicator(m, dup_data, free_data);
    printf("slots %d %d\n", UI_method_get_data_duplicator(m) == dup_data,
           UI_method_get_data_destructor(m) == free_data);
    asking(m);
    data_of_programs();
    UI_set_default_method(m);
    printf("default %d\n", UI_get_default_method() == m);
    printf("util %d", UI_UTIL_read_pw_string(buf, 10, "Pass:", 1));
    printf(" '%s'", buf);
    errors();
    printf("util %d", UI_UTIL_read_pw(buf, other, 10, "Pass:", 0));
    printf(" '%s'", buf);
    errors();
    UI_set_default_method(before);
    UI_destroy_method(m);
    return 0;
}
