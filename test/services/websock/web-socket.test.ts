import t from 'tap'
import { deadline, type Fiber, now, RBuf, sleep, spawn, TimeoutError, yieldNow } from '../../../fiber/index.js'
import { fiberTest, type MemoryPairOptions, memoryPair } from '../../../fiber/testing/index.js'
import {
    Broadcast,
    Compressor,
    WebSocket,
    WebSocketError,
    type WebSocketOptions,
    type WebSocketProc,
    WS_EVENT_MESSAGE,
    WS_EVENT_PARTIAL_MESSAGE,
    WS_MSG_BINARY,
    WS_MSG_CLOSE,
    WS_MSG_CONT,
    WS_MSG_MORE,
    WS_MSG_PING,
    WS_MSG_TEXT,
    WS_STATE_CLOSED,
    WS_STATE_CLOSING,
    WS_STATE_CONNECTING,
    WS_STATE_OPEN,
} from '../../../services/websock/index.js'
import { Peer } from './peer.js'

type Test = typeof t

/** A test in virtual time with a server's WebSocket and the other end. Afterwards everything is closed. */
function socketTest(
    name: string,
    body: (t: Test, ws: WebSocket, peer: Peer) => Fiber<void>,
    options: WebSocketOptions = {},
    conditions: MemoryPairOptions = {},
): void {
    fiberTest(t, name, function* (t) {
        const [far, near] = memoryPair(conditions)
        const ws = new WebSocket(near, false, options)
        try {
            yield* body(t, ws, new Peer(far))
        } finally {
            ws.release()
            near.reset()
            far.reset()
            yield* sleep(3_600_000)
        }
    })
}

/** Both ends, ours. */
function pair(
    options: WebSocketOptions = {},
    conditions: MemoryPairOptions = {},
): [server: WebSocket, client: WebSocket] {
    const [far, near] = memoryPair(conditions)
    const ends = [new WebSocket(near, false, options), new WebSocket(far, true, options)] as const
    for (const ws of ends) {
        ws.ownsSocket = true
    }
    return [...ends]
}

/** All messages through the end. */
function* all(ws: WebSocket): Fiber<unknown[]> {
    const messages: unknown[] = []
    for (;;) {
        const message = yield* ws.receive()
        messages.push(typeof message === 'object' && message !== null ? message.toString('hex') : message)
        if (message === null) {
            return messages
        }
    }
}

/** What a callback was told, as text. */
function recorder(
    events: string[],
    also?: (ws: WebSocket, event: number, buf: Buffer | null) => Fiber<void> | void,
): WebSocketProc {
    return (ws, event, buf, len) => {
        const names = ['open', 'message', 'partial', 'error', 'close']
        const text = event === 4 ? `${buf!.readUInt16BE(0)} ${buf!.toString('utf8', 2)}` : String(buf ?? '')
        events.push(`${names[event]} ${text}`.trim() + (len === (buf?.length ?? 0) ? '' : ` (${len})`))
        return also?.(ws, event, buf)
    }
}

// Receiving

socketTest(
    'receive gives text as a string and bytes as a buffer, whole messages, and null at the end',
    function* (t, ws, peer) {
        yield* peer.send(
            peer.frame(1, 'héllo'),
            peer.frame(2, Buffer.from([1, 2])),
            peer.frame(1, 'frag', { fin: false }),
            peer.frame(9, 'now'),
            peer.frame(0, 'ment', { fin: false }),
            peer.frame(0, ''),
            peer.frame(1, ''),
            peer.closeFrame(4001, 'enough'),
        )
        t.same(yield* all(ws), ['héllo', '0102', 'fragment', '', null])
        t.match(ws, {
            closeStatus: 4001,
            closeReason: 'enough',
            orderlyClosed: true,
            failure: null,
            state: WS_STATE_CLOSED,
        })
        t.equal(yield* ws.receive(), null)
        ws.socket.end()
        t.same(yield* peer.rest(), ['10:now', '8:1000 OK', 'end'])
    },
)

socketTest('receive joins characters that fragments cut', function* (t, ws, peer) {
    const bytes = Buffer.from('€')
    yield* peer.send(
        peer.frame(1, bytes.subarray(0, 1), { fin: false }),
        peer.frame(0, bytes.subarray(1)),
        peer.closeFrame(null),
    )
    t.same(yield* all(ws), ['€', null])
    t.match(ws, { closeStatus: 1000, closeReason: null })
})

socketTest('receive keeps what has come when its fiber gives up waiting', function* (t, ws, peer) {
    yield* peer.send(peer.frame(1, 'first', { fin: false }), peer.frame(0, ' and last').subarray(0, 9))
    let late = false
    try {
        yield* deadline(1000, ws.receive())
    } catch (error) {
        late = error instanceof TimeoutError
    }
    t.ok(late)
    yield* peer.send(peer.frame(0, ' and last').subarray(9))
    t.equal(yield* ws.receive(), 'first and last')
})

