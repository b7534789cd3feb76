/* The values of certification requests. */
#ifndef FAC_X509_REQ_LOCAL_H
#define FAC_X509_REQ_LOCAL_H

#include "facade/libcrypto/x509_local.h"

struct x509_attributes_st {
    ASN1_OBJECT *object;
    STACK_OF(ASN1_TYPE) *set;
};

#endif
