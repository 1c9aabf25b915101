"""Clients (smtplib) that send messages until told how many: clients.py PORT SESSIONS MESSAGES SEED LEDGER [PREFIX].

The names of all messages begin with the prefix.

A line of the ledger is the message's own name, what the filter does with it, the digest that its content must have where it
ends, and the code that answered its final dot, or 000 where the connection was cut off.
"""

import hashlib
import os
import random
import smtplib
import sys
import threading
import time

PORT, SESSIONS, MESSAGES, SEED = (int(value) for value in sys.argv[1:5])
KINDS = ["pass"] * 14 + ["rewrite"] * 3 + ["refuse"] * 2 + ["fail"] + ["quarantine"] * 3 + ["discard"] * 2
SIZES = [200, 1_000, 2_000, 2_000, 4_000, 4_000, 4_000, 20_000, 70_000]

PREFIX = sys.argv[6] if len(sys.argv) > 6 else ""
ledger = os.open(sys.argv[5], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
left = MESSAGES
turn = threading.Lock()


def take():
    global left
    with turn:
        left -= 1
        return left >= 0


def body(dice, size):
    lines = []
    while size > 0:
        line = dice.choice(["", ".", "..", ".x", "QUIT", "text " * 14, "text " * 15, "text " * 16]).rstrip()
        lines.append(line)
        size -= len(line) + 2
    return ("\r\n".join(lines) + "\r\n").encode()


BODIES = [body(random.Random(SEED), size) for size in SIZES for _ in range(5)]


def content(dice, name, kind):
    return f"X-Attempt: {name}\r\nSubject: {kind}\r\n\r\n".encode() + dice.choice(BODIES)


def arrives_as(kind, text):
    return b"X-Filtered: yes\r\n" + text if kind == "rewrite" else text


def send(connection, dice, name):
    kind = dice.choice(KINDS)
    text = content(dice, name, kind)
    code = 0
    try:
        connection.mail("a@example.org")
        connection.rcpt(f"{name}@example.com")
        code, _ = connection.data(text)
    except smtplib.SMTPDataError as refused:
        code = refused.smtp_code
    finally:
        digest = hashlib.sha256(arrives_as(kind, text)).hexdigest()
        os.write(ledger, f"{name} {kind} {digest} {code:03}\n".encode())
    if code // 100 != 2:
        connection.rset()


def session(number):
    dice = random.Random(SEED * 1000 + number)
    count = 0
    holds = take()
    while holds:
        try:
            with smtplib.SMTP("127.0.0.1", PORT, timeout=30) as connection:
                code, words = connection.ehlo()
                if code != 250:
                    # Whoever goes on without a greeting is refused for it.
                    raise smtplib.SMTPHeloError(code, words)
                for _ in range(dice.randrange(1, 20)):
                    if holds:
                        holds = False
                        count += 1
                        send(connection, dice, f"{PREFIX}{number}.{count}")
                        holds = take()
        except (smtplib.SMTPException, OSError):
            # The connection is lost with whatever was on it; what was sent before stands in the ledger.
            holds = holds or take()
            time.sleep(0.02)


threads = [threading.Thread(target=session, args=(number,)) for number in range(SESSIONS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