socketTest('receive is for one fiber at a time', function* (t, ws, peer) {
    const first = spawn(() => ws.receive())
    yield* yieldNow()
    let code = ''
    try {
        yield* ws.receive()
    } catch (error) {
        code = (error as WebSocketError).code
    }
    t.equal(code, 'WEBSOCKET_BUSY')
    yield* peer.text('one')
    t.equal(yield* first.join(), 'one')
})

socketTest('receive ends, and the peer is told why, when the peer breaks the protocol', function* (t, ws, peer) {
    yield* peer.send(peer.frame(1, 'good'), peer.frame(3, 'bad'), peer.frame(1, 'never seen'))
    t.same(yield* all(ws), ['good', null])
    t.match(ws, {
        error: 1002,
        errorMessage: 'Protocol error, bad frame opcode 3',
        failure: { code: 'WEBSOCKET_OPCODE' },
    })
    t.match(ws, { orderlyClosed: false, closeStatus: 1005 })
    ws.socket.end()
    t.same(yield* peer.rest(), ['8:1002', 'end'])
})

for (const [status, legal] of [
    ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999].map(
        n => [n, true] as const,
    ),
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(n => [n, false] as const),
]) {
    socketTest(`receive ${legal ? 'takes' : 'refuses'} close status ${status}`, function* (t, ws, peer) {
        yield* peer.send(peer.closeFrame(status))
        t.equal(yield* ws.receive(), null)
        t.equal(ws.closeStatus, legal ? status : 1005)
        t.equal(ws.errorMessage, legal ? null : `Bad close status ${status}`)
        ws.socket.end()
        t.same(yield* peer.rest(), [legal ? '8:1000 OK' : '8:1002', 'end'])
    })
}

socketTest('receive refuses a close frame with half a status, or a reason that is no text', function* (t, ws, peer) {
    yield* peer.send(peer.frame(8, 'x'))
    t.equal(yield* ws.receive(), null)
    t.match(ws, { errorMessage: 'Missing close status', error: 1002 })
    const [far, near] = memoryPair()
    const other = new WebSocket(near, false)
    yield* new Peer(far).send(peer.closeFrame(1000, Buffer.from([0xff])))
    t.equal(yield* other.receive(), null)
    t.match(other, { error: 1007 })
    near.reset()
})

// How a connection may end

for (const [phase, bytes] of [
    ['before anything came', []],
    ['within a head', [0x81]],
    ['within a payload', [0x81, 0x85, 1, 2, 3, 4, 5]],
    ['within a message', [0x01, 0x80, 1, 2, 3, 4]],
] as const) {
    for (const how of ['end', 'reset'] as const) {
        socketTest(`receive gives null when the peer vanishes ${phase}: ${how}`, function* (t, ws, peer) {
            const events: string[] = []
            ws.callback = recorder(events) as NonNullable<WebSocket['callback']>
            yield* peer.send(Buffer.from(bytes))
            const task = spawn(() => ws.receive())
            yield* yieldNow()
            peer.socket[how]()
            t.equal(yield* task.join(), null)
            t.match(ws, { orderlyClosed: false, error: 1002, failure: { code: 'WEBSOCKET_LOST' } })
            t.same(events, ['open', 'error Cannot read from socket', 'close 1006'])
            t.equal(ws.socket.closed, true)
            let code = ''
            try {
                yield* ws.send('late')
            } catch (error) {
                code = (error as WebSocketError).code
            }
            t.equal(code, 'WEBSOCKET_CLOSED')
        })
    }
}

socketTest(
    'receive gives up a peer that is silent for as long as `timeout`, which each frame and message begins anew',
    function* (t, ws, peer) {
        const start = now()
        const task = spawn(() => all(ws))
        for (let i = 0; i < 3; i++) {
            yield* sleep(900)
            yield* peer.send(peer.frame(9))
            yield* sleep(900)
            yield* ws.send('x')
        }
        t.same(yield* task.join(), [null])
        t.equal(Math.round((now() - start) / 100), 64)
        t.match(ws, { failure: { code: 'WEBSOCKET_TIMEOUT' }, errorMessage: 'Timeout waiting for WebSocket data' })
        t.equal(ws.socket.closed, true)
    },
    { timeout: 1000 },
)

socketTest(
    'pings go out at each period, and any byte of the peer is an answer',
    function* (t, ws, peer) {
        const start = now()
        const task = spawn(() => ws.receive())
        const times: number[] = []
        const part = peer.frame(1, 'x', { fin: false })
        const answers = [peer.frame(10), part.subarray(0, 3), part.subarray(3)]
        for (let i = 0; i < 4; i++) {
            t.equal(yield* peer.next(), '9:')
            times.push(now() - start)
            if (i < 3) {
                yield* peer.send(answers[i]!)
            }
        }
        t.same(times, [10_000, 20_000, 30_000, 40_000])
        t.equal(yield* task.join(), null)
        t.equal(now() - start, 42_000)
        t.match(ws.failure, { code: 'WEBSOCKET_TIMEOUT' })
    },
    { pingPeriod: 10_000, pongTimeout: 2000 },
)

