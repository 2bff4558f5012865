/* SPDX-License-Identifier: Apache-2.0
 *
 * completion_command: the scripts that teach a shell to ask (cmd/complete.h).
 */
#include <stdlib.h>

#include "cmd/command.h"
#include "cmd/complete.h"
#include "cmd/invocation.h"
#include "cmd/stdout.h"

/* bash breaks words at `=`; `--emit=se` comes as three. What is offered replaces the part behind it only. */
static const char bash[] =
    "# bash completion for external-secrets\n"
    "_external_secrets() {\n"
    "    local words=() line typed='' directive='' index\n"
    "    for ((index = 1; index <= COMP_CWORD; index++)); do\n"
    "        if [[ ${#words[@]} -gt 0 && (${COMP_WORDS[index]} == = || ${COMP_WORDS[index - 1]} == =) ]]; then\n"
    "            words[${#words[@]} - 1]+=${COMP_WORDS[index]}\n"
    "        else\n"
    "            words+=(\"${COMP_WORDS[index]}\")\n"
    "        fi\n"
    "    done\n"
    "    [[ ${words[*]: -1} != --*=* ]] || typed=${words[*]: -1}\n"
    "    COMPREPLY=()\n"
    "    while IFS= read -r line; do\n"
    "        case $line in\n"
    "        :*) directive=${line#:} ;;\n"
    "        *) line=${line%%$'\\t'*} && COMPREPLY+=(\"${line#\"${typed%%=*}${typed:+=}\"}\") ;;\n"
    "        esac\n"
    "    done < <(\"${COMP_WORDS[0]}\" " COMPLETE_COMMAND " -- \"${words[@]}\" 2>/dev/null)\n"
    "    [[ $directive != 0 ]] || compopt -o default -o filenames\n"
    "}\n"
    "complete -F _external_secrets external-secrets kubectl-external_secrets\n";

static const char zsh[] = "#compdef external-secrets kubectl-external_secrets\n"
                          "_external_secrets() {\n"
                          "    local line directive=''\n"
                          "    local -a candidates\n"
                          "    while IFS= read -r line; do\n"
                          "        case $line in\n"
                          "        :*) directive=${line#:} ;;\n"
                          "        *) line=${line//:/\\\\:} && candidates+=(\"${line/$'\\t'/:}\") ;;\n"
                          "        esac\n"
                          "    done < <(\"${words[1]}\" " COMPLETE_COMMAND " -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)\n"
                          "    if [[ $directive == 0 ]]; then\n"
                          "        [[ $PREFIX != --*=* ]] || compset -P '*='\n"
                          "        _files\n"
                          "    else\n"
                          "        _describe -V external-secrets candidates\n"
                          "    fi\n"
                          "}\n"
                          "if [[ ${funcstack[1]} == _external_secrets ]]; then\n"
                          "    _external_secrets \"$@\"\n"
                          "else\n"
                          "    compdef _external_secrets external-secrets kubectl-external_secrets\n"
                          "fi\n";

static const char fish[] =
    "# fish completion for external-secrets\n"
    "function __external_secrets_complete\n"
    "    set -l words (commandline -opc) (commandline -ct)\n"
    "    for line in ($words[1] " COMPLETE_COMMAND " -- $words[2..-1] 2>/dev/null)\n"
    "        switch $line\n"
    "            case ':0'\n"
    "                set -l option (string match -r -- '^--[^=]*=' (commandline -ct))\n"
    "                for path in (__fish_complete_path (string replace -- \"$option\" '' (commandline -ct)))\n"
    "                    echo \"$option$path\"\n"
    "                end\n"
    "            case ':*'\n"
    "            case '*'\n"
    "                echo $line\n"
    "        end\n"
    "    end\n"
    "end\n"
    "complete -c external-secrets -f -a '(__external_secrets_complete)'\n"
    "complete -c kubectl-external_secrets -f -a '(__external_secrets_complete)'\n";

const char *const completion_shells[] = {"bash", "zsh", "fish", NULL};
static const char *const scripts[] = {bash, zsh, fish};

int completion_command(struct invocation *invocation, struct err *err)
{
    if (invocation->words.count == 0) {
        err_set(err, ERR_USAGE, "the name of a shell is missing");
        return err_hint(err, "%s completion bash, zsh or fish", invocation->program);
    }
    for (size_t i = 0; completion_shells[i] != NULL; i++) {
        struct text script = text_of(scripts[i]);
        if (text_is(invocation->words.items[0], completion_shells[i]))
            return stdout_write(&script, 1, err);
    }
    err_set(err, ERR_USAGE, "no script for that shell");
    return err_hint(err, "there is one for bash, zsh and fish");
}

int complete_command(struct invocation *invocation, struct err *err)
{
    struct text answer = complete(invocation->arena, &invocation->words);
    return stdout_write(&answer, 1, err);
}
