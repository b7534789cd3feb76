/* Asking the terminal for a password (EVP_read_pw_string), by way of UI. */
#include <openssl/evp.h>
#include <openssl/ui.h>
#include <string.h>

enum { PROMPT_SIZE = 80, PASSWORD_SIZE = BUFSIZ };

/* Set by programs that start, before threads do. */
static char prompt_string[PROMPT_SIZE];

void
EVP_set_pw_prompt(const char *prompt)
{
    size_t len = prompt == NULL ? 0 : strlen(prompt);

    if (len >= sizeof prompt_string)
        len = sizeof prompt_string - 1;
    if (len > 0)
        memcpy(prompt_string, prompt, len);
    prompt_string[len] = '\0';
}

char *
EVP_get_pw_prompt(void)
{
    return prompt_string[0] == '\0' ? NULL : prompt_string;
}

/* 0 when a password of at least MIN characters stands in BUF, and, with
 * VERIFY, was typed twice the same; not 0 otherwise. */
int
EVP_read_pw_string_min(char *buf, int min, int length, const char *prompt,
                       int verify)
{
    char again[PASSWORD_SIZE];
    int result = -1, limit = length > PASSWORD_SIZE ? PASSWORD_SIZE : length;
    UI *ui;

    if (prompt == NULL && prompt_string[0] != '\0')
        prompt = prompt_string;
    ui = UI_new();
    if (ui == NULL)
        return result;
    if (UI_add_input_string(ui, prompt, 0, buf, min, limit) >= 0 &&
        (!verify || UI_add_verify_string(ui, prompt, 0, again, min, limit,
                                         buf) >= 0))
        result = UI_process(ui);
    UI_free(ui);
    OPENSSL_cleanse(again, sizeof again);
    return result;
}

int
EVP_read_pw_string(char *buf, int length, const char *prompt, int verify)
{
    return EVP_read_pw_string_min(buf, 0, length, prompt, verify);
}
