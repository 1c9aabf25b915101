"""Runs a program whose standard input and output do not wait (O_NONBLOCK), as some programs leave them.

not-waiting.py PROGRAM...
"""
import os
import sys

for descriptor in (0, 1):
    os.set_blocking(descriptor, False)
os.execv(sys.argv[1], sys.argv[1:])
