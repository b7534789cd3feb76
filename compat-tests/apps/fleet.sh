#!/bin/bash
# Sessions beyond one process: nginx's workers; two nginx and two haproxy with
# the same ticket keys, changed while they run; two apache2 that share sessions
# through memcached or Redis. A session that was made at one node is taken up
# at the other, with nodes on Urtica, on OpenSSL and one on each; a node and
# then the cache server stop in between, and the service goes on.
#
# Nodes are 127.0.0.2 and 127.0.0.3, with one port.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
need nginx haproxy apache2 memcached redis-server openssl socat curl
modules=/usr/lib/apache2/modules
[ -e $modules/mod_socache_redis.so ] ||
    { skip 'fleet.sh' 'no mod_socache_redis'; finish; }
make_certs
cat "$certs/rsa.pem" "$certs/rsa.key" > "$work/rsa.both"
mkdir "$work/site"
echo 'a page' > "$work/site/index.html"
chmod -R a+rX "$work"
printf 'GET / HTTP/1.1\r\nHost: rsa.test\r\nConnection: close\r\n\r\n' \
    > "$work/request"
# Built against the system's library, and run on either.
${CC:-cc} -O1 -g -o "$work/session" "$here/../interop/session.c" -lssl \
    -lcrypto 2> "$work/err" || { fail 'session.c compiles' "$work/err"; finish; }

declare -A node # pids by number
address() # NUMBER
{
    echo "127.0.0.$(($1 + 1))"
}
# visit CLIENT VERSION NODE SESSION-FILE: `resumed 0` or `resumed 1` when the
# page came; anything else is printed.
visit()
{
    local out
    out=$(MAX_VERSION=$2 on "$1" timeout 20 "$work/session" client \
        "$(address "$3"):$port" "$certs/root.pem" "$4" /dev/null \
        "$work/request" 2>&1)
    case $out in
    *'200 OK'*) grep -ao 'resumed [01]' <<< "$out" ;;
    *) printf 'no page: %s\n' "$out" ;;
    esac
}
# crossing NAME CLIENT VERSION: there and back; each visit but the first takes
# the session of the one before.
crossing()
{
    local name="$1, TLS $3" sess=$work/sess i said good=0 rounds=12
    rm -f "$sess"
    said=$(visit "$2" "$3" 1 "$sess")
    [ "$said" = 'resumed 0' ] || { fail_said "$name: first" "$said"; return; }
    for ((i = 1; i <= rounds; i++)); do
        said=$(visit "$2" "$3" $((i % 2 + 1)) "$sess")
        [ "$said" != 'resumed 1' ] || good=$((good + 1))
    done
    if [ $good = $rounds ]; then
        pass "$name: $good of $rounds resumed, node after node"
    else
        fail_said "$name: $good of $rounds resumed" "$said"
    fi
}
fail_said() # NAME TEXT
{
    printf '%s\n' "$2" > "$work/said"
    fail "$1" "$work/said"
}
# expect NAME WANTED CLIENT VERSION NODE SESSION-FILE
expect()
{
    local said
    said=$(visit "$3" "$4" "$5" "$6")
    if [ "$said" = "$2" ]; then
        pass "$1, TLS $4: $2"
    else
        fail_said "$1, TLS $4: $2" "$said"
    fi
}

