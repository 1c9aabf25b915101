#!/bin/sh
# Puts [EXTERNAL] in front of the subject of messages from outside, so that nobody takes a stranger for a colleague.
# Messages from OUR_DOMAIN (example.com if it is not set) pass as they came. Needs GNU sed.
#
# Try it:  ./postprox try -c examples/tag-external.sh examples/messages/folded.eml
#          ./postprox try -c examples/tag-external.sh --sender boss@example.com examples/messages/folded.eml
#
# Before you use it:
#   - The envelope sender is only the client's word. Refuse forged senders first (SPF, or reject_sender_login_mismatch).
#   - A changed subject breaks the sender's DKIM signature. Use this filter after the queue, with the verifier in
#     front: docs/POSTFIX.md.
set -u

trouble() {
    echo "tag-external: $1" >&2
    exit 2
}

domain=${OUR_DOMAIN:-example.com}
# The whole address: SENDER is cut at 99 bytes.
sender=$(printf '%s' "$SENDER_FULL" | LC_ALL=C tr '[:upper:]' '[:lower:]') || trouble "cannot read the sender"
case $sender in
    *"@$domain") exit 0 ;;
esac

# The header goes from the first line to the first empty one. A later line that looks like a subject is text.
LC_ALL=C awk 'tolower($0) ~ /^subject[ \t]*:/ { found = 1; exit } /^$/ { exit } END { exit !found }' "$EMAIL"
case $? in
    0)
        # The text after the colon stays where it is, on the same line or folded to the next, and so does every byte of
        # the rest. A second subject gets its tag too: nobody knows which subject a mail program will show.
        LC_ALL=C sed '0,/^$/ {
            /^subject[ \t]*:.*\[EXTERNAL\]/I! s/^\(subject[ \t]*:\)[ \t]*/\1 [EXTERNAL] /I
        }' "$EMAIL" >"$OUTFILE" || trouble "cannot write OUTFILE"
        ;;
    1)
        # A new header is safe in front of all others: there it cannot land within a folded one.
        { echo "Subject: [EXTERNAL]" && cat "$EMAIL"; } >"$OUTFILE" || trouble "cannot write OUTFILE"
        ;;
    *)
        trouble "cannot read the message"
        ;;
esac
exit 0
