/* ASN1_parse and ASN1_parse_dump: made-up BER, nesting about the limit, and
 * random elements with a few octets changed. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

static const char *const inputs[] = {
    "30820102040102", "3003020105", "300702020080020180", "0a0105", "0101ff",
    "010100", "0102ffff", "030205a0", "0303000102", "0400", "0403616263",
    "04020001", "040530030201ff05", "0403020105", "0500", "060355040a",
    "0601ff", "0c0568656c6c6f", "13024142", "1602c3a9",
    "170d3236303130313030303030305a", "180f32303236303130313030303030305a",
    "1e0400410042", "a003020101", "800161", "bf2a03020101", "5f8a010100",
    "248004036162630000", "30800201010000", "308002010100", "3006020101",
    "020100", "0200", "0b0101", "040410203040", "3080308002010100000000",
    "60020500", "c00100", "31020500", "07036f6264", "090401020304", "0201",
    "1c0400000041", "300a06032a0304a0030c0161",
    "0420000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "00", "0000", "00000000", "0001ff", "000005000500", "3000", "30000500",
    "0500050005", "2000", "20020500", "2400", "a000", "240405000500",
    "308000000500", "30800000", "300400000500", "3006000005000500", "04020a0d",
    "040109", "0403610062", "0403c3a961", "040430028000", "040430020500",
    "0406300402010105", "04020500", "04030500ff", "04020400", "0403040161",
    "300404020500", "02817f", "028100", "0281020101", "0285000000000101",
    "0209010203040506070809", "0202ff80", "0202ffff", "02020001", "020180",
    "0201ff", "0a00", "0a01ff", "0a020001", "0100", "010102", "0103000000",
    "0600", "0603550480", "0603805504", "06092a864886f70d010101",
    "060b2a8080808080808080808001", "05820000", "050100", "0501ff", "0c02ff00",
    "0c00", "1200", "120141", "1402e900", "15024142", "16030a0d00", "1700",
    "1703616200", "1900", "190141", "1a0141", "1b0141", "1b010a", "1c00",
    "1d0141", "1e00", "1e020041", "1f0100", "1f1e0100", "1f81000161",
    "1fffffffff7f0100", "1f8fffffff7f0161", "3f2100", "df8f0161",
    "7f8148020500", "0e0161", "0f0161", "0d0161", "0a0101", "080161",
    "2803020105", "0b00", "0900", "0300", "030100", "03020800",
    "230703020001030100", "3080", "0480", "a080050000000500", "04030102033080",
    "24800480", "30800500000000000500", "30080500050005000500",
    "30080500050005000900", "30830000020500", "3084ffffffff",
    "30847fffffff0500", "30887fffffffffffffff0500", "30887ffffffffffffff60500",
    "3089010000000000000000", "300500010205000500", "30800001020500",
    "3080000205000900", "1603410042", "0c0300c3a9", "308030800500",
    "0403610a62", "df87ffffff7f00", "ff87ffffff7f0100", "9f87ffffff7f00",
    "7f87ffffff7f00", "1f87ffffff7f00", "3f8f7f020500",
};

static unsigned long long state = 88172645463325252ull;

static unsigned
rnd(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 11) % n);
}

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" error %d/%d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
}

/* Exactly LEN octets of heap, so that reading on would show. */
static void
parse(const unsigned char *in, long len, int indent, int dump)
{
    unsigned char *copy = OPENSSL_memdup(in, (size_t)len);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    printf("%ld octets, indent %d, dump %d\n", len, indent, dump);
    printf("= %d\n", ASN1_parse_dump(out, copy, len, indent, dump));
    if (dump == 0)
        printf("= %d\n", ASN1_parse(out, copy, len, indent));
    errors();
    BIO_free(out);
    OPENSSL_free(copy);
}

static void
made_up(void)
{
    static const int indents[] = {0, 3, -1, 200}, dumps[] = {0, -1, 1, 20};

    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        long len;
        unsigned char *in = OPENSSL_hexstr2buf(inputs[i], &len);

        printf("%s\n", inputs[i]);
        for (size_t k = 0; k < 4; k++)
            parse(in, len, indents[(i + k) % 4], dumps[k]);
        OPENSSL_free(in);
    }
}

static void
deep(int n)
{
    static unsigned char in[600];

    memset(in, 0, sizeof(in));
    for (int i = 0; i < n; i++) {
        in[2 * i] = 0x30;
        in[2 * i + 1] = 0x80;
    }
    printf("%d indefinite\n", n);
    parse(in, 4 * n, n % 2, 0);
    for (int i = 0; i < n; i++) {
        int rest = 4 * (n - i - 1);

        in[4 * i] = 0x30;
        in[4 * i + 1] = 0x82;
        in[4 * i + 2] = (unsigned char)(rest >> 8);
        in[4 * i + 3] = (unsigned char)rest;
    }
    printf("%d definite\n", n);
    parse(in, 4 * n, n % 2, 0);
}

/* Appends random elements of LEN octets in all. */
static void
make(unsigned char *at, int len, int depth)
{
    while (len > 1) {
        int n = len - 2 > 60 ? (int)rnd(60) : (int)rnd((unsigned)len - 1);

        if (depth < 6 && rnd(2) == 0) {
            static const unsigned char tags[] = {0x30, 0x31, 0xa0, 0xa3,
                                                 0x24, 0x7e};

            at[0] = tags[rnd(sizeof(tags))];
            n = len - 2 > 127 ? 127 : len - 2 - n / 2;
            make(at + 2, n, depth + 1);
        } else {
            at[0] = (unsigned char)(1 + rnd(30));
            for (int i = 0; i < n; i++)
                at[2 + i] = (unsigned char)(rnd(3) ? 32 + rnd(95) : rnd(256));
        }
        at[1] = (unsigned char)n;
        at += n + 2;
        len -= n + 2;
    }
    if (len == 1)
        *at = 5;
}

int
main(void)
{
    unsigned char in[200];

    made_up();
    for (int n = 126; n <= 131; n++)
        deep(n);
    for (int i = 0; i < 600; i++) {
        int len = 2 + (int)rnd(sizeof(in) - 2);

        make(in, len, 0);
        for (unsigned k = rnd(4); k > 0; k--)
            in[rnd((unsigned)len)] = (unsigned char)rnd(256);
        parse(in, len, (int)rnd(2), (int)rnd(30) - 10);
    }
    return 0;
}
