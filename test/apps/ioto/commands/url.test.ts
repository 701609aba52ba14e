import { spawn as spawnProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { WebSocketServer } from 'ws'
import { run, runAlone } from './commands.js'

t.setTimeout(180_000)

const directory = mkdtempSync(join(tmpdir(), 'ioto-url-command-'))
const posted = join(directory, 'posted')
writeFileSync(posted, 'from a file')

const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', piece => pieces.push(piece))
    request.on('end', () => {
        const url = request.url ?? ''
        const status = Number(/status=(\d+)/.exec(url)?.[1] ?? 200)
        if (url.startsWith('/to/')) {
            response.writeHead(302, { Location: `../${url.slice(4)}` }).end('moved')
        } else if (url.startsWith('/user')) {
            const good = request.headers.authorization === 'Basic am9lOnB3'
            response.writeHead(good ? 200 : 401, { 'WWW-Authenticate': 'Basic realm="x"' }).end(good ? 'in' : 'out')
        } else if (url.startsWith('/events')) {
            response.writeHead(200, { 'Content-Type': 'text/event-stream' })
            response.end(': hello\n\nid: 4\nevent: e\ndata: one\n\ndata: two\n\n')
        } else if (url.startsWith('/binary')) {
            response.end(Buffer.from([0, 255, 65]))
        } else {
            const { method, headers } = request
            response
                .writeHead(status)
                .end(JSON.stringify({ method, url, headers, body: Buffer.concat(pieces).toString() }))
        }
    })
})
const sockets = new WebSocketServer({ server })
sockets.on('connection', socket => socket.on('message', data => socket.send(`echo ${data}`)))
server.listen(0, '127.0.0.1')
t.before(() => (server.listening ? undefined : once(server, 'listening')))
t.teardown(() => {
    sockets.close()
    server.closeAllConnections()
    server.close()
    rmSync(directory, { recursive: true })
})

const at = (path: string): string => `127.0.0.1:${(server.address() as AddressInfo).port}${path}`

/** Runs the command; what the server says of the request, where it says something. */
async function url(...args: readonly string[]) {
    const result = await run(['url', ...args])
    const json = result.stdout.startsWith('{') ? JSON.parse(result.stdout) : null
    return { ...result, json }
}

t.test('ioto url prints the body of a response, and sends what the specification wants', async t => {
    const { status, stderr, json } = await url(at('/a?b'))
    t.match({ status, stderr }, { status: 0, stderr: '' })
    t.same(json, {
        method: 'GET',
        url: '/a?b',
        headers: { 'x-request': '00000000', connection: 'close', host: at('') },
        body: '',
    })
})

t.test('ioto url takes methods, headers and items', async t => {
    t.match((await url('-h', 'X-One: 1', 'PUT', at('/'), 'X-Two:2', 'text')).json, {
        method: 'PUT',
        headers: { 'x-one': '1', 'x-two': '2', 'content-type': 'text/plain' },
        body: 'text',
    })
    t.match((await url(at('/'), '{a: 1, b: [x]}')).json, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1,"b":["x"]}',
    })
    t.match((await url(at('/'), 'a=1', 'b=2')).json, {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=1&b=2',
    })
    t.match((await url(at('/'), `@${posted}`)).json, { method: 'POST', body: 'from a file' })
    t.match((await url(at('/'), '\\a=b:c')).json, { body: 'a=b:c' })
    const form = (await url('--upload', at('/'), `@${posted}`, 'k=v')).json
    t.match(form.headers['content-type'], /^multipart\/form-data; boundary=/)
    t.match(form.body, /name="k"\r\n.*\r\n\r\nv\r\n.*name="file0"; filename="posted"\r\n\r\nfrom a file\r\n/s)
    t.match(
        (await url('--cookie', 'a=b', '--range', '0-1', '--range', '5-6', '--chunk', '9', 'DELETE', at('/'))).json,
        {
            method: 'DELETE',
            headers: { cookie: 'a=b', range: 'bytes=0-1,5-6', 'x-chunk-size': '9', 'content-length': '0' },
        },
    )
    t.match(await runAlone(['url', `http://${at('/')}`, '@<'], { stdin: 'piped' }), {
        status: 0,
        stdout: /"body":"piped"/,
    })
})

