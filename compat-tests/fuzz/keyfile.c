/* Key files: every reader of engine/crypto/keyfile.h and key.h on the same
 * bytes, with the right password of the corpus. What was read is looked at and
 * written again; what was written must be readable. */
#include <stdlib.h>

#include "engine/crypto/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 16384 };

static enum urt_err
give_password(void *arg, struct urt_buf *out)
{
    (void)arg;
    urt_put_bytes(out, URT_LITERAL("secret"));
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

static void
must(bool ok)
{
    if (!ok)
        abort();
}

static void
write_and_read(struct urt_key *key)
{
    struct urt_buf der = URT_BUF_INIT;
    struct urt_key *again;

    if (urt_key_has_private(key) && urt_key_put_pkcs8(&der, key) == URT_OK) {
        must(urt_key_from_pkcs8(&again, urt_buf_bytes(&der)) == URT_OK);
        must(urt_key_equal_public(key, again));
        urt_key_free(again);
    }
    urt_buf_free(&der);
    if (urt_key_has_public(key) && urt_key_put_spki(&der, key) == URT_OK) {
        must(urt_key_from_spki(&again, urt_buf_bytes(&der)) == URT_OK);
        must(urt_key_equal_public(key, again));
        urt_key_free(again);
    }
    urt_buf_free(&der);
}

/* Only a key whose private and public part belong together must come back:
 * not every form holds both. The check of a large key takes long. */
static void
look(struct urt_key *key)
{
    (void)urt_key_security_bits(key);
    (void)urt_key_max_output(key);
    if (!urt_key_has_private(key) ||
        (urt_key_bits(key) <= 2048 && urt_key_check(key) == URT_OK))
        write_and_read(key);
    urt_key_free(key);
}

static void
read_forms(struct urt_bytes in)
{
    static const enum urt_key_type types[] = {URT_KEY_RSA, URT_KEY_EC,
                                              URT_KEY_DSA, URT_KEY_DH};
    struct urt_key *key;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (urt_key_from_traditional(&key, types[i], in) == URT_OK)
            look(key);
        if (urt_key_from_params(&key, types[i], in) == URT_OK)
            look(key);
    }
    if (urt_key_from_rsa_public(&key, in) == URT_OK)
        look(key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_password password = {give_password, NULL};
    struct urt_bytes in = urt_bytes(data, size);
    struct urt_key *key;

    if (size > MAX_SIZE)
        return 0;
    if (urt_keyfile_read_public(&key, in) == URT_OK)
        look(key);
    read_forms(in);
    if (urt_keyfile_read(&key, in, password) == URT_OK)
        look(key);
    return 0;
}
