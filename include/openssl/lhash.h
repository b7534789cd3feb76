/* Hash tables of pointers, and the macros that give them a type. */
#ifndef OPENSSL_LHASH_H
#define OPENSSL_LHASH_H
#pragma once

#include <stdio.h>
#include <openssl/e_os2.h>
#include <openssl/bio.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_LHASH_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define LH_LOAD_MULT 256
#if !defined(OPENSSL_NO_DEPRECATED_1_1_0)
#define _LHASH OPENSSL_LHASH
#define LHASH_NODE OPENSSL_LH_NODE
#endif

typedef struct lhash_node_st OPENSSL_LH_NODE;
typedef int (*OPENSSL_LH_COMPFUNC)(const void *, const void *);
typedef unsigned long (*OPENSSL_LH_HASHFUNC)(const void *);
typedef void (*OPENSSL_LH_DOALL_FUNC)(void *);
typedef void (*OPENSSL_LH_DOALL_FUNCARG)(void *, void *);
typedef struct lhash_st OPENSSL_LHASH;

void *OPENSSL_LH_delete(OPENSSL_LHASH *lh, const void *data);
void OPENSSL_LH_doall(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNC func);
void OPENSSL_LH_doall_arg(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNCARG func,
                          void *arg);
int OPENSSL_LH_error(OPENSSL_LHASH *lh);
void OPENSSL_LH_flush(OPENSSL_LHASH *lh);
void OPENSSL_LH_free(OPENSSL_LHASH *lh);
unsigned long OPENSSL_LH_get_down_load(const OPENSSL_LHASH *lh);
void *OPENSSL_LH_insert(OPENSSL_LHASH *lh, void *data);
OPENSSL_LHASH *OPENSSL_LH_new(OPENSSL_LH_HASHFUNC h, OPENSSL_LH_COMPFUNC c);
#if !defined(OPENSSL_NO_STDIO)
void OPENSSL_LH_node_stats(const OPENSSL_LHASH *lh, FILE *fp);
#endif
void OPENSSL_LH_node_stats_bio(const OPENSSL_LHASH *lh, BIO *out);
#if !defined(OPENSSL_NO_STDIO)
void OPENSSL_LH_node_usage_stats(const OPENSSL_LHASH *lh, FILE *fp);
#endif
void OPENSSL_LH_node_usage_stats_bio(const OPENSSL_LHASH *lh, BIO *out);
unsigned long OPENSSL_LH_num_items(const OPENSSL_LHASH *lh);
void *OPENSSL_LH_retrieve(OPENSSL_LHASH *lh, const void *data);
void OPENSSL_LH_set_down_load(OPENSSL_LHASH *lh, unsigned long down_load);
#if !defined(OPENSSL_NO_STDIO)
void OPENSSL_LH_stats(const OPENSSL_LHASH *lh, FILE *fp);
#endif
void OPENSSL_LH_stats_bio(const OPENSSL_LHASH *lh, BIO *out);
unsigned long OPENSSL_LH_strhash(const char *c);

#if !defined(OPENSSL_NO_DEPRECATED_1_1_0)
#define lh_error OPENSSL_LH_error
#define lh_new OPENSSL_LH_new
#define lh_free OPENSSL_LH_free
#define lh_insert OPENSSL_LH_insert
#define lh_delete OPENSSL_LH_delete
#define lh_retrieve OPENSSL_LH_retrieve
#define lh_doall OPENSSL_LH_doall
#define lh_doall_arg OPENSSL_LH_doall_arg
#define lh_strhash OPENSSL_LH_strhash
#define lh_num_items OPENSSL_LH_num_items
#endif
#if !defined(OPENSSL_NO_DEPRECATED_1_1_0) && !defined(OPENSSL_NO_STDIO)
#define lh_stats OPENSSL_LH_stats
#define lh_node_stats OPENSSL_LH_node_stats
#define lh_node_usage_stats OPENSSL_LH_node_usage_stats
#endif
#if !defined(OPENSSL_NO_DEPRECATED_1_1_0)
#define lh_stats_bio OPENSSL_LH_stats_bio
#define lh_node_stats_bio OPENSSL_LH_node_stats_bio
#define lh_node_usage_stats_bio OPENSSL_LH_node_usage_stats_bio
#endif

/* Wrappers that give callbacks of a type the generic signature. */
#define DECLARE_LHASH_HASH_FN(name, o_type)                                    \
    unsigned long name##_LHASH_HASH(const void *);
#define IMPLEMENT_LHASH_HASH_FN(name, o_type)                                  \
    unsigned long name##_LHASH_HASH(const void *arg)                           \
    {                                                                          \
        return name##_hash((const o_type *)arg);                               \
    }
#define LHASH_HASH_FN(name) name##_LHASH_HASH

#define DECLARE_LHASH_COMP_FN(name, o_type)                                    \
    int name##_LHASH_COMP(const void *, const void *);
#define IMPLEMENT_LHASH_COMP_FN(name, o_type)                                  \
    int name##_LHASH_COMP(const void *arg1, const void *arg2)                  \
    {                                                                          \
        return name##_cmp((const o_type *)arg1, (const o_type *)arg2);         \
    }
#define LHASH_COMP_FN(name) name##_LHASH_COMP

#define DECLARE_LHASH_DOALL_ARG_FN(name, o_type, a_type)                       \
    void name##_LHASH_DOALL_ARG(void *, void *);
#define IMPLEMENT_LHASH_DOALL_ARG_FN(name, o_type, a_type)                     \
    void name##_LHASH_DOALL_ARG(void *arg1, void *arg2)                        \
    {                                                                          \
        name##_doall_arg((o_type *)arg1, (a_type *)arg2);                      \
    }
