/* Chains: result, error, depth and every callback, against OpenSSL's answers
 * (data/chains.txt). */
#include "chain_data.h"

struct trace {
    char text[8192];
    size_t len;
};

static void
to_store(const char *name, void *arg)
{
    struct urt_buf b = chain_file(name);

    ck_assert_int_eq(urt_store_add_pem(arg, urt_buf_bytes(&b),
                                       URT_STORE_CERTS | URT_STORE_CRLS,
                                       NULL),
                     URT_OK);
    urt_buf_free(&b);
}

static void
to_list(const char *name, void *arg)
{
    struct urt_cert *c = chain_cert(name);

    ck_assert_ptr_nonnull(c);
    ck_assert_int_eq(urt_cert_list_add(arg, c), URT_OK);
    urt_cert_free(c);
}

static int
lenient(int ok, struct urt_verify *v)
{
    struct trace *t = v->owner;

    t->len += (size_t)(ok ? snprintf(t->text + t->len,
                                     sizeof t->text - t->len, "ok@%d ",
                                     v->error_depth)
                          : snprintf(t->text + t->len,
                                     sizeof t->text - t->len, "%d@%d ",
                                     v->error, v->error_depth));
    return 1;
}

static struct urt_bytes
text_of(const char *s)
{
    return urt_bytes(s, strlen(s));
}

static void
set_params(struct urt_param *p, const struct unit_vectors *v)
{
    uint8_t ip[16];
    size_t len;

    ck_assert_int_eq(urt_param_inherit(p, urt_param_builtin("default")),
                     URT_OK);
    urt_param_set_time(p, unit_text(v, "time") ? unit_int(v, "time")
                                               : 1600000000);
    if (unit_text(v, "flags"))
        urt_param_set_flags(p, (unsigned long)unit_int(v, "flags"));
    if (unit_text(v, "purpose"))
        p->purpose = (int)unit_int(v, "purpose");
    /* As X509_STORE_CTX_set_purpose does not: the row says both. */
    if (unit_text(v, "trust"))
        p->trust = (int)unit_int(v, "trust");
    if (unit_text(v, "depth"))
        p->depth = (int)unit_int(v, "depth");
    if (unit_text(v, "level"))
        p->auth_level = (int)unit_int(v, "level");
    if (unit_text(v, "host"))
        ck_assert_int_eq(
            urt_param_set_host(p, text_of(unit_text(v, "host"))), URT_OK);
    if (unit_text(v, "email"))
        ck_assert_int_eq(
            urt_param_set_email(p, text_of(unit_text(v, "email"))), URT_OK);
    if (unit_text(v, "ip")) {
        ck_assert(urt_ip_from_text(ip, &len, unit_text(v, "ip")));
        ck_assert_int_eq(urt_param_set_ip(p, urt_bytes(ip, len)), URT_OK);
    }
}

struct setting {
    struct urt_store *store;
    struct urt_cert_list peer;
    struct urt_param *param;
    struct urt_cert *leaf;
};

static void
set_up(struct setting *s, const struct unit_vectors *v)
{
    memset(s, 0, sizeof *s);
    ck_assert_int_eq(urt_store_new(&s->store), URT_OK);
    ck_assert_int_eq(urt_param_new(&s->param), URT_OK);
    each_word(unit_text(v, "trusted"), to_store, s->store);
    each_word(unit_text(v, "crls"), to_store, s->store);
    each_word(unit_text(v, "untrusted"), to_list, &s->peer);
    set_params(s->param, v);
    s->leaf = chain_cert(unit_text(v, "leaf"));
}

static void
tear_down(struct setting *s)
{
    urt_cert_free(s->leaf);
    urt_cert_list_free(&s->peer);
    urt_param_free(s->param);
    urt_store_free(s->store);
}

