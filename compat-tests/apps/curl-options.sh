#!/bin/bash
# The TLS options of the system's curl, unmodified: authorities in files and
# folders, client certificates in every form, versions, ciphers, groups,
# pinned keys, CRLs and stapled OCSP. Every case is run with OpenSSL at both
# ends too, and curl's exit code, its messages and what -v tells of TLS must
# be the same.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/nginx.sh"
. "$here/peers.sh"
need curl nginx openssl python3
make_certs

pair_name() # CLIENT SERVER
{
    echo "curl on $(side_name "$1"), nginx on $(side_name "$2")"
}
# steady FILE: what -v tells of TLS, without what differs between two runs.
steady()
{
    tr -d '\r' < "$1" | sed -E "s#(127\.0\.0\.1|test|::)(:| port )[0-9]+#\1\2PORT#g
        s#$work#WORK#g; s#error:[0-9A-F]{8}:#error:#" |
        grep -aE '^\* (TLS|SSL|ALPN| |Server certificate|using HTTP|OpenSSL|unable|could not|failed)|^\* .*(rror|CRL|pinn|certificate|OCSP|ertif)|^curl: |^exit code|^out: '
}
# cases: name | exit code with OpenSSL | what OpenSSL's curl says | where |
# host | arguments. C stands for the certificates, PIN for the key of rsa.pem.
cases()
{
    local ca='--cacert C/root.pem'
    cat <<END
--cacert|0|SSL certificate verify ok|main|rsa|$ca
--cacert, the wrong one|60|unable to get local issuer certificate|main|rsa|--cacert C/other.pem
--cacert, no such file|77|error setting certificate|main|rsa|--cacert C/nothing
--cacert, no certificate in it|77|error setting certificate|main|rsa|--cacert C/log
--capath|0|CApath: WORK/certs/hashed|main|rsa|--cacert C/other.pem --capath C/hashed
--capath, the wrong one|60|unable to get local issuer certificate|main|rsa|--cacert C/other.pem --capath C/hashedother
--capath, an empty one|60|unable to get local issuer certificate|main|rsa|--cacert C/other.pem --capath C/issued
--insecure|0|unable to get local issuer certificate (20), continuing anyway|main|foreign|$ca --insecure
another name|60|no alternative certificate subject name matches|main|wronghost|$ca
expired|60|certificate has expired|main|expired|$ca
self-signed|60|self-signed certificate|main|self|$ca
PKCS#12 client certificate|0|out: TLSv1.3|required|p256|$ca --cert-type P12 --cert C/client.p12:secret
PKCS#12, the wrong password|58|could not parse PKCS12 file|required|p256|$ca --cert-type P12 --cert C/client.p12:wrong
PKCS#12, no such file|58|could not open PKCS12 file|required|p256|$ca --cert-type P12 --cert C/nothing:secret
PKCS#12, not one|58|exit code 58|required|p256|$ca --cert-type P12 --cert C/client.pem:secret
encrypted PEM key|0|out: TLSv1.3|required|p256|$ca --cert C/client.pem --key C/client.enc.key --pass secret
encrypted PEM key of old form|0|out: TLSv1.3|required|p256|$ca --cert C/client.pem --key C/client.old.key --pass secret
encrypted PEM key, the wrong password|58|unable to set private key file|required|p256|$ca --cert C/client.pem --key C/client.enc.key --pass wrong
DER certificate and key|0|out: TLSv1.3|required|p256|$ca --cert C/direct.der --cert-type DER --key C/client.key.der --key-type DER
DER certificate, PEM key|0|out: TLSv1.3|required|p256|$ca --cert C/direct.der --cert-type DER --key C/client.key
a DER certificate called PEM|58|could not load PEM client certificate|required|p256|$ca --cert C/direct.der --key C/client.key
a PEM certificate called DER|58|exit code 58|required|p256|$ca --cert C/client.pem --cert-type DER --key C/client.key
a type nobody knows|58|not supported file type|required|p256|$ca --cert C/client.pem --cert-type XYZ --key C/client.key
a key of another certificate|58|unable to set private key file|required|p256|$ca --cert C/client.pem --key C/rsa.key
no client certificate|0|out: <html>|required|p256|$ca
client certificate nobody trusts|0|out: <html>|required|p256|$ca --cert C/badclient.pem --key C/badclient.key
--tls-max 1.2|0|SSL connection using TLSv1.2|main|rsa|$ca --tls-max 1.2
--tlsv1.3|0|SSL connection using TLSv1.3|main|rsa|$ca --tlsv1.3
--tlsv1.2 --tls-max 1.2|0|out: TLSv1.2|only12|p256|$ca --tlsv1.2 --tls-max 1.2
--tls-max 1.2, a server of 1.3|35|alert protocol version|only13|p256|$ca --tls-max 1.2
--tlsv1.3, a server of 1.2|35|alert protocol version|only12|p256|$ca --tlsv1.3
--tls-max 1.1|35|exit code 35|main|rsa|$ca --tlsv1.0 --tls-max 1.1
--ciphers|0|TLSv1.2 / ECDHE-RSA-AES128-GCM-SHA256|main|rsa|$ca --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256
--ciphers, two of them|0|TLSv1.2 / ECDHE-RSA|main|rsa|$ca --tls-max 1.2 --ciphers ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384
--ciphers, none in common|35|alert handshake failure|only12|p256|$ca --tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-GCM-SHA256
--ciphers that nobody knows|59|failed setting cipher list|main|rsa|$ca --ciphers NONSENSE
--tls13-ciphers|0|TLSv1.3 / TLS_CHACHA20_POLY1305_SHA256|main|rsa|$ca --tls13-ciphers TLS_CHACHA20_POLY1305_SHA256
--tls13-ciphers, none in common|35|alert handshake failure|only13|p256|$ca --tls13-ciphers TLS_CHACHA20_POLY1305_SHA256
--tls13-ciphers that nobody knows|59|failed setting TLS 1.3 cipher suite|main|rsa|$ca --tls13-ciphers NONSENSE
--curves|0|out: TLSv1.3|main|rsa|$ca --curves P-384
--curves, none in common|35|alert handshake failure|main|rsa|$ca --curves P-521
--curves that nobody knows|59|failed setting curves list|main|rsa|$ca --curves NONSENSE
--pinnedpubkey|0|out: TLSv1.3|main|rsa|$ca --pinnedpubkey sha256//PIN
--pinnedpubkey, one of two|0|out: TLSv1.3|main|rsa|$ca --pinnedpubkey sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=;sha256//PIN
--pinnedpubkey of a file|0|out: TLSv1.3|main|rsa|$ca --pinnedpubkey C/rsa.pub
--pinnedpubkey of a DER file|0|out: TLSv1.3|main|rsa|$ca --pinnedpubkey C/rsa.pub.der
--pinnedpubkey, another key|90|public key does not match pinned public key|main|p256|$ca --pinnedpubkey sha256//PIN
--pinnedpubkey of a file, another key|90|public key does not match pinned public key|main|p256|$ca --pinnedpubkey C/rsa.pub
--crlfile|0|SSL certificate verify ok|main|rsa|$ca --crlfile C/crls.pem
--crlfile, revoked|60|certificate revoked|main|revoked|$ca --crlfile C/crls.pem
--crlfile without the root's|60|unable to get certificate CRL|main|rsa|$ca --crlfile C/inter.crl
--crlfile, no such file|82|error loading CRL file|main|rsa|$ca --crlfile C/nothing
--cert-status|0|SSL certificate status: good (0)|stapled|rsa|$ca --cert-status
--cert-status, TLS 1.2|0|SSL certificate status: good (0)|stapled|rsa|$ca --cert-status --tls-max 1.2
--cert-status, revoked|91|SSL certificate revocation reason: keyCompromise (1)|stapledrevoked|revoked|$ca --cert-status
--cert-status, none stapled|91|No OCSP response received|main|rsa|$ca --cert-status
HTTP/2 by ALPN|0|ALPN: server accepted h2|main|rsa|$ca --http2
HTTP/1.1 by ALPN|0|ALPN: server accepted http/1.1|main|rsa|$ca --http1.1
no ALPN|0|out: TLSv1.3|main|rsa|$ca --no-alpn
no ALPN at the server|35|exit code 35|plain|rsa|$ca
no session ID|0|out: TLSv1.3|tickets|p256|$ca --no-sessionid
-w ssl_verify_result|60|out: 20|main|foreign|$ca -w %{ssl_verify_result}
END
}
# fetch CLIENT FILE PORT HOST ARGUMENTS: as -v has it.
fetch()
{
    local client=$1 file=$2 port=$3 host=$4
    shift 4
    on "$client" timeout -k 1 30 curl -q -v -sS --max-time 20 \
        --resolve "$host.test:$port:127.0.0.1" "$@" \
        "https://$host.test:$port/info" \
        > "$file.out" 2> "$file.raw" </dev/null
    {
        echo "exit code $?"
        head -n 1 "$file.out" | tr -d '\r' | sed 's/^/out: /'
        [ ! -s "$file.out" ] || echo
    } >> "$file.raw"
    # Where curl gives up after the handshake, the tickets may have come or not.
    if grep -q '^out: ' "$file.raw"; then steady "$file.raw"
    else steady "$file.raw" | grep -v 'Newsession Ticket'; fi > "$file"
}
run_cases()
{
    local client=$1 server=$2 name code wanted where host args number=0 file
    while IFS='|' read -r name code wanted where host args; do
        number=$((number + 1))
        file=$work/case.$client$server.$number
        args=${args//C\//$certs/}
        # shellcheck disable=SC2086
        fetch "$client" "$file" "$(port_of "$server" "$where")" "$host" \
            ${args//PIN/$pin}
        if [ "$client$server" = ss ]; then
            holds "OpenSSL at both ends: $name" "$file" "exit code $code" \
                "$wanted"
        else
            same "$(pair_name "$client" "$server"): $name" \
                "$work/case.ss.$number" "$file"
        fi
    done < <(cases)
}
# The openssl tool as the server.
with_s_server()
{
    local side=$1 version
    for version in 1.2 1.3; do
        fetch "$side" "$work/tool.$side$version" "$tool_port" rsa \
            --cacert "$certs/root.pem" "--tlsv$version" --tls-max $version \
            --cert-type P12 --cert "$certs/client.p12:secret"
    done
}
# misled SIDE: curl and bad servers.
misled()
{
    local side=$1 name
    for name in $(bad_names); do
        echo "$name:"
        fetch "$side" "$work/misled.one" "${bad_port[$name]}" rsa \
            --cacert "$certs/root.pem" --tls-max 1.2
        cat "$work/misled.one"
    done > "$work/misled.$side"
}

# ------------------------------------------------------------------- main
for name in root other; do
    folder=$certs/hashed${name/root/}
    mkdir "$folder"
    cp "$certs/$name.pem" \
        "$folder/$(openssl x509 -in "$certs/$name.pem" -noout -hash).0"
done
openssl req -new -key "$certs/client.key" -subj "/CN=a client of the root" |
    openssl x509 -req -CA "$certs/root.crt" -CAkey "$certs/root.key" -days 30 \
        -set_serial 78 -outform DER -out "$certs/direct.der" 2>/dev/null
openssl pkey -in "$certs/client.key" -outform DER -out "$certs/client.key.der"
openssl rsa -in "$certs/client.key" -traditional -aes128 -passout pass:secret \
    -out "$certs/client.old.key" 2>/dev/null
openssl pkey -in "$certs/rsa.key" -pubout -out "$certs/rsa.pub"
openssl pkey -in "$certs/rsa.key" -pubout -outform DER \
    -out "$certs/rsa.pub.der"
pin=$(openssl dgst -sha256 -binary "$certs/rsa.pub.der" | base64)
all=s
[ "$URTICA_LIBDIR" = system ] || all='s u'
for side in $all; do
    nginx_start $side $side || {
        fail "nginx on $(side_name $side) starts" "$work/$side/start.log"
        finish
    }
    # shellcheck disable=SC2046
    check "nginx's libraries: $(side_name $side)" \
        loaded $side $(descendants "${master[$side]}")
done
for side in $sides; do
    start "$side" "$work/slow" curl -q -sS -k -o /dev/null \
        "https://127.0.0.1:$(port_of s main)/slow"
    sleep 0.5
    check "curl's libraries: $(side_name "$side")" loaded "$side" "$started"
    stop "$started"
done
run_cases s s
for pair in $pairs; do
    [ "$pair" = s:s ] || run_cases "${pair%:*}" "${pair#*:}"
done
free_ports 1
tool_port=$port
start s "$work/s_server.log" openssl s_server -accept "127.0.0.1:$port" \
    -cert "$certs/rsa.crt" -cert_chain "$certs/inter.crt" \
    -key "$certs/rsa.key" -CAfile "$certs/root.pem" -Verify 3 -www
wait_for "$port" "$started" || fail 's_server' "$work/s_server.log"
bad_servers
for side in $sides; do
    with_s_server "$side"
    misled "$side"
done
for version in 1.2 1.3; do
    holds "OpenSSL's curl, openssl s_server: TLS $version" \
        "$work/tool.s$version" 'exit code 0' "connection using TLSv$version"
    [ "$URTICA_LIBDIR" = system ] ||
        same "curl on Urtica, openssl s_server: TLS $version" \
            "$work/tool.s$version" "$work/tool.u$version"
done
holds "OpenSSL's curl: bad servers" "$work/misled.s" \
    'wrong version number' 'alert handshake failure' 'SSL_ERROR_SYSCALL'
[ "$URTICA_LIBDIR" = system ] ||
    same 'curl says of bad servers what it says on OpenSSL' \
        "$work/misled.s" "$work/misled.u"
finish
