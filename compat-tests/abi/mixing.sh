#!/bin/sh
# Halves of different builds don't run together: our libcrypto ends a process
# whose libssl is another, and our libssl isn't loaded with another libcrypto.
# And nothing else is taken for such a mixture.
. "$URT_SRCDIR/compat-tests/abi/common.subr"

line='^libcrypto\.so\.3: this is Urtica.s, and .* is not'
mkdir "$tmp/lazy" "$tmp/half" "$tmp/copy" "$tmp/deleted"
for half in lazy half copy deleted; do
    cp -L "$URTICA_LIBDIR/libcrypto.so.3" "$tmp/$half/"
done
cp -L "$URTICA_LIBDIR/libssl.so.3" "$tmp/copy/"
cp -L "$URTICA_LIBDIR/libssl.so.3" "$tmp/deleted/"

cat > "$tmp/prototypes.h" << 'END'
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int OPENSSL_init_crypto(unsigned long long opts, const void *settings);
int OPENSSL_init_ssl(unsigned long long opts, const void *settings);
END

# shared NAME SONAME FLAGS...: $tmp/NAME.c becomes a library.
shared()
{
    name=$1 soname=$2
    shift 2
    $CC -shared -fPIC -include "$tmp/prototypes.h" "$tmp/$name.c" \
        -o "$tmp/$name.so" -Wl,-soname,"$soname" "$@" || exit 99
}
program()
{
    name=$1
    shift
    $CC -include "$tmp/prototypes.h" "$tmp/$name.c" -o "$tmp/$name" "$@" \
        -Wl,-rpath-link,"$URTICA_LIBDIR" || exit 99
}

# A libssl of another make that, unlike most, the loader lets pass: all it
# needs of libcrypto is there.
cat > "$tmp/foreign.c" << 'END'
int OPENSSL_init_ssl(unsigned long long opts, const void *settings)
{
    return OPENSSL_init_crypto(opts, settings);
}
END
shared foreign libssl.so.3 "$tmp/half/libcrypto.so.3"
cp "$tmp/foreign.so" "$tmp/lazy/libssl.so.3"
echo 'int main(void) { return OPENSSL_init_ssl(0, NULL) == 1 ? 0 : 9; }' \
    > "$tmp/plain.c"
program plain "$tmp/foreign.so"

# expect NAME CODE LINE FOLDERS PROGRAM...: how it ends and what it says;
# LINE - stands for silence.
expect()
{
    name=$1 code=$2 pattern=$3 path=$4
    shift 4
    LD_LIBRARY_PATH=$path "$@" > "$tmp/out" 2>&1 < /dev/null
    got=$?
    {
        [ "$got" = "$code" ] || echo "exit code $got, not $code"
        if [ "$pattern" = - ]; then
            cat "$tmp/out"
        elif [ "$(grep -c . "$tmp/out")" != 1 ] ||
            ! grep -Eq "$pattern" "$tmp/out"; then
            echo "not one line '$pattern':"
            cat "$tmp/out"
        fi
    } > "$tmp/found"
    verdict "$name" "$tmp/found"
}

expect 'a foreign libssl on our libcrypto is refused' 127 "$line" \
    "$tmp/lazy" "$tmp/plain"
ln -s "$tmp/lazy/libssl.so.3" "$tmp/half/libssl.so.3"
expect 'so is one behind a symbolic link' 127 "$line" "$tmp/half" "$tmp/plain"
rm "$tmp/half/libssl.so.3"
expect 'our own pair runs' 0 - "$URTICA_LIBDIR" "$tmp/plain"
expect 'a copy of it elsewhere runs' 0 - "$tmp/copy" "$tmp/plain"
mkdir "$tmp/links"
ln -s "$tmp/copy/libssl.so.3" "$tmp/copy/libcrypto.so.3" "$tmp/links/"
expect 'links to it run' 0 - "$tmp/links" "$tmp/plain"

