#!/bin/sh
# `urtica check` on programs made for it, and the coverage that it prints
# against lib/coverage.txt.
set -u
urtica=$URT_BUILDDIR/urtica
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=0 failed=0
unset LD_LIBRARY_PATH LD_PRELOAD
export LC_ALL=C
if "$urtica" check 2>&1 | grep -q 'without libelf'; then
    echo 'ok 1 - urtica check # SKIP built without libelf'
    exit 0
fi

verdict()
{
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/    /' "$tmp/out" "$tmp/err"
        failed=$((failed + 1))
    fi
}

# expect NAME CODE PATTERN COMMAND...: the pattern is grep -E's, for all that
# is printed.
expect()
{
    name=$1 code=$2 pattern=$3
    shift 3
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    got=$?
    [ $got = "$code" ] || echo "exit code $got, not $code" >> "$tmp/err"
    cat "$tmp/out" "$tmp/err" | grep -Eq -- "$pattern" && [ $got = "$code" ]
    verdict $? "$name"
}

# Stand-ins for libssl and libcrypto of any version, with what programs below
# import, for the linker alone.
absent=$(awk -F '\t' '$1 == "libcrypto" && $3 == "OPENSSL_3.0.0" {
    print $2; exit }' "$URT_SRCDIR/lib/absent.sym")
refuses=$(awk -F '\t' '$3 == "refuses" { print $1; exit }' \
    "$URT_SRCDIR/lib/libcrypto.sym")
# stand_in NODE SYMBOL...: libcrypto.so.3 in the folder named as the node.
stand_in()
{
    node=$1
    shift
    mkdir -p "$tmp/$node"
    { echo "$node {"; for s in "$@"; do echo "$s;"; done; echo '};'; } \
        > "$tmp/$node/map"
    for s in "$@"; do echo "void $s(void) {}"; done > "$tmp/$node/lib.c"
    $CC -shared -fPIC -w -Wl,-soname,libcrypto.so.3 \
        -Wl,--version-script="$tmp/$node/map" "$tmp/$node/lib.c" \
        -o "$tmp/$node/libcrypto.so.3" || exit 99
}
stand_in OPENSSL_3.0.0 ERR_get_error "$absent" "$refuses"
stand_in OPENSSL_9.0.0 ERR_get_error

# program NAME NODE FLAGS SYMBOL...: one that imports the symbols.
program()
{
    name=$1 node=$2 flags=$3
    shift 3
    {
        for s in "$@"; do echo "extern void $s(void);"; done
        echo '#include <unistd.h>'
        echo 'int main(int argc, char *argv[]) { (void)argv;'
        echo 'if (argc > 5) {'
        for s in "$@"; do echo "$s();"; done
        echo '} return (int)sleep(argc > 1 ? 20 : 0); }'
    } > "$tmp/$name.c"
    # shellcheck disable=SC2086
    $CC -w $flags "$tmp/$name.c" -o "$tmp/$name" "$tmp/$node/libcrypto.so.3" ||
        exit 99
}
lazy=-Wl,-z,lazy now=-Wl,-z,now
program good OPENSSL_3.0.0 $now ERR_get_error
program shy OPENSSL_3.0.0 $now ERR_get_error "$refuses"
program late OPENSSL_3.0.0 $lazy ERR_get_error "$absent"
program early OPENSSL_3.0.0 $now ERR_get_error "$absent"
program newer OPENSSL_9.0.0 $lazy ERR_get_error
program plain OPENSSL_3.0.0 $now
program plugin OPENSSL_3.0.0 '-shared -fPIC' "$absent"

expect 'all is there' 0 ': starts$' "$urtica" check "$tmp/good"
expect 'something refuses' 1 ": starts, but $refuses will fail$" \
    "$urtica" check "$tmp/shy"
expect 'something absent is called late' 1 \
    ": starts, but $absent will fail$" "$urtica" check "$tmp/late"
expect 'something absent is needed at once' 3 \
    ": will not start without $absent$" "$urtica" check "$tmp/early"
expect 'BIND_NOW is said' 3 'BIND_NOW' "$urtica" check "$tmp/early"
expect 'another version node' 3 \
    ': will not start without ERR_get_error' "$urtica" check "$tmp/newer"
expect 'a program without TLS' 0 'uses neither' "$urtica" check "$tmp/plain"
expect 'the worst of several counts' 3 'shy: starts, but' \
    "$urtica" check "$tmp/good" "$tmp/early" "$tmp/shy"
expect 'a plug-in' 1 "$absent will fail" \
    "$urtica" check --dlopen "$tmp/plugin" "$tmp/good"
expect 'a plug-in that is not there' 127 'No such file' \
    "$urtica" check --dlopen "$tmp/nothing" "$tmp/good"
expect 'JSON' 3 "^\{\"program\":\".*\"bind_now\":true,\"verdict\":\"will not \
start\".*\"name\":\"$absent\",\"library\":\"libcrypto.so.3\",\"node\":\
\"OPENSSL_3.0.0\",\"status\":\"absent\".*\]\}$" \
    "$urtica" check --json "$tmp/early"
LD_LIBRARY_PATH=$tmp/OPENSSL_3.0.0 "$tmp/shy" wait >/dev/null 2>&1 </dev/null &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    grep -q libcrypto "/proc/$pid/maps" 2>/dev/null && break
    sleep 0.1
done
expect 'a process' 1 "$refuses will fail" "$urtica" check --pid $pid
kill $pid
wait $pid 2>/dev/null
expect 'no such process' 127 'there is none' "$urtica" check --pid 999999999
expect 'no process number' 2 'no process number' "$urtica" check --pid x
expect 'no such program' 127 'not found' "$urtica" check "$tmp/nothing"
expect 'neither program nor library' 126 'not a program' \
    "$urtica" check "$tmp/good.c"
head -c 3000 "$tmp/early" > "$tmp/half"
chmod +x "$tmp/half"
expect 'half a program' 126 'half' "$urtica" check "$tmp/half"
printf '#!%s/good\n' "$tmp" > "$tmp/script"
chmod +x "$tmp/script"
expect 'a script names its program' 0 'the program that runs is .*/good' \
    "$urtica" check "$tmp/script"
expect 'unknown option' 2 'unknown option' "$urtica" check --fast
expect 'which program' 2 'which program' "$urtica" check --json

"$urtica" check > "$tmp/out" 2> "$tmp/err"
diff "$URT_SRCDIR/lib/coverage.txt" "$tmp/out" >> "$tmp/err"
verdict $? "lib/coverage.txt is what urtica check says (else write it anew)"
echo "1..$count"
[ $failed = 0 ]
