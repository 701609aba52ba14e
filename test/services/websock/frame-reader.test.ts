import fc from 'fast-check'
import t from 'tap'
import { headLength, headText, putHead } from '../../../services/websock/frame-head.js'
import { FrameReader } from '../../../services/websock/frame-reader.js'
import { mask } from '../../../services/websock/mask.js'
import { isText, Utf8Checker } from '../../../services/websock/utf8.js'
import { closeFrame, frame } from './peer.js'

const MAX = 1_000_000

/** What a reader makes of bytes that come in these pieces: frames, then the error. */
function read(pieces: readonly Buffer[], reader = new FrameReader(true, MAX, true)): string[] {
    const found: string[] = []
    for (const piece of pieces) {
        // A copy, which is overwritten afterwards, as that of a socket is.
        const bytes = Buffer.from(piece)
        let pos = 0
        while (pos < bytes.length && reader.error === null) {
            pos = reader.execute(bytes, pos, bytes.length)
            if (reader.complete) {
                const { opcode, fin, payload, start, end, type, messageLength } = reader
                found.push(
                    `${opcode}${fin ? '' : '+'} ${type}/${messageLength} ${payload.toString('latin1', start, end)}`,
                )
            }
        }
        bytes.fill(0xdd)
    }
    return reader.error === null ? found : [...found, reader.error]
}

