/*
    describe.ts -- Calls, fibers and places in words.
*/

import { relative } from 'node:path'
import type { DebugSession, FiberRow, Frame, Position } from '../../../../services/debug/index.js'

/** Longest value of an argument in the line of a call. */
const shortest = 40

/** A path as people give it. */
export function pathName(path: string): string {
    const near = relative('', path)
    return near.startsWith('..') ? path : near
}

/** `file:line`. */
export function placeName(position: Position | null): string {
    return position === null ? 'unknown place' : `${pathName(position.path)}:${position.line}`
}

/** `fiber 3 "worker"`. */
export function fiberName({ id, name }: Pick<FiberRow, 'id' | 'name'>): string {
    return `fiber ${id} "${name}"`
}

/** What a fiber does. */
export function fiberState({ state, waitsFor }: FiberRow): string {
    return waitsFor === null ? state : `${state === 'waiting' ? 'waits' : state} (${waitsFor})`
}

/** `leaf (id=3, n=0) at walk.ts:16`. */
export async function frameName(session: DebugSession, frame: Frame): Promise<string> {
    const [names, variables] = await Promise.all([frame.parameters(), session.locals(frame)])
    const values = names.map(name => {
        const text = variables.find(variable => variable.name === name)?.text.replace(/\s+/g, ' ') ?? '?'
        return `${name}=${text.length > shortest ? `${text.slice(0, shortest)}…` : text}`
    })
    const call = frame.name === '' ? '(anonymous)' : `${frame.name} (${values.join(', ')})`
    return `${call} at ${placeName(frame.position)}`
}
