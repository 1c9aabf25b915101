"""A syslog daemon that has stopped reading: its queue is full before it prints "ready", and nobody empties it."""
import os
import socket
import sys

path = sys.argv[1]
end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
end.bind(path)
os.chmod(path, 0o666)
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sender.setblocking(False)
try:
    while True:
        sender.sendto(b"<22>before", path)
except BlockingIOError:
    print("ready", flush=True)
sys.stdin.read()
