"""Runs a program with a socket for standard descriptors, as Postfix's spawn(8), an inetd or systemd does.

on-socket.py connect PORT PROGRAM...   a connection to the port on 127.0.0.1 as descriptors 0, 1 and 2
on-socket.py tcp PORT PROGRAM...       a socket that listens on the port on 127.0.0.1 as descriptor 0
on-socket.py unix PATH PROGRAM...      a socket that listens at the path as descriptor 0
on-socket.py pair - PROGRAM...         one of a pair of sockets as descriptors 0 and 1, as sshd does
"""
import os
import socket
import sys

how, where, *program = sys.argv[1:]
if how == "connect":
    end = socket.create_connection(("127.0.0.1", int(where)))
    descriptors = (0, 1, 2)
elif how == "pair":
    end, other = socket.socketpair()
    os.set_inheritable(other.fileno(), True)
    descriptors = (0, 1)
else:
    end = socket.socket(socket.AF_UNIX if how == "unix" else socket.AF_INET)
    end.bind(where if how == "unix" else ("127.0.0.1", int(where)))
    end.listen()
    descriptors = (0,)
for descriptor in descriptors:
    os.dup2(end.fileno(), descriptor)
os.execv(program[0], program)
