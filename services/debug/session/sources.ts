/*
    sources.ts -- The scripts that the program has loaded, and the source files that they were made of. Scripts are what V8 knows: a
    URL, lines and columns from 0. Sources are what people wrote: a path, lines and columns from 1. A source map leads from
    one to the other; a script without one is its own source.
*/

import { readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
    allGeneratedPositionsFor,
    GREATEST_LOWER_BOUND,
    LEAST_UPPER_BOUND,
    originalPositionFor,
    sourceContentFor,
    TraceMap,
} from '@jridgewell/trace-mapping'
import { isRuntime } from '../inside.js'

/** A place in a source file; lines and columns from 1. */
export interface Position {
    readonly path: string
    readonly line: number
    readonly column: number
}

/** A place in a script; lines and columns from 0. */
export interface Place {
    readonly url: string
    readonly line: number
    readonly column: number
}

/** A script that the program has loaded. */
export class Script {
    readonly id: string
    readonly url: string
    /** The source files that it was made of, absolute. */
    readonly paths: readonly string[]
    readonly #map: TraceMap | null

    constructor(id: string, url: string, mapURL: string) {
        this.id = id
        this.url = url
        this.#map = mapURL === '' ? null : readMap(mapURL, url)
        const map = this.#map
        this.paths = map === null ? [pathOf(url)] : map.resolvedSources.map(source => pathOf(source ?? ''))
    }

    /** Whether it is of the program itself rather than of a package that it uses. */
    get isOwn(): boolean {
        return !this.url.includes('/node_modules/')
    }

    /** Where a place of the script comes from; null: from nowhere, a compiler has added it. */
    toSource(line: number, column: number): Position | null {
        const map = this.#map
        if (map === null) {
            return { path: this.paths[0]!, line: line + 1, column: column + 1 }
        }
        for (const bias of [GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND] as const) {
            const found = originalPositionFor(map, { line: line + 1, column, bias })
            if (found.source !== null) {
                return { path: pathOf(found.source), line: found.line, column: found.column + 1 }
            }
        }
        return null
    }

    /** The first place of the script that a line of a source has become; null: none. */
    toPlace(path: string, line: number): Place | null {
        const { url } = this
        const map = this.#map
        if (map === null) {
            return this.paths[0] === path ? { url, line: line - 1, column: 0 } : null
        }
        const index = this.paths.indexOf(path)
        if (index < 0) {
            return null
        }
        const source = map.resolvedSources[index]!
        const all = allGeneratedPositionsFor(map, { source, line, column: 0, bias: LEAST_UPPER_BOUND })
        const first = all.reduce<{ line: number; column: number } | null>((best, each) => {
            const before =
                best === null || each.line < best.line || (each.line === best.line && each.column < best.column)
            return each.line !== null && before ? each : best
        }, null)
        return first === null ? null : { url, line: first.line - 1, column: first.column }
    }

    /** The text of a source that is only in the map. */
    textIn(path: string): string | null {
        const index = this.paths.indexOf(path)
        const map = this.#map
        return map === null || index < 0 ? null : sourceContentFor(map, map.resolvedSources[index]!)
    }
}

function pathOf(url: string): string {
    try {
        return url.startsWith('file:') ? fileURLToPath(url) : url
    } catch {
        return url
    }
}

/** A map that cannot be read is none: the program is debugged as V8 sees it. */
function readMap(mapURL: string, scriptURL: string): TraceMap | null {
    try {
        const inline = /^data:[^,]*?(;base64)?,/.exec(mapURL)
        const url = new URL(mapURL, scriptURL)
        const text =
            inline === null
                ? readFileSync(fileURLToPath(url), 'utf8')
                : Buffer.from(mapURL.slice(inline[0].length), inline[1] === undefined ? 'utf8' : 'base64').toString()
        return new TraceMap(text, inline === null ? url.href : scriptURL)
    } catch {
        return null
    }
}

/** The scripts of a program. */
export class Sources {
    readonly #scripts = new Map<string, Script>()
    readonly #lines = new Map<string, readonly string[]>()
    /** URL of each script, as the stepper wants it. */
    readonly urls = new Map<string, string>()

    /** The program has loaded a script. Null if it is not one that people wrote: the runtime, Node. */
    add(id: string, url: string, mapURL: string): Script | null {
        this.urls.set(id, url)
        if (!url.startsWith('file:') || isRuntime(url)) {
            return null
        }
        const script = new Script(id, url, mapURL)
        this.#scripts.set(id, script)
        return script
    }

    /** All scripts that people wrote. */
    all(): IterableIterator<Script> {
        return this.#scripts.values()
    }

    /** Where a place of a script comes from. */
    toSource(id: string, line: number, column: number): Position | null {
        return this.#scripts.get(id)?.toSource(line, column) ?? null
    }

    /** The paths that a name may mean: a loaded source that ends with it, else a file. */
    find(name: string, folders: readonly string[]): string[] {
        const found = new Set<string>()
        const tail = `/${name.replace(/^(?:\.\/)+/, '')}`
        for (const { paths } of this.#scripts.values()) {
            for (const path of paths) {
                if (path === name || path.endsWith(tail)) {
                    found.add(path)
                }
            }
        }
        for (const folder of found.size > 0 ? [] : folders) {
            const path = isAbsolute(name) ? name : resolve(folder, name)
            if (this.lines(path) !== null) {
                found.add(path)
                break
            }
        }
        return [...found]
    }

    /** The lines of a source file; null: it cannot be read. */
    lines(path: string): readonly string[] | null {
        let lines = this.#lines.get(path)
        if (lines === undefined) {
            const text = this.#text(path)
            if (text === null) {
                return null
            }
            lines = text.split(/\r?\n/)
            this.#lines.set(path, lines)
        }
        return lines
    }

    #text(path: string): string | null {
        try {
            return readFileSync(path, 'utf8')
        } catch {
            for (const script of this.#scripts.values()) {
                const text = script.textIn(path)
                if (text !== null) {
                    return text
                }
            }
            return null
        }
    }
}

/** The URL that a file has as a script. */
export function scriptURL(path: string): string {
    return pathToFileURL(path).href
}
