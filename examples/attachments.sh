#!/bin/sh
# Refuses messages with attachments that Windows would run, by the ends of their names. Looks at the headers of the
# message and of its MIME parts, folded ones too; text that speaks of such names passes.
#
# This is a net with a wide mesh: names that are encoded (RFC 2047) or cut in pieces (RFC 2231) slip through, and
# content is not looked at. attachments.py is finer, and takes 50 ms more.
#
# Try it:  ./postprox try -c examples/attachments.sh examples/messages/executable-name.eml
set -u

ENDINGS='exe|com|scr|pif|bat|cmd|cpl|msi|msp|dll|hta|jar|js|jse|lnk|ps1|reg|vbe|vbs|wsf|wsh'

# Prints the ending that was found. The name itself is a stranger's and stays out of the reply.
found=$(LC_ALL=C awk -v endings="$ENDINGS" '
    function check(    text) {
        text = tolower(header)
        header = ""
        if (text !~ /^content-(type|disposition)[ \t]*:/) return
        # name=, filename=, also with the marks of RFC 2231; Windows does not see dots and blanks at the end of a name.
        if (!match(text, "name[*0-9]*[ \t]*=[ \t]*(\"[^\"]*|[^\"; \t]*)[.](" endings ")[. ]*([\"\047; \t]|$)")) return
        text = substr(text, RSTART, RLENGTH)
        sub(/[^a-z0-9]+$/, "", text)
        sub(/^.*[.]/, "", text)
        print text
        exit
    }
    BEGIN { inside = 1 }
    /^--/ { check(); inside = 1; next }
    !inside { next }
    /^$/ { check(); inside = 0; next }
    /^[ \t]/ { header = header $0; next }
    { check(); header = $0 }
    END { check() }
' "$EMAIL")
STATUS=$?

if [ $STATUS -ne 0 ]; then
    echo "attachments: awk failed with exit status $STATUS" >&2
    exit 2
fi
[ -n "$found" ] || exit 0

echo "550 5.7.1 Attachments of type .$found are not accepted here" >&2
exit 1
