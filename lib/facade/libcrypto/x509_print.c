/* Certificates as text, as `openssl x509 -text` shows them. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>

#include "engine/crypto/sig.h"

enum { HEX_A_LINE = 18, SERIAL_WORD = 8 };

/* Bytes as hex with colons, 18 on a line. */
int
X509_signature_dump(BIO *bp, const ASN1_STRING *sig, int indent)
{
    for (int i = 0; i < sig->length; i++) {
        if (i % HEX_A_LINE == 0 &&
            ((i > 0 && BIO_write(bp, "\n", 1) <= 0) ||
             BIO_indent(bp, indent, indent) <= 0))
            return 0;
        if (BIO_printf(bp, "%02x%s", sig->data[i],
                       i + 1 == sig->length ? "" : ":") <= 0)
            return 0;
    }
    return BIO_write(bp, "\n", 1) == 1;
}

static const char *
hash_name(const struct urt_hash *hash)
{
    return OBJ_nid2ln(OBJ_txt2nid(hash->name));
}

/* RSASSA-PSS parameters, indented as programs expect. */
static int
print_pss(BIO *bp, const X509_ALGOR *alg, int indent)
{
    const ASN1_TYPE *parameter = alg->parameter;
    struct urt_sig_params p;

    if (parameter == NULL || parameter->type != V_ASN1_SEQUENCE ||
        urt_pss_params_read(
            &p, urt_bytes(parameter->value.sequence->data,
                          (size_t)parameter->value.sequence->length)) !=
            URT_OK)
        return BIO_puts(bp, " (INVALID PSS PARAMETERS)\n") > 0;
    BIO_printf(bp, "\n%*sHash Algorithm: %s\n", indent, "",
               hash_name(p.hash));
    BIO_printf(bp, "%*sMask Algorithm: mgf1 with %s\n", indent, "",
               hash_name(p.mgf_hash != NULL ? p.mgf_hash : p.hash));
    BIO_printf(bp, "%*s Salt Length: 0x%02X\n", indent, "", p.salt_len);
    return BIO_printf(bp, "%*sTrailer Field: 0x01 (default)\n", indent, "") >
           0;
}

int
X509_signature_print(BIO *bp, const X509_ALGOR *alg, const ASN1_STRING *sig)
{
    enum { PARAM_INDENT = 8, DUMP_INDENT = 8 };
    bool pss = OBJ_obj2nid(alg->algorithm) == NID_rsassaPss;

    if (BIO_puts(bp, "    Signature Algorithm: ") <= 0 ||
        i2a_ASN1_OBJECT(bp, alg->algorithm) <= 0)
        return 0;
    if (sig != NULL && BIO_puts(bp, "\n    Signature Value:") <= 0)
        return 0;
    if (pss) {
        if (BIO_printf(bp, "%*s", PARAM_INDENT, "") < 0 ||
            !print_pss(bp, alg, PARAM_INDENT))
            return 0;
    } else if (BIO_puts(bp, "\n") <= 0) {
        return 0;
    }
    return sig == NULL || X509_signature_dump(bp, sig, DUMP_INDENT);
}

static bool
print_version(BIO *bp, X509 *x)
{
    long version = X509_get_version(x);

    if (version >= X509_VERSION_1 && version <= X509_VERSION_3)
        return BIO_printf(bp, "%8sVersion: %ld (0x%lx)\n", "", version + 1,
                          (unsigned long)version) > 0;
    return BIO_printf(bp, "%8sVersion: Unknown (%ld)\n", "", version) > 0;
}

static bool
print_serial(BIO *bp, X509 *x)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
    const char *sign = serial->type == V_ASN1_NEG_INTEGER ? "-" : "";
    uint64_t value = 0;

    BIO_printf(bp, "%8sSerial Number:", "");
    if (serial->length <= SERIAL_WORD) {
        for (int i = 0; i < serial->length; i++)
            value = value << 8 | serial->data[i];
        if (value >> 63 == 0)
            return BIO_printf(bp, " %s%llu (%s0x%llx)\n", sign,
                              (unsigned long long)value, sign,
                              (unsigned long long)value) > 0;
    }
    BIO_printf(bp, "\n%12s%s", "", *sign != '\0' ? " (Negative)" : "");
    for (int i = 0; i < serial->length; i++)
        if (BIO_printf(bp, "%02x%c", serial->data[i],
                       i + 1 == serial->length ? '\n' : ':') <= 0)
            return false;
    return true;
}

