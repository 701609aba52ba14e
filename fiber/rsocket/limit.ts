/*
    limit.ts -- How many accepted sockets there may be at a time, of all listeners together.
*/

import { ME_SOCKET_MAX } from './flags.js'

let limit = ME_SOCKET_MAX
let active = 0

/** An accepted socket, as far as it matters here. */
interface Counted {
    counted: boolean
}

/** The limit. */
export function getLimit(): number {
    return limit
}

/** Sets the limit; 0: none is accepted. */
export function setLimit(max: number): void {
    limit = max
}

/** Accepted sockets that have not been freed. */
export function activeSockets(): number {
    return active
}

/** Counts an accepted socket. */
export function takeSlot(sp: Counted): void {
    sp.counted = true
    active++
}

/** One that was counted is freed. Again: nothing. */
export function giveBackSlot(sp: Counted): void {
    if (sp.counted) {
        sp.counted = false
        active--
    }
}