# ---------------------------------------------------------------- nginx
new_key() # FILE
{
    head -c 80 /dev/urandom > "$1"
    chmod a+r "$1"
}
nginx_node() # NUMBER SIDE
{
    local dir=$work/nginx.$1 user=
    [ "$(id -u)" != 0 ] || user='user www-data;'
    mkdir -p "$dir"
    chmod 777 "$dir"
    cat > "$dir/nginx.conf" <<END
$user
daemon off;
worker_processes 2;
pid $dir/pid;
error_log $dir/error.log info;
events { }
http {
    access_log off;
    client_body_temp_path $dir/b; proxy_temp_path $dir/p;
    fastcgi_temp_path $dir/f; uwsgi_temp_path $dir/u; scgi_temp_path $dir/s;
    ssl_certificate $certs/rsa.pem;
    ssl_certificate_key $certs/rsa.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_ticket_key $work/key.now;
    ssl_session_ticket_key $work/key.before;
    server {
        listen $(address "$1"):$port ssl reuseport;
        ssl_session_cache none;
        location / { return 200 "page \$ssl_session_reused\\n"; }
    }
    server {
        listen $(address "$1"):$((port + 1)) ssl reuseport;
        ssl_session_cache shared:s:1m;
        ssl_session_tickets off;
        location / { return 200 "page\\n"; }
    }
}
END
    start "$2" "$dir/log" nginx -e "$dir/error.log" -c "$dir/nginx.conf" \
        -p "$dir"
    node[$1]=$started
    bound $((port + 1)) "$started" $(($1 + 1)) ||
        { fail "nginx on $(side_name "$2") starts" "$dir/log"; finish; }
}
nginx_reloaded() # NUMBER
{
    local old pid i
    old=$(descendants "${node[$1]}" | tail -n +2)
    kill -HUP "${node[$1]}"
    for ((i = 0; i < 200; i++)); do
        for pid in $old; do kill -0 "$pid" 2>/dev/null && break; done
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.05
    done
}
nginx_rotate()
{
    cp "$work/key.now" "$work/key.before"
    new_key "$work/key.now"
    nginx_reloaded 1
    nginx_reloaded 2
}
# The second port's sessions are in memory that one server's workers share.
nginx_workers() # SIDE CLIENT
{
    local version said good i sess=$work/sess
    port=$((port + 1))
    for version in 1.2 1.3; do
        rm -f "$sess"
        said=$(visit "$2" $version 1 "$sess")
        good=0
        for ((i = 0; i < 20; i++)); do
            said=$(visit "$2" $version 1 "$sess")
            [ "$said" != 'resumed 1' ] || good=$((good + 1))
        done
        if [ $good = 20 ]; then
            pass "nginx on $(side_name "$1"): two workers, one cache, TLS $version: $good of 20 resumed"
        else
            fail_said "nginx on $(side_name "$1"): two workers, one cache, TLS $version: $good of 20 resumed" "$said"
        fi
    done
    port=$((port - 1))
}

# -------------------------------------------------------------- haproxy
haproxy_node() # NUMBER SIDE
{
    local dir=$work/haproxy.$1
    mkdir -p "$dir"
    cat > "$dir/cfg" <<END
global
    stats socket $dir/socket level admin
    maxconn 100
defaults
    mode http
    timeout client 10s
    timeout server 10s
    timeout connect 5s
frontend f
    bind $(address "$1"):$port ssl crt $work/rsa.both tls-ticket-keys $work/tickets
    http-request return status 200 content-type text/plain string "page"
END
    start "$2" "$dir/log" haproxy -db -f "$dir/cfg"
    node[$1]=$started
    bound "$port" "$started" $(($1 + 1)) ||
        { fail "haproxy on $(side_name "$2") starts" "$dir/log"; finish; }
}
haproxy_rotate()
{
    local key i
    key=$(openssl rand -base64 48)
    for i in 1 2; do
        echo "set ssl tls-key #0 $key" |
            timeout 10 socat -t 5 - "UNIX-CONNECT:$work/haproxy.$i/socket"
    done > "$work/rotated"
}

