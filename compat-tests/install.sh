#!/bin/bash
# `make install`: what it puts where, a program relinked by way of pkg-config,
# the command as installed, `make uninstall`. The build folder must be
# configured with a prefix that may be emptied.
. "$(dirname "$0")/apps/tap.subr"
prefix=$(sed -n 's/^prefix = //p' "$URT_BUILDDIR/Makefile")
case $prefix in "$URT_BUILDDIR"/*) ;; *) echo "prefix is $prefix"; exit 1 ;; esac
rm -rf "$prefix"
unset LD_LIBRARY_PATH LD_PRELOAD URTICA_LIBDIR
check 'make install' make -C "$URT_BUILDDIR" install
libs=$prefix/lib/urtica
for file in bin/urtica lib/urtica/libssl.so lib/urtica/libssl.so.3 \
    lib/urtica/libcrypto.so lib/urtica/libcrypto.so.3 \
    include/urtica/openssl/ssl.h lib/urtica/pkgconfig/openssl.pc \
    lib/urtica/pkgconfig/libssl.pc lib/urtica/pkgconfig/libcrypto.pc; do
    check "$file is there" test -s "$prefix/$file"
done
find "$prefix" -name '*.la' -o -name '*.a' > "$work/found"
check 'no libtool or static libraries' test ! -s "$work/found"
ls "$prefix/lib" > "$work/found"
check 'the libraries have a folder of their own' \
    grep -qx urtica "$work/found"
check 'only one entry there' test "$(wc -l < "$work/found")" = 1

cat > "$work/program.c" <<'END'
#include <openssl/ssl.h>
#include <stdio.h>
int main(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    char line[1024];
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
        fputs(line, stdout);
    if (ctx == NULL)
        return 1;
    SSL_CTX_free(ctx);
    return 0;
}
END
export PKG_CONFIG_PATH=$libs/pkgconfig
check 'pkg-config knows openssl' pkg-config --exists 'openssl >= 3.0.0'
relink()
{
    # shellcheck disable=SC2046,SC2086
    $CC "$work/program.c" -o "$work/program" \
        $(pkg-config --cflags --libs openssl)
}
check 'a program compiles and links' relink
"$work/program" > "$work/maps" 2>&1
check 'it runs' test $? = 0
check 'on the installed libssl' grep -q "$libs/libssl.so.3" "$work/maps"
check 'on the installed libcrypto' grep -q "$libs/libcrypto.so.3" "$work/maps"
# shellcheck disable=SC2086
$CC "$work/program.c" -o "$work/plain" -I"$prefix/include/urtica" -L"$libs" \
    -lssl -lcrypto -Wl,-rpath-link,"$libs" 2>&1
"$prefix/bin/urtica" run "$work/plain" > "$work/maps" 2>&1
check 'urtica run puts a program on it' grep -q "$libs/libssl.so.3" \
    "$work/maps"
check 'make uninstall' make -C "$URT_BUILDDIR" uninstall
find "$prefix" -type f -o -type l > "$work/found"
check 'nothing is left' test ! -s "$work/found"
finish
