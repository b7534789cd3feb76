/* Trust stores. What a program adds lives in a small array here; files are
 * bundles (bundle.c); directories are asked by name.
 *
 * One reader-writer lock guards the arrays; certificates that are found are
 * handed out as references. What a directory gave is kept in the arrays like
 * what was added; what it did not give is asked for again. */
#include "engine/pki/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/der/pem.h"
#include "engine/pki/bundle.h"
#include "engine/pki/name.h"

struct source {
    struct urt_bundle *bundle; /* one of both */
    char *dir;
    enum urt_store_form form;
    unsigned what;
};

struct added {
    uint32_t hash;
    struct urt_cert *cert; /* one of both */
    struct urt_crl *crl;
};

struct urt_store {
    struct urt_ref ref;
    pthread_rwlock_t lock;
    struct added *added;
    size_t count, cap;
    struct source *source;
    size_t sources;
    atomic_size_t dirs; /* of the sources; read without the lock */
};

enum urt_err
urt_store_new(struct urt_store **out)
{
    struct urt_store *store = urt_zalloc(sizeof *store);

    if (store == NULL)
        return URT_E_NOMEM;
    if (pthread_rwlock_init(&store->lock, NULL) != 0) {
        urt_free(store);
        return URT_E_NOMEM;
    }
    urt_ref_init(&store->ref);
    *out = store;
    return URT_OK;
}

struct urt_store *
urt_store_up(struct urt_store *store)
{
    urt_ref_up(&store->ref);
    return store;
}

void
urt_store_free(struct urt_store *store)
{
    if (store == NULL || !urt_ref_down(&store->ref))
        return;
    for (size_t i = 0; i < store->count; i++) {
        urt_cert_free(store->added[i].cert);
        urt_crl_free(store->added[i].crl);
    }
    for (size_t i = 0; i < store->sources; i++) {
        urt_bundle_free(store->source[i].bundle);
        urt_free(store->source[i].dir);
    }
    urt_free(store->added);
    urt_free(store->source);
    pthread_rwlock_destroy(&store->lock);
    urt_free(store);
}

static bool
is_there(const struct urt_store *store, const struct added *a)
{
    for (size_t i = 0; i < store->count; i++) {
        const struct added *b = &store->added[i];

        if (a->hash != b->hash)
            continue;
        if (a->cert != NULL && b->cert != NULL &&
            urt_cert_equal(a->cert, b->cert))
            return true;
        if (a->crl != NULL && b->crl != NULL &&
            urt_bytes_equal(a->crl->der, b->crl->der))
            return true;
    }
    return false;
}

/* Takes a reference of its own. The lock is held. */
static enum urt_err
add_locked(struct urt_store *store, struct added a)
{
    if (is_there(store, &a))
        return URT_OK;
    if (store->count == store->cap) {
        size_t cap = store->cap > 0 ? store->cap * 2 : 8;
        struct added *grown = urt_realloc(store->added, cap * sizeof *grown);

        if (grown == NULL)
            return URT_E_NOMEM;
        store->added = grown;
        store->cap = cap;
    }
    if (a.cert != NULL)
        urt_cert_up(a.cert);
    if (a.crl != NULL)
        urt_crl_up(a.crl);
    store->added[store->count++] = a;
    return URT_OK;
}

static enum urt_err
add(struct urt_store *store, struct added a)
{
    enum urt_err err;

    pthread_rwlock_wrlock(&store->lock);
    err = add_locked(store, a);
    pthread_rwlock_unlock(&store->lock);
    return err;
}

enum urt_err
urt_store_add_cert(struct urt_store *store, struct urt_cert *cert)
{
    return add(store,
               (struct added){.hash = urt_name_hash(cert->subject),
                              .cert = cert});
}

enum urt_err
urt_store_add_crl(struct urt_store *store, struct urt_crl *crl)
{
    return add(store, (struct added){.hash = urt_name_hash(crl->issuer),
                                     .crl = crl});
}

/* Takes over S and what it points to. */
static enum urt_err
add_source(struct urt_store *store, struct source s)
{
    struct source *grown;
    enum urt_err err = URT_E_NOMEM;

    pthread_rwlock_wrlock(&store->lock);
    grown = urt_realloc(store->source, (store->sources + 1) * sizeof *grown);
    if (grown != NULL) {
        store->source = grown;
        store->source[store->sources++] = s;
        if (s.dir != NULL)
            atomic_fetch_add(&store->dirs, 1);
        err = URT_OK;
    }
    pthread_rwlock_unlock(&store->lock);
    if (err != URT_OK) {
        urt_bundle_free(s.bundle);
        urt_free(s.dir);
    }
    return err;
}