# -------------------------------------------------------------- apache2
apache_node() # NUMBER SIDE CACHE
{
    local dir=$work/apache.$1 name as=
    [ "$(id -u)" != 0 ] || as='User nobody
Group nogroup'
    mkdir -p "$dir"
    {
        for name in mpm_event authz_core ssl socache_shmcb socache_memcache \
            socache_redis dir; do
            echo "LoadModule ${name}_module $modules/mod_$name.so"
        done
        cat <<END
$as
Listen $(address "$1"):$port
ServerName rsa.test:$port
ServerRoot $dir
PidFile $dir/pid
DefaultRuntimeDir $dir
Mutex file:$dir default
ErrorLog $dir/errors
LogLevel warn ssl:info
DocumentRoot $work/site
DirectoryIndex index.html
StartServers 2
ServerLimit 4
ThreadsPerChild 4
MaxRequestWorkers 16
GracefulShutdownTimeout 3
SSLSessionCache $3
SSLSessionCacheTimeout 300
SSLSessionTickets off
SSLRandomSeed startup builtin
<Directory $work/site>
    Require all granted
</Directory>
<VirtualHost $(address "$1"):$port>
    ServerName rsa.test:$port
    SSLEngine on
    SSLProtocol -all +TLSv1.2 +TLSv1.3
    SSLCertificateFile $certs/rsa.pem
    SSLCertificateKeyFile $certs/rsa.key
</VirtualHost>
END
    } > "$dir/conf"
    : > "$dir/errors"
    start "$2" "$dir/out" apache2 -d "$dir" -f "$dir/conf" -DFOREGROUND
    node[$1]=$started
    wait_line "$dir/errors" 'resuming normal operations' "$started" || {
        cat "$dir/errors" >> "$dir/out"
        fail "apache2 on $(side_name "$2") starts" "$dir/out"
        finish
    }
}
cache_up() # memcache | redis
{
    free_ports 1
    cache_port=$port
    case $1 in
    memcache)
        start s "$work/cache.log" memcached -l 127.0.0.1 -p "$cache_port" \
            -U 0 -u "$(id -un)" ;;
    redis)
        start s "$work/cache.log" redis-server --bind 127.0.0.1 \
            --port "$cache_port" --save '' --appendonly no --dir "$work" ;;
    esac
    cache_pid=$started
    bound "$cache_port" "$cache_pid" ||
        { fail "$1 starts" "$work/cache.log"; finish; }
}

# ----------------------------------------------------------- the fleets
down()
{
    stop "${node[1]}"
    stop "${node[2]}"
}
libraries() # WHAT SIDE SIDE
{
    local i side=("$2" "$3")
    for i in 1 2; do
        # shellcheck disable=SC2046
        check "$1: node $i's libraries" loaded "${side[i - 1]}" \
            $(descendants "${node[$i]}")
    done
}
# keyed KIND SIDE SIDE CLIENT: nodes that share ticket keys.
keyed()
{
    local kind=$1 what="$1 on $(side_name "$2") and $(side_name "$3")"
    local client=$4 v sess=$work/kept i
    free_ports 2
    "${kind}_node" 1 "$2"
    "${kind}_node" 2 "$3"
    libraries "$what" "$2" "$3"
    for v in 1.2 1.3; do crossing "$what" "$client" $v; done
    for v in 1.2 1.3; do
        rm -f "$sess.$v"
        visit "$client" $v 1 "$sess.$v" > /dev/null
        cp "$sess.$v" "$sess.$v.old"
    done
    "${kind}_rotate"
    for v in 1.2 1.3; do
        expect "$what: with the key before" 'resumed 1' "$client" $v 2 \
            "$sess.$v"
        crossing "$what: with the new key" "$client" $v
    done
    for i in 1 2 3; do "${kind}_rotate"; done
    for v in 1.2 1.3; do
        expect "$what: with a key that is gone" 'resumed 0' "$client" $v 2 \
            "$sess.$v.old"
    done
    for v in 1.2 1.3; do
        rm -f "$sess.$v"
        visit "$client" $v 1 "$sess.$v" > /dev/null
    done
    stop "${node[1]}"
    for v in 1.2 1.3; do
        expect "$what: the first node stopped" 'resumed 1' "$client" $v 2 \
            "$sess.$v"
    done
    [ "$kind,$2" != "nginx,$3" ] || {
        nginx_node 1 "$2"
        nginx_workers "$2" "$client"
    }
    down
}
# cached CACHE SIDE SIDE CLIENT: apache2 with a cache server.
cached()
{
    local cache=$1 what client=$4 v sess=$work/kept
    what="apache2 on $(side_name "$2") and $(side_name "$3"), $1"
    cache_up "$cache"
    free_ports 1
    apache_node 1 "$2" "$cache:127.0.0.1:$cache_port"
    apache_node 2 "$3" "$cache:127.0.0.1:$cache_port"
    libraries "$what" "$2" "$3"
    for v in 1.2 1.3; do crossing "$what" "$client" $v; done
    for v in 1.2 1.3; do
        rm -f "$sess.$v"
        visit "$client" $v 1 "$sess.$v" > /dev/null
    done
    stop "${node[1]}"
    for v in 1.2 1.3; do
        expect "$what: the first node stopped" 'resumed 1' "$client" $v 2 \
            "$sess.$v"
    done
    stop "$cache_pid"
    for v in 1.2 1.3; do
        expect "$what: the cache stopped" 'resumed 0' "$client" $v 2 \
            "$sess.$v"
        expect "$what: the cache stopped, once more" 'resumed 0' "$client" $v \
            2 "$sess.$v"
    done
    down
}
# shared SIDE CLIENT: the processes of one apache2.
shared()
{
    local what v
    what="apache2 on $(side_name "$1"), shmcb"
    free_ports 1
    apache_node 1 "$1" "shmcb:$work/apache.1/cache(512000)"
    apache_node 2 "$1" "shmcb:$work/apache.2/cache(512000)"
    for v in 1.2 1.3; do
        rm -f "$work/sess"
        expect "$what: first" 'resumed 0' "$2" $v 1 "$work/sess"
        for _ in 1 2 3; do
            expect "$what" 'resumed 1' "$2" $v 1 "$work/sess"
        done
        expect "$what: at a node that shares nothing" 'resumed 0' "$2" $v 2 \
            "$work/sess"
    done
    down
}

