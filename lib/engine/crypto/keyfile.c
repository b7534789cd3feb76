/* Key files. */
#include "engine/crypto/keyfile.h"

#include "engine/der/der.h"

enum form {
    FORM_PKCS8,
    FORM_PKCS8_ENCRYPTED,
    FORM_TRADITIONAL
};

static const struct label {
    const char *text;
    enum form form;
    enum urt_key_type type;
} labels[] = {
    {"PRIVATE KEY", FORM_PKCS8, URT_KEY_RSA},
    {"ENCRYPTED PRIVATE KEY", FORM_PKCS8_ENCRYPTED, URT_KEY_RSA},
    {"RSA PRIVATE KEY", FORM_TRADITIONAL, URT_KEY_RSA},
    {"EC PRIVATE KEY", FORM_TRADITIONAL, URT_KEY_EC},
    {"DSA PRIVATE KEY", FORM_TRADITIONAL, URT_KEY_DSA},
};

enum urt_err
urt_keyfile_decrypt_pkcs8(struct urt_buf *pkcs8, struct urt_bytes encrypted,
                          struct urt_bytes password)
{
    struct urt_bytes seq, algorithm, data;

    if (!urt_der_take(&encrypted, URT_DER_SEQUENCE, &seq) ||
        encrypted.len != 0 ||
        !urt_der_take_any(&seq, NULL, NULL, &algorithm) ||
        !urt_der_take(&seq, URT_DER_OCTET_STRING, &data) || seq.len != 0)
        return URT_E_KEY_DECODE;
    return urt_pbe_decrypt(pkcs8, algorithm, data, password);
}

static enum urt_err
read_encrypted(struct urt_key **out, struct urt_bytes der,
               struct urt_password password)
{
    struct urt_buf text = URT_BUF_INIT, plain = URT_BUF_INIT;
    enum urt_err err;

    if (password.fn == NULL)
        return URT_E_PASSWORD_NEEDED;
    err = password.fn(password.arg, &text);
    if (err == URT_OK)
        err = urt_keyfile_decrypt_pkcs8(&plain, der, urt_buf_bytes(&text));
    if (err == URT_OK)
        err = urt_key_from_pkcs8(out, urt_buf_bytes(&plain));
    urt_buf_free(&text);
    urt_buf_free(&plain);
    return err;
}

enum urt_err
urt_keyfile_from_pem(struct urt_key **out, bool *taken,
                     const struct urt_pem *pem, struct urt_password password)
{
    struct urt_buf plain = URT_BUF_INIT;
    const struct label *l = NULL;
    enum urt_err err;

    *out = NULL;
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (urt_bytes_equal(pem->label, urt_bytes(labels[i].text,
                                                  strlen(labels[i].text))))
            l = &labels[i];
    *taken = l != NULL;
    if (l == NULL)
        return URT_OK;
    if (l->form == FORM_PKCS8)
        return urt_key_from_pkcs8(out, urt_buf_bytes(&pem->der));
    if (l->form == FORM_PKCS8_ENCRYPTED)
        return read_encrypted(out, urt_buf_bytes(&pem->der), password);
    err = urt_pem_decrypt(&plain, pem, password);
    if (err == URT_OK)
        err = urt_key_from_traditional(out, l->type, urt_buf_bytes(&plain));
    urt_buf_free(&plain);
    return err;
}

/* What the forms look like inside their SEQUENCE: an encrypted key begins
 * with another SEQUENCE, the others with a version; behind it PKCS#8 has an
 * AlgorithmIdentifier, SEC1 an OCTET STRING, RSA and DSA numbers: nine of
 * them and six. */
enum urt_err
urt_keyfile_from_der(struct urt_key **out, struct urt_bytes der,
                     struct urt_password password)
{
    struct urt_bytes in = der, seq;
    uint64_t version;
    size_t numbers = 1;

    *out = NULL;
    if (!urt_der_take(&in, URT_DER_SEQUENCE, &seq) || in.len != 0)
        return URT_E_KEY_DECODE;
    if (urt_der_next_is(seq, URT_DER_SEQUENCE))
        return read_encrypted(out, der, password);
    if (!urt_der_take_uint(&seq, &version))
        return URT_E_KEY_DECODE;
    if (urt_der_next_is(seq, URT_DER_SEQUENCE))
        return urt_key_from_pkcs8(out, der);
    if (urt_der_next_is(seq, URT_DER_OCTET_STRING))
        return urt_key_from_traditional(out, URT_KEY_EC, der);
    while (urt_der_take(&seq, URT_DER_INTEGER, NULL))
        numbers++;
    return urt_key_from_traditional(
        out, numbers == 6 ? URT_KEY_DSA : URT_KEY_RSA, der);
}

