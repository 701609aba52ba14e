/*
    loads.ts -- What the soak test does to the agent. Each load goes on until it is told to stop, counts what went well, and throws at the first
    thing that should have.
*/

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Aedes } from 'aedes'
import WebSocket from 'ws'

/** Something that goes on. */
export interface Load {
    readonly name: string
    /** Things that went well. */
    count: number
    run(isOver: () => boolean): Promise<void>
}

/** Pages, the status, and a stream of events, which is left after a while. */
export function pages(url: string): Load {
    const load: Load = {
        name: 'pages',
        count: 0,
        async run(isOver) {
            while (!isOver()) {
                for (const path of ['/', '/status.css', '/api/status', '/none']) {
                    const response = await fetch(url + path)
                    await response.arrayBuffer()
                    assert.equal(response.status, path === '/none' ? 404 : 200, path)
                    load.count++
                }
                const abort = new AbortController()
                const stream = await fetch(`${url}/api/events`, { signal: abort.signal })
                const { value } = await stream.body!.getReader().read()
                assert.ok(value!.length > 0)
                abort.abort()
                load.count++
            }
        },
    }
    return load
}

/** Items are written, and read as they were written. */
export function items(url: string, worker: number): Load {
    const load: Load = {
        name: `items ${worker}`,
        count: 0,
        async run(isOver) {
            for (let n = 0; !isOver(); n++) {
                const key = `k${worker}-${n % 200}`
                const body = new URLSearchParams({ key, value: String(n) })
                const written = await fetch(`${url}/api/item`, { method: 'POST', body })
                assert.equal(await written.json(), String(n))
                const read = await fetch(`${url}/api/item?key=${key}`)
                assert.equal(await read.json(), String(n))
                load.count += 2
            }
        },
    }
    return load
}

/** WebSockets come, talk, and go: in order, or as if a cable was pulled. */
export function sockets(url: string): Load {
    const load: Load = {
        name: 'sockets',
        count: 0,
        async run(isOver) {
            for (let n = 0; !isOver(); n++) {
                const ws = new WebSocket(`${url.replace('http', 'ws')}/api/echo`)
                await once(ws, 'open')
                for (let i = 0; i < 50; i++) {
                    const text = `${n} ${i} ${'x'.repeat((n * 37 + i * 101) % 4000)}`
                    const back = once(ws, 'message')
                    ws.send(text)
                    assert.equal(String((await back)[0]), text)
                    load.count++
                }
                const closed = once(ws, 'close')
                if (n % 3 === 0) {
                    ws.terminate()
                } else {
                    ws.close(1000)
                }
                await closed
            }
        },
    }
    return load
}

/** A broker that is restarted, now and then, as if its power failed. */
export class Broker {
    readonly port: number
    /** The numbers that came, to the last without a gap; those above that came already. */
    numbers = 0
    readonly #above = new Set<number>()
    /** Answers to what was sent to the agent. */
    answers = 0
    restarts = 0
    #aedes: Aedes
    #server: Server

    private constructor(aedes: Aedes, server: Server) {
        this.#aedes = aedes
        this.#server = server
        this.port = (server.address() as { port: number }).port
        this.#listen()
    }

    static async start(): Promise<Broker> {
        const aedes = await Aedes.createBroker()
        return new Broker(aedes, await serve(aedes, 0))
    }

    /** Ends all connections, and is another one a moment later, which knows nothing. */
    async restart(): Promise<void> {
        await this.stop()
        await pause(500)
        this.#aedes = await Aedes.createBroker()
        this.#server = await serve(this.#aedes, this.port)
        this.#listen()
        this.restarts++
    }

    async stop(): Promise<void> {
        const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
        await new Promise<void>(resolve => this.#aedes.close(() => resolve()))
        await closed
    }

    /** Sends the agent something that it answers. */
    ask(text: string): void {
        const packet = { cmd: 'publish', topic: 'soak/in', payload: Buffer.from(text), qos: 1, retain: false } as const
        this.#aedes.publish({ ...packet, dup: false }, () => {})
    }

    #listen(): void {
        this.#aedes.on('publish', ({ topic, payload }, client) => {
            if (client !== null && topic === 'soak/number') {
                this.#above.add(Number(payload))
                while (this.#above.delete(this.numbers + 1)) {
                    this.numbers++
                }
            } else if (client !== null && topic === 'soak/back') {
                this.answers++
            }
        })
    }

    /** How many numbers came behind one that is missing. */
    get early(): number {
        return [...this.#above].filter(n => n > this.numbers).length
    }
}

async function serve(aedes: Aedes, port: number): Promise<Server> {
    const server = createServer(socket => {
        socket.on('error', () => {})
        aedes.handle(socket)
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
}

/** Messages both ways, and restarts of the broker. */
export function messages(broker: Broker, seconds: number): Load {
    const load: Load = {
        name: 'messages',
        count: 0,
        async run(isOver) {
            for (let n = 1; !isOver(); n++) {
                broker.ask(String(n))
                await pause(100)
                load.count = broker.numbers + broker.answers
                if (n % (seconds * 10) === 0) {
                    await broker.restart()
                }
            }
        },
    }
    return load
}
