"""Listens on a Unix socket and accepts nobody, until it is killed: silent-listener.py SOCKET"""
import signal
import socket
import sys

listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
listener.bind(sys.argv[1])
listener.listen(100)
print("ready", flush=True)
signal.pause()
