#!/usr/bin/env bash
# `urtica trace` and SSLKEYLOGFILE: ladders of curl's and nginx's handshakes.
# usage: trace.sh (environment as made by `make check-apps`)
. "$(dirname "$0")/lib.sh"
need curl nginx openssl python3
if [ "$URTICA_LIBDIR" = system ]; then
    skip 'urtica trace' 'no library of ours'
    finish
fi
make_certs
urtica=$URT_BUILDDIR/urtica
export URTICA_LIBDIR

# ------------------------------------------------------------- the servers
# The system's nginx for curl under trace, and one under trace for the
# system's curl; each with the same ports: plain, P-384 alone, client
# certificates, ECDSA alone.
conf() # NAME PORT DAEMON
{
    mkdir -p "$work/$1"
    local cert="ssl_certificate $certs/rsa.pem; ssl_certificate_key $certs/rsa.key;"
    cat <<END
daemon $3; pid $work/$1/pid; error_log $work/$1/error.log info;
worker_processes 2;
events { }
http {
    access_log off; ssl_session_tickets off; ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:s:1m;
    server { listen 127.0.0.1:$2 ssl; $cert location / { return 200 "hello\n"; } }
    server { listen 127.0.0.1:$(($2 + 1)) ssl; $cert ssl_ecdh_curve secp384r1;
        location / { return 200 "hello\n"; } }
    server { listen 127.0.0.1:$(($2 + 2)) ssl; $cert ssl_verify_client on;
        ssl_verify_depth 3;
        ssl_client_certificate $certs/root.pem; location / { return 200 "hello\n"; } }
    server { listen 127.0.0.1:$(($2 + 3)) ssl; ssl_certificate $certs/p256.pem;
        ssl_certificate_key $certs/p256.key; location / { return 200 "hello\n"; } }
}
END
}
free_ports 8
base=$port traced=$((port + 4))
conf system $base off > "$work/system.conf"
conf traced $traced on > "$work/traced.conf"
chmod -R 777 "$work/system" "$work/traced"
start s "$work/system.log" nginx -e "$work/system/error.log" \
    -c "$work/system.conf" -p "$work"
wait_for $((base + 3)) "$started" || { fail 'nginx starts' "$work/system.log"; finish; }
# A daemon: it forks, and has /dev/null for descriptors 0 to 2.
SSLKEYLOGFILE=$work/server.keys "$urtica" trace -o "$work/server.trace" \
    nginx -e "$work/traced/error.log" -c "$work/traced.conf" -p "$work" \
    >"$work/traced.log" 2>&1
sleep 0.3
daemon=$(cat "$work/traced/pid" 2>/dev/null)
[ -n "$daemon" ] || { fail 'nginx under trace starts' "$work/traced.log"; finish; }
pids+=("$daemon")
wait_for $((traced + 3)) "$daemon" || { fail 'nginx under trace listens' "$work/traced.log"; finish; }
check 'the daemon under trace uses Urtica' loaded u "$daemon"

# ------------------------------------------------------------ small helpers
# fetch PORT ARGUMENT...: curl under trace from the system's nginx.
fetch()
{
    local to=$1
    shift
    "$urtica" trace -o "$work/trace" curl -q -sS --max-time 20 \
        --connect-to "::127.0.0.1:$to" -o /dev/null "$@" \
        2>"$work/err" </dev/null
}
trust="--cacert $certs/root.pem"
# ladder FILE CONNECTION [PROGRAM]: "C ClientHello" and so on, messages alone.
ladder()
{
    sed -nE "s/^${3:-curl}\[[0-9]+\] #$2 //p" "$1" | sed -nE '
        s/^  ([][A-Za-z]+\*?) +-+>.*/C \1/p
        s/^ +<-+ +([][A-Za-z]+\*?).*/S \1/p'
}
# same NAME FILE CONNECTION EXPECTED: each word is a message.
same()
{
    local want=
    for word in $4; do want="$want${word/:/ }"$'\n'; done
    ladder "$2" "$3" "${5:-curl}" | grep -vE 'Application|NewSession|Alert' > "$work/ladder"
    if diff <(printf %s "$want") "$work/ladder" > "$work/diff"; then pass "$1"
    else fail "$1" "$work/diff"; fi
}
# says NAME FILE PATTERN
says()
{
    if grep -qE "$3" "$2"; then pass "$1"; else fail "$1" "$2"; fi
}

