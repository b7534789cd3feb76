#!/bin/sh
# URTICA_DEBUG=compat is complete: each function that the symbol lists call
# `refuses` or `partial` reports itself somewhere in the source, and nothing
# else does. A function that only hands on to another one with the same
# remark is reported by that one's name.
. "$URT_SRCDIR/compat-tests/abi/common.subr"

# The names in a report, also where the call goes on in the next line.
find "$URT_SRCDIR/lib" -name '*.c' -exec cat {} + | tr '\n' ' ' |
    grep -oE '(fac_compat(_about|_command)?\( *|FAC_COMPAT_NAME\()"[A-Za-z0-9_]+"' |
    sed 's/.*"\(.*\)"/\1/' | sort -u > "$tmp/reported"
for library in libcrypto libssl; do symbols $library; done |
    awk -F '\t' '$3 != "full" { print $1 "\t" $4 }' | sort > "$tmp/rows"
cut -f1 "$tmp/rows" | comm -23 "$tmp/reported" - > "$tmp/found"
verdict 'only functions that refuse or are partial are reported' "$tmp/found"

# body FUNCTION: the lines of its definition.
body()
{
    find "$URT_SRCDIR/lib" -name '*.c' -exec awk -v n="$1(" '
        index($0, n) == 1 { inside = 1 }
        inside { print }
        /^}/ { inside = 0 }' {} +
}

: > "$tmp/found"
cut -f1 "$tmp/rows" | comm -13 "$tmp/reported" - > "$tmp/silent"
while read -r name; do
    remark=$(awk -F '\t' -v n="$name" '$1 == n { print $2 }' "$tmp/rows")
    awk -F '\t' -v n="$name" -v r="$remark" '$1 != n && $2 == r { print $1 }' \
        "$tmp/rows" | sed 's/.*/\\<&(/' > "$tmp/others"
    body "$name" > "$tmp/body"
    test -s "$tmp/others" && grep -qf "$tmp/others" "$tmp/body" ||
        echo "$name" >> "$tmp/found"
done < "$tmp/silent"
verdict 'every function that refuses or is partial is reported' "$tmp/found"

"$URT_SRCDIR/lib/make-compat-table" "$URT_SRCDIR/lib/libcrypto.sym" \
    "$URT_SRCDIR/lib/libssl.sym" | sed -n 's/^    {"\([A-Za-z0-9_]*\)",.*/\1/p' \
    > "$tmp/table"
cut -f1 "$tmp/rows" | diff - "$tmp/table" > "$tmp/found"
verdict 'the table of remarks has the same rows, sorted' "$tmp/found"
finish
