/*
    endpoint.ts -- The debug endpoint, in a worker of the program that is debugged: discovery over HTTP, the protocol over
    WebSockets. It is plain Node with `ws` rather than fibers: it must work when those do not.

    Whoever can talk to it can run code in the program. So it listens on 127.0.0.1 only, the path has a random token, and
    requests that a web page could make are refused: those with an `Origin`, and those for another host than this address
    (DNS rebinding). `/json/list` tells the token, as Node's own inspector does: users of the same machine are trusted.
*/

import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { WebSocketServer } from 'ws'
import { FrontEnd } from './front-end.js'

const { port, title, url, stopAt, companion } = workerData as Settings

/** What the program tells its endpoint. */
export interface Settings {
    /** 0: any that is free. */
    readonly port: number
    readonly title: string
    readonly url: string
    readonly stopAt: string | null
    /** The process ends when its last front end has gone. */
    readonly companion: boolean
}

/** What the endpoint tells its program. */
export type News =
    | { readonly kind: 'listening'; readonly url: string; readonly port: number }
    | { readonly kind: 'begin' }
    | { readonly kind: 'failed'; readonly message: string }

const tell = (news: News): void => parentPort!.postMessage(news)
const token = randomBytes(16).toString('hex')
const frontEnds = new Set<FrontEnd>()

const server = createServer((request, response) => {
    const host = isLocal(request.headers.host) && request.headers.origin === undefined
    const body = host ? discovery(request.url ?? '') : undefined
    const text = body === undefined ? '' : JSON.stringify(body, null, 2)
    // chrome://inspect knows no chunks, and shows no program that answers in them.
    response.writeHead(body === undefined ? 404 : 200, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(text),
    })
    response.end(text)
})

function isLocal(host = ''): boolean {
    return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host)
}

function address(): string {
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

function discovery(path: string): unknown {
    switch (path.replace(/\?.*/, '')) {
        case '/json/version':
            return { Browser: `node.js/${process.version}`, 'Protocol-Version': '1.1' }
        case '/json':
        case '/json/list': {
            const front = 'devtools://devtools/bundled/js_app.html?experiments=true&v8only=true'
            return [
                {
                    id: token,
                    type: 'node',
                    title,
                    url,
                    description: 'ioto-fiber: steps stay in the fiber',
                    devtoolsFrontendUrl: `${front}&ws=${address()}/${token}`,
                    webSocketDebuggerUrl: `ws://${address()}/${token}`,
                },
            ]
        }
        default:
            return undefined
    }
}

/** How long a companion waits for its first front end. */
const firstWait = 60_000

/** Ends a companion that nobody debugs, whatever it does, even if it is stopped. */
function endAlone(): void {
    if (companion && frontEnds.size === 0) {
        process.kill(process.pid, 'SIGKILL')
    }
}

/** A message of a front end is a command; scripts and large expressions are within this. */
const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024, perMessageDeflate: false })

server.on('upgrade', (request, socket, head) => {
    // Commands are small and wait for each other: with Nagle's algorithm each pause would cost 40 ms.
    const stream = socket as Socket
    stream.setNoDelay(true)
    // DevTools is a page with an origin of its own.
    const { origin, host } = request.headers
    if (request.url !== `/${token}` || !isLocal(host) || !(origin === undefined || origin.startsWith('devtools://'))) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return
    }
    sockets.handleUpgrade(request, socket, head, ws => {
        const frontEnd = new FrontEnd({
            tell(message) {
                if (ws.readyState === ws.OPEN) {
                    ws.send(JSON.stringify(message))
                }
            },
            begin: () => tell({ kind: 'begin' }),
            stopAt,
        })
        frontEnds.add(frontEnd)
        ws.on('message', data => {
            try {
                frontEnd.receive(JSON.parse(data.toString()))
            } catch {
                ws.close(1007)
            }
        })
        ws.on('error', () => {})
        ws.on('close', () => {
            frontEnds.delete(frontEnd)
            endAlone()
            void frontEnd.close()
        })
    })
})

server.on('error', error => tell({ kind: 'failed', message: error.message }))
server.listen(port, '127.0.0.1', () => {
    if (companion) {
        setTimeout(endAlone, firstWait)
    }
    tell({ kind: 'listening', url: `ws://${address()}/${token}`, port: (server.address() as AddressInfo).port })
})
