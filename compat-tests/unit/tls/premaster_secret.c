/* What the decryption of a premaster secret lets out: nothing. RFC 5246,
 * 7.4.7.1.
 *
 * One list of blocks under the server's key, right and wrong in every way
 * that PKCS#1 and TLS can be wrong. Alone, this program checks for each that
 * the premaster or its random stand-in comes out. Under callgrind
 * (compat-tests/unit/premaster-secret.sh) the instructions of probe() are
 * counted, with the same random numbers each time; they must be equal for
 * all. Under memcheck --undefined marks the decrypted block as undefined: a
 * branch or an address that depends on it is reported. */
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#endif

#include "engine/crypto/sig.h"

static enum urt_err
watched_raw(const struct urt_key *key, struct urt_bytes in,
            struct urt_buf *out);

/* Its insides are tested: what follows the private operation. */
#define urt_rsa_private_raw watched_raw
#include "engine/crypto/rsa_crypt.c"
#undef urt_rsa_private_raw

#include "engine/crypto/rng.h"
#include "pair.h"

enum {
    WIDTH = 256,
    PREMASTER = 48,
    HELLO_VERSION = 0x0303,
    ALT_VERSION = 0x0301
};

static enum { PLAIN, NAMES, UNDEFINED } mode;
static int wrong, count;

static enum urt_err
watched_raw(const struct urt_key *key, struct urt_bytes in,
            struct urt_buf *out)
{
    enum urt_err err = urt_rsa_private_raw(key, in, out);

#ifdef VALGRIND_MAKE_MEM_UNDEFINED
    if (err == URT_OK && mode == UNDEFINED)
        (void)VALGRIND_MAKE_MEM_UNDEFINED(out->data, out->len);
#endif
    return err;
}

/* A block: one byte of a right one is changed, or its premaster is shifted
 * by so many bytes (the filling grows or shrinks). */
static const struct input {
    const char *name;
    size_t at;
    uint8_t value;
    int shift;
    uint16_t version;
    bool good;
} inputs[] = {
    {"right", 2, 0x55, 0, HELLO_VERSION, true},
    {"right-other-version", 2, 0x55, 0, ALT_VERSION, true},
    {"right-again", 100, 0xff, 0, HELLO_VERSION, true},
    {"version-too-high", 2, 0x55, 0, 0x0304, false},
    {"version-too-low", 2, 0x55, 0, 0x0300, false},
    {"version-zero", 2, 0x55, 0, 0, false},
    {"first-byte", 0, 1, 0, HELLO_VERSION, false},
    {"type-1", 1, 1, 0, HELLO_VERSION, false},
    {"type-0", 1, 0, 0, HELLO_VERSION, false},
    {"zero-at-once", 2, 0, 0, HELLO_VERSION, false},
    {"zero-within-eight", 9, 0, 0, HELLO_VERSION, false},
    {"zero-in-the-middle", 120, 0, 0, HELLO_VERSION, false},
    {"zero-too-early", WIDTH - PREMASTER - 2, 0, 0, HELLO_VERSION, false},
    {"no-zero", WIDTH - PREMASTER - 1, 0x55, 0, HELLO_VERSION, false},
    {"one-byte-short", 2, 0x55, 1, HELLO_VERSION, false},
    {"one-byte-long", 2, 0x55, -1, HELLO_VERSION, false},
    {"half", 2, 0x55, 24, HELLO_VERSION, false},
    {"type-and-version", 1, 1, 0, 0x0304, false},
};

static void
make_block(uint8_t block[WIDTH], const struct input *in)
{
    size_t zero = (size_t)(WIDTH - PREMASTER - 1 + in->shift);

    memset(block, 0x55, WIDTH);
    block[0] = 0;
    block[1] = 2;
    block[zero] = 0;
    for (size_t i = zero + 1; i < WIDTH; i++)
        block[i] = (uint8_t)(i | 1);
    block[zero + 1] = (uint8_t)(in->version >> 8);
    block[zero + 2] = (uint8_t)in->version;
    block[in->at] = in->value;
}

/* What is measured. */
__attribute__((noinline)) enum urt_err
probe(const struct urt_key *key, struct urt_bytes cipher,
      const uint8_t fallback[PREMASTER], uint8_t out[PREMASTER]);

enum urt_err
probe(const struct urt_key *key, struct urt_bytes cipher,
      const uint8_t fallback[PREMASTER], uint8_t out[PREMASTER])
{
    return urt_rsa_decrypt_premaster(key, cipher, HELLO_VERSION, ALT_VERSION,
                                     fallback, out);
}

static void
try_input(const struct urt_key *key, const struct input *in)
{
    static const uint8_t seed[URT_RANDOM_SEED_SIZE] = {1};
    uint8_t block[WIDTH], fallback[PREMASTER], out[PREMASTER];
    struct urt_buf cipher = URT_BUF_INIT;
    bool taken;

    memset(fallback, 0xaa, sizeof fallback);
    make_block(block, in);
    if (urt_rsa_public_raw(key, urt_bytes(block, WIDTH), &cipher) != URT_OK)
        abort();
    urt_random_seed_for_tests(seed);
    if (probe(key, urt_buf_bytes(&cipher), fallback, out) != URT_OK)
        abort();
#ifdef VALGRIND_MAKE_MEM_DEFINED
    (void)VALGRIND_MAKE_MEM_DEFINED(out, sizeof out);
#endif
    taken = memcmp(out, block + WIDTH - PREMASTER, PREMASTER) == 0;
    count++;
    if (taken != in->good ||
        (!taken && memcmp(out, fallback, PREMASTER) != 0)) {
        wrong++;
        printf("%s: %s\n", in->name, taken ? "taken" : "refused");
    }
    urt_buf_free(&cipher);
}

int
main(int argc, char **argv)
{
    struct urt_credential *cred;

    if (argc > 1 && strcmp(argv[1], "--names") == 0)
        mode = NAMES;
    if (argc > 1 && strcmp(argv[1], "--undefined") == 0)
        mode = UNDEFINED;
    cred = mode != NAMES ? pair_credential("rsa") : NULL;
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        if (mode == NAMES)
            printf("%s\n", inputs[i].name);
        else
            try_input(cred->key, &inputs[i]);
    }
    urt_credential_free(cred);
    if (mode != NAMES)
        printf("%d passed, %d failed\n", count - wrong, wrong);
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
