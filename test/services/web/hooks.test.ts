import { type Blocking, sleep, spawn } from '../../../fiber/index.js'
import {
    type Web,
    WEB_HOOK_ACTION,
    WEB_HOOK_CONNECT,
    WEB_HOOK_DISCONNECT,
    WEB_HOOK_END,
    WEB_HOOK_ERROR,
    WEB_HOOK_EXCEPTION,
    WEB_HOOK_NOT_FOUND,
    WEB_HOOK_RUN,
    WEB_HOOK_START,
    type WebConfig,
    type WebHandler,
} from '../../../services/web/index.js'
import { header, TestHost, webTest } from './harness.js'

const names: Record<number, string> = {
    [WEB_HOOK_CONNECT]: 'connect',
    [WEB_HOOK_DISCONNECT]: 'disconnect',
    [WEB_HOOK_START]: 'start',
    [WEB_HOOK_RUN]: 'run',
    [WEB_HOOK_ACTION]: 'action',
    [WEB_HOOK_NOT_FOUND]: 'not found',
    [WEB_HOOK_ERROR]: 'error',
    [WEB_HOOK_EXCEPTION]: 'exception',
    [WEB_HOOK_END]: 'end',
}

/** A host whose hook notes the events, and does `also`. */
function hooked(
    actions: Record<string, WebHandler>,
    config: WebConfig = {},
    also: (web: Web, event: string) => Blocking<unknown> | void = () => {},
): { host: TestHost; seen: string[] } {
    const seen: string[] = []
    const host = new TestHost(config, {
        '/noted': web => {
            seen.push('handler')
            web.writeNow('noted')
        },
        ...actions,
    })
    host.setHook(function* (web, event) {
        yield* sleep(1)
        const name = names[event] ?? String(event)
        seen.push(web.error === null ? name : `${name}: ${web.error}`)
        const work = also(web, name)
        if (work !== undefined) {
            yield* work
        }
        return 5
    })
    return { host, seen }
}

webTest('WebHost.setHook has the hook told of each step, in order', function* (t) {
    const { host, seen } = hooked({})
    const client = host.connect()
    t.equal((yield* client.get('/noted')).body.toString(), 'noted')
    yield* sleep(10)
    t.same(seen.splice(0), ['connect', 'start', 'run', 'action', 'handler', 'end'])
    yield* client.ask('POST /noted HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc')
    yield* sleep(10)
    t.same(seen.splice(0), ['start', 'run', 'action', 'handler', 'end'])
    client.socket.end()
    yield* client.ended()
    yield* sleep(10)
    t.same(seen, ['disconnect'])
})

webTest('WebHost.setHook takes plain hooks, and null', function* (t) {
    const seen: number[] = []
    const host = new TestHost({}, { '/': web => web.writeNow('x') })
    host.setHook((_web, event) => event + seen.push(event))
    const client = host.connect()
    yield* client.get('/')
    yield* sleep(10)
    t.same(seen.splice(0), [WEB_HOOK_CONNECT, WEB_HOOK_START, WEB_HOOK_RUN, WEB_HOOK_ACTION, WEB_HOOK_END])
    host.setHook(null)
    t.equal((yield* client.get('/')).body.toString(), 'x')
    t.same(seen, [])
})

webTest(
    'WebHost.setHook has the hook told of errors after their response, and whether the request ended',
    function* (t) {
        const routes = [
            { match: '/only', handler: 'action', methods: 'POST' },
            { match: '/a/', handler: 'action', methods: 'GET' },
        ]
        const { host, seen } = hooked({ '/a/fail': web => web.sendError(403, 'Not %s', 'you') }, { routes })
        const client = host.connect()
        for (const [target, events] of [
            ['/none', ['start', 'not found', 'error: No matching route', 'end: No matching route']],
            ['/only', ['start', 'error: Unsupported method.', 'end: Unsupported method.']],
            ['/a/none', ['start', 'run', 'error: No action to handle request', 'end: No action to handle request']],
            ['/a/fail', ['start', 'run', 'action', 'error: Not you', 'end: Not you']],
        ] as const) {
            yield* sleep(10)
            seen.length = 0
            yield* client.get(target)
            yield* sleep(10)
            t.same(seen, events, target)
        }
    },
)

