#!/bin/bash
# Early data (0-RTT): session.c, nginx and haproxy on Urtica and on OpenSSL, and
# the openssl and gnutls tools, at either end. What is sent before the
# handshake is over must arrive before it, once; a session that was used up
# gives a full handshake, and what was sent arrives behind it.
#
# environment: as apps/haproxy.sh.
. "$(dirname "$0")/../apps/lib.sh"
. "$(dirname "$0")/../apps/peers.sh"
need openssl gnutls-cli gnutls-serv nginx haproxy
make_certs
cat "$certs/rsa.pem" "$certs/rsa.key" > "$work/rsa.both"
echo 'an early word' > "$work/word"
printf 'GET /early HTTP/1.1\r\nHost: rsa.test\r\nConnection: close\r\n\r\n' \
    > "$work/request"

# Built against the system's library, and run on either.
${CC:-cc} -O1 -g -o "$work/session" "$(dirname "$0")/session.c" -lssl \
    -lcrypto 2> "$work/err" || { fail 'session.c compiles' "$work/err"; finish; }

pair_name() # CLIENT SERVER
{
    echo "client on $(side_name "$1"), server on $(side_name "$2")"
}
# client SIDE PORT SESSION-FILE [EARLY-FILE [REQUEST-FILE]]
client()
{
    local side=$1 to=$2
    shift 2
    on "$side" timeout 20 "$work/session" client "127.0.0.1:$to" "$certs/root.pem" "$@" \
        2>&1 | tr -d '\r'
}

# ------------------------------------------------------- among themselves
with_each_other()
{
    local client=$1 server=$2 name=each.$1$2 i
    free_ports 1
    : > "$work/$name.log"
    start "$server" "$work/$name.log" "$work/session" server "127.0.0.1:$port" \
        "$certs/rsa.pem" "$certs/rsa.key"
    bound "$port" "$started" || { fail 'the server' "$work/$name.log"; finish; }
    check "$(pair_name "$1" "$2"): the server's libraries" loaded "$server" \
        "$started"
    for i in new early 'early again'; do
        echo "$i:"
        client "$client" "$port" "$work/$name.sess" "$work/word"
        cp "$work/$name.sess" "$work/$name.sess.$i"
    done > "$work/$name.out"
    {
        echo 'one used up:'
        client "$client" "$port" "$work/$name.sess.new" "$work/word"
        echo 'nothing early:'
        client "$client" "$port" "$work/$name.sess.new"
    } >> "$work/$name.out"
    stop "$started"
    if [ "$client$server" = ss ]; then
        holds 'OpenSSL at both ends' "$work/$name.out" \
            'resumed 0, early data not sent' 'resumed 1, early data accepted' \
            'resumed 0, early data rejected' soon heard
        holds 'OpenSSL at both ends: the server' "$work/$name.log" \
            'early: an early word' 'late: an early word'
        return
    fi
    same "$(pair_name "$1" "$2"): the client" "$work/each.ss.out" \
        "$work/$name.out"
    same "$(pair_name "$1" "$2"): the server" "$work/each.ss.log" \
        "$work/$name.log"
}

# handed_over FROM TO: a client takes up what a client on the other library has
# put down.
handed_over()
{
    local what v file=$work/handed
    what="a session of a client on $(side_name "$1") for one on $(side_name "$2")"
    free_ports 1
    : > "$file.log"
    start s "$file.log" "$work/session" server "127.0.0.1:$port" \
        "$certs/rsa.pem" "$certs/rsa.key"
    bound "$port" "$started" || { fail 'the server' "$file.log"; finish; }
    for v in 1.2 1.3; do
        rm -f "$file.sess"
        {
            MAX_VERSION=$v client "$1" "$port" "$file.sess"
            MAX_VERSION=$v client "$2" "$port" "$file.sess" "$work/word"
        } > "$file.out"
        if [ $v = 1.3 ]; then
            holds "$what, early data" "$file.out" \
                'resumed 1, early data accepted'
        else
            holds "$what, TLS $v" "$file.out" 'resumed 1, early data not sent'
        fi
    done
    stop "$started"
}

