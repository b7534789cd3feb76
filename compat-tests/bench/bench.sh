#!/bin/bash
# The same program on Urtica and on the system's OpenSSL, one after the other
# in one run; prints both and the ratio (above 1: Urtica is faster).
# environment: URTICA_LIBDIR; BENCH_SECONDS for each measurement (0.5,
# which makes half a minute in all).
. "$(dirname "$0")/../apps/lib.sh"
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
make_certs
# shellcheck disable=SC2046
${CC:-cc} -O2 -o "$work/handshake" "$bench/handshake.c" \
    $(if [ "$URTICA_LIBDIR" = system ]; then echo -lssl -lcrypto; else
        echo -I"$bench/../../include" -L"$URTICA_LIBDIR" -lssl -lcrypto \
            -Wl,-rpath-link,"$URTICA_LIBDIR"; fi) || exit 1
for side in u s; do
    on $side "$work/handshake" "$certs" "${BENCH_SECONDS:-0.5}" \
        > "$work/$side" || exit 1
done
printf '%-52s %10s %10s %7s\n' '' "$(side_name u)" OpenSSL ratio
paste "$work/u" "$work/s" | awk -F '\t' '{
    printf "%-46s %5s %10s %10s %7.2f\n", $3, $2, $1, $4, $1 / $4
}'
