/* Object identifiers and their names. */
#ifndef OPENSSL_OBJECTS_H
#define OPENSSL_OBJECTS_H
#pragma once

#include <openssl/obj_mac.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/objectserr.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_OBJECTS_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define OBJ_NAME_TYPE_UNDEF 0x00
#define OBJ_NAME_TYPE_MD_METH 0x01
#define OBJ_NAME_TYPE_CIPHER_METH 0x02
#define OBJ_NAME_TYPE_PKEY_METH 0x03
#define OBJ_NAME_TYPE_COMP_METH 0x04
#define OBJ_NAME_TYPE_MAC_METH 0x05
#define OBJ_NAME_TYPE_KDF_METH 0x06
#define OBJ_NAME_TYPE_NUM 0x07
#define OBJ_NAME_ALIAS 0x8000
#define OBJ_BSEARCH_VALUE_ON_NOMATCH 0x01
#define OBJ_BSEARCH_FIRST_VALUE_ON_MATCH 0x02

typedef struct obj_name_st {
    int type;
    int alias;
    const char *name;
    const char *data;
} OBJ_NAME;

int OBJ_add_object(const ASN1_OBJECT *obj);
int OBJ_add_sigid(int signid, int dig_id, int pkey_id);
const void *OBJ_bsearch_(const void *key, const void *base, int num, int size,
                         int (*cmp)(const void *, const void *));
const void *OBJ_bsearch_ex_(const void *key, const void *base, int num,
                            int size, int (*cmp)(const void *, const void *),
                            int flags);
int OBJ_cmp(const ASN1_OBJECT *a, const ASN1_OBJECT *b);
DECLARE_ASN1_DUP_FUNCTION_name(ASN1_OBJECT, OBJ) int OBJ_create(const char *oid,
                                                                const char *sn,
                                                                const char *ln);
int OBJ_create_objects(BIO *in);
int OBJ_find_sigid_algs(int signid, int *pdig_nid, int *ppkey_nid);
int OBJ_find_sigid_by_algs(int *psignid, int dig_nid, int pkey_nid);
const unsigned char *OBJ_get0_data(const ASN1_OBJECT *obj);
size_t OBJ_length(const ASN1_OBJECT *obj);
int OBJ_ln2nid(const char *s);
int OBJ_NAME_add(const char *name, int type, const char *data);
void OBJ_NAME_cleanup(int type);
void OBJ_NAME_do_all(int type, void (*fn)(const OBJ_NAME *, void *arg),
                     void *arg);
void OBJ_NAME_do_all_sorted(int type, void (*fn)(const OBJ_NAME *, void *arg),
                            void *arg);
const char *OBJ_NAME_get(const char *name, int type);
int OBJ_NAME_init(void);
int OBJ_NAME_new_index(unsigned long (*hash_func)(const char *),
                       int (*cmp_func)(const char *, const char *),
                       void (*free_func)(const char *, int, const char *));
int OBJ_NAME_remove(const char *name, int type);
int OBJ_new_nid(int num);
const char *OBJ_nid2ln(int n);
ASN1_OBJECT *OBJ_nid2obj(int n);
const char *OBJ_nid2sn(int n);
int OBJ_obj2nid(const ASN1_OBJECT *o);
int OBJ_obj2txt(char *buf, int buf_len, const ASN1_OBJECT *a, int no_name);
void OBJ_sigid_free(void);
int OBJ_sn2nid(const char *s);
int OBJ_txt2nid(const char *s);
ASN1_OBJECT *OBJ_txt2obj(const char *s, int no_name);

#define OBJ_create_and_add_object(a, b, c) OBJ_create(a, b, c)
#if !defined(OPENSSL_NO_DEPRECATED_1_1_0)
#define OBJ_cleanup()                                                          \
    while (0)                                                                  \
    continue
#endif

/* Binary search over a sorted array: declare, implement from a typed
 * comparison NM_cmp, and call as OBJ_bsearch_NM. */
#define _DECLARE_OBJ_BSEARCH_CMP_FN(scope, type1, type2, nm)                   \
    static int nm##_cmp_BSEARCH_CMP_FN(const void *, const void *);            \
    static int nm##_cmp(type1 const *, type2 const *);                         \
    scope type2 *OBJ_bsearch_##nm(type1 *key, type2 const *base, int num)
#define DECLARE_OBJ_BSEARCH_CMP_FN(type1, type2, cmp)                          \
    _DECLARE_OBJ_BSEARCH_CMP_FN(static, type1, type2, cmp)
#define DECLARE_OBJ_BSEARCH_GLOBAL_CMP_FN(type1, type2, nm)                    \
    type2 *OBJ_bsearch_##nm(type1 *key, type2 const *base, int num)

#define OBJ_BSEARCH_BODY_(scope, type1, type2, nm)                             \
    static int nm##_cmp_BSEARCH_CMP_FN(const void *a_, const void *b_)         \
    {                                                                          \
        return nm##_cmp((type1 const *)a_, (type2 const *)b_);                 \
    }                                                                          \
    scope type2 *OBJ_bsearch_##nm(type1 *key, type2 const *base, int num)      \
    {                                                                          \
        return (type2 *)OBJ_bsearch_(key, base, num, sizeof(type2),            \
                                     nm##_cmp_BSEARCH_CMP_FN);                 \
    }                                                                          \
    extern void dummy_prototype(void)
#define IMPLEMENT_OBJ_BSEARCH_CMP_FN(type1, type2, nm)                         \
    OBJ_BSEARCH_BODY_(static, type1, type2, nm)
#define IMPLEMENT_OBJ_BSEARCH_GLOBAL_CMP_FN(type1, type2, nm)                  \
    OBJ_BSEARCH_BODY_(, type1, type2, nm)

#define OBJ_bsearch(type1, key, type2, base, num, cmp)                         \
    ((type2 *)OBJ_bsearch_(CHECKED_PTR_OF(type1, key),                         \
                           CHECKED_PTR_OF(type2, base), num, sizeof(type2),    \
                           ((void)CHECKED_PTR_OF(type1, cmp##_type_1),         \
                            (void)CHECKED_PTR_OF(type2, cmp##_type_2),         \
                            cmp##_BSEARCH_CMP_FN)))
#define OBJ_bsearch_ex(type1, key, type2, base, num, cmp, flags)               \
    ((type2 *)OBJ_bsearch_ex_(CHECKED_PTR_OF(type1, key),                      \
                              CHECKED_PTR_OF(type2, base), num, sizeof(type2), \
                              ((void)CHECKED_PTR_OF(type1, cmp##_type_1),      \
                               (void)CHECKED_PTR_OF(type2, cmp##_type_2),      \
                               cmp##_BSEARCH_CMP_FN),                          \
                              flags))

#ifdef __cplusplus
}
#endif

#endif
