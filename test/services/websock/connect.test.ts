import { createHash } from 'node:crypto'
import t from 'tap'
import { type Fiber, listen, type Socket, SocketError, sleep } from '../../../fiber/index.js'
import { FakeNetwork, fiberTest } from '../../../fiber/testing/index.js'
import { RequestParser } from '../../../services/http/index.js'
import { acceptUpgrade } from '../../../services/websock/accept.js'
import {
    acceptKey,
    type ConnectWebSocketOptions,
    connect,
    makeKey,
    type WebSocket,
    WebSocketError,
    WS_STATE_OPEN,
} from '../../../services/websock/index.js'
import { Peer } from './peer.js'

type Test = typeof t

/** The head of a good answer to a request, with more lines. */
function answer(request: string, lines = ''): string {
    const key = /sec-websocket-key: (.*)\r\n/i.exec(request)![1]!
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${lines}\r\n`
}

/** A test with a server that does `serve` with each connection, given the head of the request. */
function connectTest(
    name: string,
    serve: (socket: Socket, request: string) => Fiber<void>,
    body: (t: Test, open: (url?: string, options?: ConnectWebSocketOptions) => Fiber<WebSocket>) => Fiber<void>,
): void {
    fiberTest(t, name, function* (t) {
        const network = new FakeNetwork({ latency: 5 }).host('server.test', '10.0.0.1')
        const listener = yield* listen(
            '10.0.0.1:80',
            function* (socket) {
                const head = yield* socket.readUntil('\r\n\r\n')
                if (head !== null) {
                    yield* serve(socket, head.toString('latin1'))
                }
            },
            { network },
        )
        try {
            yield* body(t, (url = 'ws://server.test/', options = {}) => connect(url, { network, ...options }))
        } finally {
            listener.close()
            network.cut()
            yield* sleep(3_600_000)
        }
    })
}

function* outcome(work: Fiber<unknown>): Fiber<string> {
    try {
        yield* work
        return 'open'
    } catch (error) {
        return error instanceof WebSocketError || error instanceof SocketError
            ? `${error.code} ${error.message}`
            : String(error)
    }
}

const asked: string[] = []

connectTest(
    'connect asks for a WebSocket, and gives one that is open',
    function* (socket, request) {
        asked.push(request)
        const peer = new Peer(socket, false)
        // The first frame comes with the answer.
        yield* socket.write(answer(request, 'Sec-WebSocket-Protocol: two\r\n'), 'latin1')
        yield* peer.text('early')
        const { masked, payload } = (yield* peer.read())!
        yield* peer.text(`${masked} ${payload}`)
        yield* peer.send(peer.closeFrame(1001))
        yield* peer.rest()
    },
    function* (t, open) {
        const ws = yield* open('ws://server.test:80/a%20b?c=d', {
            protocols: ['one', 'two'],
            headers: { 'X-Token': 'T' },
        })
        t.match(ws, { client: true, protocol: 'two', state: WS_STATE_OPEN, clientKey: /^[\w+/]{22}==$/ })
        yield* ws.send('hello')
        t.equal(yield* ws.receive(), 'early')
        t.equal(yield* ws.receive(), 'true hello')
        t.equal(yield* ws.receive(), null)
        t.equal(ws.socket.closed, true)
        t.match(ws, { closeStatus: 1001, failure: null })
        const lines = asked[0]!.split('\r\n')
        t.same(
            lines.filter(line => !line.startsWith('Sec-WebSocket-Key')),
            [
                'GET /a%20b?c=d HTTP/1.1',
                'Host: server.test',
                'Upgrade: websocket',
                'Connection: Upgrade',
                'Sec-WebSocket-Version: 13',
                'Sec-WebSocket-Protocol: one, two',
                'X-Token: T',
                '',
                '',
            ],
        )
    },
)

const replies: Readonly<Record<string, (request: string) => string | null>> = {
    '/403': () => 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
    '/200': request => answer(request).replace('101 Switching Protocols', '200 OK'),
    '/connection': request => answer(request).replace('keep-alive, Upgrade', 'upgraded'),
    '/upgrade': request => answer(request).replace('WebSocket\r', 'h2c\r'),
    '/key': request => answer(request).replace('Sec-WebSocket-Accept: ', 'Sec-WebSocket-Accept: x'),
    '/protocol': request => answer(request, 'Sec-WebSocket-Protocol: other\r\n'),
    '/extensions': request => answer(request, 'Sec-WebSocket-Extensions: permessage-deflate\r\n'),
    '/garbage': () => 'SSH-2.0-OpenSSH_9.6\r\n\r\n',
    '/http10': request => answer(request).replace('HTTP/1.1', 'HTTP/1.0'),
    '/headers': request => answer(request, 'No colon\r\n'),
    '/long': () => `HTTP/1.1 101 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    '/hints': request =>
        `HTTP/1.1 103 Early Hints\r\n\r\n`.repeat(10) + answer(request, 'Sec-WebSocket-Protocol: mine\r\n'),
    '/interim': () => 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(11),
    '/end': () => null,
}