socketTest(
    'pings go out while the application works, and a pong that nobody has read counts',
    function* (t, ws, peer) {
        ws.start()
        yield* peer.text('work')
        t.equal(yield* ws.receive(), 'work')
        for (let i = 0; i < 3; i++) {
            t.equal(yield* peer.next(), '9:')
            yield* peer.send(peer.frame(10))
        }
        yield* peer.send(peer.closeFrame(1000))
        t.equal(yield* ws.receive(), null)
        t.equal(ws.failure, null)
        ws.pingPeriod = 0
    },
    { pingPeriod: 5000 },
)

// Sending

socketTest('send makes a frame of each message, in the shortest form', function* (t, ws, peer) {
    for (const length of [0, 1, 125, 126, 65_535, 65_536]) {
        const text = 'a'.repeat(length)
        const wide = 'é'.repeat(Math.floor(length / 2))
        const sent = spawn(function* () {
            yield* ws.send(text)
            yield* ws.send(wide)
            yield* ws.send(Buffer.from(text))
        })
        for (const [opcode, expected] of [
            [1, text],
            [1, wide],
            [2, text],
        ] as const) {
            const frame = yield* peer.read()
            t.match(frame, { opcode, fin: true, masked: false })
            t.equal(frame?.payload.toString() === expected, true, `${opcode} ${length}`)
        }
        yield* sent.join()
    }
})

fiberTest(t, 'send of a client masks, with another key each time', function* (t) {
    const [far, near] = memoryPair()
    const ws = new WebSocket(near, true)
    const raw: Buffer[] = []
    for (let i = 0; i < 2; i++) {
        yield* ws.send('same text')
        raw.push(yield* far.readExactly(2 + 4 + 9))
        t.equal(raw[i]![1], 0x89)
    }
    t.not(raw[0]!.toString('hex'), raw[1]!.toString('hex'))
    for (const length of [16_000, 16_384, 20_000, 70_000]) {
        const bytes = Buffer.alloc(length, 'abcdefg')
        const sent = spawn(() => ws.send(bytes))
        const frame = yield* new Peer(far).read()
        t.equal(frame?.masked && frame.payload.equals(bytes), true, String(length))
        yield* sent.join()
    }
    ws.release()
    near.reset()
    yield* sleep(10_000)
})

socketTest(
    'send splits what is longer than a frame may be, and control frames go between',
    function* (t, ws, peer) {
        const task = spawn(() => ws.send('0123456789abcdefghijklmnopqrstuvw'))
        const frames: string[] = []
        for (let i = 0; i < 4; i++) {
            frames.push(yield* peer.next())
        }
        yield* task.join()
        t.same(frames, ['1+:0123456789', '0+:abcdefghij', '0+:klmnopqrst', '0:uvw'])
        yield* ws.sendBlock(WS_MSG_BINARY, '0123456789')
        t.equal(yield* peer.next(), '2:0123456789')
    },
    { maxFrame: 10 },
)

socketTest(
    'send waits while the peer takes less than is sent, and one message is not mixed with another',
    function* (t, ws, peer) {
        const order: string[] = []
        const long = spawn(function* () {
            yield* ws.send('L'.repeat(600_000))
            order.push('long')
        })
        yield* yieldNow()
        const short = spawn(function* () {
            yield* ws.send('short')
            order.push('short')
        })
        yield* yieldNow()
        ws.sendNow('queued')
        const ping = spawn(() => ws.ping('between'))
        yield* yieldNow()
        t.same(order, [])
        const frames = (yield* collect(peer, 9)).map(text => `${text.slice(0, 3)}${text.length}`)
        yield* ping.join()
        yield* long.join()
        yield* short.join()
        t.same(order, ['long', 'short'])
        t.equal(frames.filter(text => text.startsWith('9:')).length, 1)
        t.equal(frames.findIndex(text => text.startsWith('9:')) < 6, true)
        t.same(
            frames.filter(text => /^[01]\+?:q|^1:s/.test(text)),
            ['1:q8', '1:s7'],
        )
    },
    { maxFrame: 100_000 },
    { highWater: 65_536 },
)

function* collect(peer: Peer, count: number): Fiber<string[]> {
    const frames: string[] = []
    while (frames.length < count) {
        frames.push(yield* peer.next())
    }
    return frames
}

