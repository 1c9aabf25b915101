#!/bin/sh
# A worker that has messages kept aside or thrown away by their subject, as the clients expect it.
email=
while IFS= read -r line; do
    case $line in
        email=*) email=${line#email=} ;;
        '')
            action=DUNNO
            while IFS= read -r field; do
                case $field in
                    Subject:\ quarantine) action="QUARANTINE chaos" && break ;;
                    Subject:\ discard) action="DISCARD chaos" && break ;;
                    '') break ;;
                esac
            done <"$email" || action=DEFER
            printf 'action=%s\n\n' "$action"
            ;;
    esac
done
