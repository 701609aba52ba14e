/*
    harness.ts -- A host and its clients for tests: connected by memory pairs, or over the loopback interface.

    The client takes responses apart with code of its own, byte by byte as RFC 9112 has it, and knows nothing of the server.
*/

import tap from 'tap'
import {
    CancelledError,
    type Fiber,
    Socket,
    sleep,
    spawn,
    statistics,
    type Task,
    type Wire,
} from '../../../fiber/index.js'
import {
    type MemoryPairOptions,
    memoryPair,
    memoryWires,
    type VirtualClock,
    virtually,
} from '../../../fiber/testing/index.js'
import {
    type WebConfig,
    type WebConfigFile,
    type WebEvent,
    type WebHandler,
    WebHost,
    type WebHostOptions,
} from '../../../services/web/index.js'

/** What tap hands to a test. */
export type Test = Pick<
    typeof tap,
    'equal' | 'match' | 'not' | 'notMatch' | 'notOk' | 'ok' | 'pass' | 'same' | 'throws'
>

/** A response taken apart. */
export interface Response {
    readonly status: number
    readonly reason: string
    readonly version: string
    /** Lines in order. */
    readonly lines: readonly (readonly [name: string, value: string])[]
    readonly body: Buffer
    /** Sizes of the chunks; null: not chunked. */
    readonly chunks: readonly number[] | null
    /** The connection was closed before the response was complete. */
    readonly cut: boolean
}

/** The value of a header; undefined: not there. Twice: joined, so that a comparison fails. */
export function header(response: Response, name: string): string | undefined {
    const values = response.lines.filter(line => line[0].toLowerCase() === name).map(line => line[1])
    return values.length === 0 ? undefined : values.join(' AND ')
}

const clients: Client[] = []

/** The client's side of a connection. */
export class Client {
    readonly socket: Socket
    /** Ends when the server has let go of the connection. */
    readonly served: Task<void>
    #input: Buffer = Buffer.alloc(0)

    constructor(socket: Socket, served: Task<void>) {
        this.socket = socket
        this.served = served
        clients.push(this)
    }

    /** Sends latin1 text at once. */
    *send(text: string): Fiber<void> {
        yield* this.socket.write(text, 'latin1')
        yield* this.socket.flush()
    }

    /** Sends a request and reads its response. */
    *ask(text: string, method = text.slice(0, text.indexOf(' '))): Fiber<Response> {
        yield* this.send(text)
        return yield* this.response(method)
    }

    /** A GET request with the given header lines. */
    *get(path: string, ...lines: string[]): Fiber<Response> {
        return yield* this.ask(`GET ${path} HTTP/1.1\r\nHost: test\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`)
    }

    /** Reads the response to a request with `method`; interim responses are skipped. */
    *response(method = 'GET'): Fiber<Response> {
        for (;;) {
            const response = yield* this.#one(method)
            if (response.status >= 200) {
                return response
            }
        }
    }

    /** Whether the server has ended the connection and sent nothing more. */
    *ended(): Fiber<boolean> {
        return this.#input.length === 0 && !(yield* this.#more())
    }

    /** Waits until the server has let go of the connection, whatever the reason. */
    *over(): Fiber<void> {
        try {
            yield* this.served.join()
        } catch (error) {
            if (!(error instanceof CancelledError)) {
                throw error
            }
        }
    }

    /** Everything until the server ends the connection. */
    *rest(): Fiber<Buffer> {
        while (yield* this.#more()) {
            // All of it.
        }
        const rest = this.#input
        this.#input = Buffer.alloc(0)
        return rest
    }

