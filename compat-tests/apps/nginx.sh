# nginx for the tests (bash; read with `.` after lib.sh).
offsets=(main plain only12 only13 required optional cache tickets nocache
    stapled stapledrevoked both)
names=(rsa pss psskey p256 p384 ed25519 expired notyet revoked wronghost self
    foreign)
declare -A base master

# port_of INSTANCE NAME
port_of()
{
    local i
    for ((i = 0; i < ${#offsets[@]}; i++)); do
        [ "${offsets[i]}" != "$2" ] || echo $((${base[$1]} + i))
    done
}

# nginx_conf INSTANCE: writes its folder.
nginx_conf()
{
    local name dir=$work/$1 user= info servers= script i
    info='return 200 "$ssl_protocol|$ssl_cipher|$ssl_curve|$ssl_server_name|$server_protocol|$ssl_session_reused|$ssl_client_verify|$ssl_client_s_dn|$connection_requests\\n";'
    case $(id -u),$1 in
    0,user) ;;
    0,* | *,root) user='user www-data;' ;;
    esac
    mkdir -p "$dir/www" "$dir/put"
    head -c 100000 /dev/zero | tr '\0' 'x' > "$dir/www/small"
    chmod 777 "$dir" "$dir/put"
    for name in "${names[@]}"; do
        servers="$servers
    server {
        listen 127.0.0.1:@main@ ssl http2;
        server_name $name.test;
        ssl_certificate @CERTS@/$name.pem;
        ssl_certificate_key @CERTS@/$name.key;
        location /info { @INFO@ }
        location /name { return 200 \"$name\\\\n\"; }
        location /put/ { root @DIR@; dav_methods PUT; }
    }"
    done
    text=$(cat "$here/nginx.conf.in")
    text=${text//@NAMES@/"$servers"}
    text=${text//@INFO@/"$info"}
    text=${text//@USER@/"$user"}
    text=${text//@DIR@/"$dir"}
    text=${text//@CERTS@/"$certs"}
    for ((i = 0; i < ${#offsets[@]}; i++)); do
        text=${text//@${offsets[i]}@/$((${base[$1]} + i))}
    done
    printf '%s\n' "${text//\\\\/\\}" > "$dir/nginx.conf"
}

# nginx_start SIDE INSTANCE [COMMAND THAT RUNS IT...]
nginx_start()
{
    local side=$1 instance=$2 dir=$work/$2 try
    shift 2
    for try in 1 2 3 4 5; do
        free_ports ${#offsets[@]}
        base[$instance]=$port
        nginx_conf "$instance"
        start "$side" "$dir/start.log" "$@" nginx -e "$dir/error.log" \
            -c "$dir/nginx.conf" -p "$dir"
        master[$instance]=$started
        # The last port is the proof that it has them all.
        wait_for "$(port_of "$instance" both)" "$started" && return 0
        grep -q 'Address already in use' "$dir/start.log" || break
    done
    return 1
}
# workers INSTANCE
workers()
{
    cat /proc/"${master[$1]}"/task/*/children 2>/dev/null
}
