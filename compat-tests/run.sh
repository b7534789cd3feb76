#!/bin/sh
# The command `urtica`: what it starts, what it refuses, its exit codes.
set -u
urtica=$URT_BUILDDIR/urtica
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=0 failed=0
libs=$tmp/libs
mkdir "$libs" && : > "$libs/libssl.so.3" && : > "$libs/libcrypto.so.3"
# The stand-ins above are no libraries: nothing run here may need them.
URTICA_LIBDIR=$libs
export URTICA_LIBDIR
unset LD_LIBRARY_PATH LD_PRELOAD

# expect NAME CODE STDOUT-PATTERN STDERR-PATTERN COMMAND...: patterns are of
# grep -E; an empty one wants no output at all.
expect()
{
    name=$1 code=$2 out=$3 err=$4
    shift 4
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    got=$?
    count=$((count + 1))
    problem=
    [ $got = "$code" ] || problem="exit code $got, not $code"
    for stream in out err; do
        eval "pattern=\$$stream"
        if [ -z "$pattern" ]; then
            [ ! -s "$tmp/$stream" ] || problem="$problem; output on std$stream"
        else
            grep -Eq -- "$pattern" "$tmp/$stream" ||
                problem="$problem; no '$pattern' on std$stream"
        fi
    done
    if [ -z "$problem" ]; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name: $problem"
        sed 's/^/    /' "$tmp/out" "$tmp/err"
        failed=$((failed + 1))
    fi
}

expect 'no command' 2 '' '^usage:' "$urtica"
expect '--help' 0 'Exit codes' '' "$urtica" --help
expect '--version' 0 '^urtica [0-9.]+ \(ABI of OpenSSL 3\.0\.' '' \
    "$urtica" --version
expect 'unknown command' 2 '' 'unknown command' "$urtica" dance
expect 'trace without a command' 2 '' 'which command' "$urtica" trace
expect 'unknown option of trace' 2 '' 'unknown option' \
    "$urtica" trace --fast ls
expect 'trace -o without a file' 2 '' 'needs the name' "$urtica" trace -o
expect 'trace into no folder' 125 '' 'No such file' \
    "$urtica" trace -o "$tmp/no/where" true
expect 'trace names its output' 0 '^[0-9]+:[0-9]+:[0-9]+:json:/' '' \
    "$urtica" trace -o "$tmp/traced" --json printenv URTICA_TRACE
expect 'the exit code passes through trace' 3 '' '' \
    "$urtica" trace -o "$tmp/traced" sh -c 'exit 3'
expect 'run without a command' 2 '' 'which command' "$urtica" run
expect 'run with an unknown option' 2 '' 'unknown option' \
    "$urtica" run --fast ls

expect 'the library path is set' 0 "^LD_LIBRARY_PATH=$libs\$" '' \
    "$urtica" run env
expect 'an older library path stays behind it' 0 \
    "^LD_LIBRARY_PATH=$libs:/nowhere\$" '' \
    env LD_LIBRARY_PATH=/nowhere "$urtica" run env
expect 'arguments pass through' 0 '^a  b|-x\|$' '' \
    "$urtica" run -- printf '%s|' 'a  b' -x
expect 'the exit code passes through' 3 '' '' "$urtica" run sh -c 'exit 3'
expect 'command not found' 127 '' 'command not found' \
    "$urtica" run no-such-program-here
expect 'path not found' 127 '' 'command not found' "$urtica" run "$tmp/no"
: > "$tmp/plain"
expect 'not executable' 126 '' 'ermission denied' "$urtica" run "$tmp/plain"
expect 'no libraries in the folder' 125 '' 'is Urtica installed' \
    env URTICA_LIBDIR="$tmp" "$urtica" run true
expect 'relative library folder' 125 '' 'must be an absolute path' \
    env URTICA_LIBDIR=libs "$urtica" run true

