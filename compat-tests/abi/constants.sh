#!/bin/sh
# Macros with a number or a string have the same value in our headers and in
# the system's, and structures that programs see have the same size.
. "$URT_SRCDIR/compat-tests/abi/common.subr"
if ! [ -f /usr/include/openssl/ssl.h ]; then
    skip 'constants equal those of the system headers' \
        'they are not installed'
    finish
fi
all_headers "$tmp/all.c"

# expand NAMES FLAGS...: "name<tab>expansion" of each macro in the file NAMES.
expand()
{
    names=$1
    shift
    {
        cat "$tmp/all.c"
        sed 's/.*/URT_MARK "&" &/' "$names"
    } > "$tmp/expand.c"
    $CC -E -P "$@" "$tmp/expand.c" |
        sed -n 's/^ *URT_MARK "\([^"]*\)" */\1\t/p'
}
# defined FLAGS...: object-like macros, without those of the compiler.
defined()
{
    $CC -E -dM "$@" "$tmp/all.c" |
        sed -n 's/^#define \([A-Za-z][A-Za-z0-9_]*\) ..*/\1/p' | sort -u
}
defined -I"$include" > "$tmp/ours.names"
defined > "$tmp/theirs.names"
# A release number is each library's own.
comm -12 "$tmp/ours.names" "$tmp/theirs.names" |
    grep -vE '^(OPENSSL_VERSION_|SHLIB_VERSION|OPENSSL_FULL_VERSION|OPENSSL_RELEASE_DATE|OPENSSL_CONFIGURED_API|OSSL_SSIZE_MAX|.*_H$|HEADER_)' \
    > "$tmp/both"
expand "$tmp/both" -I"$include" > "$tmp/ours"
expand "$tmp/both" > "$tmp/theirs"

# Numbers: expressions of numbers and operators only, valued by the compiler.
number='^[^	]*	[-+~|&<>()*/ 0-9a-fA-FxXuUlL]*[0-9][-+~|&<>()*/ 0-9a-fA-FxXuUlL]*$'
for side in ours theirs; do
    {
        echo '#include <stdio.h>'
        echo 'int main(void) {'
        grep -E "$number" "$tmp/$side" | awk -F '\t' '{
            printf "printf(\"%s %%lld\\n\", (long long)(%s));\n", $1, $2
        }'
        echo 'return 0; }'
    } > "$tmp/$side.c"
    $CC -w -O0 "$tmp/$side.c" -o "$tmp/$side.program" &&
        "$tmp/$side.program" | sort > "$tmp/$side.numbers"
    grep -E '^[^	]*	"' "$tmp/$side" | sort > "$tmp/$side.strings"
done
for kind in numbers strings; do
    diff "$tmp/theirs.$kind" "$tmp/ours.$kind" | grep '^[<>]' |
        sed 's/^</theirs:/; s/^>/ours:  /' > "$tmp/found"
    verdict "$(wc -l < "$tmp/theirs.$kind") $kind are equal" "$tmp/found"
done
[ "$(wc -l < "$tmp/theirs.numbers")" -gt 1000 ] && : > "$tmp/found" ||
    echo 'so few numbers cannot be right' > "$tmp/found"
verdict 'the comparison saw numbers' "$tmp/found"

# What Debian leaves out of OpenSSL, we leave out.
for side in ours theirs; do
    [ $side = ours ] && set -- -I"$include" || set --
    $CC -E -dM "$@" "$tmp/all.c" |
        sed -n 's/^#define \(OPENSSL_NO_[A-Z0-9_]*\) *$/\1/p' | sort -u \
        > "$tmp/$side.no"
done
diff "$tmp/theirs.no" "$tmp/ours.no" | grep '^[<>]' > "$tmp/found"
verdict 'OPENSSL_NO_* equal those of the system headers' "$tmp/found"

# structs FLAGS...: complete structures, as "struct tag" or the typedef name.
structs()
{
    $CC -E -P "$@" "$tmp/all.c" | tr '\n' ' ' |
        sed 's/\([;{}]\)/\1\n/g' | awk '
        /^ *(typedef )?struct [a-z0-9_A-Z]+ *\{$/ && depth == 0 {
            for (i = 1; i < NF; i++) if ($i == "struct") print "struct " $(i+1)
        }
        /^ *typedef (struct|union) *\{$/ && depth == 0 { anonymous = 1 }
        /\{$/ { depth++ }
        depth == 0 && anonymous { sub(/^ */, ""); sub(/;.*/, "")
            if ($0 ~ /^[A-Za-z0-9_]+$/) print; anonymous = 0 }
        /\}$/ { if (depth > 0) depth-- }' | sort -u
}
structs -I"$include" > "$tmp/ours.structs"
structs > "$tmp/theirs.structs"
comm -12 "$tmp/ours.structs" "$tmp/theirs.structs" |
    grep -vE 'struct (_IO|__|tm$|time|stat)' > "$tmp/structs"
for side in ours theirs; do
    {
        cat "$tmp/all.c"
        echo 'int main(void) {'
        sed 's/.*/printf("%s %zu %zu\\n", "&", sizeof(&), _Alignof(&));/' \
            "$tmp/structs"
        echo 'return 0; }'
    } > "$tmp/$side.c"
    [ $side = ours ] && set -- -I"$include" || set --
    $CC -w -std=gnu11 -O0 "$@" "$tmp/$side.c" -o "$tmp/$side.program" &&
        "$tmp/$side.program" > "$tmp/$side.sizes"
done
diff "$tmp/theirs.sizes" "$tmp/ours.sizes" 2>&1 | grep '^[<>d]' > "$tmp/found"
verdict "$(wc -l < "$tmp/structs") structures have equal sizes" "$tmp/found"
finish
