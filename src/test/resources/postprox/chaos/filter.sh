#!/bin/sh
# Judges by subject, as the clients expect it.
while IFS= read -r line; do
    case $line in
        Subject:\ pass | Subject:\ quarantine | Subject:\ discard) exit 0 ;;
        Subject:\ rewrite) { echo "X-Filtered: yes" && cat "$EMAIL"; } >"$OUTFILE" || exit 75; exit 0 ;;
        Subject:\ refuse) echo "550 5.7.1 refused" >&2; exit 1 ;;
        Subject:\ fail) exit 75 ;;
    esac
done <"$EMAIL"
exit 75
