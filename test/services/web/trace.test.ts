import { clearLogFilter, type Fiber, setLogFilter, setLogHandler, sleep } from '../../../fiber/index.js'
import { showFlags, WEB_SHOW_NONE } from '../../../services/web/index.js'
import { type Client, type Test, TestHost, webTest } from './harness.js'

/** Runs `body` against a host that shows what the letters say, and gives what was logged. */
function* shown(flags: number, body: (client: Client) => Fiber<unknown>): Fiber<string[]> {
    const lines: string[] = []
    const former = setLogHandler((type, source, message) => lines.push(`${type} ${source} ${message}`))
    setLogFilter('raw', 'all')
    try {
        const host = new TestHost(
            {},
            {
                '/echo': function* (web) {
                    yield* web.write(yield* web.readBody())
                },
                '/bytes': web => web.writeNow(Buffer.from([0, 1, 2])),
                '/stream': function* (web) {
                    yield* web.writeChunk('one')
                    yield* web.writeChunk('two')
                },
            },
            { flags },
        )
        const client = host.connect()
        yield* body(client)
        client.socket.end()
        yield* client.ended()
        yield* sleep(10)
    } finally {
        setLogHandler(former)
        clearLogFilter()
    }
    return lines
}

const request = 'POST /echo HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc'

function check(t: Test, lines: string[], patterns: RegExp[]): void {
    t.equal(lines.length, patterns.length)
    for (const [i, pattern] of patterns.entries()) {
        t.match(lines[i], pattern)
    }
}

webTest('WebHost shows heads and bodies of requests and responses, as the letters say', function* (t) {
    const parts = {
        H: [/^raw web Connect: none \(fd -1\)\n$/, /^raw web Request <<<<\n\nPOST \/echo HTTP\/1\.1\r\n.*\r\n\r\n\n$/],
        B: [/^raw web Request Body <<<<\n\nabc\n\n$/],
        h: [/^raw web Response >>>>\n\nHTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n\n$/],
        b: [/^raw web Response Body >>>>\n\nabc$/],
    }
    const end = /^raw web Disconnect: none \(fd -1\)\n$/
    const ask = (client: Client) => client.ask(request)
    check(t, yield* shown(showFlags('HBhb'), ask), [...parts.H, ...parts.B, ...parts.h, ...parts.b, end])
    check(t, yield* shown(showFlags('B'), ask), parts.B)
    check(t, yield* shown(showFlags('h'), ask), parts.h)
    check(t, yield* shown(WEB_SHOW_NONE, ask), [])
})

webTest('WebHost shows pieces of streams, and no bytes that nobody can read', function* (t) {
    const lines = yield* shown(showFlags('b'), function* (client) {
        yield* client.get('/bytes')
        yield* client.get('/stream')
        yield* client.ask('HEAD /stream HTTP/1.1\r\n\r\n')
    })
    t.same(lines, ['raw web Response Body >>>>\n\none', 'raw web Response Body >>>>\n\ntwo'])
})

webTest('WebHost shows the parts of uploads', function* (t) {
    const body = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--b--'
    const type = 'Content-Type: multipart/form-data; boundary=b\r\n'
    const lines = yield* shown(showFlags('H'), client =>
        client.ask(`POST /bytes HTTP/1.1\r\n${type}Content-Length: ${body.length}\r\n\r\n${body}`),
    )
    t.same(lines.slice(2, 4), [
        'raw web Upload Header 40 <<<<\n\nContent-Disposition: form-data; name="a"\n\n',
        'raw web Upload Form Field <<<<\n\na = one\n\n',
    ])
})
