/* OCSP messages: reading responses, building requests. RFC 6960, section 4.
 * What a response is worth is judged in ocsp_verify.c. */
#include "engine/pki/ocsp.h"

#include "engine/der/oid.h"
#include "engine/pki/cert_ext.h"
#include "engine/pki/name.h"

enum { MAX_CERTS = 64 };

static bool
read_id(struct urt_ocsp_id *out, struct urt_bytes der)
{
    struct urt_der_algorithm alg;
    struct urt_bytes c;

    memset(out, 0, sizeof *out);
    out->whole = der;
    if (!urt_value_is(der, URT_DER_SEQUENCE, &c) ||
        !urt_algorithm_take(&c, &out->algorithm, &alg) ||
        !urt_der_take(&c, URT_DER_OCTET_STRING, &out->name_hash) ||
        !urt_der_take(&c, URT_DER_OCTET_STRING, &out->key_hash) ||
        !urt_der_take_integer(&c, &out->serial) || c.len > 0)
        return false;
    out->hash_oid = alg.oid;
    return true;
}

bool
urt_ocsp_id_read(struct urt_ocsp_id *out, struct urt_bytes der)
{
    return read_id(out, der);
}

static bool
take_generalized(struct urt_bytes *in, struct urt_cert_time *out)
{
    return urt_der_next_is(*in, URT_DER_GENERALIZED_TIME) &&
           urt_cert_time_take(in, out);
}

/* RevokedInfo, the content of [1]. */
static bool
read_revoked(struct urt_ocsp_single *out, struct urt_bytes c)
{
    struct urt_bytes reason;
    bool present;

    if (!take_generalized(&c, &out->revoked_at) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED, &reason,
                               &present) ||
        c.len > 0)
        return false;
    if (present) {
        if (!urt_value_is(reason, URT_DER_ENUMERATED, &reason) ||
            reason.len != 1)
            return false;
        out->reason = reason.data[0];
    }
    return true;
}

static bool
take_status(struct urt_bytes *in, struct urt_ocsp_single *out)
{
    struct urt_bytes c;
    uint8_t tag;

    if (!urt_der_take_any(in, &tag, &c, NULL))
        return false;
    switch (tag) {
    case 0x80:
        out->status = URT_OCSP_GOOD;
        return c.len == 0;
    case 0xa1:
        out->status = URT_OCSP_REVOKED;
        return read_revoked(out, c);
    case 0x82:
        out->status = URT_OCSP_UNKNOWN;
        return c.len == 0;
    default:
        return false;
    }
}

bool
urt_ocsp_single_take(struct urt_bytes *singles, struct urt_ocsp_single *out)
{
    struct urt_bytes rest = *singles, c, id, next, ext;
    bool present;

    memset(out, 0, sizeof *out);
    out->reason = -1;
    if (!urt_whole_take(&rest, URT_DER_SEQUENCE, &out->whole))
        return false;
    c = out->whole;
    if (!urt_der_take(&c, URT_DER_SEQUENCE, &c) ||
        !urt_whole_take(&c, URT_DER_SEQUENCE, &id) || !read_id(&out->id, id) ||
        !take_status(&c, out) || !take_generalized(&c, &out->this_update) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED, &next,
                               &out->has_next_update) ||
        (out->has_next_update &&
         (!take_generalized(&next, &out->next_update) || next.len > 0)) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 1, &ext,
                               &present) ||
        (present &&
         (!urt_extensions_take(&ext, &out->extensions) || ext.len > 0)) ||
        c.len > 0)
        return false;
    *singles = rest;
    return true;
}

static bool
take_responder(struct urt_bytes *in, struct urt_ocsp_response *r)
{
    struct urt_bytes c;
    uint8_t tag;

    if (!urt_der_take_any(in, &tag, &c, NULL))
        return false;
    if (tag == 0xa1) {
        r->responder = c;
        return urt_name_is_valid(c);
    }
    r->by_key = true;
    return tag == 0xa2 &&
           urt_value_is(c, URT_DER_OCTET_STRING, &r->responder);
}

