#!/bin/bash
# The system's socat, unmodified, as OPENSSL-LISTEN and as OPENSSL-CONNECT:
# one end or both on Urtica. Every case is run with OpenSSL at both ends too,
# and all that both socats say, and their exit codes, must be the same.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need socat openssl python3
make_certs
mkdir "$certs/hashed"
cp "$certs/root.pem" \
    "$certs/hashed/$(openssl x509 -in "$certs/root.pem" -noout -hash).0"
head -c 50000 /dev/urandom > "$work/in"

# steady FILE: what may differ from run to run taken out of socat's log.
steady()
{
    sed -E "s#^[0-9/]+ [0-9:]+ socat\[[0-9]+\] ##
        s#(127\.0\.0\.1):[0-9]+#\1:PORT#g
        s#child process [0-9]+#child process PID#; s#process [0-9]+ (exited|died)#process PID \1#
        s#$work#WORK#g" "$1" |
        # The two processes of EXEC are not always as fast as each other.
        grep -vE 'execvp|forked off|FDs \[|is at EOF|childdied|xioshutdown|waitpid\(|recvmsg\(\): Resource'
}

# ---------------------------------------------------------------- the cases
# name | server's options | client's options | what OpenSSL's client or server
# must say, or two of them with & between. C stands for the certificates. With
# a ! the client sends nothing, for what it sends would race with a refusal.
cases()
{
    local own='cert=C/rsa.pem,key=C/rsa.key' trust='cafile=C/root.pem'
    local mutual="$own,verify=1,$trust"
    cat <<END
TLS 1.2|$own,verify=0,max-version=TLS1.2|$trust|SSL proto version used: TLSv1.2&commonName matches
TLS 1.3|$own,verify=0|$trust,min-version=TLS1.3|SSL proto version used: TLSv1.3&SSL connection using TLS_AES_256_GCM_SHA384
the client's max-version|$own,verify=0|$trust,max-version=TLS1.2|SSL proto version used: TLSv1.2
an ECDSA certificate|cert=C/p256.pem,key=C/p256.key,verify=0|$trust|commonName matches
an Ed25519 certificate|cert=C/ed25519.pem,key=C/ed25519.key,verify=0|$trust|commonName matches
key and certificate in one file|cert=C/both.pem,verify=0|$trust|commonName matches
cipher of the client|$own,verify=0,max-version=TLS1.2|$trust,cipher=ECDHE-RSA-CHACHA20-POLY1305|using ECDHE-RSA-CHACHA20-POLY1305
cipher of the server|$own,verify=0,max-version=TLS1.2,cipher=ECDHE-RSA-AES128-GCM-SHA256|$trust|using ECDHE-RSA-AES128-GCM-SHA256
CBC cipher|$own,verify=0,max-version=TLS1.2,cipher=AES128-SHA|$trust,cipher=AES128-SHA|using AES128-SHA
DHE with parameters of a file|$own,verify=0,max-version=TLS1.2,dhparam=C/dh.pem|$trust,cipher=DHE-RSA-AES128-GCM-SHA256|using DHE-RSA-AES128-GCM-SHA256
capath|$own,verify=0|capath=C/hashed|commonName matches
commonname|$own,verify=0|$trust,commonname=rsa.test|commonName matches
no commonname, and SNI without one|$own,verify=0|$trust,commonname=|Failed to set SNI host
snihost|$own,verify=0|$trust,snihost=rsa.test|commonName matches
no-sni|$own,verify=0|$trust,no-sni=1|commonName matches
client not verifying|cert=C/foreign.pem,key=C/foreign.key,verify=0|verify=0|SSL connection using
client certificate, TLS 1.2|$mutual,max-version=TLS1.2|$trust,cert=C/client.pem,key=C/client.key|using ECDHE-RSA&trusting certificate
client certificate, TLS 1.3|$mutual|$trust,cert=C/client-ec.pem,key=C/client-ec.key|using TLS_AES&trusting certificate
client certificate of the name|$mutual,commonname=a client|$trust,cert=C/client.pem,key=C/client.key|commonName matches
client certificate of another name|!$mutual,commonname=someone|$trust,cert=C/client.pem,key=C/client.key|certificate is valid but its commonName does not match
no client certificate, TLS 1.2|$mutual,max-version=TLS1.2|$trust|peer did not return a certificate&handshake failure
no client certificate, TLS 1.3|!$mutual|$trust|peer did not return a certificate
client certificate nobody trusts, TLS 1.2|$mutual,max-version=TLS1.2|$trust,cert=C/badclient.pem,key=C/badclient.key|certificate verify failed
client certificate nobody trusts, TLS 1.3|!$mutual|$trust,cert=C/badclient.pem,key=C/badclient.key|certificate verify failed
server nobody trusts, TLS 1.2|cert=C/foreign.pem,key=C/foreign.key,verify=0,max-version=TLS1.2|$trust|certificate verify failed&tlsv1 alert unknown ca
server nobody trusts, TLS 1.3|cert=C/foreign.pem,key=C/foreign.key,verify=0|$trust|certificate verify failed
self-signed|cert=C/self.pem,key=C/self.key,verify=0|$trust|certificate verify failed
no authority at all|$own,verify=0|verify=1|certificate verify failed
expired|cert=C/expired.pem,key=C/expired.key,verify=0|$trust|certificate verify failed&alert certificate expired
not yet valid|cert=C/notyet.pem,key=C/notyet.key,verify=0|$trust|certificate verify failed
another name than commonname|cert=C/wronghost.pem,key=C/wronghost.key,verify=0|$trust,commonname=localhost|certificate is valid but its commonName does not match
another name than the address|cert=C/wronghost.pem,key=C/wronghost.key,verify=0|$trust|certificate is valid but its commonName does not match
no version in common|$own,verify=0,min-version=TLS1.3|$trust,max-version=TLS1.2|alert protocol version
no cipher in common|$own,verify=0,cipher=AES128-SHA,max-version=TLS1.2|$trust,cipher=AES256-SHA|no shared cipher&handshake failure
ciphers nobody knows|$own,verify=0|$trust,cipher=NONSENSE|no cipher match
a version nobody knows|$own,verify=0|$trust,min-version=TLS9|TLS9
a key of another certificate|cert=C/rsa.pem,key=C/pss.key,verify=0|$trust|key values mismatch
no such certificate|cert=C/nothing.pem,verify=0|$trust|system library::No such file or directory
no such authority|$own,verify=0|cafile=C/nothing.pem|system library::No such file or directory
a file that is no certificate|cert=C/log,verify=0|$trust|PEM routines::no start line
END
}

