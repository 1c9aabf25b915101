#!/bin/sh
# Refuses messages in which ClamAV finds a virus. Needs a running clamd and its client:
#
#   apt-get install clamav-daemon clamdscan
#
# Options of clamdscan can be given, such as --config-file=/etc/clamav/clamd.conf.
#
# Try it:  ./postprox try -c examples/clamdscan.sh examples/messages/clean.eml
#
# Use it with -r. Without it, mail passes unscanned whenever clamd is down.
# clamd has limits of its own. It cannot scan a message that is larger than StreamMaxLength, and the sender decides how large
# a message is. So this filter refuses messages of more than SCAN_LIMIT bytes (25 MiB if it is not set, as in Debian's
# clamd.conf). clamd passes a message unscanned that unpacks to more than MaxScanSize, unless clamd.conf says
# AlertExceedsMax yes.
set -u

limit=${SCAN_LIMIT:-26214400}

if [ ! -r "$EMAIL" ]; then
    echo "clamdscan: cannot read the message" >&2
    exit 2
fi

case $limit in
    '' | *[!0-9]* | ????????????????*)
        echo "clamdscan: SCAN_LIMIT is no number of bytes: $limit" >&2
        exit 2
        ;;
esac
if [ "$(wc -c <"$EMAIL")" -gt "$limit" ]; then
    echo "552 5.3.4 Message is too large to be scanned for viruses" >&2
    exit 1
fi

# The message goes through standard input, since clamd runs as another user, who may not open the file.
FOUND=$(clamdscan --no-summary --stdout "$@" - <"$EMAIL")
STATUS=$?

case $STATUS in
    0)
        exit 0
        ;;
    1)
        # clamdscan says "stream: Win.Test.EICAR_HDB-1 FOUND".
        NAME=$(printf '%s\n' "$FOUND" | sed -n 's/^[^:]*: \(.*\) FOUND$/\1/p' | head -n 1)
        echo "550 5.7.1 Message contains a virus${NAME:+: $NAME}" >&2
        exit 1
        ;;
    *)
        # No verdict: clamd does not run, is still loading, or gave up. Its own words go to the log.
        echo "clamdscan: exit status $STATUS: $FOUND" >&2
        exit 2
        ;;
esac
