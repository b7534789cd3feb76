#!/bin/bash
# A server on Urtica under load, by the system's wrk, ab and h2load: no request
# may fail, and its memory must not grow: what all its processes hold at the
# end is at most 2 % and 1 MB more than at a third of the run. The
# configuration is reloaded and a worker killed while clients are at work.
#
# A server is four functions: NAME_up, which starts it and sets $server_pid;
# NAME_port new12 | new13 | kept, of which the first two end a connection with
# its first answer; NAME_reload, which returns when it is carried out; and
# NAME_bereaved, what its administrator has to do when a worker was killed.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone; URT_LONG=1 for a minute with each tool instead of seconds.
. "$(dirname "$0")/lib.sh"
. "$here/nginx.sh"
. "$here/peers.sh"
need ab wrk h2load nginx haproxy openssl
make_certs
seconds=6
[ -z "${URT_LONG:-}" ] || seconds=60

# ----------------------------------------------------------------- servers
nginx_up()
{
    nginx_start u u || {
        fail 'nginx starts' "$work/u/start.log"
        finish
    }
    echo tiny > "$work/u/www/tiny"
    chmod -R a+rX "$work/u/www"
    # A kept connection is for more than a thousand requests here, and what
    # the log grows by must not fill the disk. On the ports for new connections
    # each ends with its first answer.
    sed -i -e 's/keepalive_requests .*/keepalive_requests 100000000;/' \
        -e "s#access_log .*#access_log off;#" \
        -e 's/error.log info/error.log notice/' \
        -e "/listen .*:\($(port_of u only12)\|$(port_of u only13)\) /a keepalive_timeout 0;" \
        "$work/u/nginx.conf"
    server_pid=${master[u]}
    nginx_reload
}
nginx_port()
{
    case $1 in
    new12) port_of u only12 ;;
    new13) port_of u only13 ;;
    kept) port_of u main ;;
    esac
}
nginx_reload()
{
    renewed HUP 2
}
# Its master starts another by itself.
nginx_bereaved()
{
    :
}

haproxy_conf()
{
    local first=$port offset options
    cat <<END
global
    stats socket $dir/socket level admin expose-fd listeners
    tune.ssl.cachesize 1000 # else it fills all the while, on any library
    maxconn 400
    nbthread 2
defaults
    mode http
    timeout client 10s
    timeout server 10s
    timeout connect 5s
END
    while IFS='|' read -r offset options close; do
        cat <<END
frontend f$offset
    bind 127.0.0.1:$((first + offset)) ssl crt $certs/rsa.both alpn h2,http/1.1 $options
    $close
    http-request return status 200 content-type text/plain string "tiny"
END
    done <<'END'
0|ssl-max-ver TLSv1.2|option httpclose
1|ssl-min-ver TLSv1.3|option httpclose
2||
END
}
haproxy_start()
{
    start u "$work/haproxy/log" haproxy -W -db -f "$work/haproxy/haproxy.cfg"
    server_pid=$started
    bound $((haproxy_first + 2)) "$server_pid"
}
haproxy_up()
{
    local dir=$work/haproxy try
    mkdir -p "$dir"
    cat "$certs/rsa.pem" "$certs/rsa.key" > "$certs/rsa.both"
    for try in 1 2 3; do
        free_ports 3
        haproxy_first=$port
        haproxy_conf > "$dir/haproxy.cfg"
        : > "$dir/log"
        haproxy_start && return 0
        grep -q 'Address already in use' "$dir/log" || break
    done
    fail 'haproxy starts' "$dir/log"
    finish
}
haproxy_port()
{
    case $1 in
    new12) echo "$haproxy_first" ;;
    new13) echo $((haproxy_first + 1)) ;;
    kept) echo $((haproxy_first + 2)) ;;
    esac
}
haproxy_reload()
{
    renewed USR2 1
}
# This version's master ends with its worker, whatever no-exit-on-failure says,
# and the init system starts another.
haproxy_bereaved()
{
    ended "$server_pid"
    haproxy_start
}

