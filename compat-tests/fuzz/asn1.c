/* The ASN1_ITEM interpreter on hostile input: the first byte picks an item,
 * the rest is decoded, encoded, decoded again and must encode the same. */
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct TREE_st {
    ASN1_INTEGER *number;
    STACK_OF(ASN1_VALUE) *children;
    struct TREE_st *next;
    ASN1_TYPE *any;
} TREE;

const ASN1_ITEM *TREE_it(void);

ASN1_SEQUENCE(TREE) = {
    ASN1_OPT(TREE, number, ASN1_INTEGER),
    ASN1_EXP_OPT(TREE, next, TREE, 0),
    ASN1_IMP_SET_OF_OPT(TREE, children, TREE, 1),
    ASN1_EXP_OPT(TREE, any, ASN1_ANY, 2)
} ASN1_SEQUENCE_END(TREE)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ASN1_ITEM *(*const items[])(void) = {
        TREE_it,           ASN1_ANY_it,    ASN1_SEQUENCE_ANY_it,
        ASN1_SET_ANY_it,   ASN1_OBJECT_it, ASN1_INTEGER_it,
        ASN1_BIT_STRING_it, ASN1_TIME_it,  DIRECTORYSTRING_it,
        ASN1_OCTET_STRING_it,
    };
    const ASN1_ITEM *it;
    const unsigned char *p;
    unsigned char *once = NULL, *twice = NULL;
    ASN1_VALUE *v;
    int n, m;

    if (size < 1)
        return 0;
    it = items[data[0] % (sizeof(items) / sizeof(items[0]))]();
    p = data + 1;
    v = ASN1_item_d2i(NULL, &p, (long)size - 1, it);
    if (v != NULL) {
        n = ASN1_item_i2d(v, &once, it);
        ASN1_item_free(v, it);
        p = once;
        v = n > 0 ? ASN1_item_d2i(NULL, &p, n, it) : NULL;
        if (v != NULL) {
            m = ASN1_item_i2d(v, &twice, it);
            if (m != n || memcmp(once, twice, (size_t)n) != 0)
                abort();
            ASN1_item_free(v, it);
        }
        OPENSSL_free(once);
        OPENSSL_free(twice);
    }
    ERR_clear_error();
    return 0;
}
