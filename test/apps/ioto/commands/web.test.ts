/*
    web.test.ts -- `ioto web`: what its configuration and its options say, seen from outside.
*/

import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { endpointOf } from '../../../../apps/ioto/commands/web/options.js'
import { Child } from '../../../fiber/process/child.js'
import { makePki, noOpenssl } from '../../../fiber/tls/pki.js'
import { ioto, main } from '../agent.js'
import { run } from './commands.js'

t.setTimeout(180_000)

/** As root the server would become somebody else, who cannot read the files of this test. */
const me = process.getuid?.() === 0 ? "user: 'root'," : ''

const base = t.testdir()
let places = 0

/** A directory of its own with these files. */
function place(files: Readonly<Record<string, string>>): string {
    places++
    const home = join(base, String(places))
    for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(home, name)), { recursive: true })
        writeFileSync(join(home, name), content)
    }
    return home
}

/** A directory with a web.json5, and a page in `site`. */
function directory(web: string, rest = ''): string {
    const config = `{ web: { ${me} documents: './site', ${web} }, ${rest} }`
    return place({ 'web.json5': config, 'site/index.html': '<h1>here</h1>' })
}

/** Waits until the server listens, and gives the URL of its first endpoint. */
async function urlOf(child: Child): Promise<string> {
    const [, url] = await child.says(/web: info: Listening (https?:\S+)\n/, 'stderr')
    return url!
}

/** What a run says that ends by itself, without reports of a busy machine. */
async function outcome(...args: string[]) {
    const { status, stdout, stderr } = await run(['web', ...args])
    return {
        code: status,
        stdout,
        stderr: stderr.replaceAll(/^The thread was held .*\n(?:(?: {4}at |fiber \d).*\n)*/gm, ''),
    }
}

const actions = "routes: [{ match: '/test/', handler: 'action' }, { methods: ['GET', 'HEAD'] }]"
const anywhere = "listen: ['http://127.0.0.1:0']"

/** Waits until a file says something. */
async function fileSays(path: string, pattern: RegExp): Promise<RegExpExecArray> {
    let changed = (): void => {}
    const watcher = watch(dirname(path), () => changed())
    try {
        for (;;) {
            const change = new Promise<void>(resolve => {
                changed = resolve
            })
            const match = existsSync(path) ? pattern.exec(readFileSync(path, 'utf8')) : null
            if (match !== null) {
                return match
            }
            await change
        }
    } finally {
        watcher.close()
    }
}

t.test('ioto web serves as web.json5 of a directory says, until SIGTERM', async t => {
    const home = directory(
        `${anywhere}, ${actions}, limits: { body: '1K' }`,
        'limits: { fibers: 2, fiberStack: 65536 }',
    )
    const child = ioto(t, 'web', '--home', home)
    const url = await urlOf(child)
    t.equal(await (await fetch(url)).text(), '<h1>here</h1>')
    // Each on a connection of its own, and more than there may be fibers beside those of connections.
    const pages = await Promise.all(Array.from({ length: 12 }, () => fetch(url).then(response => response.text())))
    t.ok(pages.every(page => page === '<h1>here</h1>'))
    const none = await fetch(`${url}/test/success`)
    t.same([none.status, await none.text()], [404, 'No action to handle request'])
    child.kill('SIGTERM')
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.complaints, `web: info: Listening ${url}\nweb: info: Stopping after SIGTERM\n`)
    t.equal(child.stdout, '')
})

