/*
    run-command.ts -- `yield* runCommand('uname -a')`: runs a program to its end while other fibers go on.
*/

import { type ChildProcess, spawn } from 'node:child_process'
import { deadline, type Fiber, Leaf, type Move, ready, SUSPEND, wake } from '../core/index.js'
import { CommandError } from './errors.js'
import { splitCommand } from './split-command.js'

/** How a command is run. */
export interface CommandOptions {
    /** The command is ended after this many milliseconds, and a `TimeoutError` thrown. Default 60,000; `Infinity`: none. */
    readonly deadline?: number
    /** What the command reads from its standard input. Default: nothing. */
    readonly input?: string | Uint8Array
    /** Bytes that it may write before it is ended with `COMMAND_OUTPUT`. Default 1 MB. */
    readonly limit?: number
    /** Working directory. Default: that of this process. */
    readonly directory?: string
    /** Environment variables in addition to those of this process. */
    readonly env?: Readonly<Record<string, string>>
    /** `true`: the command is given to the shell as it is. Never with text that comes from elsewhere. Default false. */
    readonly shell?: boolean
    /** Statuses that are no failure. Default: 0. */
    readonly accept?: readonly number[]
}

/** What a command gave. */
export interface CommandResult {
    /** Standard output and standard error together, as UTF-8 text. */
    readonly output: string
    /** Exit status. */
    readonly status: number
}

/** How long a command has to end by itself when it is told to, milliseconds. */
const patience = 2000

class RunCommand extends Leaf<CommandResult> {
    readonly #arguments: readonly string[]
    readonly #options: CommandOptions
    #child: ChildProcess | null = null
    #pieces: Buffer[] = []
    #length = 0
    #failure: Error | null = null
    #ended: { readonly status: number | null; readonly signal: NodeJS.Signals | null } | null = null

    constructor(args: readonly string[], options: CommandOptions) {
        super()
        this.#arguments = args
        this.#options = options
    }

    describe(): string {
        return `command ${this.#arguments[0]}`
    }

    protected begin(): Move<CommandResult> {
        const [program = '', ...args] = this.#arguments
        const { directory, env, shell = false, input } = this.#options
        let child: ChildProcess
        try {
            child = spawn(program, args, { cwd: directory, shell, env: { ...process.env, ...env }, stdio: 'pipe' })
        } catch (error) {
            throw new CommandError(
                'COMMAND_NOT_FOUND',
                `Cannot run ${program}: ${(error as Error).message}`,
                127,
                null,
                '',
                {
                    cause: error,
                },
            )
        }
        this.#child = child
        const take = (piece: Buffer) => this.#take(piece)
        child.stdout!.on('data', take)
        child.stderr!.on('data', take)
        child.on('error', error => {
            this.#failure ??= error
            this.#end(127, null)
        })
        child.on('close', (status, signal) => this.#end(status, signal))
        // A command that ends without reading its input is no failure of ours.
        child.stdin!.on('error', () => {})
        child.stdin!.end(input ?? '')
        return SUSPEND
    }

    protected again(): Move<CommandResult> {
        const ended = this.#ended
        if (ended === null) {
            return SUSPEND
        }
        const output = Buffer.concat(this.#pieces).toString()
        const name = this.#arguments[0]
        const { limit = 1024 * 1024, accept = [0] } = this.#options
        if (this.#failure !== null) {
            throw new CommandError(
                'COMMAND_NOT_FOUND',
                `Cannot run ${name}: ${this.#failure.message}`,
                127,
                null,
                output,
                {
                    cause: this.#failure,
                },
            )
        }
        if (this.#length > limit) {
            throw new CommandError(
                'COMMAND_OUTPUT',
                `Cannot run ${name}: it wrote more than ${limit} bytes`,
                null,
                null,
                output,
            )
        }
        if (ended.status === null || !accept.includes(ended.status)) {
            const how = ended.status === null ? `signal ${ended.signal}` : `status ${ended.status}`
            throw new CommandError(
                'COMMAND_FAILED',
                `Cannot run ${name}: it ended with ${how}`,
                ended.status,
                ended.signal,
                output,
            )
        }
        return ready({ output, status: ended.status })
    }

    protected release(): void {
        if (this.#ended === null) {
            this.#stop()
        }
    }

    #take(piece: Buffer): void {
        const { limit = 1024 * 1024 } = this.#options
        if (this.#length <= limit) {
            this.#pieces.push(piece.subarray(0, limit - this.#length))
        }
        this.#length += piece.length
        if (this.#length > limit) {
            this.#stop()
        }
    }

    /** Asks the command to end, then makes it. */
    #stop(): void {
        const child = this.#child!
        child.kill('SIGTERM')
        const timer = setTimeout(() => child.kill('SIGKILL'), patience)
        timer.unref()
        child.once('close', () => clearTimeout(timer))
    }

    #end(status: number | null, signal: NodeJS.Signals | null): void {
        if (this.#ended === null) {
            this.#ended = { status, signal }
            wake(this.task!)
        }
    }
}

/**
 * Runs a program and gives its output. A text is split into arguments (no shell: pipes and variables mean nothing); a list is
 * taken as it is. Throws a `CommandError` when it cannot be started or fails. When the fiber is cancelled the program is ended.
 */
export function* runCommand(command: string | readonly string[], options: CommandOptions = {}): Fiber<CommandResult> {
    const args = typeof command === 'string' ? (options.shell ? [command] : splitCommand(command)) : command
    if (args.length === 0 || args[0] === '') {
        throw new CommandError('COMMAND_EMPTY', 'Cannot run a command: it is empty, wanted the name of a program')
    }
    return yield* deadline(options.deadline ?? 60_000, new RunCommand(args, options))
}
