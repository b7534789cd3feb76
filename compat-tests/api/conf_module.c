/* Configuration modules: registering, starting, failing, ending. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/asn1.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static void
E()
{
    unsigned long e;
    const char *dd;
    int f;
    while ((e = ERR_get_error_all(0, 0, 0, &dd, &f)))
        printf("   %d/%d %s [%s]\n", ERR_GET_LIB(e), ERR_GET_REASON(e),
               ERR_reason_error_string(e), dd);
}
static int
ini(CONF_IMODULE *m, const CONF *c)
{
    printf("init name %s value %s usr %p mod %d\n", CONF_imodule_get_name(m),
           CONF_imodule_get_value(m), CONF_imodule_get_usr_data(m),
           CONF_imodule_get_module(m) != NULL);
    CONF_imodule_set_usr_data(m, "u");
    return strcmp(CONF_imodule_get_value(m), "bad") ? 1 : -7;
}
static void
fin(CONF_IMODULE *m)
{
    printf("finish %s %s\n", CONF_imodule_get_name(m),
           (char *)CONF_imodule_get_usr_data(m));
}
static void
go(const char *t, const char *app, unsigned long fl)
{
    CONF *c = NCONF_new(NULL);
    long l;
    NCONF_load_bio(c, BIO_new_mem_buf(t, -1), &l);
    int r = CONF_modules_load(c, app, fl);
    printf("modules %d\n", r);
    E();
    NCONF_free(c);
}
static int
cb(const char *e, int n, void *u)
{
    printf("<%.*s>%d ", e ? n : 0, e ? e : "", n);
    return n == 3 ? -4 : 1;
}
int
main()
{
    setvbuf(stdout, 0, 2, 0);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, 0);
    ERR_clear_error();
    printf("add %d\n", CONF_module_add("mymod", ini, fin));
    E();
    go("openssl_conf=init\n[init]\nmymod=hello\n", NULL, 0);
    go("myapp=init\nopenssl_conf=other\n[init]\nmymod.2=x\n[other]\nmymod=y\n",
       "myapp", 0);
    go("openssl_conf=init\n[init]\nmymod=z\n", "none", 0);
    go("openssl_conf=init\n[init]\nmymod=z\n", "none",
       CONF_MFLAGS_DEFAULT_SECTION);
    go("openssl_conf=init\n[init]\nnosuch=z\n", NULL, CONF_MFLAGS_NO_DSO);
    go("openssl_conf=init\n[init]\nnosuch=z\nmymod=1\n", NULL,
       CONF_MFLAGS_IGNORE_ERRORS);
    go("openssl_conf=init\n[init]\nmymod=bad\n", NULL, 0);
    go("openssl_conf=init\n[init]\nmymod=bad\n", NULL, CONF_MFLAGS_SILENT);
    go("openssl_conf=init\n[init]\nmymod=bad\nmymod.3=q\n", NULL,
       CONF_MFLAGS_IGNORE_ERRORS);
    go("openssl_conf=init\n[init]\nmymod=bad\n", NULL,
       CONF_MFLAGS_IGNORE_RETURN_CODES);
    go("openssl_conf=missing\n", NULL, 0);
    go("a=1\n", NULL, 0);
    go("openssl_conf=init\nconfig_diagnostics=1\n[init]\nmymod=bad\n", NULL,
       CONF_MFLAGS_IGNORE_RETURN_CODES | CONF_MFLAGS_IGNORE_ERRORS);
    go("openssl_conf=init\n[init]\noid_section=oids\n[oids]\nmyoid=1.2.3.4."
       "5\nlongone=My Long Name, 1.2.3.4.6\n",
       NULL, 0);
    printf("oid %d %s %d\n", OBJ_sn2nid("myoid") > 0,
           OBJ_nid2ln(OBJ_txt2nid("1.2.3.4.6")),
           OBJ_ln2nid("My Long Name") > 0);
    go("openssl_conf=init\n[init]\noid_section=nooids\n", NULL, 0);
    go("openssl_conf=init\n[init]\noid_section=oids\n[oids]\nx=bad oid\n", NULL,
       0);
    go("openssl_conf=init\n[init]\nstbl_section=st\n[st]\ncommonName=min:2,max:"
       "9,mask:UTF8,flags:nomask\n",
       NULL, 0);
    go("openssl_conf=init\n[init]\nalg_section=al\n[al]\nfips_mode=yes\n", NULL,
       0);
    go("openssl_conf=init\n[init]\nalg_section=al\n[al]\ndefault_properties="
       "fips=no\n",
       NULL, 0);
    go("openssl_conf=init\n[init]\nalg_section=al\n[al]\nbogus=no\n", NULL, 0);
    go("openssl_conf=init\n[init]\nproviders=pr\n[pr]\ndefault=df\n[df]"
       "\nactivate=1\n",
       NULL, 0);
    go("openssl_conf=init\n[init]\nproviders=pr\n[pr]\nnosuchprov=df\n[df]"
       "\nactivate=1\n",
       NULL, 0);
    go("openssl_conf=init\n[init]\nproviders=pr\n", NULL, 0);
    go("openssl_conf=init\n[init]\nengines=en\n[en]\n", NULL, 0);
    go("openssl_conf=init\n[init]\nssl_conf=sc\n[sc]\nserver=ss\n[ss]"
       "\nMinProtocol=TLSv1.2\n",
       NULL, 0);
    go("openssl_conf=init\n[init]\nssl_conf=nosc\n", NULL, 0);
    go("openssl_conf=init\n[init]\nssl_conf=sc\n[sc]\nserver=noss\n", NULL, 0);
    go("openssl_conf=init\n[init]\nrandom=rn\n[rn]\nrandom=CTR-DRBG\n", NULL,
       0);
    setenv("OPENSSL_CONF", "/x/y.cnf", 1);
    printf("%s\n", CONF_get1_default_config_file());
    unsetenv("OPENSSL_CONF");
    printf("%s\n", CONF_get1_default_config_file());
    printf("file %d\n", CONF_modules_load_file("/nope.cnf", NULL, 0));
    E();
    printf("file %d\n",
           CONF_modules_load_file("/nope.cnf", NULL,
                                  CONF_MFLAGS_IGNORE_MISSING_FILE));
    E();
    printf("list %d\n", CONF_parse_list(" a, bb ,,  c c ,", ',', 1, cb, NULL));
    printf("list %d\n", CONF_parse_list(" a, bb ,,", ',', 0, cb, NULL));
    printf("list %d\n", CONF_parse_list("a:bcd:e", ':', 1, cb, NULL));
    printf("list null %d\n", CONF_parse_list(NULL, ':', 1, cb, NULL));
    E();
    printf("finish\n");
    CONF_modules_finish();
    printf("unload\n");
    CONF_modules_unload(1);
}
