/*
    index.ts -- The reference: its pages, filled from the doc comments, and what is missing in them.
*/

import { posix } from 'node:path'
import type ts from 'typescript-api'
import { anchorOf } from '../docs/links.js'
import type { Finding } from '../finding.js'
import type { Project } from '../program.js'
import { readTree, type Texts } from '../tree.js'
import { type Door, readDoor } from './names.js'
import { type Doors, fill, type Place, singleNames } from './page.js'
import { suspends } from './shape.js'

/** The part of a package.json that matters here. */
export interface Exports {
    readonly name: string
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>
}

/** The pages with their new texts, by path, and what is wrong with them. */
export interface Reference {
    readonly pages: ReadonlyMap<string, string>
    readonly findings: readonly Finding[]
}

/** The list of all names of a door, with links to their places. */
const NAMES = /^<!-- names (\S+) -->\n(?:[\s\S]*?\n)??<!-- end -->$/gm

/** The pages of the reference, by their paths. The one of the error codes is made from the catalogues instead. */
export function readPages(): Texts {
    return readTree('.', ['docs/reference'], /^(?!.*\/errors\.md$).*\.md$/)
}

/** The doors that the package exports, by the name under which they are imported. */
export function readDoors(project: Project, { name, exports }: Exports): Doors {
    const doors = new Map<string, Door>()
    for (const [entry, target] of Object.entries(exports)) {
        if (typeof target === 'object') {
            const source = posix
                .normalize(target.types)
                .replace(/^dist\//, '')
                .replace(/\.d\.ts$/, '.ts')
            doors.set(entry.replace('.', name), readDoor(project, source))
        }
    }
    return doors
}

/** Names without an entry: a finding for each file that declares some. */
function missing(doors: Doors, places: ReadonlyMap<ts.Symbol, Place>): Finding[] {
    const files = new Map<string, Set<string>>()
    for (const { name, symbol, file } of [...doors.values()].flatMap(door => [...door.values()])) {
        if (!places.has(symbol)) {
            files.set(file, (files.get(file) ?? new Set()).add(name))
        }
    }
    return [...files].map(([file, names]) => ({
        file,
        line: 0,
        column: 0,
        rule: 'reference',
        message:
            `No entry in docs/reference for ${[...names].join(', ')}: ` +
            'name this file in an `api` mark of a page there, then `npm run docs:reference`',
    }))
}

function listOf(door: Door, from: string, places: ReadonlyMap<ts.Symbol, Place>, checker: ts.TypeChecker): string {
    const byName = [...door.values()].toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    const rows = byName.flatMap(name => {
        const place = places.get(name.symbol)
        if (place === undefined) {
            return []
        }
        const link = `${posix.relative(posix.dirname(from), place.page)}#${anchorOf(place.heading)}`
        const mark = suspends(name, checker) ? '`yield*`' : name.kind === 'function' ? '' : name.kind
        return [`| \`${name.name}\` | ${mark} | [${`${place.title}: ${place.heading}`.replaceAll('`', '')}](${link}) |`]
    })
    return ['| Name | | Where |', '| --- | --- | --- |', ...rows].join('\n')
}

/**
 * Fill the pages anew.
 *
 * @param texts of the pages by their paths from the root
 */
export function fillReference(texts: ReadonlyMap<string, string>, doors: Doors, checker: ts.TypeChecker): Reference {
    const places = new Map<ts.Symbol, Place>()
    const pages = new Map<string, string>()
    const findings: Finding[] = []
    const single = new Set([...texts.values()].flatMap(singleNames))
    for (const [path, text] of texts) {
        const filled = fill(path, text, doors, single, checker)
        pages.set(path, filled.text)
        findings.push(...filled.findings)
        for (const [symbol, place] of filled.places) {
            const other = places.get(symbol)
            if (other !== undefined) {
                const message = `${place.name} stands in ${other.page} too: leave one out`
                findings.push({ file: path, line: 0, column: 0, rule: 'reference', message })
            }
            places.set(symbol, place)
        }
    }
    for (const [path, text] of pages) {
        const withNames = text.replace(NAMES, (block: string, name: string) => {
            const door = doors.get(name)
            return door === undefined
                ? block
                : `<!-- names ${name} -->\n\n${listOf(door, path, places, checker)}\n\n<!-- end -->`
        })
        pages.set(path, withNames)
    }
    return { pages, findings: [...findings, ...missing(doors, places)] }
}
