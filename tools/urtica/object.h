/* What a program or a library on disk wants of libssl and libcrypto. */
#ifndef URTICA_OBJECT_H
#define URTICA_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

/* A symbol that the object doesn't define. */
struct import {
    char *name;
    char *library; /* the SONAME it is bound to, NULL without a version */
    char *node;    /* the version node, NULL without */
    bool weak;     /* may be missing */
    bool data;     /* of a variable: needed at once */
};

struct object {
    char *path;
    bool bind_now;    /* all functions are looked for when it starts */
    bool needs_ours;  /* DT_NEEDED names libssl.so.3 or libcrypto.so.3 */
    char *interpreter; /* the run-time linker, NULL when it names none */
    struct import *imports;
    size_t import_count;
};

/* Whether a file of this name is a libssl or libcrypto itself. */
bool object_is_openssl(const char *path);

/* Reads PATH: of its undefined symbols those bound to libssl.so.3 or
 * libcrypto.so.3, and where they carry no version, those that OpenSSL has and
 * that nothing else says to come from elsewhere. False, with *WHY a static
 * text, when it is no ELF file or can't be read. */
bool object_read(const char *path, struct object *o, const char **why);

void object_free(struct object *o);

#endif
