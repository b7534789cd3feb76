#!/bin/bash
# PostgreSQL: the unmodified server and psql, each on Urtica with the other on
# Urtica or on OpenSSL. verify-full, client certificates, channel binding, a
# CRL, keys with a password, dump and restore, pgcrypto and sslinfo, and what
# libpq says when it fails, which must be what it says on OpenSSL.
# environment: as curl-nginx.sh.
. "$(dirname "$0")/lib.sh"
. "$here/peers.sh"
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/postgres" ] || {
    skip postgresql 'not installed: postgresql'
    finish
}
need openssl python3
make_certs
ln -sf inter.pem "$certs/chain.pem"
cat "$certs/inter.crl" "$certs/root.crl" > "$certs/all.crl"
declare -A master pgport
# The server refuses to be root.
if [ "$(id -u)" = 0 ]; then
    as='setpriv --reuid postgres --regid postgres --clear-groups'
else
    as=
fi
superuser=$(if [ -n "$as" ]; then echo postgres; else id -un; fi)
database='host=127.0.0.1 dbname=test connect_timeout=20'

# server SIDE: makes and starts a server, with its data in $work/SIDE.
server()
{
    local side=$1 dir=$work/$1 n
    mkdir "$dir"
    cp "$certs/rsa.pem" "$dir/server.crt"
    openssl rsa -in "$certs/rsa.key" -aes128 -passout pass:secret \
        -out "$dir/server.key" 2>/dev/null
    cp "$certs/inter.pem" "$certs/all.crl" "$dir"
    cat "$certs/root.pem" "$certs/inter.crt" > "$dir/ca.pem"
    chmod 600 "$dir/server.key"
    [ -z "$as" ] || chown -R postgres "$dir"
    # shellcheck disable=SC2086
    on "$side" $as "$bin/initdb" -D "$dir/data" -U "$superuser" -A trust \
        --no-sync > "$dir/log" 2>&1 || { fail initdb "$dir/log"; finish; }
    free_ports 1
    pgport[$side]=$port
    {
        echo "listen_addresses = '127.0.0.1'"
        echo "port = $port"
        echo "unix_socket_directories = '$dir'"
        echo "fsync = off"
        echo "ssl = on"
        echo "ssl_cert_file = '$dir/server.crt'"
        echo "ssl_key_file = '$dir/server.key'"
        echo "ssl_passphrase_command = 'echo secret'"
        echo "ssl_passphrase_command_supports_reload = on"
        echo "ssl_ca_file = '$dir/ca.pem'"
        echo "ssl_crl_file = '$dir/all.crl'"
        echo "password_encryption = 'scram-sha-256'"
    } >> "$dir/data/postgresql.conf"
    {
        echo 'local all all trust'
        echo 'hostssl all scram 127.0.0.1/32 scram-sha-256'
        echo 'hostssl all cert 127.0.0.1/32 cert map=certs'
        echo 'hostssl all all 127.0.0.1/32 trust'
    } > "$dir/data/pg_hba.conf"
    # The name in the client's certificate.
    n=$(openssl x509 -in "$certs/client.crt" -noout -subject -nameopt \
        multiline | sed -n 's/^ *commonName *= //p')
    echo "certs \"$n\" cert" > "$dir/data/pg_ident.conf"
    [ -z "$as" ] || chown -R postgres "$dir/data"
    # shellcheck disable=SC2086
    start "$side" "$dir/log" $as "$bin/postgres" -D "$dir/data"
    master[$side]=$started
    wait_for "$port" "$started" || { fail postgres "$dir/log"; finish; }
    for n in 1 2 3 4 5 6 7 8 9 10; do
        on s "$bin/psql" -h "$dir" -p "$port" -U "$superuser" -d template1 \
            -qc 'CREATE DATABASE test' >> "$dir/log" 2>&1 && break
        sleep 0.3
    done
    on s "$bin/psql" -h "$dir" -p "$port" -U "$superuser" -d test -q \
        > "$dir/sql" 2>&1 <<END
CREATE ROLE scram LOGIN PASSWORD 'pencil';
CREATE ROLE cert LOGIN;
CREATE ROLE anyone LOGIN;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION sslinfo;
CREATE TABLE numbers AS SELECT i, md5(i::text) AS sum, repeat(i::text, 50)
    AS text FROM generate_series(1, 20000) i;
GRANT SELECT ON numbers TO PUBLIC;
END
    [ ! -s "$dir/sql" ] || { fail 'the test database' "$dir/sql"; finish; }
}