socketTest(
    'send throws what is wrong, and the WebSocket stays open',
    function* (t, ws, peer) {
        const failed = function* (work: Fiber<unknown>): Fiber<string> {
            try {
                yield* work
                return ''
            } catch (error) {
                return error instanceof WebSocketError ? `${error.code} ${error.message}` : String(error)
            }
        }
        t.equal(
            yield* failed(ws.send('12345678901')),
            'WEBSOCKET_OUT_TOO_BIG Outgoing message is too large, length 11 max 10',
        )
        t.match(yield* failed(ws.ping('x'.repeat(126))), /length 126 max 125/)
        t.throws(() => ws.sendJson(undefined), { code: 'WEBSOCKET_MISUSE' })
        yield* ws.sendJson({ a: [1] })
        t.equal(yield* peer.next(), '1:{"a":[1]}')
        peer.socket.reset()
        yield* sleep(10)
        t.match(yield* failed(ws.send('x')), /WEBSOCKET_WRITE Cannot write to socket: /)
    },
    { maxMessage: 10 },
)

socketTest(
    'a message that is given up in the middle closes the WebSocket, for the rest never comes',
    function* (t, ws, peer) {
        const task = spawn(() => ws.send('x'.repeat(1_000_000)))
        yield* sleep(10)
        task.cancel('enough')
        yield* sleep(10)
        t.equal(task.done, true)
        const frames = yield* collect(peer, 2)
        t.equal(frames[0]?.startsWith('1+:xxx'), true)
        let last = frames[1]
        while (!last?.startsWith('8:')) {
            last = yield* peer.next()
        }
        t.equal(last, '8:1011')
        t.match(ws, { closing: true, state: WS_STATE_CLOSING })
    },
    { maxFrame: 100_000 },
)

// Closing

fiberTest(t, 'close sends a close frame and waits for that of the peer', function* (t) {
    const [server, client] = pair()
    const served = spawn(() => all(server))
    yield* client.send('last words')
    yield* client.close(3001, 'done')
    t.match(client, {
        state: WS_STATE_CLOSED,
        closeStatus: 1000,
        closeReason: 'OK',
        orderlyClosed: true,
        failure: null,
    })
    t.same(yield* served.join(), ['last words', null])
    t.match(server, { closeStatus: 3001, closeReason: 'done', failure: null })
    yield* client.close()
    t.equal(client.socket.closed && server.socket.closed, true)
    yield* sleep(10_000)
})

socketTest('close drops the messages that come before the answer', function* (t, ws, peer) {
    const task = spawn(() => ws.close())
    t.equal(yield* peer.next(), '8:1000')
    yield* peer.send(peer.frame(1, 'too late'), peer.frame(9, 'not answered'), peer.closeFrame(1000))
    yield* task.join()
    t.equal(ws.state, WS_STATE_CLOSED)
    t.equal(ws.failure, null)
})

socketTest('close waits for 30 seconds at most', function* (t, ws, peer) {
    const start = now()
    yield* ws.close()
    t.equal(now() - start, 30_000)
    t.match(ws, { state: WS_STATE_CLOSED, failure: { code: 'WEBSOCKET_TIMEOUT' } })
    t.same(yield* peer.rest(), ['8:1000', 'end'])
})

socketTest(
    'close of another fiber than the one that receives waits until that has seen the end',
    function* (t, ws, peer) {
        const receiver = spawn(() => ws.receive())
        yield* yieldNow()
        const closer = spawn(() => ws.close(1001))
        t.equal(yield* peer.next(), '8:1001')
        yield* peer.send(peer.closeFrame(1001))
        yield* closer.join()
        t.equal(yield* receiver.join(), null)
    },
)

socketTest('close refuses a status that no close frame may have', function* (t, ws) {
    for (const status of [999, 1005, 1006, 1015, 2000, 5000]) {
        let message = ''
        try {
            yield* ws.close(status)
        } catch (error) {
            message = (error as Error).message
        }
        t.match(message, `status ${status}, wanted`)
    }
    t.equal(ws.closing, false)
})

socketTest('a WebSocket sends nothing after its close frame', function* (t, ws, peer) {
    ws.closeNow(1001)
    ws.closeNow(1002)
    t.equal(yield* ws.sendBlock(WS_MSG_TEXT, 'late'), -14)
    t.equal(yield* ws.sendBlock(WS_MSG_PING, ''), -14)
    t.equal(yield* ws.sendBlock(WS_MSG_CLOSE, ''), -14)
    t.equal(yield* ws.sendClose(1000), 0)
    yield* peer.send(peer.frame(9, 'a'), peer.closeFrame(1000))
    t.equal(yield* ws.receive(), null)
    ws.socket.end()
    t.same(yield* peer.rest(), ['8:1001', 'end'])
})

// The callback

