#!/bin/bash
# The system's stunnel, unmodified, as client and as server: one end or both
# on Urtica. Each service of the client's configuration is one case, tried
# with OpenSSL at both ends too; what came back and all that both stunnels
# log of the connection must be the same.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need stunnel socat openssl python3
make_certs

# ------------------------------------------------------------ configurations
# server_services: name | lines of its section, with ; between. C stands for
# the certificates.
server_services()
{
    local rsa='cert=C/rsa.pem;key=C/rsa.key'
    cat <<END
tls12|$rsa;sslVersion=TLSv1.2
tls13|cert=C/p256.pem;key=C/p256.key;sslVersion=TLSv1.3
both|$rsa
cache|$rsa;sslVersion=TLSv1.2;options=NO_TICKET
tickets|$rsa;ticketKeySecret=$(printf '%064d' 1);ticketMacSecret=$(printf '%064d' 2)
aes128|$rsa;sslVersion=TLSv1.2;ciphers=ECDHE-RSA-AES128-GCM-SHA256
p384|$rsa;curves=P-384
mutual12|$rsa;sslVersion=TLSv1.2;verifyChain=yes;CAfile=C/chain.pem
mutual13|$rsa;sslVersion=TLSv1.3;verifyChain=yes;CAfile=C/chain.pem
pinned|$rsa;verifyPeer=yes;CAfile=C/client.crt
optional|$rsa;verify=1;CAfile=C/chain.pem
psk12|PSKsecrets=C/psk;ciphers=PSK;sslVersion=TLSv1.2
psk13|PSKsecrets=C/psk;ciphers=PSK;ciphersuites=TLS_AES_128_GCM_SHA256;sslVersion=TLSv1.3
foreign|cert=C/foreign.pem;key=C/foreign.key
self|cert=C/self.pem;key=C/self.key
expired|cert=C/expired.pem;key=C/expired.key
notyet|cert=C/notyet.pem;key=C/notyet.key
wronghost|cert=C/wronghost.pem;key=C/wronghost.key
revoked|cert=C/revoked.pem;key=C/revoked.key
aia|cert=C/aia.pem;key=C/rsa.key
direct12|cert=C/direct.crt;key=C/rsa.key;sslVersion=TLSv1.2
direct13|cert=C/direct.crt;key=C/rsa.key;sslVersion=TLSv1.3
withdrawn|cert=C/withdrawn.crt;key=C/rsa.key
byname|$rsa
END
}
# Those for the names that a client asks `byname` for.
sni_services()
{
    cat <<END
[name-p256]
sni=byname:p256.test
cert=$certs/p256.pem
key=$certs/p256.key
connect=127.0.0.1:$backend
[name-ed25519]
sni=byname:*.elsewhere.test
cert=$certs/ed25519.pem
key=$certs/ed25519.key
connect=127.0.0.1:$backend
END
}
# client_services: name | server's service | yes or no, whether data comes
# through | lines of its section | what OpenSSL's client must log.
client_services()
{
    local chain='verifyChain=yes;CAfile=C/root.pem'
    local client='cert=C/client.pem;key=C/client.key'
    local ocsp="OCSP=http://127.0.0.1:$responder/"
    cat <<END
TLS 1.2|tls12|yes|$chain|TLSv1.2 ciphersuite: ECDHE-RSA-AES256-GCM-SHA384
TLS 1.3|tls13|yes|$chain|TLSv1.3 ciphersuite: TLS_AES_256_GCM_SHA384
nothing verified|foreign|yes||TLS connected: new session negotiated
checkHost|both|yes|$chain;checkHost=rsa.test|Host name "rsa.test" matched
checkHost of two|both|yes|$chain;checkHost=one.test;checkHost=rsa.test|Host name "rsa.test" matched
checkIP|both|yes|$chain;checkIP=127.0.0.1|IP address "127.0.0.1" matched
CApath|both|yes|verifyChain=yes;CApath=C/hashed|Certificate accepted at depth=0
verifyPeer|both|yes|verifyPeer=yes;CAfile=C/rsa.crt|Certificate accepted at depth=0
cipher of the server|aes128|yes|$chain|ECDHE-RSA-AES128-GCM-SHA256
cipher of the client|tls12|yes|$chain;ciphers=ECDHE-RSA-CHACHA20-POLY1305|ECDHE-RSA-CHACHA20-POLY1305
ciphersuite of the client|tls13|yes|$chain;ciphersuites=TLS_CHACHA20_POLY1305_SHA256|TLS_CHACHA20_POLY1305_SHA256
curve of the server|p384|yes|$chain|Peer temporary key: ECDH, P-384, 384 bits
curves of the client|both|yes|$chain;curves=P-521:P-384|Peer temporary key: ECDH, P-521, 521 bits
client certificate, TLS 1.2|mutual12|yes|$chain;$client|TLSv1.2 ciphersuite
client certificate, TLS 1.3|mutual13|yes|$chain;$client|TLSv1.3 ciphersuite
client certificate with P-256|mutual13|yes|$chain;cert=C/client-ec.pem;key=C/client-ec.key|TLSv1.3 ciphersuite
client certificate the server knows|pinned|yes|$chain;$client|TLSv1.3 ciphersuite
client certificate that isn't asked for|both|yes|$chain;$client|TLSv1.3 ciphersuite
no client certificate, optional|optional|yes|$chain|TLSv1.3 ciphersuite
PSK, TLS 1.2|psk12|yes|PSKsecrets=C/psk1;sslVersion=TLSv1.2;ciphers=PSK|PSK client configured for identity "one"
PSK, TLS 1.2, another identity|psk12|yes|PSKsecrets=C/psk;sslVersion=TLSv1.2;PSKidentity=two;ciphers=PSK|PSK client configured for identity "two"
PSK, TLS 1.3|psk13|yes|PSKsecrets=C/psk1;ciphersuites=TLS_AES_128_GCM_SHA256|TLSv1.3 ciphersuite: TLS_AES_128_GCM_SHA256
SNI|byname|yes|$chain;sni=p256.test;checkHost=p256.test|Host name "p256.test" matched
SNI, a pattern|byname|yes|$chain;sni=some.elsewhere.test;checkHost=ed25519.test|Host name "ed25519.test" matched
OCSP, TLS 1.2|direct12|yes|$chain;$ocsp|OCSP: Certificate accepted
OCSP, TLS 1.3|direct13|yes|$chain;$ocsp|OCSP: Certificate accepted
OCSP of the certificate's address|aia|yes|$chain;OCSPaia=yes|OCSP: Certificate accepted
OCSP with a nonce|direct13|yes|$chain;$ocsp;OCSPnonce=yes|OCSP: Certificate accepted
CRL|both|yes|$chain;CRLfile=C/crls.pem|Certificate accepted at depth=0
OCSP, revoked|withdrawn|no|$chain;$ocsp|OCSP: Certificate revoked
OCSP, not known to the responder|both|no|$chain;$ocsp|OCSP
OCSP, no responder|direct13|no|$chain;OCSP=http://127.0.0.1:9/|Connection refused
CRL, revoked|revoked|no|$chain;CRLfile=C/crls.pem|certificate revoked
another name|both|no|$chain;checkHost=other.test|CERT: Subject checks failed
another address|wronghost|no|$chain;checkIP=127.0.0.1|CERT: Subject checks failed
nobody trusts it|foreign|no|$chain|certificate verify failed
self-signed|self|no|$chain|self-signed certificate
an empty CApath|both|no|verifyChain=yes;CApath=C/issued|unable to get
not the peer that is known|wronghost|no|verifyPeer=yes;CAfile=C/rsa.crt|CERT: Certificate not found in local repository
expired|expired|no|$chain|certificate has expired
not yet valid|notyet|no|$chain|certificate is not yet valid
no client certificate, TLS 1.2|mutual12|no|$chain|alert handshake failure
no client certificate, TLS 1.3|mutual13|no|$chain|certificate required
client certificate nobody trusts, TLS 1.2|mutual12|no|$chain;cert=C/badclient.pem;key=C/badclient.key|alert unknown ca
client certificate nobody trusts, TLS 1.3|mutual13|no|$chain;cert=C/badclient.pem;key=C/badclient.key|alert unknown ca
client certificate the server doesn't know|pinned|no|$chain;cert=C/client-ec.pem;key=C/client-ec.key|alert
no version in common|tls13|no|$chain;sslVersion=TLSv1.2|alert protocol version
no cipher in common|aes128|no|$chain;ciphers=ECDHE-RSA-AES256-GCM-SHA384|alert handshake failure
PSK, another secret|psk12|no|PSKsecrets=C/pskwrong;sslVersion=TLSv1.2;ciphers=PSK|alert
PSK, another secret, TLS 1.3|psk13|no|PSKsecrets=C/pskwrong;ciphersuites=TLS_AES_128_GCM_SHA256|alert
PSK, nobody's identity|psk12|no|PSKsecrets=C/psknobody;sslVersion=TLSv1.2;ciphers=PSK|alert
END
}
settings() # LOG
{
    cat <<END
foreground=yes
syslog=no
pid=
debug=info
output=$1
socket=l:TCP_NODELAY=1
socket=r:TCP_NODELAY=1
END
}
section() # NAME ACCEPT CONNECT LINES [client=yes]
{
    printf '[%s]\naccept=127.0.0.1:%s\nconnect=127.0.0.1:%s\n' "$1" "$2" "$3"
    printf '%s\n' "${5:-client=no}" 'TIMEOUTclose=5' 'TIMEOUTconnect=5'
    [ -z "$libwrap" ] || echo "$libwrap"
    [ -z "$4" ] || printf '%s\n' "${4//C\//$certs/}" | tr ';' '\n'
}
declare -A server_base client_base server_of client_of
# launch SIDE NAME: runs the stunnel of $work/NAME.conf, logging to NAME.log.
launch()
{
    : > "$work/$2.log"
    start "$1" "$work/$2.out" stunnel "$work/$2.conf"
    wait_line "$work/$2.log" 'Configuration successful' "$started" &&
        kill -0 "$started" 2>/dev/null && return 0
    grep -aE 'LOG[0-4]|\[[!.]\]' "$work/$2.log" "$work/$2.out" > "$work/why"
    fail "stunnel on $(side_name "$1") starts: $2" "$work/why"
    finish
}
start_server() # SIDE
{
    local name lines number=0
    free_ports 30
    server_base[$1]=$port
    {
        settings "$work/server.$1.log"
        while IFS='|' read -r name lines; do
            section "$name" $((server_base[$1] + number)) "$backend" "$lines"
            number=$((number + 1))
        done < <(server_services)
        sni_services
    } > "$work/server.$1.conf"
    launch "$1" "server.$1"
    server_of[$1]=$started
}
# port_of SIDE SERVICE: of that server.
port_of()
{
    echo $((server_base[$1] + $(server_services |
        sed -n "/^$2|/=") - 1))
}
start_client() # CLIENT SERVER
{
    local name service through lines wanted number=0
    free_ports 60
    client_base[$1$2]=$port
    {
        settings "$work/client.$1$2.log"
        while IFS='|' read -r name service through lines wanted; do
            section "$number" $((client_base[$1$2] + number)) \
                "$(port_of "$2" "$service")" "$lines" client=yes
            number=$((number + 1))
        done < <(client_services; extra_services)
    } > "$work/client.$1$2.conf"
    launch "$1" "client.$1$2"
    client_of[$1$2]=$started
}
# For the tests of their own below.
extra_services()
{
    local chain='verifyChain=yes;CAfile=C/root.pem'
    cat <<END
resumed12|tls12|yes|$chain|
resumed13|tls13|yes|$chain|
resumedcache|cache|yes|$chain|
resumedtickets|tickets|yes|$chain|
big12|tls12|yes|$chain|
big13|tls13|yes|$chain|
END
}
# service_port CLIENT SERVER NAME: where that service of the client listens.
service_port()
{
    echo $((client_base[$1$2] + $({ client_services; extra_services; } |
        sed -n "/^$3|/=") - 1))
}

