/*
    server.ts -- The server that fuzz-web.ts attacks: a process of its own, which tells what it holds.

    It has a route of each kind, small limits and short timeouts. What it reports as an error is a finding: a client can cause none, but
    for the actions that crash.
*/

import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fiber, fibers, logFailure, onUncaught, run, sleep } from '../../../fiber/index.js'
import { addTestActions, type WebConfig, WebHost } from '../../../services/web/index.js'

/** What it holds. */
export interface Holdings {
    readonly port: number
    readonly connections: number
    readonly requests: number
    readonly fibers: number
    /** After a collection, bytes. */
    readonly heap: number
    readonly rss: number
    /** Temporary files. */
    readonly files: readonly string[]
    /** Reported errors since the last time. */
    readonly errors: readonly string[]
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH']

/** Signatures below /test/sig/. */
const api = `{
    text: { request: 'string', response: 'string' },
    item: {
        request: { hasRequired: true, fields: { id: { type: 'number', required: true }, when: { type: 'date' }, more: { hasWild: true, fields: {} } } },
        response: { fields: { id: { type: 'number' }, secret: { type: 'string', role: 'admin' } } },
    },
    list: { request: { type: 'array', of: { type: 'object', fields: { a: { type: 'boolean' } } } }, response: { type: 'array' } },
}`

const passwordOf = (name: string) => `SHA256:${createHash('sha256').update(`${name}:web:pass`).digest('hex')}`

/** The site, and a directory for uploads. */
function makePlace(): string {
    const place = mkdtempSync(join(tmpdir(), 'fuzz-web-'))
    for (const name of ['site', 'site/dir', 'site/put', 'uploads', 'tmp']) {
        mkdirSync(join(place, name))
    }
    writeFileSync(join(place, 'site/index.html'), '<h1>root</h1>')
    writeFileSync(join(place, 'site/dir/index.html'), '<h1>dir</h1>')
    writeFileSync(join(place, 'site/a.txt'), 'hello\n')
    writeFileSync(join(place, 'site/a.txt.gz'), 'no gzip, but who knows')
    writeFileSync(join(place, 'api.json5'), api)
    writeFileSync(join(place, 'site/large.bin'), Buffer.alloc(300_000, 'large'))
    return place
}

function configOf(place: string): WebConfig {
    return {
        listen: ['http://127.0.0.1:0'],
        documents: join(place, 'site'),
        fiberBlocks: true,
        limits: {
            body: '8K',
            header: '4K',
            upload: '16K',
            uploads: 3,
            connections: 500,
            sessions: 50,
            requests: 20,
            cache: '64K',
        },
        timeouts: { parse: 1, inactivity: 1, request: 3 },
        upload: { dir: join(place, 'uploads') },
        signatures: { enable: true, path: join(place, 'api.json5'), strict: true },
        webSockets: { compress: true, validateUTF: true, protocol: '' },
        statistics: { path: '/test/statistics', role: 'public' },
        accessLog: { path: join(place, 'access.log'), size: '64K', files: 1 },
        auth: {
            requireTlsForBasic: false,
            roles: { user: [], admin: ['user'] },
            users: { joe: { password: passwordOf('joe'), role: 'admin' } },
        },
        redirect: [{ from: '/old', to: '/new' }],
        routes: [
            { match: '/test/stream', handler: 'action', methods: METHODS, stream: true },
            { match: '/test/sig/', handler: 'action', methods: METHODS, validate: true },
            { match: '/test/xsrf/', handler: 'action', methods: METHODS, xsrf: true },
            { match: '/test/', handler: 'action', methods: METHODS },
            { match: '/put/', methods: METHODS },
            { match: '/role/', role: 'admin' },
            { match: '/basic/', role: 'admin', authType: 'basic' },
            { match: '/digest/', role: 'admin', authType: 'digest' },
            { match: '/away', redirect: '/a.txt' },
            { match: '/app/', trim: '/app', compressed: true, cache: { maxAge: 60 }, methods: METHODS },
            { methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] },
        ],
    }
}

function* serve(): Fiber<void> {
    const place = makePlace()
    process.chdir(place)
    const errors: string[] = []
    const host = new WebHost(configOf(place), {
        report: ({ level, message, error, path }) => {
            if (level === 'error' && !path.startsWith('/test/crash/')) {
                errors.push(`${message}${error instanceof Error ? `: ${error.stack}` : ''}`)
            }
        },
    })
    yield* addTestActions(host, '/test')
    yield* host.start()
    let over = false
    // The one who attacks is gone.
    process.on('disconnect', () => process.exit(1))
    process.on('message', (word: string) => {
        if (word === 'end') {
            over = true
            return
        }
        globalThis.gc?.()
        const { rss, heapUsed } = process.memoryUsage()
        const holdings: Holdings = {
            port: host.addresses[0]!.port,
            connections: host.connections,
            requests: host.statistics().requests,
            fibers: fibers().length,
            heap: heapUsed,
            rss,
            files: readdirSync(join(place, 'uploads')),
            errors: errors.splice(0),
        }
        process.send!(holdings)
    })
    while (!over) {
        yield* sleep(50)
    }
    yield* host.stop({ grace: 1000 })
    rmSync(place, { recursive: true })
    process.exit()
}

// What is detached and fails is told, and a finding all the same.
onUncaught(failure => {
    logFailure(failure)
    process.exitCode = 1
})
await run(serve)