socketTest('run tells the callback of each frame, and everything else', function* (t, ws, peer) {
    const events: string[] = []
    const seen: unknown[] = []
    t.equal(ws.state, WS_STATE_CONNECTING)
    const task = spawn(() =>
        ws.run(
            recorder(events, function* (ws, event) {
                if (event === WS_EVENT_MESSAGE || event === WS_EVENT_PARTIAL_MESSAGE) {
                    seen.push([ws.type, ws.opcode, ws.fin, ws.frameLength, ws.messageLength])
                    yield* sleep(5)
                    yield* ws.send(`echo ${event}`)
                }
            }),
            'arg',
        ),
    )
    yield* yieldNow()
    t.equal(ws.state, WS_STATE_OPEN)
    yield* peer.send(
        peer.frame(2, 'ab', { fin: false }),
        peer.frame(9, 'p'),
        peer.frame(0, 'cde'),
        peer.frame(1, ''),
        peer.closeFrame(1001, 'bye'),
    )
    t.equal(yield* task.join(), 0)
    t.same(events, ['open', 'partial ab', 'message cde', 'message', 'close 1000 OK'])
    t.same(seen, [
        [2, 2, false, 2, 2],
        [2, 0, true, 3, 5],
        [1, 1, true, 0, 0],
    ])
    ws.socket.end()
    t.same(yield* peer.rest(), ['1:echo 2', '10:p', '1:echo 1', '1:echo 1', '8:1000 OK', 'end'])
})

socketTest('run gives the error as a negative number, after telling of it once', function* (t, ws, peer) {
    const events: string[] = []
    yield* peer.send(peer.frame(1, Buffer.from([0xc0])))
    t.equal(yield* ws.run(recorder(events)), -1007)
    t.same(events, ['open', 'error Text packet has invalid UTF8', 'close 1007'])
})

socketTest('run begins with the bytes that came with the handshake', function* (t, ws, peer) {
    const events: string[] = []
    const buf = new RBuf()
    const late = peer.frame(1, 'in two pieces')
    buf.put(peer.frame(1, 'early'))
    buf.put(late.subarray(0, 9))
    yield* peer.send(late.subarray(9), peer.closeFrame(1000))
    t.equal(yield* ws.run(recorder(events), null, buf, 60_000), 0)
    t.same(events, ['open', 'message early', 'message in two pieces', 'close 1000 OK'])
    t.equal(buf.length, 0)
})

socketTest('run lets its callback close, once', function* (t, ws, peer) {
    const events: string[] = []
    yield* peer.text('go')
    const task = spawn(() =>
        ws.run(
            recorder(events, function* (ws, event) {
                if (event === WS_EVENT_MESSAGE) {
                    yield* ws.close(1001, 'you said it')
                    yield* ws.close(1002)
                }
            }),
        ),
    )
    t.equal(yield* peer.next(), '8:1001 you said it')
    yield* peer.send(peer.frame(1, 'dropped'), peer.closeFrame(1001))
    t.equal(yield* task.join(), 0)
    t.same(events, ['open', 'message go', 'close 1001 you said it'])
})

socketTest('run ends with an error when the peer ends the connection after our close frame', function* (t, ws, peer) {
    const events: string[] = []
    const task = spawn(() => ws.run(recorder(events)))
    yield* yieldNow()
    t.equal(yield* ws.sendClose(1000, 'x'.repeat(124)), 38)
    peer.socket.end()
    t.equal(yield* task.join(), -1002)
    t.same(events, ['open', 'close 1000 WebSockets close message was too big', 'error Cannot read from socket'])
})

socketTest('sendClose does not send 1005, 1006 and 1015, but ends the connection', function* (t, ws, peer) {
    const events: string[] = []
    ws.callback = recorder(events) as NonNullable<WebSocket['callback']>
    t.equal(yield* ws.sendClose(1006, 'gone'), 6)
    t.same(events, ['close 1006 gone'])
    t.same(yield* peer.rest(), ['end'])
    t.equal(ws.state, WS_STATE_CLOSED)
})

socketTest('process deals with what has come, and does not wait', function* (t, ws, peer) {
    const events: string[] = []
    ws.callback = recorder(events) as NonNullable<WebSocket['callback']>
    t.equal(yield* ws.process(), 1)
    yield* peer.send(peer.frame(1, 'a'), peer.frame(1, 'b'), peer.frame(1, 'cut').subarray(0, 4))
    yield* sleep(1)
    t.equal(yield* ws.process(), 1)
    yield* peer.send(peer.frame(1, 'cut').subarray(4), peer.frame(0, 'bad'))
    yield* sleep(1)
    t.equal(yield* ws.process(), -1002)
    t.same(events.slice(0, 4), ['open', 'message a', 'message b', 'message cut'])
})

// sendBlock

