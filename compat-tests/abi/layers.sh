#!/bin/sh
# The order of the parts, as lib/README has it, by what each file includes:
# base < der < crypto < pki < tls; toolkit sees base, der, crypto; the facade
# sees front doors. And the doors that only one file may open.
. "$URT_SRCDIR/compat-tests/abi/common.subr"
cd "$URT_SRCDIR/lib" || exit 1

# Headers of engine/tls that a facade may see; the rest is the inside.
tls_doors='conn config session suite hooks'

# includes FOLDER: "file included" for each #include below FOLDER.
includes()
{
    find "$1" -name '*.[ch]' -o -name '*.def' | sort | while read -r file; do
        sed -n 's/^ *# *include *\([<"][^>"]*[>"]\).*/\1/p' "$file" |
            sed "s|^|$file |"
    done
}

# layer NAME FOLDER ALLOWED: ALLOWED is a pattern of grep -E for what may be
# included besides headers of the C library.
layer()
{
    includes "$2" | grep -E ' (<(openssl|nettle|gmp)|")' |
        grep -Ev " ($3)" > "$tmp/found"
    verdict "$1 includes only what lies below it" "$tmp/found"
}

gmp='<nettle/|<gmp\.h>'
below='"engine/base/'
layer base engine/base "$below"
below="$below|\"engine/der/"
layer der engine/der "$below"
below="$below|\"engine/crypto/"
layer crypto engine/crypto "$below|$gmp"
layer toolkit toolkit "$below|\"toolkit/|<openssl/|$gmp"
below="$below|\"engine/pki/"
layer pki engine/pki "$below"
layer tls engine/tls "$below|\"engine/tls/"
facade="$below|\"toolkit/|\"facade/[a-z_]*\.h\"|\"facade/libcrypto/|<openssl/"
layer facade/libcrypto facade/libcrypto "$facade"
for door in $tls_doors; do facade="$facade|\"engine/tls/$door\.h\""; done
layer facade/libssl facade/libssl "$facade|\"facade/libssl/"

includes toolkit | grep -E " ($gmp)" | grep -v '^toolkit/bn' > "$tmp/found"
verdict 'in toolkit only BN includes Nettle or GMP' "$tmp/found"
includes facade | grep -E '"[a-z_/]*_(local|int)\.h"' |
    grep -vE '^facade/(lib[a-z]*/).* "facade/\1' > "$tmp/found"
verdict 'the facade includes no private header of another part' "$tmp/found"

# Headers of the same folder are written with their path too.
find . -name '*.[ch]' | sort | xargs grep -HnE '^ *# *include *"' |
    grep -vE '"(engine|toolkit|facade)/' > "$tmp/found"
verdict 'includes are written from lib' "$tmp/found"

# word NAME PATTERN FILE...: a word that only these files may use.
word()
{
    name=$1 pattern=$2
    shift 2
    find . -name '*.[ch]' | sed 's|^\./||' | sort > "$tmp/all"
    printf '%s\n' "$@" | grep -vxF -f - "$tmp/all" |
        xargs sed -n -E "
            s|/\*.*\*/||; /^ *\*/d; /^ *\/\*/d; s/\"([^\"\\\\]|\\\\.)*\"//g
            /(^|[^A-Za-z0-9_>.])($pattern) *\(/{F;p;}" |
        paste -d '\t' - - > "$tmp/found"
    verdict "$name" "$tmp/found"
}
word 'only env.c reads the environment' 'getenv|secure_getenv' \
    engine/base/env.c
word 'only mem.c (and the default functions behind CRYPTO_malloc) allocates' \
    'malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf|posix_memalign|aligned_alloc|reallocarray' \
    engine/base/mem.c toolkit/mem.c
word 'no unbounded string functions' \
    'strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca'
word 'GMP keeps its allocator' mp_set_memory_functions
finish
