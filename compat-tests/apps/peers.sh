# Comparing with OpenSSL, and peers that misbehave (bash; read with `.` after
# lib.sh).
#
# The scripts that read this run each case with OpenSSL at both ends first,
# and hold what the programs said and how they ended against it.
if [ "$URTICA_LIBDIR" = system ]; then pairs=s:s sides=s with_oracle=s:s
else pairs="u:u u:s s:u" sides="u s" with_oracle="s:s $pairs"; fi

# same NAME ORACLE HERE: two files must be equal, and not for being empty.
same()
{
    if [ ! -s "$2" ]; then
        fail "$1 (OpenSSL said nothing)"
    elif diff -L OpenSSL -L here -u "$2" "$3" > "$work/diff" 2>&1; then
        pass "$1"
    else
        fail "$1" "$work/diff"
    fi
}
# holds NAME FILE TEXT...: the file has a line with each of these.
holds()
{
    local name=$1 file=$2 text
    shift 2
    for text; do
        if ! grep -aqF -- "$text" "$file"; then
            { cat "$file"; echo "missing: $text"; } > "$work/holds" 2>&1
            fail "$name" "$work/holds"
            return 1
        fi
    done
    pass "$name"
}
# wait_line FILE TEXT [PID]: until the file has it, the process ends, or 10 s.
wait_line()
{
    local i
    for ((i = 0; i < 400; i++)); do
        grep -aqF -- "$2" "$1" 2>/dev/null && return 0
        [ $# -lt 3 ] || kill -0 "$3" 2>/dev/null || break
        sleep 0.025
    done
    grep -aqF -- "$2" "$1" 2>/dev/null
}
# bound PORT PID [N]: waits, without connecting, until something listens there
# (at 127.0.0.N), the process ends, or 10 s.
bound()
{
    local i hex
    printf -v hex '%02X00007F:%04X 00000000:0000 0A' "${3:-1}" "$1"
    for ((i = 0; i < 400; i++)); do
        grep -qF "$hex" /proc/net/tcp && return 0
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.025
    done
    return 1
}
# ended PID: waits at most 10 s for it to end by itself; its exit code in
# $code, or `alive`, and then it has been stopped.
ended()
{
    local i
    for ((i = 0; i < 400; i++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.025
    done
    if kill -0 "$1" 2>/dev/null; then
        stop "$1"
        code=alive
    else
        wait "$1"
        code=$?
    fi
}

# ------------------------------------------------------- bad peers
# bad_names: what bad-peer.py does.
bad_names()
{
    printf '%s\n' garbage plain half hello alert empty cut-{1..40}
}
declare -A bad_port
# bad_servers [postgresql]: starts them; bad_port has the port of each.
bad_servers()
{
    local name number log=$work/bad-peer.log
    start s "$log" python3 "$here/bad-peer.py" serve "$certs/rsa.pem" \
        "$certs/rsa.key" "$@"
    bad_pid=$started
    wait_line "$log" ready "$bad_pid" || {
        fail 'bad-peer.py' "$log"
        finish
    }
    while read -r name number; do
        bad_port[$name]=$number
    done < "$log"
}
# attack PORT FILE [postgresql]: what a server answers to each.
attack()
{
    local port=$1 file=$2
    shift 2
    on s timeout 60 python3 "$here/bad-peer.py" attack "$port" "$@" \
        > "$file" 2>&1
}

# ------------------------------------------------------ resumption
# resumes NAME PORT VERSION [ARGUMENTS OF openssl s_client...]: the tool makes
# a session with a server and takes it up again.
resumes()
{
    local name=$1 port=$2 version=$3 session=$work/session.pem
    local out=$work/resume.out i
    shift 3
    rm -f "$session"
    # The tickets of TLS 1.3 come after the handshake: until there is one.
    {
        for ((i = 0; i < 100; i++)); do
            [ ! -s "$session" ] || break
            sleep 0.05
        done
        sleep 0.2
    } | timeout 20 openssl s_client -connect "127.0.0.1:$port" \
        -tls"${version/./_}" -CAfile "$certs/root.pem" -sess_out "$session" \
        -verify_return_error "$@" > "$out" 2>&1
    (sleep 0.2) | timeout 20 openssl s_client -connect "127.0.0.1:$port" \
        -tls"${version/./_}" -CAfile "$certs/root.pem" -sess_in "$session" \
        -verify_return_error "$@" >> "$out" 2>&1
    if [ "$(grep -ac '^New, TLSv' "$out")" = 1 ] &&
        [ "$(grep -ac "^Reused, TLSv$version" "$out")" = 1 ]; then
        pass "$name"
    else
        fail "$name" "$out"
    fi
}
