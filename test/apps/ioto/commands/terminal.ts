/*
    terminal.ts -- A command at a terminal, which the program `script` makes.
*/

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** What a test says that skips because there is no `script`; false: it is there. */
export const withoutTerminal: string | false =
    process.platform === 'linux' && spawnSync('script', ['--version']).error === undefined
        ? false
        : 'there is no program `script`'

/** A command line, run by a shell at a terminal of its own. */
export class Terminal {
    readonly process: ChildProcessWithoutNullStreams
    /** All that was shown. */
    output = ''
    /** The exit status, when the output has ended too. */
    readonly ended: Promise<number | null>
    #over = false
    /** Characters that had been shown when the latest keys were typed. */
    #typed = 0
    #grown: () => void = () => {}

    constructor(command: string) {
        this.process = spawn('script', ['-qec', command, '/dev/null'])
        this.process.stdout.setEncoding('utf8').on('data', (text: string) => {
            this.output += text
            this.#grown()
        })
        this.ended = once(this.process, 'close').then(([code]) => {
            this.#over = true
            this.#grown()
            return code as number | null
        })
    }

    /** Waits until something has come since the latest keys, and the output ends with a text; then types. */
    async type(after: string, keys: string): Promise<void> {
        while (this.output.length === this.#typed || !this.output.endsWith(after)) {
            if (this.#over) {
                throw new Error(`The terminal has ended without ${JSON.stringify(after)}, after:\n${this.output}`)
            }
            await new Promise<void>(resolve => {
                this.#grown = resolve
            })
        }
        this.#typed = this.output.length
        this.process.stdin.write(keys)
    }
}
