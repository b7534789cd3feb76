/* Ticket keys of an SSL_CTX's own: workers that forked from it agree on them
 * period by period, what was sealed a period ago still opens and is renewed,
 * and keys that were given out or set stay as they are. */
#include "unit.h"

#include "engine/base/clock.h"
#include "facade/libssl/ssl_local.h"

enum { DAY = 24 * 3600, START = 1700000000 };

struct worker {
    SSL_CTX *ctx;
    SSL *ssl;
};

static void
worker_init(struct worker *w)
{
    w->ctx = SSL_CTX_new(TLS_server_method());
    ck_assert_ptr_nonnull(w->ctx);
    w->ssl = SSL_new(w->ctx);
    ck_assert_ptr_nonnull(w->ssl);
}

static void
worker_free(struct worker *w)
{
    SSL_free(w->ssl);
    SSL_CTX_free(w->ctx);
}

/* What a fork would have copied. */
static void
worker_fork(struct worker *child, const struct worker *parent)
{
    worker_init(child);
    memcpy(child->ctx->ticket_secret, parent->ctx->ticket_secret,
           sizeof child->ctx->ticket_secret);
    child->ctx->ticket_keys = parent->ctx->ticket_keys;
    child->ctx->ticket_keys_ready = parent->ctx->ticket_keys_ready;
    child->ctx->ticket_keys_time = parent->ctx->ticket_keys_time;
}

static struct urt_buf
seal(struct worker *w)
{
    struct urt_buf ticket = URT_BUF_INIT;

    ck_assert_int_eq(
        fac_ticket_seal_hook(w->ssl, URT_LITERAL("a session"), &ticket),
        URT_HOOK_OK);
    return ticket;
}

/* 0: not ours; 1: opened; 2: opened, to be renewed. */
static int
opens(struct worker *w, const struct urt_buf *ticket)
{
    struct urt_buf der = URT_BUF_INIT;
    bool renew = false;
    enum urt_hook h = fac_ticket_open_hook(w->ssl, urt_buf_bytes(ticket),
                                           &der, &renew);

    if (h == URT_HOOK_OK)
        ck_assert(urt_bytes_equal(urt_buf_bytes(&der),
                                  URT_LITERAL("a session")));
    else
        ck_assert_int_eq(h, URT_HOOK_NONE);
    urt_buf_free(&der);
    return h != URT_HOOK_OK ? 0 : renew ? 2 : 1;
}

START_TEST(workers_agree_through_all_periods)
{
    struct worker parent, a, b;

    urt_clock_freeze(START);
    worker_init(&parent);
    worker_fork(&a, &parent);
    worker_fork(&b, &parent);
    for (int period = 0; period < 5; period++) {
        /* The second worker sleeps through some of them. */
        struct urt_buf ticket = seal(&a);

        if (period % 2 == 0)
            ck_assert_int_eq(opens(&b, &ticket), 1);
        urt_clock_freeze(START + period * DAY + DAY - 1);
        ck_assert_int_eq(opens(&a, &ticket), 1);
        urt_clock_freeze(START + (period + 1) * DAY);
        ck_assert_int_eq(opens(&a, &ticket), 2);
        ck_assert_int_eq(opens(&b, &ticket), 2);
        urt_buf_free(&ticket);
    }
    worker_free(&a);
    worker_free(&b);
    worker_free(&parent);
}
END_TEST

START_TEST(two_periods_later_a_ticket_is_nothing)
{
    struct urt_buf ticket;
    struct worker w;

    urt_clock_freeze(START);
    worker_init(&w);
    ticket = seal(&w);
    urt_clock_freeze(START + 2 * DAY);
    ck_assert_int_eq(opens(&w, &ticket), 0);
    urt_buf_free(&ticket);
    worker_free(&w);
}
END_TEST

/* Who reads a worker's memory must not find what opens older tickets than
 * the last period's. */
START_TEST(the_past_is_forgotten)
{
    uint8_t secret[2][sizeof((SSL_CTX *)NULL)->ticket_secret];
    struct urt_ticket_keys keys;
    struct urt_buf ticket;
    struct worker w, thief;

    urt_clock_freeze(START);
    worker_init(&w);
    memcpy(secret[0], w.ctx->ticket_secret, sizeof secret[0]);
    ticket = seal(&w);
    ck_assert(memcmp(secret[0], w.ctx->ticket_secret, sizeof secret[0]) != 0);
    memcpy(secret[1], w.ctx->ticket_secret, sizeof secret[1]);
    keys = w.ctx->ticket_keys;
    urt_clock_freeze(START + 2 * DAY);
    ck_assert_int_eq(opens(&w, &ticket), 0);
    ck_assert(memcmp(secret[1], w.ctx->ticket_secret, sizeof secret[1]) != 0);
    ck_assert(memcmp(&keys, &w.ctx->ticket_keys, sizeof keys) != 0);
    ck_assert(memcmp(&keys, &w.ctx->ticket_keys_old, sizeof keys) != 0);
    worker_fork(&thief, &w);
    urt_clock_freeze(START);
    ck_assert_int_eq(opens(&thief, &ticket), 0);
    urt_buf_free(&ticket);
    worker_free(&thief);
    worker_free(&w);
}
END_TEST

