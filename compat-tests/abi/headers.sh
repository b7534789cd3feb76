#!/bin/sh
# Each public header compiles alone, in C and in C++, reads no openssl header
# from elsewhere, and every header name of OpenSSL 3.0 exists.
. "$URT_SRCDIR/compat-tests/abi/common.subr"
CXX=${CXX:-c++}
have_cxx=yes
command -v "$CXX" >/dev/null || have_cxx=no

grep -v '^#' "$URT_SRCDIR/compat-tests/abi/headers.txt" | sort > "$tmp/names"
ls "$include/openssl" | sort > "$tmp/ours"
comm -23 "$tmp/names" "$tmp/ours" > "$tmp/found"
verdict 'every header of OpenSSL 3.0 is there' "$tmp/found"
comm -13 "$tmp/names" "$tmp/ours" > "$tmp/found"
verdict 'no other header is there' "$tmp/found"

# alone LANGUAGE COMPILER FLAGS...
alone()
{
    language=$1
    shift
    : > "$tmp/found"
    : > "$tmp/foreign"
    for header in $(cat "$tmp/ours"); do
        # <stdio.h> first, as OpenSSL's own headers ask for it too.
        printf '#include <openssl/%s>\nextern int nothing;\n' "$header" |
            "$@" -H -fsyntax-only -I"$include" - 2>"$tmp/out"
        code=$?
        # Two kinds of header end in an #error: those of families that Urtica
        # lacks, and those that are obsolete in OpenSSL.
        our_headers | grep -qxF "$header" || {
            # The others must say so, and not just fail.
            [ $code != 0 ] && grep -q 'error: #error' "$tmp/out" ||
                echo "$header: no #error" >> "$tmp/found"
            continue
        }
        grep '^\.' "$tmp/out" | grep '/openssl/' |
            grep -v " $include/openssl/" | sed "s/^/$header: /" \
            >> "$tmp/foreign"
        [ $code = 0 ] ||
            grep -E 'error|warning' "$tmp/out" | head -n 3 >> "$tmp/found"
    done
    verdict "each header compiles alone in $language" "$tmp/found"
    verdict "no other openssl header is read in $language" "$tmp/foreign"
}

strict='-Wall -Wextra -Wstrict-prototypes -Werror'
# shellcheck disable=SC2086
alone C $CC -x c -std=c99 $strict
# shellcheck disable=SC2086
alone 'GNU C11' $CC -x c -std=gnu11 $strict -Wconversion -Wno-sign-conversion
if [ $have_cxx = yes ]; then
    alone C++ "$CXX" -x c++ -std=c++11 -Wall -Wextra -Werror
else
    skip 'each header compiles alone in C++' 'no C++ compiler'
fi

all_headers "$tmp/all.c"
$CC -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -I"$include" "$tmp/all.c" \
    > "$tmp/found" 2>&1
verdict 'all headers compile together' "$tmp/found"
finish
