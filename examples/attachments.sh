#!/bin/sh
# Refuses messages with attachments that Windows would run, by the ends of their names. Looks at the headers of the
# message and of its MIME parts, folded ones too. Text that mentions such names passes.
#
# A sender can make a message arbitrarily expensive. This filter refuses such a message instead of failing. It refuses a
# header longer than any mail program writes, and a message that takes more than ten seconds of processor time.
#
# This is a net with a wide mesh: names that are encoded (RFC 2047) or cut in pieces (RFC 2231) slip through, and
# content is not looked at. attachments.py is finer, and takes 50 ms more.
#
# Try it:  ./postprox try -c examples/attachments.sh examples/messages/executable-name.eml
set -u

ENDINGS='exe|com|scr|pif|bat|cmd|cpl|msi|msp|dll|hta|jar|js|jse|lnk|ps1|reg|vbe|vbs|wsf|wsh'

# The longest header that is searched for a name. Names have at most 255 bytes, three times as much if they are encoded.
LONGEST=4096

# The exit status that a shell has for a process killed by SIGXCPU.
OUT_OF_TIME=152

# Prints the ending that was found, or "long". The name itself is a stranger's and stays out of the reply. Headers of other
# kinds are not kept: a text of megabytes that grows line by line costs work by the square of its length.
found=$(ulimit -S -t 10 && LC_ALL=C exec awk -v endings="$ENDINGS" -v longest="$LONGEST" '
    function check(    text) {
        text = tolower(header)
        header = ""
        if (text == "") return
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
    /^[ \t]/ {
        if (header == "") next
        if (length(header) + length($0) > longest) { print "long"; header = ""; exit }
        header = header $0
        next
    }
    {
        check()
        if (tolower(substr($0, 1, 30)) !~ /^content-(type|disposition)[ \t]*:/) next
        if (length($0) > longest) { print "long"; exit }
        header = $0
    }
    END { check() }
' "$EMAIL")
STATUS=$?

if [ "$found" = long ]; then
    echo "550 5.6.0 Message has a header of unreasonable length" >&2
    exit 1
fi
if [ $STATUS -eq $OUT_OF_TIME ]; then
    echo "550 5.6.0 Message takes unreasonable time to look at" >&2
    exit 1
fi
if [ $STATUS -ne 0 ]; then
    echo "attachments: awk failed with exit status $STATUS" >&2
    exit 2
fi
[ -n "$found" ] || exit 0

echo "550 5.7.1 Attachments of type .$found are not accepted here" >&2
exit 1
