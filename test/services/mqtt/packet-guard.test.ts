import t from 'tap'
import { MqttError, type MqttErrorCode } from '../../../services/mqtt/errors.js'
import { Lanes } from '../../../services/mqtt/lanes.js'
import { PacketGuard } from '../../../services/mqtt/packet-guard.js'
import { publishPacket } from './brokers.js'

const CONNACK = [0x20, 2, 0, 0]

interface Seen {
    readonly bytes: Buffer
    readonly acks: string[]
    readonly code: MqttErrorCode | null
}

/** Feeds pieces, and says what was passed on, or what was found wrong. */
function feed(pieces: readonly Buffer[], { version = 4, split = false, limit = 1000 } = {}): Seen {
    const passed: Buffer[] = []
    const acks: string[] = []
    const guard = new PacketGuard(
        {
            pass: bytes => void passed.push(Buffer.from(bytes)),
            acknowledged: (type, id) => void acks.push(`${type}:${id}`),
            filtersOf: id => (id === 9 ? 2 : 0),
        },
        version as 4 | 5,
        limit,
    )
    guard.split = split
    try {
        for (const piece of pieces) {
            guard.feed(piece)
        }
    } catch (error) {
        if (error instanceof MqttError) {
            return { bytes: Buffer.concat(passed), acks, code: error.code }
        }
        throw error
    }
    return { bytes: Buffer.concat(passed), acks, code: null }
}

const packets: readonly Buffer[] = [
    Buffer.from(CONNACK),
    publishPacket('a', ''),
    publishPacket('a/b', 'text', 1, 7),
    publishPacket('ä/€', 'x'.repeat(200), 2, 65535),
    Buffer.from([0x40, 2, 0, 7]),
    Buffer.from([0x50, 2, 0, 8]),
    Buffer.from([0x62, 2, 0, 8]),
    Buffer.from([0x70, 2, 0, 8]),
    Buffer.from([0x90, 3, 0, 1, 128]),
    Buffer.from([0x90, 4, 0, 9, 0, 2]),
    Buffer.from([0xb0, 2, 0, 2]),
    Buffer.from([0xd0, 0]),
]

t.test('PacketGuard passes what is good, whole, cut at each byte and byte by byte', async t => {
    const stream = Buffer.concat(packets)
    const acks = ['4:7', '5:8', '7:8', '9:1', '9:9', '11:2', '13:0']
    for (const split of [false, true]) {
        const check = (pieces: readonly Buffer[]) => {
            const seen = feed(pieces, { split })
            return seen.code === null && seen.bytes.equals(stream) && seen.acks.join() === acks.join()
        }
        t.ok(check([stream]))
        t.ok(check([...stream].map(byte => Buffer.from([byte]))))
        for (let at = 0; at <= stream.length; at++) {
            if (!check([stream.subarray(0, at), stream.subarray(at)])) {
                t.fail(`cut at ${at}`)
            }
        }
    }
})

t.test('PacketGuard passes nothing of a packet that is not complete up to its payload', async t => {
    for (const packet of packets.slice(1)) {
        for (let at = 0; at < packet.length; at++) {
            const { bytes, code } = feed([Buffer.from(CONNACK), packet.subarray(0, at)])
            const isPublish = packet[0]! >> 4 === 3
            t.ok(code === null && (isPublish || bytes.length === CONNACK.length))
        }
    }
})

