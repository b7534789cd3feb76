/* Bundle files and their process-wide cache.
 *
 * A bundle keeps the DER of its blocks in one piece of memory and a table
 * sorted by the hash of the subject. Certificates are made when asked for,
 * once, published by compare-and-swap. The cache holds a few bundles, keyed
 * by what fstat says of a freshly opened file; a file changed within the last
 * two seconds is not believed to be settled and read anew. */
#include "engine/pki/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/der/pem.h"
#include "engine/pki/name.h"

enum { CACHE_SLOTS = 8, MAX_FILE = 256 << 20 };

struct entry {
    uint32_t hash; /* of the subject, or of a CRL's issuer */
    bool is_crl;
    bool trusted; /* X509_AUX may follow */
    size_t at, len; /* in the bundle's memory */
    size_t order;   /* in the file */
    _Atomic(struct urt_cert *) cert;
    struct urt_crl *crl;
};

struct urt_bundle {
    struct urt_ref ref;
    struct urt_buf der;
    struct entry *entry;
    size_t count, cap;
    size_t certs, crls;
};

struct stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
    enum urt_store_form form;
};

static struct {
    pthread_mutex_t lock;
    struct {
        struct stamp stamp;
        struct urt_bundle *bundle;
    } slot[CACHE_SLOTS];
    size_t next;
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER};

struct urt_bundle *
urt_bundle_up(struct urt_bundle *bundle)
{
    urt_ref_up(&bundle->ref);
    return bundle;
}

void
urt_bundle_free(struct urt_bundle *bundle)
{
    if (bundle == NULL || !urt_ref_down(&bundle->ref))
        return;
    for (size_t i = 0; i < bundle->count; i++) {
        urt_cert_free(bundle->entry[i].cert);
        urt_crl_free(bundle->entry[i].crl);
    }
    urt_free(bundle->entry);
    urt_buf_free(&bundle->der);
    urt_free(bundle);
}

static struct entry *
new_entry(struct urt_bundle *b)
{
    if (b->count == b->cap) {
        size_t cap = b->cap > 0 ? b->cap * 2 : 64;
        struct entry *grown = urt_realloc(b->entry, cap * sizeof *grown);

        if (grown == NULL)
            return NULL;
        b->entry = grown;
        b->cap = cap;
    }
    memset(&b->entry[b->count], 0, sizeof b->entry[0]);
    return &b->entry[b->count];
}

static enum urt_err
add_cert(struct urt_bundle *b, struct urt_bytes der, bool trusted)
{
    struct entry *e = new_entry(b);
    struct urt_bytes front = der;
    struct urt_cert cert;

    if (e == NULL)
        return URT_E_NOMEM;
    if (!urt_der_take_any(&front, NULL, NULL, NULL))
        return URT_E_CERT_DECODE;
    /* A plain certificate has nothing behind it; an aux part is looked at
     * when the certificate is made. */
    if (front.len > 0 && !trusted)
        return URT_E_CERT_DECODE;
    URT_TRY(urt_cert_read(&cert, urt_bytes(der.data, der.len - front.len)));
    e->hash = urt_name_hash(cert.subject);
    e->trusted = trusted;
    e->at = b->der.len;
    e->len = der.len;
    e->order = b->count;
    urt_put_bytes(&b->der, der);
    if (!urt_buf_ok(&b->der))
        return URT_E_NOMEM;
    b->count++;
    b->certs++;
    return URT_OK;
}

static enum urt_err
add_crl(struct urt_bundle *b, struct urt_bytes der)
{
    struct entry *e = new_entry(b);

    if (e == NULL)
        return URT_E_NOMEM;
    URT_TRY(urt_crl_new(&e->crl, der));
    e->is_crl = true;
    e->hash = urt_name_hash(e->crl->issuer);
    e->order = b->count++;
    b->crls++;
    return URT_OK;
}

static enum urt_err
add_block(struct urt_bundle *b, const struct urt_pem *pem)
{
    struct urt_bytes der = urt_buf_bytes(&pem->der);

    if (urt_bytes_equal(pem->label, URT_LITERAL("CERTIFICATE")) ||
        urt_bytes_equal(pem->label, URT_LITERAL("X509 CERTIFICATE")))
        return add_cert(b, der, false);
    if (urt_bytes_equal(pem->label, URT_LITERAL("TRUSTED CERTIFICATE")))
        return add_cert(b, der, true);
    if (urt_bytes_equal(pem->label, URT_LITERAL("X509 CRL")))
        return add_crl(b, der);
    return URT_OK;
}

