#!/bin/sh
# The generated file lists name every file on disk, and no other; and each
# script that is called by its name can be.
cd "$URT_SRCDIR" || exit 99
for script in compat-tests/apps/*.sh compat-tests/interop/*.sh; do
    case $(head -n 1 "$script") in
    '#!'*) [ -x "$script" ] || { echo "not executable: $script"; exit 1; } ;;
    esac
done
exec sh tools/update-sources --check
