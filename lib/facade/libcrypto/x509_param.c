/* X509_VERIFY_PARAM: a handle on the engine's verification parameters. */
#include "facade/libcrypto/x509_vfy_local.h"
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "facade/libcrypto/raise.h"

static int
answer(enum urt_err err)
{
    if (err == URT_OK)
        return 1;
    if (err == URT_E_NOMEM)
        ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
    return 0;
}

X509_VERIFY_PARAM *
X509_VERIFY_PARAM_new(void)
{
    X509_VERIFY_PARAM *p = OPENSSL_zalloc(sizeof *p);

    if (p == NULL)
        return NULL;
    if (urt_param_new(&p->param) != URT_OK) {
        OPENSSL_free(p);
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    return p;
}

void
X509_VERIFY_PARAM_free(X509_VERIFY_PARAM *param)
{
    if (param == NULL)
        return;
    urt_param_free(param->param);
    OPENSSL_free(param);
}

int
X509_VERIFY_PARAM_inherit(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from)
{
    return from == NULL || answer(urt_param_inherit(to->param, from->param));
}

int
X509_VERIFY_PARAM_set1(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from)
{
    return from == NULL || answer(urt_param_set(to->param, from->param));
}

int
X509_VERIFY_PARAM_set1_name(X509_VERIFY_PARAM *param, const char *name)
{
    return answer(urt_param_set_name(param->param, name));
}

int
X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *param, unsigned long flags)
{
    urt_param_set_flags(param->param, flags);
    return 1;
}

int
X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM *param, unsigned long flags)
{
    urt_param_clear_flags(param->param, flags);
    return 1;
}

unsigned long
X509_VERIFY_PARAM_get_flags(const X509_VERIFY_PARAM *param)
{
    return param->param->flags;
}

uint32_t
X509_VERIFY_PARAM_get_inh_flags(const X509_VERIFY_PARAM *param)
{
    return param->param->inherit;
}

int
X509_VERIFY_PARAM_set_inh_flags(X509_VERIFY_PARAM *param, uint32_t flags)
{
    param->param->inherit = flags;
    return 1;
}

/* ---- accepted policies ---- */

static int
add_policy(X509_VERIFY_PARAM *param, const ASN1_OBJECT *policy)
{
    return answer(urt_param_add_policy(
        param->param,
        urt_bytes(OBJ_get0_data(policy), OBJ_length(policy))));
}

int
X509_VERIFY_PARAM_add0_policy(X509_VERIFY_PARAM *param, ASN1_OBJECT *policy)
{
    if (!add_policy(param, policy))
        return 0;
    ASN1_OBJECT_free(policy);
    return 1;
}

int
X509_VERIFY_PARAM_set1_policies(X509_VERIFY_PARAM *param,
                                STACK_OF(ASN1_OBJECT) *policies)
{
    if (param == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    urt_param_clear_policies(param->param);
    if (policies == NULL)
        return 1;
    for (int i = 0; i < sk_ASN1_OBJECT_num(policies); i++)
        if (!add_policy(param, sk_ASN1_OBJECT_value(policies, i)))
            return 0;
    /* An empty list is a list: nothing is accepted. */
    param->param->has_policies = true;
    urt_param_set_flags(param->param, URT_V_FLAG_POLICY_CHECK);
    return 1;
}

int
X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *param, int purpose)
{
    if (urt_purpose_by_id(purpose) == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_PURPOSE);
        return 0;
    }
    param->param->purpose = purpose;
    return 1;
}

int
X509_VERIFY_PARAM_set_trust(X509_VERIFY_PARAM *param, int trust)
{
    if (trust < URT_TRUST_COMPAT || trust >= URT_TRUST_COUNT) {
        ERR_raise_data(ERR_LIB_X509, X509_R_INVALID_TRUST, NULL);
        return 0;
    }
    param->param->trust = trust;
    return 1;
}

void
X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *param, int depth)
{
    param->param->depth = depth;
}

int
X509_VERIFY_PARAM_get_depth(const X509_VERIFY_PARAM *param)
{
    return param->param->depth;
}

void
X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *param, int auth_level)
{
    param->param->auth_level = auth_level;
}

int
X509_VERIFY_PARAM_get_auth_level(const X509_VERIFY_PARAM *param)
{
    return param->param->auth_level;
}

time_t
X509_VERIFY_PARAM_get_time(const X509_VERIFY_PARAM *param)
{
    return (time_t)param->param->check_time;
}

