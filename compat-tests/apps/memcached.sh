#!/bin/bash
# The system's memcached, unmodified, with TLS on Urtica: values there and
# back, client certificates, resumed sessions, certificates renewed while
# connections live, bad clients. The client is socat, on Urtica and on the
# system's OpenSSL. What memcached says and counts must be what it does on
# OpenSSL.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need memcached socat openssl python3
make_certs

# steady FILE: what may differ from run to run, and where in which source the
# error arose, taken out of what was said.
steady()
{
    sed -E "s#^[0-9A-F]{16}:error:([0-9A-F]+:[^:]*):[^:]*:([^:]*):.*#error:\1:\2#
        s#^[0-9/]+ [0-9:]+ socat\[[0-9]+\] ##
        s#<?[0-9]+( connection closed|: Client using)#N\1#
        s#(127\.0\.0\.1):[0-9]+#\1:PORT#g; s#$work#WORK#g" "$1" |
        # Whether the handshake fails when a connection is accepted, which is
        # logged and counted, or later, is a matter of time.
        grep -vE '^accept4\(\): Resource|^getpeername:|^SSL connection failed'
}
# server SIDE LOG OPTIONS...: $port, $started and $server_pid.
server()
{
    local side=$1 log=$2 try
    shift 2
    for try in 1 2 3; do
        free_ports 1
        : > "$log"
        start "$side" "$log" memcached -u nobody -l 127.0.0.1 -p "$port" -U 0 \
            -m 256 -t 4 -v -Z "$@"
        server_pid=$started
        wait_for "$port" "$started" && return 0
        grep -q 'Address already in use' "$log" || break
    done
    fail "memcached on $(side_name "$side") starts" "$log"
    finish
}
own="ssl_chain_cert=$certs/rsa.pem,ssl_key=$certs/rsa.key"
# talk CLIENT PORT OPTIONS: standard input to the server, to the end; its
# answer in $work/out, socat's words in $work/err.
talk()
{
    on "$1" timeout -k 1 20 socat -t 10 - \
        "OPENSSL-CONNECT:127.0.0.1:$2,cafile=$certs/root.pem$3" \
        > "$work/out" 2> "$work/err"
}
# answers NAME FILE: the last talk ended well, with this answer.
answers()
{
    local code=$?
    if [ $code = 0 ] && cmp "$2" "$work/out" >> "$work/err" 2>&1; then
        pass "$1"
    else
        echo "exit code $code" >> "$work/err"
        head -c 500 "$work/out" >> "$work/err"
        fail "$1" "$work/err"
    fi
}
pair_name() # CLIENT SERVER
{
    echo "socat on $(side_name "$1"), memcached on $(side_name "$2")"
}