# What a library is called in the file system says nothing.
cat > "$tmp/other.c" << 'END'
int other(void) { return 1; }
END
shared other libother.so.1
mkdir "$tmp/named"
cp "$tmp/other.so" "$tmp/named/libssl.so.3"
cat > "$tmp/opens.c" << 'END'
/* usage: opens LIBRARY [--unlink] : a library opened at run time. */
int main(int argc, char **argv)
{
    void *handle = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    int (*init)(unsigned long long, const void *);

    if (handle == NULL)
        return puts(dlerror()), 8;
    if (argc > 2 && unlink(argv[1]) != 0)
        return 7;
    init = (int (*)(unsigned long long, const void *))
        dlsym(handle, "OPENSSL_init_ssl");
    if (init == NULL)
        init = OPENSSL_init_crypto;
    return init(0, NULL) == 1 ? 0 : 9;
}
END
program opens "$URTICA_LIBDIR/libcrypto.so.3" -ldl
expect 'a library that is merely called so is none' 0 - "$tmp/copy" \
    "$tmp/opens" "$tmp/named/libssl.so.3"
expect 'our libssl opened at run time runs' 0 - "$tmp/copy" \
    "$tmp/opens" libssl.so.3
expect 'also by a path' 0 - "$tmp/copy" "$tmp/opens" "$tmp/copy/libssl.so.3"
expect 'also when its file is gone' 0 - "$tmp/deleted" \
    "$tmp/opens" "$tmp/deleted/libssl.so.3" --unlink
expect 'a foreign one opened at run time is refused' 127 "$line" "$tmp/half" \
    "$tmp/opens" "$tmp/foreign.so"

real=$(system_library libssl)
if [ -z "$real" ]; then
    skip "the system's libssl" 'there is none'
    finish
fi
# OpenSSL's own libssl needs more of libcrypto than programs do: as a rule the
# loader itself refuses, before any of our code runs.
cat > "$tmp/theirs.c" << 'END'
int main(void) { return OPENSSL_init_ssl(0, NULL) == 1 ? 0 : 9; }
END
program theirs "$URTICA_LIBDIR/libssl.so.3" "$URTICA_LIBDIR/libcrypto.so.3"
mkdir "$tmp/mixed"
cp "$tmp/half/libcrypto.so.3" "$tmp/mixed/"
cp -L "$real" "$tmp/mixed/libssl.so.3"
expect "the system's libssl on our libcrypto is refused" 127 \
    "$line|symbol lookup error: .*libssl\.so\.3: undefined symbol" \
    "$tmp/mixed" "$tmp/theirs"
cp -L "$(system_library libcrypto)" "$tmp/mixed/libcrypto.so.3"
cp -L "$URTICA_LIBDIR/libssl.so.3" "$tmp/mixed/libssl.so.3"
expect "our libssl on the system's libcrypto is refused" 1 \
    'version .URTICA_PRIVATE_.* not found' "$tmp/mixed" "$tmp/theirs"

# Two pairs in one process, each served by its own half.
cat > "$tmp/two.c" << 'END'
/* usage: two LIBCRYPTO: the system's pair and, apart from it, our libcrypto. */
int main(int argc, char **argv)
{
    void *handle;
    int (*init)(unsigned long long, const void *);

    if (OPENSSL_init_ssl(0, NULL) != 1)
        return 9;
    handle = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (handle == NULL)
        return puts(dlerror()), 8;
    init = (int (*)(unsigned long long, const void *))
        dlsym(handle, "OPENSSL_init_crypto");
    if (init == NULL || (void *)init == (void *)OPENSSL_init_crypto)
        return 7;
    return init(0, NULL) == 1 ? 0 : 6;
}
END
program two "$URTICA_LIBDIR/libssl.so.3" "$URTICA_LIBDIR/libcrypto.so.3" -ldl
expect "the system's own pair beside ours is none" 0 - '' \
    "$tmp/two" "$URTICA_LIBDIR/libcrypto.so.3"
finish
