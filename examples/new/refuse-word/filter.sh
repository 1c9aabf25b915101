#!/bin/sh
# Refuses mail with certain words in its subject. All other mail passes as it came.
#
#   EMAIL     names the file with the message: look, do not touch
#   exit 0    the message passes      exit 1    it is refused, with the last line of standard error as the reply
#   exit 2    this filter failed: the sender comes again (-r)
set -eu

WORDS='lottery|casino'
REPLY='550 5.7.1 We do not play the lottery'

# A command that fails under set -e ends the script with that command's status. 1 would refuse the mail for good.
decided=
trap '[ -n "$decided" ] || exit 2' EXIT
accept() { decided=yes; exit 0; }
refuse() { decided=yes; printf '%s\n' "$1" >&2; exit 1; }

# The subject in one line: a long one is folded over lines that begin with a blank (RFC 5322 section 2.2.3).
subject=$(LC_ALL=C awk '
    /^$/ { exit }
    /^[ \t]/ { if (inside && length(text) < 1000) text = text $0; next }
    { inside = tolower($0) ~ /^subject[ \t]*:/; if (inside) text = text substr($0, index($0, ":") + 1) }
    END { print substr(text, 1, 1000) }
' "$EMAIL")

# grep has found a word with status 0, and none with 1. Any other status is an error, and nothing is decided.
status=0
printf '%s\n' "$subject" | LC_ALL=C grep -Eiq -e "$WORDS" || status=$?
case $status in
    0) refuse "$REPLY" ;;
    1) accept ;;
esac