t.test('ioto web --test adds the test actions, --show traces, --trace logs into a file', async t => {
    const home = directory(`${anywhere}, ${actions}`)
    const child = ioto(t, 'web', '-h', home, '--test', '-s', 'Hh', '-t', join(home, 'web.log'), '--exit', 'done', '-T')
    const log = () => readFileSync(join(home, 'web.log'), 'utf8')
    const [, url] = await fileSays(join(home, 'web.log'), /Listening (\S+)\n/)
    const response = await fetch(`${url}/test/success`)
    t.equal(await response.text(), 'success\n')
    t.match(await (await fetch(`${url}/test/show`)).json(), { url: '/test/show', route: '/test/' })
    child.kill('SIGINT')
    t.same(await child.ended, { code: 0, signal: null })
    t.match(log(), /^test: info: Development test actions are enabled below \/test: never do this in production\n/)
    t.match(log(), /\nConnect: http:\/\/127\.0\.0\.1:0 \(fd \d+\)\n/)
    t.match(log(), /\nRequest <<<<\n\nGET \/test\/success HTTP\/1\.1\r\n/)
    t.match(log(), /\nResponse >>>>\n\nHTTP\/1\.1 200 OK\r\n/)
    t.equal(child.complaints, '')
})

t.test('ioto web takes an endpoint in place of those of the file, and ends after --exit seconds', async t => {
    const home = directory("listen: ['http://127.0.0.1:1']")
    const words = ['--home', home, '--config', '.', '--listen', '2', '--exit', '0', 'http://127.0.0.1:0', 'ignored']
    const { code, stderr } = await outcome(...words)
    t.equal(code, 0)
    t.match(stderr, /^web: info: Listening http:\/\/127\.0\.0\.1:\d+\nweb: info: Stopping after 0 seconds\n$/)
})

t.test('ioto web serves https with the certificate of the file, and never in plain text without it', async t => {
    if (noOpenssl) {
        t.pass(`skipped: ${noOpenssl}`)
        return
    }
    const pki = makePki()
    t.teardown(() => pki.remove())
    const tls = (certificate: string) => `tls: { certificate: '${certificate}', key: '${pki.path('server.key')}' }`
    const both = "listen: ['http://127.0.0.1:0', 'https://127.0.0.1:0']"
    const good = await outcome('-h', directory(both, tls(pki.path('server.crt'))), '--exit', '0')
    t.match(good.stderr, /Listening http:\S+\nweb: info: Listening https:\S+\n/)
    const nowhere = join(pki.folder, 'nowhere.crt')
    const half = await outcome('-h', directory(both, tls(nowhere)), '--exit', '0')
    t.equal(half.code, 0)
    t.match(half.stderr, new RegExp(`^web: error: Cannot access certificate ${nowhere}\n`, 'm'))
    t.match(
        half.stderr,
        /^web: error: Secure endpoint https:\S+ is not yet ready as it does not have a certificate or key\.\n/m,
    )
    const none = await outcome('-h', directory("listen: ['https://127.0.0.1:0']", tls(nowhere)))
    t.equal(none.code, 1)
    t.match(none.stderr, /web: error: Cannot start host: no endpoint could be opened\n$/)
})

t.test('ioto web says what is wrong, and exits with 1', async t => {
    const taken = createServer()
    await new Promise<void>(resolve => {
        taken.listen(0, '127.0.0.1', resolve)
    })
    t.teardown(() => taken.close())
    const { port } = taken.address() as AddressInfo
    const empty = place({ 'broken.json5': '{ web: { listen: [ }', 'file/web.json5': '[]' })
    const rows: [args: string[], stderr: RegExp][] = [
        [
            ['-h', directory(`listen: ['http://127.0.0.1:${port}']`)],
            /^web: error: Cannot start host: .*127\.0\.0\.1:\d+.*\n$/,
        ],
        [
            ['-h', directory(`${anywhere}, limits: { bdy: 5 }`)],
            /web\.json5: web\.limits\.bdy is no known property: is web\.limits\.body meant\?\n$/,
        ],
        [
            ['-h', directory(anywhere, 'limits: { fibres: 5 }')],
            /: limits\.fibres is no known property: is limits\.fibers meant\?\n$/,
        ],
        [['-h', directory(anywhere, 'wbe: {}')], /: wbe is no known property: is web meant\?\n$/],
        [['-h', directory('listen: []')], /no endpoint to listen on, wanted web\.listen/],
        [['-h', directory(`${anywhere}, documents: './none'`)], /^web: error: Cannot start host: .*none/],
        [
            ['-c', join(empty, 'none.json5')],
            /^ioto web: Cannot read configuration \S+none\.json5: there is no such file\n$/,
        ],
        [['-c', join(empty, 'broken.json5')], /^ioto web: Cannot parse \S*broken\.json5:1:20: /],
        [['-c', join(empty, 'file')], /web\.json5 is \[\], wanted an object\n$/],
        [['-h', join(empty, 'nowhere')], /^ioto web: Cannot change to directory \S+nowhere: /],
        [['-t', join(empty, 'none', 'x.log')], /^ioto web: Cannot open log file \S+x\.log: /],
    ]
    for (const [args, stderr] of rows) {
        const result = await outcome(...args)
        t.equal(result.code, 1, args.join(' '))
        t.match(result.stderr, stderr)
        t.equal(result.stdout, '')
    }
})

