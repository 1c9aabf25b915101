"""Starts a resident process as the native client does, but for what the kernel says of those who send to its socket

resident.py SOCKET - LAUNCHER ARGUMENT...            it says nothing
resident.py SOCKET credentials LAUNCHER ARGUMENT...  it says a process's number and user
"""
import os
import socket
import sys

path, asked, launcher = sys.argv[1:4]
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
if asked == "credentials":
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
listener.bind(path)
os.dup2(listener.fileno(), 0)
os.execv(launcher, [launcher, "--resident", path] + sys.argv[4:])
