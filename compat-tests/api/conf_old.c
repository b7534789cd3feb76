/* The CONF_ functions on bare hashes, and the rest of NCONF: every kind of
 * source and target. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/conf.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

static const char text[] = "top = 1\n[ a ]\nname = value\nnumber = 42\n"
                           "sum = ${top}-$name\n[b]\nbad = x1\n";

static void
errors(void)
{
    const char *data;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, NULL)) != 0)
        printf(" %d/%d [%s]", ERR_GET_LIB(e), ERR_GET_REASON(e), data);
    printf("\n");
}

static void
get(const char *section, const char *name, const char *got)
{
    printf("%s.%s = %s", section == NULL ? "-" : section, name,
           got == NULL ? "-" : got);
    errors();
}

/* Lines in the order of their names. */
static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
show_sorted(BIO *mem)
{
    char line[200], *lines[32];
    int n = 0;

    while (n < 32 && BIO_gets(mem, line, sizeof(line)) > 0)
        lines[n++] = OPENSSL_strdup(line);
    qsort(lines, (size_t)n, sizeof(lines[0]), by_text);
    for (int i = 0; i < n; i++) {
        fputs(lines[i], stdout);
        OPENSSL_free(lines[i]);
    }
}

static FILE *
as_file(void)
{
    FILE *f = tmpfile();

    fputs(text, f);
    rewind(f);
    return f;
}

static void
hashes(void)
{
    LHASH_OF(CONF_VALUE) *h;
    STACK_OF(CONF_VALUE) *list;
    BIO *mem = BIO_new_mem_buf(text, -1), *out = BIO_new(BIO_s_mem());
    FILE *f = as_file(), *dump = tmpfile();
    char name[] = "conf_old.cnf";
    long line = -1;

    h = CONF_load_bio(NULL, mem, &line);
    printf("bio %d line %ld", h != NULL, line);
    errors();
    get("a", "name", CONF_get_string(h, "a", "name"));
    get("a", "sum", CONF_get_string(h, "a", "sum"));
    get("a", "top", CONF_get_string(h, "a", "top"));
    get("a", "none", CONF_get_string(h, "a", "none"));
    get(NULL, "top", CONF_get_string(h, NULL, "top"));
    get("x", "top", CONF_get_string(h, "x", "top"));
    get("a", "name", CONF_get_string(NULL, "a", "name"));
    printf("number %ld", CONF_get_number(h, "a", "number"));
    errors();
    printf("number %ld", CONF_get_number(h, "b", "bad"));
    errors();
    printf("number %ld", CONF_get_number(h, "b", "none"));
    errors();
    list = CONF_get_section(h, "a");
    printf("section %d", sk_CONF_VALUE_num(list));
    printf(" %s", sk_CONF_VALUE_value(list, 1)->name);
    errors();
    printf("section %d", CONF_get_section(h, "none") != NULL);
    errors();
    printf("dump %d\n", CONF_dump_bio(h, out));
    show_sorted(out);
    printf("dump %d %d\n", CONF_dump_fp(h, dump), ftell(dump) > 0);
    CONF_free(h);
    CONF_free(NULL);
    h = CONF_load_fp(NULL, f, &line);
    get("a", "number", CONF_get_string(h, "a", "number"));
    CONF_free(h);
    fclose(f);
    f = fopen(name, "w");
    fputs(text, f);
    fclose(f);
    h = CONF_load(NULL, name, &line);
    get("a", "number", CONF_get_string(h, "a", "number"));
    /* More into the same. */
    h = CONF_load(h, name, NULL);
    get("b", "bad", CONF_get_string(h, "b", "bad"));
    CONF_free(h);
    remove(name);
    h = CONF_load(NULL, name, &line);
    printf("missing %d", h != NULL);
    errors();
    BIO_free(mem);
    mem = BIO_new_mem_buf("[x\n", -1);
    line = -1;
    h = CONF_load_bio(NULL, mem, &line);
    printf("broken %d line %ld", h != NULL, line);
    errors();
    BIO_free(mem);
    BIO_free(out);
    fclose(dump);
}

/* What is left has no data, and can't even be freed. */
static void
without_data(void)
{
    static CONF *c;

    c = NCONF_new(NULL);
    NCONF_free_data(c);
    printf("data %d\n", c->data == NULL);
}

static void
confs(void)
{
    CONF *c = NCONF_new_ex(NULL, NULL);
    BIO *out = BIO_new(BIO_s_mem());
    FILE *f = as_file(), *dump = tmpfile();
    long line = -1;
    CONF wrapped;

    printf("libctx %d\n", NCONF_get0_libctx(c) == NULL);
    printf("dump %d", NCONF_dump_bio(c, out));
    errors();
    printf("fp %d", NCONF_load_fp(c, f, &line));
    errors();
    get("a", "sum", NCONF_get_string(c, "a", "sum"));
    printf("dump %d\n", NCONF_dump_bio(c, out));
    show_sorted(out);
    printf("dump %d %d\n", NCONF_dump_fp(c, dump), ftell(dump) > 0);
    memset(&wrapped, 0, sizeof(wrapped));
    CONF_set_nconf(&wrapped, c->data);
    get("a", "name", NCONF_get_string(&wrapped, "a", "name"));
    NCONF_free(c);
    NCONF_free(NULL);
    NCONF_free_data(NULL);
    get("a", "name", NCONF_get_string(NULL, "a", "name"));
    get(NULL, "name", NCONF_get_string(NULL, NULL, "name"));
    printf("null %d", NCONF_get_section(NULL, "a") != NULL);
    errors();
    printf("default %d", CONF_set_default_method(NCONF_default()));
    c = NCONF_new(NULL);
    printf(" %d\n", c->meth == NCONF_default());
    CONF_set_default_method(NULL);
    NCONF_free(c);
    BIO_free(out);
    fclose(f);
    fclose(dump);
}

static int
start(CONF_IMODULE *md, const CONF *cnf)
{
    CONF_MODULE *m = CONF_imodule_get_module(md);

    printf("flags %lu data %s\n", CONF_imodule_get_flags(md),
           (char *)CONF_module_get_usr_data(m));
    CONF_imodule_set_flags(md, 5);
    CONF_module_set_usr_data(m, "kept");
    printf("flags %lu data %s\n", CONF_imodule_get_flags(md),
           (char *)CONF_module_get_usr_data(m));
    return 1;
}

static void
modules(void)
{
    BIO *mem = BIO_new_mem_buf("openssl_conf = i\n[i]\nm.1 = x\nm.2 = y\n",
                               -1);
    CONF *c = NCONF_new(NULL);

    OPENSSL_load_builtin_modules();
    CONF_module_add("m", start, NULL);
    NCONF_load_bio(c, mem, NULL);
    printf("load %d", CONF_modules_load(c, NULL, 0));
    errors();
    NCONF_free(c);
    BIO_free(mem);
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    hashes();
    confs();
    without_data();
    modules();
    return 0;
}
