/*
    loop-broker.ts -- A broker that sends each client what it publishes, by the rules of MQTT 3.1.1, over any number of connections.

    It has one session for each client id, in memory, and a message goes back with the QoS with which it came. So one client sees both
    directions of each exchange, and whether each message comes as often as its QoS promises.
*/

import type { Fiber, Socket } from '../../../fiber/index.js'
import { publishPacket, type RawPacket, readPacket } from './brokers.js'

/** A message on its way to the client. */
interface Sent {
    readonly topic: string
    readonly text: string
    readonly qos: 1 | 2
    released: boolean
}

/** What is known of a client, over its connections. */
class LoopSession {
    socket: Socket | null = null
    readonly filters = new Set<string>()
    /** Not acknowledged by the client. */
    readonly sent = new Map<number, Sent>()
    /** QoS 2 of the client: PUBREL is missing. */
    readonly taken = new Set<number>()
    #id = 0

    get freeId(): number {
        do {
            this.#id = (this.#id % 65_535) + 1
        } while (this.sent.has(this.#id))
        return this.#id
    }
}

/** Sessions, by client id. */
export class LoopBroker {
    readonly #sessions = new Map<string, LoopSession>()

    /** Resets all connections. */
    cut(): void {
        for (const session of this.#sessions.values()) {
            session.socket?.drop()
            session.socket = null
        }
    }

    /** Serves a connection. */
    *serve(socket: Socket): Fiber<void> {
        const connect = yield* readPacket(socket)
        if (connect === null) {
            return
        }
        const id = connect.body.toString('utf8', 12, 12 + connect.body.readUInt16BE(10))
        const isClean = (connect.body[7]! & 2) !== 0
        const former = isClean ? undefined : this.#sessions.get(id)
        const session = former ?? new LoopSession()
        this.#sessions.set(id, session)
        // [MQTT-3.1.4-2]
        session.socket?.drop()
        session.socket = socket
        yield* socket.write(Buffer.from([0x20, 2, former === undefined ? 0 : 1, 0]))
        for (const [packetId, message] of session.sent) {
            yield* send(socket, packetId, message, true)
        }
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            if (session.socket !== socket) {
                // What has come on a connection that another one has replaced is not to be mixed with what comes there.
                return
            }
            yield* answer(session, socket, packet)
        }
    }
}

function* send(socket: Socket, id: number, { topic, text, qos, released }: Sent, again: boolean): Fiber<void> {
    if (released) {
        yield* socket.write(Buffer.from([0x62, 2, id >> 8, id & 255]))
        return
    }
    const packet = publishPacket(topic, text, qos, id)
    packet[0]! |= again ? 8 : 0
    yield* socket.write(packet)
}

function* answer(session: LoopSession, socket: Socket, { first, body }: RawPacket): Fiber<void> {
    const reply = (type: number, ...more: number[]) =>
        socket.write(Buffer.from([type, 2 + more.length, body[0]!, body[1]!, ...more]))
    switch (first >> 4) {
        case 3:
            yield* take(session, socket, (first >> 1) & 3, body)
            return
        case 4:
        case 7:
            session.sent.delete(body.readUInt16BE(0))
            return
        case 5: {
            const message = session.sent.get(body.readUInt16BE(0))
            if (message !== undefined) {
                message.released = true
            }
            yield* reply(0x62)
            return
        }
        case 6:
            session.taken.delete(body.readUInt16BE(0))
            yield* reply(0x70)
            return
        case 8:
            session.filters.add(body.toString('utf8', 4, 4 + body.readUInt16BE(2)))
            yield* reply(0x90, body.at(-1)!)
            return
        case 10:
            session.filters.delete(body.toString('utf8', 4, 4 + body.readUInt16BE(2)))
            yield* reply(0xb0)
            return
        case 12:
            yield* socket.write(Buffer.from([0xd0, 0]))
            return
    }
}

function* take(session: LoopSession, socket: Socket, qos: number, body: Buffer): Fiber<void> {
    const end = 2 + body.readUInt16BE(0)
    const topic = body.toString('utf8', 2, end)
    const id = qos === 0 ? 0 : body.readUInt16BE(end)
    const text = body.toString('utf8', qos === 0 ? end : end + 2)
    const isNew = qos < 2 || !session.taken.has(id)
    if (qos === 2) {
        session.taken.add(id)
    }
    const isWanted = isNew && (session.filters.has(topic) || session.filters.has('#'))
    if (isWanted && qos > 0) {
        // Known before it is acknowledged: nothing is between the two.
        const message: Sent = { topic, text, qos: qos as 1 | 2, released: false }
        const own = session.freeId
        session.sent.set(own, message)
        yield* socket.write(Buffer.from([qos === 1 ? 0x40 : 0x50, 2, id >> 8, id & 255]))
        yield* send(socket, own, message, false)
        return
    }
    if (qos > 0) {
        yield* socket.write(Buffer.from([qos === 1 ? 0x40 : 0x50, 2, id >> 8, id & 255]))
    }
    if (isWanted) {
        yield* socket.write(publishPacket(topic, text, 0))
    }
}
