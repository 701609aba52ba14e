/*
    run-command.ts -- `yield* runCommand('uname -a')`: runs a program to its end while other fibers go on.
*/

import { type ChildProcess, spawn } from 'node:child_process'
import { deadline, type Fiber, Leaf, type Move, ready, SUSPEND, wake } from '../core/index.js'
import { CommandError, type CommandErrorCode } from './errors.js'
import { splitCommand } from './split-command.js'

/** The status of what cannot be executed. */
const notFound = 127

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
    /** Standard output and standard error together, as UTF-8 text, in the order in which they came in. */
    readonly output: string
    /** Standard output alone. */
    readonly stdout: string
    /** Standard error alone. */
    readonly stderr: string
    /** The exit status; one of the accepted ones. */
    readonly status: number
}

/** How long a command has to end by itself when it is told to; and how long the output of one that has ended is waited for. */
const patience = 1000

/** A process group of its own, so that what a command has started ends with it. Windows has none. */
const hasGroups = process.platform !== 'win32'

interface Piece {
    readonly data: Buffer
    readonly isError: boolean
}

class RunCommand extends Leaf<CommandResult> {
    readonly #arguments: readonly string[]
    readonly #options: CommandOptions
    readonly #limit: number
    #child: ChildProcess | null = null
    readonly #pieces: Piece[] = []
    #length = 0
    #failure: Error | null = null
    #isStopped = false
    #ended: { readonly status: number | null; readonly signal: NodeJS.Signals | null } | null = null

    constructor(args: readonly string[], options: CommandOptions) {
        super()
        this.#arguments = args
        this.#options = options
        this.#limit = options.limit ?? 1024 * 1024
    }

    describe(): string {
        return `command ${this.#arguments[0]}`
    }

    protected begin(): Move<CommandResult> {
        const [program = '', ...args] = this.#arguments
        const { directory, env, shell = false, input } = this.#options
        let child: ChildProcess
        try {
            child = spawn(program, args, {
                cwd: directory,
                shell,
                env: { ...process.env, ...env },
                stdio: 'pipe',
                detached: hasGroups,
            })
        } catch (error) {
            throw this.#error('COMMAND_NOT_FOUND', (error as Error).message, notFound, null, error)
        }
        this.#child = child
        child.stdout!.on('data', (data: Buffer) => this.#take({ data, isError: false }))
        child.stderr!.on('data', (data: Buffer) => this.#take({ data, isError: true }))
        child.on('error', error => {
            this.#failure ??= error
            this.#end(notFound, null)
        })
        child.on('close', (status, signal) => this.#end(status, signal))
        child.on('exit', (status, signal) => this.#exited(status, signal))
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
        if (this.#failure !== null) {
            throw this.#error('COMMAND_NOT_FOUND', this.#failure.message, notFound, null, this.#failure)
        }
        if (this.#length > this.#limit) {
            throw this.#error('COMMAND_OUTPUT', `it wrote more than ${this.#limit} bytes`, null, null)
        }
        const { status, signal } = ended
        const { accept = [0] } = this.#options
        if (status === null || !accept.includes(status)) {
            const how = status === null ? `signal ${signal}` : `status ${status}`
            throw this.#error('COMMAND_FAILED', `it ended with ${how}`, status, signal)
        }
        return ready({
            output: this.#text(() => true),
            stdout: this.#text(({ isError }) => !isError),
            stderr: this.#text(({ isError }) => isError),
            status,
        })
    }

    protected release(): void {
        if (this.#ended === null) {
            this.#stop()
        }
    }

    #text(wanted: (piece: Piece) => boolean): string {
        return Buffer.concat(this.#pieces.filter(wanted).map(({ data }) => data)).toString()
    }

    #error(
        code: CommandErrorCode,
        why: string,
        status: number | null,
        signal: NodeJS.Signals | null,
        cause?: unknown,
    ): CommandError {
        const message = `Cannot run ${this.#arguments[0]}: ${why}`
        const options = cause === undefined ? undefined : { cause }
        return new CommandError(
            code,
            message,
            status,
            signal,
            this.#text(() => true),
            options,
        )
    }

    #take({ data, isError }: Piece): void {
        const room = this.#limit - this.#length
        if (room > 0) {
            this.#pieces.push({ data: data.subarray(0, room), isError })
        }
        this.#length += data.length
        if (this.#length > this.#limit) {
            this.#stop()
        }
    }

    /** It has ended, but what it has started may still hold its output, for ever: a command that goes to the background does. */
    #exited(status: number | null, signal: NodeJS.Signals | null): void {
        const child = this.#child!
        const timer = setTimeout(() => {
            child.stdout!.destroy()
            child.stderr!.destroy()
            this.#end(status, signal)
        }, patience)
        child.once('close', () => clearTimeout(timer))
    }

    /** Asks the command, and what it has started, to end; then makes them. Also when this process ends before. */
    #stop(): void {
        if (this.#isStopped) {
            return
        }
        this.#isStopped = true
        const child = this.#child!
        const finish = () => kill(child, 'SIGKILL')
        const timer = setTimeout(finish, patience)
        process.once('exit', finish)
        child.once('close', () => {
            clearTimeout(timer)
            process.off('exit', finish)
        })
        timer.unref()
        child.unref()
        kill(child, 'SIGTERM')
    }

    #end(status: number | null, signal: NodeJS.Signals | null): void {
        if (this.#ended === null) {
            this.#ended = { status, signal }
            wake(this.task!)
        }
    }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
    if (child.pid === undefined) {
        return
    }
    try {
        process.kill(hasGroups ? -child.pid : child.pid, signal)
    } catch {
        // They have ended.
    }
}

/**
 * Runs a program and gives its output. A text is split into arguments (no shell: pipes and variables mean nothing); a list is
 * taken as it is. Throws a `CommandError` when it cannot be started or fails. When the fiber is cancelled, or the deadline passes,
 * the program is ended with all that it has started: it is told to, and killed after a second.
 */
export function* runCommand(command: string | readonly string[], options: CommandOptions = {}): Fiber<CommandResult> {
    const args = typeof command === 'string' ? (options.shell ? [command] : splitCommand(command)) : command
    if (args.length === 0 || args[0] === '') {
        throw new CommandError('COMMAND_EMPTY', 'Cannot run a command: it is empty, wanted the name of a program')
    }
    return yield* deadline(options.deadline ?? 60_000, new RunCommand(args, options))
}
