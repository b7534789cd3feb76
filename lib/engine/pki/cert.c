/* Certificates: reading the frame, ownership, key, signature. RFC 5280,
 * section 4.1. What the extensions say is read in cert_ext.c.
 *
 * Reading is as lax as OpenSSL is where programs would otherwise fail to load
 * what they load today: any version, any serial number, times of any form,
 * keys of unknown kinds. Verification is where such things are judged. */
#include "engine/pki/cert.h"

#include "engine/crypto/sig.h"
#include "engine/der/oid.h"
#include "engine/pki/cert_ext.h"
#include "engine/pki/name.h"

static bool
take_time(struct urt_bytes *in, struct urt_cert_time *out)
{
    uint8_t tag;
    struct urt_bytes c;

    if (!urt_der_take_any(in, &tag, &c, NULL) ||
        (tag != URT_DER_UTC_TIME && tag != URT_DER_GENERALIZED_TIME))
        return false;
    *out = (struct urt_cert_time){.tag = tag, .content = c};
    out->valid = urt_der_read_time(tag, c, &out->seconds);
    return true;
}

bool
urt_cert_time_take(struct urt_bytes *in, struct urt_cert_time *out)
{
    return take_time(in, out);
}

/* Takes an element of this tag as a whole. */
static bool
take_whole(struct urt_bytes *in, uint8_t tag, struct urt_bytes *whole)
{
    return urt_der_next_is(*in, tag) &&
           urt_der_take_any(in, NULL, NULL, whole);
}

bool
urt_whole_take(struct urt_bytes *in, uint8_t tag, struct urt_bytes *whole)
{
    return take_whole(in, tag, whole);
}

static bool
take_algorithm_whole(struct urt_bytes *in, struct urt_bytes *whole,
                     struct urt_der_algorithm *out)
{
    struct urt_bytes w;

    if (!take_whole(in, URT_DER_SEQUENCE, whole))
        return false;
    w = *whole;
    return urt_der_take_algorithm(&w, out);
}

bool
urt_algorithm_take(struct urt_bytes *in, struct urt_bytes *whole,
                   struct urt_der_algorithm *out)
{
    return take_algorithm_whole(in, whole, out);
}

/* An INTEGER of few bytes as a number; a version, as found. */
bool
urt_small_integer_take(struct urt_bytes *in, int64_t *out)
{
    struct urt_bytes c;
    int64_t v;

    if (!urt_der_take_integer(in, &c) || c.len > 8)
        return false;
    v = c.data[0] >= 0x80 ? -1 : 0;
    for (size_t i = 0; i < c.len; i++)
        v = (int64_t)((uint64_t)v << 8 | c.data[i]);
    *out = v;
    return true;
}

static bool
take_version(struct urt_bytes *in, int64_t *out)
{
    struct urt_bytes c;
    bool present;

    *out = 0;
    if (!urt_der_take_optional(in, URT_DER_CONTEXT_CONSTRUCTED, &c, &present))
        return false;
    return !present || (urt_small_integer_take(&c, out) && c.len == 0);
}

static bool
take_name(struct urt_bytes *in, struct urt_bytes *out)
{
    return take_whole(in, URT_DER_SEQUENCE, out) && urt_name_is_valid(*out);
}

static bool
take_validity(struct urt_bytes *in, struct urt_cert *out)
{
    struct urt_bytes v;

    return urt_der_take(in, URT_DER_SEQUENCE, &v) &&
           take_time(&v, &out->not_before) && take_time(&v, &out->not_after) &&
           v.len == 0;
}

static bool
take_spki(struct urt_bytes *in, struct urt_cert *out)
{
    struct urt_bytes w, c;
    struct urt_der_algorithm alg;
    unsigned unused;

    if (!take_whole(in, URT_DER_SEQUENCE, &out->spki))
        return false;
    w = out->spki;
    return urt_der_take(&w, URT_DER_SEQUENCE, &c) &&
           urt_der_take_algorithm(&c, &alg) &&
           urt_der_take_bits(&c, &out->spki_bits, &unused) && c.len == 0;
}

bool
urt_extensions_take(struct urt_bytes *in, struct urt_bytes *out)
{
    struct urt_bytes list, rest;
    struct urt_extension ext;
    size_t count = 0;

    if (!urt_der_take(in, URT_DER_SEQUENCE, &list))
        return false;
    for (rest = list; rest.len > 0; count++)
        if (count == URT_CERT_MAX_EXTENSIONS ||
            !urt_extension_take(&rest, &ext))
            return false;
    *out = list;
    return true;
}

