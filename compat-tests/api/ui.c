/* UI: adding strings, a method of the program, results and errors. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ui.h>
#include <stdio.h>
#include <string.h>
static void
E()
{
    unsigned long e;
    const char *dd;
    int f;
    while ((e = ERR_get_error_all(0, 0, 0, &dd, &f)))
        printf("   %d/%d %s [%s]\n", ERR_GET_LIB(e), ERR_GET_REASON(e),
               ERR_reason_error_string(e), dd);
}
static const char *ans[] = {"secret", "secret", "y"};
static int ai, fail;
static int
op(UI *u)
{
    printf("open data %s\n", (char *)UI_get0_user_data(u));
    return fail != 1;
}
static int
wr(UI *u, UI_STRING *s)
{
    printf(
        "write type %d flags %d out [%s] act [%s] test %s min %d max %d res %s "
        "len %d\n",
        UI_get_string_type(s), UI_get_input_flags(s), UI_get0_output_string(s),
        UI_get0_action_string(s) ? UI_get0_action_string(s) : "-",
        UI_get0_test_string(s) ? UI_get0_test_string(s) : "-",
        UI_get_result_minsize(s), UI_get_result_maxsize(s),
        UI_get0_result_string(s) ? "set" : "-", UI_get_result_string_length(s));
    return fail != 2;
}
static int
fl(UI *u)
{
    printf("flush\n");
    return fail == 3 ? 0 : fail == 4 ? -1 : 1;
}
static int
rd(UI *u, UI_STRING *s)
{
    printf("read type %d\n", UI_get_string_type(s));
    if (fail == 5)
        return 0;
    if (fail == 6)
        return -1;
    if (UI_get_string_type(s) <= UIT_BOOLEAN) {
        int r = UI_set_result(u, s, ans[ai++]);
        printf("set_result %d\n", r);
        if (r < 0)
            return 0;
    }
    return 1;
}
static int
cl(UI *u)
{
    printf("close\n");
    return fail != 7;
}
static void *
dupd(UI *u, void *d)
{
    printf("dup data\n");
    return strdup(d);
}
static void
freed(UI *u, void *d)
{
    printf("free data %s\n", (char *)d);
    free(d);
}
static char *
pc(UI *u, const char *p, const char *o)
{
    return strdup("PROMPT");
}
static int
pw(char *b, int n, int rw, void *u)
{
    printf("pem cb n %d rw %d u %s\n", n, rw, (char *)u);
    strcpy(b, "hello");
    return 5;
}
int
main()
{
    setvbuf(stdout, 0, 2, 0);
    UI_METHOD *m = UI_create_method("test");
    printf("%d %d %d %d %d %d\n", UI_method_set_opener(m, op),
           UI_method_set_writer(m, wr), UI_method_set_flusher(m, fl),
           UI_method_set_reader(m, rd), UI_method_set_closer(m, cl),
           UI_method_set_opener(NULL, op));
    printf("get %d %d null %d\n", UI_method_get_opener(m) == op,
           UI_method_get_prompt_constructor(m) == NULL,
           UI_method_get_opener(NULL) == NULL);
    UI_method_set_data_duplicator(m, dupd, freed);
    for (fail = 0; fail < 8; fail++) {
        printf("== fail %d\n", fail);
        ai = 0;
        UI *u = UI_new_method(m);
        char r1[40] = "", r2[40] = "", r3[4] = "";
        printf("add %d", UI_add_input_string(u, "pw?", 0, r1, 4, 20));
        printf(" %d", UI_add_verify_string(u, "again?", UI_INPUT_FLAG_ECHO, r2,
                                           4, 20, r1));
        printf(" %d",
               UI_add_input_boolean(u, "ok?", "say y", "yY", "nN", 0, r3));
        printf(" %d %d\n", UI_add_info_string(u, "info"),
               UI_dup_error_string(u, "err"));
        E();
        printf("ud %s\n", UI_add_user_data(u, "old") ? "x" : "null");
        printf("ud %s", (char *)UI_add_user_data(u, "mine"));
        printf(" dup %d\n", UI_dup_user_data(u, "dupped"));
        int x = UI_process(u);
        printf("process %d r1 %s r2 %s r3 %s\n", x, r1, r2, r3);
        E();
        if (!fail) {
            printf("res0 %s len %d res2 %s res9 %s\n", UI_get0_result(u, 0),
                   UI_get_result_length(u, 0),
                   UI_get0_result(u, 2) ? "x" : "null",
                   UI_get0_result(u, 9) ? "x" : "null");
            E();
            printf("res3 %s\n", UI_get0_result(u, 3) ? "x" : "null");
            E();
            printf("len3 %d len9 %d\n", UI_get_result_length(u, 3),
                   UI_get_result_length(u, 9));
            E();
        }
        printf("ctrl %d %d %d\n", UI_ctrl(u, UI_CTRL_IS_REDOABLE, 0, 0, 0),
               UI_ctrl(u, UI_CTRL_PRINT_ERRORS, 1, 0, 0),
               UI_ctrl(u, UI_CTRL_PRINT_ERRORS, 0, 0, 0));
        printf("bad %d null %d\n", UI_ctrl(u, 99, 0, 0, 0),
               UI_ctrl(NULL, 1, 0, 0, 0));
        E();
        UI_free(u);
    }
    fail = 0; /* result errors */
    {
        UI *u = UI_new_method(m);
        char r1[40], r2[40], r3[4];
        ans[0] = "abc";
        UI_add_input_string(u, "p", 0, r1, 4, 20);
        ai = 0;
        printf("short %d\n", UI_process(u));
        E();
        ai = 0;
        ans[0] = "abcdefghijklmnopqrstuvwxyz";
        printf("long %d\n", UI_process(u));
        E();
        UI_free(u);
        u = UI_new_method(m);
        strcpy(r1, "other");
        ans[0] = "abcde";
        UI_add_verify_string(u, "v", 0, r2, 1, 20, r1);
        ai = 0;
        printf("mismatch %d\n", UI_process(u));
        E();
        UI_free(u);
        u = UI_new_method(m);
        ans[0] = "zzny";
        UI_add_input_boolean(u, "b", "a", "yY", "nN", 0, r3);
        ai = 0;
        r3[0] = '?';
        printf("bool %d", UI_process(u));
        printf(" %c\n", r3[0]);
        E();
        printf("boolbad %d",
               UI_add_input_boolean(u, "b", "a", "yY", "Yn", 0, r3));
        printf(" nullprompt %d", UI_add_input_string(u, NULL, 0, r1, 1, 2));
        printf(" nullbuf %d\n", UI_add_input_string(u, "p", 0, NULL, 1, 2));
        E();
        UI_free(u);
    }
    UI *u = UI_new();
    char *p = UI_construct_prompt(u, "pass phrase", "foo.key");
    printf("%s|", p);
    p = UI_construct_prompt(u, "pass phrase", NULL);
    printf("%s|", p);
    p = UI_construct_prompt(u, NULL, "x");
    printf("%s\n", p ? p : "null");
    printf("default==openssl %d method %d null %d\n",
           UI_get_default_method() == UI_OpenSSL(),
           UI_get_method(u) == UI_OpenSSL(), UI_null() != NULL);
    UI_method_set_prompt_constructor(m, pc);
    UI_set_method(u, m);
    p = UI_construct_prompt(u, "a", "b");
    printf("%s\n", p);
    printf("flusher ossl null %d reader null %d opener %d closer %d writer %d; "
           "null method: %d\n",
           UI_method_get_flusher(UI_OpenSSL()) == NULL,
           UI_method_get_reader(UI_OpenSSL()) == NULL,
           UI_method_get_opener(UI_OpenSSL()) == NULL,
           UI_method_get_closer(UI_OpenSSL()) == NULL,
           UI_method_get_writer(UI_OpenSSL()) == NULL,
           UI_method_get_reader(UI_null()) == NULL);
    UI_set_method(u, UI_null());
    char rb[30] = "x";
    UI_add_input_string(u, "q", 0, rb, 0, 10);
    printf("null process %d [%s]\n", UI_process(u), rb);
    E();
    UI_METHOD *w = UI_UTIL_wrap_read_pem_callback(pw, 1);
    u = UI_new_method(w);
    UI_add_user_data(u, "uu");
    char rr[100];
    UI_add_input_string(u, "q", 0, rr, 0, 50);
    printf("pem process %d [%s]\n", UI_process(u), rr);
    E();
    UI_free(u);
    UI_destroy_method(w);
    UI_destroy_method(NULL);
    UI_free(NULL);
    u = UI_new_method(m);
    printf("dup w/o data %d\n", UI_dup_user_data(u, "zz"));
    UI_free(u);
    u = UI_new();
    printf("dup unsupported %d\n", UI_dup_user_data(u, "zz"));
    E();
    UI_free(u);
}
