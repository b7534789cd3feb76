/* AES key wrap, RFC 3394, over Nettle's generic form. */
#include "engine/crypto/keywrap.h"

#include <nettle/nist-keywrap.h>

#include "engine/crypto/block.h"

const uint8_t urt_keywrap_iv[8] = {0xa6, 0xa6, 0xa6, 0xa6,
                                   0xa6, 0xa6, 0xa6, 0xa6};

static const struct urt_block *
aes_for(size_t key_len)
{
    static const struct urt_block *const aes[] = {
        &urt_block_aes128, &urt_block_aes192, &urt_block_aes256};

    for (size_t i = 0; i < sizeof aes / sizeof *aes; i++)
        if (aes[i]->key_size == key_len)
            return aes[i];
    return NULL;
}

enum urt_err
urt_keywrap(uint8_t *out, struct urt_bytes key, const uint8_t *iv,
            struct urt_bytes data)
{
    const struct urt_block *aes = aes_for(key.len);
    uint32_t expanded[60];

    if (aes == NULL || data.len < 16 || data.len % 8 != 0 ||
        data.len > SIZE_MAX - 8)
        return URT_E_MISUSE;
    aes->set_encrypt_key(expanded, key.len, key.data);
    nist_keywrap16(expanded, aes->encrypt, iv != NULL ? iv : urt_keywrap_iv,
                   data.len + 8, out, data.data);
    urt_wipe(expanded, sizeof expanded);
    return URT_OK;
}

enum urt_err
urt_keyunwrap(uint8_t *out, struct urt_bytes key, const uint8_t *iv,
              struct urt_bytes data)
{
    const struct urt_block *aes = aes_for(key.len);
    uint32_t expanded[60];
    int good;

    if (aes == NULL)
        return URT_E_MISUSE;
    if (data.len < 24 || data.len % 8 != 0)
        return URT_E_DECRYPT_FAILED;
    aes->set_decrypt_key(expanded, key.len, key.data);
    good = nist_keyunwrap16(expanded, aes->decrypt,
                            iv != NULL ? iv : urt_keywrap_iv, data.len - 8,
                            out, data.data);
    urt_wipe(expanded, sizeof expanded);
    if (!good) {
        urt_wipe(out, data.len - 8);
        return URT_E_DECRYPT_FAILED;
    }
    return URT_OK;
}
