#!/bin/sh
# Runs each fuzz target for FUZZ_TIME seconds, beginning with its corpus. An
# input that breaks one is kept in the build tree and named.
# usage: fuzz.sh TARGET... (paths below the build tree; see `make fuzz`)
set -u
cd "$URT_BUILDDIR" || exit 1
passed=0 failed=0
for target in "$@"; do
    name=${target##*/}
    corpus=$URT_SRCDIR/compat-tests/fuzz/corpus/$name
    found=compat-tests/work/fuzz/$name
    mkdir -p "$found/new"
    set -- -max_total_time="${FUZZ_TIME:-30}" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$found/" "$found/new"
    [ ! -d "$corpus" ] || set -- "$@" "$corpus"
    if "./$target" "$@" >"$found/log" 2>&1; then
        passed=$((passed + 1))
        echo "ok - $name: $(sed -n \
            's/^stat::number_of_executed_units: *//p' "$found/log") inputs"
    else
        failed=$((failed + 1))
        echo "not ok - $name; see $found"
        tail -n 40 "$found/log" | sed 's/^/    /'
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
