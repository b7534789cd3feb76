#!/bin/sh
# URTICA_DEBUG: what a program is told of calls that are refused, partial or
# without effect, once each; and where that goes.
set -u
export LC_ALL=C
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=0 failed=0
unset URTICA_DEBUG URTICA_TRACE

check()
{
    name=$1
    shift
    count=$((count + 1))
    if "$@" > "$tmp/why" 2>&1; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/    /' "$tmp/why" "$tmp/err"
        failed=$((failed + 1))
    fi
}

cat > "$tmp/calls.c" <<'END'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <openssl/conf.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>

static void
calls(SSL_CTX *ctx)
{
    static const char text[] = "openssl_conf = a\n[a]\nrandom = b\n"
                               "[b]\nseed = OS\n";
    CONF *conf = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf(text, -1);

    ENGINE_by_id("a\"b");
    ENGINE_get_first();
    SSL_CTX_set_default_read_buffer_len(ctx, 1000);
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_ENABLE_KTLS);
    SSL_CTX_ctrl(ctx, 9999, 0, NULL);
    SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_split_send_fragment(ctx, 1000);
    SSL_CTX_set_cipher_list(ctx, "DEFAULT");
    EVP_KDF_free(EVP_KDF_fetch(NULL, "HKDF", NULL));
    EVP_KDF_free(EVP_KDF_fetch(NULL, "SSHKDF", NULL));
    OSSL_PROVIDER_try_load(NULL, "fips", 1);
    if (NCONF_load_bio(conf, in, NULL) != 1 ||
        CONF_modules_load(conf, NULL, 0) != 1)
        puts("configuration fails");
    BIO_free(in);
    NCONF_free(conf);
    ERR_clear_error();
}

int
main(int argc, char *argv[])
{
    const char *how = argc > 1 ? argv[1] : "";
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    if (strcmp(how, "file") == 0) {
        /* A daemon that closes all and then gets a file under the numbers. */
        for (int fd = 2; fd < 1000; fd++)
            close(fd);
        for (int fd = 2; fd < 300; fd++)
            if (open(argv[2], O_WRONLY | O_CREAT | O_APPEND, 0600) < 0)
                return 1;
    } else if (strcmp(how, "daemon") == 0) {
        close(2);
        if (open(argv[2], O_WRONLY | O_CREAT | O_APPEND, 0600) != 2)
            return 1;
    }
    calls(ctx);
    calls(ctx);
    if (strcmp(how, "fork") == 0) {
        int status;

        if (fork() == 0) {
            calls(ctx);
            ENGINE_get_last();
            _exit(0);
        }
        wait(&status);
    }
    SSL_CTX_free(ctx);
    return 0;
}
END
${CC:-cc} -I"$URT_SRCDIR/include" -Wno-deprecated-declarations \
    -DOPENSSL_SUPPRESS_DEPRECATED "$tmp/calls.c" -o "$tmp/calls" \
    "$URTICA_LIBDIR/libssl.so.3" "$URTICA_LIBDIR/libcrypto.so.3" \
    2> "$tmp/err" || { cat "$tmp/err"; exit 1; }
export LD_LIBRARY_PATH="$URTICA_LIBDIR"

# names FILE: functions and what was asked for, of the reports.
names()
{
    sed -n 's/^calls\[[0-9]*\] compat: \([^:]*\): \(refuses\|partial\): ..*/\1/p' \
        "$1" | sort
}

cat > "$tmp/want" <<'END'
CONF_modules_load, seed
ENGINE_by_id
ENGINE_get_first
EVP_KDF_fetch, SSHKDF
OSSL_PROVIDER_try_load, fips
SSL_CTX_ctrl, SSL_CTRL_SET_SPLIT_SEND_FRAGMENT
SSL_CTX_ctrl, SSL_MODE_RELEASE_BUFFERS
SSL_CTX_ctrl, command 9999
SSL_CTX_set_default_read_buffer_len
SSL_CTX_set_options, SSL_OP_ENABLE_KTLS
END

"$tmp/calls" > "$tmp/out" 2> "$tmp/err"
check 'nothing is said without the variable' test ! -s "$tmp/err"
check 'the program prints nothing of its own' test ! -s "$tmp/out"

URTICA_DEBUG=compat "$tmp/calls" > "$tmp/out" 2> "$tmp/err"
names "$tmp/err" > "$tmp/got"
check 'each call is reported once, by its name' diff "$tmp/want" "$tmp/got"
check 'and nothing else is written' \
    test "$(wc -l < "$tmp/err") $(wc -c < "$tmp/out")" = \
    "$(wc -l < "$tmp/want") 0"
remark=$(awk -F '\t' '$1 == "EVP_KDF_fetch" { print $4 }' \
    "$URT_SRCDIR/lib/libcrypto.sym")
check 'with the remark of the symbol list' grep -qF ": $remark" "$tmp/err"

URTICA_DEBUG=trace,compat "$tmp/calls" 2> "$tmp/err"
names "$tmp/err" > "$tmp/got"
check 'beside a trace' diff "$tmp/want" "$tmp/got"
URTICA_DEBUG=trace "$tmp/calls" 2> "$tmp/err"
check 'not with the trace alone' test ! -s "$tmp/err"
URTICA_DEBUG=everything "$tmp/calls" 2> "$tmp/err"
check 'an unknown word is told of' \
    grep -qx 'URTICA_DEBUG: unknown word; known are trace and compat' "$tmp/err"

URTICA_DEBUG=compat "$tmp/calls" fork 2> "$tmp/err"
{ cat "$tmp/want"; echo ENGINE_get_last; } | sort > "$tmp/want2"
names "$tmp/err" > "$tmp/got"
check 'a child says what is new alone' diff "$tmp/want2" "$tmp/got"

URTICA_DEBUG=compat "$tmp/calls" daemon "$tmp/data" 2> "$tmp/err"
names "$tmp/err" > "$tmp/got"
check 'a closed standard error is still told' diff "$tmp/want" "$tmp/got"
check 'and the file under its number is left alone' test ! -s "$tmp/data"
URTICA_DEBUG=compat "$tmp/calls" file "$tmp/data2" 2> "$tmp/err"
check 'with all closed nothing is written, nor to other files' \
    test -f "$tmp/data2" -a ! -s "$tmp/data2" -a ! -s "$tmp/err"
URTICA_DEBUG=compat "$tmp/calls" 2>&- > "$tmp/out"
check 'started without standard error' test ! -s "$tmp/out"
mkfifo "$tmp/pipe"
exec 3<> "$tmp/pipe" 4> "$tmp/pipe" 3<&-
check 'a reader that is gone does no harm' \
    sh -c 'URTICA_DEBUG=compat "$0" 2>&4' "$tmp/calls"
exec 4>&-

urtica=$URT_BUILDDIR/urtica
env -u LD_LIBRARY_PATH URTICA_DEBUG=compat "$urtica" trace --json \
    -o "$tmp/json" "$tmp/calls" 2> "$tmp/err"
check 'urtica trace --json: objects, in the same file' \
    test "$(grep -c '^{"time":.*"event":"compat","function":".*"remark":".*"}$' \
        "$tmp/json") $(wc -l < "$tmp/json") $(wc -c < "$tmp/err")" = \
    "$(wc -l < "$tmp/want") $(wc -l < "$tmp/want") 0"
echo "$((count - failed)) passed, $failed failed"
[ $failed = 0 ]