# ---------------------------------------------------------------- what works
values()
{
    local client=$1 server=$2 what version pid
    what=$(pair_name "$client" "$server")
    server "$server" "$work/values.$client$server" -o "$own"
    pid=$started
    check "$what: memcached's libraries" loaded "$server" "$pid"
    # A connection that stays, while the client's maps are read.
    mkfifo "$work/hold.$client$server"
    exec 8<>"$work/hold.$client$server"
    start "$client" "$work/held" bash -c 'exec "$@" <&8' held socat -t 1 - \
        "OPENSSL-CONNECT:127.0.0.1:$port,cafile=$certs/root.pem"
    : > "$work/held"
    printf 'version\r\n' >&8
    wait_line "$work/held" VERSION "$started"
    check "$what: socat's libraries" loaded "$client" "$started"
    stop "$started"
    exec 8>&-
    {
        printf 'set small 0 0 5\r\nhello\r\nget small\r\n'
        printf 'set large 7 0 900000\r\n'
        cat "$work/large"
        printf '\r\nget large\r\ndelete small\r\nget small\r\n'
        printf 'incr none 1\r\nnonsense\r\n'
    } > "$work/in"
    {
        printf 'STORED\r\nVALUE small 0 5\r\nhello\r\nEND\r\n'
        printf 'STORED\r\nVALUE large 7 900000\r\n'
        cat "$work/large"
        printf '\r\nEND\r\nDELETED\r\nEND\r\nNOT_FOUND\r\nERROR\r\n'
    } > "$work/wanted"
    for version in 1.2 1.3; do
        talk "$client" "$port" \
            ",min-version=TLS$version,max-version=TLS$version" < "$work/in"
        answers "$what: small and large values, TLS $version" "$work/wanted"
    done
    talk "$client" "$port" \
        ',max-version=TLS1.2,cipher=ECDHE-RSA-CHACHA20-POLY1305' < "$work/in"
    answers "$what: another cipher" "$work/wanted"
    many "$client" "$what"
    quits "$what"
}
# many CLIENT WHAT: eight connections at once, each with its own keys.
many()
{
    local client=$1 what=$2 i jobs=() wrong=0
    for i in 1 2 3 4 5 6 7 8; do
        awk -v i=$i 'BEGIN {
            for (n = 1; n < 1000; n++)
                printf "set %d-%d 0 0 8\r\nvalue%03d\r\n", i, n, n
            for (n = 1; n < 1000; n++) printf "get %d-%d\r\n", i, n
        }' > "$work/many.$i"
        on "$client" timeout -k 1 30 socat -t 20 - \
            "OPENSSL-CONNECT:127.0.0.1:$port,cafile=$certs/root.pem" \
            < "$work/many.$i" > "$work/many.out.$i" 2> "$work/many.err.$i" &
        jobs+=($!)
    done
    wait "${jobs[@]}"
    for i in 1 2 3 4 5 6 7 8; do
        awk -v i=$i 'BEGIN {
            for (n = 1; n < 1000; n++) printf "STORED\r\n"
            for (n = 1; n < 1000; n++)
                printf "VALUE %d-%d 0 8\r\nvalue%03d\r\nEND\r\n", i, n, n
        }' | cmp - "$work/many.out.$i" >> "$work/many.err.$i" 2>&1 || wrong=$i
    done
    if [ $wrong = 0 ]; then
        pass "$what: 15984 commands over 8 connections, none wrong"
    else
        fail "$what: 15984 commands over 8 connections" "$work/many.err.$wrong"
    fi
}
# quits WHAT: asked to, the server ends by itself, with 0.
quits()
{
    kill "$server_pid"
    ended "$server_pid"
    check "$1: memcached ends with 0 when told to" [ "$code" = 0 ]
}
resumption()
{
    local side=$1 version
    server "$side" "$work/resume.$side" -o "$own,ssl_session_cache"
    for version in 1.2 1.3; do
        resumes "memcached on $(side_name "$side"): a session resumed, TLS $version" \
            "$port" $version
    done
    resumes "memcached on $(side_name "$side"): a session resumed without ticket, TLS 1.2" \
        "$port" 1.2 -no_ticket
    talk s "$port" '' <<< stats
    grep -a '^STAT ssl_new' "$work/out" > "$work/sessions.$side"
    stop "$server_pid"
}

