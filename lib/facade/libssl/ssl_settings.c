/* Settings: what an SSL_CTX and an SSL have in common beside the engine's
 * configuration, and how the one is derived from the other. */
#include "facade/libssl/ssl_local.h"

#include "facade/libcrypto/pkey_handle.h"
#include "facade/libcrypto/x509_handle.h"
#include "toolkit/compat.h"

enum {
    DEFAULT_OPTIONS = SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT,
    DEFAULT_SPLIT = 16384,
};

/* Option bits with an engine switch of the same meaning. */
static const struct {
    uint64_t option;
    size_t offset;
} switches[] = {
#define SWITCH(op, member)                                                     \
    {                                                                          \
        op, offsetof(struct urt_config, member)                                \
    }
    SWITCH(SSL_OP_NO_TLSv1, no_tls10),
    SWITCH(SSL_OP_NO_TLSv1_1, no_tls11),
    SWITCH(SSL_OP_NO_TLSv1_2, no_tls12),
    SWITCH(SSL_OP_NO_TLSv1_3, no_tls13),
    SWITCH(SSL_OP_CIPHER_SERVER_PREFERENCE, prefer_server_order),
    SWITCH(SSL_OP_PRIORITIZE_CHACHA, prioritize_chacha),
    SWITCH(SSL_OP_NO_TICKET, no_ticket),
    SWITCH(SSL_OP_TLSEXT_PADDING, tlsext_padding),
    SWITCH(SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, no_resume_on_reneg),
    SWITCH(SSL_OP_NO_RENEGOTIATION, no_renegotiation),
    SWITCH(SSL_OP_LEGACY_SERVER_CONNECT, allow_unsafe_legacy),
    SWITCH(SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, allow_unsafe_reneg),
    SWITCH(SSL_OP_NO_EXTENDED_MASTER_SECRET, no_ems),
    SWITCH(SSL_OP_NO_ENCRYPT_THEN_MAC, no_etm),
    SWITCH(SSL_OP_ENABLE_MIDDLEBOX_COMPAT, middlebox_compat),
    SWITCH(SSL_OP_ALLOW_NO_DHE_KEX, allow_no_dhe_kex),
    SWITCH(SSL_OP_NO_ANTI_REPLAY, no_anti_replay),
    SWITCH(SSL_OP_TLS_ROLLBACK_BUG, rollback_bug),
    SWITCH(SSL_OP_ALLOW_CLIENT_RENEGOTIATION, allow_client_reneg),
    SWITCH(SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, dont_insert_empty_fragments),
#undef SWITCH
};

/* Those that are kept, and change nothing. */
static const struct {
    uint64_t option;
    const char *name;
} without_effect[] = {
    {SSL_OP_CLEANSE_PLAINTEXT, "SSL_OP_CLEANSE_PLAINTEXT"},
    {SSL_OP_ENABLE_KTLS, "SSL_OP_ENABLE_KTLS"},
    {SSL_OP_DISABLE_TLSEXT_CA_NAMES, "SSL_OP_DISABLE_TLSEXT_CA_NAMES"},
    {SSL_OP_SAFARI_ECDHE_ECDSA_BUG, "SSL_OP_SAFARI_ECDHE_ECDSA_BUG"},
    {SSL_OP_CRYPTOPRO_TLSEXT_BUG, "SSL_OP_CRYPTOPRO_TLSEXT_BUG"},
};

void
fac_settings_report(const char *function, uint64_t options)
{
    for (size_t i = 0; i < sizeof without_effect / sizeof *without_effect; i++)
        if ((options & without_effect[i].option) != 0)
            fac_compat_about(function, without_effect[i].name);
}

void
fac_settings_init(struct fac_settings *set)
{
    memset(set, 0, sizeof *set);
    set->options = DEFAULT_OPTIONS;
    set->mode = SSL_MODE_AUTO_RETRY;
    set->current = -1;
    set->split_fragment = DEFAULT_SPLIT;
    set->status_type = -1;
}

void
fac_settings_apply(const struct fac_settings *set, struct urt_config *config,
                   const SSL_METHOD *method)
{
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        *(bool *)((char *)config + switches[i].offset) =
            (set->options & switches[i].option) != 0;
    config->fallback_scsv = (set->mode & SSL_MODE_SEND_FALLBACK_SCSV) != 0;
    config->compression = (set->options & SSL_OP_NO_COMPRESSION) == 0;
    config->verify_mode = set->verify_mode;
    config->status_request = set->status_type == TLSEXT_STATUSTYPE_ocsp;
    if (method->min != 0) {
        config->min_version = method->min;
        config->max_version = method->max;
    }
}

static bool
copy_slot(struct fac_slot *out, const struct fac_slot *slot)
{
    if (slot->x509 != NULL && X509_up_ref(slot->x509))
        out->x509 = slot->x509;
    if (slot->pkey != NULL && EVP_PKEY_up_ref(slot->pkey))
        out->pkey = slot->pkey;
    if (slot->chain == NULL)
        return true;
    out->chain = X509_chain_up_ref(slot->chain);
    return out->chain != NULL;
}

