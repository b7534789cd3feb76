#!/bin/sh
# The model of a fleet (fleet.py) says what comes out when it is played.
command -v python3 > /dev/null || { echo 'no python3'; exit 77; }
exec python3 "$URT_SRCDIR/compat-tests/bench/fleet.py" --check