static int
compare_entries(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static enum urt_err
fill_pem(struct urt_bundle *b, struct urt_bytes text)
{
    struct urt_pem pem;
    enum urt_err err;

    while ((err = urt_pem_next(&text, &pem)) == URT_OK) {
        err = add_block(b, &pem);
        urt_buf_free(&pem.der);
        URT_TRY(err);
    }
    return err == URT_E_PEM_NONE ? URT_OK : err;
}

static enum urt_err
fill(struct urt_bundle *b, struct urt_bytes data, enum urt_store_form form)
{
    if (form == URT_STORE_PEM) {
        URT_TRY(fill_pem(b, data));
    } else if (add_cert(b, data, false) != URT_OK) {
        URT_TRY(add_crl(b, data));
    }
    if (b->count > 1)
        qsort(b->entry, b->count, sizeof *b->entry, compare_entries);
    return URT_OK;
}

static enum urt_err
make(struct urt_bundle **out, struct urt_bytes data, enum urt_store_form form)
{
    struct urt_bundle *b = urt_zalloc(sizeof *b);
    enum urt_err err;

    if (b == NULL)
        return URT_E_NOMEM;
    urt_ref_init(&b->ref);
    err = fill(b, data, form);
    if (err != URT_OK) {
        urt_bundle_free(b);
        return err;
    }
    *out = b;
    return URT_OK;
}

enum urt_err
urt_bundle_from_pem(struct urt_bundle **out, struct urt_bytes text)
{
    return make(out, text, URT_STORE_PEM);
}

/* Reads from FD to its end. */
static enum urt_err
read_all(struct urt_buf *out, int fd, off_t hint)
{
    size_t want = hint > 0 && hint < MAX_FILE ? (size_t)hint + 1 : 4096;

    for (;;) {
        uint8_t *p = urt_buf_reserve(out, want);
        ssize_t n;

        if (p == NULL)
            return URT_E_NOMEM;
        n = read(fd, p, want);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return URT_E_SYSTEM;
        if (n == 0)
            return URT_OK;
        out->len += (size_t)n;
        if (out->len > MAX_FILE) {
            errno = EFBIG;
            return URT_E_SYSTEM;
        }
        want = 4096;
    }
}

static enum urt_err
open_file(int *fd, struct stat *st, const char *path)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (*fd < 0)
        return URT_E_SYSTEM;
    if (fstat(*fd, st) == 0 && !S_ISDIR(st->st_mode))
        return URT_OK;
    if (S_ISDIR(st->st_mode))
        errno = EISDIR;
    {
        int saved = errno;

        close(*fd);
        errno = saved;
    }
    return URT_E_SYSTEM;
}

enum urt_err
urt_file_read(struct urt_buf *out, const char *path)
{
    struct stat st;
    enum urt_err err;
    int fd, saved;

    URT_TRY(open_file(&fd, &st, path));
    err = read_all(out, fd, st.st_size);
    saved = errno;
    close(fd);
    errno = saved;
    return err;
}

static struct stamp
stamp_of(const struct stat *st, enum urt_store_form form)
{
    struct stamp s;

    memset(&s, 0, sizeof s);
    s.device = st->st_dev;
    s.inode = st->st_ino;
    s.size = st->st_size;
    s.modified = st->st_mtim;
    s.changed = st->st_ctim;
    s.form = form;
    return s;
}

