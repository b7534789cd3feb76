/* CONF: loading and asking. The file's language is conf_parse's, the hash
 * conf_data's. */
#include "toolkit/conf_local.h"

#include "engine/base/text.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdlib.h>

/* ---- the method -------------------------------------------------------- */

static CONF *
method_create(CONF_METHOD *meth)
{
    CONF *conf = urt_zalloc(sizeof(*conf));

    if (conf != NULL)
        conf->meth = meth;
    return conf;
}

static int
method_init(CONF *conf)
{
    return conf != NULL;
}

static int
method_destroy_data(CONF *conf)
{
    if (conf == NULL)
        return 0;
    fac_conf_free_data(conf);
    return 1;
}

static int
method_destroy(CONF *conf)
{
    if (!method_destroy_data(conf))
        return 0;
    urt_free(conf->includedir);
    urt_free(conf);
    return 1;
}

static int
method_load(CONF *conf, const char *name, long *eline)
{
    BIO *in = BIO_new_file(name, "rb");
    int ret;

    if (in == NULL) {
        unsigned long e = ERR_peek_last_error();

        return fac_conf_fail(ERR_GET_LIB(e) == ERR_LIB_BIO &&
                                     ERR_GET_REASON(e) == BIO_R_NO_SUCH_FILE
                                 ? CONF_R_NO_SUCH_FILE
                                 : ERR_R_SYS_LIB);
    }
    ret = fac_conf_parse(conf, in, eline);
    BIO_free(in);
    return ret;
}

static int
compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
method_dump(const CONF *conf, BIO *out)
{
    STACK_OF(OPENSSL_CSTRING) *names = NCONF_get_section_names(conf);

    if (names == NULL)
        return 0;
    for (int i = 0; i < sk_OPENSSL_CSTRING_num(names); i++) {
        const char *name = sk_OPENSSL_CSTRING_value(names, i);
        STACK_OF(CONF_VALUE) *values = fac_conf_get_section_values(conf, name);

        BIO_printf(out, "[[%s]]\n", name);
        for (int k = 0; k < sk_CONF_VALUE_num(values); k++) {
            const CONF_VALUE *v = sk_CONF_VALUE_value(values, k);

            BIO_printf(out, "[%s] %s=%s\n", v->section, v->name, v->value);
        }
    }
    sk_OPENSSL_CSTRING_free(names);
    return 1;
}

static int
method_is_number(const CONF *conf, char c)
{
    return urt_ascii_is_digit(c);
}

static int
method_to_int(const CONF *conf, char c)
{
    return c - '0';
}

CONF_METHOD *
NCONF_default(void)
{
    static CONF_METHOD method = {
        "OpenSSL default", method_create,       method_init,
        method_destroy,    method_destroy_data, fac_conf_parse,
        method_dump,       method_is_number,    method_to_int,
        method_load,
    };

    return &method;
}

/* ---- NCONF ------------------------------------------------------------- */