webTest('WebHost.setHook has the hook told of requests that end the connection, which have no end', function* (t) {
    for (const [request, events, status] of [
        ['GET / HTTP/9.9\r\n\r\n', ['error: Unsupported HTTP version'], 0],
        ['GET a HTTP/1.1\r\n\r\n', ['error: Illegal URL'], 400],
        [
            'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n',
            ['start', 'error: Bad chunk specification'],
            400,
        ],
    ] as const) {
        const { host, seen } = hooked({ '/': () => {} })
        const client = host.connect()
        yield* client.send(request)
        if (status > 0) {
            t.equal((yield* client.response()).status, status)
        }
        t.ok(yield* client.ended())
        yield* sleep(10)
        t.same(seen, ['connect', ...events, `disconnect: ${events.at(-1)!.slice(7)}`])
        t.equal(host.webs.length, 0)
    }
})

webTest('WebHost.setHook has the hook told of exceptions, which are no errors', function* (t) {
    const { host, seen } = hooked({
        '/': () => {
            throw new Error('secret')
        },
    })
    const client = host.connect()
    t.equal((yield* client.get('/')).status, 500)
    t.ok(yield* client.ended())
    yield* sleep(10)
    t.match(seen, ['connect', 'start', 'run', 'action', 'exception', /^disconnect/])
})

webTest('WebHost.setHook lets the hook answer requests', function* (t) {
    const { host, seen } = hooked({}, {}, (web, event) => {
        if (event === 'start' && web.path === '/early') {
            return web.writeResponse(202, 'early')
        }
        if (event === 'run' && web.path === '/late') {
            return web.writeResponse(203, 'late')
        }
        if (event === 'not found') {
            return web.writeResponse(200, 'found after all')
        }
        return undefined
    })
    host.addAction('/', () => {})
    const client = host.connect()
    for (const [target, status, body] of [
        ['/early', 202, 'early'],
        ['/late', 203, 'late'],
    ] as const) {
        const response = yield* client.get(target)
        t.equal(response.status, status)
        t.equal(response.body.toString(), body)
    }
    yield* sleep(10)
    t.notOk(seen.includes('action'))
    for (const answer of [
        (web: Web) => web.writeResponse(200, 'found after all'),
        (web: Web) => web.writeResponseNow(200, 'found after all'),
        (web: Web) => web.jsonNow('found after all'),
    ]) {
        const { host: other } = hooked({}, { routes: [] }, (web, event) =>
            event === 'not found' ? (answer(web) ?? undefined) : undefined,
        )
        t.match((yield* other.connect().get('/none')).body.toString(), /^"?found after all"?$/)
    }
})

webTest('WebHost.setHook has the hook told of the end of a connection whose handler is cancelled', function* (t) {
    const { host, seen } = hooked({
        '/': function* () {
            yield* sleep(60_000)
        },
    })
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* sleep(100)
    client.socket.reset()
    yield* sleep(100)
    t.same(seen, ['connect', 'start', 'run', 'action', 'disconnect'])
    t.equal(host.statistics().connections, 0)
})

webTest('WebHost.setHook does not hold others up while the hook waits', function* (t) {
    const host = new TestHost({}, { '/': web => web.writeNow('x') })
    host.setHook(function* (web, event) {
        if (event === WEB_HOOK_START && web.path === '/slow') {
            yield* sleep(1000)
        }
    })
    const slow = host.connect()
    yield* slow.send('GET /slow HTTP/1.1\r\n\r\n')
    const response = yield* host.connect().get('/')
    t.equal(header(response, 'content-length'), '1')
    const task = spawn(() => slow.response())
    t.equal((yield* task.join()).body.toString(), 'x')
})
