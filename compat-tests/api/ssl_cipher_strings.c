/* Cipher strings, as programs are configured with them: what is answered,
 * what stands in the error queue, which suites the context shows in which
 * order, how each describes itself, and which of them a connection would
 * offer at each security level and range of versions.
 *
 * ARIA and SRP suites are listed and never supported by this library; they
 * are left out of the supported lists on either one. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

static const char *const strings[] = {
    /* classes */
    "ALL", "COMPLEMENTOFALL", "COMPLEMENTOFDEFAULT", "DEFAULT", "HIGH",
    "MEDIUM", "LOW", "EXP", "EXPORT", "EXPORT40", "eNULL", "NULL", "aNULL",
    "kRSA", "aRSA", "RSA", "kDHE", "kEDH", "DH", "DHE", "EDH", "ADH", "kDHr",
    "kDHd", "kDH", "aDH", "kEECDH", "kECDHE", "ECDH", "ECDHE", "EECDH",
    "AECDH", "kECDHr", "kECDHe", "kECDH", "aECDH", "aDSS", "DSS", "aECDSA",
    "ECDSA", "kPSK", "kRSAPSK", "kDHEPSK", "kECDHEPSK", "PSK", "aPSK", "SRP",
    "kSRP", "aSRP", "aGOST", "aGOST01", "aGOST12", "kGOST", "kGOST18",
    "GOST94", "GOST89", "GOST89MAC", "GOST12", "TLSv1.2", "TLSv1.1",
    "TLSv1.0", "TLSv1", "TLSv1.3", "SSLv3", "SSLv2", "AES", "AES128",
    "AES256", "AESGCM", "AESCCM", "AESCCM8", "ARIA", "ARIA128", "ARIA256",
    "ARIAGCM", "CAMELLIA", "CAMELLIA128", "CAMELLIA256", "CHACHA20", "3DES",
    "DES", "RC4", "RC2", "IDEA", "SEED", "CBC", "MD5", "SHA", "SHA1",
    "SHA256", "SHA384", "FIPS", "SUITEB128", "SUITEB128ONLY", "SUITEB192",
    "SUITEB128C2",
    /* and, not, order */
    "kRSA+AES", "kRSA+AES128+SHA1", "ECDHE+AESGCM", "ECDHE+aRSA+CHACHA20",
    "kRSA+MEDIUM", "ALL:!MEDIUM", "ALL:!LOW:!EXP", "AES+CAMELLIA",
    "ALL+HIGH", "HIGH+ALL", "DEFAULT+AES", "AES+DEFAULT", "TLSv1.2+kRSA",
    "TLSv1.2+SSLv3", "SHA1+SHA256", "COMPLEMENTOFDEFAULT+AES",
    "COMPLEMENTOFALL+kRSA", "FIPS+ECDHE", "SSLv3+PSK", "TLSv1.0+PSK",
    "AES128-SHA+AES256-SHA", "AES128-SHA+AES", "AES128-SHA+CAMELLIA",
    "HIGH:-AES:AES", "HIGH:-AES128:+SHA1", "ALL:-kRSA:-PSK:kRSA",
    "HIGH:+AES128:+kRSA:+CHACHA20", "HIGH:!AES:AES", "HIGH:!AES:-CHACHA20",
    "-ALL:kRSA", "kRSA:-kRSA", "+kRSA", "!kRSA", "kRSA:!aNULL:+SHA1",
    "ALL:COMPLEMENTOFALL", "ALL:eNULL", "ALL:eNULL:+eNULL", "eNULL:ALL",
    "ALL:COMPLEMENTOFDEFAULT", "DEFAULT:COMPLEMENTOFDEFAULT",
    "DEFAULT:!COMPLEMENTOFDEFAULT", "DEFAULT:eNULL", "HIGH:HIGH",
    "AES256-SHA:AES128-SHA:AES256-SHA",
    "ECDHE-RSA-AES128-GCM-SHA256:!ECDHE-RSA-AES128-GCM-SHA256",
    /* commands */
    "ALL:@STRENGTH", "kRSA:@STRENGTH:-AES256", "@STRENGTH:kRSA",
    "AES128:@STRENGTH:ALL", "AES128:AES256:@STRENGTH:ALL:@STRENGTH",
    "ALL:-AES128:@STRENGTH:AES128",
    "ALL:eNULL:@STRENGTH", "AES128:AES256:@STRENGTH", "@SECLEVEL=0",
    "DEFAULT@SECLEVEL=0", "DEFAULT:@SECLEVEL=0", "DEFAULT:@SECLEVEL=1",
    "DEFAULT:@SECLEVEL=2", "DEFAULT:@SECLEVEL=3", "DEFAULT:@SECLEVEL=4",
    "DEFAULT:@SECLEVEL=5", "DEFAULT:@SECLEVEL=6", "DEFAULT:@SECLEVEL=",
    "DEFAULT:@SECLEVEL", "DEFAULT:@SECLEVEL=12", "DEFAULT:@SECLEVEL=-1",
    "DEFAULT:@SECLEVEL=1:@SECLEVEL=0", "ALL:COMPLEMENTOFALL:@SECLEVEL=0",
    "DEFAULT:@", "DEFAULT:@@", "DEFAULT:@strength", "DEFAULT:@STRENGTHEN",
    "DEFAULT:@STRENGTH+AES", "@SECLEVEL=1:foo", "foo:@SECLEVEL=1",
    "@SECLEVEL=1@STRENGTH:AES",
    /* what is no word */
    "", " ", ":", "::", ",", ";", "kRSA,AESGCM", "kRSA;AESGCM", "kRSA AESGCM",
    "  kRSA", "kRSA  ", ":kRSA:", "kRSA\tAESGCM", "kRSA\nAESGCM", "krsa",
    "KRSA", "unknown", "unknown:kRSA", "kRSA:unknown", "!unknown:kRSA",
    "-unknown:kRSA", "+unknown:kRSA", "kRSA+unknown", "unknown+kRSA",
    "kRSA:!AES+unknown", "kRSA+", "+", "-", "!", "@", "kRSA:!", "kRSA:-",
    "kRSA:+", "!!kRSA", "-+kRSA", "kRSA:*", "kRSA:AES*", "kRSA/AES", "\"kRSA\"",
    "kRSA:=", "kRSA=AES", "kRSA.AES", "kRSA_AES", "ALL!eNULL", "DEFAULT!AES",
    "DEFAULT-AES", "DEFAULT:-AES", "DEFAULT AES", "DEFAULTAES", "default",
    "kRSA:DEFAULT", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256:kRSA",
    "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA:kRSA",
    "0xC0,0x2F", "DES-CBC3-SHA", "RC4-SHA:AES128-SHA", "SUITEB128:kRSA",
    "kRSA:SUITEB128", "SUITEB192:@SECLEVEL=0", "suiteb128",
    /* of the world outside */
    "HIGH:!aNULL:!MD5",
    "HIGH:MEDIUM:!aNULL:!MD5:!RC4:!3DES",
    "HIGH:MEDIUM:+3DES:!aNULL",
    "HIGH:MEDIUM:!MD5:!RC4:!3DES",
    "PROFILE=SYSTEM",
    "HIGH:!aNULL:!eNULL:!SSLv2",
    "aNULL:-aNULL:HIGH:MEDIUM:+RC4:@STRENGTH",
    "aNULL:-aNULL:ALL:!EXPORT:!LOW:!MEDIUM:+RC4:@STRENGTH",
    "ALL:!EXPORT:!LOW:+RC4:@STRENGTH",
    "DEFAULT:!aNULL:!eNULL:!MD5:!3DES:!DES:!RC4:!IDEA:!SEED:!aDSS:!SRP:!PSK",
    "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:"
    "!aDSS:!SHA1:!AESCCM",
    "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDH+AESGCM:"
    "DH+AESGCM:ECDH+AES:DH+AES:RSA+AESGCM:RSA+AES:!aNULL:!eNULL:!MD5:!3DES",
    "ALL:!ADH:!LOW:!EXP:!MD5:@STRENGTH",
    "ALL:!EXPORT:!EXPORT40:!EXPORT56:!aNULL:!LOW:!RC4:@STRENGTH",
    "EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH",
    "EECDH+ECDSA+AESGCM:EECDH+aRSA+AESGCM:EECDH+ECDSA+SHA384:"
    "EECDH+ECDSA+SHA256:EECDH+aRSA+SHA384:EECDH+aRSA+SHA256:EECDH:EDH+aRSA:"
    "!aNULL:!eNULL:!LOW:!3DES:!MD5:!EXP:!PSK:!SRP:!DSS:!RC4",
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:"
    "DHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"
    "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:"
    "ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:"
    "DHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA256:"
    "DHE-RSA-AES256-SHA:ECDHE-ECDSA-DES-CBC3-SHA:ECDHE-RSA-DES-CBC3-SHA:"
    "EDH-RSA-DES-CBC3-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256:"
    "AES256-SHA256:AES128-SHA:AES256-SHA:DES-CBC3-SHA:!DSS",
    "HIGH:!aNULL:!kRSA:!PSK:!SRP:!MD5:!RC4",
    "TLSv1.2+FIPS:kRSA+FIPS:!eNULL:!aNULL",
    "DHE-RSA-AES256-SHA:DHE-DSS-AES256-SHA:AES256-SHA:KRB5-DES-CBC3-SHA:"
    "DHE-RSA-AES128-SHA:DHE-DSS-AES128-SHA:AES128-SHA",
    "ECDH+AESGCM:ECDH+CHACHA20:DH+AESGCM:ECDH+AES256:DH+AES256:ECDH+AES128:"
    "DH+AES:ECDH+HIGH:DH+HIGH:RSA+AESGCM:RSA+AES:RSA+HIGH:!aNULL:!eNULL:"
    "!MD5:!DSS:!RC4:!3DES",
    "kEECDH:+kEECDH+SHA:kEDH:+kEDH+SHA:+kEDH+CAMELLIA:kECDH:+kECDH+SHA:kRSA:"
    "+kRSA+SHA:+kRSA+CAMELLIA:!aNULL:!eNULL:!SSLv2:!RC4:!DES:!EXP:!SEED:"
    "!IDEA:+3DES",
    "NORMAL:-VERS-TLS1.0", "SECURE256", "AES256-GCM-SHA384:HIGH:!ADH",
    "ADH:AECDH:@SECLEVEL=0", "NULL-SHA256:NULL-SHA:@SECLEVEL=0",
    "PSK-AES128-CBC-SHA:DHE-PSK-CHACHA20-POLY1305:RSA-PSK-NULL-SHA",
    "ECDHE-ARIA128-GCM-SHA256:AES128-SHA",
    "SRP-AES-128-CBC-SHA:SRP-RSA-AES-256-CBC-SHA:AES128-SHA", "ARIA:SRP",
};

