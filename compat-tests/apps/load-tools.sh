#!/bin/bash
# The system's ab and wrk, unmodified, load the system's nginx over TLS: one
# end or both on Urtica. No request may fail, and nginx must have counted as
# many as they. What ab reports of the connection, and what it and h2load say
# when they can't connect, must be what it is with OpenSSL at both ends.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone; URT_LONG=1 for a minute of wrk instead of seconds.
. "$(dirname "$0")/lib.sh"
. "$here/nginx.sh"
. "$here/peers.sh"
need ab wrk h2load nginx openssl python3
make_certs
seconds=1
[ -z "${URT_LONG:-}" ] || seconds=60

pair_name() # TOOL CLIENT SERVER
{
    echo "$1 on $(side_name "$2"), nginx on $(side_name "$3")"
}
# steady FILE: what ab says of the connection and of failures.
steady()
{
    sed -E "s#^[0-9A-F]{16}:error:([0-9A-F]+:[^:]*):[^:]*:([^:]*):.*#error:\1:\2#
        s#(127\.0\.0\.1):[0-9]+#\1:PORT#g; s#$work#WORK#g" "$1" |
        grep -aE '^(SSL|Server Temp|TLS|Document Length|Complete req|Failed req|Non-2xx|HTML trans)|rror|ailed|nvalid|annot|exit code|Total of'
}
# requests SERVER PATH: how many of it nginx has answered well.
requests()
{
    grep -ac "\"GET $2 HTTP/1.[01]\" 200 " "$work/$1/access.log"
}
# ab_run CLIENT FILE ARGUMENTS...
ab_run()
{
    local client=$1 file=$2
    shift 2
    on "$client" timeout -k 1 60 ab -q "$@" > "$file.raw" 2>&1 </dev/null
    echo "exit code $?" >> "$file.raw"
    steady "$file.raw" > "$file"
}

