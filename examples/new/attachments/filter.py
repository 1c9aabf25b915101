#!/usr/bin/env python3
"""Refuses mail with attachments that Windows would run, by the ends of their names. All other mail passes as it came.
examples/attachments.py has a finer net, which looks at content and into archives.

EMAIL     names the file with the message: look, do not touch
status 0  the message passes      status 1  it is refused, with the last line of standard error as the reply
status 2  this filter failed: the sender comes again (-r)
"""
import email
import email.errors
import email.header
import email.utils
import os
import sys

ENDINGS = (
    ".exe .com .scr .pif .bat .cmd .cpl .msi .msp .dll .hta .jar .js .jse .lnk .ps1 .reg .vbe .vbs .wsf .wsh"
).split()


def readable(value):
    """A header's value with its encoded words (RFC 2047) decoded, or as it is if they cannot be decoded."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (email.errors.HeaderParseError, LookupError, ValueError):
        return str(value)


def names(part):
    """The names of an attachment. Mail programs differ in which of the two names they believe."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, header=header)
        if value is not None:
            yield readable(email.utils.collapse_rfc2231_value(value))


def decide(message):
    """The reply that refuses the message, or None if it passes."""
    for part in message.walk():
        for name in names(part):
            # Windows does not see dots and blanks at the end of a name.
            ending = os.path.splitext(name.rstrip(". \t\0").lower())[1]
            if ending in ENDINGS:
                return f"550 5.7.1 Attachments of type {ending} are not accepted here"
    return None


def main():
    with open(os.environ["EMAIL"], "rb") as file:
        content = file.read()
    try:
        reply = decide(email.message_from_bytes(content))
    except RecursionError:  # the sender's doing: a failure would bring the message back again and again
        reply = "550 5.6.0 Message is nested unreasonably deep"
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
