/* Memory: the one door to the allocator, wiping, and injected failures.
 *
 * Everything that lib allocates comes from here, so that a program's
 * CRYPTO_set_mem_functions is obeyed and tests can make any allocation fail.
 * Allocations of zero bytes return a non-NULL pointer to one byte. */
#ifndef URT_BASE_MEM_H
#define URT_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define URT_MUST_CHECK __attribute__((warn_unused_result))

/* LEN uninitialised bytes, or NULL. Freed with urt_free. */
void *urt_alloc(size_t len) URT_MUST_CHECK;
/* The same, zeroed. */
void *urt_zalloc(size_t len) URT_MUST_CHECK;
/* COUNT * SIZE zeroed bytes; NULL also when the product overflows. */
void *urt_calloc(size_t count, size_t size) URT_MUST_CHECK;
/* As realloc; on failure the old block stays. Never for secrets. */
void *urt_realloc(void *ptr, size_t len) URT_MUST_CHECK;
/* A copy of LEN bytes (NULL data with LEN 0 is allowed). */
void *urt_memdup(const void *data, size_t len) URT_MUST_CHECK;
/* A copy of a string; NULL in gives NULL. */
char *urt_strdup(const char *text) URT_MUST_CHECK;
void urt_free(void *ptr);
/* Overwrites so that no compiler removes it. */
void urt_wipe(void *ptr, size_t len);
/* Wipes LEN bytes, then frees. NULL is allowed. */
void urt_wipe_free(void *ptr, size_t len);

typedef void *urt_malloc_fn(size_t len);
typedef void *urt_realloc_fn(void *ptr, size_t len);
typedef void urt_free_fn(void *ptr);

/* Replaces the allocator, all three or none. False, with nothing changed,
 * once anything has been allocated. */
bool urt_mem_set_functions(urt_malloc_fn *m, urt_realloc_fn *r, urt_free_fn *f);

/* For tests: the allocation number NTH from now (1 is the next) fails once;
 * 0 turns injection off. */
void urt_mem_fail_nth(unsigned long nth);
/* For tests: allocations asked for since the last urt_mem_fail_nth. */
unsigned long urt_mem_count(void);

#endif
