"""Limits the descriptors that a process can open from now on: descriptors.py PID COUNT, or descriptors.py PID all"""
import os
import resource
import sys

process = int(sys.argv[1])
_, most = resource.prlimit(process, resource.RLIMIT_NOFILE)
limit = most
if sys.argv[2] != "all":
    taken = {int(name) for name in os.listdir(f"/proc/{process}/fd")}
    free = [number for number in range(max(taken) + 2 + int(sys.argv[2])) if number not in taken]
    limit = free[int(sys.argv[2])]
resource.prlimit(process, resource.RLIMIT_NOFILE, (limit, most))
