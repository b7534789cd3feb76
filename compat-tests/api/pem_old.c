/* Readers of PEM for the older key objects, with and without a stream, and
 * what reads any type (PEM_ASN1_read_bio); revocation objects and look-ups. */
#include <openssl/decoder.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
queue(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("    queue %d %s\n", ERR_GET_LIB(e),
               ERR_reason_error_string(e) != NULL ? ERR_reason_error_string(e)
                                                  : "-");
}

static BIO *
file(const char *name)
{
    char path[1000];

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    return BIO_new_file(path, "r");
}

static void
keys(void)
{
    BIO *in = file("api-rsa-key.pem");
    RSA *rsa = PEM_read_bio_RSAPrivateKey(in, NULL, NULL, NULL);
    DSA *dsa;
    EC_KEY *ec;

    printf("rsa: %d bits\n", rsa != NULL ? RSA_bits(rsa) : 0);
    printf("  no second one %d\n",
           PEM_read_bio_RSAPrivateKey(in, NULL, NULL, NULL) != NULL);
    queue();
    BIO_free(in);
    in = file("api-dsa-key.pem");
    dsa = PEM_read_bio_DSAPrivateKey(in, NULL, NULL, NULL);
    printf("dsa: %d bits\n", dsa != NULL ? DSA_bits(dsa) : 0);
    BIO_free(in);
    in = file("api-ec-key.pem");
    ec = PEM_read_bio_ECPrivateKey(in, NULL, NULL, NULL);
    printf("ec: check %d\n", ec != NULL ? EC_KEY_check_key(ec) : -1);
    BIO_free(in);
    queue();
    RSA_free(rsa);
    DSA_free(dsa);
    EC_KEY_free(ec);
}

static void
fields(void)
{
    EVP_PKEY *p = EVP_PKEY_new(), *read = NULL;
    BIO *out = BIO_new(BIO_s_mem());
    FILE *f = tmpfile();
    OSSL_DECODER_CTX *ctx;
    DH *dh, *again;
    char *text;
    long n;

    EVP_PKEY_assign(p, EVP_PKEY_DH, DH_new_by_nid(NID_ffdhe2048));
    PEM_write_bio_Parameters(out, p);
    n = BIO_get_mem_data(out, &text);
    fwrite(text, 1, (size_t)n, f);
    rewind(f);
    dh = PEM_read_bio_DHparams(out, NULL, NULL, NULL);
    printf("dh: %d bits\n", dh != NULL ? DH_bits(dh) : 0);
    printf("  no second one %d\n",
           PEM_read_bio_DHparams(out, NULL, NULL, NULL) != NULL);
    queue();
    again = PEM_read_DHparams(f, NULL, NULL, NULL);
    printf("  from a stream %d, nid %d\n", again != NULL ? DH_bits(again) : 0,
           again != NULL ? DH_get_nid(again) : 0);
    rewind(f);
    ctx = OSSL_DECODER_CTX_new_for_pkey(
        &read, "PEM", NULL, "DH", OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS, NULL,
        NULL);
    printf("  decoded from a stream %d", OSSL_DECODER_from_fp(ctx, f));
    printf(", equal %d\n", EVP_PKEY_parameters_eq(p, read));
    queue();
    OSSL_DECODER_CTX_free(ctx);
    EVP_PKEY_free(read);
    EVP_PKEY_free(p);
    DH_free(dh);
    DH_free(again);
    BIO_free(out);
    fclose(f);
}

static void
any_type(void)
{
    BIO *in = file("api-ca.pem");
    X509 *x = PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, PEM_STRING_X509, in,
                                NULL, NULL, NULL);

    printf("any type: certificate %d\n", x != NULL);
    BIO_free(in);
    in = file("api-ca.pem");
    printf("  no CRL %d\n",
           PEM_ASN1_read_bio((d2i_of_void *)d2i_X509_CRL, PEM_STRING_X509_CRL,
                             in, NULL, NULL, NULL) != NULL);
    queue();
    BIO_free(in);
    X509_free(x);
}

static void
objects(void)
{
    BIO *in = file("chains/crl-root.pem");
    X509_CRL *crl = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL);
    X509_OBJECT *o = X509_OBJECT_new();
    X509_STORE *store = X509_STORE_new();
    X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    X509_EXTENSION *ext;
    ASN1_OCTET_STRING *null = ASN1_OCTET_STRING_new();

    printf("object: set %d", X509_OBJECT_set1_X509_CRL(o, crl));
    printf(" type %d the same %d\n", X509_OBJECT_get_type(o),
           X509_OBJECT_get0_X509_CRL(o) == crl);
    printf("look-up %d, folder %d\n", lookup != NULL,
           X509_LOOKUP_add_dir(lookup, "/usr/none/such", X509_FILETYPE_PEM));
    ASN1_OCTET_STRING_set(null, (const unsigned char *)"\5\0", 2);
    ext = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_noCheck, 0,
                                       null);
    printf("request extension %d,", OCSP_REQUEST_add_ext(req, ext, -1));
    printf(" the request has %d bytes\n", i2d_OCSP_REQUEST(req, NULL));
    queue();
    PKCS12_PBE_add();
    ASN1_OCTET_STRING_free(null);
    X509_EXTENSION_free(ext);
    OCSP_REQUEST_free(req);
    X509_STORE_free(store);
    X509_OBJECT_free(o);
    X509_CRL_free(crl);
    BIO_free(in);
}

int
main(void)
{
    keys();
    fields();
    any_type();
    objects();
    return 0;
}
