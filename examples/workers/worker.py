#!/usr/bin/env python3
# A worker in Python: postprox starts it once, and it answers one message after the other. Run it as
#   --filter worker:/path/to/worker.py
# A request is lines of name=value and an empty line; an answer is action=... and an empty line (docs/filters/worker.md).
#   REFUSE in the subject   the message is refused
#   REWRITE in the subject  the message passes with one more header field
import email.parser
import email.policy
import shutil
import sys


def decide(request):
    """The action for a request, whose names and values are bytes."""
    if b"email" not in request:  # files=no: only the envelope is known
        return b"DUNNO"
    with open(request[b"email"], "rb") as message:
        header = email.parser.BytesHeaderParser(policy=email.policy.compat32).parse(message)
        subject = str(header.get("Subject", ""))
        if "REFUSE" in subject:
            return b"REJECT The worker does not like the subject"
        if "REWRITE" in subject:
            with open(request[b"outfile"], "wb") as out:
                out.write(b"X-Worker: rewritten\n")
                message.seek(0)
                shutil.copyfileobj(message, out)
            return b"REPLACE"
    return b"DUNNO"


request = {}
for line in sys.stdin.buffer:  # the end of standard input is the end of the worker
    if line != b"\n":
        name, _, value = line.rstrip(b"\n").partition(b"=")
        request[name] = value
        continue
    answer = decide(request)  # an exception ends the worker: the message has no verdict, and on-failure decides
    sys.stdout.buffer.write(b"action=" + answer + b"\n\n")
    sys.stdout.buffer.flush()  # without this the answer stays in a buffer
    request = {}
