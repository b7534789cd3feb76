/* Cipher strings select the same suites in the same order, and suites
 * describe themselves the same. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>

static const char *const strings[] = {
    "ALL", "DEFAULT", "HIGH", "MEDIUM", "LOW", "FIPS", "aNULL", "eNULL",
    "NULL", "COMPLEMENTOFALL", "COMPLEMENTOFDEFAULT", "kRSA", "RSA", "aRSA",
    "kDHE", "kEDH", "DHE", "EDH", "DH", "ADH", "kECDHE", "kEECDH", "ECDHE",
    "EECDH", "ECDH", "AECDH", "ECDSA", "aECDSA", "DSS", "aDSS", "kPSK",
    "PSK", "kRSAPSK", "kDHEPSK", "kECDHEPSK", "aPSK", "SRP", "aSRP", "kSRP",
    "AES", "AES128", "AES256", "AESGCM", "AESCCM", "AESCCM8", "CAMELLIA",
    "CAMELLIA128", "CAMELLIA256", "CHACHA20", "ARIA", "ARIA128", "ARIA256",
    "ARIAGCM", "CBC", "3DES", "RC4", "SEED", "MD5", "SHA", "SHA1", "SHA256",
    "SHA384", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.2", "TLSv1.3", "SUITEB128",
    "SUITEB192", "SUITEB128ONLY", "SUITEB128C2", "SUITEB128:AES",
    "AES:SUITEB128", "ECDHE-RSA-AES128-GCM-SHA256", "AES256-SHA:AES128-SHA",
    "TLS_AES_128_GCM_SHA256", "ALL:-AES:AES", "ALL:-AES128:-AES256:AES",
    "ALL:-ECDHE:-DHE:ALL", "ALL:+AES128", "ALL:+AES128:@STRENGTH",
    "ALL:@STRENGTH", "HIGH:!aNULL:+kRSA", "AES256:-SHA384:AES128:ALL",
    "AES:!AES:AES", "RSA+AES", "ECDHE+AESGCM:DHE+AESGCM",
    "ECDHE+AESGCM+AES256", "DEFAULT:RC4", "RC4:DEFAULT", "foo:AES",
    "AES foo", "AES,RSA", "AES;RSA", "AES:!foo", "AES:foo+RSA", "-ALL",
    "!ALL", "AES:@SECLEVEL=0", "@SECLEVEL=5:AES", "@SECLEVEL=6",
    "@SECLEVEL", "@STRENGTH", ":AES:", "AES::RSA", " AES", "+AES",
    "ALL:-ALL", "ALL:!RSA:RSA", "TLSv1.2+RSA", "kRSA+SHA1+AES128",
    "DEFAULT:!AES:-CHACHA20:AES", "DEFAULT@SECLEVEL=1", "DEFAULT@STRENGTH",
    "HIGH:DEFAULT", "ALL:COMPLEMENTOFALL:-eNULL:eNULL:@STRENGTH",
    "DEFAULT:-aRSA:+AESGCM:aRSA:+CHACHA20", "DEFAULTX",
    "ECDHE+aRSA+AES128+AESGCM", "aes", "HIGH:!MD5:!RC4:!3DES:+ECDSA",
    "ALL:@FOO", "EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH",
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256",
    "HIGH:!aNULL:!kRSA:!PSK:!SRP:!MD5:!RC4", "eNULL:ALL:-SHA1:SHA1", "",
    "AES+SHA:-AES128:AES128:+SHA1", "kRSA:kECDHE:+AES256:-SHA256:SHA256",
    "DEFAULT:!CBC", "ALL:!aNULL:!eNULL:@STRENGTH:-kRSA:kRSA",
    "ALL:$", "AES:%x", "AES!RSA", "AES-RSA", "AES+", "!",
    "PROFILE=SYSTEM", "DEFAULT:-ALL:AES128-SHA", "ALL:eNULL:-ALL:ALL",
};

static const char *const suites13[] = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384", "",
    "TLS_NOPE", "TLS_AES_128_GCM_SHA256:TLS_NOPE", "AES128-SHA",
    "TLS_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256", ":",
};

static void
show(const char *what, const char *text, int r, SSL_CTX *ctx)
{
    STACK_OF(SSL_CIPHER) *list = SSL_CTX_get_ciphers(ctx);
    unsigned long e;

    printf("%s \"%s\" %d level %d:", what, text, r,
           SSL_CTX_get_security_level(ctx));
    while ((e = ERR_get_error()) != 0)
        printf(" error %s", ERR_reason_error_string(e));
    for (int i = 0; r && i < sk_SSL_CIPHER_num(list); i++)
        printf(" %04x",
               SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(list, i)));
    printf("\n");
}

static void
describe(const SSL_CIPHER *c)
{
    char text[256];
    int alg_bits, bits = SSL_CIPHER_get_bits(c, &alg_bits);
    const EVP_MD *md = SSL_CIPHER_get_handshake_digest(c);

    printf("%08x %s %s %s kx %d auth %d cipher %d digest %d %d/%d aead %d %s\n",
           (unsigned)SSL_CIPHER_get_id(c), SSL_CIPHER_get_name(c),
           SSL_CIPHER_standard_name(c), SSL_CIPHER_get_version(c),
           SSL_CIPHER_get_kx_nid(c), SSL_CIPHER_get_auth_nid(c),
           SSL_CIPHER_get_cipher_nid(c), SSL_CIPHER_get_digest_nid(c), bits,
           alg_bits, SSL_CIPHER_is_aead(c),
           md != NULL ? EVP_MD_get0_name(md) : "-");
    printf("%s", SSL_CIPHER_description(c, text, sizeof text));
    printf("%s\n", OPENSSL_cipher_name(SSL_CIPHER_standard_name(c)));
}

int
main(void)
{
    SSL_CTX *ctx;
    STACK_OF(SSL_CIPHER) *list;
    SSL *ssl;
    char shared[64];

    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        ctx = SSL_CTX_new(TLS_method());
        SSL_CTX_set_ciphersuites(ctx, "");
        show("list", strings[i], SSL_CTX_set_cipher_list(ctx, strings[i]),
             ctx);
        SSL_CTX_free(ctx);
    }
    for (size_t i = 0; i < sizeof suites13 / sizeof *suites13; i++) {
        ctx = SSL_CTX_new(TLS_method());
        show("suites", suites13[i],
             SSL_CTX_set_ciphersuites(ctx, suites13[i]), ctx);
        SSL_CTX_free(ctx);
    }
    ctx = SSL_CTX_new(TLS_method());
    SSL_CTX_set_cipher_list(ctx, "ALL:COMPLEMENTOFALL");
    list = SSL_CTX_get_ciphers(ctx);
    for (int i = 0; i < sk_SSL_CIPHER_num(list); i++)
        describe(sk_SSL_CIPHER_value(list, i));
    ssl = SSL_new(ctx);
    printf("%s %s\n", SSL_get_cipher_list(ssl, 0),
           SSL_get_cipher_list(ssl, 10000) == NULL ? "end" : "?");
    printf("%s\n", SSL_CIPHER_get_name(
                       SSL_CIPHER_find(ssl, (const unsigned char *)"\xc0\x2f")));
    printf("%p\n", (const void *)SSL_CIPHER_find(
                       ssl, (const unsigned char *)"\x12\x34"));
    printf("%p\n", (void *)SSL_get_shared_ciphers(ssl, shared, sizeof shared));
    printf("%s %s %s\n", SSL_CIPHER_get_name(NULL),
           SSL_CIPHER_get_version(NULL), SSL_CIPHER_standard_name(NULL));
    printf("%s %s\n", OPENSSL_cipher_name("x"), OPENSSL_cipher_name(NULL));
    printf("%s\n%s\n", OSSL_default_cipher_list(),
           OSSL_default_ciphersuites());
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