# exchange CLIENT SERVER FILE PORT SERVER-OPTIONS CLIENT-OPTIONS: the client
# sends $work/in and should have the same back; what was said goes to FILE.
exchange()
{
    local client=$1 server=$2 file=$3 port=$4 pid input=$work/in
    local theirs=${5//C\//$certs/} ours=${6//C\//$certs/}
    [ "${theirs#!}" = "$theirs" ] || input=/dev/fd/9
    theirs=${theirs#!}
    start "$server" "$file.server" timeout -k 1 20 socat -d -d -t 5 \
        "OPENSSL-LISTEN:$port,bind=127.0.0.1,$theirs" EXEC:cat
    pid=$started
    bound "$port" "$pid"
    on "$client" timeout -k 1 20 socat -d -d -t 5 - \
        "OPENSSL-CONNECT:127.0.0.1:$port,$ours" \
        < "$input" > "$file.out" 2> "$file.client"
    echo "exit code $?" >> "$file.client"
    # A client that never came, and a server that still waits for it.
    grep -q 'successfully connected' "$file.client" || kill "$pid" 2>/dev/null
    ended "$pid"
    {
        echo 'client:'
        steady "$file.client"
        if cmp -s "$work/in" "$file.out"; then echo 'data: all came back'
        elif [ -s "$file.out" ]; then echo 'data: others came back'
        else echo 'data: none came back'; fi
        echo 'server:'
        steady "$file.server"
        echo "exit code $code"
    } > "$file"
}
all_cases()
{
    local number=0 name theirs ours wanted pair texts jobs dir=$work/cases
    mkdir "$dir"
    while IFS='|' read -r name theirs ours wanted; do
        number=$((number + 1))
        free_ports 4
        jobs=()
        for pair in $with_oracle; do
            exchange "${pair%:*}" "${pair#*:}" "$dir/$number.$pair" "$port" \
                "$theirs" "$ours" &
            jobs+=($!)
            port=$((port + 1))
        done
        wait "${jobs[@]}"
        IFS='&' read -ra texts <<< "${wanted//C\//WORK/certs/}"
        holds "OpenSSL at both ends: $name" "$dir/$number.s:s" "${texts[@]}"
        [ "$URTICA_LIBDIR" != system ] || continue
        for pair in $pairs; do
            same "$(pair_name "${pair%:*}" "${pair#*:}"): $name" \
                "$dir/$number.s:s" "$dir/$number.$pair"
        done
    done < <(cases)
}
pair_name() # CLIENT SERVER
{
    echo "client on $(side_name "$1"), server on $(side_name "$2")"
}

# ------------------------------------------------- a server for many clients
# server SIDE LOG OPTIONS: forks for each connection; $port and $started.
server()
{
    free_ports 1
    start "$1" "$2" socat -d -d -t 2 \
        "OPENSSL-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork,$3" EXEC:cat
    bound "$port" "$started" || {
        fail "socat on $(side_name "$1") listens" "$2"
        finish
    }
}
libraries()
{
    local client=$1 server=$2 what pid i socats
    what=$(pair_name "$client" "$server")
    server "$server" "$work/maps.$client$server" \
        "cert=$certs/rsa.pem,key=$certs/rsa.key,verify=0"
    pid=$started
    start "$client" "$work/maps.client" socat -u -t 2 EXEC:'sleep 30' \
        "OPENSSL-CONNECT:127.0.0.1:$port,cafile=$certs/root.pem"
    for ((i = 0; i < 100; i++)); do
        # The child that holds the connection is another socat.
        socats=$(descendants "$pid" | while read -r p; do
            [ "$(cat "/proc/$p/comm" 2>/dev/null)" != socat ] || echo "$p"
        done)
        [ "$(wc -w <<< "$socats")" -lt 2 ] || break
        sleep 0.05
    done
    # shellcheck disable=SC2086
    check "$what: the server's libraries, and its child's" \
        loaded "$server" $socats
    check "$what: the client's libraries" loaded "$client" "$started"
    stop "$started"
    stop "$pid"
}
# 20 MB through both, and a clean end: both exit with 0 and complain of
# nothing.
transfer()
{
    local client=$1 server=$2 what version pid log
    what=$(pair_name "$client" "$server")
    printf 'exit code 0\nserver: exit code 0\n' > "$work/big.wanted"
    for version in 1.2 1.3; do
        free_ports 1
        log=$work/big.$client$server$version
        start "$server" "$log" socat -d -d -t 10 \
            "OPENSSL-LISTEN:$port,bind=127.0.0.1,cert=$certs/p256.pem,key=$certs/p256.key,verify=0,max-version=TLS$version" \
            EXEC:cat
        pid=$started
        bound "$port" "$pid"
        on "$client" timeout 30 socat -t 10 - \
            "OPENSSL-CONNECT:127.0.0.1:$port,cafile=$certs/root.pem" \
            < "$work/big" > "$work/big.out" 2> "$log.client"
        echo "exit code $?" >> "$log.client"
        ended "$pid"
        cmp "$work/big" "$work/big.out" >> "$log.client" 2>&1
        echo "server: exit code $code" >> "$log.client"
        grep ' [EFW] ' "$log" >> "$log.client"
        same "$what: 20 MB there and back, TLS $version" \
            "$work/big.wanted" "$log.client"
    done
}
resumption()
{
    local side=$1 version pid
    for version in 1.2 1.3; do
        server "$side" "$work/resume.$side$version.log" \
            "cert=$certs/rsa.pem,key=$certs/rsa.key,verify=0"
        pid=$started
        resumes "server on $(side_name "$side"): a session resumed, TLS $version" \
            "$port" $version
        stop "$pid"
    done
}

# ------------------------------------------------------------ bad input
attacked()
{
    local side=$1 pid
    server "$side" "$work/attack.$side.log" \
        "cert=$certs/rsa.pem,key=$certs/rsa.key,verify=0"
    pid=$started
    attack "$port" "$work/attack.$side"
    echo still here | on s timeout 10 socat -t 5 - \
        "OPENSSL-CONNECT:127.0.0.1:$port,cafile=$certs/root.pem" \
        > "$work/attack.out" 2>&1
    holds "server on $(side_name "$side"): serves the next after bad clients" \
        "$work/attack.out" 'still here'
    # Its children say what was wrong, in no particular order.
    steady "$work/attack.$side.log" | grep '^[EW] ' | sort > "$work/said.$side"
    stop "$pid"
}
# misled SIDE: a client and bad servers.
misled()
{
    local side=$1 name file=$work/misled.$1 jobs=()
    mkdir "$file.d"
    for name in $(bad_names); do
        {
            on "$side" timeout -k 1 15 socat -d -d -t 2 - \
                "OPENSSL-CONNECT:127.0.0.1:${bad_port[$name]},cafile=$certs/root.pem" \
                < "$work/in" > "$file.d/$name" 2>&1
            echo "exit code $?" >> "$file.d/$name"
        } &
        jobs+=($!)
        [ ${#jobs[@]} -lt 8 ] || { wait "${jobs[@]}"; jobs=(); }
    done
    [ ${#jobs[@]} = 0 ] || wait "${jobs[@]}"
    for name in $(bad_names); do
        echo "$name:"
        steady "$file.d/$name"
    done > "$file"
}

# ------------------------------------------------------------------- main
# Something to read that neither comes nor ends.
mkfifo "$work/never"
exec 9<>"$work/never"
cat "$certs/rsa.pem" "$certs/rsa.key" > "$certs/both.pem"
openssl dhparam -dsaparam -out "$certs/dh.pem" 2048 2>/dev/null
head -c 20M /dev/urandom > "$work/big"
all_cases
for pair in $pairs; do
    libraries "${pair%:*}" "${pair#*:}"
    transfer "${pair%:*}" "${pair#*:}"
done
for side in $sides; do
    resumption "$side"
    attacked "$side"
done
bad_servers
for side in $sides; do misled "$side"; done
if [ "$URTICA_LIBDIR" != system ]; then
    same 'the server answers bad clients as on OpenSSL' \
        "$work/attack.s" "$work/attack.u"
    same 'the server says of bad clients what it says on OpenSSL' \
        "$work/said.s" "$work/said.u"
    same 'the client says of bad servers what it says on OpenSSL' \
        "$work/misled.s" "$work/misled.u"
fi
holds 'OpenSSL: a bad server has its message' "$work/misled.s" \
    'wrong version number' 'alert handshake failure'
finish
