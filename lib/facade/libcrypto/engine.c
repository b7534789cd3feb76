/* ENGINE: there are none. Every function answers as OpenSSL does when no
 * engine of the name in question exists, error queue included; lists are
 * empty, defaults are unset.
 *
 * A program can never hold an ENGINE of ours, so whatever is handed in as
 * one is refused unread. */
#include <openssl/engine.h>
#include <openssl/err.h>

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
    return NULL;
}

ENGINE *
ENGINE_get_last(void)
{
    return NULL;
}

ENGINE *
ENGINE_get_next(ENGINE *e)
{
    if (e == NULL)
        refuse();
    return NULL;
}

ENGINE *
ENGINE_get_prev(ENGINE *e)
{
    if (e == NULL)
        refuse();
    return NULL;
}

const char *
ENGINE_get_id(const ENGINE *e)
{
    return NULL;
}

const char *
ENGINE_get_name(const ENGINE *e)
{
    return NULL;
}

int
ENGINE_init(ENGINE *e)
{
    return refuse();
}

int
ENGINE_up_ref(ENGINE *e)
{
    return refuse();
}

/* Nothing to give up: that works. */
int
ENGINE_free(ENGINE *e)
{
    return 1;
}

int
ENGINE_finish(ENGINE *e)
{
    return 1;
}

int
ENGINE_ctrl(ENGINE *e, int cmd, long i, void *p, void (*f)(void))
{
    return refuse();
}

int
ENGINE_ctrl_cmd(ENGINE *e, const char *name, long i, void *p, void (*f)(void),
                int optional)
{
    return refuse();
}

int
ENGINE_ctrl_cmd_string(ENGINE *e, const char *name, const char *arg,
                       int optional)
{
    return refuse();
}

EVP_PKEY *
ENGINE_load_private_key(ENGINE *e, const char *id, UI_METHOD *ui, void *data)
{
    refuse();
    return NULL;
}

EVP_PKEY *
ENGINE_load_public_key(ENGINE *e, const char *id, UI_METHOD *ui, void *data)
{
    refuse();
    return NULL;
}

int
ENGINE_set_default(ENGINE *e, unsigned int flags)
{
    return refuse();
}

int
ENGINE_set_default_string(ENGINE *e, const char *list)
{
    return refuse();
}

void
ENGINE_load_builtin_engines(void)
{
}

int
ENGINE_register_all_complete(void)
{
    return 1;
}

ENGINE *
ENGINE_get_cipher_engine(int nid)
{
    return NULL;
}

ENGINE *
ENGINE_get_digest_engine(int nid)
{
    return NULL;
}

ENGINE *
ENGINE_get_default_RSA(void)
{
    return NULL;
}

ENGINE *
ENGINE_get_default_EC(void)
{
    return NULL;
}

ENGINE *
ENGINE_get_default_DH(void)
{
    return NULL;
}

ENGINE *
ENGINE_get_default_RAND(void)
{
    return NULL;
}
