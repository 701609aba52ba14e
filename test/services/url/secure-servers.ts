/*
    secure-servers.ts -- Real servers for tests with TLS and with proxies: one of http or https that echoes WebSockets too, and a proxy.
*/

import { once } from 'node:events'
import { createServer, type IncomingMessage, request as forward, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { type Fiber, fromPromise } from '../../../fiber/index.js'
import { makePki, type Pki } from '../../fiber/tls/pki.js'

/** Certificate and key files, and what else node:https has. */
type Secure = Parameters<typeof createSecureServer>[0]

/** A server on the loopback interface. */
export class RealServer {
    /** Connections that were made to it. */
    connections = 0
    readonly #server: Server
    readonly #sockets = new Set<Socket>()
    readonly #secure: boolean

    constructor(server: Server, secure: boolean) {
        this.#server = server
        this.#secure = secure
        server.on('connection', socket => {
            this.connections++
            this.#sockets.add(socket)
            socket.on('close', () => this.#sockets.delete(socket))
            socket.on('error', () => {})
        })
    }

    /** Host and port. */
    get authority(): string {
        return `localhost:${(this.#server.address() as AddressInfo).port}`
    }

    /** Its URL, without a path. */
    get url(): string {
        return `http${this.#secure ? 's' : ''}://${this.authority}`
    }

    /** The same for WebSockets. */
    get socketUrl(): string {
        return this.url.replace('http', 'ws')
    }

    /** Connections that are open. */
    get open(): number {
        return this.#sockets.size
    }

    async start(): Promise<void> {
        this.#server.listen(0, '127.0.0.1')
        await once(this.#server, 'listening')
    }

    async stop(): Promise<void> {
        for (const socket of this.#sockets) {
            socket.destroy()
        }
        this.#server.close()
        await once(this.#server, 'close')
    }
}

/** A server that answers with method, target and host, as `PORT` its client's, and echoes WebSockets. */
export function makeOrigin(secure: Secure | null = null): RealServer {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
        const { method, url, headers, socket } = request
        response.setHeader('X-Port', String(socket.remotePort))
        response.end(`${method} ${url} ${headers.host}`)
    }
    const server = secure === null ? createServer(answer) : (createSecureServer(secure, answer) as unknown as Server)
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', socket => socket.on('message', data => socket.send(`echo ${data}`)))
    server.on('close', () => sockets.close())
    return new RealServer(server, secure !== null)
}

/** A proxy that takes requests and makes tunnels, and the first lines of what it was asked. */
export class RealProxy extends RealServer {
    readonly lines: string[] = []
    /** Value of Proxy-Authorization that it wants; null: any. */
    wanted: string | null = null

    static make(secure: Secure | null = null): RealProxy {
        const server = secure === null ? createServer() : (createSecureServer(secure) as unknown as Server)
        const proxy = new RealProxy(server, secure !== null)
        server.on('request', (request, response) => proxy.#forward(request, response))
        server.on('connect', (request, socket, head) => proxy.#tunnel(request, socket, head))
        return proxy
    }

    #forward(request: IncomingMessage, response: ServerResponse): void {
        this.lines.push(`${request.method} ${request.url}`)
        if (!this.#knows(request)) {
            response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end('who')
            return
        }
        const { 'proxy-authorization': _, ...headers } = request.headers
        const onward = forward(
            request.url!.replace(/\/\/[^:/]*/, '//localhost'),
            { method: request.method!, headers, agent: false },
            answer => {
                response.writeHead(answer.statusCode!, answer.headers)
                answer.pipe(response)
            },
        )
        onward.on('error', () => response.writeHead(502).end())
        request.pipe(onward)
    }

    #tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
        this.lines.push(`CONNECT ${request.url}`)
        if (!this.#knows(request)) {
            socket.end('HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n')
            return
        }
        // Whatever name it is asked for, it is this machine
        const onward = connect({ host: 'localhost', port: Number(request.url!.split(':')[1]) }, () => {
            socket.write('HTTP/1.1 200 Open\r\n\r\n')
            onward.write(head)
            onward.pipe(socket).pipe(onward)
        })
        for (const [end, other] of [[onward, socket] as const, [socket, onward] as const]) {
            end.on('error', () => other.destroy()).on('close', () => other.destroy())
        }
    }

    #knows({ headers }: IncomingMessage): boolean {
        return this.wanted === null || headers['proxy-authorization'] === this.wanted
    }
}

/** Starts servers for some work, and stops them afterwards. */
export function* withServers<T>(servers: readonly RealServer[], work: () => Fiber<T>): Fiber<T> {
    for (const server of servers) {
        yield* fromPromise(server.start())
    }
    try {
        return yield* work()
    } finally {
        for (const server of servers) {
            yield* fromPromise(server.stop())
        }
    }
}

let pki: Pki | null = null

/** Certificates that the tests of this folder share. */
export function sharedPki(): Pki {
    if (pki === null) {
        const made = makePki()
        pki = made
        process.on('exit', () => made.remove())
    }
    return pki
}

/** Files of a server with the certificate `name`. */
export function certified(name = 'server'): { key: string; cert: string } {
    return { key: sharedPki().text(`${name}.key`), cert: sharedPki().text(`${name}.crt`) }
}