/* In DEFAULT's place, with the default list of the older ones. */
static const char *const suites13[] = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256",
    "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256",
    "TLS_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256", "", ":", "::",
    "TLS_AES_128_GCM_SHA256:", ":TLS_AES_128_GCM_SHA256", "unknown",
    "unknown:TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256:unknown",
    "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384",
    " TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256 ",
    "TLS_AES_128_GCM_SHA256: TLS_AES_256_GCM_SHA384", "AES128-SHA", "ALL",
    "!TLS_AES_128_GCM_SHA256", "tls_aes_128_gcm_sha256",
    "TLS_AES_128_GCM_SHA256:@SECLEVEL=0", "DEFAULT",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
};

static const int versions[] = {0, TLS1_VERSION, TLS1_1_VERSION,
                               TLS1_2_VERSION, TLS1_3_VERSION};
enum { VERSIONS = sizeof versions / sizeof *versions };

static void
errors(void)
{
    const char *data;
    unsigned long e;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  error %lx %s %s\n", e, ERR_reason_error_string(e),
               (flags & ERR_TXT_STRING) != 0 ? data : "-");
}

static int
listed_only(const SSL_CIPHER *c)
{
    return strstr(SSL_CIPHER_get_name(c), "ARIA") != NULL ||
           strncmp(SSL_CIPHER_get_name(c), "SRP-", 4) == 0;
}

