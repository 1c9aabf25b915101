"""Tries to hand a session to a resident process, as the native client does.

handover.py SOCKET           prints "no way in" where the socket cannot be reached, "turned away" where the resident does not
                             serve the session, and else the first line that it says to the session's client
handover.py SOCKET LISTENER  gives a connection to a socket that listens as the control connection: a process that may be
                             another than the sender has its other end
"""
import array
import os
import socket
import sys

if len(sys.argv) > 2:
    its_control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    its_control.connect(sys.argv[2])
else:
    control, its_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
client, its_client = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
ticket = os.eventfd(1, os.EFD_NONBLOCK)
descriptors = array.array("i", [ticket, its_control.fileno(), its_client.fileno()])
carrier = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
try:
    carrier.sendmsg([b"PATH=/bin\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)], 0, sys.argv[1])
except PermissionError:
    print("no way in")
    sys.exit()
its_control.close()
its_client.close()
said = client.recv(512)
print(said.decode().rstrip() if said else "turned away")
