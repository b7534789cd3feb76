/* The tables of error texts (err_table.c, a made file). */
#ifndef FAC_ERR_TABLE_H
#define FAC_ERR_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct fac_err_reason {
    uint32_t code; /* library << 23 | reason; common ones without library */
    const char *text;
};

extern const char *const fac_err_libraries[];
extern const struct fac_err_reason fac_err_common[];
extern const size_t fac_err_common_count;
extern const struct fac_err_reason fac_err_reasons[]; /* by code */
extern const size_t fac_err_reason_count;

#endif
