/* Every type's _new, _free, d2i_, i2d_ and _it: a fresh value's encoding, and
 * what each decoder makes of every element that stands in a set of files, as
 * it is and damaged, into a new value and into an old one. The outcomes
 * (lengths, encodings, error queues) are summed up a type; with
 * URT_VERBOSE they are printed one by one. */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void *new_fn(void);
typedef void free_fn(void *);
typedef void *d2i_fn(void **, const unsigned char **, long);
typedef int i2d_fn(const void *, unsigned char **);

struct type {
    const char *name;
    new_fn *make;
    free_fn *drop;
    d2i_fn *read;
    i2d_fn *write;
    const ASN1_ITEM *(*item)(void);
};

#define T(n) {#n, (new_fn *)n##_new, (free_fn *)n##_free, \
              (d2i_fn *)d2i_##n, (i2d_fn *)i2d_##n, n##_it},

static const struct type types[] = {
    T(ASN1_BIT_STRING) T(ASN1_BMPSTRING) T(ASN1_ENUMERATED)
    T(ASN1_GENERALIZEDTIME) T(ASN1_GENERALSTRING) T(ASN1_IA5STRING)
    T(ASN1_INTEGER) T(ASN1_NULL) T(ASN1_OCTET_STRING) T(ASN1_PRINTABLE)
    T(ASN1_PRINTABLESTRING) T(ASN1_T61STRING) T(ASN1_TIME)
    T(ASN1_UNIVERSALSTRING) T(ASN1_UTCTIME) T(ASN1_UTF8STRING)
    T(ASN1_VISIBLESTRING) T(DIRECTORYSTRING) T(DISPLAYTEXT)
    {"ASN1_TYPE", (new_fn *)ASN1_TYPE_new, (free_fn *)ASN1_TYPE_free,
     (d2i_fn *)d2i_ASN1_TYPE, (i2d_fn *)i2d_ASN1_TYPE, ASN1_ANY_it},
    T(X509_ALGOR) T(X509_NAME) T(X509_NAME_ENTRY) T(X509_EXTENSION)
    T(X509_PUBKEY) T(X509_SIG) T(X509_VAL) T(X509_REVOKED) T(X509_CERT_AUX)
    T(X509) T(X509_CRL)
    T(ACCESS_DESCRIPTION) T(AUTHORITY_INFO_ACCESS) T(AUTHORITY_KEYID)
    T(BASIC_CONSTRAINTS) T(CERTIFICATEPOLICIES) T(CRL_DIST_POINTS)
    T(DIST_POINT) T(DIST_POINT_NAME) T(EDIPARTYNAME) T(EXTENDED_KEY_USAGE)
    T(GENERAL_NAME) T(GENERAL_NAMES) T(ISSUING_DIST_POINT) T(NOTICEREF)
    T(OTHERNAME) T(PKEY_USAGE_PERIOD) T(POLICYINFO) T(POLICYQUALINFO)
    T(USERNOTICE)
    T(OCSP_BASICRESP) T(OCSP_CERTID) T(OCSP_CERTSTATUS) T(OCSP_ONEREQ)
    T(OCSP_REQINFO) T(OCSP_REQUEST) T(OCSP_RESPBYTES) T(OCSP_RESPDATA)
    T(OCSP_RESPID) T(OCSP_RESPONSE) T(OCSP_REVOKEDINFO) T(OCSP_SIGNATURE)
    T(OCSP_SINGLERESP)
};
#define TYPES (sizeof types / sizeof *types)

/* Types that are known by their item alone. */
static const struct {
    const char *name;
    const ASN1_ITEM *(*item)(void);
} items[] = {
    {"POLICY_CONSTRAINTS", POLICY_CONSTRAINTS_it},
    {"POLICY_MAPPING", POLICY_MAPPING_it},
    {"POLICY_MAPPINGS", POLICY_MAPPINGS_it},
    {"NAME_CONSTRAINTS", NAME_CONSTRAINTS_it},
    {"GENERAL_SUBTREE", GENERAL_SUBTREE_it},
    {"X509_EXTENSIONS", X509_EXTENSIONS_it},
    {"X509_ALGORS", X509_ALGORS_it},
    {"X509_CINF", X509_CINF_it},
    {"X509_CRL_INFO", X509_CRL_INFO_it},
    {"ASN1_SEQUENCE_ANY", ASN1_SEQUENCE_ANY_it},
    {"ASN1_SET_ANY", ASN1_SET_ANY_it},
    {"ASN1_OBJECT", ASN1_OBJECT_it},
    {"ASN1_OCTET_STRING_NDEF", ASN1_OCTET_STRING_NDEF_it},
};

