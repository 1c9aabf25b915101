#!/usr/bin/env python3
"""Refuses messages with attachments that a computer would run: by the ends of their names, and by their content under
any name. Looks into forwarded messages, and at the names inside zip archives.

Try it:  ./postprox try -c examples/attachments.py examples/messages/executable-content.eml

A sender can make a message arbitrarily deep or expensive. This filter refuses such a message instead of failing. It refuses
MIME that is nested deeper than any mail program would nest it, and a message that takes more than ten seconds of processor
time, by any trick.

verdict() runs under a net that turns every error into status 2: the filter failed. postprox would understand Python's own
crash report with status 1 in the same way. But it would not if a wrapper starts this program, or if this program writes
anything else beside the report.
"""
import email
import email.errors
import email.header
import email.utils
import io
import os
import signal
import sys
import zipfile

ENDINGS = (
    ".exe .com .scr .pif .bat .cmd .cpl .msi .msp .dll .hta .jar .js .jse .lnk .ps1 .reg .vbe .vbs .wsf .wsh"
).split()

ACCEPT, REFUSE, FAILED = 0, 1, 2

# Python's parser calls itself for each level of MIME. The rest of the work needs some of these calls too.
CALLS = 150
PROCESSOR_SECONDS = 10


class OutOfTime(BaseException):
    """This is no Exception, so that no other code takes it for an error of its own."""


def out_of_time(signum, frame):
    raise OutOfTime


def readable(value):
    """A header's value with its encoded words (RFC 2047) decoded, or as it is if they cannot be decoded."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (email.errors.HeaderParseError, LookupError, UnicodeError):
        return str(value)


def names(part):
    """The names of an attachment. Mail programs differ in which of the two names they believe."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, header=header)
        if value is not None:
            yield readable(email.utils.collapse_rfc2231_value(value))


def forbidden_ending(name):
    """The ending that makes a name one of a program. Windows does not see dots and blanks at the end of a name."""
    ending = os.path.splitext(name.rstrip(". \t\0").lower())[1]
    return ending if ending in ENDINGS else None


def program(content):
    """The kind of program that the content is, by its first bytes, or None."""
    if content.startswith(b"\x7fELF"):
        return "Linux"
    if content.startswith(b"MZ") and len(content) >= 64:
        header = int.from_bytes(content[60:64], "little")
        if content[header : header + 2] in (b"PE", b"NE", b"LE"):
            return "Windows"
    if content[:4] in (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"):
        return "macOS"
    return None


def archived_names(content):
    """The names in a zip archive. They can be read even if the content is encrypted."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from archive.namelist()
        except zipfile.BadZipFile:
            pass


def objection(part):
    """Why a part cannot be accepted, or None. The sender's words stay out of the reason."""
    for name in names(part):
        if ending := forbidden_ending(name):
            return f"Attachments of type {ending} are not accepted here"
    if part.is_multipart():
        return None
    content = part.get_payload(decode=True) or b""
    if kind := program(content):
        return f"Attached programs ({kind}) are not accepted here"
    for name in archived_names(content):
        if ending := forbidden_ending(name):
            return f"Archives with files of type {ending} are not accepted here"
    return None


def refuse(reason):
    print("550", reason, file=sys.stderr)
    return REFUSE


def verdict():
    signal.signal(signal.SIGPROF, out_of_time)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)
    sys.setrecursionlimit(CALLS)
    try:
        return main()
    except RecursionError:
        return refuse("5.6.0 Message is nested unreasonably deep")
    except OutOfTime:
        return refuse("5.6.0 Message takes unreasonable time to look at")


def main():
    with open(os.environ["EMAIL"], "rb") as file:
        message = email.message_from_binary_file(file)
    for part in message.walk():
        if reason := objection(part):
            return refuse("5.7.1 " + reason)
    return ACCEPT


if __name__ == "__main__":
    try:
        sys.exit(verdict())
    except Exception as error:  # pylint: disable=broad-except
        print(f"attachments: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(FAILED)
