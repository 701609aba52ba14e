/*
    screen.ts -- What the debugger shows: its own lines, and those of the program, which begin with `| ` (standard output) or `! ` (standard
    error).

    At a stop the program writes a mark to both, up to which they are read first. So what a program has written before a stop is
    shown before the stop, however slow anybody is.
*/

import type { Readable } from 'node:stream'

/** Where lines go. */
export interface Output {
    write(text: string): unknown
    readonly isTTY?: boolean
}

/** One of the two outputs of the program. */
class Channel {
    #rest = ''
    #ended = false
    #mark: { text: string; reached: () => void } | null = null
    readonly #show: (line: string) => void

    constructor(stream: Readable, show: (line: string) => void) {
        this.#show = show
        stream.setEncoding('utf8')
        stream.on('data', (text: string) => this.#take(text))
        stream.on('close', () => {
            this.#ended = true
            this.#flush()
            this.#mark?.reached()
        })
    }

    /** Reads up to a mark, or to the end. */
    async until(mark: string): Promise<void> {
        if (this.#ended) {
            return
        }
        await new Promise<void>(reached => {
            this.#mark = { text: mark, reached }
            this.#take('')
        })
        this.#mark = null
    }

    #take(text: string): void {
        this.#rest += text
        const mark = this.#mark
        const end = mark === null ? -1 : this.#rest.indexOf(mark.text)
        if (end >= 0) {
            const after = this.#rest.slice(end + mark!.text.length)
            this.#rest = this.#rest.slice(0, end)
            this.#lines()
            this.#flush()
            this.#rest = after
            mark!.reached()
        }
        this.#lines()
    }

    #lines(): void {
        const lines = this.#rest.split('\n')
        this.#rest = lines.pop()!
        for (const line of lines) {
            this.#show(line)
        }
    }

    #flush(): void {
        if (this.#rest !== '') {
            this.#show(this.#rest)
            this.#rest = ''
        }
    }
}

/** Node says it when a program that is debugged ends by `process.exit`. */
const ofNode = 'Waiting for the debugger to disconnect...'

/** The screen. */
export class Screen {
    readonly #output: Output
    readonly colors: boolean
    #channels: readonly Channel[] = []
    #marks = 0

    constructor(output: Output, colors: boolean) {
        this.#output = output
        this.colors = colors
    }

    /** Shows a text, with a line end. */
    say(text: string): void {
        this.#output.write(`${text}\n`)
    }

    /** Shows a text that goes on. */
    write(text: string): void {
        this.#output.write(text)
    }

    /** From now on shows what a program writes. */
    follow(stdout: Readable, stderr: Readable): void {
        this.#channels = [
            new Channel(stdout, line => this.say(this.#paint('2', `| ${line}`))),
            new Channel(stderr, line => {
                if (line !== ofNode) {
                    this.say(this.#paint('2;31', `! ${line}`))
                }
            }),
        ]
    }

    /** Shows all that the program has written; `mark` makes it write a text. */
    async catchUp(mark: (text: string) => Promise<unknown>): Promise<void> {
        const text = `\u001e${++this.#marks}\u001e\n`
        const reached = Promise.all(this.#channels.map(channel => channel.until(text)))
        await mark(text)
        await reached
    }

    /** Names stand out at a terminal. */
    bold(text: string): string {
        return this.#paint('1', text)
    }

    #paint(color: string, text: string): string {
        return this.colors ? `\u001b[${color}m${text}\u001b[0m` : text
    }
}
