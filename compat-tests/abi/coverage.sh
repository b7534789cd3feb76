#!/bin/sh
# Every symbol that the programs of programs.list import is imported by a
# program of compat-tests/api too, and so was held against OpenSSL; but for
# those whose row in lib/*.sym has a remark that says why they differ, and
# those below. Runs after the programs, and looks at what they were built to.
. "$URT_SRCDIR/compat-tests/abi/common.subr"

list=$URT_SRCDIR/compat-tests/abi/programs.list
# What no program can call and compare: it asks on a terminal, or takes what
# Debian's OpenSSL has none of (compression methods).
cat > "$tmp/excepted" <<EOF
EVP_read_pw_string
SSL_COMP_get0_name
SSL_COMP_get_id
EOF

for program in "$URT_BUILDDIR"/compat-tests/work/api/*/ours; do
    nm -D --undefined-only "$program"
done | sed -n 's/^ *U \([A-Za-z0-9_]*\)@OPENSSL_3.*/\1/p' | sort -u \
    > "$tmp/imported"
[ "$(wc -l < "$tmp/imported")" -gt 1000 ] || {
    echo 'compat-tests/api was not built'
    exit 1
}
grep -v '^#' "$list" | sort > "$tmp/wanted"
for library in libcrypto libssl; do symbols $library; done > "$tmp/rows"
awk -F '\t' '$3 != "full" && $4 != "" { print $1 }' "$tmp/rows" |
    sort - "$tmp/excepted" | uniq > "$tmp/remarked"
cut -f1 "$tmp/rows" | sort > "$tmp/known"

echo "$(comm -12 "$tmp/wanted" "$tmp/imported" | wc -l) of" \
    "$(wc -l < "$tmp/wanted") symbols covered," \
    "$(comm -23 "$tmp/wanted" "$tmp/imported" | comm -12 - "$tmp/remarked" |
        wc -l) with a remark"
comm -23 "$tmp/wanted" "$tmp/imported" | comm -23 - "$tmp/remarked" \
    > "$tmp/found"
verdict 'every symbol that the programs import is covered' "$tmp/found"
comm -23 "$tmp/wanted" "$tmp/known" > "$tmp/found"
verdict 'and is in the lists' "$tmp/found"
comm -12 "$tmp/imported" "$tmp/excepted" > "$tmp/found"
verdict 'no exception is covered after all' "$tmp/found"
finish