full12='C:ClientHello S:ServerHello S:Certificate S:ServerKeyExchange*
    S:ServerHelloDone C:ClientKeyExchange C:[ChangeCipherSpec] C:Finished
    S:[ChangeCipherSpec] S:Finished'
resumed12='C:ClientHello S:ServerHello S:[ChangeCipherSpec] S:Finished
    C:[ChangeCipherSpec] C:Finished'
client12='C:ClientHello S:ServerHello S:Certificate S:ServerKeyExchange*
    S:CertificateRequest* S:ServerHelloDone C:Certificate*
    C:ClientKeyExchange C:CertificateVerify* C:[ChangeCipherSpec] C:Finished
    S:[ChangeCipherSpec] S:Finished'
full13='C:ClientHello S:ServerHello S:[ChangeCipherSpec] S:EncryptedExtensions
    S:Certificate S:CertificateVerify S:Finished C:[ChangeCipherSpec]
    C:Finished'
retry13='C:ClientHello S:HelloRetryRequest* S:[ChangeCipherSpec]
    C:[ChangeCipherSpec] C:ClientHello S:ServerHello S:EncryptedExtensions
    S:Certificate S:CertificateVerify S:Finished C:Finished'
client13='C:ClientHello S:ServerHello S:[ChangeCipherSpec]
    S:EncryptedExtensions S:CertificateRequest* S:Certificate
    S:CertificateVerify S:Finished C:[ChangeCipherSpec] C:Certificate*
    C:CertificateVerify* C:Finished'

