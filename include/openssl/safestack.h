/* Stacks with a type: STACK_OF(X) is a distinct, incomplete struct, and
 * DEFINE_STACK_OF(X) makes the inline functions sk_X_* over the generic
 * OPENSSL_sk_*. In SKM_DEFINE_STACK_OF(name, element, type) ELEMENT is what
 * goes in and comes out (perhaps const), TYPE what the callbacks see. */
#ifndef OPENSSL_SAFESTACK_H
#define OPENSSL_SAFESTACK_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_SAFESTACK_H
#endif

#include <openssl/e_os2.h>
#include <openssl/stack.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STACK_OF(type) struct stack_st_##type

#define SKM_INLINE_ static ossl_unused ossl_inline
#define SKM_IN_(sk) ((OPENSSL_STACK *)(sk))
#define SKM_CIN_(sk) ((const OPENSSL_STACK *)(sk))

/* The types of a stack, and the checks that a macro can use on them. */
#define SKM_DEFINE_STACK_OF_INTERNAL(t1, t2, t3)                              \
    STACK_OF(t1);                                                             \
    typedef int (*sk_##t1##_compfunc)(const t3 *const *a, const t3 *const *b); \
    typedef void (*sk_##t1##_freefunc)(t3 * a);                               \
    typedef t3 *(*sk_##t1##_copyfunc)(const t3 *a);                           \
    SKM_INLINE_ t2 *ossl_check_##t1##_type(t2 *p)                             \
    {                                                                         \
        return p;                                                             \
    }                                                                         \
    SKM_INLINE_ OPENSSL_STACK *ossl_check_##t1##_sk_type(STACK_OF(t1) *sk)    \
    {                                                                         \
        return SKM_IN_(sk);                                                   \
    }                                                                         \
    SKM_INLINE_ const OPENSSL_STACK *ossl_check_const_##t1##_sk_type(         \
        const STACK_OF(t1) *sk)                                               \
    {                                                                         \
        return SKM_CIN_(sk);                                                  \
    }                                                                         \
    SKM_INLINE_ OPENSSL_sk_compfunc ossl_check_##t1##_compfunc_type(          \
        sk_##t1##_compfunc f)                                                 \
    {                                                                         \
        return (OPENSSL_sk_compfunc)f;                                        \
    }                                                                         \
    SKM_INLINE_ OPENSSL_sk_copyfunc ossl_check_##t1##_copyfunc_type(          \
        sk_##t1##_copyfunc f)                                                 \
    {                                                                         \
        return (OPENSSL_sk_copyfunc)f;                                        \
    }                                                                         \
    SKM_INLINE_ OPENSSL_sk_freefunc ossl_check_##t1##_freefunc_type(          \
        sk_##t1##_freefunc f)                                                 \
    {                                                                         \
        return (OPENSSL_sk_freefunc)f;                                        \
    }

#define SKM_DEFINE_STACK_OF(t1, t2, t3)                                       \
    SKM_DEFINE_STACK_OF_INTERNAL(t1, t2, t3)                                  \
    SKM_INLINE_ STACK_OF(t1) *sk_##t1##_new_null(void)                        \
    {                                                                         \
        return (STACK_OF(t1) *)OPENSSL_sk_new_null();                         \
    }                                                                         \
    SKM_INLINE_ STACK_OF(t1) *sk_##t1##_new(sk_##t1##_compfunc compare)       \
    {                                                                         \
        return (STACK_OF(t1) *)OPENSSL_sk_new((OPENSSL_sk_compfunc)compare);  \
    }                                                                         \
    SKM_INLINE_ STACK_OF(t1) *sk_##t1##_new_reserve(                          \
        sk_##t1##_compfunc compare, int n)                                    \
    {                                                                         \
        return (STACK_OF(t1) *)OPENSSL_sk_new_reserve(                        \
            (OPENSSL_sk_compfunc)compare, n);                                 \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_reserve(STACK_OF(t1) *sk, int n)                \
    {                                                                         \
        return OPENSSL_sk_reserve(SKM_IN_(sk), n);                            \
    }                                                                         \
    SKM_INLINE_ void sk_##t1##_free(STACK_OF(t1) *sk)                         \
    {                                                                         \
        OPENSSL_sk_free(SKM_IN_(sk));                                         \
    }                                                                         \
    SKM_INLINE_ void sk_##t1##_pop_free(STACK_OF(t1) *sk,                     \
                                        sk_##t1##_freefunc f)                 \
    {                                                                         \
        OPENSSL_sk_pop_free(SKM_IN_(sk), (OPENSSL_sk_freefunc)f);             \
    }                                                                         \
    SKM_INLINE_ void sk_##t1##_zero(STACK_OF(t1) *sk)                         \
    {                                                                         \
        OPENSSL_sk_zero(SKM_IN_(sk));                                         \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_num(const STACK_OF(t1) *sk)                     \
    {                                                                         \
        return OPENSSL_sk_num(SKM_CIN_(sk));                                  \
    }                                                                         \
    SKM_INLINE_ t2 *sk_##t1##_value(const STACK_OF(t1) *sk, int idx)          \
    {                                                                         \
        return (t2 *)OPENSSL_sk_value(SKM_CIN_(sk), idx);                     \
    }                                                                         \
    SKM_INLINE_ t2 *sk_##t1##_set(STACK_OF(t1) *sk, int idx, t2 *p)           \
    {                                                                         \
        return (t2 *)OPENSSL_sk_set(SKM_IN_(sk), idx, (const void *)p);       \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_push(STACK_OF(t1) *sk, t2 *p)                   \
    {                                                                         \
        return OPENSSL_sk_push(SKM_IN_(sk), (const void *)p);                 \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_unshift(STACK_OF(t1) *sk, t2 *p)                \
    {                                                                         \
        return OPENSSL_sk_unshift(SKM_IN_(sk), (const void *)p);              \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_insert(STACK_OF(t1) *sk, t2 *p, int idx)        \
    {                                                                         \
        return OPENSSL_sk_insert(SKM_IN_(sk), (const void *)p, idx);          \
    }                                                                         \
    SKM_INLINE_ t2 *sk_##t1##_pop(STACK_OF(t1) *sk)                           \
    {                                                                         \
        return (t2 *)OPENSSL_sk_pop(SKM_IN_(sk));                             \
    }                                                                         \
    SKM_INLINE_ t2 *sk_##t1##_shift(STACK_OF(t1) *sk)                         \
    {                                                                         \
        return (t2 *)OPENSSL_sk_shift(SKM_IN_(sk));                           \
    }                                                                         \
    SKM_INLINE_ t2 *sk_##t1##_delete(STACK_OF(t1) *sk, int idx)               \
    {                                                                         \
        return (t2 *)OPENSSL_sk_delete(SKM_IN_(sk), idx);                     \
    }                                                                         \
    SKM_INLINE_ t2 *sk_##t1##_delete_ptr(STACK_OF(t1) *sk, t2 *p)             \
    {                                                                         \
        return (t2 *)OPENSSL_sk_delete_ptr(SKM_IN_(sk), (const void *)p);     \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_find(STACK_OF(t1) *sk, t2 *p)                   \
    {                                                                         \
        return OPENSSL_sk_find(SKM_IN_(sk), (const void *)p);                 \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_find_ex(STACK_OF(t1) *sk, t2 *p)                \
    {                                                                         \
        return OPENSSL_sk_find_ex(SKM_IN_(sk), (const void *)p);              \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_find_all(STACK_OF(t1) *sk, t2 *p, int *n)       \
    {                                                                         \
        return OPENSSL_sk_find_all(SKM_IN_(sk), (const void *)p, n);          \
    }                                                                         \
    SKM_INLINE_ void sk_##t1##_sort(STACK_OF(t1) *sk)                         \
    {                                                                         \
        OPENSSL_sk_sort(SKM_IN_(sk));                                         \
    }                                                                         \
    SKM_INLINE_ int sk_##t1##_is_sorted(const STACK_OF(t1) *sk)               \
    {                                                                         \
        return OPENSSL_sk_is_sorted(SKM_CIN_(sk));                            \
    }                                                                         \
    SKM_INLINE_ STACK_OF(t1) *sk_##t1##_dup(const STACK_OF(t1) *sk)           \
    {                                                                         \
        return (STACK_OF(t1) *)OPENSSL_sk_dup(SKM_CIN_(sk));                  \
    }                                                                         \
    SKM_INLINE_ STACK_OF(t1) *sk_##t1##_deep_copy(                            \
        const STACK_OF(t1) *sk, sk_##t1##_copyfunc copy,                      \
        sk_##t1##_freefunc undo)                                              \
    {                                                                         \
        return (STACK_OF(t1) *)OPENSSL_sk_deep_copy(                          \
            SKM_CIN_(sk), (OPENSSL_sk_copyfunc)copy,                          \
            (OPENSSL_sk_freefunc)undo);                                       \
    }                                                                         \
    SKM_INLINE_ sk_##t1##_compfunc sk_##t1##_set_cmp_func(                    \
        STACK_OF(t1) *sk, sk_##t1##_compfunc compare)                         \
    {                                                                         \
        return (sk_##t1##_compfunc)OPENSSL_sk_set_cmp_func(                   \
            SKM_IN_(sk), (OPENSSL_sk_compfunc)compare);                       \
    }

#define DEFINE_STACK_OF(t) SKM_DEFINE_STACK_OF(t, t, t)
#define DEFINE_STACK_OF_CONST(t) SKM_DEFINE_STACK_OF(t, const t, t)
#define DEFINE_SPECIAL_STACK_OF(t1, t2) SKM_DEFINE_STACK_OF(t1, t2, t2)
#define DEFINE_SPECIAL_STACK_OF_CONST(t1, t2) \
    SKM_DEFINE_STACK_OF(t1, const t2, t2)

/* Stacks of strings, where the element is the char itself. */
typedef char *OPENSSL_STRING;
typedef const char *OPENSSL_CSTRING;
DEFINE_SPECIAL_STACK_OF(OPENSSL_STRING, char)
DEFINE_SPECIAL_STACK_OF_CONST(OPENSSL_CSTRING, char)

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef void *OPENSSL_BLOCK;
DEFINE_SPECIAL_STACK_OF(OPENSSL_BLOCK, void)
#endif

#ifdef __cplusplus
}
#endif

#endif
