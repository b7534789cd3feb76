#!/bin/bash
# The system's redis-server, redis-cli and redis-benchmark, unmodified, over
# TLS: one end or both on Urtica. Values, client certificates, replication, a
# load of small commands, settings changed while it runs, bad peers. Messages
# must be those that they have with OpenSSL at both ends.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone; URT_LONG=1, a million commands instead of a hundred thousand.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need redis-server redis-cli redis-benchmark openssl python3
make_certs
load=100000
[ -z "${URT_LONG:-}" ] || load=1000000

# steady FILE: what may differ from run to run taken out of a log.
steady()
{
    sed -E 's#^[0-9]+:[A-Z] [0-9]+ [A-Z][a-z]+ [0-9]+ [0-9:.]+ ##
        s#(127\.0\.0\.1):[0-9]+#\1:PORT#g
        s# \(conn: fd=[0-9]+\)##
        # Which of them is a matter of time.
        s#^Error: (Server closed the connection|Connection reset by peer|Broken pipe)$#Error: connection lost#
        '"s#$work#WORK#g" "$1"
}
# complaints FILE: its lines about TLS.
complaints()
{
    steady "$1" | grep -E 'SSL|TLS|DH|rror|ertificate' | sort | uniq -c
}
declare -A redis_port redis_pid
# redis SIDE NAME OPTIONS...: a server on TLS only; its folder and log are
# $work/redis.NAME.
redis()
{
    local side=$1 name=$2 dir=$work/redis.$2 try
    shift 2
    mkdir -p "$dir"
    for try in 1 2 3; do
        free_ports 1
        : > "$dir/log"
        start "$side" "$dir/log" redis-server --port 0 --tls-port "$port" \
            --bind 127.0.0.1 --dir "$dir" --save '' --daemonize no \
            --enable-debug-command local --repl-diskless-sync-delay 0 \
            --tls-ca-cert-file "$certs/root.pem" \
            --tls-cert-file "$certs/rsa.pem" --tls-key-file "$certs/rsa.key" \
            "$@"
        redis_pid[$name]=$started redis_port[$name]=$port
        wait_line "$dir/log" 'Ready to accept connections' "$started" &&
            return 0
        grep -q 'Address already in use' "$dir/log" || break
    done
    fail "redis-server on $(side_name "$side") starts" "$dir/log"
    finish
}
# cli SIDE NAME ARGUMENTS...: a command to that server; standard error too.
cli()
{
    local side=$1 name=$2
    shift 2
    on "$side" timeout -k 1 30 redis-cli -h 127.0.0.1 \
        -p "${redis_port[$name]}" --tls --cacert "$certs/root.pem" "$@" 2>&1
}
mine="--cert $certs/client.pem --key $certs/client.key"
# says NAME WANTED COMMAND...: its output is that.
says()
{
    local name=$1 wanted=$2
    shift 2
    "$@" > "$work/said" </dev/null
    if [ "$(cat "$work/said")" = "$wanted" ]; then
        pass "$name"
    else
        echo "wanted: $wanted" >> "$work/said"
        fail "$name" "$work/said"
    fi
}
pair_name() # CLIENT SERVER
{
    echo "client on $(side_name "$1"), server on $(side_name "$2")"
}

