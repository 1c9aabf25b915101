#!/bin/sh
# Lets all mail pass: the frame for a filter of your own.
#
#   EMAIL     names the file with the message: look, do not touch
#   OUTFILE   names an empty file: what you write there passes in the message's place
#   exit 0    the message passes      exit 1    it is refused, with the last line of standard error as the reply
#   exit 2    this filter failed: the sender comes again (-r)
#
# SENDER_FULL, RECIPIENT_FULL, HELO_FULL and REMOTENAME_FULL come from strangers: put them in double quotes.
set -eu

# A command that fails under set -e ends the script with that command's status. 1 would refuse the mail for good.
decided=
trap '[ -n "$decided" ] || exit 2' EXIT
accept() { decided=yes; exit 0; }
refuse() { decided=yes; printf '%s\n' "$1" >&2; exit 1; }

# Your rules stand here, such as:
#   case $SENDER_FULL in
#       *@spam.example) refuse '550 5.7.1 No mail from there' ;;
#   esac

accept