# ----------------------------------------------------------------- the cases
# steady: what may differ from run to run taken out of a log.
steady()
{
    sed -E 's#^[0-9.]+ [0-9:]+ (LOG[0-9])\[[^]]*\]: #\1 #
        s#(127\.0\.0\.1):[0-9]+#\1:PORT#g
        s#[a-z0-9_/.]+\.c:[0-9]+: ##
        s#error:([0-9A-F]{8}):([^:]*):[^:]*:#error:\1:\2::#
        s#Session id: [0-9A-F]+#Session id: ID#
        s#(update|Revoked at): .*#\1: TIME#
        s#pid=[0-9]+|PID [0-9]+#PID#; s#FD=[0-9]+#FD#g
        '"s#$work#WORK#g"
}
# unordered: what comes of the two directions, when the tickets arrive and
# whether a socket is found closed or reset is a matter of time.
unordered()
{
    grep -vE 'Read socket closed|TLS fd: Connection reset by peer' | sort
}
closed() # FILE: how many connections its log has the end of
{
    grep -acE 'Connection (closed|reset)|^.*Service .*(refused|rejected)' "$1"
}
# connection CLIENT SERVER PORT FILE [no]: sends a line through, and takes down
# what both log meanwhile. With `no` nothing is sent, for it would race with
# the server's refusal.
connection()
{
    local client=$1 server=$2 file=$4 i from to
    local ours=$work/client.$1$2.log theirs=$work/server.$2.log
    local our_lines their_lines our_count their_count
    our_lines=$(wc -l < "$ours") their_lines=$(wc -l < "$theirs")
    our_count=$(closed "$ours") their_count=$(closed "$theirs")
    if [ "${5:-}" = no ]; then
        timeout 15 socat -t 0.2 - "TCP:127.0.0.1:$3" <&9
    else
        echo through and back | timeout 15 socat -t 10 - "TCP:127.0.0.1:$3"
    fi > "$file.out" 2> /dev/null
    for ((i = 0; i < 100; i++)); do
        [ "$(closed "$ours")" = "$our_count" ] ||
            [ "$(closed "$theirs")" = "$their_count" ] || break
        sleep 0.03
    done
    {
        echo "data: $(cat "$file.out")"
        echo 'client:'
        tail -n "+$((our_lines + 1))" "$ours" | steady |
            unordered
        echo 'server:'
        tail -n "+$((their_lines + 1))" "$theirs" | steady |
            unordered
    } > "$file"
}
pair_name() # CLIENT SERVER
{
    echo "client on $(side_name "$1"), server on $(side_name "$2")"
}
all_cases()
{
    local client=$1 server=$2 number=0 name service through lines wanted file data
    while IFS='|' read -r name service through lines wanted; do
        file=$work/case.$number.$client$server
        connection "$client" "$server" \
            $((client_base[$client$server] + number)) "$file" "$through"
        if [ "$client$server" = ss ]; then
            case $through in
            yes) data='data: through and back' ;;
            *) data='data: ' ;;
            esac
            holds "OpenSSL at both ends: $name" "$file" "$wanted"
            grep -qx "$data" "$file" ||
                fail "OpenSSL at both ends: $name: $data" "$file"
        else
            same "$(pair_name "$client" "$server"): $name" \
                "$work/case.$number.ss" "$file"
        fi
        number=$((number + 1))
    done < <(client_services)
}
resumption()
{
    local client=$1 server=$2 name what file=$work/resumed
    what=$(pair_name "$client" "$server")
    for name in resumed12 resumed13 resumedcache resumedtickets; do
        connection "$client" "$server" \
            "$(service_port "$client" "$server" $name)" "$file"
        check "$what: $name, first a new session" \
            grep -c 'new session negotiated' "$file"
        connection "$client" "$server" \
            "$(service_port "$client" "$server" $name)" "$file"
        if [ "$(grep -c 'previous session reused' "$file")" = 2 ] &&
            grep -qx 'data: through and back' "$file"; then
            pass "$what: $name, then both report it reused"
        else
            fail "$what: $name, then both report it reused" "$file"
        fi
    done
}
# big CLIENT SERVER FILE: all of it there and back. The sender closes nothing
# before it has everything, for stunnel, with any library, may lose the end of
# what comes from a socket that is already closed for sending.
big()
{
    local client=$1 server=$2 file=$3 version what size i
    size=$(stat -c %s "$file")
    for version in 12 13; do
        what="$(pair_name "$client" "$server"): $((size >> 20)) MB there and back, TLS 1.${version#1}"
        rm -f "$work/back"
        start s "$work/err" timeout 60 socat \
            "OPEN:$file,rdonly,ignoreeof!!CREATE:$work/back" \
            "TCP:127.0.0.1:$(service_port "$client" "$server" big$version)"
        for ((i = 0; i < 600; i++)); do
            [ "$(stat -c %s "$work/back" 2>/dev/null)" != "$size" ] || break
            kill -0 "$started" 2>/dev/null || break
            sleep 0.05
        done
        stop "$started"
        check "$what" cmp "$file" "$work/back"
    done
}
# A new certificate, told by SIGHUP; a session from before is taken up again,
# for the keys of tickets stand in the configuration.
reload()
{
    local side=$1 what conf=$work/server.$1.conf port lines
    what="server on $(side_name "$side")"
    port=$(port_of "$side" both)
    lines=$(wc -l < "$work/server.$side.log")
    sed -i "/^\[both\]/,/^\[cache\]/s#rsa\.\(pem\|key\)#p384.\1#" "$conf"
    kill -HUP "${server_of[$side]}"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        tail -n "+$((lines + 1))" "$work/server.$side.log" > "$work/err"
        ! grep -q 'Configuration successful' "$work/err" || break
        sleep 0.1
    done
    timeout 10 openssl s_client -connect "127.0.0.1:$port" </dev/null 2>&1 |
        openssl x509 -noout -subject >> "$work/err" 2>&1
    holds "$what: another certificate after SIGHUP" "$work/err" \
        'CN = p384.test'
    connection "$side" "$side" \
        "$(service_port "$side" "$side" resumedtickets)" "$work/resumed"
    holds "$what: a session of before is taken up again" "$work/resumed" \
        'previous session reused' 'data: through and back'
}
# What it says to configurations that can't work.
broken()
{
    local side=$1 name lines
    while IFS='|' read -r name lines; do
        echo "$name:"
        {
            settings /dev/stderr
            section broken 1 2 "$lines"
        } > "$work/broken.conf"
        on "$side" timeout 10 stunnel "$work/broken.conf" 2>&1 </dev/null |
            steady | grep -vE 'Running  with|Compiled|stunnel 5|Initializ|Threading|Service \[broken\] .*FD|Clients allowed'
        echo "exit code ${PIPESTATUS[0]}"
    done <<END
no certificate file|cert=C/none.pem
a key of another certificate|cert=C/rsa.pem;key=C/client.key
a key of another kind|cert=C/rsa.pem;key=C/p256.key
not a certificate|cert=C/log;key=C/rsa.key
not a key|cert=C/rsa.pem;key=C/log
no authority file|cert=C/rsa.pem;key=C/rsa.key;verifyChain=yes;CAfile=C/none.pem
authorities that are none|cert=C/rsa.pem;key=C/rsa.key;verifyChain=yes;CAfile=C/log
ciphers nobody knows|cert=C/rsa.pem;key=C/rsa.key;ciphers=NONSENSE
suites nobody knows|cert=C/rsa.pem;key=C/rsa.key;ciphersuites=NONSENSE
curves nobody knows|cert=C/rsa.pem;key=C/rsa.key;curves=NONSENSE
a version nobody knows|cert=C/rsa.pem;key=C/rsa.key;sslVersion=TLSv9
too short a PSK|PSKsecrets=C/pskshort;ciphers=PSK
no engine|cert=C/rsa.pem;key=C/rsa.key;engineId=none
END
}

