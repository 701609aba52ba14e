import t from 'tap'
import { RSocket, rSleep } from '../../../fiber/c.js'
import { R_ERR_BAD_ARGS } from '../../../fiber/compat/index.js'
import { type Fiber, RBuf, spawn } from '../../../fiber/index.js'
import { fiberTest, memoryPair } from '../../../fiber/testing/index.js'
import { Json } from '../../../services/json/index.js'
import * as face from '../../../services/websock/c.js'
import { walkTable, withoutTable } from '../../checks/c-table/index.js'
import { Peer } from './peer.js'

t.test('services/websock/c.ts has every row of websock.tsv', { skip: withoutTable('websock') }, async t => {
    t.strictSame(walkTable('websock', 'services/websock/c.ts'), [])
})

t.test('services/websock/c.ts has the constants with the values of C', async t => {
    t.match(face, {
        ...{ WS_EVENT_OPEN: 0, WS_EVENT_MESSAGE: 1, WS_EVENT_PARTIAL_MESSAGE: 2, WS_EVENT_ERROR: 3, WS_EVENT_CLOSE: 4 },
        ...{ WS_MSG_CONT: 0, WS_MSG_TEXT: 1, WS_MSG_BINARY: 2, WS_MSG_CONTROL: 8, WS_MSG_CLOSE: 8, WS_MSG_PING: 9 },
        ...{ WS_MSG_PONG: 10, WS_MSG_MAX: 11, WS_MSG_MORE: 16, WEB_MORE: 4096 },
        ...{ WS_STATE_CONNECTING: 0, WS_STATE_OPEN: 1, WS_STATE_CLOSING: 2, WS_STATE_CLOSED: 3 },
        ...{ WS_SERVER: 0, WS_CLIENT: 1, WS_MAX_CONTROL: 125, WS_MAX_FRAME: 131072, WS_MAX_MESSAGE: 1048576 },
        ...{ WS_VERSION: 13, WS_MAGIC: '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', WS_STATUS_OK: 1000 },
        ...{ WS_STATUS_GOING_AWAY: 1001, WS_STATUS_PROTOCOL_ERROR: 1002, WS_STATUS_UNSUPPORTED_TYPE: 1003 },
        ...{ WS_STATUS_FRAME_TOO_LARGE: 1004, WS_STATUS_NO_STATUS: 1005, WS_STATUS_COMMS_ERROR: 1006 },
        ...{ WS_STATUS_INVALID_UTF8: 1007, WS_STATUS_POLICY_VIOLATION: 1008, WS_STATUS_MESSAGE_TOO_LARGE: 1009 },
        ...{ WS_STATUS_MISSING_EXTENSION: 1010, WS_STATUS_INTERNAL_ERROR: 1011, WS_STATUS_TLS_ERROR: 1015 },
        ...{ WS_STATUS_MAX: 5000 },
    })
})

