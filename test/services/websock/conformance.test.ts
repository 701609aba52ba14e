/*
    conformance.test.ts -- The cases of the Autobahn test suite, sections 1 to 7 and 10, against an echo: as server, as client, and as
    action of the web server. Bytes come in pieces as the case says, and again one by one.
*/

import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { type Fiber, type Socket, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { type MemoryPairOptions, memoryPair, virtually } from '../../../fiber/testing/index.js'
import { WebHost } from '../../../services/web/index.js'
import { WebSocket } from '../../../services/websock/index.js'
import { type Frame, Peer } from './peer.js'

type Text = string | { readonly b64: string }

interface Case {
    readonly id: string
    readonly description: string
    readonly script: readonly (readonly [verb: string, args: readonly unknown[], options: Options])[]
    readonly expected: Readonly<Record<string, readonly (readonly [kind: string, payload: Text, isBinary?: boolean])[]>>
    readonly close: { readonly closedByMe: boolean; readonly closeCode: readonly number[] }
}

interface Options {
    readonly opcode?: number
    readonly fin?: boolean
    readonly rsv?: number
    readonly payload?: Text
    readonly payload_len?: number
    readonly chopsize?: number | null
    readonly fragmentSize?: number
    readonly isBinary?: boolean
    readonly reasonUtf8?: Text
}

const file = '../shared/suites/websocket/autobahn-cases.json'
const skip = existsSync(file) ? false : 'The cases of the Autobahn suite are not here'
const cases: readonly Case[] = skip ? [] : JSON.parse(readFileSync(file, 'utf8'))

/** What the list has not: the functions behind `continueLater`, as the descriptions of the cases tell them. */
const continued: Readonly<Record<string, (peer: Peer) => readonly (readonly Buffer[])[]>> = {
    '5.19': peer => [fragments(peer)],
    '5.20': peer => [fragments(peer)],
    ...Object.fromEntries(['6.4.1', '6.4.2', '6.4.3', '6.4.4'].map(id => [id, (peer: Peer) => brokenText(id, peer)])),
}

function fragments(peer: Peer): Buffer[] {
    return [
        peer.frame(0, 'fragment3', { fin: false }),
        peer.frame(0, 'fragment4', { fin: false }),
        peer.frame(9, 'pongme 2!'),
        peer.frame(0, 'fragment5'),
    ]
}

/** The part that makes the text wrong. The rest, which a slow reader of UTF-8 would need to see it, is not sent. */
function brokenText(id: string, peer: Peer): Buffer[][] {
    const bytes = Buffer.from(id === '6.4.1' || id === '6.4.3' ? 'f4908080' : '90', 'hex')
    if (id === '6.4.1' || id === '6.4.2') {
        return [[peer.frame(0, bytes, { fin: false })]]
    }
    // The rest of the frame's payload, masked where the first part ended.
    const before = id === '6.4.3' ? 11 : 12
    const whole = peer.frame(1, Buffer.concat([Buffer.alloc(before), bytes]))
    return [[whole.subarray(whole.length - bytes.length)]]
}

function bytesOf(text: Text | undefined): Buffer {
    return text === undefined || typeof text === 'string' ? Buffer.from(text ?? '') : Buffer.from(text.b64, 'base64')
}

/** Bytes of one step of a script, and of those after a wait; `null` for a wait. */
function* stepBytes({ id }: Case, step: Case['script'][number], peer: Peer): Generator<Buffer | null> {
    const [verb, args, options] = step
    const { opcode = 1, fin = true, rsv = 0, chopsize } = options
    switch (verb) {
        case 'sendFrame': {
            const payload = bytesOf(options.payload)
            const { payload_len: wanted = payload.length } = options
            const bytes = peer.frame(opcode, Buffer.alloc(wanted, payload), { fin, rsv })
            yield* chopped(bytes, chopsize)
            break
        }
        case 'sendMessage': {
            const [text, isBinary = options.isBinary ?? false] = args as [Text, boolean | undefined]
            yield* message(bytesOf(text), isBinary ? 2 : 1, options.fragmentSize, peer)
            break
        }
        case 'sendClose':
        case 'sendCloseFrame': {
            const [status = null, reason = ''] = args as [number | undefined, string | undefined]
            yield peer.closeFrame(status, options.reasonUtf8 === undefined ? reason : bytesOf(options.reasonUtf8))
            break
        }
        case 'beginMessageFrame':
            // The head alone; the payload follows, masked.
            yield peer.frame(1, Buffer.alloc(args[0] as number)).subarray(0, -(args[0] as number))
            break
        case 'sendMessageFrameData': {
            const payload = bytesOf(args[0] as Text)
            yield peer.frame(1, payload).subarray(-payload.length)
            break
        }
        case 'continueLater':
            for (const part of continued[id]!(peer)) {
                yield null
                yield Buffer.concat(part)
            }
            break
        default:
            // killAfter, closeAfter: there is nothing to wait for. beginMessage: says what follows.
            break
    }
}

function* chopped(bytes: Buffer, size: number | null | undefined): Generator<Buffer> {
    const step = size ?? bytes.length
    for (let at = 0; at < bytes.length; at += step) {
        yield bytes.subarray(at, at + step)
    }
}

function* message(payload: Buffer, opcode: number, size: number | undefined, peer: Peer): Generator<Buffer> {
    const step = size ?? payload.length
    if (payload.length === 0) {
        yield peer.frame(opcode)
    }
    for (let at = 0; at < payload.length; at += step) {
        yield peer.frame(at === 0 ? opcode : 0, payload.subarray(at, at + step), { fin: at + step >= payload.length })
    }
}

/** What the echo sent, joined to messages. */
interface Outcome {
    readonly events: string[]
    /** Status of its close frame; null: an empty one; undefined: none came. */
    close: number | null | undefined
    /** It ended the connection. */
    ended: boolean
}

/** An event as it can be compared; long messages by their beginning and length. */
function describe(kind: string, payload: Buffer, isBinary: boolean): string {
    const text = payload.toString('latin1')
    return `${kind}${isBinary ? ' binary' : ''} ${text.length > 200 ? `${text.slice(0, 200)} ${text.length}` : text}`
}

function expectedEvents(each: Case): string[] {
    const events = each.expected.OK!.filter(([kind]) => kind !== 'timeout')
    return events.map(([kind, payload, isBinary]) => describe(kind, bytesOf(payload), isBinary ?? false))
}

/** Plays a case against whoever is at the other end. */
function* play(each: Case, peer: Peer): Fiber<Outcome> {
    const outcome: Outcome = { events: [], close: undefined, ended: false }
    const parts: Buffer[] = []
    let type = 0
    const { socket } = peer
    socket.setDeadline(60_000)
    const sends = each.script.some(([verb]) => verb.startsWith('sendClose'))
    for (const step of each.script) {
        for (const bytes of stepBytes(each, step, peer)) {
            if (bytes === null) {
                for (let turn = 0; turn < 5; turn++) {
                    yield* yieldNow()
                }
            } else if (!socket.closed) {
                yield* peer.send(bytes)
            }
        }
    }
    const wanted = expectedEvents(each).length
    let closes = sends || !each.close.closedByMe
    for (;;) {
        if (!closes && outcome.events.length >= wanted) {
            closes = true
            yield* peer.send(peer.closeFrame(1000))
        }
        const found = yield* peer.read()
        if (found === null) {
            outcome.ended = true
            return outcome
        }
        take(found)
    }

    function take({ opcode, fin, payload }: Frame): void {
        if (opcode === 8) {
            outcome.close = payload.length < 2 ? null : payload.readUInt16BE(0)
        } else if (opcode === 10) {
            outcome.events.push(describe('pong', payload, false))
        } else {
            type = opcode === 0 ? type : opcode
            parts.push(payload)
            const whole = fin ? Buffer.concat(parts.splice(0)) : null
            // 7.1.6: the suite does not list the echo of its long message.
            if (whole !== null && whole.length !== 262_144) {
                outcome.events.push(describe('message', whole, type === 2))
            }
        }
    }
}

function* echo(ws: WebSocket): Fiber<void> {
    for (;;) {
        const message = yield* ws.receive()
        if (message === null) {
            return
        }
        yield* ws.send(message)
    }
}

/** Ways to have an echo at the other end. */
const subjects: Readonly<
    Record<string, { readonly isClient: boolean; connect(options: MemoryPairOptions): Fiber<Socket> }>
> = {
    'WebSocket as server': { isClient: false, connect: options => direct(false, options) },
    'WebSocket as client': { isClient: true, connect: options => direct(true, options) },
    'WebSocket as action of the web server': { isClient: false, connect: served },
}

function* direct(isClient: boolean, options: MemoryPairOptions): Fiber<Socket> {
    const [far, near] = memoryPair(options)
    spawn(function* () {
        yield* echo(new WebSocket(near, isClient))
        near.closeNow()
    })
    return far
}

const host = new WebHost({
    routes: [{ handler: 'action' }],
    limits: { maxMessage: '1MB', connections: 'unlimited' },
    webSockets: { validateUTF: true },
})
host.addAction('/', web => echo(web.webSocket!))

function* served(options: MemoryPairOptions): Fiber<Socket> {
    const [far, near] = memoryPair(options)
    spawn(function* () {
        yield* host.serve(near)
        near.closeNow()
    })
    yield* far.write(
        'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    yield* far.readUntil('\r\n\r\n')
    return far
}

/** Byte by byte, long ones in small pieces: in memory too, each piece costs a turn of the event loop. */
function segmentOf({ script }: Case): number {
    const texts = script.map(([verb, [text], { payload }]) => payload ?? (verb === 'sendMessage' ? (text as Text) : ''))
    const size = texts.reduce((sum, text) => sum + bytesOf(text).length, 0)
    return size > 3000 || script.some(([, , options]) => options.payload_len) ? 509 : 1
}

for (const [name, { isClient, connect }] of Object.entries(subjects)) {
    for (const split of [false, true]) {
        t.test(`${name} ends all cases as they want it, ${split ? 'byte by byte' : 'whole'}`, { skip }, async t => {
            for (const each of cases) {
                const outcome = await virtually(function* () {
                    const socket = yield* connect(split ? { segment: segmentOf(each) } : {})
                    const outcome = yield* play(each, new Peer(socket, !isClient))
                    socket.closeNow()
                    // Until everything that lingers has ended.
                    yield* sleep(60_000)
                    return outcome
                })
                const { closeCode } = each.close
                t.same(
                    {
                        events: outcome.events,
                        close: outcome.close === null ? 1000 : outcome.close,
                        ended: outcome.ended,
                    },
                    {
                        events: expectedEvents(each),
                        close: closeCode.includes(outcome.close ?? 1000) ? (outcome.close ?? 1000) : closeCode[0],
                        ended: true,
                    },
                    `${each.id} ${each.description.slice(0, 60)}`,
                )
            }
        })
    }
}
