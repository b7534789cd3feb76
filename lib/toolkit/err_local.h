/* Raising errors from inside: one line a failure, position included.
 *
 *     return fac_err_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
 *
 * The value is always 0, so that it can be returned as int or compared. */
#ifndef FAC_ERR_LOCAL_H
#define FAC_ERR_LOCAL_H

#include <openssl/err.h>

#define fac_err_raise(lib, reason) \
    fac_err_raise_at(__FILE__, __LINE__, __func__, (lib), (reason), NULL)
/* With data text, as printf. */
#define fac_err_raise_data(lib, reason, ...)                            \
    fac_err_raise_at(__FILE__, __LINE__, __func__, (lib), (reason), \
                     __VA_ARGS__)
/* A failed system call: errno with "calling NAME()" or similar as text. */
#define fac_err_raise_sys(...)                                       \
    fac_err_raise_at(__FILE__, __LINE__, __func__, ERR_LIB_SYS, errno, \
                     __VA_ARGS__)

int fac_err_raise_at(const char *file, int line, const char *func, int lib,
                     int reason, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Frees the calling thread's queue; it may be used again afterwards. */
void fac_err_thread_stop(void);

#endif