# ------------------------------------------------------ certificates renewed
presented() # PORT
{
    timeout 10 openssl s_client -connect "127.0.0.1:$1" </dev/null \
        2>/dev/null | openssl x509 -noout -subject 2>&1
}
renew()
{
    local side=$1 what folder=$work/live.$1
    what="memcached on $(side_name "$side")"
    mkdir "$folder"
    cp "$certs/rsa.pem" "$folder/chain.pem"
    cp "$certs/rsa.key" "$folder/key.pem"
    cp "$certs/root.pem" "$folder/ca.pem"
    server "$side" "$work/live.$side.log" -o \
        "ssl_chain_cert=$folder/chain.pem,ssl_key=$folder/key.pem,ssl_ca_cert=$folder/ca.pem"
    mkfifo "$folder/hold"
    exec 8<>"$folder/hold"
    start s "$folder/held" bash -c 'exec "$@" <&8' held socat -t 1 - \
        "OPENSSL-CONNECT:127.0.0.1:$port,cafile=$certs/root.pem"
    printf 'set kept 0 0 6\r\nbefore\r\n' >&8
    wait_line "$folder/held" STORED "$started"
    check "$what: the first certificate" \
        [ "$(presented "$port")" = 'subject=CN = rsa.test' ]
    # Another kind of key, in place.
    cp "$certs/p256.pem" "$folder/chain.pem"
    cp "$certs/p256.key" "$folder/key.pem"
    check "$what: the first until told" \
        [ "$(presented "$port")" = 'subject=CN = rsa.test' ]
    printf 'refresh_certs\r\nquit\r\n' | talk s "$port" ''
    printf 'OK\r\n' > "$work/wanted"
    answers "$what: refresh_certs" "$work/wanted"
    check "$what: the new certificate after it" \
        [ "$(presented "$port")" = 'subject=CN = p256.test' ]
    printf 'get kept\r\n' >&8
    wait_line "$folder/held" END "$started"
    holds "$what: the connection from before goes on" "$folder/held" before
    # A broken one is refused, and the one before stays.
    cp "$certs/rsa.pem" "$folder/chain.pem"
    printf 'refresh_certs\r\nquit\r\n' | talk s "$port" ''
    sed "s#$folder#FOLDER#g" "$work/out" > "$work/renew.$side"
    check "$what: the certificate stays when the next is broken" \
        [ "$(presented "$port")" = 'subject=CN = p256.test' ]
    stop "$started"
    exec 8>&-
    # Its own last words: what it thought of the broken one.
    steady "$work/live.$side.log" | grep -E 'rror' |
        sed "s#live.$side#FOLDER#g" >> "$work/renew.$side"
    stop "$server_pid"
}

# ---------------------------------------------------------------- refusals
# refusals CLIENT SERVER FILE: client certificates good and bad, and clients
# with nothing in common with the server.
refusals()
{
    local client=$1 server=$2 file=$3 log=$work/refuse.$1$2 name arguments
    : > "$file"
    server "$server" "$log" \
        -o "$own,ssl_verify_mode=2,ssl_ca_cert=$certs/root.pem"
    while IFS='|' read -r name arguments; do
        # To a refusal the answer comes after the handshake: with nothing
        # sent, it's what is read.
        case $name in
        good*) printf 'get none\r\n' ;;
        *) sleep 0.4 ;;
        esac | talk "$client" "$port" ",$arguments"
        echo "$name: exit code ${PIPESTATUS[1]}"
        cat "$work/out"
        steady "$work/err"
    done >> "$file" <<END