# ---------------------------------------------------------------- what works
libraries()
{
    local client=$1 name=$2 what=$3
    check "$what: redis-server's libraries" \
        loaded "$server" "${redis_pid[$name]}"
    start "$client" "$work/subscribed" redis-cli -h 127.0.0.1 \
        -p "${redis_port[$name]}" --tls --cacert "$certs/root.pem" \
        subscribe news
    wait_line "$work/subscribed" news "$started"
    check "$what: redis-cli's libraries" loaded "$client" "$started"
    says "$what: a message published" 1 cli "$client" "$name" publish news hot
    wait_line "$work/subscribed" hot "$started"
    holds "$what: and received" "$work/subscribed" hot
    stop "$started"
    rm -f "$work/subscribed"
}
values()
{
    local client=$1 server=$2 name=v$1$2 what version cipher
    what=$(pair_name "$client" "$server")
    redis "$server" "$name" --tls-auth-clients no
    libraries "$client" "$name" "$what"
    for version in 1.2 1.3; do
        # Who can't speak the version doesn't connect.
        says "$what: CONFIG SET tls-protocols, TLS $version" OK \
            cli "$client" "$name" config set tls-protocols "TLSv$version"
        says "$what: PING, TLS $version" PONG cli "$client" "$name" ping
        check "$what: it is TLS $version" is_version "$name" "$version"
        cli "$client" "$name" -x set big < "$work/big" > "$work/out"
        cli "$client" "$name" --no-raw strlen big >> "$work/out"
        on "$client" timeout 30 redis-cli -h 127.0.0.1 --tls \
            --cacert "$certs/root.pem" -p "${redis_port[$name]}" get big \
            2>&1 | head -c -1 | cmp - "$work/big" >> "$work/out" 2>&1
        says "$what: 20 MB there and back, TLS $version" \
            "OK"$'\n'"(integer) $(wc -c < "$work/big")" cat "$work/out"
    done
    for cipher in TLS_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256; do
        says "$what: $cipher" PONG \
            cli "$client" "$name" --tls-ciphersuites $cipher ping
    done
    cli "$client" "$name" config set tls-protocols TLSv1.2 > "$work/said"
    for cipher in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-CHACHA20-POLY1305 \
        AES256-SHA; do
        says "$what: $cipher" PONG \
            cli "$client" "$name" --tls-ciphers $cipher ping
    done
    cli "$client" "$name" --pipe < "$work/commands" > "$work/out"
    holds "$what: 20000 commands through a pipe" "$work/out" \
        'errors: 0, replies: 20000'
    says "$what: all of them arrived" 20001 cli "$client" "$name" dbsize
    ends "$what" "$client" "$name"
}
# is_version NAME VERSION: the server speaks it with the openssl tool.
is_version()
{
    timeout 10 openssl s_client -connect "127.0.0.1:${redis_port[$1]}" \
        </dev/null 2>&1 | grep -a "^New, TLSv$2"
}
# ends WHAT CLIENT NAME [ARGUMENTS]: a server told to shut down does, with 0.
ends()
{
    local what=$1 client=$2 name=$3
    shift 3
    cli "$client" "$name" "$@" shutdown nosave > "$work/out"
    ended "${redis_pid[$name]}"
    echo "exit code $code" >> "$work/redis.$name/log"
    holds "$what: shuts down and ends with 0" "$work/redis.$name/log" \
        'Redis is now ready to exit, bye bye' 'exit code 0'
}
mutual()
{
    local client=$1 server=$2 name=m$1$2 what version cert
    what=$(pair_name "$client" "$server")
    redis "$server" "$name" --tls-auth-clients yes
    for version in 1.2 1.3; do
        # shellcheck disable=SC2086
        cli "$client" "$name" $mine \
            config set tls-protocols "TLSv$version" > "$work/said"
        for cert in client client-ec; do
            says "$what: $cert, TLS $version" PONG \
                cli "$client" "$name" --cert "$certs/$cert.pem" \
                --key "$certs/$cert.key" ping
        done
    done
    # shellcheck disable=SC2086
    ends "$what, client certificates" "$client" "$name" $mine
}
resumption()
{
    local side=$1 version what
    what="server on $(side_name "$side")"
    redis "$side" "r$side" --tls-auth-clients no --tls-session-caching yes
    for version in 1.2 1.3; do
        resumes "$what: a session resumed, TLS $version" \
            "${redis_port[r$side]}" $version
    done
    stop "${redis_pid[r$side]}"
}

