/*
    harness.ts -- What the tests of secure connections have in common.
*/

import { type Blocking, type Fiber, run } from '../../../fiber/core/index.js'
import { connect, type Listener, type ListenOptions, listen, type Socket } from '../../../fiber/socket/index.js'
import { FakeNetwork } from '../../../fiber/testing/index.js'
import { type TlsClientOptions, type TlsServerOptions, tlsClient, tlsServer } from '../../../fiber/tls/index.js'
import { makePki, type Pki } from './pki.js'

/** Sends back what comes. */
export function* echo(socket: Socket): Fiber<void> {
    for (let bytes = yield* socket.readSome(); bytes !== null; bytes = yield* socket.readSome()) {
        yield* socket.write(bytes)
    }
}

/** The code of an error; its name if it has none. */
export function codeOf(error: unknown): string {
    const { code, name } = error as { code?: string; name?: string }
    return code ?? name ?? String(error)
}

/** Runs a test body as a fiber, with certificates. */
export function withPki(body: (pki: Pki) => Blocking<unknown>): () => Promise<void> {
    return async () => {
        const pki = makePki()
        try {
            await run(body, pki)
        } finally {
            pki.remove()
        }
    }
}

/** A listener on the loopback interface whose handler sends back what comes. */
export function* echoServer(tls: TlsServerOptions, options: ListenOptions = {}): Fiber<Listener> {
    return yield* listen('https://127.0.0.1:0', echo, { tls: tlsServer(tls), ...options })
}

/** Sends a text and waits for it to come back. */
export function* exchange(socket: Socket, text: string): Fiber<string> {
    yield* socket.write(text)
    return (yield* socket.readExactly(Buffer.byteLength(text))).toString()
}

/** How a connection ended on each side: `ok`, or the code of the error. */
export interface Outcome {
    readonly client: string
    readonly server: string
}

/** Names that the fake network knows. */
const names = ['localhost', 'wrong.example', 'a.example', 'x.b.example', 'y.x.b.example']

/** Makes a connection in memory, sends a text there and back, and tells what came of it. */
export function* outcomeOf(server: TlsServerOptions, client: TlsClientOptions, host = 'localhost'): Fiber<Outcome> {
    const network = new FakeNetwork()
    for (const name of names) {
        network.host(name, '10.0.0.1')
    }
    let atServer = 'ok'
    const listener = yield* listen('10.0.0.1:443', echo, {
        network,
        tls: tlsServer(server),
        onFailure: error => {
            atServer = codeOf(error)
        },
    })
    let atClient = 'ok'
    try {
        const socket = yield* connect({ host, port: 443, network, tls: tlsClient(client) })
        try {
            yield* exchange(socket, 'ping')
        } finally {
            yield* socket.close()
        }
    } catch (error) {
        atClient = codeOf(error)
    }
    yield* listener.closeAll()
    return { client: atClient, server: atServer }
}