bool
fac_settings_copy(struct fac_settings *out, const struct fac_settings *set)
{
    bool ok = true;

    *out = *set;
    memset(out->slot, 0, sizeof out->slot);
    out->ca_names = out->client_ca_names = NULL;
    for (int i = 0; i < URT_SLOT_COUNT; i++)
        ok &= copy_slot(&out->slot[i], &set->slot[i]);
    /* The context's name lists are not copied: SSL_get_client_CA_list looks
     * there when the connection has none of its own. */
    if (out->verify_store != NULL)
        X509_STORE_up_ref(out->verify_store);
    if (out->chain_store != NULL)
        X509_STORE_up_ref(out->chain_store);
    if (out->tmp_dh != NULL)
        EVP_PKEY_up_ref(out->tmp_dh);
    out->param = X509_VERIFY_PARAM_new();
    ok &= out->param != NULL &&
          (set->param == NULL ||
           X509_VERIFY_PARAM_inherit(out->param, set->param));
    return ok;
}

void
fac_settings_cleanup(struct fac_settings *set)
{
    for (int i = 0; i < URT_SLOT_COUNT; i++) {
        X509_free(set->slot[i].x509);
        EVP_PKEY_free(set->slot[i].pkey);
        sk_X509_pop_free(set->slot[i].chain, X509_free);
    }
    X509_VERIFY_PARAM_free(set->param);
    X509_STORE_free(set->verify_store);
    X509_STORE_free(set->chain_store);
    sk_X509_NAME_pop_free(set->ca_names, X509_NAME_free);
    sk_X509_NAME_pop_free(set->client_ca_names, X509_NAME_free);
    EVP_PKEY_free(set->tmp_dh);
    memset(set, 0, sizeof *set);
}

bool
fac_settings_credential(const struct fac_settings *set,
                        struct urt_config *config, int slot,
                        STACK_OF(X509) * extra)
{
    const struct fac_slot *s = &set->slot[slot];
    STACK_OF(X509) *chain = s->chain != NULL ? s->chain : extra;
    struct urt_credential *c = NULL;
    struct urt_cert **certs = NULL;
    int n = chain != NULL ? sk_X509_num(chain) : 0;

    if (s->x509 != NULL || s->pkey != NULL) {
        certs = urt_calloc((size_t)n, sizeof *certs);
        if (certs == NULL)
            return false;
        for (int i = 0; i < n; i++)
            certs[i] = fac_x509_cert(sk_X509_value(chain, i));
        c = urt_credential_new(s->x509 != NULL ? fac_x509_cert(s->x509) : NULL,
                               s->pkey != NULL ? fac_pkey_key(s->pkey) : NULL,
                               certs, (size_t)n);
        urt_free(certs);
        if (c == NULL)
            return false;
    }
    urt_credential_free(config->slot[slot]);
    config->slot[slot] = c;
    if (set->current >= 0)
        config->current_slot = (enum urt_slot)set->current;
    return true;
}

bool
fac_settings_set_ca_names(const struct fac_settings *set,
                          struct urt_config *config, bool server)
{
    STACK_OF(X509_NAME) *names = server && set->client_ca_names != NULL
                                     ? set->client_ca_names
                                     : set->ca_names;
    struct urt_buf b = URT_BUF_INIT;
    struct urt_blob *blob = NULL;

    for (int i = 0; names != NULL && i < sk_X509_NAME_num(names); i++) {
        const unsigned char *der;
        size_t len;

        if (!X509_NAME_get0_der(sk_X509_NAME_value(names, i), &der, &len)) {
            urt_buf_free(&b);
            return false;
        }
        urt_put_vec(&b, urt_bytes(der, len), 2);
    }
    if (!urt_buf_ok(&b)) {
        urt_buf_free(&b);
        return false;
    }
    if (b.len > 0) {
        blob = urt_blob_new(urt_buf_bytes(&b));
        if (blob == NULL) {
            urt_buf_free(&b);
            return false;
        }
    }
    urt_buf_free(&b);
    urt_blob_free(config->ca_names);
    config->ca_names = blob;
    return true;
}

/* 1: take it over; 0: fine, but without effect; -1: not a version. */
static int
judge_bound(const SSL_METHOD *method, long version)
{
    bool tls = version >= URT_SSL_3_0 && version <= URT_TLS_1_3;
    bool dtls = version == DTLS1_VERSION || version == DTLS1_2_VERSION ||
                version == DTLS1_BAD_VER;

    if (version != 0 && !tls && !dtls)
        return -1;
    if (method->min != 0 || (version != 0 && tls == method->dtls))
        return 0;
    return 1;
}

bool
fac_set_min_version(struct fac_settings *set, struct urt_config *config,
                    const SSL_METHOD *method, long version)
{
    int verdict = judge_bound(method, version);

    (void)set;
    if (verdict > 0)
        config->min_version = (uint16_t)version;
    return verdict >= 0;
}

bool
fac_set_max_version(struct fac_settings *set, struct urt_config *config,
                    const SSL_METHOD *method, long version)
{
    int verdict = judge_bound(method, version);

    (void)set;
    if (verdict > 0)
        config->max_version = (uint16_t)version;
    return verdict >= 0;
}
