/* What an OCSP response is worth: signature, the signer's chain, and its right
 * to speak. RFC 6960, section 4.2.2.2; OCSP_basic_verify(3). */
#include "engine/pki/name.h"
#include "engine/pki/ocsp.h"

/* Whether the responder id names this certificate. */
static bool
is_responder(const struct urt_ocsp_response *r, const struct urt_cert *cert)
{
    uint8_t digest[URT_HASH_MAX_SIZE];

    if (!r->by_key)
        return urt_name_equal(r->responder, cert->subject);
    urt_hash_digest(&urt_hash_sha1, digest, cert->spki_bits);
    return urt_bytes_equal(r->responder,
                           urt_bytes(digest, urt_hash_sha1.size));
}

static struct urt_cert *
find_in(const struct urt_ocsp_response *r, const struct urt_cert_list *list)
{
    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (is_responder(r, list->cert[i]))
            return list->cert[i];
    return NULL;
}

/* Whether a CertID's issuer is this certificate. */
static bool
id_names(const struct urt_ocsp_id *id, const struct urt_cert *issuer,
         bool *known)
{
    const struct urt_hash *hash = urt_hash_by_oid(id->hash_oid);
    uint8_t digest[URT_HASH_MAX_SIZE];

    *known = hash != NULL && hash->size <= sizeof digest;
    if (!*known || id->name_hash.len != hash->size ||
        id->key_hash.len != hash->size)
        return false;
    urt_hash_digest(hash, digest, issuer->subject);
    if (memcmp(digest, id->name_hash.data, hash->size) != 0)
        return false;
    urt_hash_digest(hash, digest, issuer->spki_bits);
    return memcmp(digest, id->key_hash.data, hash->size) == 0;
}

/* Whether ISSUER issued everything the response speaks of. */
static enum urt_ocsp_result
all_named(const struct urt_ocsp_response *r, const struct urt_cert *issuer)
{
    struct urt_bytes rest = r->singles;
    struct urt_ocsp_single single;
    size_t count = 0;
    bool known;

    for (; urt_ocsp_single_take(&rest, &single); count++) {
        bool named = id_names(&single.id, issuer, &known);

        if (!known)
            return URT_OCSP_MISSING_CHECKS;
        if (!named)
            return URT_OCSP_NOT_AUTHORISED;
    }
    return count > 0 ? URT_OCSP_OK : URT_OCSP_MISSING_CHECKS;
}

/* The issuer itself, or a certificate that the issuer made for the purpose;
 * the flags may refuse either. */
static enum urt_ocsp_result
check_authority(const struct urt_ocsp_response *r,
                const struct urt_cert_list *chain, unsigned long flags)
{
    const struct urt_cert *signer = chain->cert[0];
    enum urt_ocsp_result result = all_named(r, signer);

    if (result == URT_OCSP_OK && flags & URT_OCSP_NOCASIGN)
        return URT_OCSP_NOT_AUTHORISED;
    if (result != URT_OCSP_NOT_AUTHORISED || chain->count < 2 ||
        flags & URT_OCSP_NODELEGATED)
        return result;
    result = all_named(r, chain->cert[1]);
    if (result != URT_OCSP_OK)
        return result;
    return signer->ext.flags & URT_CERT_XKUSAGE &&
                   signer->ext.xkey_usage & URT_XKU_OCSP_SIGN
               ? URT_OCSP_OK
               : URT_OCSP_MISSING_EKU;
}

static enum urt_ocsp_result
check_signature(const struct urt_ocsp_response *r,
                const struct urt_cert *signer)
{
    struct urt_key *key;

    if (urt_cert_key(signer, &key) != URT_OK)
        return URT_OCSP_NO_SIGNER_KEY;
    if (r->signature_unused != 0 ||
        urt_signed_verify(r->tbs, &r->signature_algorithm, r->signature,
                          key) != URT_OK)
        return URT_OCSP_SIGNATURE_FAILURE;
    return URT_OCSP_OK;
}

struct job {
    const struct urt_ocsp_response *r;
    const struct urt_cert_list *others;
    unsigned long flags;
    struct urt_cert_list untrusted;
};

