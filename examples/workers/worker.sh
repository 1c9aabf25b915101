#!/bin/sh
# A worker in sh: postprox starts it once, and it answers one message after the other. Run it as
#   --filter worker:/path/to/worker.sh
# A request is lines of name=value and an empty line; an answer is action=... and an empty line (docs/filters/worker.md).
#   REFUSE in the subject   the message is refused
#   REWRITE in the subject  the message passes with one more header field
set -u

trouble() { # An answer that is none: this message has no verdict, and on-failure decides.
    echo "worker: $1" >&2
    printf 'trouble\n\n'
}

decide() {
    if [ -z "$email" ]; then # files=no: only the envelope is known
        printf 'action=DUNNO\n\n'
        return
    fi
    subject=$(LC_ALL=C sed -n '/^$/q; s/^[Ss][Uu][Bb][Jj][Ee][Cc][Tt]://p' "$email") || { trouble "cannot read"; return; }
    case $subject in
        *REFUSE*) printf 'action=REJECT The worker does not like the subject\n\n' ;;
        *REWRITE*)
            if { echo "X-Worker: rewritten" && cat "$email"; } >"$outfile"; then
                printf 'action=REPLACE\n\n'
            else
                trouble "cannot write outfile"
            fi
            ;;
        *) printf 'action=DUNNO\n\n' ;;
    esac
}

email= outfile=
while IFS= read -r line; do # The end of standard input is the end of the worker.
    case $line in
        email=*) email=${line#email=} ;;
        outfile=*) outfile=${line#outfile=} ;;
        '') decide && email= outfile= ;;
    esac
done