# Scripts are named with the binary behind them.
printf '#!/bin/sh\necho "$LD_LIBRARY_PATH"\n' > "$tmp/script"
printf '#!/usr/bin/env -S sh -e\necho hello\n' > "$tmp/env-script"
printf 'echo plain\n' > "$tmp/no-line"
printf '#! %s/script\n' "$tmp" > "$tmp/nested"
printf '#!/no/such/thing\n' > "$tmp/orphan"
chmod +x "$tmp/script" "$tmp/env-script" "$tmp/no-line" "$tmp/nested" \
    "$tmp/orphan"
expect 'a script' 0 "^$libs\$" 'script is a script; .* is /bin/sh$' \
    "$urtica" run "$tmp/script"
expect 'a script by way of env' 0 '^hello$' \
    'is a script; .* is /.*/sh$' "$urtica" run "$tmp/env-script"
expect 'a script without a first line' 0 '^plain$' '' \
    "$urtica" run "$tmp/no-line"
expect 'a script run by a script' 0 "^$libs\$" 'is /bin/sh$' \
    "$urtica" run "$tmp/nested"
expect 'a script without interpreter' 126 '' '/no/such/thing' \
    "$urtica" run "$tmp/orphan"

# Privileges: the run-time linker ignores the environment there.
cp /bin/true "$tmp/setuid" && chmod 4755 "$tmp/setuid"
expect 'setuid is refused' 126 '' 'is setuid or setgid' \
    "$urtica" run "$tmp/setuid"
cp /bin/true "$tmp/setgid" && chmod 2755 "$tmp/setgid"
expect 'setgid is refused' 126 '' 'is setuid or setgid' \
    "$urtica" run "$tmp/setgid"
printf '#!%s/setuid\n' "$tmp" > "$tmp/to-setuid" && chmod +x "$tmp/to-setuid"
expect 'a script run by a setuid program is refused' 126 '' \
    'is setuid or setgid' "$urtica" run "$tmp/to-setuid"
cp /bin/true "$tmp/caps"
if PATH=$PATH:/sbin:/usr/sbin setcap cap_net_raw+ep "$tmp/caps" 2>/dev/null
then
    expect 'file capabilities are refused' 126 '' 'has file capabilities' \
        "$urtica" run "$tmp/caps"
fi

# Built here: a program with DT_RPATH, one with DT_RUNPATH, a static one, one
# for another machine.
printf '%s\n' '#include <stdio.h>' '#include <stdlib.h>' \
    'int main(void) { const char *p = getenv("LD_PRELOAD");' \
    'puts(p ? p : "no preload"); return 0; }' > "$tmp/show.c"
$CC "$tmp/show.c" -o "$tmp/rpath" -Wl,--disable-new-dtags,-rpath,/nowhere &&
$CC "$tmp/show.c" -o "$tmp/runpath" -Wl,--enable-new-dtags,-rpath,/nowhere ||
    failed=$((failed + 1))
# The stand-ins make the linker complain, which is the proof that it was told.
expect 'DT_RPATH gets a preload' 0 \
    "^$libs/libcrypto.so.3:$libs/libssl.so.3\$" 'cannot be preloaded' \
    "$urtica" run "$tmp/rpath"
expect 'DT_RUNPATH does not' 0 '^no preload$' '' "$urtica" run "$tmp/runpath"
if $CC -static "$tmp/show.c" -o "$tmp/static" 2>/dev/null; then
    expect 'a static program is named' 0 '^no preload$' 'linked statically' \
        "$urtica" run "$tmp/static"
fi
head -c 18 "$tmp/runpath" > "$tmp/foreign"
printf '\377\177' >> "$tmp/foreign"
tail -c +21 "$tmp/runpath" >> "$tmp/foreign"
chmod +x "$tmp/foreign"
expect 'another machine is refused' 126 '' 'another kind of machine' \
    "$urtica" run "$tmp/foreign"

# Damaged ELF headers are looked at without harm, and no shell reads them.
for size in 4 20 63 64 100 200 600; do
    head -c $size "$tmp/runpath" > "$tmp/short" && chmod +x "$tmp/short"
    expect "$size bytes of a program" 126 '' \
        'another kind of machine|Exec format error' "$urtica" run "$tmp/short"
done

echo "$((count - failed)) passed, $failed failed"
[ $failed = 0 ]