t.test('ioto url follows redirects, and answers who asks for a password', async t => {
    t.match((await url(at('/to/there'))).json, { url: '/there', headers: { 'x-request': '00000001' } })
    t.match(await url('--redirects', '0', at('/to/there')), { stdout: 'moved', status: 0 })
    t.match(await url('--user', 'joe:pw', at('/user')), { stdout: 'in', status: 0 })
    t.match(await url('--user', 'joe:no', at('/user')), { stdout: 'out', status: 1 })
})

t.test('ioto url says with its status what has happened', async t => {
    t.match(await url(at('/?status=404')), { status: 1, stderr: /^url: error: GET .*: status 404\n$/ })
    t.match(await url('--zero', at('/?status=500')), { status: 0, stderr: '' })
    t.match(await url('-q', at('/?status=500')), { status: 1, stdout: '', stderr: '' })
    t.match(await url('127.0.0.1:1/'), { status: 1, stderr: /^url: error: Cannot request http:\/\/127.0.0.1:1\/: / })
    t.match(await url('--nonsense', 'x'), { status: 250, stdout: '', stderr: /^url: error: unknown option/ })
    t.match(await url(), { status: 250, stderr: /no URL/ })
    t.match(await url('-h', 'nocolon', 'x'), { status: 250, stderr: /Name: value/ })
    t.match(await url('--clients', '1001', 'x'), { status: 250 })
    for (const time of ['10bananas', '5m', '-1', 'soon']) {
        t.match(await url('--timeout', time, 'x'), { status: 250, stderr: /Wanted a time such as/ }, time)
    }
    t.match(await url('--timeout', '2 mins', at('/')), { status: 0 })
    t.match(await url('--key', posted, 'x'), { status: 250, stderr: /--key without --cert/ })
    t.match(await url('--proxy', 'socks5://x', at('/')), { status: 1, stderr: /wanted http:\/\/HOST:PORT/ })
    t.match(await url(at('/'), '@missing'), { status: 250, stderr: /Cannot open missing/ })
    t.match(await url('--sse', at('/'), 'body'), { status: 250, stderr: /Cannot write body to WebSocket or SSE/ })
    t.match(await url('htp://x'), {
        status: 250,
        stderr: /^url: error: Cannot request htp:\/\/x: scheme htp, wanted http, https, ws or wss\n/,
    })
    t.match(await url('--help'), { status: 0, stdout: /--redirects <count>/ })
})

t.test('ioto url shows heads, files, hexadecimal bytes, events, messages and times', async t => {
    t.match(await url('--show', 'Hh', at('/x')), { stdout: '', stderr: /GET \/x HTTP\/1\.1\r\n.*HTTP\/1\.1 200 OK/s })
    t.match(await url('-H', at('/x')), { stdout: '', stderr: /HTTP\/1\.1 200 OK/ })
    t.match(await url('--printable', at('/binary')), { stdout: '00 ff 41 ' })
    const saved = join(directory, 'saved')
    t.match(await url('--save', saved, at('/saved')), { status: 0, stdout: '' })
    t.match(readFileSync(saved, 'utf8'), /"url":"\/saved"/)
    t.match(await url('--sse', at('/events')), {
        status: 0,
        stderr: /SSE Event: 4, name e, data: one.*SSE Event: -1, name , data: two/s,
    })
    t.match(await url('-w', '-i', '2', at('/ws')), { status: 0, stdout: 'echo Message 1\necho Message 2\n' })
    const bench = await url('-q', '-b', '-c', '6', '--fibers', '2', at('/'))
    t.match(bench, { status: 0, stdout: /Clients: +2\nRequest Count: +6\nTime elapsed: +\d+\.\d{4} sec\n/ })
})

