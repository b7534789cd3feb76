#!/bin/bash
# The system's haproxy, unmodified, on Urtica: TLS taken off and put on again,
# certificates by name, client certificates with revocation, stapled OCSP
# responses, generated certificates, tickets and the session cache, the
# commands of its socket, bad clients. What it answers and logs must be what it
# does on OpenSSL. load.sh has it under load.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need haproxy curl openssl socat python3
make_certs

for name in rsa p256 expired self; do
    cat "$certs/$name.pem" "$certs/$name.key" > "$work/$name.both"
done
cp "$certs/rsa.ocsp" "$work/rsa.both.ocsp"
cat "$certs/client.pem" "$certs/client.key" > "$work/client.both"
cat "$certs/inter.crt" "$certs/inter.key" > "$work/sign.both"
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 \
    -out "$work/dh.pem" 2>/dev/null
for _ in 1 2 3; do openssl rand -base64 48; done > "$work/tickets"
cat > "$work/list" <<EOF
$work/rsa.both
$work/p256.both [alpn h2,http/1.1 ssl-min-ver TLSv1.3] p256.test *.wild.test
$work/self.both [verify required ca-file $certs/root.pem] mutual.test
EOF

# settings DIR: haproxy's configuration for ports from $port on.
settings()
{
    local dir=$1 all='proto=%[ssl_fc_protocol] cipher=%[ssl_fc_cipher]'
    all="$all bits=%[ssl_fc_use_keysize]/%[ssl_fc_alg_keysize]"
    all="$all sni=%[ssl_fc_sni] alpn=%[ssl_fc_alpn] resumed=%[ssl_fc_is_resumed]"
    all="$all mine=%[ssl_f_serial,hex] sigalg=%[ssl_f_sig_alg] key=%[ssl_f_key_alg]"
    all="$all client=%[ssl_fc_has_crt] used=%[ssl_c_used] err=%[ssl_c_verify]"
    all="$all/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_c_ca_err_depth]"
    all="$all subject=%{+Q}[ssl_c_s_dn] cn=%[ssl_c_s_dn(cn)] issuer=%{+Q}[ssl_c_i_dn]"
    all="$all from=%[ssl_c_notbefore] version=%[ssl_c_version]"
    all="$all sha1=%[ssl_c_sha1,hex] serial=%[ssl_c_serial,hex]"
    cat <<EOF
global
    stats socket $dir/socket level admin expose-fd listeners
    log stdout format raw local0
    tune.ssl.cachesize 1000
    ssl-dh-param-file $work/dh.pem
    ssl-default-bind-options ssl-min-ver TLSv1.2
    maxconn 400
    nbthread 2
defaults
    mode http
    log global
    timeout client 10s
    timeout server 10s
    timeout connect 5s
frontend names
    bind 127.0.0.1:$port ssl crt-list $work/list alpn h2,http/1.1
    http-request return status 200 content-type text/plain lf-string "$all\n"
frontend optional
    bind 127.0.0.1:$((port + 1)) ssl crt $work/rsa.both verify optional ca-file $certs/root.pem crl-file $certs/crls.pem ca-ignore-err all crt-ignore-err all
    http-request return status 200 content-type text/plain lf-string "$all\n"
frontend required
    bind 127.0.0.1:$((port + 2)) ssl crt $work/rsa.both verify required ca-file $certs/root.pem crl-file $certs/crls.pem
    http-request return status 200 content-type text/plain lf-string "$all\n"
frontend made
    bind 127.0.0.1:$((port + 3)) ssl crt $work/rsa.both generate-certificates ca-sign-file $work/sign.both
    http-request return status 200 content-type text/plain lf-string "sni=%[ssl_fc_sni]\n"
frontend tickets
    bind 127.0.0.1:$((port + 4)) ssl crt $work/rsa.both tls-ticket-keys $work/tickets
    http-request return status 200 content-type text/plain lf-string "resumed=%[ssl_fc_is_resumed]\n"
frontend cached
    bind 127.0.0.1:$((port + 5)) ssl crt $work/rsa.both no-tls-tickets ssl-max-ver TLSv1.2
    http-request return status 200 content-type text/plain lf-string "resumed=%[ssl_fc_is_resumed]\n"
frontend strict
    bind 127.0.0.1:$((port + 6)) ssl crt $work/rsa.both ssl-max-ver TLSv1.2 ciphers DHE-RSA-AES256-GCM-SHA384:AES128-SHA curves P-384
    http-request return status 200 content-type text/plain lf-string "$all\n"
EOF
    local n=7 name options
    while read -r name options; do
        cat <<EOF
listen $name
    bind 127.0.0.1:$((port + n))
    server s 127.0.0.1:$options
EOF
        n=$((n + 1))
    done <<EOF
right $port ssl verify required ca-file $certs/root.pem sni str(rsa.test) verifyhost rsa.test
wrongca $port ssl verify required ca-file $certs/other.pem sni str(rsa.test)
wronghost $port ssl verify required ca-file $certs/root.pem verifyhost elsewhere.test
mutual $((port + 2)) ssl verify required ca-file $certs/root.pem crt $work/client.both ssl-max-ver TLSv1.2
nocert $((port + 2)) ssl verify none ssl-max-ver TLSv1.2
EOF
}