# -------------------------------------------------------------- the client
url=https://rsa.test:1/
# shellcheck disable=SC2086
{
fetch $base $trust --tls-max 1.2 $url
same 'client, TLS 1.2, full: the ladder' "$work/trace" 1 "$full12"
says 'what was negotiated' "$work/trace" \
    'full handshake, version TLSv1.2, suite ECDHE-RSA-AES256-GCM-SHA384, group X25519, signature rsa_pss'
says 'the server name and ALPN' "$work/trace" \
    'server name rsa.test, ALPN http/1.1'
says 'the certificate and its verification' "$work/trace" \
    'server certificate CN=rsa.test, issued by CN=.*verified ok'
says 'what the hello offers' "$work/trace" \
    'versions TLSv1.2, server name rsa.test, ALPN h2 http/1.1'
says 'close notify' "$work/trace" 'close notify \(0\)'
fetch $base $trust --tls-max 1.2 -H 'Connection: close' $url \
    --next -o /dev/null -sS $trust --tls-max 1.2 --connect-to "::127.0.0.1:$base" $url
same 'client, TLS 1.2, resumed by session ID: the ladder' "$work/trace" 2 "$resumed12"
says 'it says that it resumed' "$work/trace" '#2 .*= resumed, version TLSv1.2'
says 'it shows that a session ID was sent' "$work/trace" '#2 .*with.* session ID'
fetch $base $trust --tlsv1.3 $url
same 'client, TLS 1.3, full: the ladder' "$work/trace" 1 "$full13"
says 'application data is shown once each way' "$work/trace" 'Application Data'
[ "$(grep -c 'Application Data' "$work/trace")" = 2 ]
check 'twice in all' test "$(grep -c 'Application Data' "$work/trace")" = 2
fetch $((base + 1)) $trust --tlsv1.3 $url
retry=$(ladder "$work/trace" 1 | grep -vE 'ChangeCipher|Application|NewSession|Alert' | tr '\n' ' ')
want=$(echo $retry13 | tr -s ' \n' '\n' | grep -v ChangeCipher | sed 's/:/ /' | tr '\n' ' ')
check 'client, TLS 1.3, HelloRetryRequest: the ladder' test "$retry" = "$want"
says 'the group that was asked for' "$work/trace" 'key share wanted P-384'
for v in 1.2:client12 1.3:client13; do
    name=${v#*:}
    fetch $((base + 2)) $trust --tlsv1.2 --tls-max ${v%:*} \
        --cert $certs/client.pem --key $certs/client.key $url
    same "client, TLS ${v%:*}, client certificate: the ladder" "$work/trace" 1 \
        "${!name}"
    says 'its subject' "$work/trace" 'client certificate CN=a client'
done

# ------------------------------------------------------------ its failures
fetch $((base + 3)) $trust --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256 $url
says 'refused by the server: what was offered' "$work/trace" \
    'handshake failed: the server ended it with the alert handshake failure \(40\); offered were .*suites ECDHE-RSA-AES128-GCM-SHA256, groups'
fetch $base $url
says 'unknown authority: why' "$work/trace" \
    "handshake failed: the server's certificate was refused: unable to get local issuer certificate: CN=rsa.test, issued by CN="
says 'and its alert' "$work/trace" 'fatal: unknown CA \(48\)'
fetch $((base + 2)) $trust --tls-max 1.2 $url
check 'a server that wants a certificate: still a ladder' \
    grep -qE 'Certificate\*.*\(empty\)' "$work/trace"
printf 'HTTP/1.1 400 no\r\n\r\n' > "$work/plain"
free_ports 1
start s "$work/plain.log" python3 -c "
import socket
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', $port)); s.listen(5)
while True:
    c, _ = s.accept(); c.recv(100); c.send(b'HTTP/1.1 400 no\r\n\r\n'); c.close()"
wait_for "$port" "$started"
fetch "$port" $trust $url
says 'a server that speaks no TLS' "$work/trace" 'handshake failed: not a TLS record'
stop "$started"

# -------------------------------------------------------------- the server
visit() # PORT ARGUMENT...
{
    local to=$1
    shift
    curl -q -sS --max-time 20 --connect-to "::127.0.0.1:$to" -o /dev/null \
        "$@" $trust $url 2>"$work/err" </dev/null
}
turn() # the lines since the last turn, in $work/trace
{
    sleep 0.2
    tail -n "+$((seen + 1))" "$work/server.trace" > "$work/trace"
    seen=$(wc -l < "$work/server.trace")
    number=$(sed -nE 's/^nginx\[[0-9]+\] #([0-9]+) .*/\1/p' "$work/trace" | tail -n 1)
}
seen=0
export SSLKEYLOGFILE=$work/client.keys
visit $traced --tls-max 1.2
turn
same 'server, TLS 1.2, full: the ladder' "$work/trace" "$number" "$full12" nginx
visit $traced --tlsv1.3
turn
same 'server, TLS 1.3, full: the ladder' "$work/trace" "$number" "$full13" nginx
for v in 1.2:client12 1.3:client13; do
    name=${v#*:}
    visit $((traced + 2)) --tls-max ${v%:*} --cert $certs/client.pem \
        --key $certs/client.key
    turn
    same "server, TLS ${v%:*}, client certificate: the ladder" "$work/trace" \
        "$number" "${!name}" nginx
    says 'its subject' "$work/trace" 'client certificate CN=a client'
done
unset SSLKEYLOGFILE
visit $((traced + 3)) --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256
turn
says 'no shared cipher: offered and allowed' "$work/trace" \
    'handshake failed: no cipher suite in common; the client offered ECDHE-RSA-AES128-GCM-SHA256; allowed here: .*with certificates for: ECDSA \(security level 2\)'
openssl s_client -connect 127.0.0.1:$traced -tls1_1 -cipher DEFAULT@SECLEVEL=0 \
    >/dev/null 2>&1 </dev/null
turn
says 'no shared version: offered and allowed' "$work/trace" \
    'handshake failed: no protocol version in common; the client offered up to TLSv1.1; allowed here: TLSv1.2 to TLSv1.3'
(exec 3<>"/dev/tcp/127.0.0.1/$traced"; printf '\26\3\1' >&3; exec 3>&-)
turn
says 'a client that goes away' "$work/trace" 'nginx.*(closed|gave up|not finished)'
visit $traced --cacert "$certs/self.pem"
openssl s_client -connect 127.0.0.1:$traced -CAfile "$certs/self.pem" \
    -verify_return_error >/dev/null 2>&1 </dev/null
turn
says 'a client that does not trust us' "$work/trace" \
    'the client ended it with the alert unknown CA \(48\); it does not know the authority behind our certificate CN=rsa.test'

# -------------------------------------------------------------------- JSON
"$urtica" trace --json -o "$work/json" curl -q -sS -o /dev/null $trust \
    --connect-to "::127.0.0.1:$base" $url
check '--json: every line is an object, with what was negotiated' python3 -c '
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1])]
assert all({"time", "pid", "program", "connection", "role", "event"} <= set(r) for r in rows)
names = [r["name"] for r in rows if r["event"] == "message"]
assert names[:2] == ["ClientHello", "ServerHello"], names
done = [r for r in rows if r["event"] == "done"]
assert len(done) == 1 and done[0]["resumed"] is False
assert done[0]["version"] == "TLSv1.3" and done[0]["server_name"] == "rsa.test"
hello = [r for r in rows if r.get("name") == "ClientHello"][0]
assert len(hello["suites"]) > 3 and "TLSv1.3" in hello["versions"]
' "$work/json"
"$urtica" trace --json -o "$work/json" curl -q -sS -o /dev/null \
    --connect-to "::127.0.0.1:$base" $url 2>/dev/null
