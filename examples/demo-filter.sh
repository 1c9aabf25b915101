#!/bin/sh
# Shows the three things a filter can do. The subject decides:
#
#   REFUSE   the message is refused, in this filter's own words
#   REWRITE  the message passes with one more header
#   else     the message passes as it came
#
# Try it:  ./postprox try -c examples/demo-filter.sh examples/messages/refuse.eml
#
# How a filter talks to postprox:
#   EMAIL    names the file with the message; look, do not touch
#   OUTFILE  names an empty file; the text written there passes in the message's place
#   exit     0 accepts, 1 refuses with the last line of standard error as the reply,
#            any other status says that this filter failed, and the administrator's -r decides
set -u

trouble() {
    echo "demo-filter: $1" >&2
    exit 2
}

# The subject on one line. A long subject is folded over several lines, which begin with a blank (RFC 5322 section 2.2.3).
subject=$(LC_ALL=C awk '
    /^$/ { exit }
    /^[ \t]/ { if (inside && length(text) < 1000) text = text $0; next }
    { inside = tolower($0) ~ /^subject[ \t]*:/; if (inside) text = text substr($0, index($0, ":") + 1) }
    END { print substr(text, 1, 1000) }
' "$EMAIL") || trouble "cannot read the message"

case $subject in
    *REFUSE*)
        echo "550 5.7.1 The demo filter does not like the subject" >&2
        exit 1
        ;;
    *REWRITE*)
        # A new header is safe in front of all others: there it cannot land within a folded one.
        { echo "X-Demo-Filter: rewritten" && cat "$EMAIL"; } >"$OUTFILE" || trouble "cannot write OUTFILE"
        ;;
esac
exit 0
