#!/bin/sh
# Makes the certificates and CRLs of chains/ with the openssl tool, valid from
# 2020 to 2120 unless a row says otherwise, then asks the system's OpenSSL
# (make-chains.c) what it makes of every row of chains.rows, and writes
# chains.txt, which the unit tests read. Run by hand when rows are added:
#   make-chains.sh            both
#   make-chains.sh expect     only chains.txt, from the files that are there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/chains
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

cat > "$work/cnf" <<CNF
[ca]
default_ca = d
[d]
database = $work/index
serial = $work/serial
crlnumber = $work/crlnumber
new_certs_dir = $work
default_md = sha256
policy = p
unique_subject = no
email_in_dn = yes
preserve = yes
string_mask = utf8only
[p]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
[req]
distinguished_name = dn
string_mask = utf8only
[dn]
CNF
: > "$work/index"
echo 1000 > "$work/serial"
echo 01 > "$work/crlnumber"

# key NAME [TYPE]
key() {
    case ${2:-p256} in
    p256) openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key" ;;
    p384) openssl ecparam -name secp384r1 -genkey -noout -out "$work/$1.key" ;;
    ed25519) openssl genpkey -algorithm ed25519 -out "$work/$1.key" ;;
    rsa*) openssl genrsa -out "$work/$1.key" "${2#rsa}" 2> /dev/null ;;
    esac
}

# cert NAME ISSUER SUBJECT EXTENSIONS [START END [DIGEST]]
# EXTENSIONS: lines of an extension file separated by '|'. ISSUER is another
# NAME, or "self". KEY=other uses that one's key, FILE the name to write.
cert() {
    k=${KEY:-$1}
    [ -f "$work/$k.key" ] || key "$k"
    printf '%s\n' "$4" | tr '|' '\n' > "$work/ext"
    openssl req -new -config "$work/cnf" -key "$work/$k.key" -subj "$3" \
        -utf8 -out "$work/csr" 2> /dev/null
    if [ "$2" = self ]; then
        by="-selfsign -keyfile $work/$k.key"
    else
        by="-cert $out/$2.pem -keyfile $work/${ISSUERKEY:-$2}.key"
    fi
    # shellcheck disable=SC2086
    openssl ca -batch -notext -config "$work/cnf" -in "$work/csr" $by \
        -startdate "${5:-20200101000000Z}" -enddate "${6:-21200101000000Z}" \
        -md "${7:-default}" -extfile "$work/ext" -out "$out/$1.pem" \
        2> "$work/log" || { cat "$work/log"; exit 1; }
}

# crl NAME ISSUER [REVOKED...]; START, END, EXT from the environment
crl() {
    name=$1 issuer=$2
    shift 2
    : > "$work/index"
    for c in "$@"; do
        openssl ca -config "$work/cnf" -revoke "$out/$c.pem" \
            -cert "$out/$issuer.pem" -keyfile "$work/$issuer.key" \
            ${REASON:+-crl_reason "$REASON"} 2> /dev/null
    done
    { cat "$work/cnf"; echo "[e]"; printf '%s\n' "${EXT:-authorityKeyIdentifier=keyid}" | tr '|' '\n'; } > "$work/crlcnf"
    openssl ca -gencrl -config "$work/crlcnf" -crlexts e \
        -cert "$out/$issuer.pem" -keyfile "$work/${SIGNER:-$issuer}.key" \
        -crl_lastupdate "${START:-20200101000000Z}" \
        -crl_nextupdate "${END:-21200101000000Z}" -out "$out/$name.pem" \
        2> "$work/log" || { cat "$work/log"; exit 1; }
}

ca='basicConstraints=critical,CA:TRUE|keyUsage=critical,keyCertSign,cRLSign|subjectKeyIdentifier=hash|authorityKeyIdentifier=keyid'
ee='basicConstraints=CA:FALSE|subjectKeyIdentifier=hash|authorityKeyIdentifier=keyid'
web="$ee|keyUsage=critical,digitalSignature|extendedKeyUsage=serverAuth|subjectAltName=DNS:www.example.com,DNS:*.wild.example.com,IP:192.0.2.1,IP:2001:db8::1,email:who@example.com"

