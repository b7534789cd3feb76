/* Reading PKCS#12. RFC 7292, section 4.
 *
 * A file is a stack of containers: PFX, AuthenticatedSafe, SafeContents,
 * bags. Every container is turned from BER into DER when it is opened, into
 * buffers that are wiped, since keys are inside. Nested SafeContents bags
 * are not followed. */
#include "engine/pki/pkcs12.h"

#include "engine/base/ct.h"
#include "engine/crypto/hmac.h"
#include "engine/crypto/kdf.h"
#include "engine/crypto/keyfile.h"
#include "engine/der/ber.h"
#include "engine/der/oid.h"
#include "engine/pki/cert_ext.h"
#include "engine/pki/name.h"

/* The outer structure. */
struct pfx {
    struct urt_buf der;
    struct urt_bytes content; /* AuthenticatedSafe, as it was MACed */
    bool has_mac;
    const struct urt_hash *hash;
    struct urt_bytes digest, salt;
    uint64_t iterations;
};

static bool
read_mac(struct pfx *p, struct urt_bytes c)
{
    struct urt_bytes info;
    struct urt_der_algorithm alg;

    p->has_mac = true;
    p->iterations = 1;
    if (!urt_der_take(&c, URT_DER_SEQUENCE, &info) ||
        !urt_der_take_algorithm(&info, &alg) ||
        !urt_der_take(&info, URT_DER_OCTET_STRING, &p->digest) ||
        info.len > 0 || !urt_der_take(&c, URT_DER_OCTET_STRING, &p->salt) ||
        (c.len > 0 && !urt_der_take_uint(&c, &p->iterations)) || c.len > 0)
        return false;
    p->hash = urt_hash_by_oid(alg.oid);
    return true;
}

