/* Objects: every name, number and OID, look-ups, programs' own objects. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  error %08lX %s|%s\n", e, ERR_reason_error_string(e), data);
}

static const char *
text(const char *s)
{
    return s == NULL ? "NULL" : s;
}

static void
table(void)
{
    for (int nid = 0; nid < 1248; nid++) {
        ASN1_OBJECT *obj = OBJ_nid2obj(nid);
        char dotted[128];
        int n;

        /* Two former arcs have a number, but no name and no encoding. */
        if (nid == NID_joint_iso_ccitt || nid == NID_ccitt)
            continue;
        if (obj == NULL) {
            printf("%d none\n", nid);
            continue;
        }
        n = OBJ_obj2txt(dotted, sizeof(dotted), obj, 1);
        printf("%d %s|%s|%d %s|%zu|%d", nid, text(OBJ_nid2sn(nid)),
               text(OBJ_nid2ln(nid)), n, dotted, OBJ_length(obj),
               OBJ_obj2nid(obj));
        if (OBJ_nid2sn(nid) != NULL)
            printf("|%d %d %d", OBJ_sn2nid(OBJ_nid2sn(nid)),
                   OBJ_ln2nid(OBJ_nid2ln(nid)), OBJ_txt2nid(dotted));
        n = OBJ_obj2txt(dotted, sizeof(dotted), obj, 0);
        printf("|%d %s\n", n, dotted);
        ERR_clear_error();
    }
}

static void
signatures(void)
{
    for (int nid = 0; nid < 1248; nid++) {
        int digest = -1, key = -1, back = -1;

        if (OBJ_find_sigid_algs(nid, &digest, &key)) {
            printf("%d: %d %d", nid, digest, key);
            printf(" back %d", OBJ_find_sigid_by_algs(&back, digest, key));
            printf(" %d\n", back);
        }
    }
    printf("NULLs %d\n", OBJ_find_sigid_algs(668, NULL, NULL));
    errors();
    printf("add %d\n", OBJ_add_sigid(5000, NID_sha256, NID_rsaEncryption));
}

static void
from_text(const char *s, int no_name)
{
    ASN1_OBJECT *obj = OBJ_txt2obj(s, no_name);
    char buf[100] = "";

    printf("'%s' %d: nid %d", s, no_name, OBJ_obj2nid(obj));
    if (obj != NULL) {
        printf(" %d", OBJ_obj2txt(buf, sizeof(buf), obj, 1));
        printf(" %s", buf);
        printf(" %d", OBJ_obj2txt(buf, sizeof(buf), obj, 0));
        printf(" %s length %zu", buf, OBJ_length(obj));
    }
    putchar('\n');
    errors();
    ASN1_OBJECT_free(obj);
}

static void
texts(void)
{
    static const char *const texts[] = {
        "CN", "commonName", "2.5.4.3", "1.2.3.4.5", "nope", "", "1", "3.1",
        "1.40", "2.999.5", "1..2", "1.2.", "1.2.a", "1x2",
        "1.2.99999999999999999999999999", "2.99999999999999999999999999.1",
        " 1.2.3", "0.0", "1.2 3", "-1.2", "1.2.3.18446744073709551615",
        "1.2.3.18446744073709551616", "1.2.03", "2.100.3", "2.39", "2.40",
        "2.47.1", "2.48", "0.39.1", "1.39.1", "12.3",
        "1.2.840.113549.1.1.11", "1.2.127.128.16383.16384",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        from_text(texts[i], 0);
        from_text(texts[i], 1);
    }
    printf("case matters %d %d\n", OBJ_sn2nid("cn"), OBJ_ln2nid("COMMONNAME"));
    errors();
}

static void
to_text(void)
{
    ASN1_OBJECT *obj = OBJ_nid2obj(NID_commonName);
    unsigned char der[700] = {6, 0x82, 2, 0x4a};
    const unsigned char *p = der;
    char buf[40];
    int n;

    memset(buf, '#', sizeof(buf));
    n = OBJ_obj2txt(buf, 4, obj, 0);
    printf("cut %d %s|%c\n", n, buf, buf[4]);
    n = OBJ_obj2txt(buf, 4, obj, 1);
    printf("cut %d %s|%c\n", n, buf, buf[4]);
    printf("asked %d %d\n", OBJ_obj2txt(NULL, 0, obj, 0),
           OBJ_obj2txt(buf, 0, obj, 1));
    n = OBJ_obj2txt(buf, sizeof(buf), NULL, 0);
    printf("NULL %d '%s'\n", n, buf);
    memset(der + 4, 1, sizeof(der) - 4);
    obj = d2i_ASN1_OBJECT(NULL, &p, sizeof(der));
    printf("long %d\n", OBJ_obj2txt(buf, sizeof(buf), obj, 1));
    ASN1_OBJECT_free(obj);
    der[3]++;
    p = der;
    obj = d2i_ASN1_OBJECT(NULL, &p, sizeof(der));
    printf("too long %d\n", OBJ_obj2txt(buf, sizeof(buf), obj, 1));
    ASN1_OBJECT_free(obj);
}