# ---------------------------------------------------------------- what works
# name | wanted of OpenSSL | port | ab's arguments | requests | path
loads()
{
    cat <<END
new connections, TLS 1.2|TLSv1.2,ECDHE-ECDSA-AES256-GCM-SHA384|only12|-c 20|500|/tiny
new connections, TLS 1.3|TLSv1.3,TLS_AES_256_GCM_SHA384|only13|-c 20|500|/tiny
kept connections, TLS 1.2|TLSv1.2,ECDHE-ECDSA-AES256-GCM-SHA384|only12|-k -c 20|8000|/tiny
kept connections, TLS 1.3|TLSv1.3,TLS_AES_256_GCM_SHA384|only13|-k -c 20|8000|/tiny
100 kB, TLS 1.3|Document Length:        100000|main|-k -c 10|500|/small
100 kB, the client's TLS 1.2|TLSv1.2|main|-k -c 10 -f TLS1.2|500|/small
a cipher wished for|TLSv1.2,ECDHE-ECDSA-CHACHA20-POLY1305|main|-c 5 -f TLS1.2 -Z ECDHE-ECDSA-CHACHA20-POLY1305|100|/tiny
an RSA certificate|TLSv1.2,ECDHE-RSA-AES128-GCM-SHA256,2048,128|both|-c 5 -f TLS1.2 -Z ECDHE-RSA-AES128-GCM-SHA256|100|/tiny
a client certificate, TLS 1.2|TLSv1.2|required|-c 5 -f TLS1.2 -E $certs/client.both|100|/tiny
a client certificate, TLS 1.3|TLSv1.3|required|-c 5 -E $certs/client.both|100|/tiny
END
}
load_with_ab()
{
    local client=$1 server=$2 what name wanted where arguments count path
    local file=$work/ab.$1$2 before
    what=$(pair_name ab "$client" "$server")
    while IFS='|' read -r name wanted where arguments count path; do
        before=$(requests "$server" "$path")
        # shellcheck disable=SC2086
        ab_run "$client" "$file" -n "$count" $arguments \
            "https://127.0.0.1:$(port_of "$server" "$where")$path"
        # nginx may write its last line a moment later.
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            [ $(($(requests "$server" "$path") - before)) -lt "$count" ] ||
                break
            sleep 0.1
        done
        echo "nginx: $(($(requests "$server" "$path") - before))" >> "$file"
        holds "$what: $count times, $name" "$file" 'Failed requests:        0' \
            "Complete requests:      $count" 'exit code 0' "$wanted" \
            "nginx: $count"
        cp "$file" "$work/loads.$client$server.$name"
        [ "$client$server" = ss ] || same "$what: reported as with OpenSSL: $name" \
            "$work/loads.ss.$name" "$work/loads.$client$server.$name"
    done < <(loads)
}
load_with_wrk()
{
    local client=$1 server=$2 what name where path file=$work/wrk.$1$2 pid
    local counted before
    what=$(pair_name wrk "$client" "$server")
    while IFS='|' read -r name where path; do
        before=$(requests "$server" "$path")
        # shellcheck disable=SC2086
        start "$client" "$file" wrk -t 2 -c 20 -d ${seconds}s --timeout 10s \
            "https://127.0.0.1:$(port_of "$server" "${where% *}")$path"
        pid=$started
        sleep 0.5
        check "$what: wrk's libraries, $name" loaded "$client" "$pid"
        wait "$pid"
        echo "exit code $?" >> "$file"
        counted=$(sed -nE 's/^ *([0-9]+) requests in .*/\1/p' "$file")
        # Those under way at the end nginx may have answered too.
        sleep 0.3
        before=$(($(requests "$server" "$path") - before))
        if grep -qx 'exit code 0' "$file" && [ "${counted:-0}" -gt 20 ] &&
            ! grep -E 'Socket errors|Non-2xx' "$file" &&
            [ "$before" -ge "$counted" ] && [ "$before" -le $((counted + 40)) ]
        then
            pass "$what: $name, $counted requests, none failed"
        else
            echo "nginx counts $before" >> "$file"
            fail "$what: $name" "$file"
        fi
        rm -f "$file"
    done <<END
TLS 1.2|only12|/tiny
TLS 1.3|only13|/tiny
100 kB|main|/small
END
}
libraries()
{
    local client=$1 server=$2
    # shellcheck disable=SC2046
    check "$(pair_name ab "$client" "$server"): nginx's libraries" \
        loaded "$server" $(descendants "${master[$server]}")
    start "$client" "$work/slow" ab -q -n 1 \
        "https://127.0.0.1:$(port_of "$server" main)/slow"
    sleep 0.5
    check "$(pair_name ab "$client" "$server"): ab's libraries" \
        loaded "$client" "$started"
    stop "$started"
}