make_all() {
    rm -f "$out"/*.pem "$out"/*.der "$out"/*.p12
    cert root self '/C=XX/O=Test/CN=Root' "$ca"
    cert other self '/C=XX/O=Test/CN=Other Root' "$ca"
    cert inter root '/C=XX/O=Test/CN=Intermediate' "$ca"
    cert inter2 inter '/C=XX/O=Test/CN=Second' "$ca"
    cert leaf inter '/CN=www.example.com' "$web"
    cert leaf2 inter2 '/CN=www.example.com' "$web"
    cert direct root '/CN=direct.example.com' "$ee"
    cert client inter '/CN=client' "$ee|extendedKeyUsage=clientAuth"
    cert selfleaf self '/CN=self.example.com' 'basicConstraints=CA:FALSE'
    cert selfku self '/CN=selfku' 'keyUsage=digitalSignature'
    # A cross-sign: the same name and key under another root.
    KEY=inter cert cross other '/C=XX/O=Test/CN=Intermediate' "$ca"
    # The same name, other keys: told apart by key identifiers.
    KEY=fake cert fakeroot self '/C=XX/O=Test/CN=Root' "$ca"
    KEY=root cert oldroot self '/C=XX/O=Test/CN=Root' "$ca" 20100101000000Z 20150101000000Z
    KEY=rogue cert rogueinter other '/C=XX/O=Test/CN=Intermediate' \
        'basicConstraints=critical,CA:TRUE'
    cert expired inter '/CN=expired' "$web" 20200101000000Z 20210101000000Z
    cert future inter '/CN=future' "$web" 21000101000000Z
    cert expinter root '/CN=Expired CA' "$ca" 20200101000000Z 20210101000000Z
    cert underexp expinter '/CN=under' "$web"
    cert notca root '/CN=Not a CA' "$ee"
    cert undernotca notca '/CN=under not' "$ee"
    cert nosign root '/CN=No Sign' 'basicConstraints=CA:TRUE|keyUsage=digitalSignature|subjectKeyIdentifier=hash'
    cert undernosign nosign '/CN=under nosign' "$ee"
    cert pl0 root '/CN=Pathlen 0' "$ca|basicConstraints=critical,CA:TRUE,pathlen:0"
    cert pl0leaf pl0 '/CN=pl0 leaf' "$ee"
    cert pl0sub pl0 '/CN=pl0 sub' "$ca"
    cert pl0subleaf pl0sub '/CN=pl0 sub leaf' "$ee"
    cert crit inter '/CN=critical' "$ee|1.2.3.4=critical,DER:0500"
    cert badext inter '/CN=badext' 'basicConstraints=DER:0500'
    cert badcrldp inter '/CN=badcrldp' 'crlDistributionPoints=DER:0500'
    cert badsan inter '/CN=badsan' 'subjectAltName=DER:0500'
    cert dupext inter '/CN=dup' '2.5.29.15=DER:030205a0|keyUsage=digitalSignature'
    cert negpl root '/CN=negative' 'basicConstraints=DER:30060101ff0201ff'
    cert lax inter '/CN=lax' '2.5.29.19=DER:3003010101'
    cert plnoca inter '/CN=plnoca' 'basicConstraints=DER:3003020101'
    cert ku0 inter '/CN=ku0' 'keyUsage=DER:03020700'
    cert emptyku inter '/CN=emptyku' 'keyUsage=DER:030100'
    cert emptyeku inter '/CN=emptyeku' 'extendedKeyUsage=DER:3000'
    cert proxyish inter '/CN=proxy' 'proxyCertInfo=critical,language:id-ppl-anyLanguage,pathlen:1'
    cert policy inter '/CN=policy' "$ee|certificatePolicies=1.2.3.4"
    cert anyeku inter '/CN=anyeku' "$ee|extendedKeyUsage=anyExtendedKeyUsage"
    cert noexp inter '/CN=plain' 'subjectKeyIdentifier=hash'
    cert nsssl inter '/CN=ns' 'nsCertType=client'
    cert nsca root '/CN=ns ca' 'nsCertType=sslCA'
    cert undernsca nsca '/CN=under ns' 'nsCertType=server'
    cert kuonlyca root '/CN=ku ca' 'keyUsage=keyCertSign'
    cert underkuca kuonlyca '/CN=under ku' "subjectKeyIdentifier=hash"
    cert mailenc inter '/CN=mail' 'keyUsage=keyEncipherment|extendedKeyUsage=emailProtection'
    cert tsa inter '/CN=tsa' 'keyUsage=digitalSignature|extendedKeyUsage=critical,timeStamping'
    cert tsa2 inter '/CN=tsa2' 'extendedKeyUsage=timeStamping'
    cert ocsp inter '/CN=ocsp' 'extendedKeyUsage=OCSPSigning'
    cert akid inter '/CN=akid' 'authorityKeyIdentifier=keyid,issuer:always'
    cert wrongakid root '/CN=wrong akid' 'authorityKeyIdentifier=DER:3006800401020304'
    # Name constraints.
    cert nc root '/O=Test/CN=Constrained' "$ca|nameConstraints=critical,permitted;DNS:example.com,excluded;DNS:bad.example.com,permitted;email:example.com,permitted;IP:192.0.2.0/255.255.255.0"
    cert ncok nc '/CN=www.example.com' "$ee|subjectAltName=DNS:www.example.com,IP:192.0.2.7"
    cert ncbad nc '/CN=www.example.org' "$ee|subjectAltName=DNS:www.example.org"
    cert ncex nc '/CN=x' "$ee|subjectAltName=DNS:www.bad.example.com"
    cert nccn nc '/CN=www.example.org' "$ee"
    cert nccn2 nc '/CN=Just A Name' "$ee"
    cert ncmail nc '/CN=x/emailAddress=a@example.org' "$ee"
    cert ncmail2 nc '/CN=x' "$ee|subjectAltName=email:a@example.com"
    cert ncip nc '/CN=x' "$ee|subjectAltName=IP:192.0.3.7"
    cert ncip6 nc '/CN=x' "$ee|subjectAltName=IP:2001:db8::7"
    cert ncuri nc '/CN=x' "$ee|subjectAltName=URI:https://www.example.org/"
    cert ncsub nc '/CN=x' "$ee|subjectAltName=DNS:notexample.com"
    cert ncdir root '/CN=Directory' "$ca|nameConstraints=permitted;dirName:ds|[ds]|O=Test"
    cert ncdirok ncdir '/O=test /CN=x' "$ee"
    cert ncdirbad ncdir '/O=Other/CN=x' "$ee"
    cert ncuric root '/CN=Uri' "$ca|nameConstraints=permitted;URI:.example.com,excluded;URI:bad.example.com"
    cert ncuriok ncuric '/CN=x' "$ee|subjectAltName=URI:https://www.example.com:8443/x"
    cert ncuribad ncuric '/CN=x' "$ee|subjectAltName=URI:https://bad.example.com/"
    cert ncurisyn ncuric '/CN=x' "$ee|subjectAltName=URI:nothing"
    cert ncrid root '/CN=Rid' "$ca|nameConstraints=permitted;RID:1.2.3"
    cert ncridleaf ncrid '/CN=x' "$ee|subjectAltName=RID:1.2.3"
    # Strength.
    key weak rsa1024
    cert weak inter '/CN=weak' "$ee"
    key weakca rsa1024
    cert weakca root '/CN=weak ca' "$ca"
    cert underweak weakca '/CN=under weak' "$ee"
    cert sha1 inter '/CN=sha1' "$ee" 20200101000000Z 21200101000000Z sha1
    key rsaroot rsa2048
    cert rsaroot self '/CN=RSA Root' "$ca"
    cert rsaleaf rsaroot '/CN=rsa' "$ee"
    key edroot ed25519
    cert edleaf rsaroot '/CN=ed' "$ee"
    # Broken signatures: same names and identifiers, another key.
    cert strange self '/C=XX/O=Test/CN=Root' 'basicConstraints=critical,CA:TRUE'
    cert understrange strange '/CN=forged' 'basicConstraints=CA:FALSE'
    cert v1like self '/CN=bare' 'subjectKeyIdentifier=none'
    openssl req -new -config "$work/cnf" -key "$work/root.key" -subj '/CN=Version 1' -out "$work/csr"
    openssl x509 -req -days 36500 -in "$work/csr" -signkey "$work/root.key" -out "$out/v1root.pem" 2> /dev/null
    cp "$work/root.key" "$work/v1root.key"
    cert underv1 v1root '/CN=under v1' 'basicConstraints=CA:FALSE'
    # Six in a row.
    prev=root
    for i in 1 2 3 4 5 6; do
        cert deep$i $prev "/CN=Deep $i" "$ca"
        prev=deep$i
    done
    cert deepleaf $prev '/CN=deep leaf' "$ee"
    # Trust settings.
    openssl x509 -in "$out/inter.pem" -addtrust serverAuth -trustout > "$out/trusted-inter.pem"
    openssl x509 -in "$out/root.pem" -addreject serverAuth -trustout > "$out/rejected-root.pem"
    openssl x509 -in "$out/root.pem" -addtrust clientAuth -trustout > "$out/client-root.pem"
    openssl x509 -in "$out/leaf.pem" -addtrust serverAuth -trustout > "$out/trusted-leaf.pem"
    # Certificates with distribution points, and CRLs.
    cert dp inter '/CN=dp' "$ee|crlDistributionPoints=URI:http://crl.example.com/a.crl"
    crl crl-inter inter
    crl crl-inter-leaf inter leaf
    REASON=removeFromCRL crl crl-inter-removed inter leaf
    crl crl-root root
    crl crl-root-inter root inter
    END=20210101000000Z crl crl-inter-old inter leaf
    START=21000101000000Z crl crl-inter-future inter
    EXT='1.2.3.4=critical,DER:0500' crl crl-inter-crit inter
    EXT='issuingDistributionPoint=critical,@idp|[idp]|fullname=URI:http://crl.example.com/a.crl' crl crl-inter-dp inter dp
    EXT='issuingDistributionPoint=critical,@idp|[idp]|onlyCA=TRUE' crl crl-inter-onlyca inter leaf
    EXT='issuingDistributionPoint=critical,@idp|[idp]|onlyuser=TRUE' crl crl-inter-onlyuser inter leaf
    EXT='issuingDistributionPoint=critical,@idp|[idp]|onlysomereasons=keyCompromise' crl crl-inter-reasons inter leaf
    EXT='issuingDistributionPoint=critical,@idp|[idp]|indirectCRL=TRUE' crl crl-inter-indirect inter leaf
    SIGNER=rogue EXT='crlNumber=DER:020101' crl crl-inter-forged rogueinter
    cert nocrlsign root '/CN=No CRL' 'basicConstraints=critical,CA:TRUE|keyUsage=keyCertSign|subjectKeyIdentifier=hash'
    cert undernocrl nocrlsign '/CN=under nocrl' "$ee"
    crl crl-nocrl nocrlsign
    crl crl-other other
    # PKCS#12: as OpenSSL 3.0 makes it, as older ones did, without a MAC.
    for kind in modern:-certpbe,AES-256-CBC legacy:-legacy nomac:-nomac; do
        # shellcheck disable=SC2046
        openssl pkcs12 -export -in "$out/leaf.pem" -inkey "$work/leaf.key" \
            -certfile "$out/inter.pem" -name 'a name' -passout pass:secret \
            $(echo "${kind#*:}" | tr , ' ') -out "$out/${kind%%:*}.p12"
    done
    # OCSP responses: by the issuer, a delegate, somebody without the right.
    serial=$(openssl x509 -in "$out/leaf.pem" -noout -serial | cut -d= -f2)
    for status in good revoked; do
        if [ $status = good ]; then
            printf 'V\t21200101000000Z\t\t%s\tunknown\t/CN=x\n' "$serial" > "$work/oidx"
        else
            printf 'R\t21200101000000Z\t200601000000Z,keyCompromise\t%s\tunknown\t/CN=x\n' "$serial" > "$work/oidx"
        fi
        for by in inter ocsp client; do
            openssl ocsp -index "$work/oidx" -CA "$out/inter.pem" \
                -rsigner "$out/$by.pem" -rkey "$work/$by.key" -ndays 36500 \
                -issuer "$out/inter.pem" -cert "$out/leaf.pem" -no_nonce \
                -noverify -respout "$out/ocsp-$status-$by.der" > /dev/null 2>&1
        done
    done
}

case ${1:-all} in
all) make_all ;;
esac
cc -o "$work/ask" "$here/make-chains.c" -lcrypto
cd "$here"
{
    echo '# Made by make-chains.sh: what OpenSSL 3.0 says of each certificate.'
    # shellcheck disable=SC2046
    "$work/ask" certs $(cd chains && ls ./*.pem | grep -v crl- | sed 's,^./,,; s,.pem$,,')
} > certs.txt
"$work/ask" rows < chains.rows > chains.txt
"$work/ask" hosts < hosts.rows > hosts.txt