socketTest('sendBlock sends a message in parts, which no other message gets into', function* (t, ws, peer) {
    t.equal(yield* ws.sendBlock(WS_MSG_TEXT | WS_MSG_MORE, 'one '), 4)
    const other = spawn(() => ws.send('other'))
    yield* yieldNow()
    t.equal(yield* ws.sendBlock(WS_MSG_CONT | 0x1000, 'two '), 4)
    t.equal(yield* ws.sendBlock(WS_MSG_PING, 'p'), 1)
    t.equal(yield* ws.sendBlock(WS_MSG_TEXT, 'x'), -14)
    t.equal(yield* ws.sendBlock(WS_MSG_CONT, ''), 0)
    yield* other.join()
    t.same(yield* collect(peer, 5), ['1+:one', '0+:two', '9:p', '0:', '1:other'])
    t.equal(yield* ws.sendBlock(WS_MSG_CONT, 'none'), -14)
})

socketTest(
    'sendBlock tells the callback what is wrong, and gives it as a number',
    function* (t, ws) {
        const events: string[] = []
        ws.callback = recorder(events) as NonNullable<WebSocket['callback']>
        for (const type of [3, 7, 11, -1]) {
            t.equal(yield* ws.sendBlock(type, 'x'), -1002)
            t.equal(ws.errorMessage, `Bad message type ${type}`)
        }
        t.equal(yield* ws.sendBlock(WS_MSG_TEXT, '12345678901'), -40)
        t.equal(yield* ws.sendBlock(WS_MSG_PING, 'x'.repeat(126)), -40)
        t.equal(events.length, 6)
        t.equal(ws.closing, false)
    },
    { maxMessage: 10 },
)

socketTest(
    'sendBlock does not wait for ever for the message of another fiber',
    function* (t, ws, peer) {
        ws.start()
        const owner = spawn(function* () {
            yield* ws.sendBlock(WS_MSG_TEXT | WS_MSG_MORE, 'begun')
            yield* sleep(1_000_000)
        })
        yield* yieldNow()
        const start = now()
        t.equal(yield* ws.sendBlock(WS_MSG_TEXT, 'x'), -1002)
        t.equal(now() - start, 5000)
        owner.cancel()
        yield* yieldNow()
        t.equal(yield* ws.sendBlock(WS_MSG_TEXT, 'x'), -14)
        t.same(yield* collect(peer, 2), ['1+:begun', '8:1011'])
    },
    { timeout: 5000 },
)

socketTest('sendBlock sends a close frame as the application has made it', function* (t, ws, peer) {
    t.equal(yield* ws.sendBlock(WS_MSG_CLOSE, Buffer.from([0x0f, 0xa1, 0x62])), 3)
    t.equal(yield* peer.next(), '8:4001 b')
    const [far, near] = memoryPair()
    t.equal(yield* new WebSocket(near, false).sendBlock(WS_MSG_CLOSE, ''), 2)
    t.equal(yield* new Peer(far).next(), '8:1000')
    near.reset()
})

socketTest('close of another fiber does not wait longer than 30 seconds for one that works', function* (t, ws, peer) {
    yield* peer.text('work')
    const task = spawn(() => ws.run(recorder([], (_, event) => (event === WS_EVENT_MESSAGE ? sleep60() : undefined))))
    yield* sleep(10)
    const start = now()
    yield* ws.close()
    t.equal(now() - start, 30_000)
    t.equal(ws.state, WS_STATE_CLOSED)
    yield* task.join()
})

function* sleep60(): Fiber<void> {
    yield* sleep(60_000)
}

socketTest('closeNow does not throw when the connection is gone already', function* (t, ws, peer) {
    peer.socket.reset()
    yield* sleep(10)
    ws.closeNow()
    t.equal(ws.closing, true)
})

socketTest('pingPeriod can be changed while it is open', function* (t, ws, peer) {
    const task = spawn(() => ws.receive())
    yield* yieldNow()
    const start = now()
    ws.pingPeriod = 1000
    t.equal(yield* peer.next(), '9:')
    t.equal(now() - start, 1000)
    ws.pingPeriod = 0
    yield* sleep(100_000)
    ws.validate = false
    yield* peer.send(peer.frame(1, Buffer.from([0xff])))
    t.equal(yield* task.join(), '\ufffd')
})

// Compression

fiberTest(t, 'messages are compressed from the threshold on, and limited by what they become', function* (t) {
    const [server, client] = pair({ maxMessage: 100_000, maxFrame: 50 })
    const agreement = { windowBits: 15, ownContext: true, peerContext: true, level: 6, threshold: 100 }
    server.compressWith(new Compressor(agreement))
    client.compressWith(new Compressor(agreement))
    const served = spawn(function* () {
        for (let message = yield* server.receive(); message !== null; message = yield* server.receive()) {
            yield* server.send(message)
        }
    })
    const text = Array.from({ length: 500 }, (_, i) => `${i} €`).join()
    for (const message of ['short', text, text, Buffer.from(text), '', 'z'.repeat(99_000)]) {
        yield* client.send(message)
        const echo = yield* client.receive()
        t.equal(typeof message === 'string' ? echo === message : message.equals(echo as Buffer), true)
    }
    t.ok(client.socket.bytesWritten < 10_000)
    t.match(client.statistics(), { sent: 6, received: 6, compressed: true })
    client.maxMessage = 1e6
    yield* client.send('z'.repeat(100_001))
    t.equal(yield* client.receive(), null)
    t.match(server.failure, { code: 'WEBSOCKET_TOO_BIG' })
    yield* served.join()
    yield* sleep(10_000)
})