check '--json: a failure says why' python3 -c '
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1])]
assert "refused" in [r["why"] for r in rows if r["event"] == "failure"][0]
' "$work/json"

# ------------------------------------------------------- where lines end up
"$urtica" trace curl -q -sS -o /dev/null $trust \
    --connect-to "::127.0.0.1:$base" $url 2>"$work/stderr"
check 'without -o it is standard error' grep -q 'full handshake' "$work/stderr"
"$urtica" trace curl -q -sS -o "$work/page" $trust \
    --connect-to "::127.0.0.1:$base" $url 2>&1 >/dev/null | true
check 'a reader that is gone does not end the program' \
    test "${PIPESTATUS[0]}$(cat "$work/page")" = 0hello
echo untouched > "$work/other"
"$urtica" trace -o "$work/trace" bash -c "exec 200>>'$work/other'
    curl -q -sS -o /dev/null $trust --connect-to ::127.0.0.1:$base $url"
check 'another file under the number is left alone' \
    test "$(cat "$work/other")" = untouched
check 'and the trace goes where it belongs' grep -q 'full handshake' "$work/trace"
"$urtica" trace -o "$work/trace" curl -q -sS --no-progress-meter -Z --parallel-immediate $trust --http1.1 \
    --connect-to "::127.0.0.1:$base" \
    $url -o /dev/null $url -o /dev/null $url -o /dev/null $url -o /dev/null \
    2>/dev/null
check 'four at once: four connections, each line whole' \
    test "$(grep -c 'full handshake\|resumed' "$work/trace") $(grep -vcE \
        '^curl\[[0-9]+\] #[1-9] ' "$work/trace")" = '4 0'
URTICA_TRACE=nonsense on u curl -q -sS -o "$work/page" $trust \
    --connect-to "::127.0.0.1:$base" $url 2>"$work/stderr"
check 'a malformed URTICA_TRACE does nothing' \
    test "$(cat "$work/page" "$work/stderr")" = hello
check 'the file is its owner'\''s alone' \
    test "$(stat -c %a "$work/trace")" = 600
}

# ------------------------------------------------------- every kind there is
# Both ends of each, in one process: connection 2n+1 is the client's, 2n+2 the
# server's of pair n.
mkdir "$work/kinds"
${CC:-cc} -D_GNU_SOURCE -I"$here/../../include" -Wno-deprecated-declarations \
    "$here/../interop/capture.c" -o "$work/capture" \
    "$URTICA_LIBDIR/libssl.so.3" "$URTICA_LIBDIR/libcrypto.so.3" \
    2>"$work/err" || fail 'capture.c compiles' "$work/err"
"$urtica" trace -o "$work/trace" "$work/capture" "$work/kinds" \
    "${URT_DATA_DIR:-$here/../data}" >"$work/names" 2>"$work/err" ||
    fail 'both ends in one process' "$work/err"
kinds=0
while read -r pair kind; do
    kinds=$((kinds + 1))
    want=$(xargs < "$work/kinds/$kind.want")
    for n in 1 2; do
        drop='Application|Alert'
        case $kind in *-13) drop="$drop|NewSessionTicket" ;; esac
        got=$(ladder "$work/trace" $((2 * pair + n)) capture |
            grep -vE "$drop" | tr -d '][*' | tr ' ' . | xargs)
        # Either end sees the two ChangeCipherSpecs of a retry in its order.
        case $kind in retry-13)
            got=$(echo "$got" | xargs -n 1 | grep -v ChangeC | xargs)
            want=$(echo "$want" | xargs -n 1 | grep -v ChangeC | xargs)
        esac
        echo "$want" > "$work/diff"
        echo "$got" >> "$work/diff"
        if [ "$got" = "$want" ]; then pass "ladder of $kind, end $n"
        else fail "ladder of $kind, end $n" "$work/diff"; fi
    done
