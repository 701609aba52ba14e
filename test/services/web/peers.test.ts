/*
    peers.test.ts -- curl and openssl against a server of the loopback interface: clients that we have not written. Documents as curl sees
    them are in files/curl.test.ts, TLS itself in test/fiber/tls/peers.test.ts.
*/

import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import t from 'tap'
import { fromPromise, run } from '../../../fiber/index.js'
import type { WebConfig, WebTlsConfig } from '../../../services/web/index.js'
import { registerTestActions } from '../../../services/web/test-actions/index.js'
import { makePki, noOpenssl } from '../../fiber/tls/pki.js'
import { METHODS, TestHost } from './harness.js'

const noCurl = spawnSync('curl', ['--version']).error === undefined ? false : 'curl is not installed here'
const exec = promisify(execFile)

/** Serves the test actions while `body` runs, which gets the URL without a slash at the end. */
async function served(
    body: (url: string, host: TestHost) => Promise<void>,
    config: WebConfig = {},
    tls?: WebTlsConfig,
): Promise<void> {
    const web = {
        listen: [`${tls === undefined ? 'http' : 'https'}://127.0.0.1:0`],
        routes: [
            { match: '/test/stream', handler: 'action', methods: METHODS, stream: true },
            { handler: 'action', methods: METHODS },
        ],
        ...config,
    }
    const host = new TestHost({ web, ...(tls === undefined ? {} : { tls }) })
    registerTestActions(host, '/test')
    await run(function* () {
        yield* host.start()
        yield* fromPromise(body(host.urls[0]!.replace(/\/$/, '').replace('127.0.0.1', 'localhost'), host))
        yield* host.stop({ grace: 1000 })
    })
    t.same(host.errors, [])
}