    *#one(method: string): Fiber<Response> {
        const head = (yield* this.#until('\r\n\r\n')).toString('latin1')
        const [first = '', ...rest] = head.slice(0, -4).split('\r\n')
        const match = /^(HTTP\/1\.[01]) (\d{3}) (.*)$/.exec(first)
        if (match === null) {
            throw new Error(`Cannot read response: ${JSON.stringify(head)}`)
        }
        const lines = rest.map(line => {
            const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): (.*)$/.exec(line)
            if (parts === null) {
                throw new Error(`Cannot read header line: ${JSON.stringify(line)}`)
            }
            return [parts[1]!, parts[2]!] as const
        })
        const response = { version: match[1]!, status: Number(match[2]), reason: match[3]!, lines }
        const length = header({ ...response, body: Buffer.alloc(0), chunks: null, cut: false }, 'content-length')
        const coding = lines.find(([name]) => name.toLowerCase() === 'transfer-encoding')
        const { status } = response
        if (method === 'HEAD' || status < 200 || status === 204 || status === 304) {
            return { ...response, body: Buffer.alloc(0), chunks: null, cut: false }
        }
        if (coding !== undefined) {
            return { ...response, ...(yield* this.#chunked()) }
        }
        if (length === undefined) {
            return { ...response, body: yield* this.rest(), chunks: null, cut: false }
        }
        const wanted = Number(length)
        while (this.#input.length < wanted && (yield* this.#more())) {
            // More comes.
        }
        const body = this.#take(Math.min(wanted, this.#input.length))
        return { ...response, body, chunks: null, cut: body.length < wanted }
    }

    *#chunked(): Fiber<{ body: Buffer; chunks: number[]; cut: boolean }> {
        const parts: Buffer[] = []
        const chunks: number[] = []
        for (;;) {
            const line = (yield* this.#until('\r\n')).toString('latin1')
            if (line === '') {
                return { body: Buffer.concat(parts), chunks, cut: true }
            }
            const size = Number.parseInt(line, 16)
            while (this.#input.length < size + 2 && (yield* this.#more())) {
                // More comes.
            }
            const data = this.#take(Math.min(size + 2, this.#input.length))
            if (data.toString('latin1', size) !== '\r\n') {
                return { body: Buffer.concat(parts), chunks, cut: true }
            }
            if (size === 0) {
                return { body: Buffer.concat(parts), chunks, cut: false }
            }
            chunks.push(size)
            parts.push(data.subarray(0, size))
        }
    }

    *#until(mark: string): Fiber<Buffer> {
        for (;;) {
            const at = this.#input.indexOf(mark)
            if (at >= 0) {
                return this.#take(at + mark.length)
            }
            if (!(yield* this.#more())) {
                if (this.#input.length > 0 || mark.length > 2) {
                    throw new Error(
                        `Cannot read response: it ended after ${JSON.stringify(this.#input.toString('latin1'))}`,
                    )
                }
                return Buffer.alloc(0)
            }
        }
    }

    #take(count: number): Buffer {
        const part = this.#input.subarray(0, count)
        this.#input = this.#input.subarray(count)
        return part
    }

    *#more(): Fiber<boolean> {
        const bytes = yield* this.socket.readSome()
        if (bytes === null) {
            return false
        }
        this.#input = Buffer.concat([this.#input, bytes])
        return true
    }
}

/** What the usual route of tests serves. */
export const METHODS: readonly string[] = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND']

/** Cuts all connections. Otherwise each would linger for a while after its server has closed it, and its timer with it. */
export function resetClients(): void {
    for (const client of clients.splice(0)) {
        client.socket.reset()
    }
}

/**
 * Declares a test in virtual time. Afterwards all connections are cut, and everything that lingers may end: what is left
 * then is a leak, and fails the test.
 */
export function webTest(name: string, body: (t: Test, clock: VirtualClock) => Fiber<void>): void {
    tap.test(name, async t => {
        // Those of tests in real time that were before in the same process: what they have closed lingers for a moment.
        while (statistics().timers > 0) {
            await new Promise(resolve => setTimeout(resolve, 5))
        }
        await virtually(clock => inVirtualTime(t, clock, body))
    })
}

function* inVirtualTime(
    t: Test,
    clock: VirtualClock,
    body: (t: Test, clock: VirtualClock) => Fiber<void>,
): Fiber<void> {
    try {
        yield* body(t, clock)
    } finally {
        resetClients()
        yield* sleep(3_600_000)
    }
}

/** A host whose events are kept. */
export class TestHost extends WebHost {
    readonly events: WebEvent[]

    constructor(
        config: WebConfig | WebConfigFile = {},
        actions: Record<string, WebHandler> = {},
        options: WebHostOptions = {},
    ) {
        const events: WebEvent[] = []
        const usual = { routes: [{ handler: 'action', methods: METHODS }], fiberBlocks: true }
        super('web' in config ? { ...config, web: { ...usual, ...config.web } } : { ...usual, ...config }, {
            report: event => events.push(event),
            ...options,
        })
        this.events = events
        for (const [match, fn] of Object.entries(actions)) {
            this.addAction(match, fn)
        }
    }

    /** Events that are the server's or the application's fault. */
    get errors(): WebEvent[] {
        return this.events.filter(({ level }) => level === 'error')
    }

    /** A new connection in memory. `seen`: what the server sees of it: the addresses of both ends, whether it is secure. */
    connect(options: MemoryPairOptions = {}, seen?: Seen): Client {
        const [far, near] = seen === undefined ? memoryPair(options) : pairSeen(seen)
        return new Client(far, spawn(serveOne, this as WebHost, near))
    }
}

/** What a server sees of a connection. */
export type Seen = Partial<Pick<Wire, 'local' | 'remote' | 'security'>>

function pairSeen(seen: Seen): [Socket, Socket] {
    const [far, near] = memoryWires()
    return [new Socket(far), new Socket(Object.assign<Wire, Seen>(near, seen))]
}

function* serveOne(host: WebHost, socket: Socket): Fiber<void> {
    try {
        yield* host.serve(socket)
    } finally {
        socket.closeNow()
    }
}
