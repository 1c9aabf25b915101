"""A syslog daemon: prints "ready" once it listens at the path, then each datagram as a line."""
import os
import socket
import sys

path = sys.argv[1]
end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
end.bind(path)
os.chmod(path, 0o666)
print("ready", flush=True)
while True:
    print(end.recv(65536).decode("latin-1"), flush=True)
