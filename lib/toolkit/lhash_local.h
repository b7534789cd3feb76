/* What the toolkit shares of hash tables. */
#ifndef FAC_LHASH_LOCAL_H
#define FAC_LHASH_LOCAL_H

/* A hash of text, in 32 bits; 0 for NULL and for empty text. */
unsigned long fac_lh_hash_text(const char *text);

#endif