connectTest(
    'connect tells what is wrong with the answer of a server, and closes the connection',
    function* (socket, request) {
        const path = request.split(' ')[1]!
        const reply = replies[path]!(request)
        if (reply !== null) {
            yield* socket.write(reply, 'latin1')
        }
        socket.end()
        yield* socket.readAll()
    },
    function* (t, open) {
        const at = (path: string) => outcome(open(`ws://server.test${path}`, { protocols: 'mine' }))
        const message = (path: string, text: string) => `Cannot open ws://server.test${path}: ${text}`
        t.equal(yield* at('/403'), `WEBSOCKET_REFUSED ${message('/403', 'Bad WebSocket handshake status 403')}`)
        t.equal(yield* at('/200'), `WEBSOCKET_REFUSED ${message('/200', 'Bad WebSocket handshake status 200')}`)
        for (const [path, name] of [
            ['/connection', 'Connection header'],
            ['/upgrade', 'Upgrade header'],
            ['/key', 'handshake key'],
            ['/protocol', 'Sec-WebSocket-Protocol header'],
            ['/extensions', 'Sec-WebSocket-Extensions header'],
        ] as const) {
            t.equal(yield* at(path), `WEBSOCKET_HANDSHAKE ${message(path, `Bad WebSocket ${name}`)}`)
        }
        for (const [path, text] of [
            ['/http10', 'its answer is not HTTP/1.1'],
            ['/garbage', 'its answer cannot be read: The status line is not HTTP/VERSION SP STATUS [SP reason] CRLF'],
            ['/headers', 'its answer cannot be read: A blank stands between field name and colon'],
            ['/long', 'its answer cannot be read: A head or trailer has more bytes than the limit'],
            ['/interim', 'more than 10 responses are interim'],
        ] as const) {
            t.equal(yield* at(path), `WEBSOCKET_HANDSHAKE ${message(path, text)}`)
        }
        t.equal(yield* at('/hints'), 'open')
        t.equal(yield* at('/end'), `WEBSOCKET_HANDSHAKE ${message('/end', 'the server has closed the connection')}`)
    },
)

connectTest(
    'connect gives up a server that does not answer',
    function* () {
        yield* sleep(1_000_000)
    },
    function* (t, open) {
        t.match(yield* outcome(open(undefined, { deadline: 3000 })), /WEBSOCKET_TIMEOUT .*the server does not answer/)
        t.match(yield* outcome(open('ws://nobody.test/')), /SOCKET_NOT_FOUND/)
        t.match(yield* outcome(open('ws://server.test:81/')), /SOCKET_REFUSED/)
    },
)

