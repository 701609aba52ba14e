/*
    listing.ts -- Lines of the source: `list`.
*/

import { Failure } from '../../subcommand.js'
import type { Debugger } from './debugger.js'
import { pathName } from './describe.js'
import { currentPath, targetOf } from './location.js'

/** Lines that `list` shows. */
const page = 10

/** Shows lines around a place, or those that follow what was shown. */
export function list(debug: Debugger, rest: string): void {
    const { listed, frame } = debug
    let first: number
    let last: number
    let path: string
    const range = /^(\d+),(\d+)$/.exec(rest)
    if (range !== null) {
        path = currentPath(debug)
        first = Number(range[1])
        last = Number(range[2])
    } else if (rest === '-' && listed !== null) {
        path = listed.path
        last = listed.first - 1
        first = last - page + 1
    } else if (rest !== '') {
        const target = targetOf(debug, rest)
        const place = target.kind === 'line' ? target : declaration(debug, target.name)
        path = place.path
        first = place.line - page / 2
        last = first + page - 1
    } else if (listed !== null) {
        path = listed.path
        first = listed.last + 1
        last = first + page - 1
    } else {
        path = currentPath(debug)
        first = (frame?.position?.line ?? page / 2 + 1) - page / 2
        last = first + page - 1
    }
    show(debug, path, Math.max(first, 1), Math.max(last, page))
}

function show(debug: Debugger, path: string, first: number, last: number): void {
    const lines = debug.sources.lines(path)
    if (lines === null) {
        throw new Failure(`Cannot read ${pathName(path)}`)
    }
    if (first > lines.length || last < first) {
        throw new Failure(`No line ${first} in ${pathName(path)}: it has ${lines.length}`)
    }
    const here = debug.frame?.position
    for (const [i, text] of lines.slice(first - 1, last).entries()) {
        const line = first + i
        const mark = here?.path === path && here.line === line ? '>' : ' '
        debug.screen.say(`${mark}${String(line).padEnd(5)} ${text}`.trimEnd())
    }
    debug.listed = { path, first, last: Math.min(last, lines.length) }
}

/** Where a source declares a function. */
function declaration(debug: Debugger, name: string): { path: string; line: number } {
    const short = name.slice(name.lastIndexOf('.') + 1).replace(/[$]/g, '\\$&')
    const pattern = new RegExp(
        `\\bfunction\\s*\\*?\\s*${short}\\b|^\\s+(?:\\w+\\s+)*\\*?\\s*${short}\\s*\\([^;]*\\{|\\b${short}\\s*=.*(?:=>|function)`,
    )
    for (const path of debug.paths) {
        const at = (debug.sources.lines(path) ?? []).findIndex(line => pattern.test(line))
        if (at >= 0) {
            return { path, line: at + 1 }
        }
    }
    throw new Failure(`No function ${name} in what is loaded`)
}
