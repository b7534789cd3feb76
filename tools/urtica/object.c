/* Imports of an ELF object: the dynamic symbols, with the versions that
 * .gnu.version and .gnu.version_r give them. libelf checks the offsets. */
#include "object.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbols.h"

/* The sections that matter. */
struct parts {
    Elf *elf;
    Elf_Data *symbols, *versions, *needs, *dynamic;
    size_t strings, need_strings, dynamic_strings; /* section numbers */
    size_t count, need_count, dynamic_count;
};

/* A version node that the object asks a library for. */
struct need {
    const char *library, *node;
    unsigned index;
    struct need *next;
};

static const char *const ours[] = {"libssl.so.3", "libcrypto.so.3"};

static bool
is_ours(const char *soname)
{
    for (size_t i = 0; soname != NULL && i < 2; i++)
        if (strcmp(soname, ours[i]) == 0)
            return true;
    return false;
}

bool
object_is_openssl(const char *path)
{
    const char *base = strrchr(path, '/');

    return is_ours(base != NULL ? base + 1 : path);
}

static const char *
text_at(const struct parts *p, size_t section, size_t offset)
{
    return elf_strptr(p->elf, section, offset);
}

static bool
find_parts(struct parts *p)
{
    Elf_Scn *scn = NULL;
    GElf_Shdr sh;

    while ((scn = elf_nextscn(p->elf, scn)) != NULL) {
        Elf_Data *data;

        if (gelf_getshdr(scn, &sh) == NULL)
            return false;
        data = elf_getdata(scn, NULL);
        if (data == NULL)
            continue;
        switch (sh.sh_type) {
        case SHT_DYNSYM:
            p->symbols = data;
            p->strings = sh.sh_link;
            p->count = sh.sh_entsize != 0 ? sh.sh_size / sh.sh_entsize : 0;
            break;
        case SHT_GNU_versym:
            p->versions = data;
            break;
        case SHT_GNU_verneed:
            p->needs = data;
            p->need_strings = sh.sh_link;
            p->need_count = sh.sh_info;
            break;
        case SHT_DYNAMIC:
            p->dynamic = data;
            p->dynamic_strings = sh.sh_link;
            p->dynamic_count =
                sh.sh_entsize != 0 ? sh.sh_size / sh.sh_entsize : 0;
            break;
        default:
            break;
        }
    }
    return true;
}

static void
read_dynamic(const struct parts *p, struct object *o)
{
    GElf_Dyn d;

    for (size_t i = 0; p->dynamic != NULL && i < p->dynamic_count &&
                       gelf_getdyn(p->dynamic, (int)i, &d) != NULL; i++) {
        if (d.d_tag == DT_NEEDED &&
            is_ours(text_at(p, p->dynamic_strings, d.d_un.d_val)))
            o->needs_ours = true;
        if (d.d_tag == DT_BIND_NOW ||
            (d.d_tag == DT_FLAGS && (d.d_un.d_val & DF_BIND_NOW) != 0) ||
            (d.d_tag == DT_FLAGS_1 && (d.d_un.d_val & DF_1_NOW) != 0))
            o->bind_now = true;
    }
}

static void
free_needs(struct need *list)
{
    while (list != NULL) {
        struct need *next = list->next;

        free(list);
        list = next;
    }
}

/* All nodes of all libraries; NULL may also be that there are none. */
static struct need *
read_needs(const struct parts *p)
{
    struct need *list = NULL;
    size_t at = 0;
    GElf_Verneed vn;

    for (size_t i = 0; p->needs != NULL && i < p->need_count &&
                       gelf_getverneed(p->needs, (int)at, &vn) != NULL; i++) {
        const char *library = text_at(p, p->need_strings, vn.vn_file);
        size_t aux = at + vn.vn_aux;
        GElf_Vernaux va;

        for (unsigned k = 0; k < vn.vn_cnt &&
                             gelf_getvernaux(p->needs, (int)aux, &va) != NULL;
             k++) {
            struct need *n = malloc(sizeof *n);

            if (n == NULL)
                break;
            *n = (struct need){library,
                               text_at(p, p->need_strings, va.vna_name),
                               va.vna_other & 0x7fff, list};
            list = n;
            if (va.vna_next == 0)
                break;
            aux += va.vna_next;
        }
        if (vn.vn_next == 0)
            break;
        at += vn.vn_next;
    }
    return list;
}

