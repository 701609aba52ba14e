/*
    shell.ts -- Where commands come from: a terminal, with history and completion; a file or a pipe, whose lines are shown as if they
    had been typed.
*/

import { readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { split } from './breaking.js'
import { type Command, findCommand } from './command.js'
import type { Debugger } from './debugger.js'
import { table } from './table.js'

/** What the debugger says when it waits for a command. */
export const prompt = '(ioto) '

/** Lines of history that are kept. */
const historySize = 500

/** Gives commands to the debugger. */
export class Shell {
    readonly #debug: Debugger
    /** What an empty line does again. */
    #again: { readonly command: Command; readonly rest: string } | null = null
    /** Commands that were wrong. */
    faults = 0
    #interrupts = 0

    constructor(debug: Debugger) {
        this.#debug = debug
    }

    /** Does what the lines of a text say, each shown first. */
    async script(text: string): Promise<void> {
        for (const line of text.split('\n')) {
            if (this.#debug.ended) {
                return
            }
            if (line.trim() !== '' && !line.trimStart().startsWith('#')) {
                this.#debug.screen.say(`${prompt}${line.trim()}`)
                await this.#line(line)
            }
        }
    }

    /** Does what is typed, up to the end. */
    async terminal(): Promise<void> {
        const { screen } = this.#debug
        const history = historyFile()
        const reader = createInterface({
            input: process.stdin,
            output: process.stdout,
            prompt,
            history: readHistory(history),
            historySize,
            removeHistoryDuplicates: true,
            completer: (line: string, done: (error: Error | null, found: [string[], string]) => void) => {
                this.#complete(line).then(
                    found => done(null, found),
                    () => done(null, [[], line]),
                )
            },
        })
        reader.on('history', lines => writeHistory(history, lines))
        reader.on('SIGINT', () => this.#interrupt(reader))
        try {
            reader.prompt()
            for await (const line of reader) {
                await this.#line(line)
                this.#interrupts = 0
                if (this.#debug.ended) {
                    break
                }
                reader.prompt()
            }
            if (!this.#debug.ended) {
                screen.say('quit')
            }
        } finally {
            reader.close()
        }
    }

    /** Does a command. What is wrong with it is shown. */
    async #line(line: string): Promise<void> {
        const [word, rest] = split(line.trim())
        try {
            if (word === '') {
                await this.#again?.command.run(this.#debug, this.#again.rest)
                return
            }
            const command = findCommand(table, word)
            this.#again = command.repeats === true ? { command, rest: command.names[0] === 'list' ? '' : rest } : null
            await command.run(this.#debug, rest.trim())
        } catch (error) {
            this.faults++
            this.#debug.screen.say((error as Error).message)
        }
    }

    /** Ctrl-C: the program stops; again, or where it stands already: the end. */
    #interrupt(reader: Interface): void {
        const { program, screen } = this.#debug
        this.#interrupts++
        if (program !== null && program.session.stop === null && this.#interrupts === 1) {
            program.session.pause().catch(() => {})
        } else if (reader.line !== '') {
            this.#interrupts = 0
            screen.say('^C')
            reader.write(null, { ctrl: true, name: 'u' })
            reader.prompt()
        } else if (this.#interrupts > 1) {
            this.#debug.ended = true
            reader.close()
            process.exit(130)
        } else {
            screen.say('\nPress Ctrl-C again to quit')
            reader.prompt()
        }
    }

    async #complete(line: string): Promise<[string[], string]> {
        const [, before = '', word = ''] = /^(.*?)([^\s(]*)$/.exec(line)!
        const words =
            before.trim() === ''
                ? table.flatMap(({ names }) => names.slice(0, 1))
                : ((await findCommand(table, split(line.trimStart())[0]).complete?.(this.#debug)) ?? [])
        return [[...new Set(words)].filter(each => each.startsWith(word)).sort(), word]
    }
}

function historyFile(): string {
    return join(homedir(), '.ioto-debug-history')
}

/** The lines of earlier sessions, the latest first. */
function readHistory(file: string): string[] {
    try {
        return readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(0, historySize)
    } catch {
        return []
    }
}

function writeHistory(file: string, lines: readonly string[]): void {
    try {
        writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
    } catch {
        // A home that cannot be written is no reason not to debug.
    }
}
