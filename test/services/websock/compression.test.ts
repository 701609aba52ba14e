import fc from 'fast-check'
import { createDeflateRaw, constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import t from 'tap'
import {
    type CompressionOptions,
    chooseOffer,
    compressionWish,
    offerText,
    readAnswer,
} from '../../../services/websock/compression.js'
import { Compressor } from '../../../services/websock/compressor.js'
import { parseExtensions } from '../../../services/websock/extensions.js'

const wishOf = (options: CompressionOptions | true = true) => compressionWish(options)!

t.test('parseExtensions takes the header apart', async t => {
    const list = parseExtensions('a; b=1;c ; d = "2" , e,f;x=y')
    t.same(
        list?.map(({ name, parameters }) => [name, ...parameters]),
        [['a', ['b', '1'], ['c', true], ['d', '2']], ['e'], ['f', ['x', 'y']]],
    )
    for (const bad of [
        '',
        'a,',
        ',a',
        'a;',
        'a;=1',
        'a;b=',
        'a;b="',
        'a;b="x y"',
        'a b',
        'a;b;b',
        'a;b=1=2',
        'ä',
        'a;b="x\\"y"',
    ]) {
        t.equal(parseExtensions(bad), null, bad)
    }
    t.equal(parseExtensions('a,'.repeat(100)), null)
    t.equal(parseExtensions(`a${';b'.repeat(100)}`), null)
})

t.test('compressionWish completes options, and refuses values that zlib does not have', async t => {
    t.equal(compressionWish(undefined), null)
    t.equal(compressionWish(false), null)
    t.same(compressionWish(true), { contextTakeover: false, windowBits: 15, level: 6, threshold: 1024 })
    t.throws(() => compressionWish({ windowBits: 8 }), {
        message: 'Cannot compress messages: windowBits is 8, wanted 9 to 15',
    })
    t.throws(() => compressionWish({ level: 0 }), RangeError)
    t.throws(() => compressionWish({ threshold: -1 }), RangeError)
})

t.test('chooseOffer takes the first offer that it can keep', async t => {
    const fresh = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'
    const keep: CompressionOptions = { contextTakeover: true }
    const rows: readonly (readonly [offer: string, options: CompressionOptions, answer: string | null])[] = [
        ['permessage-deflate', {}, fresh],
        ['permessage-deflate; client_max_window_bits', {}, fresh],
        ['permessage-deflate', keep, 'permessage-deflate'],
        ['permessage-deflate; server_no_context_takeover', keep, 'permessage-deflate; server_no_context_takeover'],
        ['permessage-deflate; client_no_context_takeover', keep, 'permessage-deflate; client_no_context_takeover'],
        ['permessage-deflate; server_max_window_bits=10', keep, 'permessage-deflate; server_max_window_bits=10'],
        ['permessage-deflate', { ...keep, windowBits: 9 }, 'permessage-deflate; server_max_window_bits=9'],
        ['permessage-deflate; server_max_window_bits=8', keep, 'permessage-deflate; server_max_window_bits=8'],
        ['x-other, permessage-deflate', keep, 'permessage-deflate'],
        [
            'permessage-deflate; new_thing, permessage-deflate; server_max_window_bits="12"',
            keep,
            'permessage-deflate; server_max_window_bits=12',
        ],
        ['permessage-deflate; server_max_window_bits', keep, null],
        ['permessage-deflate; server_max_window_bits=16', keep, null],
        ['permessage-deflate; server_max_window_bits=09', keep, null],
        ['permessage-deflate; server_no_context_takeover=1', keep, null],
        ['permessage-deflate; client_max_window_bits=7', keep, null],
        ['x-other', keep, null],
    ]
    for (const [offer, options, answer] of rows) {
        t.equal(chooseOffer(offer, wishOf(options))?.answer ?? null, answer, offer)
    }
    t.equal(chooseOffer('permessage-deflate; a; a', wishOf()), undefined)
    t.match(chooseOffer('permessage-deflate; server_max_window_bits=8', wishOf())?.compression, { windowBits: 0 })
})

t.test('readAnswer takes what was offered, and nothing else', async t => {
    t.equal(
        offerText(wishOf()),
        'permessage-deflate; client_max_window_bits; server_no_context_takeover; client_no_context_takeover',
    )
    t.equal(
        offerText(wishOf({ contextTakeover: true, windowBits: 10 })),
        'permessage-deflate; client_max_window_bits=10',
    )
    t.equal(readAnswer(undefined, wishOf()), null)
    t.match(readAnswer('permessage-deflate', wishOf()), { ownContext: false, peerContext: true, windowBits: 15 })
    t.match(readAnswer('permessage-deflate; server_no_context_takeover', wishOf()), { peerContext: false })
    t.match(readAnswer('permessage-deflate; client_max_window_bits=9', wishOf({ contextTakeover: true })), {
        ownContext: true,
        windowBits: 9,
    })
    t.match(readAnswer('permessage-deflate; client_max_window_bits=8', wishOf()), { windowBits: 0 })
    for (const bad of [
        'x',
        'permessage-deflate, permessage-deflate',
        'permessage-deflate; client_max_window_bits',
        'a b',
        'permessage-deflate; x=1',
    ]) {
        t.equal(readAnswer(bad, wishOf()), undefined, bad)
    }
    t.equal(readAnswer('permessage-deflate', null), undefined)
})

/** What two peers agree on. */
function pair(options: CompressionOptions): [client: Compressor, server: Compressor] {
    const choice = chooseOffer(offerText(wishOf(options)), wishOf(options))!
    return [new Compressor(readAnswer(choice.answer, wishOf(options))!), new Compressor(choice.compression)]
}

t.test('Compressor expands what another one has compressed, message after message', async () => {
    const message = fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 3000 }),
        fc
            .tuple(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 3000 }))
            .map(([text, n]) => Buffer.from(text.repeat(n))),
    )
    const options = fc.record({
        contextTakeover: fc.boolean(),
        windowBits: fc.integer({ min: 9, max: 15 }),
        level: fc.integer({ min: 1, max: 9 }),
    })
    fc.assert(
        fc.property(options, fc.array(message, { maxLength: 4 }), (options, messages) => {
            const [client, server] = pair(options)
            return messages.every(
                each =>
                    server.inflate(client.deflate(each), 1e7).equals(each) &&
                    client.inflate(server.deflate(each), 1e7).equals(each),
            )
        }),
        { numRuns: 100 },
    )
})

