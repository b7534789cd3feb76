/* Whether this libcrypto serves a libssl that is not its own.
 *
 * The two libraries are one program cut in two; a libssl of another make would
 * reach into objects that look different here. Our libssl can't be loaded with
 * another libcrypto, as it needs our private version node; the reverse is
 * found here, at the library's start, and ends the process.
 *
 * Nothing is judged by file names, which may be links, deleted, or those of a
 * second pair of libraries in the same process: a libssl is what calls itself
 * libssl.so.3, ours is what needs a node URTICA_PRIVATE_*, and only one whose
 * OPENSSL_init_crypto is this library's is mixed with it. */
#include "toolkit/init_local.h"

#include <dlfcn.h>
#include <link.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FOREIGN_MAX = 4 };

struct search {
    size_t count;
    char name[FOREIGN_MAX][PATH_MAX];
};

/* What the dynamic section of one object points to. */
struct dynamic {
    const char *strings;
    const ElfW(Verneed) * versions;
    size_t version_count;
    size_t soname; /* into strings; 0: none */
};

/* Most machines relocate these pointers in place, some leave them as they
 * are in the file. */
static const void *
address(const struct dl_phdr_info *info, ElfW(Addr) value)
{
    return (const void *)(value < info->dlpi_addr ? info->dlpi_addr + value
                                                  : value);
}

static void
read_dynamic(struct dynamic *d, const struct dl_phdr_info *info,
             const ElfW(Dyn) * at)
{
    for (; at->d_tag != DT_NULL; at++)
        switch (at->d_tag) {
        case DT_STRTAB:
            d->strings = address(info, at->d_un.d_ptr);
            break;
        case DT_VERNEED:
            d->versions = address(info, at->d_un.d_ptr);
            break;
        case DT_VERNEEDNUM:
            d->version_count = at->d_un.d_val;
            break;
        case DT_SONAME:
            d->soname = at->d_un.d_val;
            break;
        }
}

static bool
needs_private_node(const struct dynamic *d)
{
    static const char prefix[] = "URTICA_PRIVATE_";
    const char *need = (const char *)d->versions;

    for (size_t i = 0; need != NULL && i < d->version_count; i++) {
        const ElfW(Verneed) *file = (const void *)need;
        const char *aux = need + file->vn_aux;

        for (unsigned k = 0; k < file->vn_cnt; k++) {
            const ElfW(Vernaux) *node = (const void *)aux;

            if (strncmp(d->strings + node->vna_name, prefix,
                        sizeof(prefix) - 1) == 0)
                return true;
            aux += node->vna_next;
        }
        need += file->vn_next;
    }
    return false;
}

/* Called under a lock of the loader: only notes names. */
static int
look(struct dl_phdr_info *info, size_t size, void *arg)
{
    struct search *s = arg;
    struct dynamic d = {0};

    for (unsigned i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
            read_dynamic(&d, info,
                         (const void *)(info->dlpi_addr +
                                        info->dlpi_phdr[i].p_vaddr));
    if (d.strings == NULL || d.soname == 0 ||
        strcmp(d.strings + d.soname, "libssl.so.3") != 0 ||
        needs_private_node(&d))
        return 0;
    snprintf(s->name[s->count], PATH_MAX, "%s", info->dlpi_name);
    return ++s->count == FOREIGN_MAX;
}

/* The function that the library called NAME was linked to. */
static bool
is_served_by_us(const char *name)
{
    void *library = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
    bool ours;

    if (library == NULL)
        return false;
    ours = dlsym(library, "OPENSSL_init_crypto") == (void *)OPENSSL_init_crypto;
    dlclose(library);
    return ours;
}

void
fac_init_refuse_mixing(void)
{
    struct search s;

    s.count = 0;
    (void)dl_iterate_phdr(look, &s);
    for (size_t i = 0; i < s.count; i++)
        if (is_served_by_us(s.name[i])) {
            fprintf(stderr,
                    "libcrypto.so.3: this is Urtica's, and %s is not: both"
                    " must come from the same build\n",
                    s.name[i]);
            /* As the loader ends a program whose parts don't fit. */
            _exit(127);
        }
}
