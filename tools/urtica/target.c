/* What a program on disk is. The ELF structures are those of elf(5); every
 * offset and size comes from the file and is checked against its length. */
#include "target.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

struct image {
    const uint8_t *data;
    size_t len;
};

/* What this very program was built for. */
#if __SIZEOF_POINTER__ == 8
# define OWN_CLASS ELFCLASS64
#else
# define OWN_CLASS ELFCLASS32
#endif

static bool look_setid(int fd, struct target *t);
static bool look_caps(int fd, struct target *t);
static void look_elf(struct image im, struct target *t);
static void look_script(struct image im, struct target *t);
static bool own_machine(uint16_t *machine);

bool
target_look(const char *path, struct target *t)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *map = MAP_FAILED;
    struct image im;

    memset(t, 0, sizeof *t);
    t->kind = TARGET_OTHER;
    if (fd < 0) {
        /* A program may be executable and not readable: what can be told
         * without reading it still counts. */
        if (errno == EACCES && stat(path, &st) == 0) {
            t->setid = (st.st_mode & (S_ISUID | S_ISGID)) != 0;
            t->caps = getxattr(path, "security.capability", NULL, 0) > 0;
            return true;
        }
        return false;
    }
    if (fstat(fd, &st) != 0 || !look_setid(fd, t) || !look_caps(fd, t)) {
        close(fd);
        return false;
    }
    im.len = (size_t)st.st_size;
    if (S_ISREG(st.st_mode) && im.len > 0)
        map = mmap(NULL, im.len, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return true;
    im.data = map;
    if (im.len >= SELFMAG && memcmp(im.data, ELFMAG, SELFMAG) == 0)
        look_elf(im, t);
    else if (im.len >= 2 && memcmp(im.data, "#!", 2) == 0)
        look_script(im, t);
    munmap(map, im.len);
    return true;
}

bool
target_find(const char *name, char path[PATH_MAX])
{
    const char *dir = getenv("PATH"), *end;
    int worst = ENOENT;

    if (strchr(name, '/') != NULL) {
        if (strlen(name) >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return false;
        }
        strcpy(path, name);
        return access(path, X_OK) == 0;
    }
    if (dir == NULL)
        dir = "/usr/local/bin:/usr/bin:/bin";
    for (;; dir = end + 1) {
        struct stat st;
        int len;

        end = strchrnul(dir, ':');
        len = (int)(end - dir);
        /* An empty element is the current directory. */
        len = snprintf(path, PATH_MAX, "%.*s%s%s", len, dir,
                       len > 0 ? "/" : "./", name);
        if (len > 0 && len < PATH_MAX && stat(path, &st) == 0 &&
            S_ISREG(st.st_mode)) {
            if (access(path, X_OK) == 0)
                return true;
            worst = EACCES;
        }
        if (*end == '\0')
            break;
    }
    errno = worst;
    return false;
}

static bool
look_setid(int fd, struct target *t)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return false;
    t->setid = S_ISREG(st.st_mode) &&
               ((st.st_mode & S_ISUID) != 0 ||
                (st.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP));
    return true;
}

static bool
look_caps(int fd, struct target *t)
{
    ssize_t len = fgetxattr(fd, "security.capability", NULL, 0);

    t->caps = len > 0;
    return len >= 0 || errno == ENODATA || errno == ENOTSUP;
}

static void
look_dynamic(const ElfW(Dyn) *dyn, size_t count, struct target *t)
{
    bool rpath = false, runpath = false;

    for (size_t i = 0; i < count && dyn[i].d_tag != DT_NULL; i++) {
        rpath = rpath || dyn[i].d_tag == DT_RPATH;
        runpath = runpath || dyn[i].d_tag == DT_RUNPATH;
    }
    t->has_rpath = rpath && !runpath;
}

/* Whether LEN bytes at OFF lie in the file, aligned for a pointer's type. */
static bool
within(struct image im, uint64_t off, uint64_t len)
{
    return off <= im.len && len <= im.len - off && off % sizeof(void *) == 0;
}

static void
look_elf(struct image im, struct target *t)
{
    const ElfW(Ehdr) *eh = (const void *)im.data;
    const ElfW(Phdr) *ph;
    uint16_t machine;

    t->kind = TARGET_FOREIGN;
    if (im.len < sizeof *eh || eh->e_ident[EI_CLASS] != OWN_CLASS ||
        !own_machine(&machine) || eh->e_machine != machine)
        return;
    t->kind = TARGET_ELF;
    t->is_static = true;
    if (eh->e_phentsize != sizeof *ph ||
        !within(im, eh->e_phoff, (uint64_t)eh->e_phnum * sizeof *ph))
        return;
    ph = (const void *)(im.data + eh->e_phoff);
    for (size_t i = 0; i < eh->e_phnum; i++) {
        if (ph[i].p_type == PT_INTERP)
            t->is_static = false;
        if (ph[i].p_type == PT_DYNAMIC &&
            within(im, ph[i].p_offset, ph[i].p_filesz))
            look_dynamic((const void *)(im.data + ph[i].p_offset),
                         ph[i].p_filesz / sizeof(ElfW(Dyn)), t);
    }
}

static bool
own_machine(uint16_t *machine)
{
    ElfW(Ehdr) eh;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    ssize_t got;

    if (fd < 0)
        return false;
    got = read(fd, &eh, sizeof eh);
    close(fd);
    *machine = eh.e_machine;
    return got == (ssize_t)sizeof eh;
}

/* "#! interpreter argument": one optional argument, the rest of the line. */
static void
look_script(struct image im, struct target *t)
{
    const char *p = (const char *)im.data + 2;
    const char *end = memchr(p, '\n', im.len - 2);
    size_t len;

    t->kind = TARGET_SCRIPT;
    if (end == NULL)
        end = (const char *)im.data + im.len;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    for (len = 0; p + len < end && p[len] != ' ' && p[len] != '\t';)
        len++;
    if (len == 0 || len >= sizeof t->interpreter)
        return;
    memcpy(t->interpreter, p, len);
    for (p += len; p < end && (*p == ' ' || *p == '\t');)
        p++;
    while (end > p && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
    len = (size_t)(end - p);
    if (len < sizeof t->argument)
        memcpy(t->argument, p, len);
}
