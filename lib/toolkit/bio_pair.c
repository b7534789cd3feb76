/* Pairs of BIOs joined back to back: what is written to one is read from the
 * other. Man page BIO_s_bio.
 *
 * Each half owns a ring for what its own side WRITES; the peer reads from
 * it. `request` is what the peer would have liked to read when the ring was
 * empty. Neither half locks: a pair belongs to one thread at a time. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <limits.h>
#include <string.h>

enum { DEFAULT_SIZE = 17 * 1024 }; /* a TLS record fits */

struct half {
    BIO *peer;
    bool closed; /* by BIO_shutdown_wr */
    size_t len;  /* bytes in the ring */
    size_t at;   /* of the first */
    size_t size;
    char *ring; /* owned; NULL until paired */
    size_t request;
};

static struct half *
half_of(BIO *b)
{
    return b->ptr;
}

static int
pair_create(BIO *b)
{
    struct half *h = urt_zalloc(sizeof(*h));

    if (h == NULL)
        return 0;
    h->size = DEFAULT_SIZE;
    b->ptr = h;
    return 1;
}

static void
part(BIO *b)
{
    struct half *h = half_of(b);
    BIO *other = h->peer;

    if (other == NULL)
        return;
    half_of(other)->peer = NULL;
    other->init = 0;
    half_of(other)->len = half_of(other)->at = 0;
    h->peer = NULL;
    b->init = 0;
    h->len = h->at = 0;
}

static int
pair_destroy(BIO *b)
{
    struct half *h;

    if (b == NULL)
        return 0;
    h = half_of(b);
    part(b);
    urt_wipe_free(h->ring, h->ring == NULL ? 0 : h->size);
    urt_free(h);
    b->ptr = NULL;
    return 1;
}

/* The longest run that can be read without wrapping. */
static size_t
run_to_read(const struct half *h)
{
    size_t to_end = h->size - h->at;

    return h->len < to_end ? h->len : to_end;
}

static void
drop(struct half *h, size_t n)
{
    h->len -= n;
    h->at = h->len == 0 ? 0 : (h->at + n) % h->size;
}

/* Where the next byte goes, and the longest run there. */
static char *
run_to_write(const struct half *h, size_t *run)
{
    size_t end = (h->at + h->len) % h->size;
    size_t room = h->size - h->len;

    *run = h->size - end < room ? h->size - end : room;
    return h->ring + end;
}

static int
pair_read(BIO *b, char *out, int len)
{
    struct half *from;
    size_t want, done = 0;

    BIO_clear_retry_flags(b);
    if (!b->init)
        return 0;
    from = half_of(half_of(b)->peer);
    from->request = 0;
    if (out == NULL || len == 0)
        return 0;
    want = (size_t)len;
    if (from->len == 0) {
        if (from->closed)
            return 0;
        BIO_set_retry_read(b);
        from->request = want <= from->size ? want : from->size;
        return -1;
    }
    while (done < want && from->len > 0) {
        size_t n = run_to_read(from);

        if (n > want - done)
            n = want - done;
        memcpy(out + done, from->ring + from->at, n);
        drop(from, n);
        done += n;
    }
    return (int)done;
}

static int
pair_write(BIO *b, const char *data, int len)
{
    struct half *h = half_of(b);
    size_t want, done = 0;

    BIO_clear_retry_flags(b);
    if (!b->init || data == NULL || len == 0)
        return 0;
    h->request = 0;
    if (h->closed) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_BROKEN_PIPE);
        return -1;
    }
    if (h->len == h->size) {
        BIO_set_retry_write(b);
        return -1;
    }
    want = (size_t)len;
    while (done < want && h->len < h->size) {
        size_t n;
        char *to = run_to_write(h, &n);

        if (n > want - done)
            n = want - done;
        memcpy(to, data + done, n);
        h->len += n;
        done += n;
    }
    return (int)done;
}

/* Reading and writing in place. */