/* Runs a row; both of its answers as text. */
static void
run(const struct setting *s, struct trace *t, bool strict)
{
    struct urt_verify w;
    int result;

    t->len = 0;
    t->text[0] = '\0';
    urt_verify_init(&w);
    w.store = s->store;
    w.cert = s->leaf;
    w.untrusted = &s->peer;
    w.param = s->param;
    w.owner = t;
    if (!strict)
        w.slots.callback = lenient;
    result = urt_verify_run(&w);
    t->len += (size_t)snprintf(t->text + t->len, sizeof t->text - t->len,
                               "= %d %d %zu", result, w.error,
                               w.chain.count);
    if (strict)
        snprintf(t->text + t->len, sizeof t->text - t->len, " %d",
                 w.error_depth);
    urt_verify_cleanup(&w);
}

static int
compare(const struct unit_vectors *v, const char *what, const char *got)
{
    const char *want = unit_text(v, what);

    if (strcmp(got, want) == 0)
        return 0;
    fprintf(stderr, "record before line %d (%s): %s\n  is     %s\n"
                    "  wanted %s\n",
            v->line, unit_text(v, "leaf"), what, got, want);
    return 1;
}

START_TEST(chains_end_as_with_openssl)
{
    static struct trace t;
    struct unit_vectors v;
    struct setting s;
    size_t count = 0;
    int wrong = 0;

    unit_vectors_open(&v, "chains.txt");
    while (unit_vectors_next(&v)) {
        set_up(&s, &v);
        run(&s, &t, true);
        wrong += compare(&v, "expect", t.text);
        run(&s, &t, false);
        wrong += compare(&v, "trace", t.text);
        tear_down(&s);
        count++;
    }
    ck_assert_uint_gt(count, 200);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(a_failed_allocation_never_verifies)
{
    struct unit_vectors v;
    struct setting s;
    static struct trace t;

    unit_vectors_open(&v, "chains.txt");
    ck_assert(unit_vectors_next(&v));
    set_up(&s, &v);
    run(&s, &t, true);
    ck_assert_int_eq(strncmp(t.text, "= 1 ", 4), 0);
    for (unsigned long n = 1; n < 2000; n++) {
        unsigned long asked;
        bool good;

        urt_mem_fail_nth(n);
        run(&s, &t, true);
        asked = urt_mem_count();
        urt_mem_fail_nth(0);
        good = strncmp(t.text, "= 1 ", 4) == 0;
        if (asked < n) {
            ck_assert(good);
            break;
        }
    }
    tear_down(&s);
    while (unit_vectors_next(&v))
        continue;
}
END_TEST

/* Neither a revoked certificate nor a name that is not allowed may slip
 * through because there was no memory to look. Each row is set up anew, for
 * keys and indices are made on first use. */
START_TEST(a_failed_allocation_never_hides_a_fault)
{
    struct unit_vectors v;
    struct setting s;
    static struct trace t;

    unit_vectors_open(&v, "chains.txt");
    while (unit_vectors_next(&v)) {
        unsigned long step = unit_text(&v, "crls") != NULL ? 1 : 7;

        if (strncmp(unit_text(&v, "expect"), "= 1 ", 4) == 0)
            continue;
        for (unsigned long n = 1; n < 400; n += step) {
            unsigned long asked;

            set_up(&s, &v);
            urt_mem_fail_nth(n);
            run(&s, &t, true);
            asked = urt_mem_count();
            urt_mem_fail_nth(0);
            tear_down(&s);
            ck_assert_msg(strncmp(t.text, "= 1 ", 4) != 0,
                          "before line %d, allocation %lu: %s", v.line, n,
                          t.text);
            if (asked < n)
                break;
        }
    }
}
END_TEST

START_TEST(error_texts)
{
    ck_assert_str_eq(urt_verify_error_text(0), "ok");
    ck_assert_str_eq(urt_verify_error_text(18), "self-signed certificate");
    ck_assert_str_eq(urt_verify_error_text(95),
                     "unknown certificate verification error");
    ck_assert_str_eq(urt_verify_error_text(-1),
                     "unknown certificate verification error");
}
END_TEST

UNIT_MAIN("verify", chains_end_as_with_openssl,
          a_failed_allocation_never_verifies,
          a_failed_allocation_never_hides_a_fault, error_texts)
