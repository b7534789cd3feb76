#!/bin/sh
# Three lists that must be one: the .sym files, what the libraries export, and
# what the headers declare. And that the lists cover the programs claimed.
. "$URT_SRCDIR/compat-tests/abi/common.subr"
nodes=' OPENSSL_3\.0\.[0-9]*$'

for library in libcrypto libssl; do
    file=$URTICA_LIBDIR/$library.so.3
    symbols $library > "$tmp/$library.sym"
    awk -F '\t' '
        $3 !~ /^(full|partial|refuses)$/ { print $1 ": status " $3 }
        $3 != "full" && $4 == "" { print $1 ": no remark" }
        $2 !~ /^OPENSSL_3\.0\.[0-9]+$/ { print $1 ": node " $2 }
    ' "$tmp/$library.sym" > "$tmp/found"
    cut -f1 "$tmp/$library.sym" | sort -cu 2>> "$tmp/found"
    verdict "$library.sym is well formed" "$tmp/found"

    awk -F '\t' '{ print $1, $2 }' "$tmp/$library.sym" | sort > "$tmp/listed"
    exports "$file" > "$tmp/exported"
    grep -E "$nodes" "$tmp/exported" | comm -23 "$tmp/listed" - > "$tmp/found"
    verdict "$library exports everything in its list" "$tmp/found"
    comm -13 "$tmp/listed" "$tmp/exported" |
        grep -viE '^(urt|fac)_[a-z0-9_]* URTICA_PRIVATE_' > "$tmp/found"
    verdict "$library exports nothing else" "$tmp/found"
done
exports "$URTICA_LIBDIR/libssl.so.3" | grep -E '^(urt|fac)_' > "$tmp/found"
verdict 'libssl lends nothing' "$tmp/found"

# Names inside the libraries, per part.
# globals ARCHIVE PATTERN: global symbols that don't match.
globals()
{
    nm -g --defined-only "$URT_BUILDDIR/lib/.libs/$1.a" 2>/dev/null |
        awk 'NF == 3 { print $3 }' | sort -u | grep -vE "$2"
}
for part in libbase libder libcrypto-engine libpki libtls; do
    globals $part '^(urt_|__odr_asan|__asan_)' > "$tmp/found"
    verdict "$part: global names begin with urt_" "$tmp/found"
done
cut -f1 "$tmp/libcrypto.sym" "$tmp/libssl.sym" | sort -u > "$tmp/api"
for part in libtoolkit libfcrypto libfssl; do
    globals $part '^(fac_|FAC_|__odr_asan|__asan_)' | comm -23 - "$tmp/api" \
        > "$tmp/found"
    verdict "$part: global names are the API's or begin with fac_" \
        "$tmp/found"
done

# prototypes COMPILER-FLAGS...: "name<tab>prototype" of each function that is
# declared and not defined in an openssl header.
prototypes()
{
    $CC -w -fsyntax-only -aux-info "$tmp/aux" "$@" &&
        sed -n 's|^/\* [^ ]*/openssl/[^ ]*:NC \*/ extern \(.*\);.*|\1|p' \
            "$tmp/aux" | awk '{
                name = $0
                # The name stands before the first " (" that begins the
                # parameters; "(*name (" where a function pointer is returned.
                if (match(name, /\(\*[A-Za-z_][A-Za-z0-9_]* \(/))
                    name = substr(name, RSTART + 2, RLENGTH - 4)
                else if (match(name, /[A-Za-z_][A-Za-z0-9_]* \(/))
                    name = substr(name, RSTART, RLENGTH - 2)
                print name "\t" $0
            }' | sort -u
}
all_headers "$tmp/all.c"
prototypes -std=gnu11 -I"$include" "$tmp/all.c" > "$tmp/ours"
cut -f1 "$tmp/ours" | sort -u > "$tmp/declared"
comm -23 "$tmp/declared" "$tmp/api" > "$tmp/found"
verdict 'every declared function is exported' "$tmp/found"

if [ -f /usr/include/openssl/ssl.h ]; then
    prototypes -std=gnu11 "$tmp/all.c" > "$tmp/theirs"
    cut -f1 "$tmp/theirs" | sort -u > "$tmp/real"
    comm -23 "$tmp/api" "$tmp/declared" | comm -12 - "$tmp/real" \
        > "$tmp/found"
    verdict 'every exported function is declared' "$tmp/found"
    # shellcheck disable=SC2094
    cut -f1 "$tmp/theirs" | sort -u | comm -12 - "$tmp/declared" > "$tmp/both"
    for side in ours theirs; do
        join -t "$(printf '\t')" "$tmp/both" "$tmp/$side" |
            cut -f2 > "$tmp/$side.both"
    done
    diff "$tmp/theirs.both" "$tmp/ours.both" | grep '^[<>]' |
        sed 's/^</theirs:/; s/^>/ours:  /' > "$tmp/found"
    verdict 'prototypes are the same as in the system headers' "$tmp/found"
else
    skip 'prototypes are the same as in the system headers' \
        'they are not installed'
fi

for list in "$URT_SRCDIR"/compat-tests/abi/apps/*.txt; do
    for library in libcrypto libssl; do
        awk -v l=$library '$1 == l { print $2, $3 }' "$list" | sort > "$tmp/need"
        awk -F '\t' '{ print $1, $2 }' "$tmp/$library.sym" | sort |
            comm -23 "$tmp/need" - > "$tmp/found"
        verdict "what $(basename "$list" .txt) needs of $library is there" \
            "$tmp/found"
    done
done
finish
