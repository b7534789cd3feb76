/* The modules every openssl.cnf may use: new OIDs, rules for strings, the
 * generator.
 *
 * The generator has no choice of algorithms; what `random` may name is
 * checked. Lists of SSL commands are in conf_ssl.c; providers, properties and
 * engines come from above, see conf_modules.h. */
#include "toolkit/conf_local.h"

#include "engine/base/text.h"
#include "toolkit/compat.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/cryptoerr.h>
#include <stdlib.h>

static STACK_OF(CONF_VALUE) *
section_of(const CONF_IMODULE *md, const CONF *cnf)
{
    return NCONF_get_section(cnf, CONF_imodule_get_value(md));
}

/* ---- oid_section ------------------------------------------------------- */

/* short = [long name,] 1.2.3.4 */
static bool
add_oid(const char *name, const char *value)
{
    const char *comma = strrchr(value, ','), *oid = value, *end;
    char *long_name;
    bool ok;

    if (comma == NULL)
        return OBJ_create(value, name, name) != NID_undef;
    for (oid = comma + 1; urt_ascii_is_space(*oid); oid++)
        continue;
    while (urt_ascii_is_space(*value))
        value++;
    for (end = comma; end > value && urt_ascii_is_space(end[-1]); end--)
        continue;
    if (*oid == 0 || end == value)
        return false;
    if ((long_name = urt_memdup(value, (size_t)(end - value) + 1)) == NULL)
        return false;
    long_name[end - value] = 0;
    ok = OBJ_create(oid, name, long_name) != NID_undef;
    urt_free(long_name);
    return ok;
}

int
fac_conf_oid_init(CONF_IMODULE *md, const CONF *cnf)
{
    STACK_OF(CONF_VALUE) *list = section_of(md, cnf);

    if (list == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_ERROR_LOADING_SECTION);
        return 0;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);

        if (!add_oid(v->name, v->value)) {
            ERR_raise(ERR_LIB_ASN1, ASN1_R_ADDING_OBJECT);
            return 0;
        }
    }
    return 1;
}

/* ---- stbl_section ------------------------------------------------------ */

struct rule {
    long minsize, maxsize;
    unsigned long mask, flags;
};

/* One of min:, max:, mask:, flags:. */
static int
read_rule(const char *elem, int len, void *arg)
{
    struct rule *r = arg;
    char text[128], *value, *end = NULL;

    if (elem == NULL || len <= 0 || (size_t)len >= sizeof(text))
        return 0;
    memcpy(text, elem, (size_t)len);
    text[len] = 0;
    if ((value = strchr(text, ':')) == NULL)
        return 0;
    *value++ = 0;
    if (strcmp(text, "min") == 0)
        r->minsize = strtol(value, &end, 0);
    else if (strcmp(text, "max") == 0)
        r->maxsize = strtol(value, &end, 0);
    else if (strcmp(text, "mask") == 0)
        return ASN1_str2mask(value, &r->mask) && r->mask != 0;
    else if (strcmp(text, "flags") != 0)
        return 0;
    else if (strcmp(value, "nomask") == 0)
        r->flags = STABLE_NO_MASK;
    else if (strcmp(value, "none") == 0)
        r->flags = STABLE_FLAGS_CLEAR;
    else
        return 0;
    return end == NULL || *end == 0;
}

int
fac_conf_stbl_init(CONF_IMODULE *md, const CONF *cnf)
{
    STACK_OF(CONF_VALUE) *list = section_of(md, cnf);

    if (list == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_ERROR_LOADING_SECTION);
        return 0;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        struct rule r = {-1, -1, 0, 0};
        int nid = OBJ_sn2nid(v->name);

        if (nid == NID_undef)
            nid = OBJ_ln2nid(v->name);
        if (nid == NID_undef ||
            CONF_parse_list(v->value, ',', 1, read_rule, &r) <= 0 ||
            !ASN1_STRING_TABLE_add(nid, r.minsize, r.maxsize, r.mask,
                                   r.flags)) {
            ERR_raise_data(ERR_LIB_ASN1, ASN1_R_INVALID_VALUE,
                           "field=%s, value=%s", v->name, v->value);
            return 0;
        }
    }
    return 1;
}

/* ---- sections that are checked ----------------------------------------- */

int
fac_conf_random_init(CONF_IMODULE *md, const CONF *cnf)
{
    static const char *const names[] = {"random", "cipher", "digest",
                                        "properties", "seed",
                                        "seed_properties"};
    STACK_OF(CONF_VALUE) *list = section_of(md, cnf);

    if (list == NULL) {
        ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_RANDOM_SECTION_ERROR);
        return 0;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        size_t k = 0;

        while (k < sizeof(names) / sizeof(names[0]) &&
               strcmp(v->name, names[k]) != 0)
            k++;
        if (k == sizeof(names) / sizeof(names[0])) {
            ERR_raise_data(ERR_LIB_CRYPTO,
                           CRYPTO_R_UNKNOWN_NAME_IN_RANDOM_SECTION,
                           "name=%s, value=%s", v->name, v->value);
            return 0;
        }
        fac_compat_about("CONF_modules_load", v->name);
    }
    return 1;
}