static enum urt_err
add_bundle(struct urt_store *store, struct urt_bundle *bundle, unsigned what,
           size_t *count)
{
    size_t n = urt_bundle_count(bundle, what);

    if (count != NULL)
        *count = n;
    if (n == 0) {
        urt_bundle_free(bundle);
        return URT_E_PEM_NONE;
    }
    return add_source(store, (struct source){.bundle = bundle, .what = what});
}

enum urt_err
urt_store_add_file(struct urt_store *store, const char *path,
                   enum urt_store_form form, unsigned what, size_t *count)
{
    struct urt_bundle *bundle;

    URT_TRY(urt_bundle_load(&bundle, path, form));
    return add_bundle(store, bundle, what, count);
}

enum urt_err
urt_store_add_pem(struct urt_store *store, struct urt_bytes text,
                  unsigned what, size_t *count)
{
    struct urt_bundle *bundle;

    URT_TRY(urt_bundle_from_pem(&bundle, text));
    return add_bundle(store, bundle, what, count);
}

static enum urt_err
add_one_dir(struct urt_store *store, const char *path, size_t len,
            enum urt_store_form form)
{
    char *dir;

    for (size_t i = 0; i < store->sources; i++) {
        const char *known = store->source[i].dir;

        if (known != NULL && strlen(known) == len &&
            memcmp(known, path, len) == 0)
            return URT_OK;
    }
    dir = urt_alloc(len + 1);
    if (dir == NULL)
        return URT_E_NOMEM;
    memcpy(dir, path, len);
    dir[len] = '\0';
    return add_source(store,
                      (struct source){.dir = dir,
                                      .form = form,
                                      .what = URT_STORE_CERTS |
                                              URT_STORE_CRLS});
}

enum urt_err
urt_store_add_dir(struct urt_store *store, const char *path,
                  enum urt_store_form form)
{
    if (path == NULL || *path == '\0')
        return URT_E_MISUSE;
    while (*path != '\0') {
        size_t len = strcspn(path, ":");

        if (len > 0)
            URT_TRY(add_one_dir(store, path, len, form));
        path += len;
        path += *path == ':';
    }
    return URT_OK;
}

/* Reads one file of a directory into the store's array. */
static enum urt_err
load_file(struct urt_store *store, const char *path, enum urt_store_form form)
{
    struct urt_bundle *bundle;
    struct urt_cert_list certs = {NULL, 0, 0};
    struct urt_crl_list crls = {NULL, 0, 0};
    enum urt_err err = urt_bundle_load(&bundle, path, form);

    if (err != URT_OK)
        return err;
    err = urt_bundle_find(bundle, URT_BYTES_NONE, &certs, &crls);
    for (size_t i = 0; err == URT_OK && i < certs.count; i++)
        err = urt_store_add_cert(store, certs.cert[i]);
    for (size_t i = 0; err == URT_OK && i < crls.count; i++)
        err = urt_store_add_crl(store, crls.crl[i]);
    urt_cert_list_free(&certs);
    urt_crl_list_free(&crls);
    urt_bundle_free(bundle);
    return err;
}

/* Loads HASH.0, HASH.1 ... (HASH.r0 ...) while they are there. */
static enum urt_err
ask_dir(struct urt_store *store, const char *dir, enum urt_store_form form,
        uint32_t hash, bool crls)
{
    size_t size = strlen(dir) + 32;
    char *path = urt_alloc(size);
    enum urt_err err = URT_OK;
    struct stat st;

    if (path == NULL)
        return URT_E_NOMEM;
    for (unsigned n = 0; err != URT_E_NOMEM && n < 256; n++) {
        snprintf(path, size, "%s/%08x.%s%u", dir, (unsigned)hash,
                 crls ? "r" : "", n);
        if (stat(path, &st) != 0)
            break;
        /* A file that can't be read must not hide the next one. */
        err = load_file(store, path, form);
    }
    urt_free(path);
    return err == URT_E_NOMEM ? err : URT_OK;
}

