#!/bin/bash
# Debian's python3, unmodified, with its ssl, hashlib and hmac on Urtica. The
# programs in the folder python3 print a line a case; what they print, error
# classes and reasons included, must be what they print on OpenSSL. Then two
# processes on a library each, every pairing; and python's own tests, of which
# each must end as it ends on OpenSSL.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need python3 openssl
make_certs
programs=$here/python3
mkdir "$certs/hashed"
cp "$certs/root.crt" "$certs/inter.crt" "$certs/hashed"
openssl rehash "$certs/hashed"

# python PROGRAM SIDE OUT ARGUMENTS...: the exit code in $code; the libraries
# that the process had in OUT.libraries.
python()
{
    local program=$1 side=$2 out=$3
    shift 3
    rm -f "$out.libraries"
    MAPPED=$out.libraries on "$side" timeout -k 1 90 /usr/bin/python3 -B \
        -W ignore "$programs/$program.py" "$@" > "$out" 2> "$out.err" \
        </dev/null
    code=$?
}
# mapped SIDE FILE: every process that wrote there had that side's libraries.
mapped()
{
    local side=$1 line
    [ "$URTICA_LIBDIR" != system ] || side=s
    [ -s "$2" ] || { echo 'no process told its libraries'; return 1; }
    while read -r line; do
        case $side,$line in
        "u,$URTICA_LIBDIR/libcrypto.so.3"*" $URTICA_LIBDIR/libssl.so.3"*) ;;
        s,/usr/lib/*/libcrypto.so.3\ /usr/lib/*/libssl.so.3) ;;
        *) echo "mapped: $line"; return 1 ;;
        esac
    done < "$2"
}
# alike NAME PROGRAM ARGUMENTS...: one program on both libraries.
alike()
{
    local name=$1 program=$2 side out
    shift 2
    for side in s u; do
        out=$work/$program.$side
        python "$program" "$side" "$out" "$@"
        if [ $code != 0 ]; then
            echo "exit code $code" >> "$out.err"
            fail "$name: the program ends with 0 on $(side_name $side)" \
                "$out.err"
            return
        fi
        check "$name: libraries on $(side_name $side)" \
            mapped $side "$out.libraries"
    done
    same "$name: as on OpenSSL, $(wc -l < "$work/$program.s") lines" \
        "$work/$program.s" "$work/$program.u"
}
# between CLIENT SERVER: two processes; what each said in $work/talk.CS and
# $work/serve.CS.
between()
{
    local client=$1 server=$2 serve=$work/serve.$1$2 talk=$work/talk.$1$2 name
    name="client on $(side_name "$1"), server on $(side_name "$2")"
    MAPPED=$serve.libraries start "$server" "$serve" /usr/bin/python3 -B \
        -W ignore "$programs/peers.py" "$certs" serve
    wait_line "$serve" port: "$started" || { fail "$name" "$serve"; return; }
    python peers "$client" "$talk" "$certs" talk \
        "$(sed -n 's/^port: //p' "$serve")"
    check "$name: the client ends with 0" [ $code = 0 ]
    ended "$started"
    check "$name: the server ends with 0" [ "$code" = 0 ]
    check "$name: the client's libraries" mapped "$client" "$talk.libraries"
    check "$name: the server's libraries" mapped "$server" "$serve.libraries"
    sed -i '/^port: /d' "$serve"
    same "$name: what the client saw" "$work/talk.ss" "$talk"
    same "$name: what the server saw" "$work/serve.ss" "$serve"
}
# own_tests NAME MODULE...: python's own, on both libraries at once, and how
# each of them ended.
own_tests()
{
    local name=$1 side out jobs=()
    shift
    if ! /usr/bin/python3 -c 'import test.test_ssl' 2>/dev/null; then
        skip "$name" 'not installed: libpython3.11-testsuite'
        return
    fi
    for side in s u; do
        out=$work/own.$side
        mkdir -p "$work/in.$side"
        (
            cd "$work/in.$side" || exit 1
            python suite "$side" "$out" - "$@"
            exit $code
        ) &
        jobs+=($!)
    done
    wait "${jobs[0]}"
    check "$name: the tests pass on OpenSSL" [ $? = 0 ]
    wait "${jobs[1]}"
    code=$?
    [ $code = 0 ] && pass "$name: the tests pass on Urtica" ||
        fail "$name: the tests pass on Urtica" "$work/own.u.err"
    for side in s u; do
        out=$work/own.$side
        check "$name: libraries on $(side_name $side)" \
            mapped $side "$out.libraries"
        # `name (module.class.name) ... ok`, whose parts can be apart when the
        # test itself prints.
        grep -E '^test_|( \.\.\. |^)(ok|FAIL|ERROR|skipped .*)$' \
            "$out.err" | sed -E "s/(0x)[0-9a-f]+/\1/" > "$out.tests"
    done
    same "$name: each of $(grep -c '^test_' "$work/own.s.tests") ends alike" \
        "$work/own.s.tests" "$work/own.u.tests"
}

alike 'ssl' contexts "$certs"
alike 'hashlib and hmac' hashes
alike 'threads and forks' threads "$certs"
alike 'urllib, asyncio, mail and files' services "$certs"
for pair in $with_oracle; do
    between "${pair%:*}" "${pair#*:}"
done
own_tests "python's own tests" test.test_ssl test.test_hashlib test.test_hmac
finish
