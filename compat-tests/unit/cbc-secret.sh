#!/bin/sh
# A CBC record's opening tells nothing but its verdict: instruction counts
# are equal over all wrong records of a length, and over all right ones
# (callgrind), and neither a branch nor an address depends on decrypted bytes
# (memcheck). See unit/tls/cbc_secret.c.
program=${1:-$URT_BUILDDIR/compat-tests/unit/tls/cbc_secret}
. "$URT_SRCDIR/compat-tests/unit/secret.subr"
count
awk '{
    class = $1 " " $2 " " $3
    n[class]++
    if (!(class in least) || $4 < least[class]) least[class] = $4
    if ($4 > most[class]) most[class] = $4
} END {
    for (class in n)
        print class, n[class], least[class], most[class]
}' "$tmp/counts" | sort -k1,1 -k2n -k3 > "$tmp/classes"
while read -r mac len verdict n least most; do
    echo "$least to $most instructions" > "$tmp/problem"
    [ "$least" = "$most" ] && [ "$least" -gt 1000 ]
    result $? "$n $verdict records of $len bytes, $mac: $least instructions"
done < "$tmp/classes"
independent
