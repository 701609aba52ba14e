/*
    debugger.ts -- The state of the debugger between commands: the program if it runs, the breakpoints, which outlive it, and what is
    selected.
*/

import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
    Breakpoint,
    type DebugSession,
    type FiberRow,
    type Frame,
    type Position,
    Sources,
    type Stop,
} from '../../../../services/debug/index.js'
import { Failure } from '../../subcommand.js'
import { moduleOf } from '../run/index.js'
import { fiberName, frameName } from './describe.js'
import { type Ending, Program } from './program.js'
import { reasonsOf } from './reasons.js'
import type { Screen } from './screen.js'
import type { CatchWake, Watch } from './stop-points.js'

/** Something with a number that stops the program. */
export type StopPoint = Breakpoint | Watch | CatchWake | CatchThrow

/** Stops where something is thrown. */
export interface CatchThrow {
    readonly kind: 'throw'
}

/** Most fibers that are looked at. */
export const mostFibers = 10_000

/** The debugger. */
export class Debugger {
    readonly screen: Screen
    /** The program and its arguments. */
    words: readonly string[]
    /** The module that is the program; null: there is none. */
    readonly module: string | null
    program: Program | null = null
    /** Things that stop the program, by their number. */
    readonly points = new Map<number, StopPoint>()
    /** Expressions that each stop shows, by their number. */
    readonly displays = new Map<number, string>()
    /** The fiber that is selected; 0: none. */
    fiber = 0
    /** Its calls, innermost first. */
    frames: readonly Frame[] = []
    /** Which of them is selected. */
    level = 0
    /** What `list` has shown last. */
    listed: { readonly path: string; readonly first: number; readonly last: number } | null = null
    /** The debugger is to end. */
    ended = false
    #lastPoint = 0
    #lastDisplay = 0
    #spare = new Sources()
    /** The call in which the latest stop was. */
    #shown = ''
    /** What the endpoint has said since. */
    readonly #said: string[] = []

    constructor(screen: Screen, words: readonly string[]) {
        this.screen = screen
        this.words = words
        this.module = words[0] === undefined ? null : moduleOf(words[0])
    }

    /** The sources of the program; before it runs those on disk. */
    get sources(): Sources {
        return this.program?.session.sources ?? this.#spare
    }

    /** Where files are looked for. */
    get folders(): readonly string[] {
        return this.module === null ? [process.cwd()] : [process.cwd(), dirname(this.module)]
    }

    /** The call that is selected. */
    get frame(): Frame | undefined {
        return this.frames[this.level]
    }

    /** The session with the program. Throws a sentence when it does not run. */
    get session(): DebugSession {
        if (this.program === null) {
            throw new Failure('The program does not run: wanted run or start first')
        }
        return this.program.session
    }

    /** The stop at which the program is. Throws a sentence when it does not run. */
    get stop(): Stop {
        const { stop } = this.session
        if (stop === null) {
            throw new Failure('The program runs: wanted Ctrl-C first')
        }
        return stop
    }

    /** The call that is selected. Throws a sentence when there is none. */
    needFrame(): Frame {
        const { stop, frame } = this
        if (frame === undefined) {
            throw new Failure(
                this.fiber === 0
                    ? 'No call is selected: no fiber runs, wanted fiber N first'
                    : `No call is selected: fiber ${this.fiber} has not begun`,
            )
        }
        void stop
        return frame
    }

    /** Whether the selected fiber is the one that runs. */
    get isRunning(): boolean {
        return this.fiber === this.stop.fiber
    }