CONF *
NCONF_new_ex(OSSL_LIB_CTX *libctx, CONF_METHOD *meth)
{
    CONF *conf;

    if (meth == NULL)
        meth = NCONF_default();
    conf = meth->create(meth);
    if (conf == NULL) {
        fac_conf_fail(ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    conf->libctx = libctx;
    return conf;
}

CONF *
NCONF_new(CONF_METHOD *meth)
{
    return NCONF_new_ex(NULL, meth);
}

OSSL_LIB_CTX *
NCONF_get0_libctx(const CONF *conf)
{
    return conf->libctx;
}

void
NCONF_free(CONF *conf)
{
    if (conf != NULL)
        (void)conf->meth->destroy(conf);
}

void
NCONF_free_data(CONF *conf)
{
    if (conf != NULL)
        (void)conf->meth->destroy_data(conf);
}

int
NCONF_load(CONF *conf, const char *file, long *eline)
{
    if (conf == NULL)
        return fac_conf_fail(CONF_R_NO_CONF);
    return conf->meth->load(conf, file, eline);
}

int
NCONF_load_bio(CONF *conf, BIO *bp, long *eline)
{
    if (conf == NULL)
        return fac_conf_fail(CONF_R_NO_CONF);
    return conf->meth->load_bio(conf, bp, eline);
}

int
NCONF_load_fp(CONF *conf, FILE *fp, long *eline)
{
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret;

    if (b == NULL)
        return fac_conf_fail(ERR_R_BUF_LIB);
    ret = NCONF_load_bio(conf, b, eline);
    BIO_free(b);
    return ret;
}

int
NCONF_dump_bio(const CONF *conf, BIO *out)
{
    if (conf == NULL)
        return fac_conf_fail(CONF_R_NO_CONF);
    return conf->meth->dump(conf, out);
}

int
NCONF_dump_fp(const CONF *conf, FILE *out)
{
    BIO *b = BIO_new_fp(out, BIO_NOCLOSE);
    int ret;

    if (b == NULL)
        return fac_conf_fail(ERR_R_BUF_LIB);
    ret = NCONF_dump_bio(conf, b);
    BIO_free(b);
    return ret;
}

struct names {
    const char **list;
    size_t count;
};

static void
collect_name(void *entry, void *arg)
{
    const CONF_VALUE *v = entry;
    struct names *n = arg;

    if (v->name == NULL)
        n->list[n->count++] = v->section;
}

/* Sorted; the names stay the CONF's. */
STACK_OF(OPENSSL_CSTRING) *
NCONF_get_section_names(const CONF *conf)
{
    STACK_OF(OPENSSL_CSTRING) *sk = sk_OPENSSL_CSTRING_new_null();
    OPENSSL_LHASH *lh = (OPENSSL_LHASH *)conf->data;
    struct names n = {NULL, 0};
    bool ok = sk != NULL;

    if (ok && lh != NULL) {
        n.list = urt_calloc(OPENSSL_LH_num_items(lh) + 1, sizeof(*n.list));
        ok = n.list != NULL;
        if (ok)
            OPENSSL_LH_doall_arg(lh, collect_name, &n);
    }
    if (n.count > 1)
        qsort(n.list, n.count, sizeof(*n.list), compare_text);
    for (size_t i = 0; ok && i < n.count; i++)
        ok = sk_OPENSSL_CSTRING_push(sk, n.list[i]) > 0;
    urt_free(n.list);
    if (ok)
        return sk;
    sk_OPENSSL_CSTRING_free(sk);
    return NULL;
}

STACK_OF(CONF_VALUE) *
NCONF_get_section(const CONF *conf, const char *section)
{
    if (conf == NULL) {
        fac_conf_fail(CONF_R_NO_CONF);
        return NULL;
    }
    if (section == NULL) {
        fac_conf_fail(CONF_R_NO_SECTION);
        return NULL;
    }
    return fac_conf_get_section_values(conf, section);
}

char *
NCONF_get_string(const CONF *conf, const char *group, const char *name)
{
    char *s = fac_conf_get_string(conf, group, name);

    if (s != NULL)
        return s;
    if (conf == NULL)
        fac_conf_fail(CONF_R_NO_CONF_OR_ENVIRONMENT_VARIABLE);
    else
        ERR_raise_data(ERR_LIB_CONF, CONF_R_NO_VALUE, "group=%s name=%s",
                       group != NULL ? group : "", name);
    return NULL;
}

int
NCONF_get_number_e(const CONF *conf, const char *group, const char *name,
                   long *result)
{
    const CONF_METHOD *m = conf != NULL ? conf->meth : NULL;
    const char *s;
    long v = 0;

    if (result == NULL)
        return fac_conf_fail(ERR_R_PASSED_NULL_PARAMETER);
    if ((s = NCONF_get_string(conf, group, name)) == NULL)
        return 0;
    for (; m != NULL && m->is_number != NULL
               ? m->is_number(conf, *s)
               : urt_ascii_is_digit(*s);
         s++) {
        int digit = m != NULL && m->to_int != NULL ? m->to_int(conf, *s)
                                                   : *s - '0';

        if (v > (LONG_MAX - digit) / 10)
            return fac_conf_fail(CONF_R_NUMBER_TOO_LARGE);
        v = v * 10 + digit;
    }
    *result = v;
    return 1;
}

/* ---- CONF over a hash -------------------------------------------------- */

static _Atomic(CONF_METHOD *) default_method;

static CONF_METHOD *
method_in_use(void)
{
    CONF_METHOD *m = atomic_load(&default_method);

    return m != NULL ? m : NCONF_default();
}

int
CONF_set_default_method(CONF_METHOD *meth)
{
    atomic_store(&default_method, meth);
    return 1;
}

void
CONF_set_nconf(CONF *conf, LHASH_OF(CONF_VALUE) *hash)
{
    *conf = (CONF){.meth = method_in_use(), .data = hash};
}

LHASH_OF(CONF_VALUE) *
CONF_load_bio(LHASH_OF(CONF_VALUE) *conf, BIO *bp, long *eline)
{
    CONF c;
    int ok;

    CONF_set_nconf(&c, conf);
    ok = NCONF_load_bio(&c, bp, eline);
    urt_free(c.includedir);
    return ok ? c.data : NULL;
}

LHASH_OF(CONF_VALUE) *
CONF_load(LHASH_OF(CONF_VALUE) *conf, const char *file, long *eline)
{
    LHASH_OF(CONF_VALUE) *ret;
    BIO *in = BIO_new_file(file, "rb");

    if (in == NULL) {
        fac_conf_fail(ERR_R_SYS_LIB);
        return NULL;
    }
    ret = CONF_load_bio(conf, in, eline);
    BIO_free(in);
    return ret;
}

LHASH_OF(CONF_VALUE) *
CONF_load_fp(LHASH_OF(CONF_VALUE) *conf, FILE *fp, long *eline)
{
    LHASH_OF(CONF_VALUE) *ret;
    BIO *in = BIO_new_fp(fp, BIO_NOCLOSE);

    if (in == NULL) {
        fac_conf_fail(ERR_R_BUF_LIB);
        return NULL;
    }
    ret = CONF_load_bio(conf, in, eline);
    BIO_free(in);
    return ret;
}

STACK_OF(CONF_VALUE) *
CONF_get_section(LHASH_OF(CONF_VALUE) *conf, const char *section)
{
    CONF c;

    if (conf == NULL)
        return NULL;
    CONF_set_nconf(&c, conf);
    return NCONF_get_section(&c, section);
}

char *
CONF_get_string(LHASH_OF(CONF_VALUE) *conf, const char *group,
                const char *name)
{
    CONF c;

    if (conf == NULL)
        return NCONF_get_string(NULL, group, name);
    CONF_set_nconf(&c, conf);
    return NCONF_get_string(&c, group, name);
}

/* 0 for what is no number; nothing is raised. */
long
CONF_get_number(LHASH_OF(CONF_VALUE) *conf, const char *group,
                const char *name)
{
    long v = 0;
    CONF c;

    (void)ERR_set_mark();
    if (conf != NULL)
        CONF_set_nconf(&c, conf);
    if (!NCONF_get_number_e(conf != NULL ? &c : NULL, group, name, &v))
        v = 0;
    (void)ERR_pop_to_mark();
    return v;
}

void
CONF_free(LHASH_OF(CONF_VALUE) *conf)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    NCONF_free_data(&c);
}

int
CONF_dump_bio(LHASH_OF(CONF_VALUE) *conf, BIO *out)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    return NCONF_dump_bio(&c, out);
}

int
CONF_dump_fp(LHASH_OF(CONF_VALUE) *conf, FILE *out)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    return NCONF_dump_fp(&c, out);
}

/* ---- lists ------------------------------------------------------------- */

/* Calls LIST_CB for each element between SEPs until it answers 0 or less;
 * with NOSPC without the blanks around. An empty element is NULL and 0. */
int
CONF_parse_list(const char *list, int sep, int nospc,
                int (*list_cb)(const char *elem, int len, void *usr),
                void *arg)
{
    const char *start = list;

    if (list == NULL)
        return fac_conf_fail(CONF_R_LIST_CANNOT_BE_NULL);
    for (;;) {
        const char *end, *last;
        int ret;

        if (nospc)
            while (*start != 0 && urt_ascii_is_space(*start))
                start++;
        end = strchr(start, sep);
        last = end != NULL ? end : start + strlen(start);
        if (start == end || *start == 0) {
            ret = list_cb(NULL, 0, arg);
        } else {
            if (nospc)
                while (last > start && urt_ascii_is_space(last[-1]))
                    last--;
            ret = list_cb(start, (int)(last - start), arg);
        }
        if (ret <= 0 || end == NULL)
            return ret;
        start = end + 1;
    }
}
