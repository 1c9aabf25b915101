"""Runs a command for which there is one name server, this one, and no network beside it. Usage: with-name-server.py RECORDS COMMAND...
RECORDS is a file with lines of a name, a blank and its TXT record. All other names do not exist. In namespaces of its own for network and
mounts, as unshare(1) makes them."""
import fcntl
import os
import socket
import struct
import subprocess
import sys

IFF_UP = 1
SIOCSIFFLAGS = 0x8914

records = dict(line.rstrip("\n").split(" ", 1) for line in open(sys.argv[1]))
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(server, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
server.bind(("127.0.0.1", 53))
with open(sys.argv[1] + ".resolv", "w") as resolver:
    resolver.write("nameserver 127.0.0.1\n")
subprocess.check_call(["mount", "--bind", sys.argv[1] + ".resolv", os.path.realpath("/etc/resolv.conf")])
subprocess.Popen(sys.argv[2:])

while True:
    query, client = server.recvfrom(512)
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("ascii").lower())
        at += 1 + query[at]
    question = query[12:at + 5]
    text = records.get(".".join(labels), "").encode("ascii") if question[-4:-2] == b"\0\x10" else b""
    # RFC 1035: an answer, or NXDOMAIN (3). The name of the record is a pointer to the question's.
    head = query[:2] + struct.pack(">HHHHH", 0x8180 if text else 0x8183, 1, 1 if text else 0, 0, 0)
    record = struct.pack(">HHHIHB", 0xC00C, 16, 1, 60, len(text) + 1, len(text)) + text if text else b""
    server.sendto(head + question + record, client)