# --------------------------------------------------------------- replication
replicated() # NAME NAME: the same data, within 10 s
{
    local i one other
    for ((i = 0; i < 50; i++)); do
        # shellcheck disable=SC2086
        one=$(cli s "$1" $mine debug digest)
        # shellcheck disable=SC2086
        other=$(cli s "$2" $mine debug digest)
        [ "$one" != "$other" ] || break
        sleep 0.2
    done
    echo "$one $other"
    [ "${#one}" = 40 ] && [ "$one" = "$other" ]
}
replication()
{
    local replica=$1 master=$2 what name=$1$2
    what="replica on $(side_name "$replica"), master on $(side_name "$master")"
    redis "$master" "a$name" --tls-auth-clients yes --tls-replication yes
    # shellcheck disable=SC2086
    cli s "a$name" $mine --pipe < "$work/commands" > "$work/out"
    # Its own certificate as a client, with an encrypted key.
    redis "$replica" "b$name" --tls-auth-clients yes --tls-replication yes \
        --tls-client-cert-file "$certs/client.pem" \
        --tls-client-key-file "$certs/client.enc.key" \
        --tls-client-key-file-pass secret \
        --replicaof 127.0.0.1 "${redis_port[a$name]}"
    wait_line "$work/redis.b$name/log" 'Finished with success' \
        "${redis_pid[b$name]}"
    check "$what: 20000 keys of before" replicated "a$name" "b$name"
    # shellcheck disable=SC2086
    {
        cli s "a$name" $mine set later too > "$work/out"
        cli s "a$name" $mine -x set big < "$work/big" >> "$work/out"
    }
    check "$what: and what came later" replicated "a$name" "b$name"
    # shellcheck disable=SC2086
    cli s "b$name" $mine info replication > "$work/out"
    holds "$what: the link is up" "$work/out" master_link_status:up
    stop "${redis_pid[b$name]}"
    stop "${redis_pid[a$name]}"
}

# ---------------------------------------------------------------------- load
benchmark()
{
    local client=$1 server=$2 name=l$1$2 what commands=$3 half bench
    half=$((commands / 2))
    what=$(pair_name "$client" "$server")
    redis "$server" "$name" --tls-auth-clients no
    # Its libraries are read while it runs.
    start "$client" "$work/bench.$name" timeout -k 1 300 redis-benchmark \
        -h 127.0.0.1 -p "${redis_port[$name]}" --tls \
        --cacert "$certs/root.pem" -t set,get -n $half -c 50 -d 64 -r 1000 \
        -P 4 --csv
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        bench=$(descendants "$started" | tail -n 1)
        [ "$(cat "/proc/$bench/comm")" != redis-benchmark ] ||
            ! grep -q libssl "/proc/$bench/maps" 2>/dev/null || break
        sleep 0.02
    done
    check "$what: redis-benchmark's libraries" loaded "$client" "$bench"
    wait "$started"
    echo "exit code $?" >> "$work/bench.$name"
    cli s "$name" info commandstats >> "$work/bench.$name"
    cli s "$name" info errorstats >> "$work/bench.$name"
    if grep -q '^errorstat_' "$work/bench.$name"; then
        fail "$what: no error under load" "$work/bench.$name"
    fi
    holds "$what: redis-benchmark, $commands commands, 50 connections" \
        "$work/bench.$name" 'exit code 0' '"SET"' '"GET"' \
        "cmdstat_set:calls=$half," "cmdstat_get:calls=$half,"
    stop "${redis_pid[$name]}"
}

