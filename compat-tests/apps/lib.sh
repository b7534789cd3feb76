# What the application and interop scripts share (bash; read with `.`).
#
# Two sides: `u`, a program on Urtica's libraries (the folder URTICA_LIBDIR),
# and `s`, a program on the system's OpenSSL, which is the measure. With
# URTICA_LIBDIR=system both are the system's, by which a script itself is
# tested.
#
# The caller has a temporary folder $work and the certificates in $certs. Every
# process started with `start` ends with the script.
set -u
export LC_ALL=C
unset LD_LIBRARY_PATH LD_PRELOAD http_proxy https_proxy all_proxy no_proxy \
    ALL_PROXY HTTP_PROXY HTTPS_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR \
    OPENSSL_CONF CURL_CA_BUNDLE CURL_HOME SSLKEYLOGFILE
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export HOME=/nonexistent
pids=()

: "${URTICA_LIBDIR:?is the folder of the libraries, or the word system}"
if [ "$URTICA_LIBDIR" != system ]; then
    URTICA_LIBDIR=$(cd "$URTICA_LIBDIR" && pwd -P) || exit 1
    for f in libssl.so.3 libcrypto.so.3; do
        [ -e "$URTICA_LIBDIR/$f" ] || { echo "no $URTICA_LIBDIR/$f"; exit 1; }
    done
fi

cleanup()
{
    local pid
    trap - EXIT
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
    for pid in "${pids[@]}"; do
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null
    done
    wait 2>/dev/null
    if [ -n "${URT_KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}

. "$here/tap.subr"
certs=$work/certs
# Some servers give up root: libraries in a folder that is closed to others are
# copied to one that isn't.
if [ "$URTICA_LIBDIR" != system ] && [ "$(id -u)" = 0 ] &&
    ! setpriv --reuid 65534 --regid 65534 --clear-groups \
        test -r "$URTICA_LIBDIR/libssl.so.3"; then
    mkdir "$work/libs" &&
        cp "$URTICA_LIBDIR/libssl.so.3" "$URTICA_LIBDIR/libcrypto.so.3" \
            "$work/libs" &&
        ln -s libssl.so.3 "$work/libs/libssl.so" &&
        ln -s libcrypto.so.3 "$work/libs/libcrypto.so" || exit 1
    chmod -R a+rX "$work/libs"
    URTICA_LIBDIR=$work/libs
fi
trap cleanup EXIT
need()
{
    local program missing=
    for program in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null ||
            missing="$missing $program"
    done
    [ -z "$missing" ] || { skip "${0##*/}" "not installed:$missing"; finish; }
}
PATH=$PATH:/usr/sbin:/sbin

# on SIDE COMMAND...: runs a program with that side's libraries.
on()
{
    local side=$1
    shift
    if [ "$side" = u ] && [ "$URTICA_LIBDIR" != system ]; then
        LD_LIBRARY_PATH=$URTICA_LIBDIR ${URT_WRAP-} "$@"
    else
        "$@"
    fi
}
# side_name SIDE
side_name()
{
    case $1 in u) echo Urtica ;; *) echo OpenSSL ;; esac
}
# start SIDE LOG COMMAND...: in the background; its pid is $started.
start()
{
    local side=$1 log=$2
    shift 2
    if [ "$side" = u ] && [ "$URTICA_LIBDIR" != system ]; then
        LD_LIBRARY_PATH=$URTICA_LIBDIR ${URT_WRAP-} "$@" >>"$log" 2>&1 \
            </dev/null &
    else
        "$@" >>"$log" 2>&1 </dev/null &
    fi
    started=$!
    pids+=("$started")
}
# stop PID: asks, waits a bounded time, then insists.
stop()
{
    local i
    kill "$1" 2>/dev/null
    for ((i = 0; i < 100; i++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.05
    done
    kill -9 "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}
# descendants PID: it and its children, while they live.
descendants()
{
    local child
    echo "$1"
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
        descendants "$child"
    done
}
# loaded SIDE PID...: whose libssl and libcrypto these processes have mapped.
loaded()
{
    local side=$1 pid lib paths
    shift
    [ "$URTICA_LIBDIR" != system ] || side=s
    for pid in "$@"; do
        for lib in libssl libcrypto; do
            paths=$(awk -v l="/$lib\\\\.so" '$6 ~ l { print $6 }' \
                "/proc/$pid/maps" 2>&1 | sort -u)
            case $side,$paths in
            "u,$URTICA_LIBDIR/$lib.so.3"*) ;;
            s,/usr/lib/*"/$lib.so.3"* | s,/lib/*"/$lib.so.3"*) ;;
            *) echo "process $pid has $lib: ${paths:-none}"; return 1 ;;
            esac
            [ "$(printf '%s\n' "$paths" | wc -l)" = 1 ] || {
                echo "process $pid has two of them: $paths"
                return 1
            }
        done
    done
}
# served FIRST-PORT COUNT: waits until these ports' server has closed every
# connection, and so has logged what it has to say of them.
served()
{
    local i open
    for ((i = 0; i < 100; i++)); do
        open=$(awk -v p="$1" -v n="$2" '
            function number(hex,   i, v) {
                for (i = 1; i <= length(hex); i++)
                    v = v * 16 + index("0123456789ABCDEF", substr(hex, i, 1)) - 1
                return v
            }
            FNR > 1 && ($4 == "01" || $4 == "08") {
                v = number(substr($2, index($2, ":") + 1))
                if (v >= p && v < p + n) print v
            }' /proc/net/tcp)
        [ -n "$open" ] || return 0
        sleep 0.05
    done
    echo "still connected: $open"
    return 1
}
listening() # PORT
{
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
# free_ports COUNT: sets $port to the first of COUNT free ones in a row. A port
# is taken also while a connection to a server that is gone lingers.
free_ports()
{
    local i hex taken
    taken=$(sed -n 's/^ *[0-9]*: [0-9A-F]*:\([0-9A-F]\{4\}\) .*/\1/p' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    while :; do
        port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
        for ((i = 0; i < $1; i++)); do
            printf -v hex %04X $((port + i))
            case $'\n'$taken$'\n' in *$'\n'$hex$'\n'*) continue 2 ;; esac
        done
        return
    done
}
# wait_for PORT PID: until something listens, the process ends, or 10 s.
wait_for()
{
    local i
    for ((i = 0; i < 200; i++)); do
        listening "$1" && return 0
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}
make_certs()
{
    "$here/make-certs.sh" "$certs" || { fail 'certificates'; finish; }
    chmod -R a+rX "$certs"
}
