/*
    commands.ts -- Many runs of `ioto` in one process, which is quick, beside those in a process of their own, which is real.
*/

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { main } from '../agent.js'

/** The words after `ioto`, the current directory, and what standard input gives. */
export interface Run {
    readonly args: readonly string[]
    readonly cwd: string
    readonly stdin: string
}

/** What a command said, and its exit status. */
export interface Result {
    readonly stdout: string
    readonly stderr: string
    readonly status: number | null
}

/** What the shared process writes to both outputs after each run. */
const endMark = '--- end of the run ---\n'

const program = fileURLToPath(new URL('fixtures/one-process.js', import.meta.url))

/** What tap adds to see into child processes doubles their start; only the measuring of coverage needs it. */
const { NODE_OPTIONS: _, ...plain } = process.env
const env = process.env.TAP_DISABLE_COVERAGE === '0' ? process.env : plain

/** The process that runs share. */
class SharedProcess {
    readonly #child: ChildProcess
    #stdout = ''
    #stderr = ''
    #status: number | null = null
    #settle: (result: Result | Error) => void = () => {}

    constructor() {
        this.#child = fork(program, [endMark], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
        this.#child.stdout!.setEncoding('utf8').on('data', text => {
            this.#stdout += text
            this.#check()
        })
        this.#child.stderr!.setEncoding('utf8').on('data', text => {
            this.#stderr += text
            this.#check()
        })
        this.#child.on('message', status => {
            this.#status = status as number
            this.#check()
        })
        this.#child.on('exit', (code, signal) => {
            this.#settle(new Error(`the process ended (${code ?? signal}): ${this.#stderr}`))
        })
    }

    async run(run: Run): Promise<Result> {
        this.#stdout = ''
        this.#stderr = ''
        this.#status = null
        this.#child.send(run)
        const result = await new Promise<Result | Error>(resolve => {
            this.#settle = resolve
        })
        if (result instanceof Error) {
            throw new Error(`Cannot run ioto ${run.args.join(' ')}: ${result.message}`)
        }
        return result
    }

    stop(): void {
        this.#child.kill()
    }

    #check(): void {
        if (this.#status !== null && this.#stdout.endsWith(endMark) && this.#stderr.endsWith(endMark)) {
            this.#settle({
                stdout: this.#stdout.slice(0, -endMark.length),
                stderr: this.#stderr.slice(0, -endMark.length),
                status: this.#status,
            })
        }
    }
}

let shared: SharedProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/** Runs a command in the process that all runs share, after those before it. */
export function run(args: readonly string[], { cwd = process.cwd(), stdin = '' }: Partial<Run> = {}): Promise<Result> {
    if (shared === undefined) {
        const process = new SharedProcess()
        t.teardown(() => process.stop())
        shared = process
    }
    const home = shared
    const result = last.then(() => home.run({ args, cwd, stdin }))
    last = result.catch(() => {})
    return result
}

/** Runs a command in a process of its own. */
export async function runAlone(args: readonly string[], { cwd = '.', stdin = '' }: Partial<Run> = {}): Promise<Result> {
    const child = spawn(process.execPath, [main, ...args], { cwd, env })
    const result = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => {
        result.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
        result.stderr += text
    })
    // The command need not read it.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    const [status] = (await once(child, 'close')) as [number | null]
    return { ...result, status }
}