static bool
take_tail(struct urt_bytes *in, struct urt_cert *out)
{
    struct urt_bytes c;
    bool present;

    if (!urt_der_take_optional(in, URT_DER_CONTEXT | 1, &out->issuer_uid,
                               &present) ||
        !urt_der_take_optional(in, URT_DER_CONTEXT | 2, &out->subject_uid,
                               &present) ||
        !urt_der_take_optional(in, URT_DER_CONTEXT_CONSTRUCTED | 3, &c,
                               &present))
        return false;
    if (present && (!urt_extensions_take(&c, &out->extensions) || c.len > 0))
        return false;
    return in->len == 0;
}

static bool
read_tbs(struct urt_cert *out, struct urt_bytes tbs)
{
    struct urt_bytes c;
    struct urt_der_algorithm inner;

    return urt_der_take(&tbs, URT_DER_SEQUENCE, &c) &&
           take_version(&c, &out->version) &&
           urt_der_take_integer(&c, &out->serial) &&
           take_algorithm_whole(&c, &out->tbs_algorithm, &inner) &&
           take_name(&c, &out->issuer) && take_validity(&c, out) &&
           take_name(&c, &out->subject) && take_spki(&c, out) &&
           take_tail(&c, out);
}

enum urt_err
urt_cert_read(struct urt_cert *out, struct urt_bytes der)
{
    struct urt_bytes rest = der, c;

    memset(out, 0, sizeof *out);
    out->der = der;
    if (!urt_der_take(&rest, URT_DER_SEQUENCE, &c) || rest.len > 0 ||
        !take_whole(&c, URT_DER_SEQUENCE, &out->tbs) ||
        !take_algorithm_whole(&c, &out->algorithm,
                              &out->signature_algorithm) ||
        !urt_der_take_bits(&c, &out->signature, &out->signature_unused) ||
        c.len > 0 || !read_tbs(out, out->tbs))
        return URT_E_CERT_DECODE;
    urt_cert_ext_read(out);
    return URT_OK;
}

/* Takes the OIDs of an optional field of the aux part. */
static bool
take_oids(struct urt_bytes *in, uint8_t tag, struct urt_bytes *out)
{
    struct urt_bytes rest, oid;
    bool present;

    if (!urt_der_take_optional(in, tag, out, &present))
        return false;
    if (!present)
        return true;
    if (out->data == NULL)
        return false;
    for (rest = *out; rest.len > 0;)
        if (!urt_der_take_oid(&rest, &oid))
            return false;
    return true;
}

static bool
read_aux(struct urt_cert_aux *out, struct urt_bytes der)
{
    struct urt_bytes c, other;
    bool present;

    if (der.len == 0)
        return true;
    out->present = true;
    return urt_der_take(&der, URT_DER_SEQUENCE, &c) && der.len == 0 &&
           take_oids(&c, URT_DER_SEQUENCE, &out->trust) &&
           take_oids(&c, URT_DER_CONTEXT_CONSTRUCTED, &out->reject) &&
           urt_der_take_optional(&c, URT_DER_UTF8_STRING, &out->alias,
                                 &present) &&
           urt_der_take_optional(&c, URT_DER_OCTET_STRING, &out->key_id,
                                 &present) &&
           urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 1, &other,
                                 &present) &&
           c.len == 0;
}

/* Copies both parts into one block and reads them there. */
static enum urt_err
make(struct urt_cert **out, struct urt_bytes der, struct urt_bytes aux)
{
    struct urt_cert *cert = urt_alloc(sizeof *cert);
    uint8_t *memory = urt_alloc(der.len + aux.len);
    enum urt_err err = URT_E_NOMEM;

    if (cert == NULL || memory == NULL)
        goto fail;
    memcpy(memory, der.data, der.len);
    if (aux.len > 0)
        memcpy(memory + der.len, aux.data, aux.len);
    err = urt_cert_read(cert, urt_bytes(memory, der.len));
    if (err != URT_OK)
        goto fail;
    if (!read_aux(&cert->aux, urt_bytes(memory + der.len, aux.len))) {
        err = URT_E_CERT_DECODE;
        goto fail;
    }
    urt_ref_init(&cert->ref);
    cert->memory = memory;
    *out = cert;
    return URT_OK;
fail:
    urt_free(cert);
    urt_free(memory);
    return err;
}

enum urt_err
urt_cert_new(struct urt_cert **out, struct urt_bytes der)
{
    if (der.len == 0)
        return URT_E_CERT_DECODE;
    return make(out, der, URT_BYTES_NONE);
}

enum urt_err
urt_cert_take(struct urt_cert **out, struct urt_bytes *der)
{
    struct urt_bytes rest = *der, whole;

    if (!take_whole(&rest, URT_DER_SEQUENCE, &whole))
        return URT_E_CERT_DECODE;
    URT_TRY(make(out, whole, URT_BYTES_NONE));
    *der = rest;
    return URT_OK;
}

