/* PEM's laxness (RFC 7468, as programs rely on it) and base64. */
#include "engine/der/pem.h"

#include "unit.h"

static enum urt_err
next(struct urt_bytes *in, struct urt_pem *pem)
{
    enum urt_err err = urt_pem_next(in, pem);

    if (err != URT_OK)
        ck_assert_ptr_null(pem->der.data);
    return err;
}

static void
expect(const char *text, enum urt_err want, const char *label,
       const char *content)
{
    struct urt_bytes in = urt_bytes(text, strlen(text));
    struct urt_pem pem;
    enum urt_err err = next(&in, &pem);

    ck_assert_msg(err == want, "%s: %s", text, urt_err_text(err));
    if (err != URT_OK)
        return;
    ck_assert(urt_bytes_equal(pem.label, urt_bytes(label, strlen(label))));
    ck_assert_msg(urt_bytes_equal(urt_buf_bytes(&pem.der),
                                  urt_bytes(content, strlen(content))),
                  "%s", text);
    urt_buf_free(&pem.der);
}

START_TEST(blocks_as_found_in_the_wild)
{
    expect("-----BEGIN X-----\naGVsbG8=\n-----END X-----\n", URT_OK, "X",
           "hello");
    expect("some text\n\n-----BEGIN X Y-----  \r\naGVs\r\nbG8=  \r\n"
           "-----END X Y-----",
           URT_OK, "X Y", "hello");
    expect("-----BEGIN X-----\n\naGVsbG8=\n-----END X-----\n", URT_OK, "X",
           "hello");
    expect("-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: A,B\n\n"
           "aGVsbG8=\n-----END X-----\n",
           URT_OK, "X", "hello");
    expect("", URT_E_PEM_NONE, NULL, NULL);
    expect("no block here\n", URT_E_PEM_NONE, NULL, NULL);
    expect(" -----BEGIN X-----\naGVsbG8=\n-----END X-----\n", URT_E_PEM_NONE,
           NULL, NULL);
    expect("-----BEGIN X----\naGVsbG8=\n-----END X----\n", URT_E_PEM_NONE,
           NULL, NULL);
    expect("-----BEGIN X-----\naGVsbG8=\n-----END Y-----\n",
           URT_E_PEM_DECODE, NULL, NULL);
    expect("-----BEGIN X-----\naGVsbG8=\n", URT_E_PEM_DECODE, NULL, NULL);
    expect("-----BEGIN X-----\naGVsb*8=\n-----END X-----\n",
           URT_E_PEM_BASE64, NULL, NULL);
    expect("-----BEGIN X-----\naGVsbG8\n-----END X-----\n",
           URT_E_PEM_BASE64, NULL, NULL);
    expect("-----BEGIN X-----\nA: b\naGVs\n-----END X-----\n",
           URT_E_PEM_DECODE, NULL, NULL);
}
END_TEST

START_TEST(headers_are_given_as_lines)
{
    const char *text = "-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n"
                       "DEK-Info: A,B\n\nAAAA\n-----END X-----\nrest\n";
    struct urt_bytes in = urt_bytes(text, strlen(text));
    struct urt_pem pem;

    ck_assert_int_eq(next(&in, &pem), URT_OK);
    ck_assert(urt_bytes_equal(
        pem.headers,
        URT_LITERAL("Proc-Type: 4,ENCRYPTED\nDEK-Info: A,B\n")));
    ck_assert(urt_bytes_equal(in, URT_LITERAL("rest\n")));
    urt_buf_free(&pem.der);
    ck_assert_int_eq(next(&in, &pem), URT_E_PEM_NONE);
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    uint8_t data[200];
    struct urt_buf b = URT_BUF_INIT;
    struct urt_bytes in;
    struct urt_pem pem;

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7);
    for (size_t len = 0; len <= sizeof data; len++) {
        urt_buf_clear(&b);
        urt_pem_put(&b, "CERTIFICATE", urt_bytes(data, len));
        in = urt_buf_bytes(&b);
        ck_assert_int_eq(next(&in, &pem), URT_OK);
        ck_assert_uint_eq(in.len, 0);
        ck_assert(urt_bytes_equal(urt_buf_bytes(&pem.der),
                                  urt_bytes(data, len)));
        urt_buf_free(&pem.der);
    }
    urt_buf_free(&b);
}
END_TEST

/* RFC 4648, section 10. */
START_TEST(base64_vectors)
{
    static const char *const plain[] = {"",     "f",     "fo",    "foo",
                                        "foob", "fooba", "foobar"};
    static const char *const coded[] = {"",         "Zg==",     "Zm8=",
                                        "Zm9v",     "Zm9vYg==", "Zm9vYmE=",
                                        "Zm9vYmFy"};
    static const char *const bad[] = {"Z",    "Zg",   "Zg=",  "Zg===", "=",
                                      "Zm8==", "Zm9v=", "Zg==Zg==", "Zm-v",
                                      "Zm_v", "Z@==", "[AAA", "`AAA", "{AAA"};
    static const uint8_t all[] = {0x00, 0x10, 0x83, 0x10, 0x51, 0x87, 0x20,
                                  0x92, 0x8b, 0x30, 0xd3, 0x8f, 0x41, 0x14,
                                  0x93, 0x51, 0x55, 0x97, 0x61, 0x96, 0x9b,
                                  0x71, 0xd7, 0x9f, 0x82, 0x18, 0xa3, 0x92,
                                  0x59, 0xa7, 0xa2, 0x9a, 0xab, 0xb2, 0xdb,
                                  0xaf, 0xc3, 0x1c, 0xb3, 0xd3, 0x5d, 0xb7,
                                  0xe3, 0x9e, 0xbb, 0xf3, 0xdf, 0xbf};
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
                                   "pqrstuvwxyz0123456789+/";
    struct urt_buf b = URT_BUF_INIT;

    for (size_t i = 0; i < 7; i++) {
        urt_buf_clear(&b);
        urt_base64_put(&b, urt_bytes(plain[i], strlen(plain[i])));
        ck_assert(urt_bytes_equal(urt_buf_bytes(&b),
                                  urt_bytes(coded[i], strlen(coded[i]))));
        urt_buf_clear(&b);
        ck_assert(urt_base64_put_decoded(
            &b, urt_bytes(coded[i], strlen(coded[i]))));
        ck_assert(urt_bytes_equal(urt_buf_bytes(&b),
                                  urt_bytes(plain[i], strlen(plain[i]))));
    }
    urt_buf_clear(&b);
    urt_base64_put(&b, urt_bytes(all, sizeof all));
    ck_assert(urt_bytes_equal(urt_buf_bytes(&b), urt_bytes(alphabet, 64)));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        urt_buf_clear(&b);
        ck_assert_msg(!urt_base64_put_decoded(
                          &b, urt_bytes(bad[i], strlen(bad[i]))),
                      "%s", bad[i]);
    }
    urt_buf_free(&b);
}
END_TEST

UNIT_MAIN("pem", blocks_as_found_in_the_wild, headers_are_given_as_lines,
          what_is_written_reads_back, base64_vectors)