t.test('Compressor makes later messages shorter where they may refer to earlier ones', async t => {
    const text = Buffer.from(Array.from({ length: 300 }, (_, i) => `${i * 7919} `).join(''))
    for (const contextTakeover of [false, true]) {
        const [client] = pair({ contextTakeover })
        const first = client.deflate(text).length
        t.equal(client.deflate(text).length < first / 4, contextTakeover)
    }
})

t.test('Compressor expands a stream that a peer keeps open, as most do', async t => {
    const [client] = pair({ contextTakeover: true })
    const stream = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH })
    for (const text of ['hello hello hello', 'hello again', 'x'.repeat(70_000), 'hello once more, and goodbye']) {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        await new Promise<void>(resolve => {
            stream.write(text)
            stream.flush(constants.Z_SYNC_FLUSH, resolve)
        })
        stream.removeAllListeners('data')
        t.equal(client.inflate(Buffer.concat(parts).subarray(0, -4), 1e6).toString(), text)
    }
})

t.test('Compressor reads on behind a block that says it is the last one', async t => {
    const [client] = pair({})
    const final = deflateRawSync('first ')
    const second = deflateRawSync('second', { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
    t.equal(client.inflate(Buffer.concat([final, second]), 100).toString(), 'first second')
    t.equal(client.inflate(Buffer.concat([final, Buffer.from([0])]), 100).toString(), 'first ')
    t.equal(client.inflate(Buffer.alloc(0), 100).length, 0)
})

t.test('Compressor stops at the limit, whatever a message would become', async t => {
    const [client] = pair({})
    const bomb = deflateRawSync(Buffer.alloc(50_000_000), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
    t.ok(bomb.length < 100_000)
    t.throws(() => client.inflate(bomb, 1_000_000), { code: 'WEBSOCKET_TOO_BIG' })
    const exact = deflateRawSync(Buffer.alloc(1000), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
    t.equal(client.inflate(exact, 1000).length, 1000)
    t.throws(() => client.inflate(exact, 999), { code: 'WEBSOCKET_TOO_BIG' })
    t.throws(() => client.inflate(exact, 0), { code: 'WEBSOCKET_TOO_BIG' })
    const many = Buffer.concat(Array.from({ length: 3 }, () => deflateRawSync(Buffer.alloc(400))))
    t.throws(() => client.inflate(many, 1000), { code: 'WEBSOCKET_TOO_BIG' })
    const empty = Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from([3, 0])))
    t.throws(() => client.inflate(empty, 1000), { code: 'WEBSOCKET_DEFLATE' }, 'nor with any number of streams')
    t.throws(() => client.inflate(Buffer.from('not deflate'), 1000), { code: 'WEBSOCKET_DEFLATE' })
})

t.test('Compressor compresses from the threshold on, and not for a window that zlib has not', async t => {
    const [client] = pair({ threshold: 10 })
    t.same([client.wants(9), client.wants(10)], [false, true])
    const none = new Compressor({ windowBits: 0, ownContext: false, peerContext: false, level: 6, threshold: 0 })
    t.equal(none.wants(5000), false)
    t.equal(
        inflateRawSync(Buffer.concat([client.deflate(Buffer.from('a'.repeat(50))), Buffer.from([0, 0, 255, 255])]), {
            finishFlush: constants.Z_SYNC_FLUSH,
        }).length,
        50,
    )
})