static void
creating(void)
{
    static const char lines[] = "1.2.9.1 sn1 long name one\n"
                                "1.2.9.2 sn2\n"
                                "1.2.9.4 sn4   ln  four\n"
                                "bad line\n"
                                "1.2.9.5 sn5 l5\n";
    BIO *in = BIO_new_mem_buf(lines, -1);
    ASN1_OBJECT *obj, *copy;
    int nid;

    nid = OBJ_create("1.2.3.4.5.6", "mySN", "my long name");
    printf("created %d\n", nid);
    printf("%d %d %d %s %s\n", OBJ_sn2nid("mySN") == nid,
           OBJ_ln2nid("my long name") == nid, OBJ_txt2nid("1.2.3.4.5.6") == nid,
           OBJ_nid2ln(nid), OBJ_nid2sn(nid));
    printf("again %d\n", OBJ_create("1.2.3.4.5.6", "mySN2", "my long2"));
    errors();
    printf("same name %d\n", OBJ_create("1.2.3.4.5.7", "mySN", "x"));
    errors();
    printf("known %d\n", OBJ_create("2.5.4.3", "xx", "yy"));
    errors();
    printf("without names %d\n", OBJ_create("1.2.3.4.5.8", NULL, NULL));
    printf("malformed %d\n", OBJ_create("zz", "onlysn2", "onlyln2"));
    errors();
    nid = OBJ_new_nid(3);
    printf("new nid %d", nid);
    printf(" %d\n", OBJ_new_nid(1));
    printf("unknown %d\n", OBJ_nid2sn(99999) != NULL);
    errors();
    printf("negative %d\n", OBJ_nid2ln(-4) != NULL);
    errors();
    printf("from a BIO %d\n", OBJ_create_objects(in));
    errors();
    printf("%s %s\n", text(OBJ_nid2ln(OBJ_sn2nid("sn1"))),
           text(OBJ_nid2ln(OBJ_sn2nid("sn4"))));
    BIO_free(in);

    obj = OBJ_nid2obj(NID_commonName);
    copy = OBJ_dup(obj);
    printf("dup of a built-in is the same %d\n", copy == obj);
    obj = OBJ_txt2obj("1.2.3.4.77", 1);
    copy = OBJ_dup(obj);
    printf("dup of another is not %d, equal %d\n", copy != obj,
           OBJ_cmp(copy, obj));
    ASN1_OBJECT_free(obj);
    ASN1_OBJECT_free(copy);
    printf("dup of NULL %d\n", OBJ_dup(NULL) != NULL);
    printf("cmp %d %d\n",
           OBJ_cmp(OBJ_nid2obj(NID_commonName), OBJ_nid2obj(NID_commonName)),
           OBJ_cmp(OBJ_nid2obj(NID_commonName), OBJ_nid2obj(NID_md5)));
    printf("nid of NULL %d data %d length %zu\n", OBJ_obj2nid(NULL),
           OBJ_get0_data(NULL) != NULL, OBJ_length(NULL));
}

static void
show(const OBJ_NAME *name, void *arg)
{
    printf("  %s %s\n", name->name, name->alias ? name->data : "");
}

static void
let_go(const char *name, int type, const char *data)
{
}

static void
names(void)
{
    int type = OBJ_NAME_new_index(NULL, NULL, let_go);

    printf("type %d init %d\n", type, OBJ_NAME_init());
    printf("add %d\n", OBJ_NAME_add("Foo", type, "data"));
    printf("get %s %s %s\n", text(OBJ_NAME_get("Foo", type)),
           text(OBJ_NAME_get("foo", type)), text(OBJ_NAME_get("x", type)));
    printf("alias %d\n", OBJ_NAME_add("bar", type | OBJ_NAME_ALIAS, "foo"));
    printf("get %s as is %s\n", text(OBJ_NAME_get("BAR", type)),
           text(OBJ_NAME_get("bar", type | OBJ_NAME_ALIAS)));
    OBJ_NAME_add("aaa", type, "z");
    OBJ_NAME_do_all_sorted(type, show, NULL);
    printf("remove %d", OBJ_NAME_remove("foo", type));
    printf(" %d\n", OBJ_NAME_remove("foo", type));
    printf("get %s\n", text(OBJ_NAME_get("bar", type)));
}

static int
compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void
searching(void)
{
    static const int array[] = {1, 3, 3, 3, 5, 9};

    for (int key = 0; key < 11; key++) {
        const int *at = OBJ_bsearch_(&key, array, 6, sizeof(int), compare);
        printf("%d: %d", key, at == NULL ? -1 : *at);
        if (at != NULL) {
            at = OBJ_bsearch_ex_(&key, array, 6, sizeof(int), compare,
                                 OBJ_BSEARCH_FIRST_VALUE_ON_MATCH);
            printf(" first %d", (int)(at - array));
        }
        putchar('\n');
    }
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    table();
    signatures();
    texts();
    to_text();
    creating();
    names();
    searching();
    return 0;
}