# proxy SIDE NAME: a haproxy in $work/NAME; $port, $proxy.
proxy()
{
    local side=$1 dir=$work/$2 try
    mkdir -p "$dir"
    for try in 1 2 3; do
        free_ports 12
        settings "$dir" > "$dir/cfg"
        : > "$dir/log"
        start "$side" "$dir/log" haproxy -W -db -f "$dir/cfg"
        proxy=$started
        bound $((port + 11)) "$proxy" && return 0
        grep -q 'Address already in use' "$dir/log" || break
    done
    fail "haproxy on $(side_name "$side") starts" "$dir/log"
    finish
}
workers()
{
    descendants "$proxy" | grep -vx "$proxy"
}
command() # DIR COMMAND...
{
    local dir=$1
    shift
    printf '%s\n' "$*" | timeout 10 socat -t 5 - "UNIX-CONNECT:$dir/socket" 2>&1
}
steady()
{
    sed -E 's#127\.0\.0\.1:[0-9]+#ADDRESS#g; s#\[[0-9]{2}/[A-Z][a-z]+/[^]]*\]#[TIME]#g
        s#[0-9A-Fa-f]{16}:error:#error:#; s#port [0-9]+#port PORT#g
        s# [0-9]+/[0-9]+/[0-9]+/[0-9]+/[0-9]+ # TIMES #
        '"s#$work/[a-z.]*/#WORK/#g; s#$work#WORK#g"
}
# get CLIENT NAME PORT-OFFSET [ARGUMENTS OF curl...]
get()
{
    local client=$1 name=$2 offset=$3
    shift 3
    on "$client" timeout 20 curl -sS --connect-to "$name::127.0.0.1:" \
        --cacert "$certs/root.pem" "$@" "https://$name:$((port + offset))/" 2>&1
    echo "exit $?"
}
requests()
{
    local client=$1 v name offset
    for v in 1.2 1.3; do
        echo "== TLS $v"
        get "$client" rsa.test 0 --tlsv$v --tls-max $v
        get "$client" p256.test 0 --tlsv$v --tls-max $v
        get "$client" rsa.test 0 --tlsv$v --tls-max $v --http1.1
        for name in client client-ec badclient revoked expired; do
            for offset in 1 2; do
                echo "= $name at $offset"
                get "$client" rsa.test $offset --tlsv$v --tls-max $v \
                    --cert "$certs/$name.pem" --key "$certs/$name.key"
            done
        done
        echo '= no certificate'
        get "$client" rsa.test 1 --tlsv$v --tls-max $v
        get "$client" rsa.test 2 --tlsv$v --tls-max $v
    done
    echo '== made for the name'
    on s timeout 20 openssl s_client -connect \
        "127.0.0.1:$((port + 3))" -servername new.test </dev/null 2>&1 |
        grep -aE '^ [0-9] s:|^   i:'
    get "$client" rsa.test 3
    echo '== stapled'
    get "$client" rsa.test 0 --cert-status
    echo '== strict'
    get "$client" rsa.test 6
    get "$client" rsa.test 6 --ciphers AES128-SHA
    get "$client" rsa.test 6 --ciphers ECDHE-RSA-AES128-GCM-SHA256
    get "$client" rsa.test 6 --tlsv1.3
    echo '== to TLS again'
    for offset in 7 8 9 10 11; do
        timeout 20 curl -sS -o - "http://127.0.0.1:$((port + offset))/" 2>&1
        echo "exit $?"
    done
}
# What a client's error says of the moment it came is a matter of time.
settled()
{
    steady | sed -E 's#^curl: \((35|55|56)\).*(certificate required|unknown ca|certificate revoked|certificate expired|bad certificate|handshake failure).*#curl: \2#
        s#^curl: \((35|52|55|56)\) (OpenSSL SSL_(read|write|connect): (Connection reset|Broken pipe|SSL_ERROR_SYSCALL).*|Empty reply.*|Recv failure.*|Send failure.*)#curl: connection lost#
        s#^exit (35|52|55|56)$#exit LOST#'
}
socket_says()
{
    local dir=$1
    command "$dir" show ssl cert "$work/rsa.both"
    command "$dir" show ssl crt-list -n "$work/list"
    command "$dir" show ssl ca-file
    command "$dir" show ssl ca-file "$certs/root.pem"
    command "$dir" show ssl crl-file
    command "$dir" show tls-keys | sed 's/^#.*//' | wc -l
    command "$dir" set ssl ocsp-response "$(base64 -w 10000 "$certs/rsa.ocsp")"
    command "$dir" show ssl ocsp-response | head -n 30
    printf 'set ssl cert %s <<\n%s\n\n' "$work/rsa.both" \
        "$(cat "$certs/p384.pem" "$certs/p384.key")" |
        timeout 10 socat -t 5 - "UNIX-CONNECT:$dir/socket" 2>&1
    command "$dir" commit ssl cert "$work/rsa.both"
    command "$dir" show ssl cert "$work/rsa.both"
    command "$dir" set ssl cert "$work/rsa.both" nonsense
}
whole()
{
    local client=$1 server=$2 what=$3 dir=$work/$1$2
    proxy "$server" "$1$2"
    # shellcheck disable=SC2046
    check "$what: haproxy's libraries" loaded "$server" $(workers)
    requests "$client" 2>&1 | settled > "$dir/answers"
    socket_says "$dir" 2>&1 | steady > "$dir/socket.says"
    get "$client" rsa.test 0 2>&1 | settled >> "$dir/socket.says"
    served "$port" 12 > /dev/null
    steady < "$dir/log" | grep -aE 'SSL|handshake|rror' |
        grep -v made/1 | sort | uniq \
        > "$dir/complaints"
    [ "$what" = oracle ] && { stop "$proxy"; return; }
    same "$what: what is answered" "$work/oracle.answers" "$dir/answers"
    same "$what: what the socket says" "$work/oracle.socket.says" \
        "$dir/socket.says"
    same "$what: what is logged" "$work/oracle.complaints" "$dir/complaints"
    resumes "$what: tickets, TLS 1.3" $((port + 4)) 1.3 -servername rsa.test
    resumes "$what: tickets, TLS 1.2" $((port + 4)) 1.2 -servername rsa.test
    resumes "$what: session cache" $((port + 5)) 1.2 -servername rsa.test
    kill -USR1 "$proxy" # a soft stop
    ended "$proxy"
    check "$what: it ends" test "$code" = 0
}
bad()
{
    local side=$1 name=$2
    proxy "$side" "$name"
    attack "$port" "$work/$name.attack"
    get s rsa.test 0 2>&1 | settled >> "$work/$name.attack"
    served "$port" 12 > /dev/null
    steady < "$work/$name/log" | grep -a handshake | sort | uniq \
        >> "$work/$name.attack"
    stop "$proxy"
}

whole s s oracle
for f in answers socket.says complaints; do mv "$work/ss/$f" "$work/oracle.$f"; done
for pair in $pairs; do
    whole "${pair%:*}" "${pair#*:}" \
        "curl on $(side_name "${pair%:*}"), haproxy on $(side_name "${pair#*:}")"
done
bad s bad-oracle
bad u bad-urtica
same 'bad clients, and the next one' "$work/bad-oracle.attack" \
    "$work/bad-urtica.attack"
finish
