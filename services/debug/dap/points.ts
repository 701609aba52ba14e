/*
    points.ts -- The breakpoints of an editor. It sends all of a file, or all functions, each time one of them changes.
*/

import type { DebugProtocol } from '@vscode/debugprotocol'
import { textOf } from '../../../fiber/index.js'
import type { Location } from '../cdp.js'
import { Breakpoint, type DebugSession, type Target } from '../session/index.js'
import { conditionOf, type Wanted } from './conditions.js'

/** All breakpoints of a session. */
export class Points {
    #session: DebugSession
    /** By file; functions below an empty name. */
    readonly #all = new Map<string, Map<Breakpoint, number>>()
    #last = 0

    constructor(session: DebugSession) {
        this.#session = session
    }

    /** The program has been started anew. */
    async moveTo(session: DebugSession): Promise<void> {
        this.#session = session
        for (const points of this.#all.values()) {
            for (const point of points.keys()) {
                await session.breakpoints.add(point)
            }
        }
    }

    /** Those of a file. */
    setLines(path: string, wanted: readonly DebugProtocol.SourceBreakpoint[]): Promise<DebugProtocol.Breakpoint[]> {
        return this.#set(
            path,
            wanted.map(each => [{ kind: 'line', path, line: each.line }, each]),
        )
    }

    /** Those of functions. */
    setFunctions(wanted: readonly DebugProtocol.FunctionBreakpoint[]): Promise<DebugProtocol.Breakpoint[]> {
        return this.#set(
            '',
            wanted.map(each => [{ kind: 'function', name: each.name }, each]),
        )
    }

    /** Where statements begin in some lines of a file. */
    async locations(path: string, first: number, last: number): Promise<DebugProtocol.BreakpointLocation[]> {
        const found = new Map<string, DebugProtocol.BreakpointLocation>()
        for (const script of this.#session.sources.all()) {
            if (!script.paths.includes(path)) {
                continue
            }
            const { locations } = await this.#session.send<{ locations: Location[] }>(
                'Debugger.getPossibleBreakpoints',
                { start: { scriptId: script.id, lineNumber: 0 } },
            )
            for (const { lineNumber, columnNumber = 0, type } of locations) {
                const position = type === 'call' ? null : script.toSource(lineNumber, columnNumber)
                if (position !== null && position.path === path && position.line >= first && position.line <= last) {
                    const { line, column } = position
                    found.set(`${line}:${column}`, { line, column })
                }
            }
        }
        return [...found.values()]
    }

    /** What is told of one that has found its place. */
    resolved(point: Breakpoint): DebugProtocol.Breakpoint | null {
        const id = [...this.#all.values()].map(points => points.get(point)).find(id => id !== undefined)
        return id === undefined ? null : toldOf(point, id)
    }

    /** The numbers of those that have stopped the program. */
    numbersOf(traps: ReadonlySet<unknown>): number[] {
        return [...this.#all.values()].flatMap(points =>
            [...points].filter(([point]) => traps.has(point)).map(([, id]) => id),
        )
    }

    async #set(
        key: string,
        wanted: readonly (readonly [target: Target, wanted: Wanted])[],
    ): Promise<DebugProtocol.Breakpoint[]> {
        for (const [former] of this.#all.get(key) ?? []) {
            await this.#session.breakpoints.remove(former)
        }
        const points = new Map<Breakpoint, number>()
        this.#all.set(key, points)
        const told: DebugProtocol.Breakpoint[] = []
        for (const [target, each] of wanted) {
            const id = ++this.#last
            try {
                const point = new Breakpoint(target, { condition: conditionOf(each) })
                await this.#session.breakpoints.add(point)
                points.set(point, id)
                told.push(toldOf(point, id))
            } catch (error) {
                told.push({ id, verified: false, message: textOf(error) })
            }
        }
        return told
    }
}

/** Where it is; one whose place is not loaded yet is told of again when it is. */
function toldOf({ target, positions: [position] }: Breakpoint, id: number): DebugProtocol.Breakpoint {
    if (position === undefined) {
        const message = 'Nothing that is loaded has this place'
        return { id, verified: false, message, ...(target.kind === 'line' ? { line: target.line } : {}) }
    }
    return { id, verified: true, line: position.line, column: position.column, source: { path: position.path } }
}
