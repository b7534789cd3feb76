#!/bin/bash
# Every version, key exchange, cipher and certificate, with and without
# resumption and client certificates: our client and server (client.c,
# server.c) on Urtica, the openssl and gnutls tools of the system at the other
# end, and the same two programs on OpenSSL.
# environment: as apps/curl-nginx.sh.
. "$(dirname "$0")/../apps/lib.sh"
interop=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
need openssl
make_certs
for end in client server; do
    # shellcheck disable=SC2046
    ${CC:-cc} -O1 -g -o "$work/$end" "$interop/$end.c" \
        $(if [ "$URTICA_LIBDIR" = system ]; then echo -lssl -lcrypto; else
            echo -I"$interop/../../include" -L"$URTICA_LIBDIR" -lssl \
                -lcrypto -Wl,-rpath-link,"$URTICA_LIBDIR"; fi) \
        2>"$work/err" || { fail "$end.c compiles" "$work/err"; finish; }
done

certificates='rsa pss psskey p256 p384 p521 ed25519 ed448'
groups12='X25519 P-256 P-384 P-521 X448'
groups13="$groups12 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192"
suites13='TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384
    TLS_CHACHA20_POLY1305_SHA256'
aeads12='AES128-GCM-SHA256 AES256-GCM-SHA384 CHACHA20-POLY1305'

# The group that an ECDSA certificate of TLS 1.2 needs besides.
own_group()
{
    case $1 in
    p256) echo :P-256 ;;
    p384) echo :P-384 ;;
    p521) echo :P-521 ;;
    esac
}
signer()
{
    case $1 in rsa | pss | psskey) echo RSA ;; *) echo ECDSA ;; esac
}
# cases VERSION CERTIFICATE: options of our client, a line each. Every group
# with one suite, every suite with one group.
cases()
{
    local group suite
    if [ "$1" = 1.3 ]; then
        for group in $groups13; do echo "-groups $group"; done
        for suite in $suites13; do echo "-suites $suite"; done
    else
        for group in $groups12; do
            case "$(own_group "$2")" in
            :"$group") echo "-groups $group" ;;
            *) echo "-groups $group$(own_group "$2")" ;;
            esac
        done
        for suite in $aeads12; do
            echo "-cipher ECDHE-$(signer "$2")-$suite"
        done
        echo '-tickets 0'
    fi
    echo '-lines 60'
}

# run_clients NAME SIDE PORT VERSION CERTIFICATE [OPTIONS...]: each case, with
# a resumed connection after it; one verdict.
run_clients()
{
    local name=$1 side=$2 port=$3 version=$4 certificate=$5 options n=0 bad=0
    local group
    shift 5
    : > "$work/err"
    while read -r options; do
        n=$((n + 1))
        # shellcheck disable=SC2086
        if on "$side" timeout 30 "$work/client" -port "$port" \
            -CA "$certs/root.pem" -min "$version" -max "$version" -resume \
            $options "$@" > "$work/out" 2>"$work/err1" &&
            grep -q "^TLSv$version .* reused=0$" "$work/out" &&
            grep -q "^TLSv$version .* reused=1$" "$work/out"; then
            case $options in
            -suites* | -cipher*) grep -q " ${options#* } " "$work/out" ;;
            esac && continue
        fi
        bad=$((bad + 1))
        { echo "$options:"; cat "$work/out" "$work/err1"; } >> "$work/err"
    done < <(cases "$version" "$certificate")
    if [ $bad = 0 ]; then pass "$name: $n cases"
    else fail "$name: $bad of $n cases" "$work/err"; fi
}

# ------------------------------------------------- our client, three servers
openssl_server() # CERTIFICATE OPTIONS...
{
    local name=$1
    shift
    free_ports 1
    start s "$work/server.log" openssl s_server -accept "127.0.0.1:$port" \
        -cert "$certs/$name.crt" -cert_chain "$certs/inter.crt" \
        -key "$certs/$name.key" -groups "${groups13// /:}" -rev -quiet "$@"
    wait_for "$port" "$started"
}
gnutls_server() # CERTIFICATE OPTIONS...
{
    local name=$1
    shift
    free_ports 1
    start s "$work/server.log" gnutls-serv --echo -q -p "$port" \
        --x509certfile "$certs/$name.pem" --x509keyfile "$certs/$name.key" \
        --priority "NORMAL:+GROUP-ALL:+SIGN-EDDSA-ED448" "$@"
    wait_for "$port" "$started"
}
our_server() # SIDE CERTIFICATE OPTIONS...
{
    local side=$1 name=$2
    shift 2
    free_ports 1
    start "$side" "$work/server.log" "$work/server" -port "$port" \
        -cert "$certs/$name.pem" -key "$certs/$name.key" \
        -groups "${groups13// /:}" "$@"
    wait_for "$port" "$started"
}