socketTest(
    'a compressed message that is damaged, or not UTF-8, ends the WebSocket; the callback gets whole messages',
    function* (t, ws, peer) {
        const make = () =>
            new Compressor({ windowBits: 15, ownContext: false, peerContext: false, level: 6, threshold: 0 })
        ws.compressWith(make())
        const bytes = make().deflate(Buffer.from('hello'))
        const events: string[] = []
        yield* peer.send(
            peer.frame(1, bytes.subarray(0, 2), { rsv: 4, fin: false }),
            peer.frame(0, bytes.subarray(2)),
            peer.frame(1, make().deflate(Buffer.from([0xff])), { rsv: 4 }),
        )
        t.equal(yield* ws.run(recorder(events)), -1007)
        t.same(events, ['open', 'message hello', 'error Text packet has invalid UTF8', 'close 1007'])
        const [far, near] = memoryPair()
        const other = new WebSocket(near, false)
        other.compressWith(make())
        yield* new Peer(far).send(peer.frame(2, 'no deflate', { rsv: 4 }))
        t.equal(yield* other.receive(), null)
        t.match(other.failure, { code: 'WEBSOCKET_DEFLATE' })
        near.reset()
    },
)

// Broadcasts

/** Receivers, and their peers. */
function audience(
    count: number,
    options: WebSocketOptions = {},
): { sockets: WebSocket[]; peers: Peer[]; close(): void } {
    const pairs = Array.from({ length: count }, () => memoryPair())
    const sockets = pairs.map(([, near]) => new WebSocket(near, false, options))
    const close = () => {
        for (const end of pairs.flat()) {
            end.reset()
        }
    }
    return { sockets, peers: pairs.map(([far]) => new Peer(far)), close }
}

fiberTest(t, 'Broadcast gives a message to all who are open', function* (t) {
    const { sockets, peers, close } = audience(3)
    const broadcast = new Broadcast()
    for (const ws of sockets) {
        broadcast.add(ws)
    }
    t.equal(broadcast.send('hello'), 3)
    t.equal(broadcast.send(Buffer.from('bytes')), 3)
    sockets[0]!.closeNow()
    broadcast.delete(sockets[1]!)
    t.equal(broadcast.send('again'), 1)
    t.same(yield* collect(peers[0]!, 3), ['1:hello', '2:bytes', '8:1000'])
    t.same(yield* collect(peers[1]!, 2), ['1:hello', '2:bytes'])
    t.same(yield* collect(peers[2]!, 3), ['1:hello', '2:bytes', '1:again'])
    t.same(broadcast.statistics(), { members: 1, sent: 7, dropped: 0, disconnected: 0 })
    t.throws(() => new Broadcast({ limit: 0 }), RangeError)
    close()
    yield* sleep(60_000)
})

fiberTest(t, 'Broadcast makes the frame anew for receivers that compress, or have a message under way', function* (t) {
    const { sockets, peers, close } = audience(3)
    const broadcast = new Broadcast()
    for (const ws of sockets) {
        broadcast.add(ws)
    }
    sockets[0]!.compressWith(
        new Compressor({ windowBits: 15, ownContext: false, peerContext: false, level: 6, threshold: 100 }),
    )
    yield* sockets[1]!.sendBlock(WS_MSG_TEXT | WS_MSG_MORE, 'one ')
    const text = 'x'.repeat(1000)
    t.equal(broadcast.send(text), 3)
    t.equal(sockets[1]!.pending >= 1000, true)
    yield* sockets[1]!.sendBlock(WS_MSG_CONT, 'two')
    t.match(yield* peers[0]!.read(), { rsv: 4 })
    t.same(yield* collect(peers[1]!, 3), ['1+:one', '0:two', `1:${text}`])
    t.equal(yield* peers[2]!.next(), `1:${text}`)
    sockets[2]!.maxMessage = 10
    t.throws(() => broadcast.send(text), { code: 'WEBSOCKET_OUT_TOO_BIG' })
    close()
    yield* sleep(60_000)
})

