#!/usr/bin/env python3
"""Lets all mail pass: the frame for a filter of your own.

EMAIL     names the file with the message: look, do not touch
OUTFILE   names an empty file: what you write there passes in the message's place
status 0  the message passes      status 1  it is refused, with the last line of standard error as the reply
status 2  this filter failed: the sender comes again (-r)
"""
import email
import os
import sys


def decide(message):
    """The reply that refuses the message, or None if it passes."""
    # Your rules stand here, such as this one. The values come from strangers: decide by the whole one, SENDER_FULL.
    #   if os.environ["SENDER_FULL"].lower().endswith("@spam.example"):
    #       return "550 5.7.1 No mail from there"
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
