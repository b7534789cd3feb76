#!/bin/sh
# What the two library files say of themselves: names, what they need, how
# they are linked, and the version node of each symbol.
. "$URT_SRCDIR/compat-tests/abi/common.subr"
crypto=$URTICA_LIBDIR/libcrypto.so.3
ssl=$URTICA_LIBDIR/libssl.so.3

# says NAME FILE PATTERN: the dynamic section or program headers match.
says()
{
    readelf -Wdl "$2" > "$tmp/dynamic"
    if grep -Eq "$3" "$tmp/dynamic"; then : > "$tmp/found"
    else echo "no '$3' in $2" > "$tmp/found"; fi
    verdict "$1" "$tmp/found"
}
# lacks NAME FILE PATTERN
lacks()
{
    readelf -Wdl "$2" | grep -E "$3" > "$tmp/found"
    verdict "$1" "$tmp/found"
}

says 'SONAME of libcrypto' "$crypto" 'SONAME.*\[libcrypto\.so\.3\]'
says 'SONAME of libssl' "$ssl" 'SONAME.*\[libssl\.so\.3\]'
says 'libssl needs libcrypto' "$ssl" 'NEEDED.*\[libcrypto\.so\.3\]'
says 'RUNPATH of libssl' "$ssl" 'RUNPATH.*\[\$ORIGIN\]'
lacks 'no RPATH in libssl' "$ssl" '\(RPATH\)'
lacks 'no RPATH or RUNPATH in libcrypto' "$crypto" '\((RPATH|RUNPATH)\)'
for file in "$crypto" "$ssl"; do
    base=${file##*/}
    says "$base: now" "$file" 'FLAGS_1.*NOW'
    says "$base: nodelete" "$file" 'FLAGS_1.*NODELETE'
    says "$base: symbolic" "$file" 'SYMBOLIC'
    says "$base: read-only relocations" "$file" 'GNU_RELRO'
    says "$base: stack not executable" "$file" 'GNU_STACK .* RW '
    lacks "$base: no text relocations" "$file" 'TEXTREL'
    lacks "$base: no segment both writable and executable" "$file" 'LOAD.* RWE '
    readelf -Wd "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE \
        '^(libcrypto|libnettle|libhogweed|libgmp|libz|libc|libpthread|libdl|ld-linux.*|libasan|libubsan|libgcc_s|libm)\.so' \
        > "$tmp/found"
    verdict "$base: needs no other library" "$tmp/found"
done

# libssl can't be loaded with another libcrypto.
node=$(readelf -WV "$ssl" | sed -n 's/.*Name: \(URTICA_PRIVATE_[^ ]*\).*/\1/p')
defined=$(readelf -WV "$crypto" |
    sed -n 's/.*Name: \(URTICA_PRIVATE_[^ ]*\).*/\1/p')
: > "$tmp/found"
[ -n "$node" ] && [ "$node" = "$defined" ] ||
    echo "libssl needs '$node', libcrypto has '$defined'" > "$tmp/found"
verdict 'libssl needs the private node of its own libcrypto' "$tmp/found"

# Each symbol has OpenSSL's version node.
for library in libcrypto libssl; do
    real=$(system_library $library)
    if [ -z "$real" ]; then
        skip "version nodes of $library" "no $library.so.3 in the system"
        continue
    fi
    exports "$real" > "$tmp/real"
    symbols $library | awk -F '\t' '{ print $1, $2 }' | sort > "$tmp/listed"
    comm -13 "$tmp/real" "$tmp/listed" > "$tmp/found"
    verdict "version nodes of $library are OpenSSL's" "$tmp/found"
done
finish
