#!/bin/bash
# The system's apache2, unmodified, on Urtica: hosts by name, client
# certificates for a host and for a location (renegotiation in TLS 1.2, post-
# handshake authentication in 1.3), revocation, HTTP/2, stapled OCSP responses,
# tickets and the session cache, TLS to a backend, a restart, bad clients. What
# it answers and logs must be what it does on OpenSSL.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need apache2 curl openssl python3
modules=/usr/lib/apache2/modules
[ -e $modules/mod_ssl.so ] || { skip 'apache2.sh' 'no mod_ssl'; finish; }
make_certs
cat "$certs/client.crt" "$certs/client.key" > "$work/client.both"
mkdir "$work/site"
mkdir "$work/site/private" "$work/site/optional"
echo 'a page' > "$work/site/index.html"
echo 'a private page' > "$work/site/private/index.html"
echo 'an optional page' > "$work/site/optional/index.html"
head -c 3000000 /dev/urandom | base64 > "$work/site/large"
chmod -R a+rX "$work"
as=
[ "$(id -u)" != 0 ] || as='User nobody
Group nogroup'

# settings DIR: apache2's configuration for ports from $port on.
settings()
{
    local dir=$1 name tell=
    for name in PROTOCOL CIPHER CIPHER_USEKEYSIZE SESSION_RESUMED SECURE_RENEG \
        TLS_SNI COMPRESS_METHOD SERVER_S_DN SERVER_S_DN_CN SERVER_I_DN \
        SERVER_M_SERIAL SERVER_A_SIG SERVER_A_KEY SERVER_SAN_DNS_0 \
        CLIENT_VERIFY CLIENT_S_DN CLIENT_S_DN_CN CLIENT_I_DN CLIENT_M_VERSION \
        CLIENT_M_SERIAL CLIENT_V_START CLIENT_V_END CLIENT_A_KEY \
        CLIENT_CERT_RFC4523_CEA; do
        tell="$tell $name=%{SSL_$name}s"
    done
    for name in mpm_event authz_core ssl socache_shmcb headers http2 proxy \
        proxy_http dir; do
        echo "LoadModule ${name}_module $modules/mod_$name.so"
    done
    for ((n = 0; n < 9; n++)); do echo "Listen 127.0.0.1:$((port + n))"; done
    cat <<EOF
$as
ServerName localhost
ServerRoot $dir
PidFile $dir/pid
DefaultRuntimeDir $dir
Mutex file:$dir default
ErrorLog $dir/errors
LogLevel warn ssl:info
DocumentRoot $work/site
DirectoryIndex index.html
StartServers 2
ThreadsPerChild 8
MaxRequestWorkers 64
GracefulShutdownTimeout 5
SSLSessionCache shmcb:$dir/cache(512000)
SSLSessionCacheTimeout 300
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLStaplingCache shmcb:$dir/stapling(128000)
SSLCACertificateFile $certs/root.pem
SSLRandomSeed startup builtin
Header always set X-TLS "$tell"
<Directory $work/site>
    Require all granted
</Directory>
EOF
    while IFS='|' read -r n name cert lines; do
        printf '<VirtualHost 127.0.0.1:%s>\nServerName %s\nSSLEngine on\n' \
            $((port + n)) "$name"
        printf 'SSLCertificateFile %s\nSSLCertificateKeyFile %s\n' \
            "$certs/$cert.pem" "$certs/$cert.key"
        printf '%b\n</VirtualHost>\n' "$lines"
    done <<EOF
0|rsa.test|rsa|Protocols h2 http/1.1
0|p256.test|p256|Protocols http/1.1\nSSLProtocol TLSv1.3
0|ed25519.test|ed25519|SSLVerifyClient optional_no_ca\nSSLVerifyDepth 3
1|rsa.test|rsa|SSLVerifyClient require\nSSLVerifyDepth 3\nSSLCARevocationFile $certs/crls.pem\nSSLCARevocationCheck chain
2|rsa.test|rsa|SSLVerifyDepth 3\n<Location /private>\nSSLVerifyClient require\n</Location>\n<Location /optional>\nSSLVerifyClient optional\n</Location>
3|rsa.test|rsa|SSLUseStapling on\nSSLStaplingForceURL http://127.0.0.1:$responder/
4|rsa.test|rsa|SSLProtocol TLSv1.2\nSSLSessionTickets off\nSSLCipherSuite ECDHE-RSA-AES128-GCM-SHA256\nSSLOpenSSLConfCmd Curves P-384
EOF
    while IFS='|' read -r n target lines; do
        printf '<VirtualHost 127.0.0.1:%s>\nSSLProxyEngine on\n' $((port + n))
        printf 'ProxyPass / https://localhost:%s/ disablereuse=on\n' \
            $((port + target))
        printf 'SSLProxyVerify require\nSSLProxyVerifyDepth 3\n%b\n' "$lines"
        printf '</VirtualHost>\n'
    done <<EOF
5|0|SSLProxyCACertificateFile $certs/root.pem\nSSLProxyCheckPeerName on
6|0|SSLProxyCACertificateFile $certs/other.pem
7|1|SSLProxyCACertificateFile $certs/root.pem\nSSLProxyMachineCertificateFile $work/client.both\nSSLProxyMachineCertificateChainFile $certs/inter.crt\nSSLProxyProtocol TLSv1.2
8|4|SSLProxyCACertificateFile $certs/root.pem\nSSLProxyProtocol TLSv1.3
EOF
}