fiberTest(t, 'a ported handler runs on a socket of the C face', function* (t) {
    const [far, near] = memoryPair()
    const sock = RSocket.over(near)
    const ws = face.webSocketAlloc(sock, face.WS_SERVER)!
    t.match(ws, { client: false, validate: true, maxFrame: 131072, maxMessage: 1048576, closeStatus: 1005, error: 0 })
    t.equal(ws.sock, sock)
    face.webSocketSetData(ws, 'mine')
    face.webSocketSetLimits(ws, 4, 100)
    face.webSocketSetPingPeriod(ws, 0)
    face.webSocketSetValidateUTF(ws, false)
    face.webSocketSelectProtocol(ws, 'chat')
    face.webSocketSelectProtocol(ws, null)
    face.webSocketSelectProtocol(ws, '')
    face.webSocketSetClientKey(ws, 'key')
    const events: unknown[] = []
    function* onEvent(ws: face.WebSocket, event: number, buf: Buffer | null, len: number, arg: string[]): Fiber<void> {
        events.push([event, String(buf ?? ''), len, ...arg])
        if (event === face.WS_EVENT_MESSAGE) {
            yield* rSleep(10)
            const json = Json.parse('{a: {b: [1.50, "x"]}}')
            events.push([
                yield* face.webSocketSend(ws, '%d-%s', 7, 'ä'),
                yield* face.webSocketSendString(ws, 'text'),
                yield* face.webSocketSendJson(ws, json, 0, 'a.b'),
                yield* face.webSocketSendBlock(ws, face.WS_MSG_BINARY, Buffer.from('abcdef'), 3),
                yield* face.webSocketSendBlock(ws, face.WS_MSG_TEXT, 'x'.repeat(101), 101),
                face.webSocketGetMessageLength(ws),
                face.webSocketGetState(ws),
                yield* face.webSocketSendClose(ws, 1001, 'bye'),
                yield* face.webSocketSendClose(ws, 1001, 'bye'),
                face.webSocketGetState(ws),
            ])
        }
    }
    const peer = new Peer(far)
    const task = spawn(() => face.webSocketRun(ws, onEvent, ['arg'], new RBuf(), 60_000))
    yield* peer.text('go')
    const frames: string[] = []
    for (let i = 0; i < 7; i++) {
        frames.push(yield* peer.next())
    }
    t.same(frames, ['1:7-ä', '1:text', '1+:[1.5', '0+:0,"x', '0:"]', '2:abc', '8:1001 bye'])
    t.equal(face.webSocketGetOrderlyClosed(ws), false)
    yield* peer.send(peer.closeFrame(1001, 'see you'))
    t.equal(yield* task.join(), -40)
    t.same(events, [
        [0, '', 0, 'arg'],
        [1, 'go', 2, 'arg'],
        [3, 'Outgoing message is too large, length 101 max 100', 49, 'arg'],
        [4, '\x03\ufffdbye', 5, 'arg'],
        [4, 4, 10, 3, -40, 2, 1, 5, 0, 2],
    ])
    t.equal(face.webSocketGetOrderlyClosed(ws), true)
    t.equal(face.webSocketGetCloseReason(ws), 'see you')
    t.equal(face.webSocketGetErrorMessage(ws), 'Outgoing message is too large, length 101 max 100')
    t.equal(face.webSocketGetProtocol(ws), 'chat')
    t.equal(face.webSocketGetClientKey(ws), 'key')
    t.equal(face.webSocketGetData(ws), 'mine')
    face.webSocketFree(ws)
    t.equal(near.closed, false)
    near.reset()
    far.reset()
    yield* rSleep(60_000)
})

fiberTest(t, 'nothing throws for NULL', function* (t) {
    t.equal(face.webSocketAlloc(null, false), null)
    face.webSocketFree(null)
    t.equal(yield* face.webSocketRun(null, () => {}, null, null, 0), R_ERR_BAD_ARGS)
    t.equal(yield* face.webSocketProcess(0), R_ERR_BAD_ARGS)
    t.equal(yield* face.webSocketSend(null, 'x'), R_ERR_BAD_ARGS)
    t.equal(yield* face.webSocketSendClose(null, 1000, null), R_ERR_BAD_ARGS)
    t.equal(face.webSocketGetClientKey(null), null)
    t.equal(face.webSocketGetCloseReason(null), null)
    t.equal(face.webSocketGetData(null), null)
    t.equal(face.webSocketGetErrorMessage(null), null)
    t.equal(face.webSocketGetMessageLength(null), 0)
    t.equal(face.webSocketGetOrderlyClosed(null), false)
    t.equal(face.webSocketGetProtocol(null), null)
    t.equal(face.webSocketGetState(null), 0)
    face.webSocketSetClientKey(null, 'x')
    face.webSocketSetData(null, 'x')
    face.webSocketSetPingPeriod(null, 1)
    face.webSocketSetLimits(null, 1, 1)
    face.webSocketSelectProtocol(null, 'x')
    face.webSocketSetValidateUTF(null, true)
    const [, near] = memoryPair()
    t.equal(yield* face.webSocketSendJson(face.webSocketAlloc(near, 0), null, 0, null), R_ERR_BAD_ARGS)
    near.reset()
    yield* rSleep(10)
})

fiberTest(t, 'a WebSocket of a socket that is not connected can be set up, and not be used', function* (t) {
    const ws = face.webSocketAlloc(new RSocket(), face.WS_CLIENT)!
    face.webSocketSetData(ws, 1)
    t.match(ws, { state: face.WS_STATE_CONNECTING, client: true, data: 1 })
    t.equal(yield* face.webSocketSendString(ws, 'x'), -1002)
    t.equal(yield* face.webSocketRun(ws, () => {}, null, null, 0), -1002)
    t.equal(face.webSocketGetErrorMessage(ws), 'Cannot read from socket')
    t.equal(face.webSocketGetState(ws), face.WS_STATE_CLOSED)
})
