/*
    close-status.ts -- Which status a close frame may have (RFC 6455 §7.4, spec websocket.md §5.3).

        1000-1003, 1007-1014    defined by the protocol and its registry
        1004-1006, 1015         never on the wire: they tell the own side what has happened
        3000-3999, 4000-4999    for libraries and for applications
*/

import { WS_STATUS_MAX } from './constants.js'

const LOCAL: ReadonlySet<number> = new Set([1004, 1005, 1006, 1015])

/** Whether a close frame may have this status. */
export function isWireStatus(status: number): boolean {
    return (status >= 1000 && status <= 1014 && !LOCAL.has(status)) || (status >= 3000 && status < WS_STATUS_MAX)
}
