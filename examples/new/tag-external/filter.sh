#!/bin/sh
# Puts [EXTERNAL] in front of the subject of mail from outside. Mail from OUR_DOMAIN passes as it came.
# The envelope sender is only the client's word: have Postfix refuse forged senders first.
#
#   EMAIL     names the file with the message: look, do not touch
#   OUTFILE   names an empty file: what you write there passes in the message's place
#   exit 0    the message passes      exit 2    this filter failed: the sender comes again (-r)
set -eu

OUR_DOMAIN='example.com'

# A command that fails under set -e ends the script with that command's status. 1 would refuse the mail for good.
decided=
trap '[ -n "$decided" ] || exit 2' EXIT
accept() { decided=yes; exit 0; }

# The whole address: SENDER is cut after 99 bytes, and a stranger chooses where.
sender=$(printf '%s' "$SENDER_FULL" | LC_ALL=C tr '[:upper:]' '[:lower:]')
case $sender in
    *"@$OUR_DOMAIN") accept ;;
esac

# Status 0: the header has a subject with the tag. 10: it has one without. 20: it has none. Any other: awk has failed.
state=0
LC_ALL=C awk '
    /^$/ { exit }
    tolower($0) ~ /^subject[ \t]*:/ { found = 1; if (index($0, "[EXTERNAL]")) tagged = 1 }
    END { exit tagged ? 0 : found ? 10 : 20 }
' "$EMAIL" || state=$?

case $state in
    0) accept ;;
    10)
        # Only the first subject of the header, and every byte of the rest as it was.
        LC_ALL=C awk '
            !done && /^$/ { done = 1 }
            !done && tolower($0) ~ /^subject[ \t]*:/ {
                colon = index($0, ":")
                rest = substr($0, colon + 1)
                sub(/^[ \t]*/, "", rest)
                $0 = substr($0, 1, colon) " [EXTERNAL] " rest
                done = 1
            }
            { print }
        ' "$EMAIL" >"$OUTFILE"
        accept
        ;;
    20)
        { echo 'Subject: [EXTERNAL]'; cat "$EMAIL"; } >"$OUTFILE"
        accept
        ;;
esac
