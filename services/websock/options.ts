/*
    options.ts -- What can be set for a WebSocket of either role.
*/

/** Bounds and habits of a WebSocket. */
export interface WebSocketOptions {
    /** Most payload bytes of a frame that is sent; longer messages go out in several. 0: no limit. Default 131,072. */
    readonly maxFrame?: number
    /** Most bytes of a message in either direction, expanded if it was compressed. 0: no limit. Default 1,048,576. */
    readonly maxMessage?: number
    /** Checks that text that comes is UTF-8. Default true. */
    readonly validate?: boolean
    /** Milliseconds between pings. Default 0: none. */
    readonly pingPeriod?: number
    /** Milliseconds after a ping within which anything must have come. Default, and at most: `pingPeriod`. */
    readonly pongTimeout?: number
    /** Milliseconds without a frame that comes or a message that goes, after which the connection is given up. Default 0: any time. */
    readonly timeout?: number
}

/** A number of milliseconds as it is used; 0: never. */
export function periodOf(ms: number | undefined): number {
    return ms !== undefined && ms > 0 && ms < Infinity ? ms : 0
}

/** A limit as it is used. 0 is none. */
export function limitOf(limit: number | undefined, usual: number): number {
    return limit === undefined ? usual : limit > 0 ? limit : Infinity
}
