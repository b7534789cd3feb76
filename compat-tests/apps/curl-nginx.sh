#!/bin/bash
# The system's own curl fetches from the system's own nginx, neither rebuilt,
# on Urtica: both ends, and each end with OpenSSL at the other. Where a text
# is compared (error messages, exit codes, nginx's log), the measure is the
# same case with OpenSSL at both ends, run just before.
#
# environment: URTICA_LIBDIR, a folder, or `system` to prove this script on
# OpenSSL alone; URT_QUICK=1 leaves out the large files and most repetitions
# (for runs under valgrind).
. "$(dirname "$0")/lib.sh"
. "$here/nginx.sh"
need curl nginx openssl
make_certs
quick=${URT_QUICK:-}
if [ "$URTICA_LIBDIR" = system ]; then pairs='s:s'; else pairs='u:u u:s s:u'; fi

pair_name() # CLIENT SERVER
{
    echo "curl on $(side_name "$1"), nginx on $(side_name "$2")"
}

# get CLIENT INSTANCE PORT-NAME HOST CURL-ARGUMENTS... PATH: one or more paths
# begin with /. Output in $work/out, messages in $work/err.
get()
{
    local client=$1 port host=$4 args=() a
    port=$(port_of "$2" "$3")
    shift 4
    for a; do
        case $a in
        /info | /name | /slow | /small | /put/* | /big | '/info?['*)
            args+=("https://$host:$port$a") ;;
        *) args+=("$a") ;;
        esac
    done
    on "$client" curl -q -sS --max-time 120 --noproxy '*' \
        --connect-to "$host:$port:127.0.0.1:$port" "${args[@]}" \
        >"$work/out" 2>"$work/err"
}
trusted="--cacert $certs/root.pem"

# expect NAME PATTERN: the last get worked and its output matches (bash glob).
expect()
{
    local code=$?
    # shellcheck disable=SC2053
    if [ $code = 0 ] && [[ $(cat "$work/out") == $2 ]]; then
        pass "$1"
    else
        echo "exit code $code, wanted $2" >> "$work/err"
        cat "$work/out" >> "$work/err"
        fail "$1" "$work/err"
    fi
}

# ------------------------------------------------------------ what works
# version name certificate curve http: each is one request.
matrix()
{
    local client=$1 server=$2 what version cert group groups http proto wanted
    what=$(pair_name "$client" "$server")
    for version in 1.2 1.3; do
        for cert in rsa pss psskey p256 p384 ed25519; do
            for group in X25519 P-256 P-384; do
                # In TLS 1.2 an ECDSA certificate's own curve must be offered.
                groups=$group
                case $version,$cert,$group in
                1.2,p256,P-256 | 1.2,p384,P-384) ;;
                1.2,p256,*) groups=$group:P-256 ;;
                1.2,p384,*) groups=$group:P-384 ;;
                esac
                for http in 1.1 2; do
                    case $group in
                    P-256) wanted=prime256v1 ;;
                    P-384) wanted=secp384r1 ;;
                    *) wanted=X25519 ;;
                    esac
                    [ $http = 2 ] && proto='HTTP/2.0' || proto='HTTP/1.1'
                    get "$client" "$server" main $cert.test $trusted \
                        --tlsv$version --tls-max $version --curves $groups \
                        --http$http -w '%{http_version} %{ssl_verify_result}' \
                        /info
                    expect "$what: TLS $version, $cert, $group, HTTP/$http" \
                        "TLSv$version|*|$wanted|$cert.test|$proto|.|NONE||1"$'\n'"${http%.0} 0"
                done
            done
        done
        [ -z "$quick" ] || break
    done
}

suites()
{
    local client=$1 server=$2 what suite cert
    what=$(pair_name "$client" "$server")
    for suite in TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 \
        TLS_CHACHA20_POLY1305_SHA256; do
        get "$client" "$server" main p256.test $trusted --tlsv1.3 \
            --tls13-ciphers $suite /info
        expect "$what: $suite" "TLSv1.3|$suite|*"
    done
    for suite in AES128-GCM-SHA256 AES256-GCM-SHA384 CHACHA20-POLY1305; do
        for cert in ECDSA:p256 RSA:rsa ECDSA:ed25519; do
            get "$client" "$server" main ${cert#*:}.test $trusted \
                --tls-max 1.2 --ciphers "ECDHE-${cert%:*}-$suite" /info
            expect "$what: ECDHE-${cert%:*}-$suite, ${cert#*:}" \
                "TLSv1.2|ECDHE-${cert%:*}-$suite|*"
        done
    done
    # One server with two certificates: the client's wish decides.
    get "$client" "$server" both localhost $trusted --tls-max 1.2 \
        --ciphers ECDHE-RSA-AES128-GCM-SHA256 /info
    expect "$what: two certificates, RSA wanted" "TLSv1.2|ECDHE-RSA-*"
    get "$client" "$server" both localhost $trusted --tls-max 1.2 \
        --ciphers ECDHE-ECDSA-AES128-GCM-SHA256 /info
    expect "$what: two certificates, ECDSA wanted" "TLSv1.2|ECDHE-ECDSA-*"
    # A hashed folder of CAs instead of a bundle.
    get "$client" "$server" main rsa.test --capath "$certs/hashed" \
        --cacert "$certs/other.pem" /info
    expect "$what: --capath" 'TLSv1.3|*'
}

transfers()
{
    local client=$1 server=$2 what version http url
    what=$(pair_name "$client" "$server")
    for version in 1.2 1.3; do
        [ $version = 1.2 ] && http=1.1 || http=2
        url=https://rsa.test:$(port_of "$server" main)
        set -- -q -sS --max-time 300 --noproxy '*' $trusted --http$http \
            --tlsv$version --tls-max $version \
            --connect-to "::127.0.0.1:$(port_of "$server" main)"
        if on "$client" curl "$@" "$url/big" 2>"$work/err" |
            cmp - "$work/$server/www/big" 2>>"$work/err"; then
            pass "$what: $big_size MB down, TLS $version, HTTP/$http"
        else
            fail "$what: $big_size MB down, TLS $version, HTTP/$http" \
                "$work/err"
        fi
        rm -f "$work/$server/put/up"
        if on "$client" curl "$@" -o /dev/null -T "$work/up" "$url/put/up" \
            2>"$work/err" && cmp "$work/up" "$work/$server/put/up" \
            2>>"$work/err"; then
            pass "$what: $up_size MB up, TLS $version, HTTP/$http"
        else
            fail "$what: $up_size MB up, TLS $version, HTTP/$http" \
                "$work/err"
        fi
        get "$client" "$server" main rsa.test $trusted --http$http \
            --tlsv$version --tls-max $version -w 'connects=%{num_connects}\n' \
            '/info?[1-200]'
        if [ "$(grep -c '^connects=1$' "$work/out")" = 1 ] &&
            [ "$(grep -c '^connects=0$' "$work/out")" = 199 ] &&
            [ "$(grep -c "^TLSv$version|" "$work/out")" = 200 ]; then
            pass "$what: 200 requests over one connection, TLS $version"
        else
            fail "$what: 200 requests over one connection, TLS $version" \
                "$work/err"
        fi
    done
}

names_by_sni()
{
    local client=$1 server=$2 what name
    what=$(pair_name "$client" "$server")
    for name in rsa p256 p384 ed25519; do
        get "$client" "$server" main $name.test $trusted /name
        expect "$what: the server called $name.test" "$name"
    done
    get "$client" "$server" main unheard-of.test $trusted --insecure /info
    expect "$what: a name without a server of its own" \
        '*|unheard-of.test|*'
    get "$client" "$server" main 127.0.0.1 $trusted /info
    expect "$what: an address instead of a name, no SNI" 'TLSv1.3|*|*||*'
}

client_certificates()
{
    local client=$1 server=$2 what version port
    what=$(pair_name "$client" "$server")
    for version in 1.2 1.3; do
        for port in required optional; do
            for cert in client client-ec; do
                get "$client" "$server" $port localhost $trusted \
                    --tlsv$version --tls-max $version \
                    --cert "$certs/$cert.pem" --key "$certs/$cert.key" /info
                expect "$what: $cert, $port, TLS $version" \
                    "TLSv$version|*|SUCCESS|CN=a client*"
            done
        done
        get "$client" "$server" optional localhost $trusted \
            --tlsv$version --tls-max $version /info
        expect "$what: none, optional, TLS $version" "TLSv$version|*|NONE||1"
        get "$client" "$server" required localhost $trusted \
            --tlsv$version --tls-max $version -w '%{http_code}' /info
        expect "$what: none, required, TLS $version" \
            '*No required SSL certificate was sent*400'
        get "$client" "$server" required localhost $trusted \
            --tlsv$version --tls-max $version -w '%{http_code}' \
            --cert "$certs/badclient.pem" --key "$certs/badclient.key" /info
        expect "$what: of another CA, refused, TLS $version" \
            '*The SSL certificate error*400'
    done
    get "$client" "$server" required localhost $trusted \
        --cert "$certs/client.p12:secret" --cert-type P12 /info
    expect "$what: client certificate from PKCS#12" '*|SUCCESS|CN=a client*'
    get "$client" "$server" required localhost $trusted \
        --cert "$certs/client.pem" --key "$certs/client.enc.key" \
        --pass secret /info
    expect "$what: client certificate with an encrypted key" \
        '*|SUCCESS|CN=a client*'
}

status_and_crl()
{
    local client=$1 server=$2 what version
    what=$(pair_name "$client" "$server")
    for version in 1.2 1.3; do
        get "$client" "$server" stapled rsa.test $trusted --cert-status \
            --tlsv$version --tls-max $version /info
        expect "$what: stapled OCSP response, TLS $version" "TLSv$version|*"
        get "$client" "$server" main rsa.test $trusted \
            --crlfile "$certs/crls.pem" --tlsv$version --tls-max $version \
            /info
        expect "$what: not in the CRL, TLS $version" "TLSv$version|*"
    done
}

# $ssl_session_reused of the first and of later connections.
sessions()
{
    local client=$1 server=$2 what version port wanted i
    what=$(pair_name "$client" "$server")
    for version in 1.2 1.3; do
        for port in cache:r tickets:r nocache:.; do
            wanted=.
            # curl asks for no tickets before TLS 1.3.
            [ $version,$port != 1.2,tickets:r ] || port=tickets:.
            for i in 2 3 4 5 6 7 8; do wanted="$wanted${port#*:}"; done
            get "$client" "$server" ${port%:*} localhost $trusted --http1.1 \
                --tlsv$version --tls-max $version -H 'Connection: close' \
                '/info?[1-8]'
            [ "$(cut -d '|' -f 6 "$work/out" | tr -d '\n')" = $wanted ]
            expect "$what: sessions by ${port%:*}, TLS $version: $wanted" '*'
        done
    done
}

# Connections without end while nginx reloads: none may fail. HTTP/2 is left
# out: a worker that ends closes a connection that has not asked for anything
# yet, and curl gives up then, whatever the library.
reload()
{
    local client=$1 server=$2 what before i n loops=() lost=0 total=0 new
    local requests=40
    what=$(pair_name "$client" "$server")
    before=$(workers "$server")
    [ -z "$quick" ] || requests=5
    for i in 1 2 3; do
        (
            for ((n = 0; n < requests; n++)); do
                on "$client" curl -q -sS --max-time 60 --noproxy '*' $trusted \
                    --connect-to "::127.0.0.1:$(port_of "$server" main)" \
                    -o /dev/null -o /dev/null -w '%{http_code}\n' --http1.1 \
                    "https://p256.test:$(port_of "$server" main)/small" \
                    "https://p256.test:$(port_of "$server" main)/info"
            done
        ) >"$work/loop.$i" 2>&1 &
        loops+=($!)
    done
    for i in 1 2 3 4; do
        sleep 0.3
        kill -HUP "${master[$server]}"
    done
    wait "${loops[@]}"
    for i in 1 2 3; do
        total=$((total + $(grep -cx 200 "$work/loop.$i")))
        lost=$((lost + $(grep -cvx 200 "$work/loop.$i")))
    done
    for i in 1 2 3 4 5 6 7 8 9 10; do
        new=$(workers "$server")
        [ "$new" = "$before" ] || break
        sleep 0.2
    done
    if [ $lost = 0 ] && [ $total = $((6 * requests)) ] &&
        [ "$new" != "$before" ]; then
        pass "$what: $total requests while nginx was reloaded 4 times"
    else
        grep -hvx 200 "$work"/loop.? > "$work/err"
        echo "$total good, $lost bad" >> "$work/err"
        fail "$what: requests while nginx was reloaded" "$work/err"
    fi
}

# The proof of what ran: the maps of nginx's processes and of a curl.
maps()
{
    local client=$1 server=$2 what pid
    what=$(pair_name "$client" "$server")
    # shellcheck disable=SC2046
    check "$what: nginx's libraries" \
        loaded "$server" $(descendants "${master[$server]}")
    rm -f "$work/slow.out" # of the pair before: its bytes would not be news
    start "$client" "$work/slow" curl -q -sS --max-time 60 $trusted \
        --noproxy '*' --connect-to "::127.0.0.1:$(port_of "$server" main)" \
        -o "$work/slow.out" "https://default.test:1/slow" --insecure
    pid=$started
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -s "$work/slow.out" ] || break
        sleep 0.1
    done
    check "$what: curl's libraries" loaded "$client" "$pid"
    stop "$pid"
}

# --------------------------------------------------------------- failures
# Each line: name, curl's exit code on OpenSSL, whether nginx's log is
# compared too, then the arguments of get.
failures()
{
    cat <<END
unknown issuer|60|log|main foreign.test $trusted /info
unknown issuer, TLS 1.2|60|log|main foreign.test $trusted --tls-max 1.2 /info
no CA that fits|60|log|main rsa.test --cacert $certs/other.pem /info
expired|60|log|main expired.test $trusted /info
not yet valid|60|log|main notyet.test $trusted /info
wrong host|60|log|main wronghost.test $trusted /info
wrong host, TLS 1.2|60|log|main wronghost.test $trusted --tls-max 1.2 /info
revoked|60|log|main revoked.test $trusted --crlfile $certs/crls.pem /info
CRL of the wrong CA|60|log|main rsa.test $trusted --crlfile $certs/root.crl /info
CRL file missing|82|no|main rsa.test $trusted --crlfile $certs/nothing /info
CRL file malformed|82|no|main rsa.test $trusted --crlfile $certs/rsa.key /info
self-signed|60|log|main self.test $trusted /info
stapled: revoked|91|log|stapledrevoked revoked.test $trusted --cert-status /info
stapled: nothing|91|log|main rsa.test $trusted --cert-status /info
stapled: nothing, TLS 1.2|91|log|main rsa.test $trusted --cert-status --tls-max 1.2 /info
client certificate of another CA|0|log|required localhost $trusted --cert $certs/badclient.pem --key $certs/badclient.key -w %{http_code} /info
client certificate of another CA, TLS 1.2|0|log|required localhost $trusted --tls-max 1.2 --cert $certs/badclient.pem --key $certs/badclient.key /info
client certificate of another CA, optional|0|log|optional localhost $trusted --cert $certs/badclient.pem --key $certs/badclient.key /info
no common version: server 1.3|35|log|only13 localhost $trusted --tls-max 1.2 /info
no common version: server 1.2|35|log|only12 localhost $trusted --tlsv1.3 /info
no common cipher, TLS 1.2|35|log|only12 localhost $trusted --ciphers ECDHE-ECDSA-AES128-GCM-SHA256 /info
no common cipher, TLS 1.3|35|log|only13 localhost $trusted --tls13-ciphers TLS_AES_128_GCM_SHA256 /info
no common group|35|log|only13 localhost $trusted --curves P-521 /info
no common group, TLS 1.2|35|log|only12 localhost $trusted --curves P-521 /info
unknown cipher name|59|no|main rsa.test $trusted --ciphers NO-SUCH-CIPHER /info
unknown TLS 1.3 cipher name|59|no|main rsa.test $trusted --tls13-ciphers TLS_NO_SUCH /info
unknown group name|59|no|main rsa.test $trusted --curves nonsense /info
TLS to the plain HTTP port|35|no|plain localhost $trusted /info
CA file missing|77|no|main rsa.test --cacert $certs/nothing /info
CA file without certificates|77|no|main rsa.test --cacert $certs/rsa.key /info
CA file is a folder|77|no|main rsa.test --cacert $certs /info
client certificate missing|58|no|required localhost $trusted --cert $certs/nothing /info
client certificate malformed|58|no|required localhost $trusted --cert $certs/log /info
client key missing|58|no|required localhost $trusted --cert $certs/client.pem --key $certs/nothing /info
client key of another certificate|58|no|required localhost $trusted --cert $certs/client.pem --key $certs/rsa.key /info
client key of another kind|58|no|required localhost $trusted --cert $certs/client.pem --key $certs/p256.key /info
client key's password wrong|58|no|required localhost $trusted --cert $certs/client.pem --key $certs/client.enc.key --pass wrong /info
PKCS#12 password wrong|58|no|required localhost $trusted --cert $certs/client.p12:wrong --cert-type P12 /info
PKCS#12 malformed|58|no|required localhost $trusted --cert $certs/client.pem:x --cert-type P12 /info
END
}

# steady FILE: what may differ from run to run taken out of a log.
steady()
{
    sed -E "s#OpenSSL/3\.0\.[0-9]+#OpenSSL/3.0#
        s#^[0-9/]+ [0-9:]+ \[(.*)\] [0-9]+\#[0-9]+: (\*[0-9]+ )?#\1: #
        s#(127\.0\.0\.1|localhost|client|port |test):? ?:?[0-9]{4,5}#\1:PORT#g
        s#$work/[us]/#WORK/#g; s#$work#WORK#g
        s#, server: .*##; s#, client: .*##" "$1"
}
# tls_log INSTANCE FROM-LINE: nginx's lines about TLS since then.
tls_log()
{
    tail -n "+$(($2 + 1))" "$work/$1/error.log" > "$work/log.part"
    steady "$work/log.part" |
        grep -E 'SSL|ssl|certificate|plain HTTP' | grep -v 'signal process' |
        sort -u
}

# run_failures CLIENT INSTANCE FOLDER [ORACLE-FOLDER]: a file a case.
run_failures()
{
    local client=$1 server=$2 out=$3 oracle=${4:-} name code log args from i
    local number=0 line
    mkdir -p "$out"
    while IFS='|' read -r name code log args; do
        number=$((number + 1))
        # What the case before was about must not stand in this one's log.
        served "${base[$server]}" ${#offsets[@]} > "$work/err" ||
            fail "nginx closes what was before: $name" "$work/err"
        from=$(wc -l < "$work/$server/error.log")
        # shellcheck disable=SC2086
        get "$client" "$server" $args
        echo "exit code $?" > "$work/result"
        steady "$work/err" | sed '/^More details here/,$d' >> "$work/result"
        steady "$work/out" >> "$work/result"
        cp "$work/result" "$out/$number"
        [ "$log" = log ] || continue
        # nginx may write its line a moment after curl has ended.
        for i in 1 2 3 4 5 6 7 8 9 10; do
            tls_log "$server" "$from" > "$work/log"
            cat "$work/result" "$work/log" > "$out/$number"
            if [ -n "$oracle" ]; then
                ! cmp -s "$out/$number" "$oracle/$number" || break
            elif [ $i -ge 2 ] && { [ -s "$work/log" ] || [ $i = 4 ]; }; then
                break
            fi
            sleep 0.05
        done
    done < <(failures)
    # Plain HTTP to a TLS port.
    number=$((number + 1))
    on "$client" curl -q -sS --max-time 20 -w '%{http_code}' \
        "http://127.0.0.1:$(port_of "$server" main)/info" > "$work/result" 2>&1
    { echo "exit code $?"; steady "$work/result"; } > "$out/$number"
    # A server that closes without close_notify, and one that resets.
    local how
    for how in eof reset eof12; do
        number=$((number + 1))
        on "$client" curl -q -sS --max-time 20 $trusted --http1.1 \
            --connect-to "::127.0.0.1:${abrupt[$server-$how]}" \
            https://localhost:1/ > "$work/result" 2>&1
        { echo "exit code $?"; steady "$work/result"; } > "$out/$number"
    done
    # What nginx says to a configuration that cannot work.
    local what certificate key
    for what in rsa:p256 rsa:rsa-none none:rsa p256:p384 rsa:client p256:log \
        log:rsa; do
        number=$((number + 1))
        certificate=$certs/${what%:*}.pem key=$certs/${what#*:}.key
        case $what in
        p256:log) key=$certs/log ;;
        log:rsa) certificate=$certs/log ;;
        esac
        cat > "$work/broken.conf" <<END
error_log stderr;
pid $work/broken.pid;
events { }
http { server {
    listen 127.0.0.1:1 ssl;
    ssl_certificate $certificate;
    ssl_certificate_key $key;
} }
END
        on "$server" nginx -t -e stderr -c "$work/broken.conf" -p "$work" \
            > "$work/result" 2>&1 </dev/null
        { echo "exit code $?"; steady "$work/result"; } > "$out/$number"
    done
}
failure_names()
{
    failures | cut -d '|' -f 1
    cat <<'END'
plain HTTP to the TLS port
server that closes without close_notify
server that resets
server that closes without close_notify, TLS 1.2
nginx: key of another kind than the certificate
nginx: no key file
nginx: no certificate file
nginx: key on another curve than the certificate
nginx: key of another certificate
nginx: malformed key file
nginx: malformed certificate file
END
}
compare_failures()
{
    local client=$1 server=$2 what number=0 name
    what=$(pair_name "$client" "$server")
    run_failures "$client" "$server" "$work/f.$client$server" "$work/oracle"
    while read -r name; do
        number=$((number + 1))
        if diff -L OpenSSL -L here -u "$work/oracle/$number" \
            "$work/f.$client$server/$number" > "$work/diff"; then
            pass "$what: $name: $(sed -n 's/^curl: //p' \
                "$work/oracle/$number" | head -n 1 | cut -c1-90)"
        else
            fail "$what: $name" "$work/diff"
        fi
    done < <(failure_names)
}
# The measure must itself be what the table says.
check_oracle()
{
    local number=0 name code log args
    while IFS='|' read -r name code log args; do
        number=$((number + 1))
        if ! grep -qx "exit code $code" "$work/oracle/$number"; then
            fail "OpenSSL at both ends: $name gives exit code $code" \
                "$work/oracle/$number"
        fi
    done < <(failures)
}

# A server of our own that ends connections impolitely, on each side.
declare -A abrupt
start_abrupt()
{
    local side how
    for side in "$@"; do
        for how in eof reset eof12; do
            free_ports 1
            start "$side" "$work/abrupt.log" "$work/server" -port "$port" \
                -cert "$certs/rsa.pem" -key "$certs/rsa.key" \
                -http -close "${how%12}" $([ $how != eof12 ] || echo -max 1.2)
            wait_for "$port" "$started" || {
                fail 'the abrupt server starts' "$work/abrupt.log"
                finish
            }
            abrupt[$side-$how]=$port
        done
    done
}

# -------------------------------------------------- against other programs
others()
{
    local port version
    # nginx on Urtica, with the openssl and gnutls tools as clients.
    for version in 1.2 1.3; do
        printf 'GET /info HTTP/1.1\r\nHost: p256.test\r\nConnection: close\r\n\r\n' |
            timeout 20 openssl s_client -quiet -verify_return_error \
            -tls${version/./_} -CAfile "$certs/root.pem" \
            -connect "127.0.0.1:$(port_of u main)" -servername p256.test \
            >"$work/out" 2>"$work/err"
        grep -q "^TLSv$version|" "$work/out"
        expect "openssl s_client, nginx on $(side_name u): TLS $version" '*'
        if ! command -v gnutls-cli >/dev/null; then
            skip 'gnutls-cli' 'not installed'
            continue
        fi
        printf 'GET /info HTTP/1.1\r\nHost: p256.test\r\nConnection: close\r\n\r\n' |
            timeout 20 gnutls-cli --x509cafile "$certs/root.pem" \
            --priority "NORMAL:-VERS-ALL:+VERS-TLS$version" \
            --sni-hostname p256.test --verify-hostname p256.test \
            -p "$(port_of u main)" 127.0.0.1 >"$work/out" 2>"$work/err"
        grep -aq "TLSv$version|" "$work/out"
        expect "gnutls-cli, nginx on $(side_name u): TLS $version" '*'
    done
    # Tickets of TLS 1.2, which curl doesn't ask for.
    echo | timeout 20 openssl s_client -reconnect -CAfile "$certs/root.pem" \
        -connect "127.0.0.1:$(port_of u tickets)" -tls1_2 >"$work/out" \
        2>"$work/err"
    [ "$(grep -c '^Reused, TLSv1.2' "$work/out")" = 5 ]
    expect "openssl s_client, nginx on $(side_name u): tickets, TLS 1.2" '*'
    # curl on Urtica, with their servers.
    free_ports 1
    start s "$work/s_server.log" openssl s_server -accept "127.0.0.1:$port" \
        -cert "$certs/rsa.crt" -cert_chain "$certs/inter.crt" \
        -key "$certs/rsa.key" -www
    wait_for "$port" "$started" || fail 's_server' "$work/s_server.log"
    for version in 1.2 1.3; do
        on u curl -q -sS --max-time 20 $trusted --tlsv$version \
            --tls-max $version --connect-to "::127.0.0.1:$port" \
            "https://rsa.test:1/" >"$work/out" 2>"$work/err"
        expect "curl on $(side_name u), openssl s_server: TLS $version" \
            "*TLSv$version*"
    done
    stop "$started"
    command -v gnutls-serv >/dev/null || {
        skip 'gnutls-serv' 'not installed'
        return
    }
    free_ports 1
    start s "$work/gnutls.log" gnutls-serv --http -q -p "$port" \
        --x509certfile "$certs/rsa.pem" --x509keyfile "$certs/rsa.key"
    wait_for "$port" "$started" || fail 'gnutls-serv' "$work/gnutls.log"
    for version in 1.2 1.3; do
        on u curl -q -sS --max-time 20 $trusted --tlsv$version \
            --tls-max $version --connect-to "::127.0.0.1:$port" \
            "https://rsa.test:1/" -v >"$work/out" 2>"$work/err"
        grep -q "SSL connection using TLSv$version /" "$work/err"
        expect "curl on $(side_name u), gnutls-serv: TLS $version" \
            "*GnuTLS*"
    done
    stop "$started"
}

# What every other nginx of this script is not: one whose master is an
# ordinary user, or, where the script itself runs as one, root.
ordinary_master()
{
    mkdir -p "$work/user" && chown nobody "$work/user"
    mkdir -p "$work/usercerts"
    cp "$certs"/*.pem "$certs"/*.key "$certs"/*.ocsp "$work/usercerts"
    chown -R nobody "$work/usercerts"
    certs=$work/usercerts other_master user 'nginx as an ordinary user' \
        setpriv --reuid nobody --regid nogroup --clear-groups
    stop "${master[user]}"
}
root_master()
{
    sudo -n true 2>/dev/null || {
        skip 'nginx with root as master' 'neither root nor sudo'
        return
    }
    # It can't be killed from here: bounded, should the script be.
    other_master root 'nginx with root as master' sudo -n \
        env "LD_LIBRARY_PATH=$URTICA_LIBDIR" timeout -k 5 120
    # shellcheck disable=SC2046
    sudo -n kill $(nginx_of root)
    wait "${master[root]}" 2>/dev/null
}
# nginx_of INSTANCE: its nginx processes, whatever started them.
nginx_of()
{
    local pid
    for pid in $(descendants "${master[$1]}"); do
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != nginx ] || echo "$pid"
    done
}
# other_master INSTANCE WHAT COMMAND THAT RUNS IT...
other_master()
{
    local instance=$1 what=$2 version as=
    shift 2
    nginx_start u "$instance" "$@" || {
        fail "$what starts" "$work/$instance/start.log"
        return
    }
    pass "$what starts"
    [ "$instance" = user ] || as='sudo -n'
    # shellcheck disable=SC2046,SC2086
    check "$what: its libraries" $as env "URTICA_LIBDIR=$URTICA_LIBDIR" \
        bash -c "$(declare -f loaded); loaded u \"\$@\"" loaded \
        $(nginx_of "$instance")
    for version in 1.2 1.3; do
        get u "$instance" main rsa.test $trusted --tlsv$version \
            --tls-max $version /info
        expect "$what: TLS $version" "TLSv$version|*"
    done
}

# ------------------------------------------------------------------- main
mkdir "$certs/hashed"
cp "$certs/root.pem" \
    "$certs/hashed/$(openssl x509 -in "$certs/root.pem" -noout -hash).0"
big_size=200 up_size=50
[ -z "$quick" ] || big_size=2 up_size=1
# shellcheck disable=SC2086
${CC:-cc} -O1 -g -o "$work/server" "$here/../interop/server.c" \
    $(if [ "$URTICA_LIBDIR" = system ]; then echo -lssl -lcrypto; else
        echo -I"$here/../../include" -L"$URTICA_LIBDIR" -lssl -lcrypto \
            -Wl,-rpath-link,"$URTICA_LIBDIR"; fi) 2>"$work/err" || {
    fail 'interop/server.c compiles' "$work/err"
    finish
}
sides=
[ "$URTICA_LIBDIR" = system ] || sides=u
for side in s $sides; do
    nginx_start $side $side || {
        fail "nginx on $(side_name $side) starts" "$work/$side/start.log"
        cat "$work/$side/error.log"
        finish
    }
done
# With OpenSSL alone the two sides are one.
if [ -z "$sides" ]; then
    base[u]=${base[s]} master[u]=${master[s]}
    ln -s s "$work/u"
fi
head -c ${big_size}M /dev/urandom > "$work/s/www/big"
[ -z "$sides" ] || ln "$work/s/www/big" "$work/u/www/big"
head -c ${up_size}M "$work/s/www/big" > "$work/up"
chmod -R a+rX "$work/s/www" "$work/u/www"
start_abrupt s $sides

run_failures s s "$work/oracle"
check_oracle
for pair in $pairs; do
    client=${pair%:*} server=${pair#*:}
    maps "$client" "$server"
    matrix "$client" "$server"
    suites "$client" "$server"
    names_by_sni "$client" "$server"
    client_certificates "$client" "$server"
    status_and_crl "$client" "$server"
    sessions "$client" "$server"
    transfers "$client" "$server"
    compare_failures "$client" "$server"
    reload "$client" "$server"
done
others
if [ "$(id -u)" = 0 ]; then ordinary_master; else root_master; fi
for side in s $sides; do
    if kill -0 "${master[$side]}" 2>/dev/null &&
        ! grep -E '\[(alert|emerg)\]' "$work/$side/error.log" > "$work/err"
    then
        pass "nginx on $(side_name $side) is alive, no alert in its log"
    else
        fail "nginx on $(side_name $side) is alive, no alert in its log" \
            "$work/err"
    fi
done
finish
