#!/bin/bash
# The classic handshake, TLS 1.0 to 1.2: every version, key exchange, cipher
# and certificate, with a full handshake, one without encrypt_then_mac and
# extended_master_secret, resumption by session ID, client certificates and
# renegotiation at either side's wish, data both ways; Urtica (pairs.c) at one
# end and the openssl and gnutls tools of the system at the other, in both
# directions. Which combinations there are follows from both peers' own lists;
# what one of them cannot do is counted, with the reason.
# environment: as apps/curl-nginx.sh.
. "$(dirname "$0")/../apps/lib.sh"
interop=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$interop/../data
need openssl
make_certs
psk=5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
echo "someone:$psk" > "$work/psk"

# Certificates that only this test needs: an RSA one whose key may also
# encrypt, and DSA ones for server and client; the client's is short, as GnuTLS
# before TLS 1.2 signs with no longer subgroup than SHA-1 fills.
more_certs()
{
    local name usage
    export OPENSSL_CONF=$certs/openssl.cnf CA_DIR=$certs
    cp "$certs/rsa.key" "$certs/enc.key" &&
        cp "$data/api-dsa-key.pem" "$certs/dsa.key" &&
        openssl genpkey -genparam -algorithm DSA -out "$work/dsa" \
            -pkeyopt dsa_paramgen_bits:1024 -pkeyopt dsa_paramgen_q_bits:160 &&
        openssl genpkey -paramfile "$work/dsa" \
            -out "$certs/client-dsa.key" || return
    for name in enc dsa client-dsa; do
        usage=digitalSignature
        [ $name != enc ] || usage=$usage,keyEncipherment
        printf '%s\n' '[ leaf ]' 'basicConstraints = CA:FALSE' \
            "keyUsage = critical, $usage" 'subjectKeyIdentifier = hash' \
            'authorityKeyIdentifier = keyid' \
            "subjectAltName = DNS:$name.test,DNS:localhost,IP:127.0.0.1" \
            > "$work/extensions"
        CA_NAMES=DNS:unused.test openssl req -new -key "$certs/$name.key" \
            -subj "/CN=$name.test" -out "$certs/$name.csr" &&
            CA_NAMES=DNS:unused.test openssl ca -batch -notext -name inter \
            -extfile "$work/extensions" -extensions leaf \
            -in "$certs/$name.csr" -out "$certs/$name.crt" &&
            cat "$certs/$name.crt" "$certs/inter.crt" > "$certs/$name.pem" ||
            return
    done
    unset OPENSSL_CONF CA_DIR
}
more_certs > "$work/err" 2>&1 || { fail 'certificates' "$work/err"; finish; }
unset OPENSSL_CONF CA_DIR

# shellcheck disable=SC2046
${CC:-cc} -O1 -g -o "$work/pairs" "$interop/pairs.c" \
    $(if [ "$URTICA_LIBDIR" = system ]; then echo -lssl -lcrypto; else
        echo -I"$interop/../../include" -L"$URTICA_LIBDIR" -lssl \
            -lcrypto -Wl,-rpath-link,"$URTICA_LIBDIR"; fi) \
    2>"$work/err" || { fail 'pairs.c compiles' "$work/err"; finish; }

# --------------------------------------------------------------- the lists
# VERSION CODE SUITE EXCHANGE AUTHENTICATION, a line each.
on u "$work/pairs" list > "$work/ours" || { fail 'our list'; finish; }
[ -s "$work/ours" ] || { fail 'our list is empty'; finish; }

