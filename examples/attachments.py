#!/usr/bin/env python3
"""Refuses messages with attachments that a computer would run: by the ends of their names, and by their content,
whatever they are called. Looks into forwarded messages, and at the names inside zip archives.

Try it:  ./postprox try -c examples/attachments.py examples/messages/executable-content.eml

main() is run under a net that turns every error into status 2: the filter failed. postprox would take Python's own crash
report with status 1 for the same, but not where this program is started by a wrapper, or writes anything else beside it.
"""
import email
import email.errors
import email.header
import email.utils
import io
import os
import sys
import zipfile

ENDINGS = (
    ".exe .com .scr .pif .bat .cmd .cpl .msi .msp .dll .hta .jar .js .jse .lnk .ps1 .reg .vbe .vbs .wsf .wsh"
).split()

ACCEPT, REFUSE, FAILED = 0, 1, 2


def readable(value):
    """A header's value with its encoded words (RFC 2047) decoded; as it is where they cannot be."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (email.errors.HeaderParseError, LookupError, UnicodeError):
        return str(value)


def names(part):
    """What an attachment is called. Mail programs differ in which of the two names they believe."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, header=header)
        if value is not None:
            yield readable(email.utils.collapse_rfc2231_value(value))


def forbidden_ending(name):
    """The ending that makes a name one of a program. Windows does not see dots and blanks at the end of a name."""
    ending = os.path.splitext(name.rstrip(". \t\0").lower())[1]
    return ending if ending in ENDINGS else None


def program(content):
    """What kind of program the content is, by its first bytes."""
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
    """The names in a zip archive. They can be read even where the content is encrypted."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from archive.namelist()
        except zipfile.BadZipFile:
            pass


def objection(part):
    """Why a part cannot be accepted, or None. Words of the sender's stay out of it."""
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


def main():
    with open(os.environ["EMAIL"], "rb") as file:
        message = email.message_from_binary_file(file)
    for part in message.walk():
        if reason := objection(part):
            print("550 5.7.1", reason, file=sys.stderr)
            return REFUSE
    return ACCEPT


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as error:  # pylint: disable=broad-except
        print(f"attachments: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(FAILED)