# drawn: what the trace of Urtica says of it.
drawn()
{
    local file=$work/drawn i
    free_ports 1
    start u "$file.log" "$work/session" server "127.0.0.1:$port" \
        "$certs/rsa.pem" "$certs/rsa.key"
    bound "$port" "$started" || { fail 'the server' "$file.log"; finish; }
    client u "$port" "$file.sess" > "$file.out"
    URTICA_DEBUG=trace client u "$port" "$file.sess" "$work/word" > "$file.out"
    stop "$started"
    grep -a ' = ' "$file.out" > "$file.ends"
    if [ "$(wc -l < "$file.ends")" = 1 ] &&
        grep -q '= resumed, .*, early data accepted' "$file.ends" &&
        grep -q 'EndOfEarlyData' "$file.out" &&
        ! grep -q 'handshake again' "$file.out"; then
        pass 'the trace draws one handshake'
    else
        fail 'the trace draws one handshake' "$file.out"
    fi
}

# ------------------------------------------------------------- the tools
# tool_server: the openssl tool's; $port, $started. Its input never ends.
tool_server()
{
    local log=$1
    free_ports 1
    mkfifo "$log.in"
    sleep 300 > "$log.in" &
    pids+=($!)
    openssl s_server -accept "127.0.0.1:$port" -cert "$certs/rsa.pem" \
        -key "$certs/rsa.key" -cert_chain "$certs/inter.crt" -early_data \
        < "$log.in" > "$log" 2>&1 &
    started=$!
    pids+=("$started")
    bound "$port" "$started" || { fail 's_server starts' "$log"; finish; }
}
with_tools()
{
    local side=$1 file=$work/tool.$1 to
    tool_server "$file.log"
    # It waits for its own input, which never comes: its shutdown is ours.
    for _ in 1 2; do
        client "$side" "$port" "$file.sess" "$work/word"
    done > "$file.out"
    wait_line "$file.log" 'an early word' "$started"
    stop "$started"
    holds "client on $(side_name "$side"): s_server takes its early data" \
        "$file.out" 'resumed 1, early data accepted'
    holds "client on $(side_name "$side"): s_server hears it" "$file.log" \
        'Early data received' 'an early word'
    free_ports 1
    to=$port
    : > "$file.early.log"
    start "$side" "$file.early.log" "$work/session" server "127.0.0.1:$to" \
        "$certs/rsa.pem" "$certs/rsa.key"
    bound "$to" "$started" || fail 'the server starts' "$file.early.log"
    rm -f "$file.sess"
    for _ in 1 2; do
        (sleep 0.5) | timeout 20 openssl s_client -connect "127.0.0.1:$to" \
            -CAfile "$certs/root.pem" -servername rsa.test \
            $([ ! -s "$file.sess" ] || echo "-sess_in $file.sess -early_data $work/word") \
            -sess_out "$file.sess"
    done > "$file.out" 2>&1
    holds "server on $(side_name "$side"): takes s_client's early data" \
        "$file.out" 'Early data was accepted' 'Reused, TLSv1.3'
    (sleep 0.3) | timeout 20 gnutls-cli -p "$to" \
        --x509cafile "$certs/root.pem" --sni-hostname rsa.test \
        --verify-hostname rsa.test --resume --waitresumption \
        --earlydata "$work/word" 127.0.0.1 > "$file.cli" 2>&1
    # It may be gone before the server has read it.
    for _ in {1..100}; do
        [ "$(grep -ac '^early: an early word' "$file.early.log")" != 2 ] ||
            break
        sleep 0.05
    done
    stop "$started"
    if [ "$(grep -ac '^early: an early word' "$file.early.log")" = 2 ]; then
        pass "server on $(side_name "$side"): takes gnutls-cli's early data"
    else
        fail "server on $(side_name "$side"): takes gnutls-cli's early data" \
            "$file.early.log"
    fi
    free_ports 1
    to=$port
    start s "$file.serv" gnutls-serv --echo -p "$to" \
        --x509certfile "$certs/rsa.pem" --x509keyfile "$certs/rsa.key" \
        --earlydata --maxearlydata=2000
    wait_for "$to" "$started" || fail 'gnutls-serv starts' "$file.serv"
    rm -f "$file.sess"
    for _ in 1 2; do
        client "$side" "$to" "$file.sess" "$work/word"
    done > "$file.out"
    stop "$started"
    holds "client on $(side_name "$side"): gnutls-serv takes its early data" \
        "$file.out" 'resumed 1, early data accepted'
}