struct sample {
    unsigned char *data;
    long len;
};

static struct sample samples[2000];
static size_t count;
static int verbose;

static void
add_sample(const unsigned char *data, long len)
{
    for (size_t i = 0; i < count; i++)
        if (samples[i].len == len && memcmp(samples[i].data, data,
                                            (size_t)len) == 0)
            return;
    if (count == sizeof samples / sizeof *samples || len > 1500)
        return;
    samples[count].data = malloc((size_t)len + 1);
    memcpy(samples[count].data, data, (size_t)len);
    samples[count].data[len] = 0x05;
    samples[count++].len = len;
}

/* Every element of DATA, and those in strings that hold elements. */
static void
walk(const unsigned char *data, long len, int depth)
{
    const unsigned char *end = data + len;

    while (data < end && depth < 12) {
        const unsigned char *p = data;
        long size;
        int tag, class, flags = ASN1_get_object(&p, &size, &tag, &class,
                                                end - data);

        if ((flags & 0x80) != 0 || (flags & 1) != 0)
            break;
        add_sample(data, p - data + size);
        if ((flags & V_ASN1_CONSTRUCTED) != 0)
            walk(p, size, depth + 1);
        else if (tag == V_ASN1_OCTET_STRING && size > 2)
            walk(p, size, depth + 1);
        data = p + size;
    }
    ERR_clear_error();
}

static void
load(const char *name, int pem)
{
    char path[4096], *text, *header;
    unsigned char *data;
    unsigned char buf[20000];
    long len;
    BIO *in;

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    in = BIO_new_file(path, "r");
    if (in == NULL) {
        printf("cannot open %s\n", name);
        return;
    }
    if (pem) {
        if (!PEM_read_bio(in, &text, &header, &data, &len)) {
            printf("cannot read %s\n", name);
            return;
        }
        walk(data, len, 0);
        OPENSSL_free(text);
        OPENSSL_free(header);
        OPENSSL_free(data);
    } else {
        len = BIO_read(in, buf, sizeof buf);
        walk(buf, len, 0);
    }
    BIO_free(in);
}

static void
more_samples(void)
{
    static const char *const hex[] = {
        "0500", "050100", "0101ff", "010100", "01020000", "0200", "020100",
        "02020001", "0202ff80", "020180", "0a0101", "0a00", "0300", "030100",
        "03020780", "03020880", "0303078000", "0400", "240404020102",
        "24800401010000", "0c03c3a461", "0c02c3c3", "1303414243", "1602c0c0",
        "1e0400410042", "1e03004100", "1c0400000041", "1c03000041",
        "170d3139303130313030303030305a", "17023139", "180f3230353031303130"
        "303030303030305a", "180f32303530303130313030303030305a", "1400",
        "1b0141", "1a0141", "3000", "3100", "30800000", "3080020101",
        "060155", "0600", "06028055", "060380ff01", "0603551d0f", "7f",
        "1f8100", "308201", "3084ffffffff", "a003020101", "a0050a03010203",
        "80020001", "8000", "82076578616d706c65", "87047f000001",
        "3009060455040300a0010c", "30060603551d0f0400",
        "300506032a03040500", "a00f060a2b0601040182371402030c0141",
        "a51030078005160161626380a10516036162", "300780010a81010a",
        "3005800101810a", "301da00b30098207612e7465737480a10e300c820a622e7465"
        "73742e636f6d", "30053003800100", "300e300c06032a030406052a0304050606",
        "3082000030", "05810000", "048200010a", "3003800100",
        "30118003020780a20aa408300630", "3103020101", "31060201020201" "01",
    };

    for (size_t i = 0; i < sizeof hex / sizeof *hex; i++) {
        long len = 0;
        unsigned char *data = OPENSSL_hexstr2buf(hex[i], &len);

        if (data != NULL)
            add_sample(data, len);
        OPENSSL_free(data);
    }
    ERR_clear_error();
}

/* ---- sums ---- */

static unsigned long long sum;
static char line[100000];
static size_t used;

static void
say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    used += (size_t)vsnprintf(line + used, sizeof line - used, format, args);
    if (used > sizeof line - 1000)
        used = sizeof line - 1000;
    va_end(args);
}

static void
say_queue(void)
{
    const char *data;
    unsigned long e;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        say(" [%d %d %s]", ERR_GET_LIB(e), ERR_GET_REASON(e),
            flags & ERR_TXT_STRING ? data : "");
}