# sql CLIENT SERVER SETTINGS QUERY: one row after another, unaligned.
sql()
{
    local client=$1 server=$2 settings=$3 query=$4
    on "$client" timeout 60 "$bin/psql" -X -A -t -q \
        -d "$database port=${pgport[$server]} $settings" -c "$query" 2>&1
}
full="sslmode=verify-full sslrootcert=$certs/root.pem"
cert="sslcert=$certs/client.pem sslkey=$work/client.key"
cp "$certs/client.key" "$work/client.key"
cp "$certs/client.enc.key" "$work/client.enc.key"
cp "$certs/badclient.key" "$work/badclient.key"
chmod 600 "$work"/*.key

# expect NAME CLIENT SERVER SETTINGS QUERY RESULT
expect()
{
    local name=$1
    shift
    sql "$1" "$2" "$3" "$4" > "$work/out"
    if [ "$(cat "$work/out")" = "$5" ]; then pass "$name"
    else fail "$name" "$work/out"; fi
}

successes()
{
    local client=$1 server=$2 v what
    what="psql on $(side_name "$client"), server on $(side_name "$server")"
    for v in 1.2 1.3; do
        expect "$what: verify-full, TLS $v" "$client" "$server" \
            "user=anyone $full ssl_max_protocol_version=TLSv$v" \
            'SELECT version, bits FROM pg_stat_ssl
                WHERE pid = pg_backend_pid()' "TLSv$v|256"
        expect "$what: a client certificate, TLS $v" "$client" "$server" \
            "user=cert $full $cert ssl_max_protocol_version=TLSv$v" \
            'SELECT current_user, ssl_client_cert_present(), ssl_version()' \
            "cert|t|TLSv$v"
        PGPASSWORD=pencil expect \
            "$what: SCRAM with channel binding, TLS $v" "$client" "$server" \
            "user=scram $full channel_binding=require \
ssl_max_protocol_version=TLSv$v" 'SELECT current_user' scram
    done
    expect "$what: a client's key with a password" "$client" "$server" \
        "user=cert $full sslcert=$certs/client.pem \
sslkey=$work/client.enc.key sslpassword=secret" 'SELECT 1' 1
    expect "$what: a CRL that doesn't name the server" "$client" "$server" \
        "user=anyone $full sslcrl=$certs/all.crl" 'SELECT 1' 1
    expect "$what: verify-ca" "$client" "$server" \
        "user=anyone sslmode=verify-ca sslrootcert=$certs/root.pem" \
        'SELECT ssl_is_used()' t
    sql "$client" "$server" "user=anyone $full" \
        'SELECT * FROM numbers ORDER BY i' > "$work/rows"
    check "$what: 20000 rows" test "$(md5sum < "$work/rows")" = \
        "$(sql s s0 "host=$work/$server port=${pgport[$server]} user=$superuser" \
            'SELECT * FROM numbers ORDER BY i' | md5sum)"
}

# What psql says, without the numbers of ports.
message()
{
    sql "$@" | sed "s/port [0-9]*/port N/; s#$work#WORK#g"
}

failure_names='unknown-issuer wrong-host no-root missing-root bad-root
    revoked-client unknown-client key-mismatch no-certificate wrong-password
    key-password key-missing old-version crl-missing channel-binding'