connectTest(
    'connect compresses if both want it',
    function* (socket, request) {
        const offer = /Sec-WebSocket-Extensions: (.*)\r\n/.exec(request)![1]!
        yield* socket.write(
            answer(request, 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n'),
            'latin1',
        )
        const peer = new Peer(socket, false)
        yield* peer.text(offer)
        const { rsv } = (yield* peer.read())!
        yield* peer.text(String(rsv))
        yield* peer.rest()
    },
    function* (t, open) {
        const ws = yield* open(undefined, { compression: { contextTakeover: true } })
        t.equal(yield* ws.receive(), 'permessage-deflate; client_max_window_bits')
        yield* ws.send('x'.repeat(2000))
        t.equal(yield* ws.receive(), '4')
        t.equal(ws.statistics().compressed, true)
    },
)

fiberTest(t, 'connect refuses what is no address of a WebSocket, and headers that are not the caller’s', function* (t) {
    for (const [url, text] of [
        ['no url', 'it is not a URL'],
        ['http://a/', 'its scheme is http, wanted ws or wss'],
        ['ws://a/#b', 'it has a fragment'],
        ['ws://a:b@c/', 'it has a user, wanted a header Authorization'],
    ] as const) {
        t.match(yield* outcome(connect(url)), `WEBSOCKET_URL Cannot open ${url}: ${text}`)
    }
    const headers: Record<string, string>[] = [
        { 'Sec-WebSocket-Key': 'x' },
        { host: 'x' },
        { 'a b': 'x' },
        { a: 'x\r\ny: z' },
        { a: 'Ā' },
    ]
    for (const each of headers) {
        t.match(yield* outcome(connect('ws://a/', { headers: each })), /WEBSOCKET_MISUSE Cannot send header/)
    }
    t.match(yield* outcome(connect('ws://a/', { protocols: ['a b'] })), /WEBSOCKET_MISUSE Cannot ask for sub-protocol/)
})

t.test('acceptKey is that of RFC 6455, and makeKey another one each time', async t => {
    t.equal(acceptKey('dGhlIHNhbXBsZSBub25jZQ=='), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    t.equal(Buffer.from(makeKey(), 'base64').length, 16)
    t.not(makeKey(), makeKey())
})

t.test('acceptUpgrade looks at version, key, sub-protocols and extensions', async t => {
    const verdict = (lines: string, options = {}) => {
        const parser = new RequestParser()
        const bytes = Buffer.from(`GET / HTTP/1.1\r\n${lines}\r\n`)
        parser.execute(bytes, 0, bytes.length)
        const found = acceptUpgrade(parser.fields, options)
        return found.accepted ? found.lines.replace(/Sec-WebSocket-Accept: .*\r\n/, '').trim() : found.reason
    }
    const good = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a\r\n'
    const names = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`).join(', ')
    t.equal(verdict(good), '')
    t.equal(verdict('Sec-WebSocket-Version: 25\r\nSec-WebSocket-Key: a\r\n'), '')
    t.equal(verdict('Sec-WebSocket-Key: a\r\n'), 'version')
    t.equal(verdict('Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: a\r\n'), 'version')
    t.equal(verdict('Sec-WebSocket-Version: new\r\nSec-WebSocket-Key: a\r\n'), 'version')
    t.equal(verdict('Sec-WebSocket-Version: 13\r\n'), 'key')
    t.equal(verdict('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \r\n'), 'key')
    for (const [asked, own, result] of [
        ['chat', 'chat', 'Sec-WebSocket-Protocol: chat'],
        ['a,\tb chat', 'chat', 'Sec-WebSocket-Protocol: chat'],
        ['a\r\nSec-WebSocket-Protocol: chat', 'chat', 'Sec-WebSocket-Protocol: chat'],
        ['Chat', 'chat', 'protocol'],
        ['', 'chat', ''],
        ['first, second', '', 'Sec-WebSocket-Protocol: first'],
        ['fi{rst', '', 'protocol'],
        [names(10), 'chat', 'protocol'],
        [names(11), 'chat', 'protocols'],
        [`${names(10)}, chat`, 'chat', 'Sec-WebSocket-Protocol: chat'],
        [`${names(11)}, chat`, 'chat', 'protocols'],
    ] as const) {
        t.equal(verdict(`${good}Sec-WebSocket-Protocol: ${asked}\r\n`, { protocol: own }), result, asked)
    }
    const extensions = `${good}Sec-WebSocket-Extensions: permessage-deflate\r\n`
    t.equal(verdict(extensions), '')
    t.match(verdict(extensions, { compression: true }), /^Sec-WebSocket-Extensions: permessage-deflate; /)
    t.equal(verdict(`${good}Sec-WebSocket-Extensions: a b\r\n`, { compression: true }), 'extensions')
    t.equal(verdict(`${good}Sec-WebSocket-Extensions: a b\r\n`), '')
})