    /** Gives something a number. */
    number(point: StopPoint): number {
        this.points.set(++this.#lastPoint, point)
        return this.#lastPoint
    }

    /** Gives an expression a number. */
    display(expression: string): number {
        this.displays.set(++this.#lastDisplay, expression)
        return this.#lastDisplay
    }

    /** Begins the program anew; with `stop` up to its first statement. */
    async start(stop: boolean): Promise<void> {
        if (this.words.length === 0) {
            throw new Failure('No program: wanted ioto debug FILE')
        }
        await this.program?.kill()
        this.#forget()
        const program = await Program.start(this.words, this.screen).catch(error => {
            throw new Failure((error as Error).message)
        })
        this.program = program
        program.session.on('said', text => this.#said.push(text))
        for (const point of this.points.values()) {
            if (point instanceof Breakpoint) {
                await program.session.breakpoints.add(point)
            } else if ('began' in point) {
                await point.began(this)
            }
        }
        await this.renewCatchThrow()
        await program.session.begin(stop && this.module !== null ? pathToFileURL(this.module).href : null)
        await this.wait()
    }

    /** Whether thrown errors stop the program is asked of all points. */
    async renewCatchThrow(): Promise<void> {
        const wanted = [...this.points.values()].some(point => 'kind' in point && point.kind === 'throw')
        await this.program?.session.setExceptions(wanted ? 'all' : 'none')
    }

    /** The program goes on by `move`, until it stops or ends. */
    async go(move: (session: DebugSession) => Promise<unknown>): Promise<void> {
        const { session } = this
        void this.stop
        for (const point of this.points.values()) {
            if ('arm' in point) {
                await point.arm(this)
            }
        }
        await move(session).catch(error => {
            if (!session.closed) {
                throw error
            }
        })
        await this.wait()
    }

    /** Waits until the program stops or ends, and shows that. */
    async wait(): Promise<void> {
        const { program } = this
        const came = await program!.stopped()
        for (const text of this.#said.splice(0)) {
            this.screen.say(text)
        }
        if ('status' in came) {
            this.#showEnd(came)
            return
        }
        for (const point of this.points.values()) {
            if ('disarm' in point) {
                await point.disarm(this)
            }
        }
        this.fiber = came.fiber
        this.frames = came.frames
        this.level = 0
        this.listed = null
        await this.#showStop(came)
    }

    /** Selects a fiber. */
    async select(fiber: number): Promise<void> {
        this.frames = await this.session.frames(fiber)
        this.fiber = fiber
        this.level = 0
        this.listed = null
    }

    /** A fiber by its number. Throws a sentence. */
    async fiberRow(id: number): Promise<FiberRow> {
        const rows = await this.session.fibers(mostFibers)
        const row = rows.find(each => each.id === id)
        if (row === undefined) {
            throw new Failure(`No fiber ${id}: fibers lists those that live`)
        }
        return row
    }

    /** The line in which a call is. */
    sourceLine(position: Position | null): string | null {
        const text = position === null ? undefined : this.sources.lines(position.path)?.[position.line - 1]
        return text === undefined ? null : `${String(position!.line).padEnd(5)} ${text}`
    }

    /** Shows the selected call. */
    async showFrame(): Promise<void> {
        const { frame, level } = this
        if (frame !== undefined) {
            this.screen.say(`#${level}  ${await frameName(this.session, frame)}`)
            this.#showLine(frame.position)
        }
    }

    #showLine(position: Position | null): void {
        const line = this.sourceLine(position)
        if (line !== null) {
            this.screen.say(line)
        }
    }

    async #showStop(stop: Stop): Promise<void> {
        const { session, screen } = this
        const [frame] = stop.frames
        const reasons = await reasonsOf(this, stop)
        for (const text of reasons) {
            screen.say(text)
        }
        if (frame === undefined) {
            screen.say('The program does nothing: its fibers wait')
        } else {
            const who = stop.fiber === 0 ? '' : `${fiberName(await this.fiberRow(stop.fiber))}, `
            const call = `${stop.fiber}:${stop.frames.length}:${frame.name}:${frame.position?.path}`
            if (reasons.length > 0 || call !== this.#shown) {
                screen.say(`${who}${await frameName(session, frame)}`)
            }
            this.#shown = call
            this.#showLine(frame.position)
        }
        await this.showDisplays()
    }

    /** Shows the expressions that each stop shows. */
    async showDisplays(): Promise<void> {
        for (const [number, expression] of this.displays) {
            this.screen.say(`${number}: ${expression} = ${await this.#valueText(expression)}`)
        }
    }

    async #valueText(expression: string): Promise<string> {
        try {
            return await this.evaluate(expression)
        } catch (error) {
            return `(${(error as Error).message})`
        }
    }

    /** The value of an expression in the selected call, as text. */
    async evaluate(expression: string): Promise<string> {
        const { session, frame } = this
        void this.stop
        return session.show(await (frame === undefined ? session.evaluate(expression) : frame.evaluate(expression)), 4)
    }

    #showEnd({ status, signal }: Ending): void {
        this.#forget()
        this.screen.say(
            signal !== null
                ? `The program was killed by ${signal}`
                : status === 0
                  ? 'The program has ended'
                  : `The program has ended with status ${status}`,
        )
    }

    #forget(): void {
        this.program = null
        this.fiber = 0
        this.frames = []
        this.level = 0
        this.listed = null
        this.#shown = ''
    }

    /** Sources of the program itself; before it runs its module. */
    get paths(): string[] {
        const own = [...this.sources.all()].filter(({ isOwn }) => isOwn).flatMap(({ paths }) => [...paths])
        return [...new Set(this.module === null ? own : [...own, this.module])]
    }
}