our_client()
{
    local certificate version
    for certificate in $certificates; do
        openssl_server "$certificate" || fail 's_server' "$work/server.log"
        for version in 1.2 1.3; do
            run_clients "client on $(side_name u), s_server, TLS $version, $certificate" \
                u "$port" $version "$certificate"
        done
        stop "$started"
        our_server s "$certificate" || fail 'our server' "$work/server.log"
        for version in 1.2 1.3; do
            run_clients "client on $(side_name u), server on OpenSSL, TLS $version, $certificate" \
                u "$port" $version "$certificate"
        done
        stop "$started"
        our_server u "$certificate" || fail 'our server' "$work/server.log"
        check "server on $(side_name u), $certificate: its libraries" \
            loaded u "$started"
        for version in 1.2 1.3; do
            run_clients "client on OpenSSL, server on $(side_name u), TLS $version, $certificate" \
                s "$port" $version "$certificate"
            run_clients "client and server on $(side_name u), TLS $version, $certificate" \
                u "$port" $version "$certificate"
        done
        stop "$started"
    done
    command -v gnutls-serv >/dev/null || {
        skip 'gnutls-serv' 'not installed'
        return
    }
    for certificate in $certificates; do
        gnutls_server "$certificate" || fail 'gnutls-serv' "$work/server.log"
        for version in 1.2 1.3; do
            run_clients "client on $(side_name u), gnutls-serv, TLS $version, $certificate" \
                u "$port" $version "$certificate"
        done
        stop "$started"
    done
}

# ------------------------------------------------- our server, their clients
# speak FILE COMMAND...: gives a line, waits for it to come back.
speak()
{
    local out=$1 i
    shift
    : > "$out"
    {
        echo 'hello from the other side'
        for ((i = 0; i < 200; i++)); do
            ! grep -aqx 'hello from the other side' "$out" || break
            sleep 0.02
        done
    } | timeout 20 "$@" > "$out" 2>&1
    grep -aqx 'hello from the other side' "$out"
}
their_clients()
{
    local certificate version group suite n bad gnutls
    for certificate in $certificates; do
        our_server u "$certificate" || fail 'our server' "$work/server.log"
        for version in 1.2 1.3; do
            n=0 bad=0
            : > "$work/err"
            while read -r options; do
                case $options in
                -suites*) options="-ciphersuites ${options#* }" ;;
                -tickets*) options=-no_ticket ;;
                -lines*) options= ;;
                esac
                n=$((n + 1))
                # shellcheck disable=SC2086
                speak "$work/out" openssl s_client -quiet -no_ign_eof \
                    -verify_return_error -CAfile "$certs/root.pem" \
                    -connect "127.0.0.1:$port" -tls${version/./_} $options ||
                    { bad=$((bad + 1))
                      { echo "$options:"; cat "$work/out"; } >> "$work/err"; }
            done < <(cases $version "$certificate" | sed -n '1p;4,$p')
            [ $bad = 0 ] && pass "s_client, server on $(side_name u), TLS $version, $certificate: $n cases" ||
                fail "s_client, server on $(side_name u), TLS $version, $certificate: $bad of $n cases" "$work/err"
            # Five more connections, each with the first one's session ID.
            if [ $version = 1.2 ]; then
                echo | timeout 20 openssl s_client -reconnect -no_ticket \
                    -CAfile "$certs/root.pem" -connect "127.0.0.1:$port" \
                    -tls1_2 > "$work/out" 2>&1
                if [ "$(grep -c '^Reused, TLSv1.2' "$work/out")" = 5 ]; then
                    pass "s_client -reconnect, session IDs, $certificate"
                else
                    fail "s_client -reconnect, session IDs, $certificate" \
                        "$work/out"
                fi
            fi
            command -v gnutls-cli >/dev/null || {
                skip 'gnutls-cli' 'not installed'
                continue
            }
            n=0 bad=0
            : > "$work/err"
            for gnutls in GROUP-X25519 GROUP-SECP256R1 GROUP-SECP384R1 \
                GROUP-SECP521R1 AES-128-GCM AES-256-GCM CHACHA20-POLY1305; do
                case $gnutls in
                GROUP-*) priority="-GROUP-ALL:+$gnutls" ;;
                *) priority="-CIPHER-ALL:+$gnutls" ;;
                esac
                case $gnutls,$certificate in
                GROUP-*,p256) priority="$priority:+GROUP-SECP256R1" ;;
                GROUP-*,p384) priority="$priority:+GROUP-SECP384R1" ;;
                GROUP-*,p521) priority="$priority:+GROUP-SECP521R1" ;;
                esac
                n=$((n + 1))
                speak "$work/out" gnutls-cli \
                    --x509cafile "$certs/root.pem" --verify-hostname \
                    "$certificate.test" -p "$port" 127.0.0.1 --priority \
                    "NORMAL:-VERS-ALL:+VERS-TLS$version:+SIGN-EDDSA-ED448:$priority" ||
                    { bad=$((bad + 1))
                      { echo "$gnutls:"; cat "$work/out"; } >> "$work/err"; }
            done
            [ $bad = 0 ] && pass "gnutls-cli, server on $(side_name u), TLS $version, $certificate: $n cases" ||
                fail "gnutls-cli, server on $(side_name u), TLS $version, $certificate: $bad of $n cases" "$work/err"
        done
        stop "$started"
    done
}

