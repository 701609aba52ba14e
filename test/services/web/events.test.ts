import t from 'tap'
import { clearLogFilter, setLogFilter, setLogHandler } from '../../../fiber/index.js'
import { logEvent, makeReference } from '../../../services/web/events.js'
import { TestHost, webTest } from './harness.js'

const event = {
    level: 'error',
    code: 'WEB_HANDLER',
    message: 'It failed',
    conn: 1,
    remote: null,
    method: 'GET',
    path: '/a\n',
} as const

t.test(
    'logEvent logs with the request, the reference and the stack, as far as the filter lets it; of a full disk in a sentence',
    async t => {
        const lines: string[] = []
        const former = setLogHandler((type, source, message) => lines.push(`${type} ${source} ${message}`))
        t.teardown(() => {
            setLogHandler(former)
            clearLogFilter()
        })
        setLogFilter('error,info', 'all')
        logEvent({ ...event, error: new Error('why'), reference: 'ABC' })
        logEvent({ ...event, error: 'text', method: '', path: '' })
        logEvent({ ...event, level: 'trace' })
        logEvent({ ...event, level: 'info', path: '' })
        setLogFilter('info', 'all')
        logEvent(event)
        t.equal(lines.length, 3)
        t.match(lines[0], /^error web It failed \(GET "\/a\\n"\), reference ABC: Error: why\n +at /)
        t.equal(lines[1], 'error web It failed: text')
        t.equal(lines[2], 'info web It failed')
        setLogFilter('error', 'all')
        const full = Object.assign(new Error('Cannot write x: ENOSPC'), { code: 'ENOSPC' })
        logEvent({ ...event, error: full })
        logEvent({ ...event, message: full.message, error: full })
        t.same(lines.slice(3), [
            'error web It failed (GET "/a\\n"): Cannot write x: ENOSPC',
            'error web Cannot write x: ENOSPC (GET "/a\\n")',
        ])
    },
)

t.test('logEvent keeps a record on one line, and its stack indented, whatever clients send', async t => {
    const lines: string[] = []
    const former = setLogHandler((_type, _source, message) => lines.push(message))
    t.teardown(() => setLogHandler(former))
    const error = new Error('bad \u001b[2J\nJan 1 web: forged\r\n\tx')
    error.stack = `Error: ${error.message}\n    at f (file.ts:1:1)`
    logEvent({ ...event, message: 'It failed for /x\nforged\u001b[31m\u0085\u2028', path: '/x\nforged', error })
    t.same(lines, [
        'It failed for /x\\x0aforged\\x1b[31m\\x85\\u2028 (GET "/x\\nforged"): Error: bad \\x1b[2J\n    Jan 1 web: forged\\x0d\n    \tx\n    at f (file.ts:1:1)',
    ])
})

webTest('a handler that fails is told of with a path that cannot be taken for another record', function* (t) {
    const host = new TestHost(
        {},
        {
            '/x': () => {
                throw new Error('no')
            },
        },
    )
    yield* host.connect().get('/x%0aforged%1b')
    t.match(host.errors, [{ message: 'Exception in handler processing for /x\\x0aforged\\x1b' }])
})

t.test('makeReference gives twelve characters that are hard to mistake', async t => {
    const all = Array.from({ length: 1000 }, makeReference)
    t.equal(new Set(all).size, 1000)
    t.ok(all.every(reference => /^[0-9A-HJKMNP-TV-Z]{12}$|^[0-9A-HJ-NP-Z]{12}$/.test(reference)))
})
