/*
    conditions.ts -- How a memory connection behaves on the way.
*/

/** Properties of one direction of a connection. */
export interface Conditions {
    /** Milliseconds that bytes are on the way. Default 0: they arrive in the next turn of the event loop. */
    readonly latency?: number
    /** Bytes per second. Default Infinity. */
    readonly bandwidth?: number
    /** Most bytes that arrive at a time; 1: byte by byte. Default 65,536. */
    readonly segment?: number
    /** `write` says false when more bytes than this have not been read by the other side. Default 65,536. */
    readonly highWater?: number
    /** Called for each segment: additional milliseconds on the way, as when a packet is lost and sent again. */
    readonly stall?: () => number
    /** After this many bytes in one direction `cut` happens. Default Infinity. */
    readonly cutAfter?: number
    /**
     * `reset` (default): both sides get an error. `silence`: nothing arrives any more, in neither direction, and nobody is
     * told; a cable that was pulled.
     */
    readonly cut?: 'reset' | 'silence'
}
