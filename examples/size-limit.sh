#!/bin/sh
# Refuses messages that are larger than SIZE_LIMIT bytes (10 MiB if it is not set). Postfix's message_size_limit is one
# number for all mail; here the limit can depend on anything you like. As an example, bounces (mail from the null sender)
# may have at most a tenth of it.
#
# Try it:  SIZE_LIMIT=500 ./postprox try -c examples/size-limit.sh examples/messages/clean.eml
#
# Postfix's spawn(8) clears the environment, so set the limit in the command. In master.cf, where braces do what quotes do
# elsewhere: -c {SIZE_LIMIT=500 /path/size-limit.sh}
set -u

trouble() {
    echo "size-limit: $1" >&2
    exit 2
}

limit=${SIZE_LIMIT:-10485760}
case $limit in
    '' | *[!0-9]* | ????????????????*) trouble "SIZE_LIMIT is no number of bytes: $limit" ;;
esac
# A filter sees the null sender as <>.
[ "$SENDER" != "<>" ] || limit=$((limit / 10))

size=$(wc -c <"$EMAIL") || trouble "cannot read the message"
if [ "$size" -le "$limit" ]; then
    exit 0
fi

echo "552 5.3.4 Message has $size bytes, no more than $limit are accepted here" >&2
exit 1
