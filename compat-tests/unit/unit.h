/* What every unit test shares: a main from a list of tests, and a reader of
 * vector files.
 *
 * A vector file under compat-tests/data is text: '#' begins a comment, a
 * blank line ends a record, every other line is "key: value". Values are
 * mostly hex; unit_hex() decodes them. */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/text.h"

#define UNIT_MAIN(name, ...)                                       \
    int main(void)                                                 \
    {                                                              \
        const TTest *tests[] = {__VA_ARGS__};                      \
        Suite *s = suite_create(name);                             \
        TCase *tc = tcase_create(name);                            \
        SRunner *sr;                                               \
        int failed;                                                \
                                                                   \
        tcase_set_timeout(tc, 120);                                \
        for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)  \
            tcase_add_test(tc, tests[i]);                          \
        suite_add_tcase(s, tc);                                    \
        sr = srunner_create(s);                                    \
        srunner_run_all(sr, CK_ENV);                               \
        failed = srunner_ntests_failed(sr);                        \
        srunner_free(sr);                                          \
        return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;          \
    }

enum { UNIT_FIELDS = 32 };

struct unit_vectors {
    FILE *file;
    int line;
    size_t count; /* fields of the current record */
    struct {
        char *key, *value;
    } field[UNIT_FIELDS];
};

static inline void
unit_vectors_clear(struct unit_vectors *v)
{
    for (size_t i = 0; i < v->count; i++)
        free(v->field[i].key);
    v->count = 0;
}

/* Opens compat-tests/data/NAME; the test fails when it isn't there. */
static inline void
unit_vectors_open(struct unit_vectors *v, const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    char path[4096];

    memset(v, 0, sizeof *v);
    snprintf(path, sizeof path, "%s/%s", dir != NULL ? dir : URT_DATA_DIR,
             name);
    v->file = fopen(path, "r");
    ck_assert_msg(v->file != NULL, "cannot open %s", path);
}

/* Reads the next record; false (and the file is closed) at the end. */
static inline bool
unit_vectors_next(struct unit_vectors *v)
{
    char *line = NULL, *colon;
    size_t cap = 0;

    unit_vectors_clear(v);
    while (getline(&line, &cap, v->file) >= 0) {
        v->line++;
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '#')
            continue;
        if (line[0] == '\0') {
            if (v->count > 0)
                break;
            continue;
        }
        colon = strchr(line, ':');
        ck_assert_msg(colon != NULL && v->count < UNIT_FIELDS,
                      "vector file, line %d", v->line);
        *colon++ = '\0';
        colon += strspn(colon, " ");
        v->field[v->count].key = malloc(strlen(line) + strlen(colon) + 2);
        ck_assert_ptr_nonnull(v->field[v->count].key);
        strcpy(v->field[v->count].key, line);
        v->field[v->count].value =
            v->field[v->count].key + strlen(line) + 1;
        strcpy(v->field[v->count].value, colon);
        v->count++;
    }
    free(line);
    if (v->count == 0) {
        fclose(v->file);
        v->file = NULL;
    }
    return v->count > 0;
}

/* The text of a field, or NULL when the record has none of that name. */
static inline const char *
unit_text(const struct unit_vectors *v, const char *key)
{
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->field[i].key, key) == 0)
            return v->field[i].value;
    return NULL;
}

/* A field's bytes; an absent field is empty. Freed with urt_buf_free. */
static inline struct urt_buf
unit_hex(const struct unit_vectors *v, const char *key)
{
    struct urt_buf b = URT_BUF_INIT;
    const char *text = unit_text(v, key);

    if (text != NULL)
        ck_assert_msg(urt_put_unhex(&b, urt_bytes(text, strlen(text))),
                      "vector file, record before line %d: %s", v->line, key);
    return b;
}

static inline long
unit_int(const struct unit_vectors *v, const char *key)
{
    const char *text = unit_text(v, key);

    ck_assert_msg(text != NULL, "record before line %d lacks %s", v->line,
                  key);
    return strtol(text, NULL, 0);
}

#endif