static bool
read_tbs(struct urt_ocsp_response *r)
{
    struct urt_bytes c = r->tbs, version, ext, rest;
    struct urt_ocsp_single single;
    bool present;

    if (!urt_der_take(&c, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED, &version,
                               &present) ||
        (present && (!urt_der_take_uint(&version, &r->version) ||
                     version.len > 0)) ||
        !take_responder(&c, r) || !take_generalized(&c, &r->produced_at) ||
        !urt_der_take(&c, URT_DER_SEQUENCE, &r->singles) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 1, &ext,
                               &present) ||
        (present &&
         (!urt_extensions_take(&ext, &r->extensions) || ext.len > 0)) ||
        c.len > 0)
        return false;
    for (rest = r->singles; rest.len > 0;)
        if (!urt_ocsp_single_take(&rest, &single))
            return false;
    return true;
}

static enum urt_err
read_certs(struct urt_ocsp_response *r, struct urt_bytes c)
{
    if (!urt_value_is(c, URT_DER_SEQUENCE, &c))
        return URT_E_OCSP_DECODE;
    while (c.len > 0) {
        struct urt_cert *cert;
        enum urt_err err;

        if (r->certs.count == MAX_CERTS)
            return URT_E_OCSP_DECODE;
        URT_TRY(urt_cert_take(&cert, &c));
        err = urt_cert_list_add(&r->certs, cert);
        urt_cert_free(cert);
        URT_TRY(err);
    }
    return URT_OK;
}

/* BasicOCSPResponse. */
static enum urt_err
read_basic(struct urt_ocsp_response *r, struct urt_bytes der)
{
    struct urt_bytes c, certs;
    bool present;

    if (!urt_value_is(der, URT_DER_SEQUENCE, &c) ||
        !urt_whole_take(&c, URT_DER_SEQUENCE, &r->tbs) ||
        !urt_algorithm_take(&c, &r->algorithm, &r->signature_algorithm) ||
        !urt_der_take_bits(&c, &r->signature, &r->signature_unused) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED, &certs,
                               &present) ||
        c.len > 0 || !read_tbs(r))
        return URT_E_OCSP_DECODE;
    r->basic = true;
    return present ? read_certs(r, certs) : URT_OK;
}

static enum urt_err
read_response(struct urt_ocsp_response *r)
{
    struct urt_bytes c, status, bytes;

    if (!urt_value_is(r->der, URT_DER_SEQUENCE, &c) ||
        !urt_der_take(&c, URT_DER_ENUMERATED, &status) || status.len != 1 ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED, &bytes,
                               &r->has_bytes) ||
        c.len > 0)
        return URT_E_OCSP_DECODE;
    r->status = status.data[0];
    if (!r->has_bytes)
        return URT_OK;
    if (!urt_value_is(bytes, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_oid(&c, &r->type) ||
        !urt_der_take(&c, URT_DER_OCTET_STRING, &r->response) || c.len > 0)
        return URT_E_OCSP_DECODE;
    if (!urt_oid_is(r->type, &urt_oid_OCSP_BASIC))
        return URT_OK;
    return read_basic(r, r->response);
}

static enum urt_err
make(struct urt_ocsp_response **out, struct urt_bytes der, bool basic)
{
    struct urt_ocsp_response *r = urt_zalloc(sizeof *r);
    enum urt_err err = URT_E_NOMEM;

    if (r == NULL)
        return err;
    urt_ref_init(&r->ref);
    r->memory = urt_memdup(der.data, der.len);
    if (r->memory != NULL) {
        r->der = urt_bytes(r->memory, der.len);
        err = basic ? read_basic(r, r->der) : read_response(r);
    }
    if (err != URT_OK) {
        urt_ocsp_response_free(r);
        return err == URT_E_NOMEM ? err : URT_E_OCSP_DECODE;
    }
    *out = r;
    return URT_OK;
}

enum urt_err
urt_ocsp_response_new(struct urt_ocsp_response **out, struct urt_bytes der)
{
    return make(out, der, false);
}

enum urt_err
urt_ocsp_basic_new(struct urt_ocsp_response **out, struct urt_bytes der)
{
    return make(out, der, true);
}

struct urt_ocsp_response *
urt_ocsp_response_up(struct urt_ocsp_response *r)
{
    urt_ref_up(&r->ref);
    return r;
}

