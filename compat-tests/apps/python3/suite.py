"""Python's own tests, verbosely. usage: suite.py - MODULE..."""
import sys
import unittest

import common  # says at the end which libraries these were

unittest.main(module=None, argv=['suite', '-v'] + sys.argv[2:])
