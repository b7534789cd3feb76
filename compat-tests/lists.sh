#!/bin/sh
# The generated file lists name every file on disk, and no other.
exec sh "$URT_SRCDIR/tools/update-sources" --check