enum urt_err
urt_cert_new_trusted(struct urt_cert **out, struct urt_bytes der)
{
    struct urt_bytes whole;

    if (!take_whole(&der, URT_DER_SEQUENCE, &whole))
        return URT_E_CERT_DECODE;
    return make(out, whole, der);
}

enum urt_err
urt_cert_with_aux(struct urt_cert **out, const struct urt_cert *cert,
                  struct urt_bytes aux_der)
{
    return make(out, cert->der, aux_der);
}

struct urt_cert *
urt_cert_up(struct urt_cert *cert)
{
    urt_ref_up(&cert->ref);
    return cert;
}

void
urt_cert_free(struct urt_cert *cert)
{
    if (cert == NULL || !urt_ref_down(&cert->ref))
        return;
    urt_key_free(atomic_load_explicit(&cert->key, memory_order_relaxed));
    urt_free(cert->memory);
    urt_free(cert);
}

bool
urt_cert_equal(const struct urt_cert *a, const struct urt_cert *b)
{
    return a == b || urt_bytes_equal(a->der, b->der);
}

enum urt_err
urt_cert_key(const struct urt_cert *cert, struct urt_key **out)
{
    /* The cache is the one field that changes; it only ever goes from
     * nothing to a key. */
    _Atomic(struct urt_key *) *slot = &((struct urt_cert *)cert)->key;
    struct urt_key *key = atomic_load_explicit(slot, memory_order_acquire);
    struct urt_key *before = NULL;

    if (key == NULL) {
        URT_TRY(urt_key_from_spki(&key, cert->spki));
        if (!atomic_compare_exchange_strong(slot, &before, key)) {
            urt_key_free(key);
            key = before;
        }
    }
    *out = key;
    return URT_OK;
}

void
urt_cert_fingerprint(const struct urt_cert *cert, const struct urt_hash *hash,
                     uint8_t *out)
{
    urt_hash_digest(hash, out, cert->der);
}

/* Whether a signature algorithm goes with a key's type. */
static bool
type_fits(const struct urt_x509_sigalg *row, const struct urt_key *key)
{
    enum urt_key_type type = urt_key_type(key);

    if (type == URT_KEY_RSA_PSS)
        return row->key_type == URT_KEY_RSA_PSS ||
               (row->key_type == URT_KEY_RSA &&
                row->padding == URT_PADDING_PSS);
    return type == row->key_type ||
           (type == URT_KEY_RSA && row->key_type == URT_KEY_RSA_PSS);
}

enum urt_err
urt_signed_verify(struct urt_bytes tbs,
                  const struct urt_der_algorithm *algorithm,
                  struct urt_bytes signature, const struct urt_key *key)
{
    const struct urt_x509_sigalg *row;
    struct urt_sig_params params;

    URT_TRY(urt_x509_sigalg_read(&row, &params, algorithm->oid,
                                 algorithm->params));
    if (!type_fits(row, key))
        return URT_E_KEY_TYPE;
    return urt_sig_verify(key, &params, tbs, signature);
}

enum urt_err
urt_cert_verify(const struct urt_cert *cert, const struct urt_key *key)
{
    if (!urt_bytes_equal(cert->tbs_algorithm, cert->algorithm) ||
        cert->signature_unused != 0)
        return URT_E_CERT_BAD;
    return urt_signed_verify(cert->tbs, &cert->signature_algorithm,
                             cert->signature, key);
}

bool
urt_cert_is_self_issued(const struct urt_cert *cert)
{
    return (cert->ext.flags & URT_CERT_SELF_ISSUED) != 0;
}

bool
urt_cert_is_self_signed(const struct urt_cert *cert)
{
    return (cert->ext.flags & URT_CERT_SELF_SIGNED) != 0;
}

unsigned
urt_signature_security_bits(const struct urt_der_algorithm *alg)
{
    const struct urt_x509_sigalg *row;
    struct urt_sig_params params;

    if (urt_x509_sigalg_read(&row, &params, alg->oid, alg->params) != URT_OK)
        return 0;
    if (row->key_type == URT_KEY_ED25519)
        return 128;
    if (row->key_type == URT_KEY_ED448)
        return 224;
    if (params.hash == NULL)
        return 0;
    /* Where collisions are known to be cheaper than the birthday bound. */
    switch (params.hash->id) {
    case URT_HASH_MD5:
        return 39;
    case URT_HASH_SHA1:
        return 63;
    case URT_HASH_MD5_SHA1:
        return 67;
    default:
        return (unsigned)params.hash->size * 4;
    }
}