for (const slow of ['drop', 'disconnect'] as const) {
    fiberTest(
        t,
        `Broadcast with slow: '${slow}' bounds what is queued for a receiver that does not take it`,
        function* (t) {
            const { sockets, peers, close } = audience(2)
            const broadcast = new Broadcast({ limit: 300_000, slow })
            for (const ws of sockets) {
                broadcast.add(ws)
            }
            const text = 'x'.repeat(50_000)
            let taken = 0
            let most = 0
            for (let i = 0; i < 40; i++) {
                broadcast.send(text)
                most = Math.max(most, sockets[1]!.pending)
                taken += (yield* peers[0]!.read())!.payload.length
            }
            t.equal(taken, 40 * 50_000)
            t.ok(most <= 400_000, `at most ${most} bytes were queued`)
            const { members, sent, dropped, disconnected } = broadcast.statistics()
            t.equal(members, slow === 'drop' ? 2 : 1)
            t.equal(disconnected, slow === 'drop' ? 0 : 1)
            t.equal(dropped > 0, slow === 'drop')
            t.equal(sent + dropped, slow === 'drop' ? 80 : sent)
            t.equal(sockets[1]!.socket.closed, slow === 'disconnect')
            close()
            yield* sleep(60_000)
        },
    )
}

fiberTest(t, 'Broadcast bounds the number of messages that are queued, however short they are', function* (t) {
    const { sockets, close } = audience(1)
    const broadcast = new Broadcast({ limit: 200_000 })
    broadcast.add(sockets[0]!)
    let sent = 0
    for (let i = 0; i < 60_000; i++) {
        sent += broadcast.send('xyz')
        if (i % 100 === 0) {
            yield* sleep(1)
        }
    }
    // Their bytes alone would be 40,000; once the connection is congested, each counts 512 more
    t.ok(sent < 30_000, `${sent} messages`)
    t.equal(broadcast.statistics().dropped, 60_000 - sent)
    close()
    yield* sleep(60_000)
})

// Slow readers

socketTest(
    'send gives up a peer that takes nothing for as long as `timeout`',
    function* (t, ws) {
        const start = now()
        let code = ''
        try {
            for (;;) {
                yield* ws.send('x'.repeat(50_000))
            }
        } catch (error) {
            code = (error as WebSocketError).code
        }
        t.equal(code, 'WEBSOCKET_WRITE')
        t.equal(now() - start, 5000)
        t.ok(ws.pending < 200_000, `${ws.pending} bytes are queued`)
    },
    { timeout: 5000 },
    { stall: () => 1e9 },
)

socketTest(
    'pings of a peer that takes no answers are not read for ever: it has to wait',
    function* (t, ws, peer) {
        const task = spawn(() => ws.receive())
        const pings = Buffer.concat(Array.from({ length: 500 }, () => peer.frame(9, 'x'.repeat(125))))
        let sent = 0
        const flood = spawn(function* () {
            for (; sent < 1000; sent++) {
                yield* peer.send(pings)
            }
        })
        yield* sleep(1000)
        t.ok(sent < 100, `${sent} times 64 KB were taken`)
        t.ok(ws.pending < 500_000, `${ws.pending} bytes are queued`)
        flood.cancel()
        peer.socket.reset()
        t.equal(yield* task.join(), null)
        t.match(ws.failure, { code: 'WEBSOCKET_LOST' })
    },
    {},
    { highWater: 16_384 },
)

fiberTest(
    t,
    'closeNow ends a WebSocket of ours that nobody reads behind its close frame, and so does a close that is given up',
    function* (t) {
        for (const how of ['closeNow', 'close'] as const) {
            const [far, near] = memoryPair()
            const ws = new WebSocket(near, true)
            ws.ownsSocket = true
            ws.start()
            if (how === 'closeNow') {
                ws.closeNow(1001)
                ws.closeNow(1002)
            } else {
                const task = spawn(() => ws.close(1001))
                yield* yieldNow()
                task.cancel()
            }
            yield* yieldNow()
            t.match(ws, { state: WS_STATE_CLOSED })
            t.same(yield* new Peer(far, false).rest(), ['8:1001', 'end'])
            far.closeNow()
            yield* sleep(60_000)
            t.equal(near.statistics().over, true)
        }
    },
)

socketTest(
    'sendBlock gives the bytes that are out when the connection breaks within a message',
    function* (t, ws, peer) {
        const task = spawn(() => ws.sendBlock(WS_MSG_BINARY, Buffer.alloc(1_000_000)))
        yield* peer.read()
        yield* peer.read()
        peer.socket.reset()
        const sent = yield* task.join()
        t.ok(sent >= 200_000 && sent < 1_000_000 && sent % 100_000 === 0, String(sent))
        t.match(ws.errorMessage, /^Cannot write to socket/)
        t.ok((yield* ws.sendBlock(WS_MSG_BINARY, 'x')) < 0)
    },
    { maxFrame: 100_000 },
    { highWater: 16_384 },
)