static enum urt_err
ask_dirs(struct urt_store *store, struct urt_bytes name, bool crls)
{
    uint32_t hash;
    size_t i = 0;

    URT_TRY(urt_name_try_hash(&hash, name));
    for (;;) {
        struct source s = {.dir = NULL};

        /* A source is never removed, so its strings outlive the lock. */
        pthread_rwlock_rdlock(&store->lock);
        while (i < store->sources && store->source[i].dir == NULL)
            i++;
        if (i < store->sources)
            s = store->source[i++];
        pthread_rwlock_unlock(&store->lock);
        if (s.dir == NULL)
            return URT_OK;
        URT_TRY(ask_dir(store, s.dir, s.form, hash, crls));
    }
}

static enum urt_err
collect_added(const struct urt_store *store, struct urt_bytes name,
              struct urt_cert_list *certs, struct urt_crl_list *crls)
{
    uint32_t hash = 0;

    if (name.len > 0)
        URT_TRY(urt_name_try_hash(&hash, name));
    for (size_t i = 0; i < store->count; i++) {
        const struct added *a = &store->added[i];

        if (name.len > 0 && a->hash != hash)
            continue;
        if (a->cert != NULL && certs != NULL &&
            (name.len == 0 || urt_name_may_equal(name, a->cert->subject)))
            URT_TRY(urt_cert_list_add(certs, a->cert));
        if (a->crl != NULL && crls != NULL &&
            (name.len == 0 || urt_name_may_equal(name, a->crl->issuer)))
            URT_TRY(urt_crl_list_add(crls, a->crl));
    }
    return URT_OK;
}

static enum urt_err
collect(struct urt_store *store, struct urt_bytes name,
        struct urt_cert_list *certs, struct urt_crl_list *crls)
{
    enum urt_err err;

    pthread_rwlock_rdlock(&store->lock);
    err = collect_added(store, name, certs, crls);
    for (size_t i = 0; err == URT_OK && i < store->sources; i++) {
        const struct source *s = &store->source[i];

        if (s->bundle != NULL)
            err = urt_bundle_find(s->bundle, name,
                                  s->what & URT_STORE_CERTS ? certs : NULL,
                                  s->what & URT_STORE_CRLS ? crls : NULL);
    }
    pthread_rwlock_unlock(&store->lock);
    return err;
}

enum urt_err
urt_store_find_certs(struct urt_store *store, struct urt_bytes subject,
                     struct urt_cert_list *list)
{
    size_t before = list->count;

    URT_TRY(collect(store, subject, list, NULL));
    if (list->count > before || atomic_load(&store->dirs) == 0)
        return URT_OK;
    URT_TRY(ask_dirs(store, subject, false));
    return collect(store, subject, list, NULL);
}

enum urt_err
urt_store_find_crls(struct urt_store *store, struct urt_bytes issuer,
                    struct urt_crl_list *list)
{
    URT_TRY(ask_dirs(store, issuer, true));
    return collect(store, issuer, NULL, list);
}

enum urt_err
urt_store_all(struct urt_store *store, struct urt_cert_list *certs,
              struct urt_crl_list *crls)
{
    return collect(store, URT_BYTES_NONE, certs, crls);
}

enum urt_err
urt_pem_read_certs(struct urt_bytes text, struct urt_cert_list *certs,
                   struct urt_crl_list *crls)
{
    enum urt_err err;
    struct urt_pem pem;

    while ((err = urt_pem_next(&text, &pem)) == URT_OK) {
        struct urt_bytes der = urt_buf_bytes(&pem.der);
        struct urt_cert *cert = NULL;
        struct urt_crl *crl = NULL;

        if (urt_bytes_equal(pem.label, URT_LITERAL("CERTIFICATE")) ||
            urt_bytes_equal(pem.label, URT_LITERAL("X509 CERTIFICATE")))
            err = urt_cert_new(&cert, der);
        else if (urt_bytes_equal(pem.label,
                                 URT_LITERAL("TRUSTED CERTIFICATE")))
            err = urt_cert_new_trusted(&cert, der);
        else if (urt_bytes_equal(pem.label, URT_LITERAL("X509 CRL")))
            err = urt_crl_new(&crl, der);
        if (cert != NULL && certs != NULL)
            err = urt_cert_list_add(certs, cert);
        if (crl != NULL && crls != NULL)
            err = urt_crl_list_add(crls, crl);
        urt_cert_free(cert);
        urt_crl_free(crl);
        urt_buf_free(&pem.der);
        URT_TRY(err);
    }
    return err == URT_E_PEM_NONE ? URT_OK : err;
}
