#!/bin/bash
# Makes the certificates, keys, CRLs and stapled OCSP responses that the
# application and interop tests use, with the system's openssl command.
# usage: make-certs.sh FOLDER
#
# Two roots: `root`, with the intermediate `inter` below it, and `other`, that
# nobody trusts. Server certificates: NAME.pem is the certificate with its
# chain, NAME.key its key.
set -eu
out=$1
mkdir -p "$out"
cd "$out"
unset LD_LIBRARY_PATH LD_PRELOAD
export OPENSSL_CONF=$out/openssl.cnf
day() { date -u -d "$1" +%Y%m%d%H%M%SZ; }
quiet() { "$@" >>log 2>&1 || { tail -n 20 log >&2; exit 1; }; }
: > log

cat > openssl.cnf <<'END'
[ req ]
distinguished_name = dn
prompt = no
[ dn ]
CN = unused
[ ca ]
default_ca = inter
[ root ]
database = $ENV::CA_DIR/root.index
certificate = $ENV::CA_DIR/root.crt
private_key = $ENV::CA_DIR/root.key
new_certs_dir = $ENV::CA_DIR/issued
policy = anything
default_md = sha256
default_days = 90
default_crl_days = 30
unique_subject = no
rand_serial = yes
x509_extensions = authority
[ inter ]
database = $ENV::CA_DIR/inter.index
certificate = $ENV::CA_DIR/inter.crt
private_key = $ENV::CA_DIR/inter.key
new_certs_dir = $ENV::CA_DIR/issued
policy = anything
default_md = sha256
default_days = 60
default_crl_days = 30
unique_subject = no
rand_serial = yes
x509_extensions = leaf
[ anything ]
commonName = supplied
[ authority ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ leaf ]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = $ENV::CA_NAMES
[ client ]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ ocsp ]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
export CA_DIR=$out CA_NAMES=DNS:unused.test
mkdir -p issued
: > root.index
: > inter.index

key()
{
    case $2 in
    rsa) set -- "$1" -algorithm RSA -pkeyopt rsa_keygen_bits:2048 ;;
    pss) set -- "$1" -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 ;;
    p256) set -- "$1" -algorithm EC -pkeyopt ec_paramgen_curve:P-256 ;;
    p384) set -- "$1" -algorithm EC -pkeyopt ec_paramgen_curve:P-384 ;;
    p521) set -- "$1" -algorithm EC -pkeyopt ec_paramgen_curve:P-521 ;;
    ed25519) set -- "$1" -algorithm ED25519 ;;
    ed448) set -- "$1" -algorithm ED448 ;;
    esac
    quiet openssl genpkey -out "$1.key" "${@:2}"
}
request() # NAME COMMON-NAME
{
    quiet openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
}
# issue CA NAME KEY-TYPE COMMON-NAME [ARGUMENTS OF openssl ca...]
issue()
{
    local ca=$1 name=$2 type=$3 cn=$4
    shift 4
    key "$name" "$type"
    request "$name" "$cn"
    quiet openssl ca -batch -notext -name "$ca" -in "$name.csr" \
        -out "$name.crt" "$@"
    if [ "$ca" = inter ]; then
        cat "$name.crt" inter.crt > "$name.pem"
    else
        cp "$name.crt" "$name.pem"
    fi
}
# server NAME KEY-TYPE HOST [ARGUMENTS...]
server()
{
    local name=$1 type=$2 host=$3
    shift 3
    CA_NAMES="DNS:$host,DNS:localhost,IP:127.0.0.1,IP:::1" \
        issue inter "$name" "$type" "$host" "$@"
}
self_signed() # NAME KEY-TYPE COMMON-NAME [EXTENSIONS]
{
    key "$1" "$2"
    quiet openssl req -x509 -new -key "$1.key" -subj "/CN=$3" -days 90 \
        -extensions "${4:-authority}" -out "$1.crt"
    cp "$1.crt" "$1.pem"
}

self_signed root p256 'Urtica test root'
self_signed other p256 'Urtica test root of others'
issue root inter rsa 'Urtica test intermediate'

server rsa rsa rsa.test
server pss rsa pss.test -sigopt rsa_padding_mode:pss \
    -sigopt rsa_pss_saltlen:digest
server psskey pss psskey.test
server p256 p256 p256.test
server p384 p384 p384.test
server p521 p521 p521.test
server ed25519 ed25519 ed25519.test
server ed448 ed448 ed448.test
server expired p256 expired.test -startdate "$(day '-30 days')" \
    -enddate "$(day '-2 days')"
server notyet p256 notyet.test -startdate "$(day '+2 days')" \
    -enddate "$(day '+30 days')"
server revoked p256 revoked.test
CA_NAMES=DNS:elsewhere.test issue inter wronghost p256 elsewhere.test
export CA_NAMES=DNS:self.test
self_signed self p256 self.test leaf
export CA_NAMES=DNS:unused.test

# The CA that nobody trusts signs a server's and a client's certificate.
key foreign p256
request foreign foreign.test
key badclient p256
request badclient 'bad client'
for name in foreign badclient; do
    CA_NAMES=DNS:foreign.test quiet openssl x509 -req -in "$name.csr" \
        -CA other.crt -CAkey other.key -days 30 -set_serial 77 \
        -extfile openssl.cnf -extensions leaf -out "$name.crt"
    cp "$name.crt" "$name.pem"
done
issue inter client rsa 'a client' -extensions client
issue inter client-ec p256 'a client with P-256' -extensions client
issue inter responder p256 'OCSP responder' -extensions ocsp

quiet openssl ca -name inter -revoke revoked.crt -crl_reason keyCompromise
quiet openssl ca -name inter -gencrl -out inter.crl
quiet openssl ca -name root -gencrl -out root.crl
cat inter.crl root.crl > crls.pem

# ocsp NAME: NAME.ocsp, what the responder says of that certificate.
ocsp()
{
    quiet openssl ocsp -issuer inter.crt -cert "$1.crt" -no_nonce \
        -reqout "$1.ocspreq"
    quiet openssl ocsp -index inter.index -CA inter.crt -rsigner \
        responder.crt -rkey responder.key -reqin "$1.ocspreq" -ndays 7 \
        -respout "$1.ocsp"
}
ocsp rsa
ocsp p256
ocsp revoked
# A client's PKCS#12 and an encrypted key.
quiet openssl pkcs12 -export -in client.crt -inkey client.key \
    -certfile inter.crt -passout pass:secret -out client.p12
quiet openssl pkcs8 -topk8 -in client.key -passout pass:secret \
    -out client.enc.key
