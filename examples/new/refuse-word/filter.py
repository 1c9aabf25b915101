#!/usr/bin/env python3
"""Refuses mail with certain words in its subject. All other mail passes as it came.

EMAIL     names the file with the message: look, do not touch
status 0  the message passes      status 1  it is refused, with the last line of standard error as the reply
status 2  this filter failed: the sender comes again (-r)
"""
import email
import email.errors
import email.header
import os
import sys

WORDS = ("lottery", "casino")
REPLY = "550 5.7.1 We do not play the lottery"


def readable(value):
    """A header's value with its encoded words (RFC 2047) decoded, or as it is if they cannot be decoded."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (email.errors.HeaderParseError, LookupError, ValueError):
        return str(value)


def decide(message):
    """The reply that refuses the message, or None if it passes."""
    subject = readable(message.get("Subject", "")).lower()
    if any(word in subject for word in WORDS):
        return REPLY
    return None


def main():
    with open(os.environ["EMAIL"], "rb") as file:
        message = email.message_from_binary_file(file)
    reply = decide(message)
    if reply is None:
        return 0
    print(reply, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        status = main()
    except Exception as error:  # an error in this program is no refusal, which is status 1
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        status = 2
    sys.exit(status)