static const struct need *
need_of(const struct need *list, unsigned index)
{
    for (; list != NULL; list = list->next)
        if (list->index == index)
            return list;
    return NULL;
}

static char *
copy(const char *text)
{
    return text != NULL ? strdup(text) : NULL;
}

static bool
add_import(struct object *o, const char *name, const struct need *n,
           const GElf_Sym *sym)
{
    struct import *more = realloc(o->imports, (o->import_count + 1) *
                                                  sizeof *more);

    if (more == NULL)
        return false;
    o->imports = more;
    o->imports[o->import_count++] = (struct import){
        .name = strdup(name),
        .library = copy(n != NULL ? n->library : NULL),
        .node = copy(n != NULL ? n->node : NULL),
        .weak = GELF_ST_BIND(sym->st_info) == STB_WEAK,
        .data = GELF_ST_TYPE(sym->st_info) == STT_OBJECT,
    };
    return o->imports[o->import_count - 1].name != NULL;
}

static bool
read_imports(const struct parts *p, struct object *o)
{
    enum { FIRST_NODE = 2 };
    struct need *needs = read_needs(p);
    bool ok = true;

    for (size_t i = 0; ok && p->symbols != NULL && i < p->count; i++) {
        const struct need *n = NULL;
        const char *name;
        GElf_Versym v = 0;
        GElf_Sym sym;

        if (gelf_getsym(p->symbols, (int)i, &sym) == NULL)
            break;
        name = text_at(p, p->strings, sym.st_name);
        if (sym.st_shndx != SHN_UNDEF || name == NULL || *name == '\0')
            continue;
        if (p->versions != NULL &&
            gelf_getversym(p->versions, (int)i, &v) != NULL)
            v &= 0x7fff;
        if (v >= FIRST_NODE)
            n = need_of(needs, v);
        if (n != NULL ? is_ours(n->library)
                      : v < FIRST_NODE && o->needs_ours &&
                            symbol_find(name) != NULL)
            ok = add_import(o, name, n, &sym);
    }
    free_needs(needs);
    return ok;
}

/* The run-time linker's name. Without the sections that describe what it is
 * to load, nothing can be told. */
static bool
read_segments(const struct parts *p, struct object *o)
{
    size_t count, size;
    const char *raw = elf_rawfile(p->elf, &size);
    GElf_Phdr ph;

    if (raw == NULL || elf_getphdrnum(p->elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (gelf_getphdr(p->elf, (int)i, &ph) == NULL ||
            (ph.p_type == PT_DYNAMIC &&
             (p->dynamic == NULL || p->symbols == NULL)))
            return false;
        if (ph.p_type == PT_INTERP && ph.p_offset <= size &&
            ph.p_filesz <= size - ph.p_offset && o->interpreter == NULL)
            o->interpreter = strndup(raw + ph.p_offset, ph.p_filesz);
    }
    return true;
}

bool
object_read(const char *path, struct object *o, const char **why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct parts p = {0};
    bool ok;

    memset(o, 0, sizeof *o);
    if (fd < 0) {
        *why = strerror(errno);
        return false;
    }
    elf_version(EV_CURRENT);
    p.elf = elf_begin(fd, ELF_C_READ, NULL);
    ok = p.elf != NULL && elf_kind(p.elf) == ELF_K_ELF && find_parts(&p);
    *why = "not a program or library (ELF)";
    if (ok) {
        *why = "damaged, or without a table of its sections";
        ok = read_segments(&p, o);
    }
    if (ok) {
        *why = "out of memory";
        o->path = strdup(path);
        read_dynamic(&p, o);
        ok = o->path != NULL && read_imports(&p, o);
    }
    elf_end(p.elf);
    close(fd);
    if (!ok)
        object_free(o);
    return ok;
}

void
object_free(struct object *o)
{
    for (size_t i = 0; i < o->import_count; i++) {
        free(o->imports[i].name);
        free(o->imports[i].library);
        free(o->imports[i].node);
    }
    free(o->imports);
    free(o->interpreter);
    free(o->path);
    memset(o, 0, sizeof *o);
}
