/*
    table.ts -- All commands of the debugger, and their help.
*/

import { breaking } from './breaking.js'
import { type Command, findCommand } from './command.js'
import { looking } from './looking.js'
import { running } from './running.js'

const help: Command = {
    names: ['help', 'h'],
    usage: '[COMMAND]',
    help: 'List the commands, or tell all about one.',
    complete: () => table.map(({ names }) => names[0]!),
    run({ screen }, rest) {
        if (rest !== '') {
            const { names, usage, help: text, examples = [] } = findCommand(table, rest)
            screen.say(`${screen.bold(names[0]!)} ${usage}`.trimEnd())
            screen.say(`    ${text}`)
            if (names.length > 1) {
                screen.say(`    Short: ${names.slice(1).join(', ')}`)
            }
            for (const example of examples) {
                screen.say(`    (ioto) ${example}`)
            }
            return
        }
        for (const [title, commands] of groups) {
            screen.say(screen.bold(title))
            for (const { names, usage, help: text } of commands) {
                const name = `${names[0]} ${usage}`.trimEnd()
                screen.say(
                    `    ${name.length > 34 ? names[0]! : name.padEnd(34)}${name.length > 34 ? ' '.repeat(34 - names[0]!.length) : ''} ${sentence(text)}`,
                )
            }
        }
        screen.say(
            'Names may be shortened, as b, c, n, s, bt, p. An empty line does the last step or list again. Ctrl-C stops the program.',
        )
    },
}

const groups: readonly [title: string, commands: readonly Command[]][] = [
    ['Let the program go on', running],
    ['Stop it', breaking],
    ['Look at it', [...looking, help]],
]

/** All commands. */
export const table: readonly Command[] = groups.flatMap(([, commands]) => commands)

/** The first sentence of a text. */
function sentence(text: string): string {
    return /^[^:.;]*/.exec(text)![0]
}
