#!/bin/sh
# A CBC record's opening tells nothing but its verdict: instruction counts
# are equal over all wrong records of a length, and over all right ones
# (callgrind), and neither a branch nor an address depends on decrypted bytes
# (memcheck). See unit/tls/cbc_secret.c.
set -u
program=${1:-$URT_BUILDDIR/compat-tests/unit/tls/cbc_secret}
if ! command -v valgrind >/dev/null; then
    echo 'SKIP: valgrind is not installed'
    exit 77
fi
if [ -n "${URT_SANITIZE:-}" ]; then
    echo 'SKIP: valgrind does not run sanitized programs'
    exit 77
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# libtool keeps the program itself in .libs, if it has one.
case $program in */*) dir=${program%/*} name=${program##*/} ;; esac
[ ! -x "$dir/.libs/$name" ] || program=$dir/.libs/$name
passed=0 failed=0
result()
{
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
        echo "ok - $2"
    else
        failed=$((failed + 1))
        echo "not ok - $2"
        sed 's/^/    /' "$tmp/problem"
    fi
}

valgrind --tool=callgrind --toggle-collect=probe --dump-after=probe \
    --combine-dumps=yes --callgrind-out-file="$tmp/counts" \
    "$program" > "$tmp/problem" 2>&1
result $? 'every verdict is right under callgrind'
"$program" --names > "$tmp/names" || exit 1
# The first call of all resolves symbols. A part without a call (the last)
# has no total.
sed -n 's/^totals: //p' "$tmp/counts" |
    head -n "$(wc -l < "$tmp/names")" > "$tmp/totals"
[ "$(wc -l < "$tmp/totals")" = "$(wc -l < "$tmp/names")" ]
result $? "$(wc -l < "$tmp/totals") counts for $(wc -l < "$tmp/names") inputs"
paste -d ' ' "$tmp/names" "$tmp/totals" | awk 'NR > 1 {
    class = $1 " " $2 " " $3
    n[class]++
    if (!(class in least) || $4 < least[class]) least[class] = $4
    if ($4 > most[class]) most[class] = $4
} END {
    for (class in n)
        print class, n[class], least[class], most[class]
}' | sort -k1,1 -k2n -k3 > "$tmp/classes"
while read -r mac len verdict n least most; do
    echo "$least to $most instructions" > "$tmp/problem"
    [ "$least" = "$most" ] && [ "$least" -gt 1000 ]
    result $? "$n $verdict records of $len bytes, $mac: $least instructions"
done < "$tmp/classes"

valgrind -q --error-exitcode=99 "$program" --undefined > "$tmp/problem" 2>&1
result $? 'no branch and no address depends on decrypted bytes'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