failure()
{
    local client=$1 server=$2
    case $3 in
    unknown-issuer) set -- "user=anyone sslmode=verify-ca \
sslrootcert=$certs/other.pem" ;;
    wrong-host) set -- "user=anyone $full host=wrong.test \
hostaddr=127.0.0.1" ;;
    no-root) set -- "user=anyone sslmode=verify-full \
sslrootcert=$work/nothing" ;;
    missing-root) set -- "user=anyone sslmode=verify-full" ;;
    bad-root) set -- "user=anyone sslmode=verify-full \
sslrootcert=$work/client.key" ;;
    revoked-client) set -- "user=cert $full sslcert=$certs/revoked.pem \
sslkey=$work/revoked.key" ;;
    unknown-client) set -- "user=cert $full sslcert=$certs/badclient.pem \
sslkey=$work/badclient.key" ;;
    key-mismatch) set -- "user=cert $full sslcert=$certs/client.pem \
sslkey=$work/badclient.key" ;;
    no-certificate) set -- "user=cert $full" ;;
    wrong-password) set -- "user=scram $full password=pen" ;;
    key-password) set -- "user=cert $full sslcert=$certs/client.pem \
sslkey=$work/client.enc.key sslpassword=wrong" ;;
    key-missing) set -- "user=cert $full sslcert=$certs/client.pem \
sslkey=$work/nothing" ;;
    old-version) set -- "user=anyone $full ssl_min_protocol_version=TLSv1 \
ssl_max_protocol_version=TLSv1.1" ;;
    crl-missing) set -- "user=anyone $full sslcrl=$certs/root.crl" ;;
    channel-binding) set -- "user=anyone $full channel_binding=require" ;;
    esac
    message "$client" "$server" "$1" 'SELECT 1'
}
cp "$certs/revoked.key" "$work/revoked.key"
chmod 600 "$work/revoked.key"

failures()
{
    local client=$1 server=$2 name what
    what="psql on $(side_name "$client"), server on $(side_name "$server")"
    for name in $failure_names; do
        failure "$client" "$server" "$name" > "$work/here"
        failure s s "$name" > "$work/oracle"
        same "$what: $name" "$work/oracle" "$work/here"
    done
}

# The functions of pgcrypto and sslinfo, whose results must be the same.
functions()
{
    cat <<'END'
SELECT encode(digest('text', d), 'hex') FROM unnest(ARRAY['md5', 'sha1',
    'sha224', 'sha256', 'sha384', 'sha512', 'ripemd160', 'sha3-256']) d;
SELECT encode(hmac('text', 'key', d), 'hex') FROM unnest(ARRAY['md5', 'sha1',
    'sha256', 'sha512']) d;
SELECT digest('text', 'whirl');
SELECT encode(encrypt('text of some blocks', '0123456789abcdef', c), 'hex')
    FROM unnest(ARRAY['aes', 'aes-ecb', 'aes-cbc/pad:pkcs', '3des']) c;
SELECT encode(encrypt('text', 'key', 'bf'), 'hex');
SELECT encode(encrypt('text', 'key', 'cast5'), 'hex');
SELECT encode(encrypt('text', 'key', 'des'), 'hex');
SELECT encode(encrypt_iv('text', '0123456789abcdef', 'fedcba9876543210',
    'aes'), 'hex');
SELECT convert_from(decrypt(encrypt('text', '0123456789abcdef', 'aes'),
    '0123456789abcdef', 'aes'), 'UTF8');
SELECT decrypt('\x00', '0123456789abcdef', 'aes');
SELECT crypt('password', '$1$saltsalt'), crypt('password',
    '$2a$06$abcdefghijklmnopqrstuu');
SELECT pgp_sym_decrypt(pgp_sym_encrypt('text', 'key', o), 'key')
    FROM unnest(ARRAY['cipher-algo=aes128', 'cipher-algo=aes256',
    'cipher-algo=3des, s2k-digest-algo=sha256', 'compress-algo=1']) o;
SELECT pgp_sym_decrypt(pgp_sym_encrypt('text', 'key'), 'other');
SELECT length(gen_random_bytes(100)), length(gen_random_uuid()::text);
SELECT ssl_is_used(), ssl_version(), ssl_cipher(), ssl_client_cert_present(),
    ssl_client_serial() > 0, ssl_client_dn(), ssl_issuer_dn(),
    ssl_client_dn_field('commonName'), ssl_issuer_field('organizationName');
SELECT * FROM ssl_extension_info() ORDER BY 1;
SELECT client_dn, issuer_dn, client_serial > 0 FROM pg_stat_ssl
    WHERE pid = pg_backend_pid();
END
}
run_functions()
{
    on s timeout 60 "$bin/psql" -X -A -q -v ON_ERROR_STOP=0 \
        -d "$database port=${pgport[$1]} user=cert $full $cert" \
        -f "$work/functions.sql" 2>&1
}