# ------------------------------------------------------------------ failures
refusals()
{
    local client=$1 server=$2 file=$3 name where arguments
    : > "$file"
    while IFS='|' read -r name where arguments; do
        echo "$name:" >> "$file"
        # shellcheck disable=SC2086
        ab_run "$client" "$file.one" -n 2 -c 1 $arguments \
            "https://127.0.0.1:$(port_of "$server" "$where")/tiny"
        cat "$file.one" >> "$file"
    done <<END
no version in common|only13|-f TLS1.2
no version in common, the other way|only12|-f TLS1.3
no cipher in common|only12|-Z AES128-SHA
ciphers nobody knows|main|-Z NONSENSE
a version nobody knows|main|-f TLS7
plain HTTP on the port|plain|
no client certificate|required|
a client certificate nobody trusts|required|-E $certs/badclient.both
no such client certificate|main|-E $certs/nothing
a key of another certificate|main|-E $certs/wrong.both
not a certificate|main|-E $certs/log
END
}
misled()
{
    local side=$1 name
    for name in $(bad_names); do
        echo "$name:"
        ab_run "$side" "$work/misled.part" -n 1 -s 5 \
            "https://127.0.0.1:${bad_port[$name]}/"
        cat "$work/misled.part"
    done > "$work/misled.$side"
}
# h2load counts what failed and says nothing more; its times aside, that is
# what it counts on OpenSSL.
h2load_misled()
{
    local side=$1 name
    for name in $(bad_names); do
        echo "$name:"
        on "$side" timeout -k 1 20 h2load -n 1 -c 1 -T 5s -N 5s \
            "https://127.0.0.1:${bad_port[$name]}/" 2>&1 </dev/null |
            sed '/^finished in /d'
        echo "exit code ${PIPESTATUS[0]}"
    done > "$work/h2load.$side"
}
# wrk counts errors, as many as there is time for, and ends well.
wrk_misled()
{
    local side=$1 name jobs=() wrong=0
    for name in $(bad_names); do
        {
            on "$side" timeout -k 1 20 wrk -t 1 -c 2 -d 1s \
                "https://127.0.0.1:${bad_port[$name]}/" \
                > "$work/wrk.bad.$name" 2>&1
            echo "exit code $?" >> "$work/wrk.bad.$name"
        } &
        jobs+=($!)
        [ ${#jobs[@]} -lt 12 ] || { wait "${jobs[@]}"; jobs=(); }
    done
    wait "${jobs[@]}"
    for name in $(bad_names); do
        grep -qx 'exit code 0' "$work/wrk.bad.$name" &&
            grep -q '^ *0 requests in' "$work/wrk.bad.$name" &&
            grep -qE 'Socket errors: .*(connect|read) [1-9]' \
                "$work/wrk.bad.$name" || wrong=$name
    done
    if [ $wrong = 0 ]; then
        pass "wrk on $(side_name "$side") counts the errors of bad servers"
    else
        fail "wrk on $(side_name "$side"), bad server: $wrong" \
            "$work/wrk.bad.$wrong"
    fi
}

# ------------------------------------------------------------------- main
for name in client badclient; do
    cat "$certs/$name.pem" "$certs/$name.key" > "$certs/$name.both"
done
cat "$certs/client.pem" "$certs/rsa.key" > "$certs/wrong.both"
all=s
[ "$URTICA_LIBDIR" = system ] || all='s u'
for side in $all; do
    nginx_start $side $side || {
        fail "nginx on $(side_name $side) starts" "$work/$side/start.log"
        finish
    }
    echo tiny > "$work/$side/www/tiny"
    chmod -R a+rX "$work/$side/www"
done
load_with_ab s s
refusals s s "$work/oracle"
holds 'OpenSSL at both ends: what is refused' "$work/oracle" \
    'tlsv1 alert protocol version' 'alert handshake failure' \
    'wrong version number' 'Non-2xx responses:      2'
for pair in $pairs; do
    client=${pair%:*} server=${pair#*:}
    libraries "$client" "$server"
    [ "$pair" = s:s ] || load_with_ab "$client" "$server"
    load_with_wrk "$client" "$server"
    refusals "$client" "$server" "$work/refused.$client$server"
    same "$(pair_name ab "$client" "$server"): refusals as with OpenSSL" \
        "$work/oracle" "$work/refused.$client$server"
done
bad_servers
for side in $sides; do
    misled "$side"
    h2load_misled "$side"
    wrk_misled "$side"
done
holds 'h2load on OpenSSL counts what bad servers do' "$work/h2load.s" \
    'requests: 1 total, 0 started, 0 done, 0 succeeded, 1 failed, 1 errored, 0 timeout'
if [ "$URTICA_LIBDIR" != system ]; then
    same 'ab says of bad servers what it says on OpenSSL' \
        "$work/misled.s" "$work/misled.u"
    same 'h2load counts of bad servers what it counts on OpenSSL' \
        "$work/h2load.s" "$work/h2load.u"
fi
for side in $all; do
    if kill -0 "${master[$side]}" 2>/dev/null &&
        ! grep -E '\[(alert|emerg|crit)\]' "$work/$side/error.log" > "$work/err"
    then
        pass "nginx on $(side_name $side) is alive, nothing critical in its log"
    else
        fail "nginx on $(side_name $side) is alive, nothing critical in its log" \
            "$work/err"
    fi
done
finish