# proxied SIDE SIDE: haproxy, a client of nginx, with a connection for each
# request.
proxied()
{
    local what dir=$work/proxied i
    what="haproxy on $(side_name "$1") to nginx on $(side_name "$2")"
    mkdir -p "$dir"
    free_ports 3
    nginx_node 1 "$2"
    cat > "$dir/cfg" <<END
global
    maxconn 100
    nbthread 1 # each has sessions of its own
defaults
    mode http
    timeout client 10s
    timeout server 10s
    timeout connect 5s
listen again
    bind 127.0.0.1:$((port + 2))
    http-reuse never
    option httpclose
    server s $(address 1):$port ssl verify required ca-file $certs/root.pem sni str(rsa.test)
END
    start "$1" "$dir/log" haproxy -db -f "$dir/cfg"
    node[2]=$started
    bound $((port + 2)) "$started" ||
        { fail "haproxy on $(side_name "$1") starts" "$dir/log"; finish; }
    for i in 1 2 3 4; do
        curl -q -sS --max-time 10 "http://127.0.0.1:$((port + 2))/" 2>&1
    done > "$dir/out"
    if [ "$(tr '\n' ' ' < "$dir/out")" = 'page . page r page r page r ' ]; then
        pass "$what: resumes"
    else
        fail "$what: resumes" "$dir/out"
    fi
    down
}

new_key "$work/key.now"
new_key "$work/key.before"
for _ in 1 2 3; do openssl rand -base64 48; done > "$work/tickets"
# The client is on the first node's side, but where both nodes are OpenSSL's.
for pair in $with_oracle; do
    a=${pair%:*} b=${pair#*:}
    keyed nginx "$a" "$b" "$a"
    keyed haproxy "$a" "$b" "$a"
    cached memcache "$a" "$b" "$a"
    cached redis "$a" "$b" "$a"
done
for side in $sides; do shared "$side" "$side"; done
for pair in $with_oracle; do proxied "${pair%:*}" "${pair#*:}"; done
finish
