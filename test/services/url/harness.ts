/*
    harness.ts -- Servers for tests of the client: scripted ones in memory, which can break every rule, and those of Node.
*/

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import tap from 'tap'
import { type Fiber, type Listener, listen, now, run, type Socket, sleep } from '../../../fiber/index.js'
import { FakeNetwork, fiberTest, type VirtualClock } from '../../../fiber/testing/index.js'
import { UrlClient, type UrlClientOptions, UrlError } from '../../../services/url/index.js'

/** What tap hands to a test. */
export type Test = typeof tap

/** What a server does with a connection. */
export type Script = (socket: Socket, at: number) => Fiber<void>

/** A server in memory, at `http://server.test`, and how many connections it had. */
export class ScriptedServer {
    readonly network = new FakeNetwork({ latency: 5 }).host('server.test', '10.0.0.1').host('other.test', '10.0.0.1')
    connections = 0
    /** Connections that the server still has. */
    open = 0
    readonly requests: string[] = []
    readonly #script: Script
    #listener: Listener | null = null

    constructor(script: Script) {
        this.#script = script
    }

    *start(): Fiber<void> {
        const server = this
        this.#listener = yield* listen(
            '10.0.0.1:80',
            function* (socket) {
                server.open++
                try {
                    yield* server.#script(socket, server.connections++)
                } finally {
                    server.open--
                }
            },
            { network: this.network },
        )
    }

    stop(): void {
        this.#listener?.close()
        this.network.cut()
    }

    /** Reads the head of a request; null: the client has ended. */
    *head(socket: Socket): Fiber<string | null> {
        const head = yield* socket.readUntil('\r\n\r\n')
        if (head !== null) {
            this.requests.push(head.toString())
        }
        return head === null ? null : head.toString()
    }

    client(options: UrlClientOptions = {}): UrlClient {
        return new UrlClient({ network: this.network, ...options })
    }
}

/** A test with a scripted server. */
export function scriptedTest(
    name: string,
    script: (server: ScriptedServer) => Script,
    body: (t: Test, server: ScriptedServer, clock: VirtualClock) => Fiber<void>,
): void {
    fiberTest(tap, name, function* (t, clock) {
        const server: ScriptedServer = new ScriptedServer((socket, at) => script(server)(socket, at))
        yield* server.start()
        try {
            yield* body(t, server, clock)
        } finally {
            server.stop()
            yield* sleep(3_600_000)
        }
    })
}

/** A script that answers each request with the next of some texts, the last one again and again. */
export function answers(...texts: readonly (string | Uint8Array)[]): (server: ScriptedServer) => Script {
    let at = 0
    return server =>
        function* (socket) {
            while ((yield* server.head(socket)) !== null) {
                const text = texts[Math.min(at++, texts.length - 1)]!
                yield* typeof text === 'string' ? socket.write(text, 'latin1') : socket.write(text)
                yield* socket.flush()
            }
        }
}

/** Code and message of the error of some work, with the time that it took; `none`: it had none. */
export function* failure(work: Fiber<unknown>): Fiber<{ code: string; message: string; ms: number }> {
    const start = now()
    try {
        yield* work
        return { code: 'none', message: '', ms: now() - start }
    } catch (error) {
        if (!(error instanceof UrlError)) {
            throw error
        }
        return { code: error.code, message: error.message, ms: now() - start }
    }
}

/** A test with a server of Node and real sockets. */
export function nodeTest(
    name: string,
    listener: RequestListener,
    body: (t: Test, url: string, server: Server) => Fiber<void>,
): void {
    tap.test(name, async t => {
        const server = createServer({ keepAliveTimeout: 60_000 }, listener)
        await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
        try {
            await run(body, t as unknown as Test, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server)
        } finally {
            server.closeAllConnections()
            await new Promise(resolve => server.close(resolve))
        }
    })
}