#define LHASH_DOALL_ARG_FN(name) name##_LHASH_DOALL_ARG

/* Tables with a type: the struct is never anything but a cast. */
#define LHASH_OF(type) struct lhash_st_##type
#define LHM_INLINE_ static ossl_unused ossl_inline
#define LHM_IN_(lh) ((OPENSSL_LHASH *)(lh))
#define LHM_CIN_(lh) ((const OPENSSL_LHASH *)(lh))

#define DEFINE_LHASH_OF(type)                                                  \
    LHASH_OF(type)                                                             \
    {                                                                          \
        union lh_##type##_dummy {                                              \
            void *d1;                                                          \
            unsigned long d2;                                                  \
            int d3;                                                            \
        } dummy;                                                               \
    };                                                                         \
    typedef int (*lh_##type##_compfunc)(const type *a, const type *b);         \
    typedef unsigned long (*lh_##type##_hashfunc)(const type *a);              \
    typedef void (*lh_##type##_doallfunc)(type * a);                           \
    LHM_INLINE_ LHASH_OF(type) * lh_##type##_new(lh_##type##_hashfunc hash,    \
                                                 lh_##type##_compfunc compare) \
    {                                                                          \
        return (LHASH_OF(type) *)OPENSSL_LH_new((OPENSSL_LH_HASHFUNC)hash,     \
                                                (OPENSSL_LH_COMPFUNC)compare); \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_free(LHASH_OF(type) * lh)                     \
    {                                                                          \
        OPENSSL_LH_free(LHM_IN_(lh));                                          \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_flush(LHASH_OF(type) * lh)                    \
    {                                                                          \
        OPENSSL_LH_flush(LHM_IN_(lh));                                         \
    }                                                                          \
    LHM_INLINE_ type *lh_##type##_insert(LHASH_OF(type) * lh, type * p)        \
    {                                                                          \
        return (type *)OPENSSL_LH_insert(LHM_IN_(lh), (void *)p);              \
    }                                                                          \
    LHM_INLINE_ type *lh_##type##_delete(LHASH_OF(type) * lh, const type *p)   \
    {                                                                          \
        return (type *)OPENSSL_LH_delete(LHM_IN_(lh), p);                      \
    }                                                                          \
    LHM_INLINE_ type *lh_##type##_retrieve(LHASH_OF(type) * lh, const type *p) \
    {                                                                          \
        return (type *)OPENSSL_LH_retrieve(LHM_IN_(lh), p);                    \
    }                                                                          \
    LHM_INLINE_ int lh_##type##_error(LHASH_OF(type) * lh)                     \
    {                                                                          \
        return OPENSSL_LH_error(LHM_IN_(lh));                                  \
    }                                                                          \
    LHM_INLINE_ unsigned long lh_##type##_num_items(LHASH_OF(type) * lh)       \
    {                                                                          \
        return OPENSSL_LH_num_items(LHM_IN_(lh));                              \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_stats_bio(const LHASH_OF(type) * lh,          \
                                           BIO * out)                          \
    {                                                                          \
        OPENSSL_LH_stats_bio(LHM_CIN_(lh), out);                               \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_node_stats_bio(const LHASH_OF(type) * lh,     \
                                                BIO * out)                     \
    {                                                                          \
        OPENSSL_LH_node_stats_bio(LHM_CIN_(lh), out);                          \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_node_usage_stats_bio(                         \
        const LHASH_OF(type) * lh, BIO * out)                                  \
    {                                                                          \
        OPENSSL_LH_node_usage_stats_bio(LHM_CIN_(lh), out);                    \
    }                                                                          \
    LHM_INLINE_ unsigned long lh_##type##_get_down_load(LHASH_OF(type) * lh)   \
    {                                                                          \
        return OPENSSL_LH_get_down_load(LHM_IN_(lh));                          \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_set_down_load(LHASH_OF(type) * lh,            \
                                               unsigned long dl)               \
    {                                                                          \
        OPENSSL_LH_set_down_load(LHM_IN_(lh), dl);                             \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_doall(LHASH_OF(type) * lh,                    \
                                       lh_##type##_doallfunc each)             \
    {                                                                          \
        OPENSSL_LH_doall(LHM_IN_(lh), (OPENSSL_LH_DOALL_FUNC)each);            \
    }                                                                          \
    LHM_INLINE_ void lh_##type##_doall_arg(                                    \
        LHASH_OF(type) * lh, void (*each)(type *, void *), void *arg)          \
    {                                                                          \
        OPENSSL_LH_doall_arg(LHM_IN_(lh), (OPENSSL_LH_DOALL_FUNCARG)each,      \
                             arg);                                             \
    }                                                                          \
    LHASH_OF(type)

/* lh_TYPE_doall_ARGTYPE(): doall_arg with a typed argument. */
#define int_implement_lhash_doall(type, argtype, cbargtype)                    \
    LHM_INLINE_ void lh_##type##_doall_##argtype(                              \
        LHASH_OF(type) * lh, void (*fn)(cbargtype *, argtype *), argtype *arg) \
    {                                                                          \
        OPENSSL_LH_doall_arg(LHM_IN_(lh), (OPENSSL_LH_DOALL_FUNCARG)fn,        \
                             (void *)arg);                                     \
    }                                                                          \
    LHASH_OF(type)
#define IMPLEMENT_LHASH_DOALL_ARG(type, argtype)                               \
    int_implement_lhash_doall(type, argtype, type)
#define IMPLEMENT_LHASH_DOALL_ARG_CONST(type, argtype)                         \
    int_implement_lhash_doall(type, argtype, const type)

DEFINE_LHASH_OF(OPENSSL_STRING);
DEFINE_LHASH_OF(OPENSSL_CSTRING);

#ifdef __cplusplus
}
#endif

#endif