static void
end_line(const char *name)
{
    for (size_t i = 0; i < used; i++)
        sum = (sum ^ (unsigned char)line[i]) * 1099511628211ULL;
    if (verbose)
        printf("%s: %.*s\n", name, (int)used, line);
    used = 0;
}

static void
say_der(const unsigned char *der, int len)
{
    say(" %d:", len);
    for (int i = 0; i < len && i < 2000; i++)
        say("%02x", der[i]);
}

/* ---- a type ---- */

static int good;

static void
read_one(const struct type *t, const unsigned char *data, long len, void *old)
{
    const unsigned char *p = data;
    void *value = old, *got = t->read(old != NULL ? &value : NULL, &p, len);
    unsigned char *der = NULL;
    int n;

    say(" %s %ld", got != NULL ? "ok" : "no", (long)(p - data));
    /* A name makes way for a new one; where that stands is chance. */
    if (t->read != (d2i_fn *)d2i_X509_NAME)
        say(" same %d", old != NULL && got == old);
    say_queue();
    if (got != NULL) {
        good++;
        n = t->write(got, &der);
        say_der(der, n);
        say_queue();
        OPENSSL_free(der);
        t->drop(got);
    } else if (old != NULL) {
        say(" old %d", value != NULL);
        if (value != NULL)
            t->drop(value);
    }
}

static void
decode(const struct type *t, const struct sample *s, size_t which)
{
    unsigned char *copy = malloc((size_t)s->len + 1);

    say("%zu", which);
    read_one(t, s->data, s->len, NULL);
    read_one(t, s->data, s->len, t->make());
    ERR_clear_error();
    if (s->len <= 300) {
        read_one(t, s->data, s->len + 1, NULL);
        read_one(t, s->data, s->len - 1, NULL);
        memcpy(copy, s->data, (size_t)s->len + 1);
        copy[s->len / 2] ^= 0x21;
        read_one(t, copy, s->len, NULL);
    }
    free(copy);
    end_line(t->name);
}

static void
fresh(const struct type *t)
{
    void *value = t->make();
    unsigned char *der = NULL;
    int len = t->write(value, &der);

    printf("%s %d ", t->name, len);
    for (int i = 0; i < len; i++)
        printf("%02x", der[i]);
    say_queue();
    printf("%.*s", (int)used, line);
    used = 0;
    OPENSSL_free(der);
    t->drop(value);
    t->drop(NULL);
    value = ASN1_item_new(t->item());
    der = NULL;
    printf(" item %d", ASN1_item_i2d(value, &der, t->item()));
    OPENSSL_free(der);
    ASN1_item_free(value, t->item());
    ERR_clear_error();
    printf(" write null %d\n", t->write(NULL, NULL));
    ERR_clear_error();
}

static void
decode_item(const char *name, const ASN1_ITEM *it, const struct sample *s,
            size_t which)
{
    for (long cut = 0; cut < 2; cut++) {
        const unsigned char *p = s->data;
        ASN1_VALUE *v = ASN1_item_d2i(NULL, &p, s->len - cut, it);
        unsigned char *der = NULL;

        say("%zu %s %ld", which, v != NULL ? "ok" : "no",
            (long)(p - s->data));
        say_queue();
        if (v != NULL) {
            int n = ASN1_item_i2d(v, &der, it);

            good++;
            say_der(der, n);
            OPENSSL_free(der);
            ASN1_item_free(v, it);
        }
    }
    end_line(name);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    verbose = getenv("URT_VERBOSE") != NULL;
    load("x509/all-extensions.pem", 1);
    load("x509/pss.pem", 1);
    load("x509/ec.crl", 1);
    load("chains/crl-inter-dp.pem", 1);
    load("chains/crl-inter-removed.pem", 1);
    load("x509/ocsp-request.der", 0);
    load("x509/ocsp-response.der", 0);
    load("chains/ocsp-revoked-inter.der", 0);
    more_samples();
    printf("%zu samples\n", count);
    for (size_t i = 0; i < TYPES; i++)
        fresh(&types[i]);
    for (size_t i = 0; i < TYPES; i++) {
        sum = 14695981039346656037ULL;
        good = 0;
        for (size_t j = 0; j < count; j++)
            decode(&types[i], &samples[j], j);
        printf("%s: %d good, %016llx\n", types[i].name, good, sum);
    }
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        sum = 14695981039346656037ULL;
        good = 0;
        for (size_t j = 0; j < count; j++)
            decode_item(items[i].name, items[i].item(), &samples[j], j);
        printf("%s: %d good, %016llx\n", items[i].name, good, sum);
    }
    for (size_t i = 0; i < count; i++)
        free(samples[i].data);
    return 0;
}