static void
put_list(const char *what, STACK_OF(SSL_CIPHER) * list, int supported)
{
    printf("  %s %d:", what, supported ? 0 : sk_SSL_CIPHER_num(list));
    for (int i = 0; i < sk_SSL_CIPHER_num(list); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(list, i);

        if (!supported || !listed_only(c))
            printf(" %s", SSL_CIPHER_get_name(c));
    }
    printf("\n");
}

/* What a connection of this context would offer. */
static void
put_supported(SSL_CTX *ctx, int client)
{
    char what[80];

    for (int level = 0; level <= 5; level++)
        for (int min = 0; min < VERSIONS; min++)
            for (int max = 0; max < VERSIONS; max++) {
                SSL *s;
                STACK_OF(SSL_CIPHER) * list;

                if (max != 0 && max < min)
                    continue;
                s = SSL_new(ctx);
                if (client)
                    SSL_set_connect_state(s);
                SSL_set_security_level(s, level);
                SSL_set_min_proto_version(s, versions[min]);
                SSL_set_max_proto_version(s, versions[max]);
                list = SSL_get1_supported_ciphers(s);
                snprintf(what, sizeof what, "level %d versions %x to %x",
                         level, (unsigned)versions[min],
                         (unsigned)versions[max]);
                put_list(what, list, 1);
                sk_SSL_CIPHER_free(list);
                SSL_free(s);
            }
    errors();
}