t.test('ioto url sends what curl sends, but for what each adds', async t => {
    const seen: string[] = []
    // Answers by the path: a redirect, a question for a password, all else well
    const wire = createTcpServer(socket => {
        let text = ''
        socket.on('data', data => {
            text += data
            const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
            const end = text.indexOf('\r\n\r\n')
            if (end >= 0 && text.length >= end + 4 + length) {
                seen.push(text)
                const lines = text.includes('/moved')
                    ? '302 Found\r\nLocation: /there?x'
                    : text.includes('/login') && !/^authorization: digest/im.test(text)
                      ? '401 Who\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256'
                      : '200 OK'
                text = ''
                socket.write(`HTTP/1.1 ${lines}\r\nContent-Length: 0\r\n\r\n`)
            }
        })
        socket.on('error', () => {})
    })
    wire.listen(0, '127.0.0.1')
    await once(wire, 'listening')
    const host = `127.0.0.1:${(wire.address() as AddressInfo).port}`
    const to = `http://${host}`
    const curl = async (...args: readonly string[]): Promise<void> => {
        const child = spawnProcess('curl', ['-s', '-m', '10', '-H', 'User-Agent:', '-H', 'Accept:', ...args])
        await Promise.race([once(child, 'close'), once(child, 'error')])
    }
    const pairs: [theirs: string[], ours: string[]][] = [
        [[`${to}/a?b=%20#c`], [`${to}/a?b=%20#c`]],
        [[`${to}`], [`${to}`]],
        [
            ['-H', 'X-A: b', '-X', 'DELETE', `${to}/`],
            ['-h', 'X-A: b', 'DELETE', `${to}/`],
        ],
        [
            ['--data-raw', 'a=1&b=2', `${to}/form`],
            [`${to}/form`, 'a=1', 'b=2'],
        ],
        [
            ['-H', 'Content-Type: text/plain', '--data-raw', 'text', '-X', 'PUT', `${to}/`],
            ['PUT', `${to}/`, 'text'],
        ],
        [
            ['-H', 'Content-Type: application/json', '--data-raw', '{"a":1}', `${to}/`],
            [`${to}/`, '{a: 1}'],
        ],
        [
            ['-H', 'Content-Type:', '-T', posted, `${to}/file`],
            ['PUT', `${to}/file`, `@${posted}`],
        ],
        [
            ['-u', 'joe:pw', `${to}/`],
            ['--user', 'joe:pw', `${to}/`],
        ],
        [
            ['-b', 'a=b; c=d', `${to}/`],
            ['--cookie', 'a=b; c=d', `${to}/`],
        ],
        [
            ['-r', '0-9,20-', `${to}/`],
            ['--range', '0-9', '--range', '20-', `${to}/`],
        ],
        [
            ['-0', `${to}/`],
            ['-p', '0', `${to}/`],
        ],
        [
            ['-x', `http://me:pw@${host}`, 'http://far.test:81/x?y'],
            ['--proxy', `http://me:pw@${host}`, 'http://far.test:81/x?y'],
        ],
        [['-L', `${to}/moved`], [`${to}/moved`]],
        [
            ['--anyauth', '-u', 'joe:pw', `${to}/login`],
            ['--user', 'joe:pw', `${to}/login`],
        ],
    ]
    for (const [theirs, ours] of pairs) {
        await curl(...theirs)
        if (seen.length === 0) {
            t.comment('curl is not there')
            break
        }
        const one = seen.splice(0).map(comparable)
        await run(['url', ...ours])
        t.same(seen.splice(0).map(comparable), one, ours.join(' '))
    }
    wire.close()
})

/** First line, header lines in alphabetic order, body; without what docs/reference/commands.md says that each adds. */
function comparable(text: string): [string, string[], string] {
    const [head = '', body = ''] = text.split('\r\n\r\n')
    const [first = '', ...lines] = head.split('\r\n')
    const own = /^(X-Request|Connection|Proxy-Connection|Content-Length: 0|Expect)/
    const eager = first.includes('/login') ? /^Authorization: Basic/ : own
    const told = lines.filter(line => !own.test(line) && !eager.test(line))
    // Each has a cnonce of its own, and parameters of Digest may come in any order
    const digest = told.map(line =>
        line.startsWith('Authorization: Digest ')
            ? line
                  .slice(22)
                  .replace(/"/g, '')
                  .split(', ')
                  .filter(part => !/^(cnonce|response)=/.test(part))
                  .sort()
                  .join(', ')
            : line,
    )
    return [first, digest.sort(), body]
}