static bool
print_name(BIO *bp, const char *title, const X509_NAME *name,
           unsigned long flags)
{
    unsigned long multi = flags & XN_FLAG_SEP_MASK;
    bool lines = multi == XN_FLAG_SEP_MULTILINE;

    BIO_printf(bp, "%8s%s:%s", "", title, lines ? "\n" : " ");
    return X509_NAME_print_ex(bp, name, lines ? 12 : 0, flags) >= 0 &&
           BIO_write(bp, "\n", 1) == 1;
}

static bool
print_validity(BIO *bp, X509 *x)
{
    BIO_printf(bp, "%8sValidity\n%12sNot Before: ", "", "");
    if (!ASN1_TIME_print(bp, X509_get0_notBefore(x)))
        return false;
    BIO_printf(bp, "\n%12sNot After : ", "");
    return ASN1_TIME_print(bp, X509_get0_notAfter(x)) &&
           BIO_write(bp, "\n", 1) == 1;
}

static bool
print_key(BIO *bp, X509 *x)
{
    EVP_PKEY *pkey;

    BIO_printf(bp, "%8sSubject Public Key Info:\n%12sPublic Key Algorithm: ",
               "", "");
    if (i2a_ASN1_OBJECT(bp, X509_get_X509_PUBKEY(x)->algor->algorithm) <= 0 ||
        BIO_puts(bp, "\n") <= 0)
        return false;
    pkey = X509_get0_pubkey(x);
    if (pkey == NULL) {
        BIO_printf(bp, "%12sUnable to load Public Key\n", "");
        ERR_print_errors(bp);
        return true;
    }
    EVP_PKEY_print_public(bp, pkey, 16, NULL);
    return true;
}

static bool
print_uid(BIO *bp, const char *title, const ASN1_BIT_STRING *uid)
{
    if (uid == NULL)
        return true;
    BIO_printf(bp, "%8s%s: \n", "", title);
    return X509_signature_dump(bp, uid, 12);
}

static bool
print_key_ids(BIO *bp, X509 *x, unsigned long flags)
{
    static const int nids[] = {NID_subject_key_identifier,
                               NID_authority_key_identifier};
    const STACK_OF(X509_EXTENSION) *exts = X509_get0_extensions(x);
    STACK_OF(X509_EXTENSION) *ids = sk_X509_EXTENSION_new_null();
    bool ok = ids != NULL;

    for (int i = 0; ok && i < sk_X509_EXTENSION_num(exts); i++) {
        X509_EXTENSION *ext = sk_X509_EXTENSION_value(exts, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));

        if (nid == nids[0] || nid == nids[1])
            ok = sk_X509_EXTENSION_push(ids, ext) > 0;
    }
    ok = ok && X509V3_extensions_print(bp, "X509v3 extensions", ids, flags, 8);
    sk_X509_EXTENSION_free(ids);
    return ok;
}

