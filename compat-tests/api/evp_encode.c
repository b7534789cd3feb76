/* Base64 by the block, and what isn't base64. */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
    "",       "QUJD",     "QUI=",   "QQ==",    " QUJD ",  "\nQUJD\r\n",
    "QUJDRA", "QUJD!UJD", "QUJDREVG", "QU JD", "\tQUI=\t", "-_-_",
};

int
main(void)
{
    unsigned char data[80], out[200];

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 37);
    for (int len = 0; len < 80; len++) {
        int n = EVP_EncodeBlock(out, data, len);

        printf("%d %s", n, (char *)out);
        n = EVP_DecodeBlock(out, out, n);
        printf(" %d %d\n", n, memcmp(out, data, (size_t)len) == 0);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        memset(out, 0x55, sizeof out);
        printf("%d", EVP_DecodeBlock(out, (const unsigned char *)texts[i],
                                     (int)strlen(texts[i])));
        printf(" %02x\n", out[0]);
    }
    return 0;
}
