import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import tap from 'tap'
import { type Fiber, logsClosed, sleep } from '../../../../fiber/index.js'
import type { WebConfig } from '../../../../services/web/index.js'
import { type Client, type Test, TestHost, webTest } from '../harness.js'
import { ownDirectory } from '../own-directory.js'

const place = ownDirectory()
let files = 0

interface Line {
    readonly [name: string]: unknown
}

/** Runs `body` against a host with an access log, and gives its lines. */
function* logged(
    body: (client: Client, host: TestHost) => Fiber<void>,
    config: WebConfig = {},
): Fiber<{ path: string; host: TestHost }> {
    files++
    const path = join(place, `${files}.log`)
    const host = new TestHost(
        { ...config, accessLog: { path, format: 'json', ...config.accessLog } },
        {
            '/slow': function* (web) {
                yield* web.writeChunk('one')
                yield* sleep(1500)
                yield* web.writeChunk('two')
            },
            '/never': function* () {
                yield* sleep(60_000)
            },
            '/fail': () => {
                throw new Error('secret')
            },
            '/': web => web.writeNow(web.bodyBytes.length > 0 ? web.bodyBytes : 'hello'),
        },
    )
    yield* body(host.connect(), host)
    yield* sleep(10)
    host.stopNow()
    return { path, host }
}

/** The lines, once the file is closed. */
async function linesOf(path: string): Promise<string[]> {
    await logsClosed()
    // The latest line may have been the one that filled a file, which was then put aside.
    const aside = path.replace('.log', '-0.log')
    const text = existsSync(aside) ? readFileSync(aside, 'utf8') : ''
    return (text + readFileSync(path, 'utf8')).split('\n').slice(0, -1)
}

/** Declares a test that looks at the lines afterwards, which are written in real time. */
function logTest(
    name: string,
    body: (client: Client, host: TestHost) => Fiber<void>,
    check: (t: Test, lines: string[]) => void,
    config?: WebConfig,
): void {
    let path = ''
    webTest(`${name}: requests`, function* (t) {
        const result = yield* logged(body, config)
        path = result.path
        t.same(
            result.host.errors.filter(({ code }) => code !== 'WEB_HANDLER'),
            [],
        )
    })
    tap.test(`${name}: lines`, async t => check(t, await linesOf(path)))
}

const parsed = (lines: string[]) => lines.map(line => JSON.parse(line) as Line)

logTest(
    'AccessLog has a line for each request',
    function* (client) {
        yield* client.get('/a?b=%20', 'User-Agent: me', 'Referer: there', 'X-Forwarded-For: 1.2.3.4')
        yield* client.ask('POST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc')
        yield* client.ask('HEAD /c HTTP/1.1\r\n\r\n')
        yield* client.get('/slow')
        yield* client.get('/fail')
    },
    (t, lines) => {
        t.match(parsed(lines), [
            {
                ...{ method: 'GET', target: '/a?b=%20', protocol: 'HTTP/1.1', status: 200, bytes: 5, ms: 0, conn: 1 },
                ...{ count: 1, agent: 'me', referer: 'there', forwarded: '1.2.3.4', user: null, secure: false },
            },
            { method: 'POST', target: '/b', bytes: 3, count: 2 },
            { method: 'HEAD', target: '/c', bytes: 0, count: 3 },
            { target: '/slow', status: 200, ms: 1500 },
            { target: '/fail', status: 500 },
        ])
    },
)

logTest(
    'AccessLog has requests that break HTTP, and such as nobody waits for',
    function* (client, host) {
        yield* client.send('GET nowhere HTTP/1.1\r\n\r\n')
        yield* client.rest()
        const silent = host.connect()
        yield* silent.send('GET / HTTP/9.9\r\n\r\n')
        yield* silent.rest()
        const gone = host.connect()
        yield* gone.send('GET /never HTTP/1.1\r\n\r\n')
        yield* sleep(100)
        gone.socket.reset()
        yield* sleep(100)
        // One that sends nothing is no request.
        host.connect().socket.end()
        yield* sleep(100)
    },
    (t, lines) => {
        t.match(parsed(lines), [
            { method: 'GET', target: 'nowhere', status: 400 },
            { method: '', protocol: null, status: 550, bytes: 0 },
            { target: '/never', status: 550, ms: 100 },
        ])
        t.equal(lines.length, 3)
    },
)

logTest(
    'AccessLog has the address of a client that a known proxy tells',
    function* (_client, host) {
        const remote = { address: '::ffff:10.0.0.1', port: 1, family: 6 } as const
        const proxied = host.connect({}, { remote })
        yield* proxied.get('/', 'X-Forwarded-For: 192.0.2.1')
        yield* proxied.get('/', 'X-Forwarded-For: 1.1.1.1, 2001:db8::1')
        yield* proxied.get('/')
        yield* proxied.send('GET / HTTP/9.9\r\n\r\n')
        yield* proxied.rest()
        yield* host
            .connect({}, { remote: { address: '192.0.2.3', port: 1, family: 4 } })
            .get('/', 'X-Forwarded-For: 1.2.3.4')
    },
    (t, lines) => {
        t.match(parsed(lines), [
            { remote: '192.0.2.1', forwarded: '192.0.2.1' },
            { remote: '2001:db8::1' },
            { remote: '10.0.0.1', forwarded: null },
            { remote: '10.0.0.1', status: 550 },
            { remote: '192.0.2.3', forwarded: '1.2.3.4' },
        ])
    },
    { proxies: ['10.0.0.1'] },
)

logTest(
    'AccessLog writes the combined format, and rotates',
    function* (client) {
        for (let i = 0; i < 3; i++) {
            yield* client.get(`/${'x'.repeat(900)}`, 'User-Agent: "quoted"')
        }
    },
    (t, lines) => {
        t.match(lines.at(-1), /^memory a - - \[[^\]]+\] "GET \/x+ HTTP\/1\.1" 200 5 "-" "\\x22quoted\\x22"$/)
    },
    { accessLog: { format: 'combined', size: '1K', files: 2 } },
)

webTest('AccessLog that cannot be opened is told when the host starts', function* (t) {
    const host = new TestHost({ accessLog: { path: join(place, 'none', 'x.log') }, listen: [] })
    try {
        yield* host.start()
        t.ok(false, 'must throw')
    } catch (error) {
        t.match(error, { code: 'WEB_CONFIG', message: /^Cannot open the access log .*x\.log: / })
    }
})

webTest('WebHost without an access log has none', function* (t) {
    const host = new TestHost({}, { '/': web => web.writeNow('x') })
    yield* host.connect().get('/')
    t.equal(host.accessLog, null)
    t.notOk(existsSync(join(place, 'access.log')))
})