static bool
same_stamp(const struct stamp *a, const struct stamp *b)
{
    return a->device == b->device && a->inode == b->inode &&
           a->size == b->size && a->form == b->form &&
           a->modified.tv_sec == b->modified.tv_sec &&
           a->modified.tv_nsec == b->modified.tv_nsec &&
           a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Looks a stamp up, or (PUT not NULL) files a bundle under it. */
static struct urt_bundle *
cached(const struct stamp *stamp, struct urt_bundle *put)
{
    struct urt_bundle *found = NULL, *old = NULL;

    pthread_mutex_lock(&cache.lock);
    for (size_t i = 0; found == NULL && i < CACHE_SLOTS; i++)
        if (cache.slot[i].bundle != NULL &&
            same_stamp(&cache.slot[i].stamp, stamp))
            found = urt_bundle_up(cache.slot[i].bundle);
    if (found == NULL && put != NULL) {
        old = cache.slot[cache.next].bundle;
        cache.slot[cache.next].stamp = *stamp;
        cache.slot[cache.next].bundle = urt_bundle_up(put);
        cache.next = (cache.next + 1) % CACHE_SLOTS;
    }
    pthread_mutex_unlock(&cache.lock);
    urt_bundle_free(old);
    return found;
}

/* Whether a file has stood unchanged long enough for its times to tell. */
static bool
is_settled(const struct stat *st)
{
    struct timespec now;

    return S_ISREG(st->st_mode) &&
           clock_gettime(CLOCK_REALTIME, &now) == 0 &&
           now.tv_sec - st->st_ctim.tv_sec > 2 &&
           now.tv_sec - st->st_mtim.tv_sec > 2;
}

static enum urt_err
load_open(struct urt_bundle **out, int fd, const struct stat *st,
          enum urt_store_form form)
{
    struct stamp stamp = stamp_of(st, form), after;
    struct urt_buf data = URT_BUF_INIT;
    bool settled = is_settled(st);
    struct stat again;
    enum urt_err err;

    if (settled && (*out = cached(&stamp, NULL)) != NULL)
        return URT_OK;
    err = read_all(&data, fd, st->st_size);
    if (err == URT_OK)
        err = make(out, urt_buf_bytes(&data), form);
    urt_buf_free(&data);
    if (err != URT_OK || !settled || fstat(fd, &again) != 0)
        return err;
    after = stamp_of(&again, form);
    if (same_stamp(&stamp, &after))
        urt_bundle_free(cached(&stamp, *out));
    return URT_OK;
}

enum urt_err
urt_bundle_load(struct urt_bundle **out, const char *path,
                enum urt_store_form form)
{
    struct stat st;
    enum urt_err err;
    int fd, saved;

    URT_TRY(open_file(&fd, &st, path));
    err = load_open(out, fd, &st, form);
    saved = errno;
    close(fd);
    errno = saved;
    return err;
}

size_t
urt_bundle_count(const struct urt_bundle *bundle, unsigned what)
{
    return (what & URT_STORE_CERTS ? bundle->certs : 0) +
           (what & URT_STORE_CRLS ? bundle->crls : 0);
}

/* The certificate of an entry, made once. */
static enum urt_err
entry_cert(struct urt_bundle *b, struct entry *e, struct urt_cert **out)
{
    struct urt_cert *cert =
        atomic_load_explicit(&e->cert, memory_order_acquire);
    struct urt_cert *before = NULL;
    struct urt_bytes der = urt_bytes(b->der.data + e->at, e->len);

    if (cert == NULL) {
        URT_TRY(e->trusted ? urt_cert_new_trusted(&cert, der)
                           : urt_cert_new(&cert, der));
        if (!atomic_compare_exchange_strong(&e->cert, &before, cert)) {
            urt_cert_free(cert);
            cert = before;
        }
    }
    *out = cert;
    return URT_OK;
}

static enum urt_err
give(struct urt_bundle *b, struct entry *e, struct urt_bytes name,
     struct urt_cert_list *certs, struct urt_crl_list *crls)
{
    struct urt_cert *cert;

    if (e->is_crl) {
        if (crls == NULL ||
            (name.len > 0 && !urt_name_may_equal(name, e->crl->issuer)))
            return URT_OK;
        return urt_crl_list_add(crls, e->crl);
    }
    if (certs == NULL)
        return URT_OK;
    URT_TRY(entry_cert(b, e, &cert));
    if (name.len > 0 && !urt_name_may_equal(name, cert->subject))
        return URT_OK;
    return urt_cert_list_add(certs, cert);
}

enum urt_err
urt_bundle_find(struct urt_bundle *bundle, struct urt_bytes name,
                struct urt_cert_list *certs, struct urt_crl_list *crls)
{
    uint32_t hash = 0;
    size_t low = 0, high = name.len > 0 ? bundle->count : 0;

    if (name.len > 0)
        URT_TRY(urt_name_try_hash(&hash, name));

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bundle->entry[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < bundle->count; low++) {
        if (name.len > 0 && bundle->entry[low].hash != hash)
            break;
        URT_TRY(give(bundle, &bundle->entry[low], name, certs, crls));
    }
    return URT_OK;
}
