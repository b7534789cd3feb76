/* What opening a CBC record lets out: nothing but whether it is right.
 *
 * One list of inputs, of a few public lengths: right and wrong padding of
 * each length, right and wrong MACs. Alone, this program checks the verdict
 * on each. Under callgrind (compat-tests/unit/cbc-secret.sh) the instructions
 * of probe() are counted for each input, and --names prints their classes in
 * the same order; they must be equal within a class. Under memcheck
 * --undefined marks the decrypted text as undefined: a branch or an address
 * that depends on it is reported. */
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#endif

/* Its insides are tested: the check behind the decryption. */
#include "engine/tls/protect_cbc.c"

#include <stdio.h>
#include <stdlib.h>

static const struct urt_hash *const macs[] = {
    &urt_hash_md5, &urt_hash_sha1, &urt_hash_sha256, &urt_hash_sha384};
static const size_t lengths[] = {64, 256, 336, 1024};

enum {
    MACS = sizeof macs / sizeof *macs,
    LENGTHS = sizeof lengths / sizeof *lengths,
    IV = 16,
    MOST = 1024,
};

static enum { PLAIN, NAMES, UNDEFINED } mode;
static uint8_t record[URT_RECORD_HEADER + IV + MOST];
static int wrong, count;

/* One input: LEN bytes of text with PAD + 1 of padding. */
struct input {
    const struct urt_hash *mac;
    size_t len, pad;
    size_t pad_at;    /* which padding byte, from the end */
    uint8_t pad_flip; /* is changed, and how */
    uint8_t mac_flip;
};

static struct urt_keys
keys_of(const struct input *in)
{
    struct urt_keys k = {
        .how = &urt_protect_cbc,
        .cipher = &urt_cipher_aes_128_cbc,
        .mac = in->mac,
        .explicit_iv = true,
        .seq = 7,
    };

    memset(k.mac_key, 0x11, sizeof k.mac_key);
    memset(k.key, 0x22, sizeof k.key);
    return k;
}

/* The record of an input, with its text still in the clear. */
static uint8_t *
make_text(struct urt_keys *k, const struct input *in)
{
    uint8_t *text = record + URT_RECORD_HEADER + IV;
    size_t len = in->len - in->mac->size - in->pad - 1;

    record[0] = URT_CONTENT_DATA;
    record[1] = 3;
    record[2] = 3;
    memset(record + URT_RECORD_HEADER, 0x33, IV);
    for (size_t i = 0; i < len; i++)
        text[i] = (uint8_t)(i * 13);
    urt_record_mac(text + len, k, record, record[0], urt_bytes(text, len));
    text[len + in->mac->size - 1] ^= in->mac_flip;
    memset(text + in->len - in->pad - 1, (int)in->pad, in->pad + 1);
    text[in->len - 1 - in->pad_at] ^= in->pad_flip;
    return text;
}

/* What is measured. */
__attribute__((noinline)) enum urt_err
probe(struct urt_keys *k, size_t len, struct urt_bytes *content);

enum urt_err
probe(struct urt_keys *k, size_t len, struct urt_bytes *content)
{
    uint8_t type;

    return k->how->open(k, record, record + URT_RECORD_HEADER, len, &type,
                        content);
}

/* The verdict on the text as decrypted, all of it undefined for memcheck. */
static bool
check_undefined(struct urt_keys *k, const uint8_t *text, size_t len)
{
    size_t content_len;
    urt_mask good;

#ifdef VALGRIND_MAKE_MEM_UNDEFINED
    VALGRIND_MAKE_MEM_UNDEFINED(text, len);
#endif
    good = check_inside(k, record, text, len, &content_len);
#ifdef VALGRIND_MAKE_MEM_UNDEFINED
    VALGRIND_MAKE_MEM_DEFINED(&good, sizeof good);
#endif
    return good != 0;
}

static void
try_input(const struct input *in)
{
    bool right = in->pad_flip == 0 && in->mac_flip == 0, opened;
    struct urt_bytes content = URT_BYTES_NONE;
    struct urt_keys k = keys_of(in);
    uint8_t *text = make_text(&k, in);

    if (mode == NAMES) {
        printf("%s %zu %s\n", in->mac->name, in->len,
               right ? "right" : "wrong");
        return;
    }
    if (mode == UNDEFINED) {
        opened = check_undefined(&k, text, in->len);
    } else {
        if (encrypt(&k, record + URT_RECORD_HEADER, text, in->len) != URT_OK)
            abort();
        opened = probe(&k, IV + in->len, &content) == URT_OK;
    }
    count++;
    if (opened != right) {
        wrong++;
        printf("%s, %zu bytes, padding %zu: %s\n", in->mac->name, in->len,
               in->pad, opened ? "opened" : "refused");
    }
}

/* Every way to spoil a record of this length. */
static void
try_length(const struct urt_hash *mac, size_t len)
{
    static const size_t pads[] = {0,  1,  2,   3,   7,   14,  15,  16,  17,
                                  30, 31, 63,  64,  100, 127, 128, 129, 191,
                                  192, 200, 223, 240, 253, 254, 255};
    struct input in = {.mac = mac, .len = len};

    for (size_t i = 0; i < sizeof pads / sizeof *pads; i++) {
        struct input spoilt;

        if (pads[i] + 1 + mac->size > len)
            break;
        in.pad = pads[i];
        try_input(&in);
        spoilt = in;
        spoilt.mac_flip = 1;
        try_input(&spoilt);
        for (size_t at = 1; at <= in.pad; at += 1 + at) {
            spoilt = in;
            spoilt.pad_at = at;
            spoilt.pad_flip = 0x80;
            try_input(&spoilt);
            spoilt.mac_flip = 0x10;
            try_input(&spoilt);
        }
        spoilt = in;
        spoilt.pad_flip = (uint8_t)(in.pad ^ 0xff);
        if (spoilt.pad_flip != 0)
            try_input(&spoilt);
    }
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--names") == 0)
        mode = NAMES;
    if (argc > 1 && strcmp(argv[1], "--undefined") == 0)
        mode = UNDEFINED;
    for (size_t m = 0; m < MACS; m++)
        for (size_t i = 0; i < LENGTHS; i++)
            try_length(macs[m], lengths[i]);
    if (mode != NAMES)
        printf("%d passed, %d failed\n", count - wrong, wrong);
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
