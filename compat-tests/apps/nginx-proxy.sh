#!/bin/bash
# The system's nginx, unmodified, as a TLS client: proxy_pass to https with
# every proxy_ssl_ setting, and the stream module, which ends TLS, begins it
# again and reads the name in a ClientHello. The proxy or the backend or both
# are on Urtica. Every case is run with OpenSSL at both ends too, and what the
# client gets and the proxy logs must be the same.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/nginx.sh"
. "$here/peers.sh"
need curl nginx openssl python3
stream=/usr/lib/nginx/modules/ngx_stream_module.so
[ -e $stream ] || { skip 'nginx-proxy.sh' 'no libnginx-mod-stream'; finish; }
make_certs
declare -A proxy proxy_pid

pair_name() # PROXY BACKEND
{
    echo "proxy on $(side_name "$1"), backend on $(side_name "$2")"
}
# cases: name | status | what the client gets or OpenSSL's proxy logs | port
# of the backend, or `bad-` and a bad server | settings. C stands for the
# certificates.
cases()
{
    local trust='proxy_ssl_trusted_certificate C/root.pem;proxy_ssl_verify_depth 3'
    local verify="proxy_ssl_verify on;$trust" name
    local own='proxy_ssl_certificate C/client.pem;proxy_ssl_certificate_key C/client.key'
    local foreign='proxy_ssl_certificate C/badclient.pem;proxy_ssl_certificate_key C/badclient.key'
    cat <<END
nothing verified|200|TLSv1.2|main|
verified by name|200|TLSv1.2|main|$verify;proxy_ssl_name rsa.test;proxy_ssl_server_name on
the address in proxy_pass is no name|502|does not match "127.0.0.1"|main|$verify
wrong authority|502|unable to get local issuer certificate|main|proxy_ssl_verify on;proxy_ssl_trusted_certificate C/other.pem
too shallow|502|upstream SSL certificate verify error|main|proxy_ssl_verify on;proxy_ssl_trusted_certificate C/root.pem;proxy_ssl_verify_depth 0
wrong name|502|does not match|main|$verify;proxy_ssl_name elsewhere.example
expired|502|certificate has expired|main|$verify;proxy_ssl_name expired.test;proxy_ssl_server_name on
not yet valid|502|certificate is not yet valid|main|$verify;proxy_ssl_name notyet.test;proxy_ssl_server_name on
self-signed|502|self-signed certificate|main|$verify;proxy_ssl_name self.test;proxy_ssl_server_name on
nobody trusts it|502|unable to verify the first certificate|main|$verify;proxy_ssl_name foreign.test;proxy_ssl_server_name on
server name sent|200|ed25519.test|main|proxy_ssl_name ed25519.test;proxy_ssl_server_name on
client certificate, TLS 1.2|200|SUCCESS|required|$own;proxy_ssl_protocols TLSv1.2
client certificate, TLS 1.3|200|SUCCESS|required|$own;proxy_ssl_protocols TLSv1.3
encrypted client key|200|SUCCESS|required|proxy_ssl_certificate C/client.pem;proxy_ssl_certificate_key C/client.enc.key;proxy_ssl_password_file C/password
client certificate nobody trusts|400|SSL certificate error|required|$foreign
no client certificate|400|No required SSL certificate|required|
TLS 1.2|200|TLSv1.2|main|proxy_ssl_protocols TLSv1.2
TLS 1.3|200|TLSv1.3|main|proxy_ssl_protocols TLSv1.3
no version in common|502|alert protocol version|only13|proxy_ssl_protocols TLSv1.2
no version in common, the other way|502|alert protocol version|only12|proxy_ssl_protocols TLSv1.3
a cipher|200|ECDHE-ECDSA-CHACHA20-POLY1305|main|proxy_ssl_protocols TLSv1.2;proxy_ssl_ciphers ECDHE-ECDSA-CHACHA20-POLY1305
no cipher in common|502|alert handshake failure|only12|proxy_ssl_protocols TLSv1.2;proxy_ssl_ciphers AES128-SHA
a CRL|200|TLSv1|main|$verify;proxy_ssl_crl C/crls.pem;proxy_ssl_name rsa.test;proxy_ssl_server_name on
a CRL, revoked|502|certificate revoked|main|$verify;proxy_ssl_crl C/crls.pem;proxy_ssl_name revoked.test;proxy_ssl_server_name on
a CRL missing|502|unable to get certificate CRL|main|$verify;proxy_ssl_crl C/inter.crl;proxy_ssl_name rsa.test;proxy_ssl_server_name on
a command of configuration|200|TLS_CHACHA20_POLY1305_SHA256|main|proxy_ssl_protocols TLSv1.3;proxy_ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256
plain HTTP at the backend|502|wrong version number|plain|
END
    for name in $(bad_names); do
        echo "bad backend, $name|502|upstream|bad-$name|"
    done
}
# reuses: name | is the second connection resumed | port | settings
reuses()
{
    cat <<END
a ticket, TLS 1.2|r|tickets|proxy_ssl_protocols TLSv1.2
a ticket, TLS 1.3|r|tickets|proxy_ssl_protocols TLSv1.3
the backend's cache, TLS 1.2|r|cache|proxy_ssl_protocols TLSv1.2
session_reuse off|.|tickets|proxy_ssl_session_reuse off
END
}
# location PATH PORT-NAME SETTINGS BACKEND
location()
{
    local target settings=${3//C\//$certs/}
    case $2 in
    bad-*) target=${bad_port[${2#bad-}]} ;;
    *) target=$(port_of "$4" "$2") ;;
    esac
    echo "location = /$1 { rewrite ^ /info break;" \
        "proxy_pass https://127.0.0.1:$target; ${settings:+$settings;} }"
}
# write_conf FOLDER BACKEND: $port is the first of six free ones.
write_conf()
{
    local dir=$1 backend=$2 number=0 name status wanted where settings
    local user= tls="ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate $certs/rsa.pem; ssl_certificate_key $certs/rsa.key;"
    [ "$(id -u)" != 0 ] || user='user www-data;'
    {
        cat <<END
load_module $stream;
$user
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log info;
daemon off;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $dir/body;
    proxy_temp_path $dir/proxy;
    fastcgi_temp_path $dir/fastcgi;
    uwsgi_temp_path $dir/uwsgi;
    scgi_temp_path $dir/scgi;
    server {
        listen 127.0.0.1:$port;
END
        while IFS='|' read -r name status wanted where settings; do
            number=$((number + 1))
            location $number "$where" "$settings" "$backend"
        done < <(cases)
        number=0
        while IFS='|' read -r name wanted where settings; do
            number=$((number + 1))
            location "r$number" "$where" "$settings" "$backend"
        done < <(reuses)
        cat <<END
    }
}
stream {
    map \$ssl_preread_server_name \$chosen {
        p256.test 127.0.0.1:$(port_of "$backend" main);
        only13.test 127.0.0.1:$(port_of "$backend" only13);
        default 127.0.0.1:$(port_of "$backend" only12);
    }
    server { listen 127.0.0.1:$((port + 1)) ssl; $tls
        proxy_pass 127.0.0.1:$(port_of "$backend" plain); }
    server { listen 127.0.0.1:$((port + 2)) ssl; $tls
        proxy_ssl on; proxy_ssl_verify on; proxy_ssl_verify_depth 3;
        proxy_ssl_trusted_certificate $certs/root.pem;
        proxy_ssl_name p384.test; proxy_ssl_server_name on;
        proxy_pass 127.0.0.1:$(port_of "$backend" main); }
    server { listen 127.0.0.1:$((port + 3)) ssl; $tls
        proxy_ssl on; proxy_ssl_verify on;
        proxy_ssl_trusted_certificate $certs/other.pem;
        proxy_pass 127.0.0.1:$(port_of "$backend" main); }
    server { listen 127.0.0.1:$((port + 4)); ssl_preread on;
        proxy_pass \$chosen; }
    server { listen 127.0.0.1:$((port + 5)) ssl; $tls
        ssl_verify_client on; ssl_verify_depth 3;
        ssl_client_certificate $certs/root.pem;
        proxy_pass 127.0.0.1:$(port_of "$backend" plain); }
}
END
    } > "$dir/nginx.conf"
}
proxy_up() # SIDE BACKEND
{
    local dir=$work/proxy.$1$2
    mkdir "$dir"
    chmod 777 "$dir"
    free_ports 6
    write_conf "$dir" "$2"
    start "$1" "$dir/start.log" nginx -e "$dir/error.log" \
        -c "$dir/nginx.conf" -p "$dir"
    proxy[$1$2]=$port proxy_pid[$1$2]=$started
    wait_for $((port + 5)) "$started" || {
        fail "$(pair_name "$1" "$2"): starts" "$dir/start.log"
        finish
    }
}
# logged LOG FROM-LINE: what is in it since, that lasts from run to run. What
# SSL_shutdown meets, and what the stream module says that it was doing,
# depend on whether the client's request has come by then; which end was the
# first to close is a race between the two, and so is whether a client that
# gives up has read everything, or resets the connection.
logged()
{
    tail -n "+$2" "$1" | sed -nE "s#$work#WORK#g
        s#127\.0\.0\.1:[0-9]+#127.0.0.1:PORT#g; s#error:[0-9A-F]{8}:#error:#g
        s#^[0-9/]+ [0-9:]+ (\[[a-z]+\]) [0-9]+\#[0-9]+: \*[0-9]+ #\1 #p" |
        grep -aE 'SSL|upstream|certificate' |
        grep -avE 'SSL_shutdown\(\) failed|(client|upstream) disconnected' |
        grep -avE '(recv|writev)\(\) failed \([0-9]+: [^)]*\) while proxying and (reading from|sending to) client' |
        sed -E 's#, bytes from/to.*##
            s#while (proxying connection|SSL handshaking to upstream)#while at work#'
}
# visit FILE LOG COMMAND...: what a client gets and the proxy logs.
visit()
{
    local file=$1 log=$2 from
    shift 2
    from=$(($(wc -l < "$log") + 1))
    timeout 20 "$@" > "$file" 2>&1 </dev/null
    echo "exit code $?" >> "$file"
    sed -i -E "s#127\.0\.0\.1[: ]port [0-9]+|:[0-9]{5}##g" "$file"
    # The log has it before the client has an answer, but for the end.
    logged "$log" "$from" >> "$file"
}
run_cases()
{
    local pair=$1$2 what number=0 name status wanted where settings file log
    what=$(pair_name "$1" "$2")
    log=$work/proxy.$pair/error.log
    while IFS='|' read -r name status wanted where settings; do
        number=$((number + 1))
        file=$work/case.$pair.$number
        visit "$file" "$log" curl -q -sS --max-time 15 \
            -w 'status %{http_code}\n' "http://127.0.0.1:${proxy[$pair]}/$number"
        sed -i "s#/$number\b#/N#" "$file"
        if [ $pair = ss ]; then
            case $wanted in TLSv1.2) [ -n "$settings" ] || wanted=TLSv1 ;; esac
            holds "OpenSSL at both ends: $name" "$file" "status $status" \
                "$wanted"
        else
            same "$what: $name" "$work/case.ss.$number" "$file"
        fi
    done < <(cases)
}
run_reuses()
{
    local what number=0 name wanted where settings file=$work/reuse i
    what=$(pair_name "$1" "$2")
    while IFS='|' read -r name wanted where settings; do
        number=$((number + 1))
        for i in 1 2 3; do
            curl -q -sS --max-time 15 "http://127.0.0.1:${proxy[$1$2]}/r$number"
        done > "$file" 2>&1
        if [ "$(cut -d'|' -f6 "$file" | tr -d '\n')" = ".$wanted$wanted" ]; then
            pass "$what: reuse: $name"
        else
            fail "$what: reuse: $name" "$file"
        fi
    done < <(reuses)
}
# streams: name | exit code | what OpenSSL's say | port | host | arguments
streams()
{
    cat <<END
TLS 1.2 ended|0|plain|1|rsa|--tls-max 1.2
TLS 1.3 ended|0|plain|1|rsa|--tlsv1.3
TLS to TLS|0|p384.test|2|rsa|
TLS to TLS, the backend not trusted|52|unable to get local issuer certificate|3|rsa|
name read, p256|0|p256.test|4|p256|
name read, only13|60|no alternative certificate subject name|4|only13|
name read, only13, not verified|0|TLSv1.3|4|only13|-k
name read, none known|0|TLSv1.2|4|rsa|-k
client certificate|0|plain|5|rsa|--cert C/client.pem --key C/client.key
no client certificate, TLS 1.2|52|client sent no required SSL certificate|5|rsa|--tls-max 1.2
client certificate nobody trusts, TLS 1.2|52|client SSL certificate verify error|5|rsa|--tls-max 1.2 --cert C/badclient.pem --key C/badclient.key
END
}
run_streams()
{
    local pair=$1$2 what number=0 name code wanted offset host args file where
    what=$(pair_name "$1" "$2")
    while IFS='|' read -r name code wanted offset host args; do
        number=$((number + 1))
        file=$work/stream.$pair.$number
        where=$((${proxy[$pair]} + offset))
        # shellcheck disable=SC2086
        visit "$file" "$work/proxy.$pair/error.log" curl -q -sS \
            --max-time 15 --http1.1 --cacert "$certs/root.pem" \
            --resolve "$host.test:$where:127.0.0.1" ${args//C\//$certs/} \
            "https://$host.test:$where/info"
        if [ $pair = ss ]; then
            holds "OpenSSL at both ends: stream: $name" "$file" \
                "exit code $code" "$wanted"
        else
            same "$what: stream: $name" "$work/stream.ss.$number" "$file"
        fi
    done < <(streams)
}
# attacked PROXY BACKEND: clients of nginx's and of the stream module's TLS.
attacked()
{
    local what offset port
    what=$(pair_name "$1" "$2")
    for offset in 1 2; do
        port=$((${proxy[$1$2]} + offset))
        attack $port "$work/attack.$1$2$offset"
        [ "$1$2" = ss ] || same "$what: stream answers bad clients, $offset" \
            "$work/attack.ss$offset" "$work/attack.$1$2$offset"
        curl -q -sS --max-time 15 --http1.1 --cacert "$certs/root.pem" \
            --connect-to "::127.0.0.1:$port" https://rsa.test:1/info \
            > "$work/next" 2>&1
        echo "exit code $?" >> "$work/next"
        holds "$what: serves the next client, $offset" "$work/next" \
            'exit code 0'
    done
    attack "$(port_of "$2" main)" "$work/attack.web$2"
    curl -q -sS --max-time 15 --cacert "$certs/root.pem" \
        --connect-to "::127.0.0.1:$(port_of "$2" main)" \
        https://rsa.test:1/info > "$work/next" 2>&1
    echo "exit code $?" >> "$work/next"
    holds "nginx on $(side_name "$2"): serves the next after bad clients" \
        "$work/next" 'exit code 0'
    [ "$2" = s ] || same "nginx on $(side_name "$2"): answers to bad clients" \
        "$work/attack.webs" "$work/attack.web$2"
}

# ------------------------------------------------------------------- main
echo secret > "$certs/password"
chmod a+r "$certs/password"
all=s
[ "$URTICA_LIBDIR" = system ] || all='s u'
bad_servers
for side in $all; do
    nginx_start $side $side || {
        fail "nginx on $(side_name $side) starts" "$work/$side/start.log"
        finish
    }
done
for pair in $with_oracle; do
    p=${pair%:*} b=${pair#*:}
    proxy_up "$p" "$b"
    # shellcheck disable=SC2046
    check "$(pair_name "$p" "$b"): the proxy's libraries" loaded "$p" \
        $(descendants "${proxy_pid[$p$b]}")
    # shellcheck disable=SC2046
    check "$(pair_name "$p" "$b"): the backend's libraries" loaded "$b" \
        $(descendants "${master[$b]}")
    run_cases "$p" "$b"
    run_reuses "$p" "$b"
    run_streams "$p" "$b"
    attacked "$p" "$b"
    if kill -0 "${proxy_pid[$p$b]}" 2>/dev/null &&
        ! grep -E '\[(alert|emerg)\]' "$work/proxy.$p$b/error.log" \
            > "$work/err"; then
        pass "$(pair_name "$p" "$b"): the proxy lives, no alert in its log"
    else
        fail "$(pair_name "$p" "$b"): the proxy lives, no alert in its log" \
            "$work/err"
    fi
    stop "${proxy_pid[$p$b]}"
done
finish