static long
nread0(BIO *b, long num, void *ptr)
{
    struct half *from;

    BIO_clear_retry_flags(b);
    if (!b->init)
        return 0;
    from = half_of(half_of(b)->peer);
    from->request = 0;
    if (from->len == 0) {
        char dummy;

        /* Sets the flags and the request. */
        return pair_read(b, &dummy, 1);
    }
    if (ptr != NULL)
        *(char **)ptr = from->ring + from->at;
    return (long)run_to_read(from);
}

static long
nread(BIO *b, long num, void *ptr)
{
    long run = nread0(b, 0, ptr);

    if (num < run)
        run = num;
    if (run > 0)
        drop(half_of(half_of(b)->peer), (size_t)run);
    return run;
}

static long
nwrite0(BIO *b, long num, void *ptr)
{
    struct half *h = half_of(b);
    size_t run;
    char *to;

    BIO_clear_retry_flags(b);
    if (!b->init)
        return 0;
    h->request = 0;
    if (h->closed) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_BROKEN_PIPE);
        return -1;
    }
    if (h->len == h->size) {
        BIO_set_retry_write(b);
        return -1;
    }
    to = run_to_write(h, &run);
    if (ptr != NULL)
        *(char **)ptr = to;
    return (long)run;
}

static long
nwrite(BIO *b, long num, void *ptr)
{
    long run = nwrite0(b, 0, ptr);

    if (num < run)
        run = num;
    if (run > 0)
        half_of(b)->len += (size_t)run;
    return run;
}

static bool
make_ring(struct half *h)
{
    if (h->ring == NULL && (h->ring = urt_alloc(h->size)) == NULL)
        return fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
    h->len = h->at = 0;
    h->closed = false;
    h->request = 0;
    return true;
}

static long
join(BIO *b, long num, void *ptr)
{
    BIO *other = ptr;

    if (half_of(b)->peer != NULL || half_of(other)->peer != NULL)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_IN_USE);
    if (!make_ring(half_of(b)) || !make_ring(half_of(other)))
        return 0;
    half_of(b)->peer = other;
    half_of(other)->peer = b;
    b->init = other->init = 1;
    return 1;
}

static long
destroy_pair(BIO *b, long num, void *ptr)
{
    part(b);
    return 1;
}

static long
set_size(BIO *b, long num, void *ptr)
{
    struct half *h = half_of(b);

    if (h->peer != NULL)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_IN_USE);
    if (num <= 0)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
    if (h->size != (size_t)num) {
        urt_wipe_free(h->ring, h->ring == NULL ? 0 : h->size);
        h->ring = NULL;
        h->size = (size_t)num;
    }
    return 1;
}

static long
get_size(BIO *b, long num, void *ptr)
{
    return (long)half_of(b)->size;
}

static long
guarantee(BIO *b, long num, void *ptr)
{
    struct half *h = half_of(b);

    return h->peer == NULL || h->closed ? 0 : (long)(h->size - h->len);
}

static long
get_request(BIO *b, long num, void *ptr)
{
    return (long)half_of(b)->request;
}

static long
reset_request(BIO *b, long num, void *ptr)
{
    half_of(b)->request = 0;
    return 1;
}

static long
shut_down(BIO *b, long num, void *ptr)
{
    half_of(b)->closed = true;
    return 1;
}

static long
reset(BIO *b, long num, void *ptr)
{
    half_of(b)->len = half_of(b)->at = 0;
    return 0;
}

static long
pending(BIO *b, long num, void *ptr)
{
    BIO *peer = half_of(b)->peer;

    return peer == NULL ? 0 : (long)half_of(peer)->len;
}

static long
wpending(BIO *b, long num, void *ptr)
{
    return (long)half_of(b)->len;
}

/* A duplicate has the size of its original, and no peer. */
static long
duplicate(BIO *b, long num, void *ptr)
{
    half_of(ptr)->size = half_of(b)->size;
    return 1;
}

static long
at_end(BIO *b, long num, void *ptr)
{
    BIO *peer = half_of(b)->peer;

    return peer == NULL || (half_of(peer)->len == 0 && half_of(peer)->closed);
}

