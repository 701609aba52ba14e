/*
    rows.ts -- What bench:websocket measures: an echo of messages of one kind.
*/

/** One kind of load. */
export interface Row {
    readonly id: string
    readonly title: string
    readonly text: boolean
    /** Bytes of a message. */
    readonly size: number
    /** Messages that are on their way at a time, on each connection. */
    readonly depth: number
    readonly connections: number
}

const CONNECTIONS = 32

/** Text, bytes; short and long; one after the other, or several at a time. */
export const rows: readonly Row[] = [
    { id: 'text-125', title: 'text, 125 B', text: true, size: 125, depth: 1, connections: CONNECTIONS },
    { id: 'bytes-125', title: 'bytes, 125 B', text: false, size: 125, depth: 1, connections: CONNECTIONS },
    { id: 'text-16k', title: 'text, 16 KB', text: true, size: 16_384, depth: 1, connections: CONNECTIONS },
    { id: 'bytes-16k', title: 'bytes, 16 KB', text: false, size: 16_384, depth: 1, connections: CONNECTIONS },
    { id: 'many-125', title: 'text, 125 B, 16 at a time', text: true, size: 125, depth: 16, connections: CONNECTIONS },
]

/** Names of the servers, ours first. */
export const SERVERS: readonly string[] = ['ours', 'ws']
