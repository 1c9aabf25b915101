#!/bin/sh
# Refuses mail with attachments that Windows would run, by the ends of their names. All other mail passes as it came.
# Encoded names slip through: --lang python has a finer net, and examples/attachments.py one that looks into archives.
#
#   EMAIL     names the file with the message: look, do not touch
#   exit 0    the message passes      exit 1    it is refused, with the last line of standard error as the reply
#   exit 2    this filter failed: the sender comes again (-r)
set -eu

ENDINGS='exe|com|scr|pif|bat|cmd|cpl|msi|msp|dll|hta|jar|js|jse|lnk|ps1|reg|vbe|vbs|wsf|wsh'

# A command that fails under set -e ends the script with that command's status. 1 would refuse the mail for good.
decided=
trap '[ -n "$decided" ] || exit 2' EXIT
accept() { decided=yes; exit 0; }
refuse() { decided=yes; printf '%s\n' "$1" >&2; exit 1; }

# Prints the ending that was found. The headers of the message and of its parts are looked at, and no text. A header that is
# folded over several lines is put together, and no longer one than any mail program writes.
found=$(LC_ALL=C awk -v endings="$ENDINGS" '
    function check(    name) {
        name = tolower(header)
        header = ""
        if (!match(name, "name[*0-9]*[ \t]*=[ \t]*(\"[^\"]*|[^\"; \t]*)[.](" endings ")[. ]*([\"\047; \t]|$)")) return
        name = substr(name, RSTART, RLENGTH)
        sub(/[^a-z0-9]+$/, "", name)
        sub(/^.*[.]/, "", name)
        print name
        exit
    }
    BEGIN { inside = 1 }
    /^--/ { check(); inside = 1; next }
    !inside { next }
    /^$/ { check(); inside = 0; next }
    /^[ \t]/ { if (header != "" && length(header) < 4096) header = header substr($0, 1, 4096); next }
    { check(); if (tolower(substr($0, 1, 30)) ~ /^content-(type|disposition)[ \t]*:/) header = substr($0, 1, 4096) }
    END { check() }
' "$EMAIL")

if [ -n "$found" ]; then
    refuse "550 5.7.1 Attachments of type .$found are not accepted here"
fi
accept
