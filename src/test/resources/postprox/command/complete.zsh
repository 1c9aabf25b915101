# Prints what zsh completes a command line with: complete.zsh SCRIPT 'COMMAND LINE'
zmodload zsh/zpty
zpty shell zsh -f -i
script=$1
zpty -w shell "PS1=; PS2=; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit; compinit -u -D; source ${(q)script}"
zpty -w shell 'zstyle ":completion:*" list-grouped false; zstyle ":completion:*" insert-tab false; zstyle ":completion:*" list-separator ""'
zpty -w shell 'compadd() { local -a found; if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi; builtin compadd -O found "$@"; local one; for one in $found; do print -r -- "<<$one>>"; done }'
zpty -w shell 'report() { print -r -- "<<done>>" }; comppostfuncs=(report); bindkey "^I" complete-word; print ready"<<go>>"'
zpty -r shell out '*ready<<go>>*'
zpty -w -n shell "$2"$'\t'
while zpty -r shell line; do
    line=${line%%$'\r\n'}
    [[ $line == *'<<done>>'* ]] && break
    [[ $line == *'<<'*'>>'* ]] && { line=${line#*<<}; print -r -- ${line%%>>*}; }
done
zpty -d shell