/** The pieces of `bytes` that end at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
    const ends = [...new Set(places.map(place => place % (bytes.length + 1)))].toSorted((a, b) => a - b)
    return [...ends, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end))
}

const eachByte = (bytes: Buffer) => Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))

t.test(
    'FrameReader gives frames of all lengths, whole, split at each place near the head, and byte by byte',
    async t => {
        for (const length of [0, 1, 2, 3, 31, 32, 125, 126, 127, 128, 65_535, 65_536]) {
            const payload = Buffer.from('0123456789abcdef'.repeat(4097)).subarray(0, length)
            const bytes = Buffer.concat([frame(2, payload), frame(1, 'next')])
            const expected = [`2 2/${length} ${payload}`, '1 1/4 next']
            t.same(read([bytes]), expected)
            for (let at = 1; at < 20; at++) {
                t.same(read(cut(bytes, [at])), expected)
            }
            t.same(read(eachByte(bytes)), expected)
        }
    },
)

t.test('FrameReader takes lengths in more bytes than they need', async t => {
    t.same(read([frame(1, 'a', { lengthBytes: 2 }), frame(1, 'b', { lengthBytes: 8 })]), ['1 1/1 a', '1 1/1 b'])
})

t.test('FrameReader counts the bytes of a message, and lets control frames in between', async t => {
    const bytes = Buffer.concat([
        frame(1, 'one ', { fin: false }),
        frame(9, 'ping'),
        frame(0, 'two ', { fin: false }),
        frame(0, ''),
        frame(2, 'x'),
        closeFrame(1000),
    ])
    t.same(read([bytes]), ['1+ 1/4 one ', '9 1/4 ping', '0+ 1/8 two ', '0 1/8 ', '2 2/1 x', '8 0/0 \x03\xe8'])
    t.same(read(eachByte(bytes)), read([bytes]))
})

t.test('FrameReader tells what is wrong', async t => {
    const cases: readonly (readonly [string, Buffer])[] = [
        ['WEBSOCKET_RESERVED', frame(1, 'a', { rsv: 4 })],
        ['WEBSOCKET_RESERVED', frame(1, 'a', { rsv: 2 })],
        ['WEBSOCKET_RESERVED', frame(9, 'a', { rsv: 1 })],
        ['WEBSOCKET_NO_MESSAGE', frame(0, 'a')],
        ['WEBSOCKET_IN_MESSAGE', Buffer.concat([frame(1, '', { fin: false }), frame(1, 'a')])],
        ['WEBSOCKET_IN_MESSAGE', Buffer.concat([frame(1, '', { fin: false }), frame(2, 'a')])],
        ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(opcode => ['WEBSOCKET_OPCODE', frame(opcode, 'a')] as const),
        ...[8, 9, 10].map(opcode => ['WEBSOCKET_FRAGMENTED_CONTROL', frame(opcode, '', { fin: false })] as const),
        ...[8, 9, 10].map(opcode => ['WEBSOCKET_CONTROL_TOO_BIG', frame(opcode, Buffer.alloc(126))] as const),
        ['WEBSOCKET_CONTROL_TOO_BIG', frame(9, 'a', { lengthBytes: 2 })],
        ['WEBSOCKET_FRAME_LENGTH', frame(2, '', { lengthBytes: 8, length: 2 ** 53 })],
        ['WEBSOCKET_TOO_BIG', frame(2, '', { lengthBytes: 8, length: MAX + 1 })],
        ['WEBSOCKET_MASK', frame(1, 'a', { mask: false })],
        ['WEBSOCKET_UTF8', frame(1, Buffer.from([0x61, 0xff]))],
        ['WEBSOCKET_UTF8', frame(1, Buffer.from([0xc3]))],
        ['WEBSOCKET_UTF8', Buffer.concat([frame(1, Buffer.from([0xc3]), { fin: false }), frame(0, '')])],
    ]
    for (const [code, bytes] of cases) {
        t.equal(read([bytes]).at(-1), code, `${code} ${bytes.toString('hex')}`)
        t.same(read(eachByte(bytes)), read([bytes]))
    }
    const reader = new FrameReader(false, MAX, true)
    t.same(read([frame(1, 'a', { mask: false }), frame(1, 'a')], reader), ['1 1/1 a', 'WEBSOCKET_MASK'])
    t.equal(reader.execute(frame(1, 'a'), 0, 6), 0, 'it reads nothing after that')
})

t.test('FrameReader finds the wrong byte of a text when it comes, not at the end of the frame', async t => {
    const bytes = frame(1, Buffer.concat([Buffer.alloc(100, 'a'), Buffer.from([0xf4, 0x90]), Buffer.alloc(100, 'a')]))
    const reader = new FrameReader(true, MAX, true)
    t.same(read([bytes.subarray(0, 6 + 101 + 2)], reader), [])
    t.same(read([bytes.subarray(6 + 101 + 2, 6 + 101 + 3)], reader), ['WEBSOCKET_UTF8'])
})

t.test('FrameReader takes any bytes as text unless it is to check them', async t => {
    const reader = new FrameReader(true, MAX, false)
    t.same(read([frame(1, Buffer.from([0xff]))], reader), ['1 1/1 \xff'])
})

t.test('FrameReader adds up the fragments of a message, however short, against the limit', async t => {
    const limited = () => new FrameReader(true, 10, false)
    const six = frame(2, 'sixsix', { fin: false })
    t.same(read([six, frame(9, 'pingpingping'), frame(0, 'four')], limited()).length, 3)
    t.same(read([six, frame(0, 'fives')], limited()), ['2+ 2/6 sixsix', 'WEBSOCKET_TOO_BIG'])
    t.same(read([frame(2, 'tententent'), frame(2, 'tententent')], limited()).length, 2)
})

t.test('FrameReader takes the compression bit on the first frame of a message only, if it was agreed on', async t => {
    const reader = () => Object.assign(new FrameReader(true, MAX, true), { mayCompress: true })
    t.same(read([frame(1, Buffer.from([0xff]), { rsv: 4, fin: false }), frame(0, 'b')], reader()), [
        '1+ 1/1 \xff',
        '0 1/2 b',
    ])
    for (const bytes of [
        Buffer.concat([frame(1, 'a', { rsv: 4, fin: false }), frame(0, 'b', { rsv: 4 })]),
        frame(9, 'a', { rsv: 4 }),
        frame(1, 'a', { rsv: 2 }),
    ]) {
        t.equal(read([bytes], reader()).at(-1), 'WEBSOCKET_RESERVED')
    }
})

t.test('FrameReader gives the same, however the bytes are cut', async () => {
    const anyFrame = fc.record({
        opcode: fc.constantFrom(0, 1, 2, 8, 9, 10, 3),
        fin: fc.boolean(),
        payload: fc.uint8Array({ maxLength: 200 }),
        key: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
    })
    fc.assert(
        fc.property(
            fc.array(anyFrame, { maxLength: 6 }),
            fc.array(fc.nat(2000), { maxLength: 8 }),
            fc.boolean(),
            (frames, places, validate) => {
                const bytes = Buffer.concat(
                    frames.map(({ opcode, fin, payload, key }) => frame(opcode, payload, { fin, mask: key })),
                )
                const whole = read([bytes], new FrameReader(true, MAX, validate))
                const pieces = read(cut(bytes, places), new FrameReader(true, MAX, validate))
                return JSON.stringify(whole) === JSON.stringify(pieces)
            },
        ),
        { numRuns: 300 },
    )
})

t.test('mask is each byte with that of the key at its place', async () => {
    fc.assert(
        fc.property(
            fc.uint8Array({ maxLength: 150 }),
            fc.nat(7),
            fc.integer(),
            fc.nat(100),
            (payload, offset, key, phase) => {
                const bytes = Buffer.concat([Buffer.alloc(offset, 7), payload, Buffer.alloc(3, 9)])
                mask(bytes, offset, offset + payload.length, key, phase)
                const keyBytes = Buffer.alloc(4)
                keyBytes.writeInt32BE(key)
                const expected = payload.map((byte, i) => byte ^ keyBytes[(i + phase) % 4]!)
                return (
                    Buffer.compare(bytes.subarray(offset, offset + payload.length), expected) === 0 &&
                    bytes.subarray(0, offset).every(byte => byte === 7) &&
                    bytes.subarray(offset + payload.length).every(byte => byte === 9)
                )
            },
        ),
        { numRuns: 300 },
    )
})

t.test('Utf8Checker and isText agree with the decoder of the platform, however the text is cut', async () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const isLegal = (bytes: Uint8Array) => {
        try {
            decoder.decode(bytes)
            return true
        } catch {
            return false
        }
    }
    const text = fc.string({ unit: 'binary', maxLength: 60 }).map(text => Buffer.from(text))
    const broken = fc.tuple(text, fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
        if (bytes.length > 0) {
            bytes[at % bytes.length] = byte
        }
        return bytes
    })
    const edges = [
        'c2',
        'c080',
        'e080',
        'eda080',
        'edbfbf',
        'ee8080',
        'f0808080',
        'f48fbfbf',
        'f4908080',
        'f5',
        'efbfbf',
    ]
    const part = fc.oneof(
        text,
        broken,
        fc.constantFrom(...edges).map(hex => Buffer.from(hex, 'hex')),
    )
    fc.assert(
        fc.property(fc.array(part, { maxLength: 4 }), fc.array(fc.nat(300), { maxLength: 5 }), (parts, places) => {
            const bytes = Buffer.concat(parts)
            const checker = new Utf8Checker()
            const isRight = cut(bytes, places).every(piece => checker.push(piece, 0, piece.length)) && checker.complete
            return isRight === isLegal(bytes) && isText(bytes, 0, bytes.length) === isRight
        }),
        { numRuns: 150 },
    )
})

t.test('Utf8Checker goes on in a long piece where a character was cut', async t => {
    const long = (first: number[]) => Buffer.concat([Buffer.from(first), Buffer.alloc(100, 'a')])
    for (const [before, piece, isRight] of [
        [[0xe2, 0x82], long([0xac]), true],
        [[0xe2], long([0x82, 0xac]), true],
        [[0xe2], long([0x82, 0x41]), false],
        [[0xf4], long([0x90]), false],
    ] as const) {
        const checker = new Utf8Checker()
        t.equal(checker.push(Uint8Array.from(before), 0, before.length), true)
        t.equal(checker.push(piece, 0, piece.length), isRight)
    }
})

t.test('headText and putHead make heads that are read back', async t => {
    for (const length of [0, 125, 126, 65_535, 65_536, 2 ** 32 + 5]) {
        const text = headText(0x82, length)
        const bytes = Buffer.alloc(14)
        t.equal(putHead(bytes, 0, 0x82, length, false), headLength(length))
        t.equal(bytes.toString('latin1', 0, headLength(length)), text)
        const reader = new FrameReader(false, Number.MAX_SAFE_INTEGER, false)
        reader.execute(bytes, 0, headLength(length))
        t.equal(reader.length, length)
    }
})