static long
pair_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_C_SET_WRITE_BUF_SIZE, set_size},
        {BIO_C_GET_WRITE_BUF_SIZE, get_size},
        {BIO_C_MAKE_BIO_PAIR, join},
        {BIO_C_DESTROY_BIO_PAIR, destroy_pair},
        {BIO_C_GET_WRITE_GUARANTEE, guarantee},
        {BIO_C_GET_READ_REQUEST, get_request},
        {BIO_C_RESET_READ_REQUEST, reset_request},
        {BIO_C_SHUTDOWN_WR, shut_down},
        {BIO_C_NREAD0, nread0},
        {BIO_C_NREAD, nread},
        {BIO_C_NWRITE0, nwrite0},
        {BIO_C_NWRITE, nwrite},
        {BIO_CTRL_RESET, reset},
        {BIO_CTRL_GET_CLOSE, fac_bio_get_close},
        {BIO_CTRL_SET_CLOSE, fac_bio_set_close},
        {BIO_CTRL_PENDING, pending},
        {BIO_CTRL_WPENDING, wpending},
        {BIO_CTRL_DUP, duplicate},
        {BIO_CTRL_FLUSH, NULL, 1},
        {BIO_CTRL_EOF, at_end},
    };

    return fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num,
                        ptr, 0);
}

const BIO_METHOD *
BIO_s_bio(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_BIO,
        (char *)"BIO pair",
        FAC_BIO_IO(pair_write, pair_read),
        .puts = fac_bio_puts,
        .ctrl = pair_ctrl,
        .create = pair_create,
        .destroy = pair_destroy,
    };

    return &method;
}

int
BIO_new_bio_pair(BIO **first, size_t size1, BIO **second, size_t size2)
{
    BIO *a = BIO_new(BIO_s_bio()), *b = BIO_new(BIO_s_bio());

    if (a != NULL && b != NULL &&
        (size1 == 0 || BIO_set_write_buf_size(a, (long)size1) == 1) &&
        (size2 == 0 || BIO_set_write_buf_size(b, (long)size2) == 1) &&
        BIO_make_bio_pair(a, b) == 1) {
        *first = a;
        *second = b;
        return 1;
    }
    BIO_free(a);
    BIO_free(b);
    *first = *second = NULL;
    return 0;
}

static size_t
not_negative(long n)
{
    return n < 0 ? 0 : (size_t)n;
}

size_t
BIO_ctrl_get_write_guarantee(BIO *b)
{
    return not_negative(BIO_ctrl(b, BIO_C_GET_WRITE_GUARANTEE, 0, NULL));
}

size_t
BIO_ctrl_get_read_request(BIO *b)
{
    return not_negative(BIO_ctrl(b, BIO_C_GET_READ_REQUEST, 0, NULL));
}

int
BIO_ctrl_reset_read_request(BIO *b)
{
    return BIO_ctrl(b, BIO_C_RESET_READ_REQUEST, 0, NULL) != 0;
}

static int
in_place(BIO *b, int cmd, char **buf, long num)
{
    long ret;

    if (!b->init) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
        return -2;
    }
    ret = BIO_ctrl(b, cmd, num, buf);
    return ret > INT_MAX ? INT_MAX : (int)ret;
}

int
BIO_nread0(BIO *b, char **buf)
{
    return in_place(b, BIO_C_NREAD0, buf, 0);
}

int
BIO_nread(BIO *b, char **buf, int num)
{
    int ret = in_place(b, BIO_C_NREAD, buf, num);

    if (ret > 0)
        b->read_count += (uint64_t)ret;
    return ret;
}

int
BIO_nwrite0(BIO *b, char **buf)
{
    return in_place(b, BIO_C_NWRITE0, buf, 0);
}

int
BIO_nwrite(BIO *b, char **buf, int num)
{
    int ret = in_place(b, BIO_C_NWRITE, buf, num);

    if (ret > 0)
        b->write_count += (uint64_t)ret;
    return ret;
}