done < "$work/names"
check 'every kind was drawn' test "$kinds" -ge 31
says 'a second handshake is announced' "$work/trace" 'server, handshake again'
check 'a resumed second handshake is told' \
    grep -qE '= resumed, version TLSv1.2' "$work/trace"

# ----------------------------------------------------------------- key log
# nginx sets no key log callback: Urtica writes for it what curl, on OpenSSL,
# writes for itself.
sort -u "$work/client.keys" | grep -v '^#' > "$work/k1"
sort -u "$work/server.keys" > "$work/k2"
check 'SSLKEYLOGFILE: the server logs what the client logs' \
    test "$(comm -23 "$work/k1" "$work/k2" | wc -l) $(wc -l < "$work/k1")" != '0 0' \
    -a "$(comm -23 "$work/k1" "$work/k2" | wc -l)" = 0
check 'SSLKEYLOGFILE: secrets of both versions' \
    test "$(grep -c '^CLIENT_RANDOM' "$work/k1")" -ge 1 -a \
    "$(grep -c '^EXPORTER_SECRET' "$work/k1")" -ge 1
check 'SSLKEYLOGFILE: only its owner may read it' \
    test "$(stat -c %a "$work/server.keys")" = 600
ln -s "$work/victim" "$work/link"
: > "$work/victim"
cat > "$work/keys.c" <<'END'
#include <openssl/ssl.h>
#include <stdlib.h>
static int logged;
static void
own(const SSL *s, const char *line)
{
    logged++;
}
int
main(int argc, char *argv[])
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    BIO *b = BIO_new_ssl_connect(ctx);
    if (argc > 2)
        SSL_CTX_set_keylog_callback(ctx, own);
    BIO_set_conn_hostname(b, argv[1]);
    return BIO_do_handshake(b) != 1 || (argc > 2 && logged == 0);
}
END
${CC:-cc} -I"$here/../../include" "$work/keys.c" -o "$work/keys" \
    "$URTICA_LIBDIR/libssl.so.3" "$URTICA_LIBDIR/libcrypto.so.3" \
    2>"$work/err" || fail 'keys.c compiles' "$work/err"
keys() { SSLKEYLOGFILE=$1 on u "$work/keys" "127.0.0.1:$base" ${2-}; }
check 'SSLKEYLOGFILE: a client without a callback' keys "$work/log1"
mkfifo "$work/pipe"
check 'SSLKEYLOGFILE: a pipe that nobody reads' keys "$work/pipe"
lines=$(wc -l < "$work/log1")
check 'SSLKEYLOGFILE: a second run' keys "$work/log1"
check 'SSLKEYLOGFILE: appends' test "$(wc -l < "$work/log1")" = $((2 * lines))
check 'SSLKEYLOGFILE: a callback of its own' keys "$work/log2" own
check 'SSLKEYLOGFILE: is left alone then' test ! -s "$work/log2"
check 'SSLKEYLOGFILE: a symbolic link' keys "$work/link"
check 'SSLKEYLOGFILE: is not followed' test ! -s "$work/victim"
${CC:-cc} -std=gnu11 -D_GNU_SOURCE -DURT_NO_KEYLOG_ENV -c -I"$here/../../lib" \
    -I"$here/../../include" "$here/../../lib/facade/libssl/keylog.c" \
    -o "$work/keylog.o" 2>"$work/err" || fail 'keylog.c compiles' "$work/err"
check 'SSLKEYLOGFILE: with --disable-keylog-env it is not even read' \
    test -z "$(grep -a SSLKEYLOGFILE "$work/keylog.o")"
check 'SSLKEYLOGFILE: a file that cannot be' keys "$work/no/where"

# ----------------------------------------------------------------- secrets
# Every number of the key log, and the sessions, must be absent.
tr ' ' '\n' < "$work/server.keys" | grep -E '^[0-9a-f]{32,}$' | sort -u \
    > "$work/secrets"
check 'the trace holds no random and no secret' \
    test -s "$work/secrets" -a -z "$(grep -iFf "$work/secrets" "$work/server.trace")"
check 'nor any long number' \
    test -z "$(grep -iE '[0-9a-f]{24}' "$work/server.trace" "$work/json")"
finish