# ------------------------------------------------------------ special cases
# one NAME SIDE PATTERN OPTIONS...: one client run whose report matches.
one()
{
    local name=$1 side=$2 pattern=$3
    shift 3
    if on "$side" timeout 30 "$work/client" -port "$port" \
        -CA "$certs/root.pem" "$@" > "$work/out" 2>&1 &&
        grep -q "$pattern" "$work/out"; then
        pass "$name"
    else
        fail "$name" "$work/out"
    fi
}
# refused NAME SIDE PATTERN OPTIONS...: one client run that must fail so.
refused()
{
    local name=$1 side=$2 pattern=$3
    shift 3
    if ! on "$side" timeout 30 "$work/client" -port "$port" \
        -CA "$certs/root.pem" "$@" > "$work/out" 2>&1 &&
        grep -q "$pattern" "$work/out"; then
        pass "$name"
    else
        fail "$name" "$work/out"
    fi
}
special()
{
    local pair client server what certificate version signature chain
    for pair in u:u u:s s:u; do
        client=${pair%:*} server=${pair#*:}
        what="client on $(side_name $client), server on $(side_name $server)"
        our_server $server p256 -groups P-384 -alpn h2
        one "$what: HelloRetryRequest" $client 'TLSv1.3.*group=715' \
            -groups X25519:P-384
        one "$what: ALPN" $client 'alpn=h2' -alpn h2
        refused "$what: no common ALPN" $client 'no application protocol' \
            -alpn http/1.1
        one "$what: KeyUpdate" $client 'TLSv1.3' -keyupdate
        stop "$started"
        for certificate in client client-ec ed25519 ed448 p384 p521 pss; do
            our_server $server rsa -CA "$certs/root.pem" -verify
            for version in 1.2 1.3; do
                one "$what: client certificate $certificate, TLS $version" \
                    $client "TLSv$version" -min $version -max $version \
                    -cert "$certs/$certificate.pem" \
                    -key "$certs/$certificate.key"
            done
            stop "$started"
        done
        our_server $server rsa -CA "$certs/root.pem" -verify
        refused "$what: no client certificate, TLS 1.2" $client \
            'handshake failure' -max 1.2
        refused "$what: no client certificate, TLS 1.3" $client \
            'SSL_[a-z]* failed' -min 1.3
        stop "$started"
        for signature in rsa:RSA-PSS+SHA256 rsa:RSA-PSS+SHA384 \
            rsa:RSA-PSS+SHA512 p256:ECDSA+SHA256 p384:ECDSA+SHA384 \
            psskey:rsa_pss_pss_sha256 ed25519:ed25519 ed448:ed448; do
            our_server $server ${signature%:*}
            # The chain's own signatures must be offered too.
            chain=:RSA+SHA256
            [ $signature = p256:ECDSA+SHA256 ] || chain=$chain:ECDSA+SHA256
            for version in 1.2 1.3; do
                one "$what: signature ${signature#*:}, TLS $version" $client \
                    "TLSv$version" -min $version -max $version \
                    -sigalgs "${signature#*:}$chain"
            done
            stop "$started"
        done
    done
    # A KeyUpdate that the peer begins.
    our_server u p256
    { echo K; sleep 0.2; echo 'after the update'; sleep 0.3; } |
        timeout 20 openssl s_client -tls1_3 -connect "127.0.0.1:$port" \
        -CAfile "$certs/root.pem" > "$work/out" 2>&1
    check "server on $(side_name u): s_client updates its keys" \
        grep -qx 'after the update' "$work/out"
    stop "$started"
}

groups13=$(echo $groups13)
our_client
their_clients
special
finish
