#!/bin/sh
# The decryption of a premaster secret tells nothing: instruction counts are
# equal whatever is right or wrong in the block (callgrind), and neither a
# branch nor an address depends on it (memcheck). See
# unit/tls/premaster_secret.c.
set -u
program=${1:-$URT_BUILDDIR/compat-tests/unit/tls/premaster_secret}
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
result $? 'every block has its result under callgrind'
"$program" --names > "$tmp/names" || exit 1
# The first call of all resolves symbols.
sed -n 's/^totals: //p' "$tmp/counts" |
    head -n "$(wc -l < "$tmp/names")" > "$tmp/totals"
[ "$(wc -l < "$tmp/totals")" = "$(wc -l < "$tmp/names")" ]
result $? "$(wc -l < "$tmp/totals") counts for $(wc -l < "$tmp/names") blocks"
paste -d ' ' "$tmp/names" "$tmp/totals" | tail -n +2 > "$tmp/problem"
[ "$(cut -d ' ' -f 2 "$tmp/problem" | sort -u | wc -l)" = 1 ] &&
    [ "$(head -n 1 "$tmp/problem" | cut -d ' ' -f 2)" -gt 1000 ]
result $? "equal counts: $(head -n 1 "$tmp/problem" | cut -d ' ' -f 2)"

valgrind -q --error-exitcode=99 "$program" --undefined > "$tmp/problem" 2>&1
result $? 'no branch and no address depends on the decrypted block'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