good, TLS 1.2|max-version=TLS1.2,cert=$certs/client.pem,key=$certs/client.key
good, TLS 1.3|cert=$certs/client-ec.pem,key=$certs/client-ec.key
none, TLS 1.2|max-version=TLS1.2
none, TLS 1.3|min-version=TLS1.3
of others, TLS 1.2|max-version=TLS1.2,cert=$certs/badclient.pem,key=$certs/badclient.key
of others, TLS 1.3|cert=$certs/badclient.pem,key=$certs/badclient.key
not a client's|cert=$certs/responder.pem,key=$certs/responder.key
no such version|max-version=TLS1.1
no such cipher|max-version=TLS1.2,cipher=ECDHE-ECDSA-AES128-GCM-SHA256
END
    # socat takes an alert after the handshake of TLS 1.3 for an end.
    sleep 1 | on s timeout 10 openssl s_client -tls1_3 -connect \
        "127.0.0.1:$port" 2>&1 | grep -ao 'SSL alert number.*' >> "$file"
    stop "$server_pid"
    echo 'memcached:' >> "$file"
    steady "$log" >> "$file"
    # Checked by the client.
    server "$server" "$log" -o \
        "ssl_chain_cert=$certs/foreign.pem,ssl_key=$certs/foreign.key,ssl_min_version=3"
    echo 'a server nobody trusts:' >> "$file"
    sleep 0.5 | talk "$client" "$port" ''
    steady "$work/err" >> "$file"
    echo 'too old a version:' >> "$file"
    sleep 0.5 | talk "$client" "$port" ,max-version=TLS1.2,verify=0
    steady "$work/err" >> "$file"
    stop "$server_pid"
    steady "$log" >> "$file"
}
# What it says to settings that can't work.
broken()
{
    local side=$1 name options
    while IFS='|' read -r name options; do
        echo "$name:"
        on "$side" timeout 10 memcached -u nobody -l 127.0.0.1 -p 1 -U 0 -Z \
            -o "$options" > "$work/err" 2>&1 </dev/null
        echo "exit code $?"
        steady "$work/err"
    done <<END
no certificate file|ssl_chain_cert=$certs/none.pem,ssl_key=$certs/rsa.key
no key file|ssl_chain_cert=$certs/rsa.pem,ssl_key=$certs/none.key
a key of another certificate|ssl_chain_cert=$certs/rsa.pem,ssl_key=$certs/client.key
a key of another kind|ssl_chain_cert=$certs/rsa.pem,ssl_key=$certs/revoked.key
not a certificate|ssl_chain_cert=$certs/log,ssl_key=$certs/rsa.key
not a key|ssl_chain_cert=$certs/rsa.pem,ssl_key=$certs/log
a certificate in another encoding|ssl_chain_cert=$certs/rsa.der,ssl_key=$certs/rsa.key
no authority file|$own,ssl_ca_cert=$certs/none.pem
ciphers nobody knows|$own,ssl_ciphers=NONSENSE
END
}
attacked()
{
    local side=$1
    server "$side" "$work/attack.$side.log" -o "$own"
    attack "$port" "$work/attack.$side"
    printf 'version\r\nquit\r\n' | talk s "$port" ''
    holds "memcached on $(side_name "$side"): serves the next after bad clients" \
        "$work/out" VERSION
    stop "$server_pid"
}

# ------------------------------------------------------------------- main
head -c 675000 /dev/urandom | base64 -w 0 > "$work/large"
openssl x509 -in "$certs/rsa.pem" -outform DER -out "$certs/rsa.der"
refusals s s "$work/oracle"
holds 'OpenSSL at both ends: client certificates, versions and ciphers' \
    "$work/oracle" 'good, TLS 1.2: exit code 0' 'good, TLS 1.3: exit code 0' \
    'alert handshake failure' 'alert unknown ca' 'SSL alert number 116' \
    'alert protocol version' 'certificate verify failed'
for pair in $pairs; do
    client=${pair%:*} server=${pair#*:}
    values "$client" "$server"
    refusals "$client" "$server" "$work/refused.$client$server"
    same "$(pair_name "$client" "$server"): refusals as with OpenSSL" \
        "$work/oracle" "$work/refused.$client$server"
done
for side in $sides; do
    resumption "$side"
    renew "$side"
    broken "$side" > "$work/broken.$side"
    attacked "$side"
done
holds 'OpenSSL: settings that cannot work' "$work/broken.s" \
    'key values mismatch' 'no start line' 'No such file or directory'
if [ "$URTICA_LIBDIR" != system ]; then
    same 'settings that cannot work, as with OpenSSL' \
        "$work/broken.s" "$work/broken.u"
    same 'a broken renewal, as with OpenSSL' "$work/renew.s" "$work/renew.u"
    same 'bad clients are answered as on OpenSSL' \
        "$work/attack.s" "$work/attack.u"
    same 'sessions are counted as on OpenSSL' \
        "$work/sessions.s" "$work/sessions.u"
fi
finish
