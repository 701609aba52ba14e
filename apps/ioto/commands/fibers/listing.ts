/*
    listing.ts -- Fibers as text: a paragraph each, its calls below it.
*/

import type { FiberList, FiberRecord } from '../../../../services/agent/index.js'

/** The answer of an agent as text. It comes from outside: what is no list of fibers is shown as nothing. */
export function listing(body: unknown): string {
    const { live = 0, fibers = [] } = body as Partial<FiberList>
    const head = `${live} fibers${live > fibers.length ? `, of which ${fibers.length} are shown` : ''}`
    return [head, ...fibers.map(paragraph)].join('\n').replace(/[^\n\x20-\x7e\u00a0-\uffff]/g, '?')
}

function paragraph({ id, name, parent, state, waitsFor, waiting, frames }: FiberRecord): string {
    const belongs = parent === 0 ? '' : ` of ${parent}`
    // A fiber that sleeps waits for sleep: once is enough.
    const reason = waitsFor === 'sleep' ? '' : ` for ${waitsFor}`
    const waits = waitsFor === null ? '' : `${reason}, ${(waiting / 1000).toFixed(1)} s`
    const calls = frames.map(frame => `\n    at ${frame.function} (${frame.file}:${frame.line}:${frame.column})`)
    return `fiber ${id}${belongs} ${name}: ${state}${waits}${calls.join('')}`
}