# server SIDE NAME: an apache2 in $work/NAME; $port, $server.
server()
{
    local side=$1 dir=$work/$2 try
    mkdir -p "$dir"
    for try in 1 2 3; do
        free_ports 9
        settings "$dir" > "$dir/conf"
        : > "$dir/errors"
        start "$side" "$dir/out" apache2 -d "$dir" -f "$dir/conf" -DFOREGROUND
        server=$started
        wait_line "$dir/errors" 'resuming normal operations' "$server" &&
            return 0
        grep -q 'Address already in use' "$dir/out" || break
    done
    cat "$dir/errors" >> "$dir/out"
    fail "apache2 on $(side_name "$side") starts" "$dir/out"
    finish
}
workers()
{
    descendants "$server" | grep -vx "$server"
}
# What may differ from run to run taken out of the log.
steady()
{
    sed -E 's#^\[[A-Z][a-z]{2} [^]]*\] ##; s#\[pid [0-9]+(:tid [0-9]+)?\] ##
        s#127\.0\.0\.1:[0-9]+#ADDRESS#g; s#localhost:[0-9]+#localhost:PORT#g
        s#:(4[0-9]|[0-9]+)\) *$#:PORT)#; s#port [0-9]+#port PORT#g
        '"s#$work/[a-z.]*/#WORK/#g; s#$work#WORK#g"
}
# What was lost after the handshake is a matter of time.
settled()
{
    steady | tr -d '\r' | grep -vE '^(date|last-modified|etag|server|accept-ranges|content-length|connection|upgrade|content-type):' -i |
        sed -E 's#^curl: \((35|55|56)\).*(certificate required|unknown ca|certificate revoked|certificate expired|bad certificate|handshake failure).*#curl: \2#
        s#^curl: \((35|52|55|56)\) (OpenSSL SSL_(read|write|connect): (Connection reset|Broken pipe|SSL_ERROR_SYSCALL).*|Empty reply.*|Recv failure.*|Send failure.*)#curl: connection lost#
        s#^exit (35|52|55|56)$#exit LOST#'
}
# get CLIENT NAME PORT-OFFSET PATH [ARGUMENTS OF curl...]
get()
{
    local client=$1 name=$2 offset=$3 path=$4
    shift 4
    on "$client" timeout 20 curl -sS -D - --connect-to "$name::127.0.0.1:" \
        --cacert "$certs/root.pem" "$@" \
        "https://$name:$((port + offset))/$path" 2>&1
    echo "exit $?"
}
requests()
{
    local client=$1 v name path own="--cert $certs/client.pem --key $certs/client.key"
    for v in 1.2 1.3; do
        echo "== TLS $v"
        get "$client" rsa.test 0 '' --tlsv$v --tls-max $v
        get "$client" rsa.test 0 '' --tlsv$v --tls-max $v --http1.1
        get "$client" p256.test 0 '' --tlsv$v --tls-max $v
        get "$client" ed25519.test 0 '' --tlsv$v --tls-max $v
        for name in client client-ec badclient revoked expired; do
            echo "= $name"
            get "$client" rsa.test 1 '' --tlsv$v --tls-max $v \
                --cert "$certs/$name.pem" --key "$certs/$name.key"
            get "$client" ed25519.test 0 '' --tlsv$v --tls-max $v \
                --cert "$certs/$name.pem" --key "$certs/$name.key"
        done
        echo '= no certificate'
        get "$client" rsa.test 1 '' --tlsv$v --tls-max $v
        for path in '' private/ optional/; do
            echo "= by location: /$path"
            # shellcheck disable=SC2086
            get "$client" rsa.test 2 "$path" --tlsv$v --tls-max $v $own
            get "$client" rsa.test 2 "$path" --tlsv$v --tls-max $v
        done
        get "$client" rsa.test 2 private/ --tlsv$v --tls-max $v \
            --cert "$certs/badclient.pem" --key "$certs/badclient.key"
    done
    echo '== much'
    get "$client" rsa.test 0 large -D /dev/null | sha256sum
    echo '== stapled'
    get "$client" rsa.test 3 '' --cert-status
    echo '== one cipher'
    get "$client" rsa.test 4 ''
    get "$client" rsa.test 4 '' --tlsv1.3
    echo '== to TLS again'
    for offset in 5 6 7 8; do
        timeout 20 curl -sS "http://127.0.0.1:$((port + offset))/" 2>&1
        echo "exit $?"
    done
    echo '== plain text'
    timeout 20 curl -sS "http://127.0.0.1:$port/" 2>&1
    echo "exit $?"
}
whole()
{
    local client=$1 side=$2 what=$3 dir=$work/$1$2
    server "$side" "$1$2"
    # shellcheck disable=SC2046
    check "$what: apache2's libraries" loaded "$side" $(workers)
    # Twice: what is stapled is fetched behind the first request.
    get s rsa.test 3 '' > /dev/null 2>&1
    requests "$client" 2>&1 | settled > "$dir/answers"
    served "$port" 9 > /dev/null
    steady < "$dir/errors" | grep -aE '\[(ssl|proxy)[a-z_]*:(warn|error|info)' |
        grep -avE 'AH0(1998|1964|2008|1991|2275|2645|2039)' | sort | uniq \
        > "$dir/complaints"
    [ "$what" = oracle ] && { stop "$server"; return; }
    same "$what: what is answered" "$work/oracle.answers" "$dir/answers"
    same "$what: what is logged" "$work/oracle.complaints" "$dir/complaints"
    resumes "$what: tickets, TLS 1.3" "$port" 1.3 -servername rsa.test
    resumes "$what: tickets, TLS 1.2" "$port" 1.2 -servername rsa.test
    resumes "$what: session cache" $((port + 4)) 1.2 -servername rsa.test
    : > "$dir/errors"
    kill -USR1 "$server"
    wait_line "$dir/errors" 'resuming normal operations' "$server"
    check "$what: restarted while it runs" \
        grep -q 'a page' <(get s rsa.test 0 '')
    kill -WINCH "$server" # a soft stop
    ended "$server"
    check "$what: it ends" test "$code" = 0
}
bad()
{
    local side=$1 name=$2
    server "$side" "$name"
    attack "$port" "$work/$name.attack"
    get s rsa.test 0 '' 2>&1 | settled >> "$work/$name.attack"
    stop "$server"
}

free_ports 1
responder=$port
start s "$work/responder" openssl ocsp -index "$certs/inter.index" -port "$responder" \
    -rsigner "$certs/responder.crt" -rkey "$certs/responder.key" \
    -CA "$certs/inter.crt" -ndays 7
wait_line "$work/responder" waiting "$started"

whole s s oracle
mv "$work/ss/answers" "$work/oracle.answers"
mv "$work/ss/complaints" "$work/oracle.complaints"
for pair in $pairs; do
    whole "${pair%:*}" "${pair#*:}" \
        "curl on $(side_name "${pair%:*}"), apache2 on $(side_name "${pair#*:}")"
done
bad s bad-oracle
bad u bad-urtica
same 'bad clients, and the next one' "$work/bad-oracle.attack" \
    "$work/bad-urtica.attack"
finish