static enum urt_err
read_pfx(struct pfx *p, struct urt_bytes in)
{
    struct urt_bytes c, safe, oid, mac;
    uint64_t version;
    bool present;

    memset(p, 0, sizeof *p);
    if (in.len > URT_PKCS12_MAX_SIZE)
        return URT_E_PKCS12_DECODE;
    URT_TRY(urt_ber_to_der(&p->der, &in));
    c = urt_buf_bytes(&p->der);
    if (!urt_der_take(&c, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_uint(&c, &version) || version != 3 ||
        !urt_der_take(&c, URT_DER_SEQUENCE, &safe) ||
        !urt_der_take_oid(&safe, &oid) ||
        !urt_oid_is(oid, &urt_oid_P7_DATA) ||
        !urt_der_take(&safe, URT_DER_CONTEXT_CONSTRUCTED, &safe) ||
        !urt_der_take(&safe, URT_DER_OCTET_STRING, &p->content) ||
        !urt_der_take_optional(&c, URT_DER_SEQUENCE, &mac, &present) ||
        (present && !read_mac(p, mac)))
        return URT_E_PKCS12_DECODE;
    return URT_OK;
}

/* UTF-8 as BMPString with its two zero bytes; bytes that aren't UTF-8 count
 * as Latin-1. */
static void
put_password(struct urt_buf *b, struct urt_bytes password)
{
    struct urt_buf scratch = URT_BUF_INIT;
    bool utf8 = urt_string_put_utf8(&scratch, URT_DER_UTF8_STRING, password);
    uint8_t c, next;

    while (urt_take_u8(&password, &c)) {
        uint32_t v = c;
        int more = !utf8 || c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

        if (more > 0)
            v = c & (0x3fu >> more);
        for (; more > 0 && urt_take_u8(&password, &next); more--)
            v = v << 6 | (next & 0x3f);
        if (v >= 0x10000) {
            urt_put_u16(b, (uint16_t)(0xd800 | (v - 0x10000) >> 10));
            urt_put_u16(b, (uint16_t)(0xdc00 | ((v - 0x10000) & 0x3ff)));
        } else {
            urt_put_u16(b, (uint16_t)v);
        }
    }
    urt_put_u16(b, 0);
    urt_buf_free(&scratch);
}

static enum urt_err
check_mac(const struct pfx *p, struct urt_bytes bmp)
{
    uint8_t key[URT_HASH_MAX_SIZE], mac[URT_HASH_MAX_SIZE];
    enum urt_err err;

    if (p->hash == NULL || p->hash->size > sizeof key || p->hash->xof)
        return URT_E_ALGORITHM_UNKNOWN;
    if (p->iterations == 0 || p->iterations > URT_PKCS12_MAX_ITERATIONS)
        return URT_E_ITERATIONS;
    if (p->digest.len != p->hash->size)
        return URT_E_MAC_MISMATCH;
    err = urt_pkcs12_kdf(p->hash, key, p->hash->size, bmp, p->salt,
                         URT_PKCS12_MAC, p->iterations);
    if (err == URT_OK) {
        urt_hmac(p->hash, mac, urt_bytes(key, p->hash->size),
                        p->content);
        if (!urt_ct_equal(mac, p->digest.data, p->hash->size))
            err = URT_E_MAC_MISMATCH;
    }
    urt_wipe(key, sizeof key);
    return err;
}

/* A password of no bytes may stand for an empty one or for none at all. */
static enum urt_err
check_mac_with(const struct pfx *p, struct urt_bytes password, bool both)
{
    struct urt_buf bmp = URT_BUF_INIT;
    enum urt_err err;

    if (password.data == NULL) {
        err = check_mac(p, URT_BYTES_NONE);
        if (err != URT_E_MAC_MISMATCH || !both)
            return err;
    }
    put_password(&bmp, password);
    err = urt_buf_ok(&bmp) ? check_mac(p, urt_buf_bytes(&bmp)) : URT_E_NOMEM;
    if (err == URT_E_MAC_MISMATCH && both && password.len == 0)
        err = check_mac(p, URT_BYTES_NONE);
    urt_buf_free(&bmp);
    return err;
}

enum urt_err
urt_pkcs12_verify_mac(struct urt_bytes der, struct urt_bytes password)
{
    struct pfx p;
    enum urt_err err = read_pfx(&p, der);

    if (err == URT_OK)
        err = p.has_mac ? check_mac_with(&p, password, false)
                        : URT_E_PKCS12_DECODE;
    urt_buf_free(&p.der);
    return err;
}

static void
clear_item(struct urt_pkcs12_item *item)
{
    urt_cert_free(item->cert);
    urt_crl_free(item->crl);
    urt_key_free(item->key);
    urt_buf_free(&item->friendly_name);
    urt_buf_free(&item->local_key_id);
}

void
urt_pkcs12_free(struct urt_pkcs12 *p12)
{
    if (p12 == NULL)
        return;
    for (size_t i = 0; i < p12->count; i++)
        clear_item(&p12->item[i]);
    urt_free(p12->item);
    urt_free(p12);
}

static enum urt_err
read_attributes(struct urt_pkcs12_item *item, struct urt_bytes set)
{
    struct urt_bytes attr, oid, values, value;
    uint8_t tag;

    while (urt_der_take(&set, URT_DER_SEQUENCE, &attr)) {
        if (!urt_der_take_oid(&attr, &oid) ||
            !urt_der_take(&attr, URT_DER_SET, &values))
            return URT_E_PKCS12_DECODE;
        if (!urt_der_take_any(&values, &tag, &value, NULL))
            continue;
        if (urt_oid_is(oid, &urt_oid_P9_FRIENDLY_NAME) &&
            tag == URT_DER_BMP_STRING && !item->has_friendly_name)
            item->has_friendly_name =
                urt_string_put_utf8(&item->friendly_name, tag, value);
        if (urt_oid_is(oid, &urt_oid_P9_LOCAL_KEY_ID) &&
            tag == URT_DER_OCTET_STRING && !item->has_local_key_id) {
            urt_put_bytes(&item->local_key_id, value);
            item->has_local_key_id = true;
        }
    }
    if (!urt_buf_ok(&item->friendly_name) || !urt_buf_ok(&item->local_key_id))
        return URT_E_NOMEM;
    return set.len == 0 ? URT_OK : URT_E_PKCS12_DECODE;
}

/* CertBag and CRLBag: SEQUENCE { type, [0] OCTET STRING }. */
static bool
read_typed(struct urt_bytes value, const struct urt_bytes *type,
           struct urt_bytes *content, bool *known)
{
    struct urt_bytes c, oid;

    if (!urt_value_is(value, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_oid(&c, &oid) ||
        !urt_der_take(&c, URT_DER_CONTEXT_CONSTRUCTED, &c))
        return false;
    *known = urt_oid_is(oid, type);
    return !*known || urt_der_take(&c, URT_DER_OCTET_STRING, content);
}

static enum urt_err
read_bag_value(struct urt_pkcs12_item *item, struct urt_bytes oid,
               struct urt_bytes value, struct urt_bytes password)
{
    struct urt_buf plain = URT_BUF_INIT;
    struct urt_bytes content;
    bool known = false;
    enum urt_err err;

    item->kind = URT_PKCS12_OTHER;
    if (urt_oid_is(oid, &urt_oid_BAG_KEY)) {
        item->kind = URT_PKCS12_PRIVATE_KEY;
        return urt_key_from_pkcs8(&item->key, value);
    }
    if (urt_oid_is(oid, &urt_oid_BAG_SHROUDED_KEY)) {
        item->kind = URT_PKCS12_PRIVATE_KEY;
        err = urt_keyfile_decrypt_pkcs8(&plain, value, password);
        if (err == URT_OK)
            err = urt_key_from_pkcs8(&item->key, urt_buf_bytes(&plain));
        urt_buf_free(&plain);
        return err;
    }
    if (urt_oid_is(oid, &urt_oid_BAG_CERT)) {
        if (!read_typed(value, &urt_oid_P9_X509_CERT, &content, &known))
            return URT_E_PKCS12_DECODE;
        if (!known)
            return URT_OK;
        item->kind = URT_PKCS12_CERT;
        return urt_cert_new(&item->cert, content);
    }
    if (urt_oid_is(oid, &urt_oid_BAG_CRL)) {
        if (!read_typed(value, &urt_oid_P9_X509_CRL, &content, &known))
            return URT_E_PKCS12_DECODE;
        if (!known)
            return URT_OK;
        item->kind = URT_PKCS12_CRL;
        return urt_crl_new(&item->crl, content);
    }
    return URT_OK;
}

static enum urt_err
add_bag(struct urt_pkcs12 *p12, struct urt_bytes bag,
        struct urt_bytes password)
{
    struct urt_pkcs12_item *grown;
    struct urt_bytes oid, value, set;
    bool present;

    if (!urt_der_take_oid(&bag, &oid) ||
        !urt_der_take(&bag, URT_DER_CONTEXT_CONSTRUCTED, &value) ||
        !urt_der_take_optional(&bag, URT_DER_SET, &set, &present) ||
        bag.len > 0 || p12->count == URT_PKCS12_MAX_BAGS)
        return URT_E_PKCS12_DECODE;
    grown = urt_realloc(p12->item, (p12->count + 1) * sizeof *grown);
    if (grown == NULL)
        return URT_E_NOMEM;
    p12->item = grown;
    memset(&grown[p12->count], 0, sizeof *grown);
    p12->count++;
    URT_TRY(read_bag_value(&grown[p12->count - 1], oid, value, password));
    return present ? read_attributes(&grown[p12->count - 1], set) : URT_OK;
}

/* SafeContents, BER. */
static enum urt_err
read_contents(struct urt_pkcs12 *p12, struct urt_bytes ber,
              struct urt_bytes password)
{
    struct urt_buf der = URT_BUF_INIT;
    struct urt_bytes c, bag;
    enum urt_err err = urt_ber_to_der(&der, &ber);

    c = urt_buf_bytes(&der);
    if (err == URT_OK && !urt_der_take(&c, URT_DER_SEQUENCE, &c))
        err = URT_E_PKCS12_DECODE;
    while (err == URT_OK && c.len > 0)
        err = urt_der_take(&c, URT_DER_SEQUENCE, &bag)
                  ? add_bag(p12, bag, password)
                  : URT_E_PKCS12_DECODE;
    urt_buf_free(&der);
    return err;
}

/* EncryptedData (RFC 5652, 8), the content of its [0]. */
static enum urt_err
read_encrypted(struct urt_pkcs12 *p12, struct urt_bytes c,
               struct urt_bytes password)
{
    struct urt_buf joined = URT_BUF_INIT, plain = URT_BUF_INIT;
    struct urt_bytes oid, algorithm, data, piece;
    uint64_t version;
    enum urt_err err;
    uint8_t tag;

    if (!urt_der_take(&c, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_uint(&c, &version) ||
        !urt_der_take(&c, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_oid(&c, &oid) || !urt_oid_is(oid, &urt_oid_P7_DATA) ||
        !urt_whole_take(&c, URT_DER_SEQUENCE, &algorithm) ||
        !urt_der_take_any(&c, &tag, &data, NULL) ||
        (tag != 0x80 && tag != 0xa0))
        return URT_E_PKCS12_DECODE;
    /* An implicit tag hides that a string came in pieces. */
    if (tag == 0x80)
        urt_put_bytes(&joined, data);
    else
        while (urt_der_take(&data, URT_DER_OCTET_STRING, &piece))
            urt_put_bytes(&joined, piece);
    err = urt_buf_ok(&joined)
              ? urt_pbe_decrypt(&plain, algorithm, urt_buf_bytes(&joined),
                                password)
              : URT_E_NOMEM;
    if (err == URT_OK)
        err = read_contents(p12, urt_buf_bytes(&plain), password);
    urt_buf_free(&joined);
    urt_buf_free(&plain);
    return err;
}

/* AuthenticatedSafe: a list of ContentInfo. */
static enum urt_err
read_safe(struct urt_pkcs12 *p12, struct urt_bytes ber,
          struct urt_bytes password)
{
    struct urt_buf der = URT_BUF_INIT;
    struct urt_bytes list, info, oid, c, content;
    enum urt_err err = urt_ber_to_der(&der, &ber);

    list = urt_buf_bytes(&der);
    if (err == URT_OK && !urt_der_take(&list, URT_DER_SEQUENCE, &list))
        err = URT_E_PKCS12_DECODE;
    while (err == URT_OK && list.len > 0) {
        err = URT_E_PKCS12_DECODE;
        if (!urt_der_take(&list, URT_DER_SEQUENCE, &info) ||
            !urt_der_take_oid(&info, &oid) ||
            !urt_der_take(&info, URT_DER_CONTEXT_CONSTRUCTED, &c))
            break;
        if (urt_oid_is(oid, &urt_oid_P7_DATA)) {
            if (urt_der_take(&c, URT_DER_OCTET_STRING, &content))
                err = read_contents(p12, content, password);
        } else if (urt_oid_is(oid, &urt_oid_P7_ENCRYPTED)) {
            err = read_encrypted(p12, c, password);
        } else {
            err = URT_E_UNSUPPORTED;
        }
    }
    urt_buf_free(&der);
    return err;
}

enum urt_err
urt_pkcs12_open(struct urt_pkcs12 **out, struct urt_bytes der,
                struct urt_bytes password)
{
    struct urt_pkcs12 *p12 = urt_zalloc(sizeof *p12);
    struct pfx p;
    enum urt_err err;

    if (p12 == NULL)
        return URT_E_NOMEM;
    err = read_pfx(&p, der);
    if (err == URT_OK && p.has_mac)
        err = check_mac_with(&p, password, true);
    if (err == URT_OK)
        err = read_safe(p12, p.content, password);
    p12->has_mac = p.has_mac;
    urt_buf_free(&p.der);
    if (err != URT_OK) {
        urt_pkcs12_free(p12);
        return err;
    }
    *out = p12;
    return URT_OK;
}