# ------------------------------------------------------------ the servers
nginx_up() # SIDE
{
    local dir=$work/nginx.$1 user=
    [ "$(id -u)" != 0 ] || user='user www-data;'
    mkdir -p "$dir"
    chmod 777 "$dir"
    free_ports 1
    cat > "$dir/nginx.conf" <<END
$user
daemon off;
worker_processes 1;
pid $dir/pid;
error_log $dir/error.log info;
events { }
http {
    access_log off;
    client_body_temp_path $dir/body; proxy_temp_path $dir/proxy;
    fastcgi_temp_path $dir/f; uwsgi_temp_path $dir/u; scgi_temp_path $dir/s;
    ssl_certificate $certs/rsa.pem;
    ssl_certificate_key $certs/rsa.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_early_data on;
    server {
        listen 127.0.0.1:$port ssl;
        location / { return 200 "early=\$ssl_early_data reused=\$ssl_session_reused\\n"; }
    }
}
END
    start "$1" "$dir/log" nginx -e "$dir/error.log" -c "$dir/nginx.conf" \
        -p "$dir"
    nginx_pid=$started nginx_port=$port
    bound "$port" "$started" || { fail 'nginx starts' "$dir/log"; finish; }
}
haproxy_up() # SIDE
{
    local dir=$work/haproxy.$1
    mkdir -p "$dir"
    free_ports 1
    cat > "$dir/cfg" <<END
global
    maxconn 100
defaults
    mode http
    timeout client 10s
    timeout server 10s
    timeout connect 5s
frontend early
    bind 127.0.0.1:$port ssl crt $work/rsa.both allow-0rtt
    http-request return status 200 content-type text/plain lf-string "early=%[ssl_fc_has_early] reused=%[ssl_fc_is_resumed]\n"
END
    start "$1" "$dir/log" haproxy -db -f "$dir/cfg"
    haproxy_pid=$started haproxy_port=$port
    bound "$port" "$started" || { fail 'haproxy starts' "$dir/log"; finish; }
}
# request CLIENT PORT NAME: as early data, twice with the same session.
request()
{
    local file=$work/request.$3 i
    client "$1" "$2" "$file.sess" "$work/request" > "$file"
    cp "$file.sess" "$file.kept"
    for i in 1 2; do
        cp "$file.kept" "$file.sess"
        client "$1" "$2" "$file.sess" "$work/request"
    done >> "$file"
    sed -i '/^Date:/d' "$file"
}
with_servers()
{
    local client=$1 server=$2 what i before
    what=$(pair_name "$1" "$2")
    nginx_up "$server"
    # shellcheck disable=SC2046
    check "nginx: $what: libraries" loaded "$server" \
        $(descendants "$nginx_pid")
    request "$client" "$nginx_port" "nginx.$client$server"
    haproxy_up "$server"
    request "$client" "$haproxy_port" "haproxy.$client$server"
    if [ "$client$server" = ss ]; then
        holds "nginx: $what" "$work/request.nginx.ss" \
            'early data accepted' 'early=1 reused=r'
        holds "haproxy: $what" "$work/request.haproxy.ss" \
            'early data accepted' 'reused=1'
    else
        for i in nginx haproxy; do
            same "$i: $what" "$work/request.$i.ss" \
                "$work/request.$i.$client$server"
        done
    fi
    stop "$haproxy_pid"
    stop "$nginx_pid"
    rm -rf "$work/nginx.$server" "$work/haproxy.$server"
}

for pair in $with_oracle; do
    with_each_other "${pair%:*}" "${pair#*:}"
done
for pair in $pairs; do
    handed_over "${pair%:*}" "${pair#*:}"
done
[ "$URTICA_LIBDIR" = system ] || drawn
for side in $sides; do
    with_tools "$side"
done
for pair in $with_oracle; do
    with_servers "${pair%:*}" "${pair#*:}"
done
finish