# ----------------------------------------------------------------- bad input
attacked()
{
    local side=$1 port lines
    port=$(port_of "$side" tls12)
    lines=$(wc -l < "$work/server.$side.log")
    attack "$port" "$work/attack.$side"
    echo still here | timeout 10 socat -t 5 - \
        "OPENSSL-CONNECT:127.0.0.1:$port,cafile=$certs/root.pem" \
        > "$work/attack.out" 2>&1
    holds "server on $(side_name "$side"): serves the next after bad clients" \
        "$work/attack.out" 'still here'
    tail -n "+$((lines + 1))" "$work/server.$side.log" | steady |
        grep -E '^LOG[0-4]' | sort | uniq -c > "$work/said.$side"
}
misled()
{
    local side=$1 name number=0 log=$work/misled.$1.log lines i
    free_ports 50
    {
        settings "$log"
        for name in $(bad_names); do
            section "$name" $((port + number)) "${bad_port[$name]}" \
                'verifyChain=yes;CAfile=C/root.pem' client=yes
            number=$((number + 1))
        done
    } > "$work/misled.$side.conf"
    launch "$side" "misled.$side"
    number=0
    for name in $(bad_names); do
        lines=$(wc -l < "$log")
        echo hello | timeout 15 socat -t 10 - \
            "TCP:127.0.0.1:$((port + number))" > "$work/misled.out" 2>&1
        for ((i = 0; i < 100; i++)); do
            tail -n "+$((lines + 1))" "$log" > "$work/misled.part"
            ! grep -qE 'Connection (closed|reset)' "$work/misled.part" || break
            sleep 0.03
        done
        echo "$name:"
        steady < "$work/misled.part"
        number=$((number + 1))
    done > "$work/misled.$side"
    stop "$started"
}

