/*
    bash.ts -- The script for bash, from version 3.2 on, which is what macOS has; nothing else has to be installed.
*/

import type { CommandWords, OptionWords, Value } from './words.js'

/** Makes the script. */
export function bashScript(commands: readonly CommandWords[], usual: string): string {
    const names = commands.map(({ name }) => name)
    return `# Completion of ioto for bash: source <(ioto completion bash), or store it as /etc/bash_completion.d/ioto
_ioto() {
    local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
    local options="" values=""
    COMPREPLY=()
    # --option=value is three words here
    if [[ $cur == = ]]; then
        cur=""
    elif [[ $prev == = ]]; then
        prev="\${COMP_WORDS[COMP_CWORD-2]}"
    fi
    if [[ $COMP_CWORD -eq 1 && $cur != -* ]] || [[ $COMP_CWORD -eq 2 && $command == help ]]; then
        _ioto_words "${[...names, 'help'].join(' ')}"
        return
    fi
    if [[ $command == -* ]]; then
        command=${usual}
    fi
    case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
    esac
    case "$command" in
${commands.map(commandCase).join('\n')}
    esac
    if [[ $cur == -* ]]; then
        _ioto_words "$options"
    elif [[ -n $values ]]; then
        _ioto_values "$values"
    fi
}
# Words, and nothing else
_ioto_words() {
    compopt +o default 2>/dev/null
    COMPREPLY=($(compgen -W "$1" -- "$cur"))
}
# What a value is: files are what bash completes by itself
_ioto_values() {
    case "$1" in
        :file) ;;
        :directory) compopt +o default -o dirnames 2>/dev/null ;;
        :any) compopt +o default 2>/dev/null ;;
        *) _ioto_words "$1" ;;
    esac
}
complete -o default -F _ioto ioto
`
}

/** What follows the options that have a value; those with the same kind of value together. */
function valueCases({ name, options }: CommandWords): string[] {
    const byValue = new Map<string, string[]>()
    for (const option of options) {
        if (option.value !== null) {
            const value = valueText(option.value)
            byValue.set(value, [...(byValue.get(value) ?? []), ...namesOf(option).map(each => `"${name} ${each}"`)])
        }
    }
    return [...byValue].map(([value, cases]) => `        ${cases.join('|')}) _ioto_values "${value}"; return ;;`)
}

function commandCase({ name, options, argument }: CommandWords): string {
    const all = options.flatMap(namesOf).join(' ')
    return `        ${name}) options="${all}"; values="${valueText(argument)}" ;;`
}

function namesOf({ long, short }: OptionWords): string[] {
    return [long, short].flatMap(name => name ?? [])
}

function valueText(value: Value): string {
    return typeof value === 'string' ? `:${value}` : value.join(' ')
}
