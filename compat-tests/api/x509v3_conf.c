/* Extensions from configuration text: X509V3_EXT_nconf and its family, the
 * values that each kind takes, and what the queue says of bad ones. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char database[] =
    "[bc]\nCA=TRUE\npathlen=3\n"
    "[ku]\n1=digitalSignature\n2=cRLSign\n"
    "[alt]\nemail=a@example.com\nDNS.1=one.example\nDNS.2=*.two.example\n"
    "IP.1=192.0.2.1\nIP.2=2001:db8::1\nURI=http://x.example/?a=b,c\n"
    "RID=1.2.3.4\notherName=1.2.3.4;UTF8:some other\n"
    "otherName.2=msUPN;UTF8:me@example.com\ndirName=dir\n"
    "[dir]\nC=UK\nO=My Org\n1.OU=one\n2.OU=two\n+CN=My Name\n"
    "[emptydir]\n"
    "[baddir]\nNOSUCH=x\n"
    "[altcopy]\nemail=copy\nemail.2=more@example.com\n"
    "[polsect]\npolicyIdentifier=1.3.5.8\nCPS.1=http://my.host.name/\n"
    "CPS.2=http://my.your.name/\nuserNotice.1=@notice\n"
    "[notice]\nexplicitText=Explicit Text Here\norganization=Organisation\n"
    "noticeNumbers=1,2,3,4\n"
    "[polutf]\npolicyIdentifier=1.3.5.8\nuserNotice.1=@noticeutf\n"
    "[noticeutf]\nexplicitText=UTF8:Explicit\n"
    "[noticenonum]\norganization=Org\n"
    "[noticebad]\nnoticeNumbers=1,x\norganization=Org\n"
    "[noticeunk]\nfoo=bar\n"
    "[polnonum]\npolicyIdentifier=1.3.5.8\nuserNotice=@noticenonum\n"
    "[polbadnum]\npolicyIdentifier=1.3.5.8\nuserNotice=@noticebad\n"
    "[polunk]\npolicyIdentifier=1.3.5.8\nuserNotice=@noticeunk\n"
    "[polnoat]\npolicyIdentifier=1.3.5.8\nuserNotice=notice\n"
    "[polnosect]\npolicyIdentifier=1.3.5.8\nuserNotice=@nowhere\n"
    "[polnoid]\nCPS=http://x\n"
    "[polbadid]\npolicyIdentifier=nonsense\n"
    "[polbadopt]\npolicyIdentifier=1.3.5.8\nfoo=bar\n"
    "[dp]\nfullname=URI:http://myhost.com/myca.crl\nCRLissuer=dirName:dir\n"
    "reasons=keyCompromise, CACompromise\n"
    "[dprel]\nrelativename=rel\n"
    "[rel]\nOU=sub\n"
    "[relmulti]\nOU=a\nCN=b\n"
    "[dprelmulti]\nrelativename=relmulti\n"
    "[dprelnosect]\nrelativename=nowhere\n"
    "[dpbadreason]\nfullname=URI:x\nreasons=nonsense\n"
    "[dpbadopt]\nfoo=bar\n"
    "[dptwice]\nfullname=URI:a\nrelativename=rel\n"
    "[idp]\nfullname=URI:http://myhost.com/myca.crl\nindirectCRL=TRUE\n"
    "onlysomereasons=keyCompromise, CACompromise\nonlyuser=FALSE\n"
    "onlyCA=yes\n"
    "[idpbad]\nfoo=bar\n"
    "[idpbadbool]\nonlyCA=perhaps\n"
    "[nc]\npermitted;IP.0=192.168.0.0/255.255.0.0\n"
    "permitted;email.0=.somedomain.com\nexcluded;dirName.0=dir\n"
    "excluded;DNS.0=x.example\n"
    "[ncbad]\nfoo;DNS=x\n"
    "[ncbadip]\npermitted;IP=1.2.3.4\n"
    "[aia]\nOCSP;URI.0=http://ocsp.example/\ncaIssuers;URI.0=http://ca/\n"
    "[pm]\n1.2.3=1.3.4\n1.1.1=2.2.2\n"
    "[pc]\nrequireExplicitPolicy=3\ninhibitPolicyMapping=0\n"
    "[eku]\n1=serverAuth\nx=1.2.3.4\n"
    "[seq]\nfield1=INTEGER:3\nfield2=UTF8:hello\nfield3=EXP:1,BOOL:TRUE\n"
    "[nest]\na=SEQUENCE:seq\nb=OID:serverAuth\n"
    "[selfnest]\na=SEQUENCE:selfnest\n"
    "[good]\nbasicConstraints=critical,CA:TRUE,pathlen:0\n"
    "keyUsage=keyCertSign\nsubjectKeyIdentifier=hash\n"
    "authorityKeyIdentifier=keyid,issuer:always\n"
    "[twice]\nkeyUsage=keyCertSign\nkeyUsage=cRLSign\n"
    "[bad]\nkeyUsage=keyCertSign\nbasicConstraints=nonsense\n"
    "[dup]\n1.subjectAltName=DNS:a\n2.subjectAltName=DNS:b\n";

static CONF *conf;
static X509 *issuer, *subject;
static X509_REQ *request;
static X509_CRL *crl;

static void
show_errors(void)
{
    const char *data;
    unsigned long e;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("    %s | %s | %s\n", ERR_lib_error_string(e),
               ERR_reason_error_string(e),
               (flags & ERR_TXT_STRING) != 0 ? data : "");
}

static void
show(X509_EXTENSION *ext)
{
    BIO *out = BIO_new(BIO_s_mem());
    unsigned char *der = NULL;
    char *text;
    long n;
    int len;

    if (ext == NULL) {
        printf("  none\n");
        show_errors();
        BIO_free(out);
        return;
    }
    len = i2d_X509_EXTENSION(ext, &der);
    printf("  ");
    for (int i = 0; i < len; i++)
        printf("%02x", der[i]);
    printf("\n");
    OPENSSL_free(der);
    X509V3_EXT_print(out, ext, X509V3_EXT_DUMP_UNKNOWN, 4);
    n = BIO_get_mem_data(out, &text);
    printf("%.*s\n", (int)n, text);
    BIO_free(out);
    show_errors();
    X509_EXTENSION_free(ext);
}

static void
start(X509V3_CTX *ctx)
{
    memset(ctx, 0, sizeof *ctx);
    X509V3_set_ctx(ctx, issuer, subject, request, NULL, 0);
    X509V3_set_nconf(ctx, conf);
}

static const struct text {
    const char *name, *value;
} texts[] = {
    {"basicConstraints", "CA:TRUE"},
    {"basicConstraints", "critical,CA:true,pathlen:0"},
    {"basicConstraints", "critical, CA:FALSE"},
    {"basicConstraints", "critical , CA:FALSE"},
    {"basicConstraints", "CRITICAL,CA:FALSE"},
    {"basicConstraints", "@bc"},
    {"basicConstraints", "@nowhere"},
    {"basicConstraints", ""},
    {"basicConstraints", "CA"},
    {"basicConstraints", "CA:"},
    {"basicConstraints", "CA:perhaps"},
    {"basicConstraints", "CA:yes,pathlen:x"},
    {"basicConstraints", "CA:y,pathlen:-1"},
    {"basicConstraints", "CA:YES,pathlen:0x10"},
    {"basicConstraints", "CA:N,pathlen:"},
    {"basicConstraints", "CA:no,foo:1"},
    {"basicConstraints", "nonsense"},
    {"basicConstraints", ",,"},
    {"basicConstraints", "CA:TRUE,,pathlen:1"},
    {"basicConstraints", "CA:TRUE,"},
    {"basicConstraints", ":TRUE"},
    {"basicConstraints", "  CA  :  TRUE  ,  pathlen : 2 "},
    {"basicConstraints", "CA:TRUE:x"},
    {"basicConstraints", "CA:TRUE\nfoo"},
    {"keyUsage", "digitalSignature"},
    {"keyUsage", "critical,keyCertSign, cRLSign"},
    {"keyUsage", "Digital Signature,decipherOnly"},
    {"keyUsage", "@ku"},
    {"keyUsage", "digitalsignature"},
    {"keyUsage", "nonsense"},
    {"keyUsage", ""},
    {"keyUsage", "digitalSignature:x"},
    {"nsCertType", "client, server,email"},
    {"nsCertType", "sslCA,emailCA,objCA,reserved,objsign"},
    {"nsCertType", "bad"},
    {"nsComment", "This is a comment"},
    {"nsComment", "critical,This is, a comment"},
    {"nsComment", ""},
    {"nsCaRevocationUrl", "http://www.domain.com/ca-crl.pem"},
    {"nsSslServerName", "x"},
    {"extendedKeyUsage", "serverAuth,clientAuth"},
    {"extendedKeyUsage", "critical,1.2.3.4,OCSPSigning,TLS Web Server "
                         "Authentication"},
    {"extendedKeyUsage", "@eku"},
    {"extendedKeyUsage", "nonsense"},
    {"extendedKeyUsage", ""},
    {"extendedKeyUsage", "1.2.3.4.5:x"},
    {"subjectAltName", "DNS:example.com"},
    {"subjectAltName", "email:copy,DNS:*.a.example, IP:10.0.0.1"},
    {"subjectAltName", "email:move"},
    {"subjectAltName", "@alt"},
    {"subjectAltName", "@altcopy"},
    {"subjectAltName", "IP:::1,IP:fe80::1:2,IP:1:2:3:4:5:6:7:8"},
    {"subjectAltName", "IP:::ffff:1.2.3.4"},
    {"subjectAltName", "IP:1.2.3"},
    {"subjectAltName", "IP:1.2.3.256"},
    {"subjectAltName", "IP:1.2.3.4.5"},
    {"subjectAltName", "IP:1::2::3"},
    {"subjectAltName", "IP:12345::1"},
    {"subjectAltName", "IP:1:2:3:4:5:6:7"},
    {"subjectAltName", "IP:1:2:3:4:5:6:7:8:9"},
    {"subjectAltName", "IP::"},
    {"subjectAltName", "IP:::"},
    {"subjectAltName", "IP:"},
    {"subjectAltName", "IP"},
    {"subjectAltName", "URI:http://a.b/c:80,RID:1.2.3.4"},
    {"subjectAltName", "RID:nonsense"},
    {"subjectAltName", "RID:serverAuth"},
    {"subjectAltName", "dirName:dir"},
    {"subjectAltName", "dirName:emptydir"},
    {"subjectAltName", "dirName:baddir"},
    {"subjectAltName", "dirName:nowhere"},
    {"subjectAltName", "otherName:1.2.3.4;UTF8:some text"},
    {"subjectAltName", "otherName:1.2.3.4;INTEGER:5"},
    {"subjectAltName", "otherName:1.2.3.4"},
    {"subjectAltName", "otherName:nonsense;UTF8:x"},
    {"subjectAltName", "otherName:1.2.3.4;FOO:x"},
    {"subjectAltName", "foo:bar"},
    {"subjectAltName", "foo"},
    {"subjectAltName", "DNS"},
    {"subjectAltName", "DNS:"},
    {"subjectAltName", "dns:lower.example"},
    {"subjectAltName", "DNS.5:x.example"},
    {"subjectAltName", "DNSx:x.example"},
    {"subjectAltName", ""},
    {"issuerAltName", "issuer:copy"},
    {"issuerAltName", "issuer:copy,DNS:x"},
    {"issuerAltName", "issuer:other"},
    {"issuerAltName", "email:copy"},
    {"issuerAltName", "URI:http://x/"},
    {"subjectKeyIdentifier", "hash"},
    {"subjectKeyIdentifier", "critical,hash"},
    {"subjectKeyIdentifier", "none"},
    {"subjectKeyIdentifier", "01:02:aB"},
    {"subjectKeyIdentifier", "0102"},
    {"subjectKeyIdentifier", "012"},
    {"subjectKeyIdentifier", "xyz"},
    {"subjectKeyIdentifier", ""},
    {"authorityKeyIdentifier", "keyid"},
    {"authorityKeyIdentifier", "keyid:always"},
    {"authorityKeyIdentifier", "keyid, issuer"},
    {"authorityKeyIdentifier", "issuer"},
    {"authorityKeyIdentifier", "issuer:always"},
    {"authorityKeyIdentifier", "keyid:always,issuer:always"},
    {"authorityKeyIdentifier", "keyid:sometimes"},
    {"authorityKeyIdentifier", "none"},
    {"authorityKeyIdentifier", "foo"},
    {"authorityKeyIdentifier", "keyid,foo"},
    {"authorityKeyIdentifier", ""},
    {"nameConstraints", "permitted;IP:192.168.0.0/255.255.0.0"},
    {"nameConstraints", "permitted;email:.somedomain.com"},
    {"nameConstraints", "excluded;email:.com,permitted;DNS:a"},
    {"nameConstraints", "permitted;IP:2001:db8::/ffff:ffff::"},
    {"nameConstraints", "@nc"},
    {"nameConstraints", "@ncbad"},
    {"nameConstraints", "@ncbadip"},
    {"nameConstraints", "DNS:x"},
    {"nameConstraints", "permitted"},
    {"nameConstraints", "permitted;foo:x"},
    {"certificatePolicies", "1.2.4.5"},
    {"certificatePolicies", "1.2.4.5, 1.1.3.4"},
    {"certificatePolicies", "1.2.4.5,@polsect"},
    {"certificatePolicies", "ia5org,1.2.3.4,@polsect"},
    {"certificatePolicies", "@polutf"},
    {"certificatePolicies", "@polnonum"},
    {"certificatePolicies", "@polbadnum"},
    {"certificatePolicies", "@polunk"},
    {"certificatePolicies", "@polnoat"},
    {"certificatePolicies", "@polnosect"},
    {"certificatePolicies", "@polnoid"},
    {"certificatePolicies", "@polbadid"},
    {"certificatePolicies", "@polbadopt"},
    {"certificatePolicies", "@nowhere"},
    {"certificatePolicies", "nonsense"},
    {"certificatePolicies", "1.2.3:x"},
    {"certificatePolicies", "anyPolicy"},
    {"certificatePolicies", ""},
    {"policyConstraints", "requireExplicitPolicy:3"},
    {"policyConstraints", "@pc"},
    {"policyConstraints", "foo:1"},
    {"policyConstraints", "requireExplicitPolicy:x"},
    {"policyConstraints", ""},
    {"policyMappings", "1.2.3:1.3.4"},
    {"policyMappings", "@pm"},
    {"policyMappings", "1.2.3"},
    {"policyMappings", "foo:1.2.3"},
    {"policyMappings", "1.2.3:foo"},
    {"inhibitAnyPolicy", "2"},
    {"inhibitAnyPolicy", "x"},
    {"inhibitAnyPolicy", "-1"},
    {"inhibitAnyPolicy", ""},
    {"crlDistributionPoints", "URI:http://example.com/myca.crl"},
    {"crlDistributionPoints", "URI:http://a/,URI:http://b/"},
    {"crlDistributionPoints", "dp"},
    {"crlDistributionPoints", "dp,URI:http://b/"},
    {"crlDistributionPoints", "dprel"},
    {"crlDistributionPoints", "dprelmulti"},
    {"crlDistributionPoints", "dprelnosect"},
    {"crlDistributionPoints", "dpbadreason"},
    {"crlDistributionPoints", "dpbadopt"},
    {"crlDistributionPoints", "dptwice"},
    {"crlDistributionPoints", "nowhere"},
    {"crlDistributionPoints", "foo:bar"},
    {"crlDistributionPoints", ""},
    {"freshestCRL", "URI:http://example.com/myca.crl"},
    {"issuingDistributionPoint", "critical, @idp"},
    {"issuingDistributionPoint", "onlyuser:TRUE"},
    {"issuingDistributionPoint", "@idpbad"},
    {"issuingDistributionPoint", "@idpbadbool"},
    {"authorityInfoAccess", "OCSP;URI:http://ocsp.example.com/"},
    {"authorityInfoAccess", "caIssuers;URI:http://x/,1.2.3.4;DNS:y"},
    {"authorityInfoAccess", "@aia"},
    {"authorityInfoAccess", "OCSP"},
    {"authorityInfoAccess", "OCSP;foo:x"},
    {"authorityInfoAccess", "nonsense;URI:x"},
    {"subjectInfoAccess", "caRepository;URI:http://x/"},
    {"noCheck", "ignored"},
    {"noCheck", ""},
    {"tlsfeature", "status_request"},
    {"tlsfeature", "status_request,status_request_v2"},
    {"tlsfeature", "17"},
    {"tlsfeature", "65536"},
    {"tlsfeature", "foo"},
    {"tlsfeature", ""},
    {"crlNumber", "5"},
    {"deltaCRL", "5"},
    {"CRLReason", "keyCompromise"},
    {"certificateIssuer", "DNS:x"},
    {"privateKeyUsagePeriod", "x"},
    {"1.2.3.4", "DER:01:02:03:04"},
    {"1.2.3.4", "critical,DER:01020304"},
    {"1.2.3.4", "DER:0102x"},
    {"1.2.3.4", "DER:"},
    {"1.2.3.4", "ASN1:UTF8String:Some random data"},
    {"1.2.3.4", "critical,ASN1:SEQUENCE:seq"},
    {"1.2.3.4", "ASN1:SEQUENCE:nest"},
    {"1.2.3.4", "ASN1:SET:seq"},
    {"1.2.3.4", "ASN1:SEQUENCE:selfnest"},
    {"1.2.3.4", "ASN1:SEQUENCE:nowhere"},
    {"1.2.3.4", "ASN1:FOO:x"},
    {"1.2.3.4", "ASN1:"},
    {"1.2.3.4", "plain"},
    {"subjectAltName", "DER:30:03:82:01:61"},
    {"nonsense", "DER:0500"},
    {"nonsense", "x"},
    {"nonsense.1", "x"},
    {"1.2.3.", "DER:05"},
    {"Basic Constraints", "CA:TRUE"},
    {"X509v3 Basic Constraints", "CA:TRUE"},
    {"1.basicConstraints", "CA:TRUE"},
    {"serverAuth", "CA:TRUE"},
    {"basicConstraints", "critical,nonsense"},
    {"nonsense", "critical,x"},
    {"basicConstraints", "CA:True"},
    {"basicConstraints", "CA:Y"},
    {"1.2.3.4", "DER: 01:02"},
    {"1.2.3.4", "critical, ASN1: UTF8:x"},
    {"1.2.3.4", "der:01"},
    {"subjectAltName", "critical,email:copy"},
    {"subjectAltName", "email:copy,email:other@x,email.1:copy"},
    {"issuerAltName", "issuer:copy,issuer.1:copy"},
    {"keyUsage", "critical,"},
    {"certificatePolicies", "ia5org"},
    {"tlsfeature", "-1"},
    {"tlsfeature", "5:6"},
    {"tlsfeature", "0x5"},
    {"tlsfeature", "Status_Request"},
    {"authorityKeyIdentifier", "issuer,none"},
    {"authorityKeyIdentifier", "none,keyid"},
    {"authorityKeyIdentifier", "issuer,keyid:always"},
    {"nameConstraints", "permitted;DNS:a,permitted.1;DNS:b"},
    {"nameConstraints", "Permitted;DNS:a"},
    {"nameConstraints", "permitted;email:copy"},
    {"nameConstraints", "permitted;dirName:dir"},
    {"nameConstraints", "permitted;otherName:1.2.3;UTF8:x"},
    {"policyConstraints", "inhibitPolicyMapping"},
    {"policyConstraints", "requireExplicitPolicy:1,foo"},
    {"crlDistributionPoints", "fullname:x"},
    {"crlDistributionPoints", "fullname:URI:x"},
    {"crlDistributionPoints", "URI:http://a/,dp"},
    {"crlDistributionPoints", "dirName:dir"},
    {"issuingDistributionPoint", "fullname:URI:x"},
    {"issuingDistributionPoint", "relativename:rel,onlyAA:TRUE"},
    {"issuingDistributionPoint", "onlysomereasons:foo"},
    {"issuingDistributionPoint", ""},
    {"authorityInfoAccess", "OCSP;URI"},
    {"authorityInfoAccess", ""},
    {"authorityInfoAccess", ";URI:x"},
    {"extendedKeyUsage", "serverAuth,,"},
    {"nsBaseUrl", "critical,x"},
};

static void
all_texts(void)
{
    X509V3_CTX ctx;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        start(&ctx);
        printf("%s = %s\n", texts[i].name, texts[i].value);
        show(X509V3_EXT_nconf(conf, &ctx, texts[i].name, texts[i].value));
    }
}

/* What ASN1_generate_nconf makes of its strings. */
static void
generated(void)
{
    static const char *const all[] = {
        "BOOL:TRUE", "BOOLEAN:no", "BOOL:x", "BOOL", "NULL", "NULL:x",
        "INT:0", "INTEGER:-129", "INTEGER:0x80", "INT:x", "INT:", "ENUM:3",
        "ENUMERATED:0xFFF", "OID:1.2.3", "OBJECT:serverAuth", "OID:x",
        "UTCTIME:200101000000Z", "UTC:20200101000000Z",
        "GENTIME:20200101000000Z", "GENERALIZEDTIME:x", "OCT:abc",
        "OCTETSTRING:abc", "FORMAT:HEX,OCT:0a0b", "FORMAT:HEX,OCT:0a0",
        "FORMAT:HEX,BITSTR:0fF0", "FORMAT:BITLIST,BITSTR:1,5",
        "FORMAT:BITLIST,BITSTRING:0", "FORMAT:BITLIST,BITSTR:x",
        "FORMAT:BITLIST,BITSTR:999", "BITSTR:ab", "FORMAT:UTF8,UTF8:abc",
        "FORMAT:FOO,UTF8:abc", "FORMAT:HEX,UTF8:61", "UTF8String:abc",
        "UNIV:abc", "UNIVERSALSTRING:ab", "BMP:abc", "BMPSTRING:ab",
        "IA5:abc", "IA5STRING:abc", "T61:abc", "TELETEXSTRING:abc",
        "PRINTABLE:abc", "PRINTABLESTRING:a*b", "NUMERIC:123",
        "NUMERICSTRING:abc", "VISIBLE:abc", "VISIBLESTRING:abc",
        "GeneralString:abc", "GENSTR:abc", "SEQ", "SEQ:seq", "SET:seq",
        "SEQUENCE", "SET", "IMP:1,UTF8:a", "IMPLICIT:2A,OCT:x",
        "IMP:3U,OCT:x", "IMP:4P,OCT:x", "IMP:5C,OCT:x", "IMP:6x,OCT:x",
        "IMP:-1,OCT:x", "IMP:1,IMP:2,OCT:x", "EXP:1,IMP:2,OCT:x",
        "EXPLICIT:1,EXPLICIT:2,OCT:x", "IMP:1,EXP:2,OCT:x",
        "TAG:1,OCT:x", "IMP,OCT:x", "IMP:200,OCT:x", "OCTWRAP,INT:5",
        "SEQWRAP,INT:5", "SETWRAP,INT:5", "BITWRAP,INT:5",
        "EXP:0,SEQWRAP,OCTWRAP,INT:5", "IMP:1,SEQWRAP,INT:5",
        "IMP:1,SEQ:seq", "IMP:1,OCTWRAP,INT:1", "FOO", "FOO:x", "", ",",
        "INT:5,INT:6", "UTF8:a,b,c", "INT : 5", " INT:5", "int:5",
        "EXP: 1,NULL", "EXP:,NULL", "EXP:1", "EXP:1,", "FORMAT:HEX,INT:5", "FORMAT:UTF8,OCT:\xc3\xa9",
        "FORMAT:UTF8,UTF8:\xc3\xa9", "UTF8:\xc3\xa9",
        "FORMAT:UTF8,BMP:\xc3\xa9", "FORMAT:UTF8,UTF8:\xc3", "OCT:",
        "UTF8:", "OCT",
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ASN1_TYPE *t = ASN1_generate_nconf(all[i], conf);
        unsigned char *der = NULL;
        int len = t != NULL ? i2d_ASN1_TYPE(t, &der) : -1;

        printf("generate \"%s\":", all[i]);
        for (int k = 0; k < len; k++)
            printf("%02x", der[k]);
        printf("%s\n", t == NULL ? " none" : "");
        show_errors();
        OPENSSL_free(der);
        ASN1_TYPE_free(t);
    }
}

