/*
    child.ts -- Programs that tests run as child processes, and send signals to.
*/

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { testedNode } from './plain-node.js'

/** How a child process ended: one of the two is null. */
export interface End {
    readonly code: number | null
    readonly signal: NodeJS.Signals | null
}

/** A child process whose output can be waited for. */
export class Child {
    readonly process: ChildProcess
    stdout = ''
    stderr = ''
    /** When its output has ended too. */
    readonly ended: Promise<End>
    #grown: () => void = () => {}

    /** Runs Node with these arguments, or a command line in a shell and a process group of its own; `more` adds variables. */
    constructor(command: readonly string[] | string, more: Readonly<Record<string, string>> = {}) {
        const stdio = ['ignore', 'pipe', 'pipe'] as const
        const env = { ...process.env, ...more }
        this.process =
            typeof command === 'string'
                ? spawn(command, { stdio: [...stdio], shell: true, detached: true, env })
                : spawn(...testedNode(...command), { stdio: [...stdio], env })
        this.process.stdout!.setEncoding('utf8').on('data', (text: string) => {
            this.stdout += text
            this.#grown()
        })
        this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
            this.stderr += text
            this.#grown()
        })
        this.ended = once(this.process, 'close').then(([code, signal]) => {
            this.#grown()
            return { code, signal } as End
        })
    }

    /** A program in a text, which may import the package by its name. */
    static of(program: string): Child {
        return new Child(['--input-type=module', '--eval', program])
    }

    /** Waits until the output (`stdout` unless told otherwise) matches, and gives the match. Throws if the child ends before. */
    async says(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
        let over = false
        void this.ended.then(() => {
            over = true
            this.#grown()
        })
        for (;;) {
            const match = pattern.exec(this[stream])
            if (match !== null) {
                return match
            }
            if (over) {
                throw new Error(`The child ended without ${pattern}; it said:\n${this.stdout}\n${this.stderr}`)
            }
            await new Promise<void>(resolve => {
                this.#grown = resolve
            })
        }
    }

    /**
     * Standard error without reports of fibers that held the thread too long: on a busy machine any fiber does, when the
     * system lets other processes run meanwhile.
     */
    get complaints(): string {
        return this.stderr.replaceAll(/^The thread was held .*\n(?:(?: {4}at |fiber \d).*\n|\n)*/gm, '')
    }

    kill(signal: NodeJS.Signals): void {
        this.process.kill(signal)
    }

    /** Ends it in any case. For the end of a test. */
    async destroy(): Promise<void> {
        this.process.kill('SIGKILL')
        await this.ended
    }
}