t.test('ioto web with a wrong command line prints its usage and exits with 250', async t => {
    for (const args of [['--no-such'], ['--listen'], ['--show', 'X'], ['--listen', '']]) {
        const { code, stderr } = await outcome(...args)
        t.equal(code, 250, args.join(' '))
        t.match(stderr, /^ioto web: [^\n]+\n[^]*\nUsage: ioto web \[options\] \[endpoint\]\n/)
    }
})

t.test('endpointOf takes ports, endpoints, and endpoints without a scheme', async t => {
    t.equal(endpointOf('8080'), 'http://:8080')
    t.equal(endpointOf('localhost:8080'), 'http://localhost:8080')
    t.equal(endpointOf(':8080'), 'http://:8080')
    t.equal(endpointOf('http://:80'), 'http://:80')
    t.equal(endpointOf('https://:443'), 'https://:443')
    t.throws(() => endpointOf(''), /Wanted a port/)
})

t.test('ioto web says that there is nothing to serve', async t => {
    t.match(await outcome('-h', place({ 'x.txt': '' })), {
        code: 1,
        stderr: /^ioto web: Cannot find anything to serve: there is no web\.json5 here, and no directory web, wanted one of them/,
    })
})

t.test(
    'ioto web that root has started becomes another user',
    { skip: process.getuid?.() === 0 ? false : 'this is not root' },
    async t => {
        const home = place({ 'web.json5': `{ web: { ${anywhere}, documents: '.' } }` })
        const child = ioto(t, 'web', '-h', home, '--exit', '0')
        t.same(await child.ended, { code: 0, signal: null })
        t.match(child.stderr, /web: info: Running as user nobody, group (nobody|nogroup)\n/)
        const anyTest = `{ web: { ${anywhere}, routes: [{ handler: 'action' }] } }`
        const developer = await outcome('-h', place({ 'web.json5': anyTest }), '--test', '--exit', '0')
        t.match(developer.stderr, /web: info: Running as root: with --test only a configured web\.user changes that\n/)
        for (const [property, message] of [
            ["user: 'no-such-user'", /Cannot start host: Cannot change to the user no-such-user: /],
            ["group: 'no-such-group'", /Cannot start host: Cannot change to the group no-such-group: /],
        ] as const) {
            const other = place({ 'web.json5': `{ web: { ${anywhere}, documents: '.', ${property} } }` })
            // Of its own: a group that was changed stays so.
            const failed = ioto(t, 'web', '-h', other)
            t.same(await failed.ended, { code: 1, signal: null })
            t.match(failed.stderr, message)
        }
        t.equal(userInfo().uid, 0)
    },
)

t.test(
    'ioto web --background goes on without the one who has started it',
    { skip: process.platform === 'win32' ? 'Windows has no daemons of this kind' : false },
    async t => {
        const home = directory(anywhere)
        const log = join(home, 'web.log')
        const child = new Child([main, 'web', '--background', '--home', home, '--trace', 'web.log', '--exit', '0'])
        t.same(await child.ended, { code: 0, signal: null })
        t.ok(await fileSays(log, /Listening http:\/\/127[\s\S]*Stopping after 0 seconds/))
    },
)
