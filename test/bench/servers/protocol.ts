/*
    protocol.ts -- What bench:web and the servers it measures say to each other.

    A server is a program in this folder that
    1. calls `setup()`: the directory to serve, and for HTTPS the key and certificate;
    2. listens on 127.0.0.1, port 0, with HTTP or HTTPS, and serves
           GET /action      the 8 bytes `ACTION_BODY` as text/plain, made by code at each request
           GET /NAME.txt    the files of the directory, as text/plain
       with keep-alive, `Content-Length` and `Connection: close` where asked for, and without a log;
    3. calls `listening(port)`, which tells the driver and answers its questions from then on.

    A keep-alive connection must stay open for a minute without a request.
*/

import { answer } from '../harness/index.js'

/** What the driver gives to a server. */
export interface Setup {
    /** Path of the document root. */
    readonly root: string
    /** HTTPS: the PEM files; undefined: plain HTTP. */
    readonly tls: { readonly keyFile: string; readonly certificateFile: string } | undefined
}

/** What a server process has used so far. */
export interface Usage {
    /** Microseconds of processor time of all threads, in user and system mode. */
    readonly cpu: number
    /** Bytes of resident memory. */
    readonly resident: number
    /** Bytes of JavaScript heap and of buffers outside it. */
    readonly heap: number
}

/** The answer to `GET /action`. */
export const ACTION_BODY = 'fiber ok'

/** Reads what the driver gave on the command line. */
export function setup(): Setup {
    const [root = '.', keyFile, certificateFile] = process.argv.slice(2)
    const tls = keyFile !== undefined && certificateFile !== undefined ? { keyFile, certificateFile } : undefined
    return { root, tls }
}

/** Tells the driver that the server accepts connections on `port`. */
export function listening(port: number): void {
    answer(port, { usage, settledUsage })
}

/** Usage as it is; measuring it costs the server some microseconds. */
function usage(): Usage {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed, external } = process.memoryUsage()
    return { cpu: user + system, resident: rss, heap: heapUsed + external }
}

/** Usage after a full collection: what is in use, not what is garbage. */
function settledUsage(): Usage {
    globalThis.gc?.()
    globalThis.gc?.()
    return usage()
}
