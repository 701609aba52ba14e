/*
    child.ts -- A child process that is asked questions: a candidate of bench:fiber or a server of bench:web.

    Candidates live in processes of their own, so that nobody's garbage, type feedback or timers are in anybody else's figures.
    Every question has a time limit; a child that exceeds one is killed. Whatever happens, no child outlives the driver.
*/

import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Question, Reply } from './answer.js'

/** How to start a child. */
export interface ChildOptions {
    /** Arguments of the program; default none. */
    readonly args?: readonly string[]
    /** Arguments of node, such as `--expose-gc`; default none. */
    readonly nodeArgs?: readonly string[]
    /** Processor to run on, counted from 0; default any. Ignored where `canPin()` is false. */
    readonly core?: number
    /** Milliseconds until the greeting must have come; default 10,000. */
    readonly limit?: number
}

interface Waiting {
    resolve(value: unknown): void
    reject(error: Error): void
    readonly timer: NodeJS.Timeout
}

let pin: boolean | undefined

/** True when processes can be tied to a processor: there is more than one, and `taskset` (util-linux) is installed. */
export function canPin(): boolean {
    pin ??= availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0
    return pin
}

const children = new Set<ChildProcess>()
process.on('exit', () => {
    for (const child of children) {
        child.kill('SIGKILL')
    }
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => process.exit(130))
}

export class Child {
    /** What the child said when it was ready. */
    greeting: unknown
    /** Milliseconds from before the process was made until its greeting was here. */
    readyAfter = 0

    #process: ChildProcess
    #name: string
    #waiting = new Map<number, Waiting>()
    #lastId = 0

    private constructor(process: ChildProcess, name: string) {
        this.#process = process
        this.#name = name
        children.add(process)
        process.on('message', (reply: Reply) => this.#take(reply))
        process.on('error', error => this.#fail(error.message))
        process.on('exit', (code, signal) => {
            children.delete(process)
            this.#fail(`exit ${signal ?? code}`)
        })
    }

    /**
     * Starts `module` in a node process and waits for its greeting.
     *
     * @throws Error when the process ends or the limit passes before
     */
    static async start(module: URL, options: ChildOptions = {}): Promise<Child> {
        const { args = [], nodeArgs = [], core, limit = 10_000 } = options
        const pinned = core !== undefined && canPin()
        const begin = performance.now()
        // taskset replaces itself with node, so pid and message channel are node's.
        const process_ = fork(module, [...args], {
            execPath: pinned ? 'taskset' : process.execPath,
            execArgv: pinned ? ['-c', String(core), process.execPath, ...nodeArgs] : [...nodeArgs],
            stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        })
        const child = new Child(process_, module.pathname.replace(/.*\//, ''))
        child.greeting = await child.#expect(0, limit)
        child.readyAfter = performance.now() - begin
        return child
    }

    get pid(): number {
        return this.#process.pid ?? 0
    }

    /**
     * Asks a question and waits for its answer, which the caller knows to be a `T`.
     *
     * @param limit milliseconds after which the child is killed; default 60,000
     * @throws Error when the child fails to answer
     */
    async ask<T>(name: string, argument?: unknown, limit = 60_000): Promise<T> {
        const id = ++this.#lastId
        const reply = this.#expect(id, limit)
        if (this.#process.connected) {
            this.#process.send({ id, name, argument } satisfies Question)
        } else {
            this.#fail('it is gone')
        }
        return (await reply) as T
    }

    /** Ends the process; returns when it is gone. */
    async stop(): Promise<void> {
        if (this.#process.exitCode === null && this.#process.signalCode === null) {
            const exit = once(this.#process, 'exit')
            this.#process.kill('SIGKILL')
            await exit
        }
    }

    #expect(id: number, limit: number): Promise<unknown> {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => {
                this.#fail(`no answer within ${limit} ms`)
                this.#process.kill('SIGKILL')
            }, limit)
            this.#waiting.set(id, { resolve, reject, timer })
        })
    }

    #take(reply: Reply): void {
        const waiting = this.#waiting.get(reply.id)
        if (waiting === undefined) {
            return
        }
        this.#waiting.delete(reply.id)
        clearTimeout(waiting.timer)
        if ('error' in reply) {
            waiting.reject(new Error(`Cannot measure ${this.#name}: ${reply.error}`))
        } else {
            waiting.resolve(reply.value)
        }
    }

    #fail(reason: string): void {
        for (const waiting of this.#waiting.values()) {
            clearTimeout(waiting.timer)
            waiting.reject(new Error(`Cannot measure ${this.#name}: ${reason}`))
        }
        this.#waiting.clear()
    }
}