versions='1.0 1.1 1.2'
version_option() # VERSION
{
    case $1 in 1.0) echo -tls1 ;; *) echo "-tls${1/./_}" ;; esac
}
# What the openssl command can use: VERSION SUITE, a line each. Its servers and
# clients can do the same.
openssl_list()
{
    local version
    for version in $versions; do
        openssl ciphers -s -psk "$(version_option $version)" \
            'ALL:COMPLEMENTOFALL:@SECLEVEL=0' | tr ':' '\n' |
            grep -v '^TLS_' | sed "s/^/$version /"
    done
}
# What the gnutls tools can use: VERSION CODE PRIORITY, a line each, where
# PRIORITY is what chooses the suite, read from its name.
gnutls_any=NONE:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+SIGN-RSA-MD5
gnutls_any=$gnutls_any:+SIGN-DSA-SHA1:+SIGN-DSA-SHA224:+SIGN-DSA-SHA256
gnutls_any=$gnutls_any:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:+SIGN-EDDSA-ED448
gnutls_any=$gnutls_any:+GROUP-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1
gnutls_all=+RSA:+DHE-RSA:+DHE-DSS:+ECDHE-RSA:+ECDHE-ECDSA:+PSK:+RSA-PSK
gnutls_all=$gnutls_all:+DHE-PSK:+ECDHE-PSK:+ANON-DH:+ANON-ECDH:+CIPHER-ALL
gnutls_all=$gnutls_all:+3DES-CBC:+NULL:+MAC-ALL:+MD5:+SHA256:+SHA384
gnutls_list()
{
    gnutls-cli --list --priority \
        "$gnutls_any:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:$gnutls_all" |
        awk '$1 ~ /^TLS_/ {
            name = $1
            code = toupper(substr($2, 3, 2) substr($3, 3, 2))
            lowest = substr($NF, 4)
            sub(/^TLS_/, "", name)
            mac = "AEAD"
            if (name !~ /_(GCM|CCM)|POLY1305/) {
                mac = name
                sub(/.*_/, "", mac)
                name = substr(name, 1, length(name) - length(mac) - 1)
            } else
                sub(/_SHA[0-9]+$/, "", name)
            if (!match(name, /^(ECDHE_RSA|ECDHE_ECDSA|ECDHE_PSK|ECDH_ANON|DHE_RSA|DHE_DSS|DHE_PSK|DH_ANON|RSA_PSK|RSA|PSK)_/))
                next
            exchange = substr(name, 1, RLENGTH - 1)
            cipher = substr(name, RLENGTH + 1)
            gsub(/_/, "-", exchange)
            gsub(/_/, "-", cipher)
            if (exchange == "DH-ANON") exchange = "ANON-DH"
            if (exchange == "ECDH-ANON") exchange = "ANON-ECDH"
            if (cipher == "3DES-EDE-CBC") cipher = "3DES-CBC"
            for (v = 0; v < 3; v++)
                if ("1." v >= lowest)
                    print "1." v, code, "+" exchange ":+" cipher ":+" mac
        }'
}
openssl_list > "$work/openssl"
join -j 1 <(awk '{ print $1 "/" $3, $0 }' "$work/ours" | sort -k 1,1) \
    <(awk '{ print $1 "/" $2, "-" }' "$work/openssl" | sort -k 1,1) |
    cut -d ' ' -f 2- > "$work/with.openssl"
if command -v gnutls-cli >/dev/null && command -v gnutls-serv >/dev/null; then
    peers='openssl gnutls'
    gnutls_list | sort -u > "$work/gnutls"
    join -j 1 <(awk '{ print $1 "/" $2, $0 }' "$work/ours" | sort -k 1,1) \
        <(awk '{ print $1 "/" $2, $3 }' "$work/gnutls" | sort -k 1,1) |
        cut -d ' ' -f 2- > "$work/with.gnutls"
else
    peers=openssl
    skip 'gnutls' 'not installed'
fi
# Not in both lists: said, with the number.
not_in_both() # PEER
{
    local version ours both theirs
    for version in $versions; do
        ours=$(grep -c "^$version " "$work/ours")
        both=$(grep -c "^$version " "$work/with.$1")
        theirs=$(grep -c "^$version " "$work/$1")
        echo "# $1, TLS $version: $both suites that both can use," \
            "$((ours - both)) excluded as only Urtica lists them," \
            "$((theirs - both)) as only $1 lists them"
        [ "$both" -gt 0 ] || fail "$1, TLS $version: no common suite"
    done
}
for peer in $peers; do not_in_both "$peer"; done
echo '# no combinations by the protocol: client certificates where the server' \
    'has none (RFC 5246, 7.4.4; RFC 4279), Ed25519, Ed448 and RSA-PSS keys' \
    'before TLS 1.2 (RFC 8422, 5.10), RSA key exchange with keys that only sign'