/* CFLAG leaves parts out (X509_FLAG_*), NMFLAGS is how names are shown. */
int
X509_print_ex(BIO *bp, X509 *x, unsigned long nmflags, unsigned long cflag)
{
    const ASN1_BIT_STRING *issuer_uid, *subject_uid;
    FAC_X509_VALUE *v = fac_x509_value(x);

    if (v == NULL)
        return 0;
    if ((cflag & X509_FLAG_NO_HEADER) == 0)
        BIO_printf(bp, "Certificate:\n    Data:\n");
    if ((cflag & X509_FLAG_NO_VERSION) == 0 && !print_version(bp, x))
        return 0;
    if ((cflag & X509_FLAG_NO_SERIAL) == 0 && !print_serial(bp, x))
        return 0;
    if ((cflag & X509_FLAG_NO_SIGNAME) == 0 &&
        (BIO_puts(bp, "    ") <= 0 ||
         !X509_signature_print(bp, &v->cert_info.signature, NULL)))
        return 0;
    if ((cflag & X509_FLAG_NO_ISSUER) == 0 &&
        !print_name(bp, "Issuer", v->cert_info.issuer, nmflags))
        return 0;
    if ((cflag & X509_FLAG_NO_VALIDITY) == 0 && !print_validity(bp, x))
        return 0;
    if ((cflag & X509_FLAG_NO_SUBJECT) == 0 &&
        !print_name(bp, "Subject", v->cert_info.subject, nmflags))
        return 0;
    if ((cflag & X509_FLAG_NO_PUBKEY) == 0 && !print_key(bp, x))
        return 0;
    X509_get0_uids(x, &issuer_uid, &subject_uid);
    if ((cflag & X509_FLAG_NO_IDS) == 0 &&
        (!print_uid(bp, "Issuer Unique ID", issuer_uid) ||
         !print_uid(bp, "Subject Unique ID", subject_uid)))
        return 0;
    if ((cflag & X509_FLAG_EXTENSIONS_ONLY_KID) != 0) {
        if (!print_key_ids(bp, x, cflag))
            return 0;
    } else if ((cflag & X509_FLAG_NO_EXTENSIONS) == 0) {
        X509V3_extensions_print(bp, "X509v3 extensions",
                                v->cert_info.extensions, cflag, 8);
    }
    if ((cflag & X509_FLAG_NO_SIGDUMP) == 0 &&
        !X509_signature_print(bp, &v->sig_alg, &v->signature))
        return 0;
    return (cflag & X509_FLAG_NO_AUX) != 0 || X509_aux_print(bp, x, 0);
}

int
X509_print(BIO *bp, X509 *x)
{
    return X509_print_ex(bp, x, XN_FLAG_COMPAT, X509_FLAG_COMPAT);
}

int
X509_print_ex_fp(FILE *fp, X509 *x, unsigned long nmflag, unsigned long cflag)
{
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok;

    if (b == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_BUF_LIB);
        return 0;
    }
    ok = X509_print_ex(b, x, nmflag, cflag);
    BIO_free(b);
    return ok;
}

int
X509_print_fp(FILE *fp, X509 *x)
{
    return X509_print_ex_fp(fp, x, XN_FLAG_COMPAT, X509_FLAG_COMPAT);
}

/* ---- trust settings ---- */

static void
print_uses(BIO *out, const char *title, STACK_OF(ASN1_OBJECT) *uses,
           int indent)
{
    char text[80];

    BIO_printf(out, "%*s%s Uses:\n%*s", indent, "", title, indent + 2, "");
    for (int i = 0; i < sk_ASN1_OBJECT_num(uses); i++) {
        BIO_puts(out, i > 0 ? ", " : "");
        OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(uses, i), 0);
        BIO_puts(out, text);
    }
    BIO_puts(out, "\n");
}

int
X509_aux_print(BIO *out, X509 *x, int indent)
{
    STACK_OF(ASN1_OBJECT) *trust = X509_get0_trust_objects(x);
    STACK_OF(ASN1_OBJECT) *reject = X509_get0_reject_objects(x);
    const unsigned char *text;
    int len;

    if (!X509_trusted(x))
        return 1;
    if (trust != NULL)
        print_uses(out, "Trusted", trust, indent);
    else
        BIO_printf(out, "%*sNo Trusted Uses.\n", indent, "");
    if (reject != NULL)
        print_uses(out, "Rejected", reject, indent);
    else
        BIO_printf(out, "%*sNo Rejected Uses.\n", indent, "");
    text = X509_alias_get0(x, &len);
    if (text != NULL)
        BIO_printf(out, "%*sAlias: %.*s\n", indent, "", len, text);
    text = X509_keyid_get0(x, &len);
    if (text != NULL) {
        BIO_printf(out, "%*sKey Id: ", indent, "");
        for (int i = 0; i < len; i++)
            BIO_printf(out, "%s%02X", i > 0 ? ":" : "", text[i]);
        BIO_write(out, "\n", 1);
    }
    return 1;
}