static void
addresses(void)
{
    static const char *const all[] = {
        "1.2.3.4", "0.0.0.0", "255.255.255.255", "1.2.3.4 ", " 1.2.3.4",
        "01.2.3.4", "1.2.3.4x", "::", "::1", "1::", "1::8", "fe80::1%eth0",
        "::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5", "ABCD:ef01::", ":::", ":1", "1:", "", "x", "1.2.3.4/5",
        "1:2:3:4::5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
        "1.2.3.4/255.255.255.0", "::/::", "1::/ffff::", "1.2.3.4/::", "/",
        "1.2.3.4/", "-1.2.3.4", "1.2.3.+4", "1..3.4", "00000::1",
        "1.2.3.0000004",
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (int nc = 0; nc < 2; nc++) {
            ASN1_OCTET_STRING *ip = nc ? a2i_IPADDRESS_NC(all[i])
                                       : a2i_IPADDRESS(all[i]);

            printf("%s \"%s\":", nc ? "range" : "address", all[i]);
            for (int k = 0; ip != NULL && k < ASN1_STRING_length(ip); k++)
                printf("%02x", ASN1_STRING_get0_data(ip)[k]);
            printf("%s\n", ip == NULL ? " none" : "");
            show_errors();
            ASN1_OCTET_STRING_free(ip);
        }
}

static void
nids(void)
{
    X509V3_CTX ctx;

    printf("by number\n");
    start(&ctx);
    show(X509V3_EXT_nconf_nid(conf, &ctx, NID_key_usage, "cRLSign"));
    show(X509V3_EXT_nconf_nid(conf, &ctx, NID_basic_constraints, "bad"));
    show(X509V3_EXT_nconf_nid(conf, &ctx, NID_sha256, "x"));
    show(X509V3_EXT_nconf_nid(conf, &ctx, NID_undef, "x"));
    show(X509V3_EXT_nconf_nid(conf, &ctx, NID_crl_reason, "x"));
    show(X509V3_EXT_nconf_nid(conf, &ctx, NID_basic_constraints,
                              "critical,@bc"));
}

/* Without a database, with the older hash, and with a test's context. */
static void
contexts(void)
{
    X509V3_CTX ctx;
    LHASH_OF(CONF_VALUE) *hash;
    BIO *in = BIO_new_mem_buf(database, -1);

    printf("no database\n");
    X509V3_set_ctx(&ctx, issuer, subject, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, NULL);
    show(X509V3_EXT_nconf(NULL, &ctx, "basicConstraints", "CA:TRUE"));
    show(X509V3_EXT_nconf(NULL, &ctx, "basicConstraints", "@bc"));
    show(X509V3_EXT_nconf(NULL, &ctx, "subjectAltName", "dirName:dir"));
    show(X509V3_EXT_nconf(NULL, &ctx, "certificatePolicies", "@polsect"));
    show(X509V3_EXT_nconf(NULL, &ctx, "crlDistributionPoints", "dp"));
    show(X509V3_EXT_nconf(NULL, NULL, "basicConstraints", "CA:TRUE"));
    show(X509V3_EXT_nconf(NULL, NULL, "keyUsage", "@ku"));
    show(X509V3_EXT_nconf(conf, NULL, "keyUsage", "@ku"));
    show(X509V3_EXT_nconf(NULL, NULL, "subjectKeyIdentifier", "01:02"));
    printf("the older hash\n");
    hash = CONF_load_bio(NULL, in, NULL);
    X509V3_set_ctx(&ctx, issuer, subject, NULL, NULL, 0);
    X509V3_set_conf_lhash(&ctx, hash);
    show(X509V3_EXT_conf(hash, &ctx, "basicConstraints", "@bc"));
    show(X509V3_EXT_conf(hash, &ctx, "keyUsage", "@nowhere"));
    show(X509V3_EXT_conf_nid(hash, &ctx, NID_subject_alt_name,
                             "dirName:dir"));
    show(X509V3_EXT_conf(NULL, NULL, "keyUsage", "cRLSign"));
    X509V3_set_conf_lhash(&ctx, NULL);
    show(X509V3_EXT_conf(NULL, &ctx, "keyUsage", "@ku"));
    CONF_free(hash);
    BIO_free(in);
    printf("a test's context\n");
    X509V3_set_ctx_test(&ctx);
    X509V3_set_nconf(&ctx, conf);
    show(X509V3_EXT_nconf(conf, &ctx, "subjectKeyIdentifier", "hash"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier",
                          "keyid:always"));
    show(X509V3_EXT_nconf(conf, &ctx, "subjectAltName", "email:copy"));
    show(X509V3_EXT_nconf(conf, &ctx, "issuerAltName", "issuer:copy"));
    printf("no certificates\n");
    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    show(X509V3_EXT_nconf(conf, &ctx, "subjectKeyIdentifier", "hash"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier", "keyid"));
    show(X509V3_EXT_nconf(conf, &ctx, "subjectAltName", "email:copy"));
    show(X509V3_EXT_nconf(conf, &ctx, "issuerAltName", "issuer:copy"));
    printf("a request\n");
    X509V3_set_ctx(&ctx, NULL, NULL, request, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    show(X509V3_EXT_nconf(conf, &ctx, "subjectKeyIdentifier", "hash"));
    show(X509V3_EXT_nconf(conf, &ctx, "subjectAltName", "email:copy"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier", "keyid"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier",
                          "keyid:always"));
    printf("a key of its own\n");
    X509V3_set_ctx(&ctx, subject, subject, NULL, NULL, 0);
    printf("%d\n", X509V3_set_issuer_pkey(&ctx, X509_get0_pubkey(issuer)));
    X509V3_set_nconf(&ctx, conf);
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier", "keyid"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier",
                          "keyid:always,issuer"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier",
                          "issuer:always"));
    printf("issued by itself\n");
    X509V3_set_ctx(&ctx, issuer, issuer, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier", "keyid"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier", "issuer"));
    show(X509V3_EXT_nconf(conf, &ctx, "authorityKeyIdentifier",
                          "keyid:always,issuer:always"));
}

static void
show_stack(const STACK_OF(X509_EXTENSION) *exts)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long n;

    X509V3_extensions_print(out, "held", exts, X509V3_EXT_DUMP_UNKNOWN, 2);
    n = BIO_get_mem_data(out, &text);
    printf("%.*s", (int)n, text);
    BIO_free(out);
    show_errors();
}

