#!/usr/bin/env python3
"""Puts [EXTERNAL] in front of the subject of mail from outside. Mail from OUR_DOMAIN passes as it came.
The envelope sender is only the client's word: have Postfix refuse forged senders first.

EMAIL     names the file with the message: look, do not touch
OUTFILE   names an empty file: what you write there passes in the message's place
status 0  the message passes      status 2  this filter failed: the sender comes again (-r)
"""
import os
import re
import sys

OUR_DOMAIN = "example.com"
TAG = b"[EXTERNAL]"

# A subject's name and colon at the beginning of a line, and the blanks behind them.
SUBJECT = re.compile(rb"^(subject[ \t]*:)[ \t]*", re.IGNORECASE | re.MULTILINE)


def changed(content):
    """The message with a tag, or None if it has one already. No other byte of it changes."""
    header, gap, text = content.partition(b"\n\n")
    subject = SUBJECT.search(header)
    if subject is None:
        return b"Subject: " + TAG + b"\n" + content
    if TAG in header[subject.start():].split(b"\n")[0]:
        return None
    return header[: subject.end(1)] + b" " + TAG + b" " + header[subject.end():] + gap + text


def main():
    # The whole address: SENDER is cut after 99 bytes, and a stranger chooses where.
    if os.environ["SENDER_FULL"].lower().endswith("@" + OUR_DOMAIN):
        return 0
    with open(os.environ["EMAIL"], "rb") as file:
        new = changed(file.read())
    if new is not None:
        with open(os.environ["OUTFILE"], "wb") as file:
            file.write(new)
    return 0


if __name__ == "__main__":
    try:
        status = main()
    except Exception as error:  # an error in this program is no refusal, which is status 1
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        status = 2
    sys.exit(status)
