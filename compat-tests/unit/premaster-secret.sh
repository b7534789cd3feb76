#!/bin/sh
# The decryption of a premaster secret tells nothing: instruction counts are
# equal whatever is right or wrong in the block (callgrind), and neither a
# branch nor an address depends on it (memcheck). See
# unit/tls/premaster_secret.c.
program=${1:-$URT_BUILDDIR/compat-tests/unit/tls/premaster_secret}
. "$URT_SRCDIR/compat-tests/unit/secret.subr"
count
cp "$tmp/counts" "$tmp/problem"
[ "$(cut -d ' ' -f 2 "$tmp/counts" | sort -u | wc -l)" = 1 ] &&
    [ "$(head -n 1 "$tmp/counts" | cut -d ' ' -f 2)" -gt 1000 ]
result $? "equal counts: $(head -n 1 "$tmp/counts" | cut -d ' ' -f 2)"
independent
