/* The tables of known objects (obj_table.c, a made file). */
#ifndef FAC_OBJ_TABLE_H
#define FAC_OBJ_TABLE_H

#include "toolkit/obj_local.h"

#include <stdint.h>

/* NIDs in the order of a key. */
struct fac_obj_index {
    const uint16_t *nids;
    size_t count;
};

struct fac_obj_sigid {
    int sign, digest, key;
};

/* Indexed by NID; a row with a zero NID (but for the first) is a gap. */
extern const struct asn1_object_st fac_obj_table[];
extern const int fac_obj_count;
extern const struct fac_obj_index fac_obj_by_oid; /* length, then bytes */
extern const struct fac_obj_index fac_obj_by_sn;
extern const struct fac_obj_index fac_obj_by_ln;
extern const struct fac_obj_sigid fac_obj_sigids[]; /* by sign */
extern const int fac_obj_sigid_count;

#endif
