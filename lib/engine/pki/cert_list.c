/* The growing array of certificate references. */
#include "engine/pki/cert.h"

enum urt_err
urt_cert_list_add(struct urt_cert_list *list, struct urt_cert *cert)
{
    if (list->count == list->cap) {
        size_t cap = list->cap > 0 ? list->cap * 2 : 4;
        struct urt_cert **grown =
            urt_realloc(list->cert, cap * sizeof *grown);

        if (grown == NULL)
            return URT_E_NOMEM;
        list->cert = grown;
        list->cap = cap;
    }
    list->cert[list->count++] = urt_cert_up(cert);
    return URT_OK;
}

void
urt_cert_list_pop(struct urt_cert_list *list)
{
    if (list->count > 0)
        urt_cert_free(list->cert[--list->count]);
}

void
urt_cert_list_free(struct urt_cert_list *list)
{
    while (list->count > 0)
        urt_cert_list_pop(list);
    urt_free(list->cert);
    *list = (struct urt_cert_list){NULL, 0, 0};
}

bool
urt_cert_list_has(const struct urt_cert_list *list,
                  const struct urt_cert *cert)
{
    for (size_t i = 0; i < list->count; i++)
        if (urt_cert_equal(list->cert[i], cert))
            return true;
    return false;
}
