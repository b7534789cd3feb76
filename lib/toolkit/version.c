/* What the library says about itself. Man page OpenSSL_version. */
#include <openssl/crypto.h>
#include <openssl/opensslv.h>

#include <stdlib.h>

#ifndef URT_OPENSSLDIR
#define URT_OPENSSLDIR "/usr/lib/ssl"
#endif

/* There are no engines or modules to be loaded; the folders are named so
 * that a program that prints or looks into them finds them absent. */
#define ENGINES_DIR URT_OPENSSLDIR "/engines-3"
#define MODULES_DIR URT_OPENSSLDIR "/ossl-modules"

unsigned long
OpenSSL_version_num(void)
{
    return OPENSSL_VERSION_NUMBER;
}

unsigned int
OPENSSL_version_major(void)
{
    return OPENSSL_VERSION_MAJOR;
}

unsigned int
OPENSSL_version_minor(void)
{
    return OPENSSL_VERSION_MINOR;
}

unsigned int
OPENSSL_version_patch(void)
{
    return OPENSSL_VERSION_PATCH;
}

const char *
OPENSSL_version_pre_release(void)
{
    return OPENSSL_VERSION_PRE_RELEASE;
}

const char *
OPENSSL_version_build_metadata(void)
{
    return OPENSSL_VERSION_BUILD_METADATA;
}

const char *
OpenSSL_version(int type)
{
    static const char *const texts[] = {
        [OPENSSL_VERSION] = OPENSSL_VERSION_TEXT,
        [OPENSSL_CFLAGS] = "compiler: information not available",
        [OPENSSL_BUILT_ON] = "built on: date not available",
        [OPENSSL_PLATFORM] = "platform: Urtica",
        [OPENSSL_DIR] = "OPENSSLDIR: \"" URT_OPENSSLDIR "\"",
        [OPENSSL_ENGINES_DIR] = "ENGINESDIR: \"" ENGINES_DIR "\"",
        [OPENSSL_VERSION_STRING] = OPENSSL_VERSION_STR,
        [OPENSSL_FULL_VERSION_STRING] = OPENSSL_FULL_VERSION_STR,
        [OPENSSL_MODULES_DIR] = "MODULESDIR: \"" MODULES_DIR "\"",
        [OPENSSL_CPU_INFO] = "CPUINFO: N/A",
    };

    if (type < 0 || (size_t)type >= sizeof(texts) / sizeof(texts[0]))
        return "not available";
    return texts[type];
}

const char *
OPENSSL_info(int type)
{
    static const char *const texts[] = {
        [OPENSSL_INFO_CONFIG_DIR - 1000] = URT_OPENSSLDIR,
        [OPENSSL_INFO_ENGINES_DIR - 1000] = ENGINES_DIR,
        [OPENSSL_INFO_MODULES_DIR - 1000] = MODULES_DIR,
        [OPENSSL_INFO_DSO_EXTENSION - 1000] = ".so",
        [OPENSSL_INFO_DIR_FILENAME_SEPARATOR - 1000] = "/",
        [OPENSSL_INFO_LIST_SEPARATOR - 1000] = ":",
        [OPENSSL_INFO_SEED_SOURCE - 1000] = "os-specific",
        [OPENSSL_INFO_CPU_SETTINGS - 1000] = NULL,
    };

    if (type < 1000 ||
        (size_t)type >= 1000 + sizeof(texts) / sizeof(texts[0]))
        return NULL;
    return texts[type - 1000];
}