static void
sections(void)
{
    static const char *const all[] = {"good", "twice", "bad", "dup",
                                      "nowhere"};
    X509V3_CTX ctx;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        STACK_OF(X509_EXTENSION) *sk = NULL;
        X509 *x = X509_dup(subject);
        X509_REQ *req = X509_REQ_dup(request);
        X509_CRL *list = X509_CRL_dup(crl);

        start(&ctx);
        printf("section %s\n", all[i]);
        printf("stack %d\n", X509V3_EXT_add_nconf_sk(conf, &ctx, all[i], &sk));
        show_stack(sk);
        sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
        printf("certificate %d\n", X509V3_EXT_add_nconf(conf, &ctx, all[i], x));
        show_stack(X509_get0_extensions(x));
        printf("request %d\n",
               X509V3_EXT_REQ_add_nconf(conf, &ctx, all[i], req));
        sk = X509_REQ_get_extensions(req);
        show_stack(sk);
        sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
        printf("list %d\n", X509V3_EXT_CRL_add_nconf(conf, &ctx, all[i], list));
        show_stack(X509_CRL_get0_extensions(list));
        start(&ctx);
        ctx.flags = X509V3_CTX_REPLACE;
        printf("replace %d\n", X509V3_EXT_add_nconf(conf, &ctx, all[i], x));
        show_stack(X509_get0_extensions(x));
        printf("only checked %d\n",
               X509V3_EXT_add_nconf(conf, &ctx, all[i], NULL));
        show_errors();
        X509_free(x);
        X509_REQ_free(req);
        X509_CRL_free(list);
    }
}

