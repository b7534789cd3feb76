/* What other files ask of the start of the library. */
#ifndef TOOLKIT_INIT_H
#define TOOLKIT_INIT_H

/* Loads openssl.cnf unless that was done or declined before. Called where its
 * effects can be seen first: by look-ups in what a configuration can add to
 * or choose from. Cheap once it was done. */
void fac_config_load(void);

#endif
