#!/bin/sh
# How often connections take locks: never for a record; in a handshake once a
# session that a cache stores, finds or makes a name for, once a ticket that is
# sealed or opened under a context's own keys, and once a look into a store of
# certificates (the client's chain has two).
. "$URT_SRCDIR/compat-tests/abi/common.subr"

# A sanitizer's run time takes locks of its own.
if [ -n "${URT_SANITIZE-}" ]; then
    echo "ok 1 - lock calls # SKIP not counted under sanitizers"
    exit 0
fi
# shellcheck disable=SC2154
$CC -std=gnu11 -O1 -I"$include" "$URT_SRCDIR/compat-tests/abi/lock_count.c" \
    -o "$tmp/locks" -rdynamic -L"$URTICA_LIBDIR" -lssl -lcrypto -ldl -pthread \
    -Wl,-rpath-link,"$URTICA_LIBDIR" || exit 99
LD_LIBRARY_PATH=$URTICA_LIBDIR "$tmp/locks" "$URT_SRCDIR/compat-tests/data" \
    > "$tmp/out" 2> "$tmp/found" || echo "exit code $?" >> "$tmp/found"
verdict 'connections are made and counted' "$tmp/found"

# limit LOWEST HIGHEST WHAT
limit()
{
    awk -F '\t' -v low="$1" -v high="$2" -v what="$3" '
        $2 == what { seen = 1; n = $1 }
        END {
            if (!seen) print "not measured"
            else if (n < low || n > high)
                print n " lock calls, expected " low " to " high
        }' "$tmp/out" > "$tmp/found"
    verdict "$3: at most $2" "$tmp/found"
}

limit 1 1 'the counter itself'
for way in tickets cache; do
    for version in 1.2 1.3; do
        limit 0 0 "TLS $version, $way, 1000 records"
    done
    # Two tickets, two sessions; one ticket more a resumption.
    limit 2 6 "TLS 1.3, $way, a full handshake"
    limit 1 4 "TLS 1.3, $way, a resumed handshake"
    limit 2 5 "TLS 1.2, $way, a full handshake"
    limit 0 2 "TLS 1.2, $way, a resumed handshake"
done
finish
