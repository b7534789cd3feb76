#!/usr/bin/env bash
# Captured handshakes of each kind, as tshark sees them with the key log: the
# messages in the order of the standards' figures, ChangeCipherSpec where it
# belongs, Finished readable, application data decrypted.
# usage: wireshark.sh (environment as made by `make check-interop`)
. "$(dirname "$0")/../apps/lib.sh"
need tshark
interop=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2046
${CC:-cc} -D_GNU_SOURCE -O1 -Wno-deprecated-declarations \
    $([ "$URTICA_LIBDIR" = system ] || echo -I"$interop/../../include") \
    "$interop/capture.c" -o "$work/capture" \
    $(if [ "$URTICA_LIBDIR" = system ]; then echo -lssl -lcrypto; else
        echo "$URTICA_LIBDIR/libssl.so.3 $URTICA_LIBDIR/libcrypto.so.3"; fi) \
    2>"$work/err" || { fail 'capture.c compiles' "$work/err"; finish; }
mkdir "$work/captures"
on u "$work/capture" "$work/captures" "${URT_DATA_DIR:-$interop/../data}" \
    >"$work/out" 2>"$work/err" || { fail 'the captures are made' "$work/err"; finish; }

# messages FILE: "C.ClientHello S.ServerHello ...", as decoded.
messages()
{
    awk '
        /Src Port: 40000/ { side = "C" }
        /Src Port: 443/ { side = "S" }
        /^        Change Cipher Spec Message/ { printf "%s.ChangeCipherSpec ", side }
        /^        Handshake Protocol: / {
            sub(/^ *Handshake Protocol: /, ""); sub(/ \(.*/, ""); gsub(/ /, "")
            printf "%s.%s ", side, $0
        }' "$1"
}
kinds=0
for want in "$work"/captures/*.want; do
    kind=$(basename "$want" .want)
    kinds=$((kinds + 1))
    tshark -n -r "${want%.want}.pcap" -V -O tls -z follow,tls,ascii,0 \
        -o "tls.keylog_file:$work/captures/keys.log" >"$work/decoded" 2>"$work/err"
    messages "$work/decoded" > "$work/got"
    # Tickets of TLS 1.3 come after the handshake.
    case $kind in *-13) sed -i 's/S.NewSessionTicket //g' "$work/got" ;; esac
    if [ "$(xargs < "$work/got")" = "$(xargs < "$want")" ]; then
        pass "$kind: $(wc -w < "$want") messages in order, Finished decrypted"
    else
        { echo wanted; cat "$want"; echo decoded; cat "$work/got"; } > "$work/diff"
        fail "$kind: messages in order" "$work/diff"
    fi
    lines='this is the client this is the server'
    case $kind in again-*) lines="$lines the client again the server again" ;; esac
    sed -n '/^Follow: tls/,$p' "$work/decoded" | grep -E '^(this is )?the (client|server)' |
        xargs > "$work/text"
    if [ "$(cat "$work/text")" = "$lines" ]; then
        pass "$kind: application data decrypts"
    else
        sed -n '/^Follow: tls/,$p' "$work/decoded" > "$work/diff"
        fail "$kind: application data decrypts" "$work/diff"
    fi
done
check 'every kind was looked at' test "$kinds" -ge 31
finish