# ---------------------------------------------------------------------- main
libwrap=
! stunnel -version 2>&1 | grep -q LIBWRAP || libwrap=libwrap=no
mkdir "$certs/hashed"
cp "$certs/root.pem" \
    "$certs/hashed/$(openssl x509 -in "$certs/root.pem" -noout -hash).0"
cat "$certs/root.crt" "$certs/inter.crt" > "$certs/chain.pem"
printf 'one:%032d\ntwo:%032d\n' 1 2 > "$certs/psk"
printf 'one:%032d\n' 1 > "$certs/psk1"
printf 'one:%032d\n' 3 > "$certs/pskwrong"
printf 'nobody:%032d\n' 1 > "$certs/psknobody"
printf 'one:1\n' > "$certs/pskshort"
chmod 600 "$certs"/psk* "$certs"/*.key
# Responders of our own: the root's for certificates below it, and the
# intermediate's, whose address stands in a certificate.
ocsp_responder() # AUTHORITY SIGNER
{
    local log=$work/responder.$1.log
    start s "$log" openssl ocsp -port "$port" -index "$certs/$1.index" \
        -CA "$certs/$1.crt" -rsigner "$certs/$2.crt" -rkey "$certs/$2.key" \
        -nmin 60
    wait_line "$log" 'waiting for OCSP client' "$started" ||
        { fail "the OCSP responder of $1" "$log"; finish; }
}
issue() # AUTHORITY NAME [ARGUMENTS]: for the key of rsa
{
    (cd "$certs" && export CA_DIR=$certs CA_NAMES=DNS:rsa.test &&
        openssl ca -batch -notext -config openssl.cnf -name "$1" -in rsa.csr \
            -out "$2.crt" "${@:3}") >> "$work/log" 2>&1 ||
        { fail "certificate $2" "$work/log"; finish; }
}
free_ports 2
responder=$port
{
    echo 'basicConstraints=CA:FALSE'
    echo 'subjectAltName=DNS:rsa.test'
    echo 'keyUsage=critical,digitalSignature'
    echo 'authorityKeyIdentifier=keyid'
    echo "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$((responder + 1))/"
} > "$certs/aia.ext"
issue inter aia -extfile aia.ext
cat "$certs/aia.crt" "$certs/inter.crt" > "$certs/aia.pem"
issue root direct -extensions leaf
issue root withdrawn -extensions leaf
(cd "$certs" && CA_DIR=$certs CA_NAMES=DNS:rsa.test openssl ca -config openssl.cnf \
    -name root -revoke withdrawn.crt) >> "$work/log" 2>&1
ocsp_responder root root
port=$((responder + 1))
ocsp_responder inter responder
free_ports 1
backend=$port
start s "$work/backend.log" socat -t 30 \
    "TCP-LISTEN:$backend,bind=127.0.0.1,reuseaddr,fork,backlog=64" EXEC:cat
wait_for "$backend" "$started" ||
    { fail 'the server behind' "$work/backend.log"; finish; }
head -c 100M /dev/urandom > "$work/big"
head -c 25M "$work/big" > "$work/some"

# Something to read that neither comes nor ends.
mkfifo "$work/never"
exec 9<>"$work/never"
all=s
[ "$URTICA_LIBDIR" = system ] || all='s u'
for side in $all; do start_server "$side"; done
for pair in $with_oracle; do
    client=${pair%:*} server=${pair#*:}
    start_client "$client" "$server"
    check "$(pair_name "$client" "$server"): libraries of the server" \
        loaded "$server" "${server_of[$server]}"
    check "$(pair_name "$client" "$server"): libraries of the client" \
        loaded "$client" "${client_of[$client$server]}"
    all_cases "$client" "$server"
    resumption "$client" "$server"
    case $pair in
    u:u) big u u "$work/big" ;;
    s:s) [ "$URTICA_LIBDIR" != system ] || big s s "$work/big" ;;
    *) big "$client" "$server" "$work/some" ;;
    esac
done
bad_servers
for side in $all; do
    broken "$side" > "$work/broken.$side"
    attacked "$side"
    misled "$side"
    reload "$side"
done
holds 'OpenSSL: configurations that cannot work' "$work/broken.s" \
    'key values mismatch' 'no start line' 'No such file or directory'
if [ "$URTICA_LIBDIR" != system ]; then
    same 'configurations that cannot work, as with OpenSSL' \
        "$work/broken.s" "$work/broken.u"
    same 'the server answers bad clients as on OpenSSL' \
        "$work/attack.s" "$work/attack.u"
    same 'the server logs of bad clients what it does on OpenSSL' \
        "$work/said.s" "$work/said.u"
    same 'the client logs of bad servers what it does on OpenSSL' \
        "$work/misled.s" "$work/misled.u"
fi
# A clean end: told to, by itself, in order.
for pair in $with_oracle; do
    pid=${client_of[${pair//:/}]}
    kill "$pid"
    ended "$pid"
    echo "exit code $code" >> "$work/ends"
done
for side in $all; do
    kill "${server_of[$side]}"
    ended "${server_of[$side]}"
    echo "exit code $code" >> "$work/ends"
done
sort -u "$work/ends" > "$work/ends.once"
check 'every stunnel ends as with OpenSSL when told to' \
    [ "$(cat "$work/ends.once")" = "$(head -n 1 "$work/ends")" ]
finish
