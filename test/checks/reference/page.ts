/*
    page.ts -- Pages of the reference: prose by hand, and between two marks the names that a door exports.

        <!-- api ioto-fiber/c: fiber/log/c-log.ts rAssert -->
        (written by `npm run docs:reference`)
        <!-- end -->

    A mark names a door, then files (all names of the door that they declare, in the order of the source) or single names. A
    single name stands at its mark, and not with its file.
*/

import type ts from 'typescript-api'
import type { Finding } from '../finding.js'
import type { ApiName, Door } from './names.js'
import { hasHeading, render } from './render.js'

/** The doors by the name under which they are imported. */
export type Doors = ReadonlyMap<string, Door>

/** Where the entry of a name is. */
export interface Place {
    readonly name: string
    readonly page: string
    /** Of the page. */
    readonly title: string
    /** Text of the heading above it. */
    readonly heading: string
}

/** A page that was filled anew. */
export interface FilledPage {
    readonly text: string
    readonly places: ReadonlyMap<ts.Symbol, Place>
    readonly findings: readonly Finding[]
}

const BLOCK = /^<!-- api (\S+): ([^>]*?) -->\n(?:[\s\S]*?\n)??<!-- end -->$/gm
const HEADING = /^(#{1,6}) (.*)$/gm

/** The heading above a place in a text. */
function headingAbove(text: string, at: number): { readonly level: number; readonly heading: string } {
    const last = [...text.slice(0, at).matchAll(HEADING)].at(-1)
    return { level: last?.[1]?.length ?? 0, heading: last?.[2] ?? '' }
}

/** The names that an item of a mark stands for. */
function select(item: string, door: Door): ApiName[] {
    if (!item.includes('/')) {
        return [door.get(item)].filter(name => name !== undefined)
    }
    const names = [...door.values()].filter(({ file }) => file === item)
    return names.toSorted((a, b) => a.declaration.pos - b.declaration.pos)
}

/** The names that marks of a page name for themselves: they do not stand with their files then. */
export function singleNames(text: string): string[] {
    return [...text.matchAll(BLOCK)].flatMap(match => match[2]!.split(/\s+/)).filter(item => !item.includes('/'))
}

/**
 * Fill the blocks of a page.
 *
 * @param single names that marks of any page name for themselves
 */
export function fill(
    page: string,
    text: string,
    doors: Doors,
    single: ReadonlySet<string>,
    checker: ts.TypeChecker,
): FilledPage {
    const places = new Map<ts.Symbol, Place>()
    const findings: Finding[] = []
    const listed = new Set([...doors.values()].flatMap(door => [...door.values()].map(({ symbol }) => symbol)))
    const isListed = (symbol: ts.Symbol): boolean => listed.has(symbol)
    const title = /^# (.*)$/m.exec(text)?.[1] ?? page
    const filled = text.replace(BLOCK, (block: string, doorName: string, list: string, at: number) => {
        const line = text.slice(0, at).split('\n').length
        const add = (message: string): void => {
            findings.push({ file: page, line, column: 1, rule: 'reference', message })
        }
        const door = doors.get(doorName)
        if (door === undefined) {
            add(`${doorName} is no door of the reference: wanted one of ${[...doors.keys()].join(', ')}`)
            return block
        }
        const { level, heading } = headingAbove(text, at)
        const names = list.split(/\s+/).flatMap(item => {
            const found = select(item, door).filter(({ name }) => !item.includes('/') || !single.has(name))
            if (found.length === 0) {
                add(`${doorName} exports nothing by ${item}: correct the mark`)
            }
            return found
        })
        for (const { name, kind, symbol } of names) {
            if (places.has(symbol)) {
                add(`${name} stands on this page twice: leave one out`)
            }
            places.set(symbol, { name, page, title, heading: hasHeading(kind) ? `\`${name}\`` : heading })
        }
        return `<!-- api ${doorName}: ${list} -->\n\n${render(names, level + 1, checker, isListed)}\n\n<!-- end -->`
    })
    return { text: filled, places, findings }
}
