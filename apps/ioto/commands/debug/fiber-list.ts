/*
    fiber-list.ts -- The table of the fibers: `fibers`.
*/

import type { FiberRow } from '../../../../services/debug/index.js'
import { numberOf } from './command.js'
import { type Debugger, mostFibers } from './debugger.js'
import { fiberState, placeName } from './describe.js'

/** Widest column. */
const widest = 40

/** Fibers that are shown, unless told otherwise. */
const shownFibers = 100

/** Lists the fibers, with what each does, and where. */
export async function fibers(debug: Debugger, rest: string): Promise<void> {
    const all = rest === 'all'
    const limit = rest === '' || all ? shownFibers : numberOf(rest, 'count')
    void debug.stop
    const rows = await sortedFibers(debug)
    const table: (readonly [id: string, ...cells: string[]])[] = [['Id', 'Name', 'State', 'Where']]
    let hidden = 0
    for (const [i, row] of rows.entries()) {
        if (table.length > limit) {
            hidden += rows.length - i
            break
        }
        const [frame] = await debug.session.frames(row.id)
        if (frame === undefined && row.waitsFor !== null && !all && rest === '') {
            hidden++
            continue
        }
        const where = frame === undefined ? '' : `${frame.name || '(anonymous)'} at ${placeName(frame.position)}`
        table.push([String(row.id), `"${row.name}"`, fiberState(row), where])
    }
    const widths = [0, 1, 2].map(i => Math.min(Math.max(...table.map(cells => cells[i]!.length)), widest))
    for (const cells of table) {
        const line = cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')
        debug.screen.say(`${cells[0] === String(debug.fiber) ? '*' : ' '} ${line}`.trimEnd())
    }
    if (hidden > 0) {
        debug.screen.say(`  and ${hidden} more, of the runtime or beyond the limit: fibers all, fibers N`)
    }
}

/** All fibers, by number. */
export async function sortedFibers({ session }: Debugger): Promise<FiberRow[]> {
    return (await session.fibers(mostFibers)).sort((a, b) => a.id - b.id)
}
