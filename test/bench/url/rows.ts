/*
    rows.ts -- What bench:url measures: GET requests over connections that are kept.
*/

/** One kind of load. */
export interface Row {
    readonly id: string
    readonly title: string
    /** Bytes of a response body. */
    readonly size: number
    /** Requests under way at a time, each on a connection of its own. */
    readonly flight: number
}

/** Short and long bodies; one after the other, or many at a time. */
export const rows: readonly Row[] = [
    { id: 'one-1k', title: '1 KB, 1 in flight', size: 1024, flight: 1 },
    { id: 'many-1k', title: '1 KB, 64 in flight', size: 1024, flight: 64 },
    { id: 'one-100k', title: '100 KB, 1 in flight', size: 102_400, flight: 1 },
    { id: 'many-100k', title: '100 KB, 64 in flight', size: 102_400, flight: 64 },
]

/** Names of the clients, ours first; then node:http in a process that has loaded nothing else, and a bare socket. */
export const CLIENTS: readonly string[] = ['ours', 'undici', 'node', 'node-alone', 'floor']