# renewed SIGNAL COUNT: sends it; done when none of the workers there were is
# left, and there are so many new ones.
renewed()
{
    local old pid i fresh gone
    old=" $(echo $(descendants "$server_pid" | tail -n +2)) "
    kill "-$1" "$server_pid"
    for ((i = 0; i < 400; i++)); do
        fresh=0 gone=yes
        for pid in $(descendants "$server_pid" | tail -n +2); do
            case $old in
            *" $pid "*) gone=no ;;
            *) fresh=$((fresh + 1)) ;;
            esac
        done
        [ $fresh -lt "$2" ] || [ $gone = no ] || return 0
        sleep 0.05
    done
    return 1
}

# ------------------------------------------------------------------ memory
# held: kB of RSS of the server's processes. The sum over the mappings is
# exact, which VmRSS isn't.
held()
{
    local pid
    for pid in $(descendants "$server_pid"); do
        sed -n 's/^Rss:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/smaps_rollup" \
            2>/dev/null
    done | awk '{ sum += $1 } END { print sum + 0 }'
}
# under NAME LOG COMMAND...: the server's memory while a command runs $seconds
# seconds, at a third of that and when it has ended.
under()
{
    local name=$1 log=$2 third last pid
    shift 2
    start s "$log" timeout -k 1 $((seconds * 3 + 30)) "$@"
    pid=$started
    sleep "$(awk -v s=$seconds 'BEGIN { print s / 3 }')"
    third=$(held)
    # Before it ends, for then the connections are gone.
    sleep "$(awk -v s=$seconds 'BEGIN { print s * 0.6 }')"
    last=$(held)
    wait "$pid"
    echo "exit code $?" >> "$log"
    echo "kB at a third of the run: $third, at its end: $last" >> "$log"
    if [ "$third" -gt 1000 ] &&
        [ "$last" -le $((third + third / 50 + 1024)) ]; then
        pass "$name: memory stays, $third kB and $last kB"
    else
        fail "$name: memory stays" "$log"
    fi
}
# none_failed TOOL NAME LOG
none_failed()
{
    local count good=no
    case $1 in
    wrk)
        count=$(sed -nE 's/^ *([0-9]+) requests in .*/\1/p' "$3")
        grep -qE 'Socket errors|Non-2xx' "$3" || good=yes ;;
    ab)
        count=$(sed -nE 's/^Complete requests: *([0-9]+)$/\1/p' "$3")
        grep -qE '^Failed requests: *0$' "$3" &&
            ! grep -q Non-2xx "$3" && good=yes ;;
    h2load)
        count=$(sed -nE 's/^status codes: ([0-9]+) 2xx, 0 3xx, 0 4xx, 0 5xx$/\1/p' "$3")
        grep -qE '^requests: .* 0 failed, 0 errored, 0 timeout$' "$3" &&
            good=yes ;;
    esac
    if [ $good = yes ] && grep -qx 'exit code 0' "$3" &&
        [ "${count:-0}" -gt 200 ]; then
        pass "$2: $count requests, none failed"
    else
        fail "$2: requests, none failed" "$3"
    fi
}
# load SERVER: every tool, new connections and kept ones.
load()
{
    local server=$1 name tool log command
    while IFS='|' read -r name tool command; do
        log=$work/load.log
        rm -f "$log"
        name="$server, $name"
        # shellcheck disable=SC2086
        under "$name" "$log" $tool $command
        none_failed "$tool" "$name" "$log"
    done <<END
wrk, kept connections|wrk|-t 1 -c 20 -d ${seconds}s --timeout 10s https://127.0.0.1:$("${server}_port" kept)/tiny
wrk, new connections, TLS 1.2|wrk|-t 1 -c 10 -d ${seconds}s --timeout 10s https://127.0.0.1:$("${server}_port" new12)/tiny
ab, new connections, TLS 1.3|ab|-q -c 10 -t $seconds -n 100000000 https://127.0.0.1:$("${server}_port" new13)/tiny
ab, kept connections|ab|-q -k -c 10 -t $seconds -n 100000000 https://127.0.0.1:$("${server}_port" kept)/tiny
h2load, HTTP/2|h2load|-c 10 -m 10 -t 1 -D $seconds https://127.0.0.1:$("${server}_port" kept)/tiny
END
}
# reloaded SERVER: reloads while clients make new connections: none notices.
reloaded()
{
    local server=$1 log=$work/reload.log i pid code
    rm -f "$log"
    start s "$log" timeout -k 1 60 ab -q -c 5 -n 3000 \
        "https://127.0.0.1:$("${server}_port" new13)/tiny"
    pid=$started
    for i in 1 2 3; do
        sleep 0.3
        kill -0 "$pid" 2>/dev/null || echo "ab has ended before reload $i"
        "${server}_reload" || echo 'the reload has not ended'
    done > "$work/reload.said"
    wait "$pid"
    code=$?
    { cat "$work/reload.said"; echo "exit code $code"; } >> "$log"
    [ ! -s "$work/reload.said" ] || { fail "$server, reloads" "$log"; return; }
    none_failed ab "$server, new connections and three reloads" "$log"
}
# bereaved SERVER: one of its processes is killed under load, and the others
# serve on; so does the one that takes its place.
bereaved()
{
    local server=$1 log=$work/killed.log victim i pid count before
    rm -f "$log"
    before=$(descendants "$server_pid" | wc -l)
    start s "$log" timeout -k 1 60 wrk -t 1 -c 10 -d 3s --timeout 5s \
        "https://127.0.0.1:$("${server}_port" new13)/tiny"
    pid=$started
    sleep 0.7
    victim=$(descendants "$server_pid" | tail -n 1)
    if [ "$victim" = "$server_pid" ]; then
        fail "$server: has a worker"
        return
    fi
    kill -9 "$victim"
    "${server}_bereaved"
    wait "$pid"
    for ((i = 0; i < 100; i++)); do
        [ "$(descendants "$server_pid" | wc -l)" -lt "$before" ] || break
        sleep 0.05
    done
    count=$(sed -nE 's/^ *([0-9]+) requests in .*/\1/p' "$log")
    if [ "${count:-0}" -gt 200 ] && ! kill -0 "$victim" 2>/dev/null &&
        [ "$(descendants "$server_pid" | wc -l)" -ge "$before" ]; then
        pass "$server: a worker killed, $count requests all the same"
    else
        fail "$server: a worker killed" "$log"
    fi
    rm -f "$log"
    start s "$log" timeout -k 1 60 ab -q -c 5 -n 500 \
        "https://127.0.0.1:$("${server}_port" new12)/tiny"
    wait "$started"
    echo "exit code $?" >> "$log"
    none_failed ab "$server, after that" "$log"
}
# whole SERVER
whole()
{
    local server=$1
    "${server}_up"
    # shellcheck disable=SC2046
    check "$server's libraries" loaded u $(descendants "$server_pid")
    load "$server"
    reloaded "$server"
    bereaved "$server"
    # shellcheck disable=SC2046
    check "$server's libraries at the end" loaded u $(descendants "$server_pid")
    stop "$server_pid"
}

# ------------------------------------------------------------------- main
whole nginx
if ! grep -E '\[(alert|emerg|crit)\]' "$work/u/error.log" |
    grep -v 'exited on signal 9' > "$work/err"; then
    pass "nginx: nothing critical in its log but the worker's end"
else
    fail "nginx: nothing critical in its log but the worker's end" "$work/err"
fi
whole haproxy
if ! grep -E '\[ALERT\]' "$work/haproxy/log" |
    grep -vE 'exited with code (137 \(Killed\)|143 \(Terminated\))|exit-on-failure: killing' > "$work/err"; then
    pass "haproxy: nothing alarming in its log but the worker's end"
else
    fail "haproxy: nothing alarming in its log but the worker's end" "$work/err"
fi
finish
