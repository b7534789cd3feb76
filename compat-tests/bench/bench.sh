#!/bin/bash
# The same programs on Urtica and on the system's OpenSSL, in turn, in one run;
# prints the medians of both and the ratio (above 1: Urtica is faster).
# environment: URTICA_LIBDIR; BENCH_SECONDS for each measurement (0.2) and
# BENCH_ROUNDS (3), which makes some two minutes in all; BENCH, the programs to
# run (handshake resume).
. "$(dirname "$0")/../apps/lib.sh"
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
make_certs
for program in ${BENCH:-handshake resume}; do
    # shellcheck disable=SC2046
    ${CC:-cc} -O2 -pthread -o "$work/$program" "$bench/$program.c" \
        $(if [ "$URTICA_LIBDIR" = system ]; then echo -lssl -lcrypto; else
            echo -I"$bench/../../include" -L"$URTICA_LIBDIR" -lssl -lcrypto \
                -Wl,-rpath-link,"$URTICA_LIBDIR"; fi) || exit 1
    for ((round = 0; round < ${BENCH_ROUNDS:-3}; round++)); do
        for side in u s; do
            on $side "$work/$program" "$certs" "${BENCH_SECONDS:-0.2}" \
                > "$work/out" || exit 1
            sed "s/^/$side\t/" "$work/out" >> "$work/all"
        done
    done
done
printf '%-52s %10s %10s %7s\n' '' "$(side_name u)" OpenSSL ratio
# SIDE VALUE UNIT WHAT, of all rounds.
awk -F '\t' '
    function median(list,   n, value, i, j, t) {
        n = split(list, value, " ")
        for (i = 1; i <= n; i++)
            for (j = i + 1; j <= n; j++)
                if (value[j] + 0 < value[i] + 0) {
                    t = value[i]; value[i] = value[j]; value[j] = t
                }
        return value[int((n + 1) / 2)] + 0
    }
    !($4 in unit) { order[++rows] = $4; unit[$4] = $3 }
    { values[$1, $4] = values[$1, $4] " " $2 }
    END {
        for (i = 1; i <= rows; i++) {
            what = order[i]
            u = median(values["u", what])
            s = median(values["s", what])
            printf "%-46s %5s %10s %10s %7.2f\n", what, unit[what], u, s, u / s
        }
    }' "$work/all"