void
X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *param, time_t t)
{
    urt_param_set_time(param->param, t);
}

/* ---- who the peer must be ---- */

/* A length of 0 asks for the string's own; NULL clears. */
static struct urt_bytes
name_bytes(const char *name, size_t len)
{
    if (name == NULL)
        return URT_BYTES_NONE;
    return urt_bytes(name, len > 0 ? len : strlen(name));
}

int
X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM *param, const char *name,
                            size_t namelen)
{
    return answer(urt_param_set_host(param->param, name_bytes(name, namelen)));
}

int
X509_VERIFY_PARAM_add1_host(X509_VERIFY_PARAM *param, const char *name,
                            size_t namelen)
{
    return answer(urt_param_add_host(param->param, name_bytes(name, namelen)));
}

char *
X509_VERIFY_PARAM_get0_host(X509_VERIFY_PARAM *param, int n)
{
    if (n < 0 || (size_t)n >= param->param->host_count)
        return NULL;
    return param->param->hosts[n];
}

void
X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM *param, unsigned int flags)
{
    param->param->host_flags = flags;
}

unsigned int
X509_VERIFY_PARAM_get_hostflags(const X509_VERIFY_PARAM *param)
{
    return param->param->host_flags;
}

char *
X509_VERIFY_PARAM_get0_peername(const X509_VERIFY_PARAM *param)
{
    return param->param->peer_name;
}

void
X509_VERIFY_PARAM_move_peername(X509_VERIFY_PARAM *to, X509_VERIFY_PARAM *from)
{
    char *name = from != NULL ? from->param->peer_name : NULL;

    if (to->param->peer_name != name) {
        OPENSSL_free(to->param->peer_name);
        to->param->peer_name = name;
    }
    if (from != NULL)
        from->param->peer_name = NULL;
}

int
X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *param, const char *email,
                             size_t emaillen)
{
    return answer(
        urt_param_set_email(param->param, name_bytes(email, emaillen)));
}

char *
X509_VERIFY_PARAM_get0_email(X509_VERIFY_PARAM *param)
{
    return param->param->email;
}

int
X509_VERIFY_PARAM_set1_ip(X509_VERIFY_PARAM *param, const unsigned char *ip,
                          size_t iplen)
{
    if (iplen != 0 && iplen != 4 && iplen != 16) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    return answer(urt_param_set_ip(param->param, urt_bytes(ip, iplen)));
}

int
X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM *param, const char *ipasc)
{
    uint8_t ip[16];
    size_t len;

    return urt_ip_from_text(ip, &len, ipasc) &&
           X509_VERIFY_PARAM_set1_ip(param, ip, len);
}

char *
X509_VERIFY_PARAM_get1_ip_asc(X509_VERIFY_PARAM *param)
{
    ASN1_OCTET_STRING *ip;
    char *text = NULL;

    if (param == NULL || param->param->ip_len == 0)
        return NULL;
    ip = ASN1_OCTET_STRING_new();
    if (ip != NULL && ASN1_OCTET_STRING_set(ip, param->param->ip,
                                            (int)param->param->ip_len))
        text = fac_ip_text(ip);
    ASN1_OCTET_STRING_free(ip);
    return text;
}

/* ---- the built-in table ---- */

const char *
X509_VERIFY_PARAM_get0_name(const X509_VERIFY_PARAM *param)
{
    return param->param->name;
}

int
X509_VERIFY_PARAM_get_count(void)
{
    return (int)urt_param_builtin_count;
}

/* One handle for each row, so that a look-up gives the same pointer. */
static X509_VERIFY_PARAM builtin[8];

const X509_VERIFY_PARAM *
X509_VERIFY_PARAM_get0(int id)
{
    if (id < 0 || (size_t)id >= urt_param_builtin_count ||
        (size_t)id >= sizeof builtin / sizeof *builtin)
        return NULL;
    /* Everyone writes the same value. */
    builtin[id].param = (struct urt_param *)&urt_param_builtins[id];
    return &builtin[id];
}

const X509_VERIFY_PARAM *
X509_VERIFY_PARAM_lookup(const char *name)
{
    for (size_t i = 0; i < urt_param_builtin_count; i++)
        if (strcmp(urt_param_builtins[i].name, name) == 0)
            return X509_VERIFY_PARAM_get0((int)i);
    return NULL;
}
