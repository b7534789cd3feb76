/* COMP_METHOD, which libssl's facade shares. */
#ifndef FAC_COMP_HANDLE_H
#define FAC_COMP_HANDLE_H

#include <openssl/comp.h>

struct comp_method_st {
    int type;
    const char *name;
};

/* The method of connections that compress: DEFLATE. */
COMP_METHOD *
fac_comp_deflate(void);

#endif
