/*
    zsh.ts -- The script for zsh, which shows what options mean.
*/

import type { CommandWords, OptionWords, Value } from './words.js'

/** Makes the script. */
export function zshScript(commands: readonly CommandWords[], usual: string): string {
    const names = commands.map(({ name, summary }) => quoted(`${name}:${summary.replaceAll(':', '\\:')}`))
    return `#compdef ioto
# Completion of ioto for zsh: source <(ioto completion zsh), or store it as _ioto in a directory of $fpath
_ioto() {
    local -a commands
    commands=(
${[...names, "'help:print the help of a command'"].map(each => `        ${each}`).join('\n')}
    )
    if (( CURRENT == 2 )) && [[ $words[2] != -* ]] || { (( CURRENT == 3 )) && [[ $words[2] == help ]] }; then
        _describe command commands
        return
    fi
    local command=$words[2]
    if [[ $command == -* ]]; then
        command=${usual}
    else
        shift words
        (( CURRENT-- ))
    fi
    case $command in
${commands.map(commandCase).join('\n')}
    esac
}
if [[ $funcstack[1] == _ioto ]]; then
    _ioto "$@"
else
    compdef _ioto ioto
fi
`
}

function commandCase({ name, options, argument }: CommandWords): string {
    const lines = [...options.map(optionText), quoted(`*:${messageAndAction('argument', argument)}`)]
    return `        ${name})
            _arguments -s ${lines.join(' \\\n                ')}
            ;;`
}

/** `'(-o --output)'{-o+,--output=}'[the archive]:file:_files'`; an option may be given again. */
function optionText({ long, short, description, value }: OptionWords): string {
    const spellings = [
        ...(short === null ? [] : [value === null ? short : `${short}+`]),
        ...(long === null ? [] : [value === null ? long : `${long}=`]),
    ]
    const what = `[${description.replace(/[[\]\\:]/g, '\\$&')}]`
    const tail = quoted(value === null ? what : `${what}:${messageAndAction('value', value)}`)
    return spellings.length === 1 ? `'*'${spellings[0]}${tail}` : `'*'{${spellings.join(',')}}${tail}`
}

function messageAndAction(message: string, value: Value): string {
    if (typeof value !== 'string') {
        return `${message}:(${value.join(' ')})`
    }
    return value === 'any' ? `${message}: ` : `${value}:${value === 'file' ? '_files' : '_files -/'}`
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`
}
