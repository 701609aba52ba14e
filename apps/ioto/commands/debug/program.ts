/*
    program.ts -- A run of the program: its process, and the session with it.
*/

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { DebugSession, launch, type Stop } from '../../../../services/debug/index.js'
import { home } from '../../package.js'
import type { Screen } from './screen.js'

/** What is started (debuggee.ts): among the bundled files, since it shares the runtime with the program. */
export const debuggee = new URL('dist/lib/debuggee.js', home)

/** What a run came to. */
export interface Ending {
    readonly status: number | null
    readonly signal: NodeJS.Signals | null
}

/** A program that runs. */
export class Program {
    readonly session: DebugSession
    readonly #child: ChildProcess
    readonly #screen: Screen
    readonly #ended: Promise<Ending>

    private constructor(session: DebugSession, child: ChildProcess, screen: Screen, ended: Promise<Ending>) {
        this.session = session
        this.#child = child
        this.#screen = screen
        this.#ended = ended
    }

    /** Starts a program, which waits. Throws `DEBUG_CONNECT`. */
    static async start(words: readonly string[], screen: Screen): Promise<Program> {
        const { child, url } = launch({ module: debuggee, args: words })
        const kill = () => child.kill('SIGKILL')
        process.once('exit', kill)
        const ended = once(child, 'close').then(([status, signal]) => {
            process.off('exit', kill)
            return { status, signal } as Ending
        })
        screen.follow(child.stdout!, child.stderr!)
        return new Program(await DebugSession.connect(await url), child, screen, ended)
    }

    get pid(): number {
        return this.#child.pid!
    }

    /** The next stop, or the end, when all is shown that was written before. */
    async stopped(): Promise<Stop | Ending> {
        const { session } = this
        const stop = await session.stopped()
        if (stop === null) {
            return this.#ended
        }
        try {
            await this.#screen.catchUp(text => session.value(`__fdbg.mark(${JSON.stringify(text)})`))
        } catch {
            // It was killed where it stood.
            return this.#ended
        }
        return stop
    }

    /** Ends it, whatever it does. */
    async kill(): Promise<void> {
        this.#child.kill('SIGKILL')
        await this.#ended
    }
}
