/*
    breakpoints.ts -- The breakpoints of a session: from what was asked for to places in scripts, again for each script that is loaded.
*/

import type { Location, Send } from '../cdp.js'
import type { Breakpoint } from './breakpoint.js'
import { findFunctions } from './find-function.js'
import { type Place, type Position, type Script, scriptURL, type Sources } from './sources.js'
import type { Traps } from './traps.js'

/** How many lines further down a line without code may find its place. */
const slide = 50

/** The breakpoints of a program that runs. */
export class Breakpoints {
    readonly #send: Send
    readonly #sources: Sources
    readonly #traps: Traps
    readonly #all = new Set<Breakpoint>()
    readonly #resolved: (breakpoint: Breakpoint) => void

    /** `resolved` is told of those that get their first place as a script is loaded. */
    constructor(send: Send, sources: Sources, traps: Traps, resolved: (breakpoint: Breakpoint) => void) {
        this.#resolved = resolved
        this.#send = send
        this.#sources = sources
        this.#traps = traps
    }

    /** Sets a breakpoint, or one that has changed. One that no loaded script has stays open until one does. */
    async add(breakpoint: Breakpoint): Promise<void> {
        await this.remove(breakpoint)
        this.#all.add(breakpoint)
        breakpoint.positions = []
        if (!breakpoint.enabled) {
            return
        }
        const { target } = breakpoint
        if (target.kind === 'line') {
            // A file that is loaded later as it is: V8 sees to it.
            const known = [...this.#sources.all()].some(({ paths }) => paths.includes(target.path))
            if (!known) {
                await this.#traps.set(breakpoint, [{ url: scriptURL(target.path), line: target.line - 1, column: 0 }])
            }
        }
        for (const script of this.#sources.all()) {
            await this.#resolve(breakpoint, script)
        }
    }

    /** Takes a breakpoint away. */
    async remove(breakpoint: Breakpoint): Promise<void> {
        if (this.#all.delete(breakpoint)) {
            await this.#traps.clear(breakpoint)
        }
    }

    /** Whether some wait for a script of which V8 cannot know: it must be stopped at each one that is loaded. */
    get open(): boolean {
        return [...this.#all].some(({ enabled, positions }) => enabled && positions.length === 0)
    }

    /** A script was loaded. */
    async loaded(script: Script): Promise<void> {
        for (const breakpoint of this.#all) {
            if (breakpoint.enabled) {
                const isOpen = breakpoint.positions.length === 0
                await this.#resolve(breakpoint, script)
                if (isOpen && breakpoint.positions.length > 0) {
                    this.#resolved(breakpoint)
                }
            }
        }
    }

    /** Places in which calls of a name begin, or that a line has become. */
    async places({ target }: Pick<Breakpoint, 'target'>, script: Script): Promise<Place[]> {
        if (target.kind === 'function') {
            return this.#functions(script, target.name)
        }
        for (let { line } = target; line < target.line + slide; line++) {
            const place = script.toPlace(target.path, line)
            if (place !== null) {
                return [place]
            }
        }
        return []
    }

    async #resolve(breakpoint: Breakpoint, script: Script): Promise<void> {
        const places = await this.places(breakpoint, script)
        await this.#traps.set(breakpoint, places)
        for (const place of places) {
            const position = await this.#stop(script, place)
            if (position !== null && !breakpoint.positions.some(each => isSame(each, position))) {
                breakpoint.positions.push(position)
            }
        }
    }

    /** Where V8 stops for a place: that may be further down. */
    async #stop(script: Script, { line, column }: Place): Promise<Position | null> {
        const { locations } = await this.#send<{ locations: Location[] }>('Debugger.getPossibleBreakpoints', {
            start: { scriptId: script.id, lineNumber: line, columnNumber: column },
            end: { scriptId: script.id, lineNumber: line + slide, columnNumber: 0 },
        })
        const [first] = locations
        return first === undefined ? null : script.toSource(first.lineNumber, first.columnNumber ?? 0)
    }

    async #functions(script: Script, name: string): Promise<Place[]> {
        if (!script.isOwn) {
            return []
        }
        const { id, url } = script
        const { scriptSource } = await this.#send<{ scriptSource: string }>('Debugger.getScriptSource', {
            scriptId: id,
        })
        const places: Place[] = []
        for (const offset of findFunctions(scriptSource, name)) {
            const before = scriptSource.slice(0, offset).split('\n')
            const { locations } = await this.#send<{ locations: Location[] }>('Debugger.getPossibleBreakpoints', {
                start: { scriptId: id, lineNumber: before.length - 1, columnNumber: before.at(-1)!.length },
                restrictToFunction: true,
            })
            const [first] = locations
            if (first !== undefined) {
                places.push({ url, line: first.lineNumber, column: first.columnNumber ?? 0 })
            }
        }
        return places
    }
}

function isSame(a: Position, b: Position): boolean {
    return a.path === b.path && a.line === b.line
}