START_TEST(keys_outlive_the_sessions_they_seal)
{
    struct urt_buf ticket;
    struct worker w;

    urt_clock_freeze(START);
    worker_init(&w);
    SSL_CTX_set_timeout(w.ctx, 3 * DAY);
    ticket = seal(&w);
    urt_clock_freeze(START + 3 * DAY - 1);
    ck_assert_int_eq(opens(&w, &ticket), 1);
    urt_clock_freeze(START + 3 * DAY);
    ck_assert_int_eq(opens(&w, &ticket), 2);
    urt_buf_free(&ticket);
    worker_free(&w);
}
END_TEST

START_TEST(keys_that_were_given_out_stay)
{
    uint8_t keys[80], again[80];
    struct urt_buf ticket;
    struct worker w, other;

    urt_clock_freeze(START);
    worker_init(&w);
    worker_init(&other);
    ck_assert_int_eq(SSL_CTX_get_tlsext_ticket_keys(w.ctx, NULL, 0), 80);
    ck_assert_int_eq(SSL_CTX_get_tlsext_ticket_keys(w.ctx, keys, 79), 0);
    ck_assert_int_eq(SSL_CTX_get_tlsext_ticket_keys(w.ctx, keys, 80), 1);
    ticket = seal(&w);
    ck_assert_int_eq(opens(&other, &ticket), 0);
    ck_assert_int_eq(SSL_CTX_set_tlsext_ticket_keys(other.ctx, keys, 80), 1);
    ck_assert_int_eq(opens(&other, &ticket), 1);
    urt_clock_freeze(START + 1000 * (int64_t)DAY);
    ck_assert_int_eq(opens(&w, &ticket), 1);
    ck_assert_int_eq(opens(&other, &ticket), 1);
    ck_assert_int_eq(SSL_CTX_get_tlsext_ticket_keys(other.ctx, again, 80), 1);
    ck_assert_mem_eq(keys, again, sizeof keys);
    urt_buf_free(&ticket);
    worker_free(&w);
    worker_free(&other);
}
END_TEST

START_TEST(a_clock_that_jumps_does_no_harm)
{
    struct urt_buf ticket;
    struct worker w;

    urt_clock_freeze(START);
    worker_init(&w);
    ticket = seal(&w);
    urt_clock_freeze(START - 100 * DAY);
    ck_assert_int_eq(opens(&w, &ticket), 1);
    urt_clock_freeze(START + 20000 * (int64_t)DAY);
    ck_assert_int_eq(opens(&w, &ticket), 0);
    urt_buf_free(&ticket);
    ticket = seal(&w);
    ck_assert_int_eq(opens(&w, &ticket), 1);
    urt_clock_freeze(START + 20001 * (int64_t)DAY);
    ck_assert_int_eq(opens(&w, &ticket), 2);
    urt_buf_free(&ticket);
    worker_free(&w);
}
END_TEST

START_TEST(a_mangled_ticket_is_nobodys)
{
    struct urt_buf ticket;
    struct worker w;

    worker_init(&w);
    ticket = seal(&w);
    for (size_t i = 0; i < ticket.len; i++) {
        struct urt_buf part = ticket;

        ticket.data[i] ^= 0x10;
        ck_assert_int_eq(opens(&w, &ticket), 0);
        ticket.data[i] ^= 0x10;
        part.len = i;
        ck_assert_int_eq(opens(&w, &part), 0);
    }
    ck_assert_int_eq(opens(&w, &ticket), 1);
    urt_buf_free(&ticket);
    worker_free(&w);
}
END_TEST

UNIT_MAIN("ticket keys", workers_agree_through_all_periods,
          two_periods_later_a_ticket_is_nothing, the_past_is_forgotten,
          keys_outlive_the_sessions_they_seal, keys_that_were_given_out_stay,
          a_clock_that_jumps_does_no_harm, a_mangled_ticket_is_nobodys)