t.test('PacketGuard refuses what the standard forbids', async t => {
    const after = (bytes: readonly number[]) => [Buffer.from([...CONNACK, ...bytes])]
    const cases: [what: string, bytes: Buffer[], code: MqttErrorCode][] = [
        ['type 0', after([0, 0]), 'MQTT_BAD_TYPE'],
        ['type 15', after([0xf0, 0]), 'MQTT_BAD_TYPE'],
        ['CONNECT', after([0x10, 0]), 'MQTT_BAD_RESPONSE'],
        ['SUBSCRIBE', after([0x82, 0]), 'MQTT_BAD_RESPONSE'],
        ['UNSUBSCRIBE', after([0xa2, 0]), 'MQTT_BAD_RESPONSE'],
        ['PINGREQ', after([0xc0, 0]), 'MQTT_BAD_RESPONSE'],
        ['DISCONNECT', after([0xe0, 0]), 'MQTT_BAD_RESPONSE'],
        ['a second CONNACK', after(CONNACK), 'MQTT_BAD_RESPONSE'],
        ['anything before CONNACK', [publishPacket('a', 'b')], 'MQTT_BAD_RESPONSE'],
        ['flags of CONNACK', [Buffer.from([0x21, 2, 0, 0])], 'MQTT_BAD_FLAGS'],
        ['reserved bits of CONNACK', [Buffer.from([0x20, 2, 2, 0])], 'MQTT_BAD_CONNACK'],
        ['code 6', [Buffer.from([0x20, 2, 0, 6])], 'MQTT_BAD_CONNACK'],
        ['a session with a refusal', [Buffer.from([0x20, 2, 1, 5])], 'MQTT_BAD_CONNACK'],
        ['length of CONNACK', [Buffer.from([0x20, 3, 0, 0, 0])], 'MQTT_BAD_CONNACK'],
        ['QoS 3', after([0x36, 5, 0, 1, 97, 0, 1]), 'MQTT_BAD_FLAGS'],
        ['DUP of QoS 0', after([0x38, 3, 0, 1, 97]), 'MQTT_BAD_FLAGS'],
        ['PUBREL with flags 0', after([0x60, 2, 0, 1]), 'MQTT_BAD_FLAGS'],
        ['PUBACK with flags', after([0x41, 2, 0, 1]), 'MQTT_BAD_FLAGS'],
        ['a length of five bytes', after([0x30, 0x80, 0x80, 0x80, 0x80, 1]), 'MQTT_BAD_HEADER'],
        ['a long message', after([0x30, 0xe9, 7]), 'MQTT_TOO_LONG'],
        ['PUBLISH of 1 byte', after([0x30, 1, 0]), 'MQTT_BAD_LENGTH'],
        ['a topic longer than its packet', after([0x30, 3, 0, 2, 97]), 'MQTT_BAD_TOPIC'],
        ['no room for the id', after([0x32, 4, 0, 1, 97, 0]), 'MQTT_BAD_LENGTH'],
        ['an empty topic', after([0x30, 2, 0, 0]), 'MQTT_BAD_TOPIC'],
        ['a wildcard', after([0x30, 3, 0, 1, 0x23]), 'MQTT_BAD_TOPIC'],
        ['NUL', after([0x30, 3, 0, 1, 0]), 'MQTT_BAD_TOPIC'],
        ['bad UTF-8', after([0x30, 3, 0, 1, 0xff]), 'MQTT_BAD_TOPIC'],
        ['half a surrogate', after([0x30, 5, 0, 3, 0xed, 0xa0, 0x80]), 'MQTT_BAD_TOPIC'],
        ['PUBLISH with id 0', after([0x32, 5, 0, 1, 97, 0, 0]), 'MQTT_BAD_ID'],
        ['PUBACK with id 0', after([0x40, 2, 0, 0]), 'MQTT_BAD_ID'],
        ['PUBACK of 3 bytes', after([0x40, 3, 0, 1, 0]), 'MQTT_BAD_LENGTH'],
        ['PINGRESP of 1 byte', after([0xd0, 1, 0]), 'MQTT_BAD_LENGTH'],
        ['SUBACK of 2 bytes', after([0x90, 2, 0, 1]), 'MQTT_BAD_LENGTH'],
        ['SUBACK code 3', after([0x90, 3, 0, 1, 3]), 'MQTT_BAD_RESPONSE'],
        ['SUBACK with too few codes', after([0x90, 3, 0, 9, 0]), 'MQTT_BAD_RESPONSE'],
        ['UNSUBACK of 3 bytes', after([0xb0, 3, 0, 1, 0]), 'MQTT_BAD_LENGTH'],
    ]
    for (const [what, pieces, code] of cases) {
        t.equal(feed(pieces).code, code, what)
        const bytes = [...Buffer.concat(pieces)].map(byte => Buffer.from([byte]))
        t.equal(feed(bytes).code, code, `${what}, byte by byte`)
    }
})

t.test('PacketGuard knows MQTT 5', async t => {
    const five = (bytes: readonly number[]) => feed([Buffer.from([0x20, 3, 0, 0, 0, ...bytes])], { version: 5 }).code
    t.equal(five([0xe0, 0]), null)
    t.equal(five([0x40, 2, 0, 1]), null)
    t.equal(five([0x40, 4, 0, 1, 16, 0]), null)
    t.equal(five([0x30, 4, 0, 1, 97, 0]), null)
    t.equal(five([0x30, 3, 0, 1, 97]), 'MQTT_BAD_LENGTH')
    t.equal(five([0x30, 5, 0, 1, 97, 9, 0]), 'MQTT_BAD_LENGTH')
    t.equal(five([0x90, 4, 0, 1, 0, 0x87]), null)
    t.equal(five([0x90, 4, 0, 1, 0, 3]), 'MQTT_BAD_RESPONSE')
    t.equal(five([0xf0, 0]), 'MQTT_BAD_RESPONSE')
    t.equal(feed([Buffer.from([0x20, 2, 0, 0])], { version: 5 }).code, 'MQTT_BAD_CONNACK')
})

t.test('Lanes let acknowledgements overtake held messages, and keep messages whole', async t => {
    const lanes = new Lanes(10)
    const add = (text: string, qos: number, begins = true, ends = true) =>
        lanes.add(Buffer.from(text), qos, begins, ends)
    const next = () => lanes.next()?.toString() ?? null
    lanes.passed(false)
    lanes.held = true
    add('ack1', -1)
    t.equal(next(), null, 'the message that has begun comes first')
    add('rest', 1, false, true)
    t.equal(next(), 'rest')
    t.equal(next(), 'ack1')
    add('m1', 1)
    add('m2 begins', 2, true, false)
    add('m2 ends', 2, false, true)
    add('ack2', -1)
    t.equal(next(), 'ack2')
    t.equal(next(), null)
    t.ok(lanes.isFull)
    lanes.awaited = true
    t.notOk(lanes.isFull)
    add('dropped', 0)
    t.equal(lanes.dropped, 1)
    lanes.held = false
    t.strictSame([next(), next(), next(), next()], ['m1', 'm2 begins', 'm2 ends', null])
    t.equal(lanes.bytes, 0)
    t.notOk(lanes.inUse)
})