static void
put_level(SSL_CTX *ctx)
{
    SSL *s = SSL_new(ctx);
    STACK_OF(SSL_CIPHER) *list = SSL_get1_supported_ciphers(s);

    put_list("supported", list, 1);
    sk_SSL_CIPHER_free(list);
    SSL_free(s);
}

static void
describe_all(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    STACK_OF(SSL_CIPHER) * list;
    char text[200];

    SSL_CTX_set_cipher_list(ctx, "ALL:COMPLEMENTOFALL");
    SSL_CTX_set_ciphersuites(
        ctx, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:"
             "TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:"
             "TLS_AES_128_CCM_8_SHA256");
    list = SSL_CTX_get_ciphers(ctx);
    for (int i = 0; i < sk_SSL_CIPHER_num(list); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(list, i);

        printf("%d %s", i, SSL_CIPHER_description(c, text, sizeof text));
        /* Each by its own name: nothing but itself. */
        if (SSL_CTX_set_cipher_list(ctx, SSL_CIPHER_get_name(c)) == 1)
            printf("  alone: %d\n",
                   sk_SSL_CIPHER_num(SSL_CTX_get_ciphers(ctx)));
        errors();
        SSL_CTX_set_cipher_list(ctx, "ALL:COMPLEMENTOFALL");
        list = SSL_CTX_get_ciphers(ctx);
    }
    SSL_CTX_free(ctx);
}

