#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Completion in the real shells, and through the real kubectl.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    isolate
    mkdir bin
    ln -s "$PROGRAM" bin/external-secrets
    ln -s "$PROGRAM" bin/kubectl-external_secrets
    ln -s "$PROGRAM" bin/kubectl_complete-external_secrets
    PATH=$PWD/bin:$PATH
    touch certificate.pem
}

# in_bash LINE: what a bash offers at its end.
in_bash() {
    # shellcheck disable=SC2016 # the inner bash's
    LINE=$1 bash --norc -euc '
        source <(external-secrets completion bash)
        compopt() { echo "files"; }
        # As readline breaks it: at blanks and at =.
        read -ra COMP_WORDS <<<"${LINE//=/ = }"
        [[ $LINE != *[[:blank:]] ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _external_secrets
        [ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"'
}

@test "completion: bash" {
    [ "$(in_bash 'external-secrets rend')" = render ]
    [ "$(in_bash 'external-secrets render --emi')" = --emit ]
    [ "$(in_bash 'external-secrets render --emit se')" = $'secret\nsealed-secret' ]
    [ "$(in_bash 'external-secrets render --emit=se')" = $'secret\nsealed-secret' ]
    [ "$(in_bash 'external-secrets render --emit=')" = $'secret\nsealed-secret\nreference' ]
    [ "$(in_bash 'external-secrets seal --cert ')" = files ]
    [ "$(in_bash 'external-secrets seal --scope strict --sc')" = '' ]
}

# in_fish LINE: what a fish offers at its end.
# shellcheck disable=SC2016 # the inner fish's
in_fish() { LINE=$1 fish --no-config -c 'external-secrets completion fish | source; complete -C "$LINE"'; }

@test "completion: fish" {
    [ "$(in_fish 'external-secrets rend' | cut -f 1)" = render ]
    [ "$(in_fish 'external-secrets render --emi' | cut -f 1)" = --emit ]
    in_fish 'external-secrets render --emi' | grep -q 'how credentials leave'
    [ "$(in_fish 'external-secrets render --emit=se' | sort)" = $'--emit=sealed-secret\n--emit=secret' ]
    [ "$(in_fish 'external-secrets seal --cert cert' | cut -f 1)" = certificate.pem ]
    [ "$(in_fish 'external-secrets seal --cert=cert' | cut -f 1)" = --cert=certificate.pem ]
}

# in_zsh LINE: what stands on an interactive zsh's line behind a tab.
in_zsh() {
    rm -f shown
    # shellcheck disable=SC2016 # the inner zsh's
    LINE=$1 timeout 30 zsh -fc '
        zmodload zsh/zpty
        show=(
            "autoload -Uz compinit && compinit -u -d $PWD/zcompdump && source <(external-secrets completion zsh)"
            "show() { print -r -- \"\$BUFFER\" >shown; BUFFER=; zle accept-line }; zle -N show; bindkey \"^I\" complete-word \"^X\" show"
        )
        zpty shell "TERM=dumb PS1= zsh -fi"
        for line in $show; do zpty -w shell "$line"; done
        zpty -n -w shell "$LINE"$'"'\t\x18'"'
        until [[ -s shown ]]; do zpty -r -t shell answer; sleep 0.1; done
        zpty -d shell'
    cat shown
}

@test "completion: zsh" {
    [ "$(in_zsh 'external-secrets rend')" = 'external-secrets render ' ]
    [ "$(in_zsh 'external-secrets render --emi')" = 'external-secrets render --emit ' ]
    [ "$(in_zsh 'external-secrets render --emit=sea')" = 'external-secrets render --emit=sealed-secret ' ]
    [ "$(in_zsh 'external-secrets seal --cert cert')" = 'external-secrets seal --cert certificate.pem ' ]
    [ "$(in_zsh 'external-secrets seal --cert=cert')" = 'external-secrets seal --cert=certificate.pem ' ]
}

@test "completion: kubectl asks the program" {
    need kubectl
    run --separate-stderr kubectl __complete external-secrets render --emit se
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = secret ]
    [ "${lines[1]}" = sealed-secret ]
    [ "${lines[2]}" = :4 ]
    run --separate-stderr kubectl __complete external-secrets unsea
    [[ ${lines[0]} == $'unseal\t'* ]]
}
