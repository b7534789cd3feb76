/* What an ASN1_OBJECT is, for the files that make and read them. */
#ifndef FAC_OBJ_LOCAL_H
#define FAC_OBJ_LOCAL_H

#include "engine/base/bytes.h"

#include <openssl/types.h>

/* Names may be NULL. DATA is the content of the OID's DER, NULL with length
 * 0 where there is none. Objects of the built-in table carry no flag and are
 * never written to or freed. */
struct asn1_object_st {
    const char *sn;
    const char *ln;
    int nid;
    int length;
    const unsigned char *data;
    int flags;
};

enum {
    FAC_OBJ_DYNAMIC = 0x01,       /* the struct is on the heap */
    FAC_OBJ_DYNAMIC_NAMES = 0x04, /* so are sn and ln */
    FAC_OBJ_DYNAMIC_DATA = 0x08,  /* and data */
};

/* A heap object with copies of what is given; SN and LN may be NULL. NULL
 * without an error entry when memory is short. */
ASN1_OBJECT *fac_obj_new(int nid, struct urt_bytes der, const char *sn,
                         const char *ln);
/* Frees what the flags say; NULL is allowed. */
void fac_obj_free(ASN1_OBJECT *obj);
/* The NID of an OID's content, program-made ones included, or NID_undef. */
int fac_obj_nid_of(struct urt_bytes der);

#endif