/** Runs curl, whose standard input is `input`; gives what it printed on both outputs. */
async function curl(words: readonly string[], input = ''): Promise<string> {
    const child = spawn('curl', ['-sS', '-4', '--max-time', '60', ...words])
    let text = ''
    child.stdout.on('data', part => {
        text += part
    })
    child.stderr.on('data', part => {
        text += part
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input, 'latin1')
    await once(child, 'close')
    return text
}

t.test('curl uploads and downloads in chunks', { skip: noCurl }, async t => {
    await served(async url => {
        const chunks = ['-X', 'POST', '-H', 'Transfer-Encoding: chunked', '-H', 'Content-Type: text/plain']
        const body = 'x'.repeat(300_000)
        t.equal(await curl([...chunks, '--data-binary', '@-', `${url}/test/stream`], body), '{length: 300000}')
        t.equal(await curl(['-T', '-', `${url}/test/put`], body), '300000\n')
        const small = await curl([...chunks, '--data-binary', '@-', `${url}/test/show`], 'hello')
        t.match(JSON.parse(small), { contentLength: 'chunked', body: 'hello' })
        const raw = await curl(['--raw', '-i', `${url}/test/recurse`])
        t.match(raw, /\r\nTransfer-Encoding: chunked\r\n\r\n12\r\nRecursion complete\r\n0\r\n\r\n$/)
    })
})

t.test('curl waits for 100 Continue, and is told at once where it need not send', { skip: noCurl }, async t => {
    await served(
        async url => {
            const wait = ['-v', '--expect100-timeout', '30', '-H', 'Expect: 100-continue', '--data-binary', '@-']
            const sent = await curl([...wait, `${url}/test/show`], 'y'.repeat(5000))
            t.match(sent, /< HTTP\/1\.1 100 Continue\r?\n[^]*< HTTP\/1\.1 200 OK\r?\n/)
            const big = await curl([...wait, `${url}/test/show`], 'y'.repeat(50_000))
            t.match(big, /< HTTP\/1\.1 413 /)
            t.notMatch(big, /100 Continue/)
        },
        { limits: { body: 10_000 } },
    )
})

t.test('curl speaks HTTP/1.0, and keeps a connection of HTTP/1.1', { skip: noCurl }, async t => {
    await served(async (url, host) => {
        t.match(
            await curl(['--http1.0', '-i', `${url}/test/success`]),
            /^HTTP\/1\.0 200 OK\r\n[^]*Connection: close\r\n[^]*success\n$/,
        )
        t.match(await curl(['--http1.0', '-i', `${url}/test/recurse`]), /\r\n\r\nRecursion complete$/, 'until the end')
        const before = host.statistics().accepted
        const twice = await curl([`${url}/test/show`, `${url}/test/show`])
        t.match(twice, /"count":1,[^]*"count":2,/)
        t.equal(host.statistics().accepted, before + 1)
        t.match(
            await curl(['-X', 'OPTIONS', '-i', '-H', 'Origin: http://there', `${url}/test/show`]),
            /Access-Control-Allow-Methods: DELETE,GET,/,
        )
    })
})

t.test(
    'openssl and curl reach an https endpoint: TLS 1.2 and 1.3 only, ALPN, client certificates',
    { skip: noOpenssl },
    async t => {
        const pki = makePki()
        t.teardown(() => pki.remove())
        const identity = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
        const connect = async (url: string, ...words: string[]) => {
            const target = ['-connect', new URL(url).host, '-CAfile', pki.path('ca.crt'), '-servername', 'localhost']
            const child = spawn('openssl', ['s_client', '-quiet', ...target, ...words])
            let text = ''
            child.stdout.on('data', part => {
                text += part
            })
            child.stderr.on('data', part => {
                text += part
            })
            child.stdin.on('error', () => {})
            child.stdin.write('GET /test/success HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
            await once(child, 'close')
            return text
        }
        await served(
            async url => {
                for (const version of ['-tls1_2', '-tls1_3']) {
                    t.match(await connect(url, version), /HTTP\/1\.1 200 OK\r?\n[^]*success\n/, version)
                }
                t.match(
                    await connect(url, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'),
                    /protocol version|no protocols|error/,
                )
                for (const version of ['-tls1_2', '-tls1_3']) {
                    for (const [offered, outcome] of [
                        [['-alpn', 'h2,http/1.1'], /ALPN protocol: http\/1\.1/],
                        [['-alpn', 'http/1.0'], /ALPN protocol: http\/1\.0/],
                        [[], /No ALPN negotiated/],
                        // RFC 7301 §3.2
                        [['-alpn', 'h2'], /alert no application protocol/],
                    ] as const) {
                        const words = ['s_client', version, ...offered, '-connect', new URL(url).host]
                        const { stdout } = await exec('sh', ['-c', 'openssl "$@" < /dev/null 2>&1; true', '', ...words])
                        t.match(stdout, outcome, `${version} ${offered.join(' ')}`)
                    }
                }
                if (noCurl === false) {
                    const shown = await curl(['--cacert', pki.path('ca.crt'), `${url}/test/success`])
                    t.equal(shown, 'success\n')
                    // It offers h2 and http/1.1.
                    const told = await exec('curl', [
                        '-sv',
                        '--http2',
                        '--cacert',
                        pki.path('ca.crt'),
                        `${url}/test/success`,
                    ])
                    t.match(told.stderr, /ALPN.* accepted.* http\/1\.1/)
                    t.match(await curl([`${url}/test/success`]), /certificate/, 'of an authority that nobody knows')
                }
                t.equal((await connect(url.replace('https', 'http'), '-tls1_2')).includes('200 OK'), true)
            },
            {},
            identity,
        )
        const verified = { ...identity, authority: pki.path('ca.crt'), verify: { client: true, issuer: true } }
        await served(
            async (url, host) => {
                const shown = ['-cert', pki.path('client.crt'), '-key', pki.path('client.key')]
                t.match(await connect(url, '-tls1_2', ...shown), /200 OK/)
                const before = host.statistics().accepted
                t.notMatch(await connect(url, '-tls1_2'), /200 OK/)
                const stranger = ['-cert', pki.path('stranger.crt'), '-key', pki.path('stranger.key')]
                t.notMatch(await connect(url, '-tls1_2', ...stranger), /200 OK/)
                t.equal(host.statistics().accepted, before, 'a failed handshake is no connection')
            },
            {},
            verified,
        )
    },
)