static enum urt_ocsp_result
judge_chain(const struct job *job, const struct urt_cert_list *chain)
{
    enum urt_ocsp_result result;

    if (job->flags & URT_OCSP_NOCHECKS)
        return URT_OCSP_OK;
    result = check_authority(job->r, chain, job->flags);
    if (result != URT_OCSP_NOT_AUTHORISED && result != URT_OCSP_MISSING_CHECKS)
        return result;
    if (job->flags & URT_OCSP_NOEXPLICIT)
        return result;
    /* A root that is trusted for OCSP by name may speak for anybody. */
    return urt_cert_check_trust(chain->cert[chain->count - 1],
                                URT_TRUST_OCSP_SIGN, 0) ==
                   URT_TRUST_IS_TRUSTED
               ? URT_OCSP_OK
               : URT_OCSP_ROOT_NOT_TRUSTED;
}

static enum urt_ocsp_result
check_chain(struct job *job, struct urt_cert *signer, struct urt_store *store,
            struct urt_param *param, int *v_error)
{
    struct urt_verify v;
    enum urt_ocsp_result result = URT_OCSP_VERIFY_ERROR;

    urt_verify_init(&v);
    v.store = store;
    v.cert = signer;
    v.param = param;
    v.untrusted = job->flags & URT_OCSP_NOCHAIN ? NULL : &job->untrusted;
    if (urt_verify_run(&v) > 0)
        result = judge_chain(job, &v.chain);
    if (v_error != NULL)
        *v_error = v.error;
    urt_verify_cleanup(&v);
    return result;
}

static enum urt_err
gather(struct urt_cert_list *out, const struct urt_cert_list *in)
{
    for (size_t i = 0; in != NULL && i < in->count; i++)
        URT_TRY(urt_cert_list_add(out, in->cert[i]));
    return URT_OK;
}

static enum urt_err
make_param(struct urt_param **out, const struct urt_param *given,
           unsigned long flags)
{
    enum urt_err err;

    URT_TRY(urt_param_new(out));
    err = urt_param_inherit(*out, given);
    if (err == URT_OK)
        err = urt_param_inherit(*out, urt_param_builtin("default"));
    if (err != URT_OK) {
        urt_param_free(*out);
        return err;
    }
    if (flags & URT_OCSP_PARTIAL_CHAIN)
        urt_param_set_flags(*out, URT_V_FLAG_PARTIAL_CHAIN);
    (*out)->purpose = URT_PURPOSE_OCSP_HELPER;
    if ((*out)->trust == URT_TRUST_DEFAULT)
        (*out)->trust = URT_TRUST_COMPAT;
    return URT_OK;
}

enum urt_ocsp_result
urt_ocsp_verify(const struct urt_ocsp_response *r,
                const struct urt_cert_list *others, struct urt_store *store,
                const struct urt_param *param, unsigned long flags,
                struct urt_cert **signer, int *v_error)
{
    struct job job = {r, others, flags, {NULL, 0, 0}};
    enum urt_ocsp_result result;
    struct urt_param *own = NULL;
    struct urt_cert *by;

    if (!r->basic)
        return URT_OCSP_FAILURE;
    by = find_in(r, others);
    /* A signer that the caller brought may be vouched for by that alone. */
    if (by != NULL && flags & URT_OCSP_TRUSTOTHER)
        flags |= URT_OCSP_NOVERIFY;
    if (by == NULL && !(flags & URT_OCSP_NOINTERN))
        by = find_in(r, &r->certs);
    if (by == NULL)
        return URT_OCSP_SIGNER_NOT_FOUND;
    if (signer != NULL)
        *signer = by;
    result = flags & URT_OCSP_NOSIGS ? URT_OCSP_OK : check_signature(r, by);
    if (result != URT_OCSP_OK || flags & URT_OCSP_NOVERIFY)
        return result;
    if (gather(&job.untrusted, &r->certs) != URT_OK ||
        gather(&job.untrusted, others) != URT_OK ||
        make_param(&own, param, flags) != URT_OK)
        result = URT_OCSP_FAILURE;
    else {
        /* Its issuer vouches for such a signer for as long as it lives (RFC
         * 6960, 4.2.2.2.1). */
        if (by->ext.no_check)
            urt_param_clear_flags(own, URT_V_FLAG_CRL_CHECK |
                                           URT_V_FLAG_CRL_CHECK_ALL);
        result = check_chain(&job, by, store, own, v_error);
    }
    urt_param_free(own);
    urt_cert_list_free(&job.untrusted);
    return result;
}
