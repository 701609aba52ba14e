/*
    rows.ts -- The rows of bench:web, and the shares of other servers' cost that ours may have.
*/

/** The share of another server's processor time that ours may take; undefined: no target. */
export interface Target {
    readonly nodeHttp: number | undefined
    readonly fastify: number | undefined
}

interface RowBase {
    readonly id: string
    readonly title: string
    readonly https: boolean
    readonly target: Target
}

/** Processor time per request under load, in microseconds. */
export interface LoadRow extends RowBase {
    readonly kind: 'load'
    readonly path: string
    /** `Connection: close`: each request makes a connection of its own. */
    readonly newConnection: boolean
    /** Requests that a client sends before it reads the answers. */
    readonly pipelined: number
}

/** Memory of a keep-alive connection between requests, in bytes of resident memory. */
export interface IdleRow extends RowBase {
    readonly kind: 'idle'
    readonly count: number
}

/** From the start of the process to listening, in milliseconds. */
export interface StartRow extends RowBase {
    readonly kind: 'start'
}

export type Row = LoadRow | IdleRow | StartRow

const both: Target = { nodeHttp: 0.55, fastify: 0.5 }
const fastify: Target = { nodeHttp: undefined, fastify: 0.5 }
const none: Target = { nodeHttp: undefined, fastify: undefined }
const load = { kind: 'load', https: false, newConnection: false, pipelined: 1 } as const

export const rows: readonly Row[] = [
    { ...load, id: 'action', title: 'action of 8 bytes', path: '/action', target: both },
    {
        ...load,
        id: 'pipelined',
        title: 'action of 8 bytes, 16 in a row',
        path: '/action',
        pipelined: 16,
        target: fastify,
    },
    { ...load, id: '1k', title: '1 KB file', path: '/1k.txt', target: both },
    { ...load, id: '100k', title: '100 KB file', path: '/100k.txt', target: fastify },
    { ...load, id: '1m', title: '1 MB file', path: '/1m.txt', target: fastify },
    { ...load, id: 'https-1k', title: 'HTTPS, 1 KB file', path: '/1k.txt', https: true, target: fastify },
    {
        ...load,
        id: 'close-1k',
        title: '1 KB file, new connection each',
        path: '/1k.txt',
        newConnection: true,
        target: fastify,
    },
    {
        ...load,
        id: 'handshake',
        title: 'TLS handshake and 1 KB file',
        path: '/1k.txt',
        https: true,
        newConnection: true,
        target: fastify,
    },
    { kind: 'idle', id: 'idle-1k', title: 'idle connection of 1,000', https: false, count: 1000, target: none },
    { kind: 'idle', id: 'idle-10k', title: 'idle connection of 10,000', https: false, count: 10_000, target: none },
    { kind: 'idle', id: 'idle-https', title: 'idle HTTPS connection of 1,000', https: true, count: 1000, target: none },
    { kind: 'start', id: 'start', title: 'start to listening', https: false, target: none },
]

/** Files of the document root: name without extension -> bytes. */
export const files: Readonly<Record<string, number>> = { '1k': 1024, '100k': 100 * 1024, '1m': 1024 * 1024 }