static void
lists(void)
{
    static const char *const all[] = {"a", "a:b", "a:b,c", " a : b , c ",
                                      "a,,b", ":b", "a:", "", "a:b:c", ",",
                                      "a\nb", "a, "};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        STACK_OF(CONF_VALUE) *l = X509V3_parse_list(all[i]);

        printf("list \"%s\":", all[i]);
        for (int k = 0; k < sk_CONF_VALUE_num(l); k++) {
            CONF_VALUE *v = sk_CONF_VALUE_value(l, k);

            printf(" [%s][%s]", v->name != NULL ? v->name : "-",
                   v->value != NULL ? v->value : "-");
        }
        printf("%s\n", l == NULL ? " none" : "");
        show_errors();
        sk_CONF_VALUE_pop_free(l, X509V3_conf_free);
    }
}

static void
values(void)
{
    static const char *const numbers[] = {"0", "5", "-5", "0x1F", "-0x1F", "",
                                          "x", "12x", "0x", "0xg", "-0"};
    X509V3_CTX ctx;
    ASN1_INTEGER *n;
    ASN1_OCTET_STRING *oct;

    start(&ctx);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char *text;

        n = s2i_ASN1_INTEGER(NULL, numbers[i]);
        text = i2s_ASN1_INTEGER(NULL, n);
        printf("number %s: %s\n", numbers[i], text != NULL ? text : "none");
        OPENSSL_free(text);
        show_errors();
        ASN1_INTEGER_free(n);
    }
    n = s2i_ASN1_INTEGER(NULL, NULL);
    printf("no number: %d\n", n == NULL);
    show_errors();
    oct = s2i_ASN1_OCTET_STRING(NULL, &ctx, "01:fF");
    printf("octets %d\n", ASN1_STRING_length(oct));
    ASN1_OCTET_STRING_free(oct);
    oct = s2i_ASN1_OCTET_STRING(NULL, &ctx, "0g");
    printf("octets %d\n", oct == NULL);
    show_errors();
    n = (ASN1_INTEGER *)s2i_ASN1_IA5STRING(NULL, &ctx, "abc");
    printf("text %d\n", ASN1_STRING_length((ASN1_STRING *)n));
    ASN1_STRING_free((ASN1_STRING *)n);
    printf("text %d\n", s2i_ASN1_IA5STRING(NULL, &ctx, NULL) == NULL);
    show_errors();
}

