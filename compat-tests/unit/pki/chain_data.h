/* Certificates and CRLs of compat-tests/data/chains, for the pki tests. */
#ifndef CHAIN_DATA_H
#define CHAIN_DATA_H

#include "engine/pki/verify.h"

#include "unit.h"

static inline struct urt_buf
chain_file(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    struct urt_buf b = URT_BUF_INIT;
    char path[4096];

    snprintf(path, sizeof path, "%s/chains/%s.pem",
             dir != NULL ? dir : URT_DATA_DIR, name);
    ck_assert_msg(urt_file_read(&b, path) == URT_OK, "cannot read %s", path);
    return b;
}

/* NULL when the file holds none that loads. */
static inline struct urt_cert *
chain_cert(const char *name)
{
    struct urt_buf b = chain_file(name);
    struct urt_cert_list list = {NULL, 0, 0};
    struct urt_cert *cert = NULL;

    if (urt_pem_read_certs(urt_buf_bytes(&b), &list, NULL) == URT_OK &&
        list.count == 1)
        cert = urt_cert_up(list.cert[0]);
    urt_cert_list_free(&list);
    urt_buf_free(&b);
    return cert;
}

/* Calls FN with every word of TEXT, which may be NULL. */
static inline void
each_word(const char *text, void (*fn)(const char *word, void *arg), void *arg)
{
    char *copy, *save = NULL, *p;

    if (text == NULL)
        return;
    copy = strdup(text);
    for (p = strtok_r(copy, " ", &save); p != NULL;
         p = strtok_r(NULL, " ", &save))
        fn(p, arg);
    free(copy);
}

#endif