/* The same through an SSL, which has a list of its own from then on. */
static void
on_connection(const char *text)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);

    printf("connection \"%s\" %d\n", text, SSL_set_cipher_list(s, text));
    errors();
    put_list("its list", SSL_get_ciphers(s), 0);
    printf("  level %d, context %d with %d\n", SSL_get_security_level(s),
           SSL_CTX_get_security_level(ctx),
           sk_SSL_CIPHER_num(SSL_CTX_get_ciphers(ctx)));
    printf("suites 13 %d\n",
           SSL_set_ciphersuites(s, "TLS_CHACHA20_POLY1305_SHA256"));
    errors();
    put_list("its list", SSL_get_ciphers(s), 0);
    printf("context again %d\n", SSL_CTX_set_cipher_list(ctx, "AES256-SHA"));
    put_list("its list", SSL_get_ciphers(s), 0);
    put_list("the context's", SSL_CTX_get_ciphers(ctx), 0);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

/* Strings with a supported list of their own, at each level and version. */
static const char *const offered[] = {
    "DEFAULT", "ALL:COMPLEMENTOFALL", "AESGCM", "SHA1", "eNULL", "aNULL",
    "kRSA+CAMELLIA", "PSK",
};

static unsigned int
no_psk_server(SSL *s, const char *id, unsigned char *psk, unsigned int len)
{
    return 0;
}

static unsigned int
no_psk(SSL *s, const char *hint, char *id, unsigned int id_len,
       unsigned char *psk, unsigned int psk_len)
{
    return 0;
}

int
main(void)
{
    SSL_CTX *ctx;

    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        ctx = SSL_CTX_new(TLS_method());
        printf("list \"%s\" %d", strings[i],
               SSL_CTX_set_cipher_list(ctx, strings[i]));
        printf(" level %d\n", SSL_CTX_get_security_level(ctx));
        errors();
        put_list("ciphers", SSL_CTX_get_ciphers(ctx), 0);
        put_level(ctx);
        SSL_CTX_free(ctx);
    }
    for (size_t i = 0; i < sizeof suites13 / sizeof *suites13; i++) {
        ctx = SSL_CTX_new(TLS_method());
        printf("suites \"%s\" %d\n", suites13[i],
               SSL_CTX_set_ciphersuites(ctx, suites13[i]));
        errors();
        put_list("ciphers", SSL_CTX_get_ciphers(ctx), 0);
        put_level(ctx);
        SSL_CTX_free(ctx);
    }
    /* Twice on one context: the second is not added to the first. */
    ctx = SSL_CTX_new(TLS_method());
    printf("%d", SSL_CTX_set_cipher_list(ctx, "AES128-SHA:@SECLEVEL=1"));
    printf(" %d", SSL_CTX_set_cipher_list(ctx, "unknown"));
    errors();
    printf(" %d", SSL_CTX_set_cipher_list(ctx, "@BAD"));
    errors();
    put_list("after failures", SSL_CTX_get_ciphers(ctx), 0);
    printf("%d", SSL_CTX_set_cipher_list(ctx, "AES256-SHA"));
    put_list("then", SSL_CTX_get_ciphers(ctx), 0);
    printf("%d\n", SSL_CTX_get_security_level(ctx));
    SSL_CTX_free(ctx);
    describe_all();
    for (size_t i = 0; i < sizeof offered / sizeof *offered; i++)
        for (int kind = 0; kind < 5; kind++) {
            ctx = SSL_CTX_new(kind % 4 == 0 ? TLS_server_method()
                                        : TLS_client_method());
            SSL_CTX_set_cipher_list(ctx, offered[i]);
            if (kind == 4)
                SSL_CTX_set_psk_server_callback(ctx, no_psk_server);
            else if (kind >= 2)
                SSL_CTX_set_psk_client_callback(ctx, no_psk);
            if (kind == 3)
                SSL_CTX_set_options(ctx, SSL_OP_NO_TLSv1_3 |
                                             SSL_OP_NO_TLSv1_1);
            printf("offered \"%s\" as %d\n", offered[i], kind);
            put_supported(ctx, kind % 4 != 0);
            SSL_CTX_free(ctx);
        }
    on_connection("AES128-SHA:ECDHE+AESGCM:@SECLEVEL=0");
    on_connection("unknown");
    on_connection("DEFAULT:@SECLEVEL=7");
    return 0;
}