# ------------------------------------------------------------- the matrix
# certificates VERSION: the server's, `-` for suites without one.
certificates()
{
    echo enc pss p256 p384 p521 dsa -
    [ "$1" != 1.2 ] || echo psskey ed25519 ed448
}
# suits CERTIFICATE EXCHANGE AUTHENTICATION
suits()
{
    case $1,$2,$3 in
    -,*,none | -,*,psk | dsa,*,dss) ;;
    enc,*,rsa) ;;
    # Their use, or their kind, does not allow encryption.
    pss,*DHE,rsa | psskey,*DHE,rsa) ;;
    p*,*,rsa) return 1 ;;
    p[0-9]*,*,ecdsa | ed*,*,ecdsa) ;;
    *) return 1 ;;
    esac
}
# kinds AUTHENTICATION: KIND/CLIENT CERTIFICATE...
kinds()
{
    echo full/- classic/- resumed/- by-client/- by-server/-
    case $1 in
    # RFC 5246, section 7.4.4, and RFC 4279: no CertificateRequest.
    none | psk) ;;
    *) echo full/client resumed/client by-client/client by-server/client ;;
    esac
}
other_clients() # VERSION
{
    echo client-ec client-dsa p384 p521
    [ "$1" != 1.2 ] || echo pss ed25519 ed448
}
# Each sets $command.
openssl_server() # VERSION CERTIFICATE CLIENT
{
    command="openssl s_server -accept 127.0.0.1:@PORT@ -psk $psk"
    command="$command -cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0 $option"
    command="$command -psk_identity someone -no_ticket -client_renegotiation"
    command="$command -groups X25519:P-256:X448:P-384:P-521"
    if [ "$2" = - ]; then command="$command -nocert"
    else
        command="$command -cert $certs/$2.crt -key $certs/$2.key"
        command="$command -cert_chain $certs/inter.crt"
    fi
    [ "$3" != - ] || return 0
    command="$command -Verify 3 -verify_return_error -CAfile $certs/root.pem"
    command="$command -no_resumption_on_reneg"
}
gnutls_server() # VERSION CERTIFICATE CLIENT
{
    command="gnutls-serv --echo -q -p @PORT@ --noticket --pskpasswd $work/psk"
    command="$command --priority $gnutls_any:+VERS-TLS$1:$gnutls_all"
    [ "$2" = - ] || command="$command --x509certfile $certs/$2.pem --x509keyfile $certs/$2.key"
    if [ "$3" = - ]; then command="$command --disable-client-cert"
    else
        command="$command --require-client-cert --verify-client-cert"
        command="$command --x509cafile $certs/root.pem"
    fi
}
openssl_client() # VERSION CERTIFICATE CLIENT KIND SUITE PRIORITY
{
    command="openssl s_client -connect 127.0.0.1:@PORT@ $option -no_ticket"
    command="$command -cipher $5:@SECLEVEL=0 -CAfile $certs/root.pem"
    command="$command -psk $psk -psk_identity someone"
    [ "$2" = - ] || command="$command -verify 3 -verify_return_error"
    [ "$3" = - ] || command="$command -cert $certs/$3.crt -key $certs/$3.key -cert_chain $certs/inter.crt"
    [ "$4" != resumed ] || command="$command -reconnect"
}
gnutls_client() # VERSION CERTIFICATE CLIENT KIND SUITE PRIORITY
{
    command="gnutls-cli -p @PORT@ 127.0.0.1 --noticket"
    command="$command --priority $gnutls_any:+VERS-TLS$1:$6"
    command="$command --x509cafile $certs/root.pem"
    case $6 in
    *PSK*) command="$command --pskusername someone --pskkey $psk" ;;
    esac
    [ "$3" = - ] || command="$command --x509certfile $certs/$3.pem --x509keyfile $certs/$3.key"
    case $4 in
    resumed) command="$command --resume" ;;
    by-client) command="$command --rehandshake" ;;
    esac
}

