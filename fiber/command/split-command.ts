/*
    split-command.ts -- A command line as a list of arguments, without a shell. Source: spec runtime.md §20.
*/

/** No command has more. */
const most = 1024

/**
 * The arguments of a command line. One that begins with a quote extends to the same quote, or to the end, and loses both; any
 * other ends at a blank. `\\`, `\"` and `\'` stand for their second character.
 */
export function splitCommand(command: string): string[] {
    const list: string[] = []
    let at = 0
    while (list.length < most) {
        while (at < command.length && isWhite(command[at]!)) {
            at++
        }
        if (at === command.length) {
            break
        }
        const quote = command[at] === '"' || command[at] === "'" ? command[at++]! : null
        let argument = ''
        for (; at < command.length; at++) {
            const letter = command[at]!
            const next = command[at + 1]
            if (letter === '\\' && (next === '\\' || next === '"' || next === "'")) {
                argument += next
                at++
            } else if (letter === (quote ?? ' ')) {
                at++
                break
            } else {
                argument += letter
            }
        }
        list.push(argument)
    }
    return list
}

function isWhite(letter: string): boolean {
    return letter === ' ' || letter === '\t' || letter === '\n' || letter === '\r' || letter === '\v' || letter === '\f'
}
