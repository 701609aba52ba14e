/*
    fuzz-websocket.ts -- Damaged frames for services/websock: npm run fuzz:websocket -- [--seconds N] [--seed S] [--only S]

    Frames of all kinds, legal or not, compressed or not, with damage, for a server or a client. Whatever comes, a WebSocket gives messages
    and then null, and never throws; what it gives, what it sends and what it says was wrong are the same whether the bytes come whole or
    in pieces. A failure names the seed: `--only` does it again.
*/

import { isDeepStrictEqual, parseArgs } from 'node:util'
import { type Address, run, Socket, spawn, type Wire, type WireSink, yieldNow } from '../../fiber/index.js'
import { Compressor, WebSocket } from '../../services/websock/index.js'
import { frame, FrameSplitter } from '../services/websock/peer.js'
import { type Random, randomOf } from './random.js'

const { values } = parseArgs({
    options: {
        seconds: { type: 'string', default: '30' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        only: { type: 'string' },
    },
})

const LIMIT = 2000
const AGREEMENT = { windowBits: 15, ownContext: true, peerContext: true, level: 6, threshold: 20 }

/** A wire whose other end is this program. */
class TestWire implements Wire {
    readonly remote: Address = { address: 'fuzz', port: 0, family: 0 }
    readonly local = null
    readonly security = null
    readonly pending = 0
    readonly written: Buffer[] = []
    sink: WireSink | null = null

    start(sink: WireSink): void {
        this.sink = sink
    }

    write(data: string | Uint8Array, encoding: 'latin1' | 'utf8'): boolean {
        this.written.push(typeof data === 'string' ? Buffer.from(data, encoding) : Buffer.from(data))
        return true
    }

    pause(): void {}
    resume(): void {}
    end(): void {}
    destroy(): void {}
    setNoDelay(): void {}
    setRef(): void {}
}

/** What there is to see of a WebSocket. */
interface Transcript {
    readonly messages: string[]
    readonly sent: string[]
    readonly failure: string | null
    readonly status: number
}

/** Has a WebSocket receive these pieces, and send back what it gets. */
async function play(pieces: readonly Buffer[], isClient: boolean, isCompressed: boolean): Promise<Transcript> {
    const wire = new TestWire()
    const ws = new WebSocket(new Socket(wire), isClient, { maxMessage: LIMIT, maxFrame: 300 })
    if (isCompressed) {
        ws.compressWith(new Compressor(AGREEMENT))
    }
    const messages: string[] = []
    await run(function* () {
        const echo = spawn(function* () {
            for (let message = yield* ws.receive(); message !== null; message = yield* ws.receive()) {
                messages.push(typeof message === 'string' ? `text ${message}` : `bytes ${message.toString('hex')}`)
                if (message.length <= LIMIT / 3) {
                    yield* ws.send(message)
                }
            }
        })
        yield* yieldNow()
        for (const piece of pieces) {
            const lent = Buffer.from(piece)
            wire.sink?.data(lent, lent.length)
            lent.fill(0xdd)
            yield* yieldNow()
        }
        wire.sink?.ended()
        yield* echo.join()
    })
    wire.sink?.closed(null)
    const splitter = new FrameSplitter()
    const frames = splitter.push(Buffer.concat(wire.written))
    if (splitter.rest.length > 0) {
        throw new Error(`What it sent is no frame: ${splitter.rest.toString('hex')}`)
    }
    const sent = frames.map(({ opcode, fin, rsv, payload }) => `${opcode} ${fin} ${rsv} ${payload.toString('hex')}`)
    return { messages, sent, failure: ws.failure?.code ?? null, status: ws.closeStatus }
}

function pick<T>(random: Random, list: readonly T[]): T {
    return list[random(list.length)]!
}

function payloadOf(random: Random): Buffer {
    const length = pick(random, [0, 1, 5, 60, 125, 126, 127, 300, random(3000)])
    const text = pick(random, ['plain ', 'Grüße, ', '世界', '\u{1F600}'])
    return random(4) === 0 ? Buffer.from(Array.from({ length }, () => random(256))) : Buffer.alloc(length, text)
}

/** Some frames, mostly such as a peer may send. */
function bytesOf(random: Random, isClient: boolean, isCompressed: boolean): Buffer {
    const compressor = new Compressor(AGREEMENT)
    const parts: Buffer[] = []
    let within = false
    for (let count = 1 + random(8); count > 0; count--) {
        const isControl = random(4) === 0
        const wild = random(12) === 0
        const opcode = wild ? random(16) : isControl ? pick(random, [8, 9, 9, 10]) : within ? 0 : 1 + random(2)
        const fin = isControl || random(3) > 0
        let payload = isControl ? payloadOf(random).subarray(0, random(10) === 0 ? 200 : 125) : payloadOf(random)
        let rsv = random(40) === 0 ? random(8) : 0
        if (isCompressed && !isControl && !within && fin && payload.length > 0 && random(2) === 0) {
            payload = compressor.deflate(payload)
            rsv = 4
        }
        if (opcode === 8 && payload.length > 1) {
            payload.writeUInt16BE(pick(random, [1000, 1001, 1005, 4000, random(65_536)]), 0)
        }
        const mask = isClient === random(40) > 0 ? { mask: false as const } : {}
        const length = random(60) === 0 ? { length: random(2 ** 31) } : {}
        parts.push(frame(opcode, payload, { fin, rsv, ...mask, ...length }))
        within = isControl ? within : !fin
    }
    const bytes = Buffer.concat(parts)
    for (let damage = random(3) === 0 ? 1 + random(3) : 0; damage > 0 && bytes.length > 0; damage--) {
        bytes[random(bytes.length)] = random(256)
    }
    return bytes.subarray(0, random(5) === 0 ? random(bytes.length + 1) : bytes.length)
}

function cut(random: Random, bytes: Buffer): Buffer[] {
    const most = pick(random, [1, 3, 20, 200])
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; ) {
        const step = 1 + random(most)
        pieces.push(bytes.subarray(at, at + step))
        at += step
    }
    return pieces
}

/** Gives what happened; throws what should not. */
async function check(seed: number): Promise<Transcript> {
    const random = randomOf(seed)
    const isClient = random(2) === 0
    const isCompressed = random(2) === 0
    const bytes = bytesOf(random, isClient, isCompressed)
    const whole = await play([bytes], isClient, isCompressed)
    const pieces = await play(cut(random, bytes), isClient, isCompressed)
    if (!isDeepStrictEqual(whole, pieces)) {
        throw new Error(`Whole and in pieces differ: ${JSON.stringify({ whole, pieces }, null, 4)}`)
    }
    return whole
}

if (values.only !== undefined) {
    console.log(await check(Number(values.only)))
} else {
    const end = performance.now() + Number(values.seconds) * 1000
    const counts: Record<string, number> = {}
    let seed = Number(values.seed)
    for (; performance.now() < end; seed++) {
        try {
            const { failure } = await check(seed)
            counts[failure ?? 'in order'] = (counts[failure ?? 'in order'] ?? 0) + 1
        } catch (error) {
            console.error(`Seed ${seed}:`, error)
            process.exit(1)
        }
    }
    console.log(`${seed - Number(values.seed)} scripts from seed ${values.seed}:`, counts)
}