# cannot TOOL EXCHANGE CLIENT: what the tool itself is not able to do, in a
# word. `probe` shows that it is so with OpenSSL at our end too.
cannot()
{
    case $1,$2,$3 in
    gnutls-*,RSA-PSK,-) return 1 ;;
    # No CertificateRequest there: the tool refuses it, and sends none.
    gnutls-*,RSA-PSK,*) echo knows-no-CertificateRequest-with-RSA-PSK ;;
    # The tool crashes when it tells about the handshake.
    gnutls-cli,DHE-PSK,* | gnutls-cli,ECDHE-PSK,*) echo "crashes-after-$2" ;;
    *) return 1 ;;
    esac
}
# cases PEER OURS VERSION CERTIFICATE: for pairs.c; OURS is client or server.
# What the tool cannot do goes to the file `excluded` instead: REASON OURS CASE.
cases()
{
    local peer=$1 ours=$2 version=$3 certificate=$4
    local theirs exchange authentication suite priority kind client plain
    local seen= option command why
    option=$(version_option "$version")
    [ "$ours" = client ] && theirs=server || theirs=client
    while read -r _ _ suite exchange authentication priority; do
        suits "$certificate" "$exchange" "$authentication" || continue
        plain=$(kinds "$authentication")
        # Each other client certificate once with every key exchange.
        case " $seen " in
        *" $exchange "*) ;;
        *)  seen="$seen $exchange"
            case $authentication in
            none | psk) ;;
            *)  for client in $(other_clients "$version"); do
                    plain="$plain full/$client"
                done ;;
            esac ;;
        esac
        for kind in $plain; do
            client=${kind#*/}
            "${peer}_$theirs" "$version" "$certificate" "$client" \
                "${kind%/*}" "$suite" "$priority"
            case $peer,$exchange in
            gnutls,*-PSK)
                if why=$(cannot "${command%% *}" "$exchange" "$client"); then
                    echo "$why $ours ${kind%/*} $version $suite" \
                        "$certificate $client $command" >> "$work/excluded"
                    continue
                fi ;;
            esac
            echo "${kind%/*} $version $suite $certificate $client $command"
        done
    done < <(grep "^$version " "$work/with.$peer")
}

names=() total=0
: > "$work/excluded"
two_at_most()
{
    while [ "$(jobs -pr | wc -l)" -ge 2 ]; do wait -n; done
}
# The exclusions, counted by reason, each shown by one full handshake and the
# system's OpenSSL at our end.
probe()
{
    local count why ours
    while read -r count why ours; do
        echo "# $count combinations excluded, Urtica as $ours: gnutls $why"
        grep "^$why $ours full " "$work/excluded" | head -n 1 |
            cut -d ' ' -f 3- > "$work/one"
        if [ -s "$work/one" ] && ! on s timeout 60 "$work/pairs" "$ours" \
            "$certs" < "$work/one" > "$work/err" 2>&1 &&
            grep -q '^1 combinations, 1 failed' "$work/err"; then
            pass "with OpenSSL as $ours too, gnutls $why"
        else
            fail "with OpenSSL as $ours, not true: gnutls $why" "$work/one"
        fi
    done < <(cut -d ' ' -f 1,2 "$work/excluded" | sort | uniq -c)
}
for ours in client server; do
    for peer in $peers; do
        for version in $versions; do
            for certificate in $(certificates "$version"); do
                n=${#names[@]}
                names+=("$peer, Urtica as $ours, TLS $version, certificate $certificate")
                cases "$peer" $ours "$version" "$certificate" |
                    if [ $ours = client ]; then sort -s -k 6; else cat; fi \
                    > "$work/cases.$n"
                two_at_most
                on u timeout 200 "$work/pairs" $ours "$certs" \
                    < "$work/cases.$n" > "$work/result.$n" 2>&1 &
                pids+=("$!")
            done
        done
    done
done
wait
for ((n = 0; n < ${#names[@]}; n++)); do
    count=$(wc -l < "$work/cases.$n")
    total=$((total + count))
    summary=$(tail -n 1 "$work/result.$n")
    case $count,$summary in
    0,*) fail "${names[n]}: no combination" ;;
    *,"$count combinations, 0 failed:"*) pass "${names[n]}: $summary" ;;
    *) fail "${names[n]}: $summary" "$work/result.$n" ;;
    esac
done
probe
echo "# $total combinations"
finish
