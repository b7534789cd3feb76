/* ENGINE: there are none. Every function answers as OpenSSL does when no
 * engine of the name in question exists, error queue included; lists are
 * empty, defaults are unset.
 *
 * A program can never hold an ENGINE of ours, so whatever is handed in as
 * one is refused unread. */
#include <openssl/engine.h>
#include <openssl/err.h>

#include "toolkit/compat.h"

#undef ENGINE_load_builtin_engines
void ENGINE_load_builtin_engines(void);

/* Of ERR_LIB_DSO, whose header is private in OpenSSL. */
enum { DSO_R_LOAD_FAILED = 103 };

static int
refuse(void)
{
    ERR_raise(ERR_LIB_ENGINE, ERR_R_PASSED_NULL_PARAMETER);
    return 0;
}

ENGINE *
ENGINE_by_id(const char *id)
{
    fac_compat("ENGINE_by_id");
    if (id == NULL) {
        refuse();
        return NULL;
    }
    ERR_raise_data(ERR_LIB_DSO, DSO_R_LOAD_FAILED,
                   "filename(%s.so): not offered", id);
    ERR_raise(ERR_LIB_DSO, DSO_R_LOAD_FAILED);
    ERR_raise(ERR_LIB_ENGINE, ENGINE_R_DSO_NOT_FOUND);
    ERR_raise_data(ERR_LIB_ENGINE, ENGINE_R_NO_SUCH_ENGINE, "id=%s", id);
    return NULL;
}

ENGINE *
ENGINE_get_first(void)
{
    fac_compat("ENGINE_get_first");
    return NULL;
}

ENGINE *
ENGINE_get_last(void)
{
    fac_compat("ENGINE_get_last");
    return NULL;
}

ENGINE *
ENGINE_get_next(ENGINE *e)
{
    fac_compat("ENGINE_get_next");
    if (e == NULL)
        refuse();
    return NULL;
}

ENGINE *
ENGINE_get_prev(ENGINE *e)
{
    fac_compat("ENGINE_get_prev");
    if (e == NULL)
        refuse();
    return NULL;
}

const char *
ENGINE_get_id(const ENGINE *e)
{
    fac_compat("ENGINE_get_id");
    return NULL;
}

const char *
ENGINE_get_name(const ENGINE *e)
{
    fac_compat("ENGINE_get_name");
    return NULL;
}

int
ENGINE_init(ENGINE *e)
{
    fac_compat("ENGINE_init");
    return refuse();
}

int
ENGINE_up_ref(ENGINE *e)
{
    fac_compat("ENGINE_up_ref");
    return refuse();
}

/* Nothing to give up: that works. */
int
ENGINE_free(ENGINE *e)
{
    fac_compat("ENGINE_free");
    return 1;
}

int
ENGINE_finish(ENGINE *e)
{
    fac_compat("ENGINE_finish");
    return 1;
}

int
ENGINE_ctrl(ENGINE *e, int cmd, long i, void *p, void (*f)(void))
{
    fac_compat("ENGINE_ctrl");
    return refuse();
}

int
ENGINE_ctrl_cmd(ENGINE *e, const char *name, long i, void *p, void (*f)(void),
                int optional)
{
    fac_compat("ENGINE_ctrl_cmd");
    return refuse();
}

int
ENGINE_ctrl_cmd_string(ENGINE *e, const char *name, const char *arg,
                       int optional)
{
    fac_compat("ENGINE_ctrl_cmd_string");
    return refuse();
}

EVP_PKEY *
ENGINE_load_private_key(ENGINE *e, const char *id, UI_METHOD *ui, void *data)
{
    fac_compat("ENGINE_load_private_key");
    refuse();
    return NULL;
}

EVP_PKEY *
ENGINE_load_public_key(ENGINE *e, const char *id, UI_METHOD *ui, void *data)
{
    fac_compat("ENGINE_load_public_key");
    refuse();
    return NULL;
}

int
ENGINE_set_default(ENGINE *e, unsigned int flags)
{
    fac_compat("ENGINE_set_default");
    return refuse();
}

int
ENGINE_set_default_string(ENGINE *e, const char *list)
{
    fac_compat("ENGINE_set_default_string");
    return refuse();
}

void
ENGINE_load_builtin_engines(void)
{
    fac_compat("ENGINE_load_builtin_engines");
}

int
ENGINE_register_all_complete(void)
{
    fac_compat("ENGINE_register_all_complete");
    return 1;
}

ENGINE *
ENGINE_get_cipher_engine(int nid)
{
    fac_compat("ENGINE_get_cipher_engine");
    return NULL;
}

ENGINE *
ENGINE_get_digest_engine(int nid)
{
    fac_compat("ENGINE_get_digest_engine");
    return NULL;
}

ENGINE *
ENGINE_get_default_RSA(void)
{
    fac_compat("ENGINE_get_default_RSA");
    return NULL;
}

ENGINE *
ENGINE_get_default_EC(void)
{
    fac_compat("ENGINE_get_default_EC");
    return NULL;
}

ENGINE *
ENGINE_get_default_DH(void)
{
    fac_compat("ENGINE_get_default_DH");
    return NULL;
}

ENGINE *
ENGINE_get_default_RAND(void)
{
    fac_compat("ENGINE_get_default_RAND");
    return NULL;
}
