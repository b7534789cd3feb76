/* SRP's store of users. SRP is not offered: no verifier file is read, no
 * store holds a user, and the functions say so as those of OpenSSL do for a
 * file that cannot be opened and a user that is not known. */
#include <openssl/crypto.h>
#include <openssl/srp.h>

#include "toolkit/compat.h"

SRP_VBASE *
SRP_VBASE_new(char *seed_key)
{
    SRP_VBASE *vb = OPENSSL_zalloc(sizeof *vb);

    if (vb == NULL)
        return NULL;
    vb->users_pwd = sk_SRP_user_pwd_new_null();
    vb->gN_cache = sk_SRP_gN_cache_new_null();
    vb->seed_key = seed_key != NULL ? OPENSSL_strdup(seed_key) : NULL;
    if (vb->users_pwd != NULL && vb->gN_cache != NULL &&
        (seed_key == NULL || vb->seed_key != NULL))
        return vb;
    SRP_VBASE_free(vb);
    return NULL;
}

void
SRP_VBASE_free(SRP_VBASE *vb)
{
    if (vb == NULL)
        return;
    sk_SRP_user_pwd_pop_free(vb->users_pwd, SRP_user_pwd_free);
    sk_SRP_gN_cache_free(vb->gN_cache);
    OPENSSL_free(vb->seed_key);
    OPENSSL_free(vb);
}

int
SRP_VBASE_init(SRP_VBASE *vb, char *verifier_file)
{
    fac_compat("SRP_VBASE_init");
    return SRP_ERR_OPEN_FILE;
}

SRP_user_pwd *
SRP_VBASE_get1_by_user(SRP_VBASE *vb, char *username)
{
    fac_compat("SRP_VBASE_get1_by_user");
    return NULL;
}

void
SRP_user_pwd_free(SRP_user_pwd *user_pwd)
{
    if (user_pwd == NULL)
        return;
    BN_free(user_pwd->s);
    BN_clear_free(user_pwd->v);
    OPENSSL_free(user_pwd->id);
    OPENSSL_free(user_pwd->info);
    OPENSSL_free(user_pwd);
}