enum urt_err
urt_keyfile_read(struct urt_key **out, struct urt_bytes file,
                 struct urt_password password)
{
    struct urt_bytes text = file;
    struct urt_pem pem;
    bool taken = false;
    enum urt_err err;

    *out = NULL;
    if (urt_der_next_is(file, URT_DER_SEQUENCE))
        return urt_keyfile_from_der(out, file, password);
    while (!taken) {
        URT_TRY(urt_pem_next(&text, &pem));
        err = urt_keyfile_from_pem(out, &taken, &pem, password);
        urt_buf_free(&pem.der);
        if (err != URT_OK)
            return err;
    }
    return URT_OK;
}

enum urt_err
urt_keyfile_read_public(struct urt_key **out, struct urt_bytes file)
{
    struct urt_bytes text = file;
    struct urt_pem pem;
    enum urt_err err = URT_OK;

    *out = NULL;
    if (urt_der_next_is(file, URT_DER_SEQUENCE))
        return urt_key_from_spki(out, file);
    while (err == URT_OK && *out == NULL) {
        URT_TRY(urt_pem_next(&text, &pem));
        if (urt_bytes_equal(pem.label, URT_LITERAL("PUBLIC KEY")))
            err = urt_key_from_spki(out, urt_buf_bytes(&pem.der));
        else if (urt_bytes_equal(pem.label, URT_LITERAL("RSA PUBLIC KEY")))
            err = urt_key_from_rsa_public(out, urt_buf_bytes(&pem.der));
        urt_buf_free(&pem.der);
    }
    return err;
}

enum urt_err
urt_keyfile_put_encrypted(struct urt_buf *b, const struct urt_key *key,
                          const struct urt_pbe *pbe, struct urt_bytes password)
{
    struct urt_buf plain = URT_BUF_INIT, alg = URT_BUF_INIT;
    struct urt_buf data = URT_BUF_INIT;
    enum urt_err err = urt_key_put_pkcs8(&plain, key);
    size_t seq;

    if (err == URT_OK)
        err = urt_pbe_encrypt(&alg, &data, pbe, urt_buf_bytes(&plain),
                              password);
    if (err == URT_OK) {
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        urt_put_bytes(b, urt_buf_bytes(&alg));
        urt_der_put(b, URT_DER_OCTET_STRING, urt_buf_bytes(&data));
        urt_der_close(b, seq);
        err = urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
    }
    urt_buf_free(&plain);
    urt_buf_free(&alg);
    urt_buf_free(&data);
    return err;
}

enum urt_err
urt_keyfile_put_pem(struct urt_buf *b, const struct urt_key *key,
                    const struct urt_pbe *pbe, struct urt_bytes password)
{
    struct urt_buf der = URT_BUF_INIT;
    enum urt_err err = pbe != NULL
                           ? urt_keyfile_put_encrypted(&der, key, pbe, password)
                           : urt_key_put_pkcs8(&der, key);

    if (err == URT_OK) {
        urt_pem_put(b, pbe != NULL ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY",
                    urt_buf_bytes(&der));
        err = urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
    }
    urt_buf_free(&der);
    return err;
}

enum urt_err
urt_keyfile_put_pem_traditional(struct urt_buf *b, const struct urt_key *key,
                                const char *cipher, struct urt_bytes password)
{
    enum urt_key_type type = urt_key_type(key);
    struct urt_buf der = URT_BUF_INIT;
    const char *label = NULL;
    enum urt_err err;

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (labels[i].form == FORM_TRADITIONAL && labels[i].type == type)
            label = labels[i].text;
    if (label == NULL)
        return URT_E_UNSUPPORTED;
    err = urt_key_put_traditional(&der, key);
    if (err == URT_OK && cipher != NULL)
        err = urt_pem_put_encrypted(b, label, urt_buf_bytes(&der), cipher,
                                    password);
    else if (err == URT_OK)
        urt_pem_put(b, label, urt_buf_bytes(&der));
    if (err == URT_OK && !urt_buf_ok(b))
        err = URT_E_NOMEM;
    urt_buf_free(&der);
    return err;
}