void
urt_ocsp_response_free(struct urt_ocsp_response *r)
{
    if (r == NULL || !urt_ref_down(&r->ref))
        return;
    urt_cert_list_free(&r->certs);
    urt_free(r->memory);
    urt_free(r);
}

enum urt_err
urt_ocsp_id_put(struct urt_buf *b, const struct urt_hash *hash,
                struct urt_bytes issuer_name, struct urt_bytes issuer_key,
                struct urt_bytes serial)
{
    uint8_t digest[URT_HASH_MAX_SIZE];
    size_t m;

    if (hash->oid == NULL || hash->size > sizeof digest)
        return URT_E_MISUSE;
    m = urt_der_open(b, URT_DER_SEQUENCE);
    urt_der_put_algorithm(b, *hash->oid, true);
    urt_hash_digest(hash, digest, issuer_name);
    urt_der_put(b, URT_DER_OCTET_STRING, urt_bytes(digest, hash->size));
    urt_hash_digest(hash, digest, issuer_key);
    urt_der_put(b, URT_DER_OCTET_STRING, urt_bytes(digest, hash->size));
    urt_der_put(b, URT_DER_INTEGER, serial);
    urt_der_close(b, m);
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

bool
urt_ocsp_id_equal(const struct urt_ocsp_id *a, const struct urt_ocsp_id *b,
                  bool with_serial)
{
    return urt_bytes_equal(a->hash_oid, b->hash_oid) &&
           urt_bytes_equal(a->name_hash, b->name_hash) &&
           urt_bytes_equal(a->key_hash, b->key_hash) &&
           (!with_serial || urt_bytes_equal(a->serial, b->serial));
}

bool
urt_ocsp_find(const struct urt_ocsp_response *r, const struct urt_ocsp_id *id,
              struct urt_ocsp_single *out)
{
    struct urt_bytes rest = r->singles;

    while (urt_ocsp_single_take(&rest, out))
        if (urt_ocsp_id_equal(&out->id, id, true))
            return true;
    return false;
}

enum urt_err
urt_ocsp_request_put(struct urt_buf *b, const struct urt_bytes *ids,
                     size_t count, struct urt_bytes nonce)
{
    size_t request = urt_der_open(b, URT_DER_SEQUENCE);
    size_t tbs = urt_der_open(b, URT_DER_SEQUENCE);
    size_t list = urt_der_open(b, URT_DER_SEQUENCE);

    for (size_t i = 0; i < count; i++)
        urt_der_put(b, URT_DER_SEQUENCE, ids[i]);
    urt_der_close(b, list);
    if (nonce.len > 0) {
        size_t tag = urt_der_open(b, URT_DER_CONTEXT_CONSTRUCTED | 2);
        size_t exts = urt_der_open(b, URT_DER_SEQUENCE);
        size_t ext = urt_der_open(b, URT_DER_SEQUENCE);
        size_t value;

        urt_der_put_oid(b, urt_oid_OCSP_NONCE);
        value = urt_der_open(b, URT_DER_OCTET_STRING);
        urt_der_put(b, URT_DER_OCTET_STRING, nonce);
        urt_der_close(b, value);
        urt_der_close(b, ext);
        urt_der_close(b, exts);
        urt_der_close(b, tag);
    }
    urt_der_close(b, tbs);
    urt_der_close(b, request);
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

enum urt_ocsp_validity
urt_ocsp_check_validity(const struct urt_cert_time *this_update,
                        const struct urt_cert_time *next_update, int64_t now,
                        int64_t skew, int64_t max_age)
{
    if (!this_update->valid)
        return URT_OCSP_BAD_THIS_UPDATE;
    if (this_update->seconds > now + skew)
        return URT_OCSP_NOT_YET_VALID;
    if (max_age >= 0 && this_update->seconds < now - max_age)
        return URT_OCSP_TOO_OLD;
    if (next_update == NULL)
        return URT_OCSP_VALID;
    if (!next_update->valid)
        return URT_OCSP_BAD_NEXT_UPDATE;
    if (next_update->seconds < now - skew)
        return URT_OCSP_EXPIRED;
    if (next_update->seconds < this_update->seconds)
        return URT_OCSP_NEXT_BEFORE_THIS;
    return URT_OCSP_VALID;
}