# ------------------------------------------------------------------ refusals
# refusals CLIENT SERVER FILE: what both say when it doesn't work.
refusals()
{
    local client=$1 server=$2 file=$3 name=f$1$2 what options
    redis "$server" "$name" --tls-auth-clients yes
    while IFS='|' read -r what options; do
        echo "$what:"
        # shellcheck disable=SC2086
        cli "$client" "$name" $options ping </dev/null
        echo "exit code $?"
    done > "$work/refused" <<END
good|$mine
no certificate|
a certificate nobody trusts|--cert $certs/badclient.pem --key $certs/badclient.key
another authority|$mine --cacert $certs/other.pem
no authority file|$mine --cacert $certs/nothing.pem
no certificate file|--cert $certs/nothing.pem --key $certs/client.key
a key of another certificate|--cert $certs/client.pem --key $certs/rsa.key
not a certificate|--cert $certs/log --key $certs/rsa.key
ciphers nobody knows|$mine --tls-ciphers NONSENSE
suites nobody knows|$mine --tls-ciphersuites NONSENSE
an SNI|$mine --sni rsa.test
an authorities' folder|$mine --cacertdir $certs/hashed
END
    steady "$work/refused" > "$file"
    # shellcheck disable=SC2086
    cli s "$name" $mine config set tls-protocols TLSv1.2 > "$work/said"
    while IFS='|' read -r what options; do
        echo "$what:"
        # shellcheck disable=SC2086
        cli "$client" "$name" $options ping </dev/null
        echo "exit code $?"
    done > "$work/refused" <<END
no certificate, TLS 1.2|
a certificate nobody trusts, TLS 1.2|--cert $certs/badclient.pem --key $certs/badclient.key
no cipher in common, TLS 1.2|$mine --tls-ciphers ECDHE-ECDSA-AES128-GCM-SHA256
END
    steady "$work/refused" >> "$file"
    for what in expired foreign self wronghost; do
        # The next certificate, while it runs.
        # shellcheck disable=SC2086
        cli s "$name" $mine --insecure config set \
            tls-cert-file "$certs/$what.pem" \
            tls-key-file "$certs/$what.key" > "$work/refused"
        # shellcheck disable=SC2086
        cli "$client" "$name" $mine ping >> "$work/refused"
        echo "$what:" >> "$file"
        steady "$work/refused" >> "$file"
    done
    stop "${redis_pid[$name]}"
    echo 'server:' >> "$file"
    complaints "$work/redis.$name/log" >> "$file"
}
# reloads SIDE FILE: settings that change while it runs, good and bad ones.
reloads()
{
    local side=$1 file=$2 name=c$1 what=$1 setting
    what="server on $(side_name "$side")"
    redis "$side" "$name" --tls-auth-clients no --tls-protocols TLSv1.2
    says "$what: another certificate while it runs" OK cli s "$name" config \
        set tls-cert-file "$certs/p256.pem" tls-key-file "$certs/p256.key"
    check "$what: and it is shown" presents "$name" p256.test
    while read -r setting; do
        echo "$setting:"
        # shellcheck disable=SC2086
        cli s "$name" config set $setting
        cli s "$name" ping
    done > "$work/settings" <<END
tls-cert-file $certs/nothing.pem
tls-key-file $certs/nothing.key
tls-key-file $certs/p384.key
tls-key-file $certs/log
tls-ca-cert-file $certs/nothing.pem
tls-ca-cert-file $certs/log
tls-ciphers NONSENSE
tls-ciphersuites NONSENSE
tls-protocols TLSv9
tls-protocols TLSv1.3
tls-ciphersuites TLS_CHACHA20_POLY1305_SHA256
tls-prefer-server-ciphers yes
tls-session-cache-size 5000
tls-session-cache-timeout 60
tls-session-caching no
tls-auth-clients optional
tls-ca-cert-dir $certs/hashed
tls-dh-params-file $certs/nothing.pem
tls-dh-params-file $certs/log
tls-dh-params-file $certs/dh.pem
END
    steady "$work/settings" > "$file"
    check "$what: still the certificate of before" presents "$name" p256.test
    # DHE with the parameters of the file.
    cli s "$name" config set tls-protocols TLSv1.2 \
        tls-ciphers DHE-RSA-AES128-GCM-SHA256 \
        tls-cert-file "$certs/rsa.pem" tls-key-file "$certs/rsa.key" \
        > "$work/said"
    timeout 10 openssl s_client -tls1_2 </dev/null 2>&1 \
        -connect "127.0.0.1:${redis_port[$name]}" > "$work/out"
    holds "$what: DHE with parameters of a file" "$work/out" \
        'Server Temp Key: DH, 2048 bits' 'DHE-RSA-AES128-GCM-SHA256'
    # A certificate of another kind than the key is taken, and nobody comes in.
    {
        cli s "$name" config set tls-cert-file "$certs/p256.pem"
        cli s "$name" ping
    } > "$work/settings"
    steady "$work/settings" >> "$file"
    stop "${redis_pid[$name]}"
    echo 'server:' >> "$file"
    complaints "$work/redis.$name/log" >> "$file"
}
presents() # NAME COMMON-NAME
{
    timeout 10 openssl s_client </dev/null 2>/dev/null \
        -connect "127.0.0.1:${redis_port[$1]}" |
        openssl x509 -noout -subject | grep -x "subject=CN = $2"
}
attacked()
{
    local side=$1 name=x$1
    redis "$side" "$name" --tls-auth-clients no
    attack "${redis_port[$name]}" "$work/attack.$side"
    says "server on $(side_name "$side"): serves the next after bad clients" \
        PONG cli s "$name" ping
    stop "${redis_pid[$name]}"
    complaints "$work/redis.$name/log" > "$work/logged.$side"
}
misled()
{
    local side=$1 name
    for name in $(bad_names); do
        echo "$name:"
        on "$side" timeout -k 1 15 redis-cli -h 127.0.0.1 --tls \
            -p "${bad_port[$name]}" --cacert "$certs/root.pem" ping 2>&1 \
            </dev/null
        echo "exit code $?"
    done > "$work/misled.part"
    steady "$work/misled.part" > "$work/misled.$side"
}

