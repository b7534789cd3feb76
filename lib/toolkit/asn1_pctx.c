/* ASN1_PCTX: the flags that printing functions take along. */
#include "toolkit/asn1_local.h"

struct asn1_pctx_st {
    unsigned long flags, nm_flags, cert_flags, oid_flags, str_flags;
};

ASN1_PCTX *
ASN1_PCTX_new(void)
{
    ASN1_PCTX *p = urt_zalloc(sizeof(*p));

    if (p == NULL)
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
    return p;
}

void
ASN1_PCTX_free(ASN1_PCTX *p)
{
    urt_free(p);
}

#define FLAGS(field)                                                   \
    unsigned long                                                      \
    ASN1_PCTX_get_##field(const ASN1_PCTX *p)                          \
    {                                                                  \
        return p->field;                                               \
    }                                                                  \
    void                                                               \
    ASN1_PCTX_set_##field(ASN1_PCTX *p, unsigned long flags)           \
    {                                                                  \
        p->field = flags;                                              \
    }

FLAGS(flags)
FLAGS(nm_flags)
FLAGS(cert_flags)
FLAGS(oid_flags)
FLAGS(str_flags)