dump()
{
    local client=$1 server=$2 what base
    what="pg_dump on $(side_name "$client"), server on $(side_name "$server")"
    base="host=127.0.0.1 port=${pgport[$server]} user=$superuser $full"
    on "$client" timeout 60 "$bin/pg_dump" -d "$base dbname=test" -t numbers \
        > "$work/dump.sql" 2> "$work/err"
    sql s s0 "host=$work/$server port=${pgport[$server]} user=$superuser" \
        'DROP DATABASE IF EXISTS copy' > /dev/null
    sql s s0 "host=$work/$server port=${pgport[$server]} user=$superuser" \
        'CREATE DATABASE copy' >> "$work/err"
    on "$client" timeout 60 "$bin/psql" -X -q -v ON_ERROR_STOP=1 \
        -d "$base dbname=copy" -f "$work/dump.sql" > /dev/null 2>> "$work/err"
    on s timeout 60 "$bin/pg_dump" -d "$base dbname=copy" -t numbers \
        > "$work/again.sql" 2>> "$work/err"
    # Its lines \restrict have a random word each.
    sed -i '/^.\(un\)\{0,1\}restrict /d' "$work/dump.sql" "$work/again.sql"
    if [ -s "$work/dump.sql" ] && cmp -s "$work/dump.sql" "$work/again.sql"
    then pass "$what: restored, and dumped the same again"
    else
        diff "$work/dump.sql" "$work/again.sql" 2>&1 | head -n 5 >> "$work/err"
        fail "$what: dump and restore" "$work/err"
    fi
}

for side in s $([ "$URTICA_LIBDIR" = system ] || echo u); do server "$side"; done
pgport[s0]=0 # for settings that name a port themselves
functions > "$work/functions.sql"
for pair in $pairs; do
    client=${pair%:*} server=${pair#*:}
    successes "$client" "$server"
    failures "$client" "$server"
    dump "$client" "$server"
    start "$client" "$work/sleep" "$bin/psql" -X -q -d "$database \
port=${pgport[$server]} user=anyone $full" -c 'SELECT pg_sleep(20)'
    sleep 0.7
    check "psql on $(side_name "$client"): its libraries" \
        loaded "$client" "$started"
    stop "$started"
done
run_functions s > "$work/oracle"
for side in $sides; do
    what="server on $(side_name "$side")"
    # shellcheck disable=SC2046
    check "$what: its libraries" loaded "$side" "${master[$side]}"
    run_functions "$side" > "$work/here"
    same "$what: pgcrypto and sslinfo" "$work/oracle" "$work/here"
    [ -e "$work/attack" ] || attack "${pgport[s]}" "$work/attack"
    attack "${pgport[$side]}" "$work/answers"
    same "$what: answers to bad clients" "$work/attack" "$work/answers"
    [ -e "$work/attack.tls" ] ||
        attack "${pgport[s]}" "$work/attack.tls" postgresql
    attack "${pgport[$side]}" "$work/answers" postgresql
    same "$what: answers to bad clients in TLS" "$work/attack.tls" \
        "$work/answers"
    expect "$what: serves on after bad clients" s "$side" \
        "user=anyone $full" 'SELECT 1' 1
    # Another certificate, without a restart.
    cp "$certs/p256.pem" "$work/$side/server.crt"
    cp "$certs/p256.key" "$work/$side/server.key"
    kill -HUP "${master[$side]}"
    sleep 0.7
    timeout 20 openssl s_client -starttls postgres -connect \
        "127.0.0.1:${pgport[$side]}" </dev/null > "$work/out" 2>&1
    holds "$what: another certificate after a reload" "$work/out" \
        'id-ecPublicKey' || :
done
bad_servers postgresql
for side in s $sides; do
    for name in $(bad_names); do
        echo "$name: $(on "$side" timeout -k 1 20 "$bin/psql" -X -q -d "$database \
host=localhost hostaddr=127.0.0.1 port=${bad_port[$name]} user=anyone $full" \
            -c 'SELECT 1' 2>&1 </dev/null)"
    done | sed -E 's/port [0-9]+/port N/' > "$work/misled.$side"
    # Whether a reset or the end is seen first is a matter of time.
    sed -i -E 's/(Connection reset by peer|EOF detected|Success)/END/' \
        "$work/misled.$side"
    [ "$side" = s ] && { mv "$work/misled.s" "$work/misled"; continue; }
    same "psql on $(side_name "$side"): what it says of bad servers" \
        "$work/misled" "$work/misled.$side"
done
for side in "${!master[@]}"; do
    kill -INT "${master[$side]}"
    ended "${master[$side]}"
    check "server on $(side_name "$side"): ends cleanly" test "$code" = 0
done
finish