# ------------------------------------------------------------------- main
mkdir "$certs/hashed"
cp "$certs/root.pem" \
    "$certs/hashed/$(openssl x509 -in "$certs/root.pem" -noout -hash).0"
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 \
    -out "$certs/dh.pem" 2>/dev/null
head -c 15M /dev/urandom | base64 -w 0 > "$work/big"
awk 'BEGIN { for (n = 0; n < 20000; n++) printf "SET key:%d value-%d\r\n", n, n }' \
    > "$work/commands"
refusals s s "$work/oracle"
holds 'OpenSSL at both ends: what is refused' "$work/oracle" \
    'certificate verify failed' 'alert handshake failure' \
    'alert unknown ca' 'peer did not return a certificate' \
    'no shared cipher'
for pair in $pairs; do
    client=${pair%:*} server=${pair#*:}
    values "$client" "$server"
    mutual "$client" "$server"
    replication "$client" "$server"
    case $pair in
    u:u | s:s) benchmark "$client" "$server" $load ;;
    *) benchmark "$client" "$server" $((load / 5)) ;;
    esac
    refusals "$client" "$server" "$work/refused.$client$server"
    same "$(pair_name "$client" "$server"): refusals as with OpenSSL" \
        "$work/oracle" "$work/refused.$client$server"
done
bad_servers
for side in $sides; do
    resumption "$side"
    reloads "$side" "$work/reloads.$side"
    attacked "$side"
    misled "$side"
done
if [ "$URTICA_LIBDIR" != system ]; then
    same 'settings changed while it runs: the answers of OpenSSL' \
        "$work/reloads.s" "$work/reloads.u"
    same 'the server answers bad clients as on OpenSSL' \
        "$work/attack.s" "$work/attack.u"
    same 'the server logs of bad clients what it does on OpenSSL' \
        "$work/logged.s" "$work/logged.u"
    same 'the client says of bad servers what it says on OpenSSL' \
        "$work/misled.s" "$work/misled.u"
fi
finish