static X509 *
load(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    char path[512];
    X509 *x;
    BIO *in;

    snprintf(path, sizeof path, "%s/%s", dir != NULL ? dir : ".", name);
    in = BIO_new_file(path, "r");
    x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    if (x == NULL) {
        printf("no %s\n", name);
        exit(1);
    }
    return x;
}

static EVP_PKEY *
load_key(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    char path[512];
    EVP_PKEY *pkey;
    BIO *in;

    snprintf(path, sizeof path, "%s/%s", dir != NULL ? dir : ".", name);
    in = BIO_new_file(path, "r");
    pkey = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    return pkey;
}

static void
add_mail(X509_NAME *name)
{
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               (const unsigned char *)"test", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "emailAddress", MBSTRING_ASC,
                               (const unsigned char *)"me@example.com", -1,
                               -1, 0);
}

static void
make_objects(EVP_PKEY *key)
{
    X509_NAME *name;
    ASN1_TIME *t = ASN1_TIME_new();

    issuer = load("x509/rsa.pem");
    subject = X509_new();
    X509_set_version(subject, X509_VERSION_3);
    name = X509_get_subject_name(subject);
    add_mail(name);
    ASN1_INTEGER_set(X509_get_serialNumber(subject), 77);
    ASN1_TIME_set_string(t, "20200101000000Z");
    X509_set1_notBefore(subject, t);
    X509_set1_notAfter(subject, t);
    X509_set_issuer_name(subject, X509_get_subject_name(issuer));
    X509_set_pubkey(subject, X509_get0_pubkey(issuer));
    X509_sign(subject, key, EVP_sha256());
    request = X509_REQ_new();
    X509_REQ_set_version(request, X509_REQ_VERSION_1);
    X509_REQ_set_subject_name(request, name);
    X509_REQ_set_pubkey(request, X509_get0_pubkey(issuer));
    X509_REQ_sign(request, key, EVP_sha256());
    crl = X509_CRL_new();
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, name);
    X509_CRL_set1_lastUpdate(crl, t);
    X509_CRL_sign(crl, key, EVP_sha256());
    ASN1_TIME_free(t);
}

int
main(void)
{
    BIO *in = BIO_new_mem_buf(database, -1);
    EVP_PKEY *key = load_key("x509/rsa.key");

    conf = NCONF_new(NULL);
    NCONF_load_bio(conf, in, NULL);
    BIO_free(in);
    make_objects(key);
    all_texts();
    generated();
    addresses();
    nids();
    contexts();
    sections();
    lists();
    values();
    X509_free(issuer);
    X509_free(subject);
    X509_REQ_free(request);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
    NCONF_free(conf);
    return 0;
}
