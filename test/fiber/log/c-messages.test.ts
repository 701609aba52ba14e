import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import {
    assert,
    rAssert,
    rassert,
    rDebug,
    rError,
    rInfo,
    rLog,
    rLogConfig,
    rLogv,
    rMetrics,
    rSetLog,
    rSetLogFilter,
    rSetLogHandler,
    rTermLog,
    rTrace,
} from '../../../fiber/log/c.js'
import { Logger } from '../../../fiber/log/index.js'
import { Child } from '../process/child.js'

const directory = mkdtempSync(join(tmpdir(), 'ioto-log-'))
t.teardown(() => rmSync(directory, { recursive: true }))
t.beforeEach(() => rTermLog())
t.afterEach(() => rTermLog())

const file = (name: string) => join(directory, name)

/** What a file has when the log is closed. */
function content(name: string): string {
    rTermLog()
    return readFileSync(file(name), 'utf8')
}

t.test('rLog formats and writes what passes the filter', async t => {
    rSetLog(`${file('a')}:error,info:all,!mbedtls`, '%T %S: %M', false)
    rError('net', 'Cannot connect to %s:%d', 'host', 80)
    rInfo('mbedtls', 'never')
    rTrace('net', 'never')
    rLog(null, null, 'plain')
    t.equal(content('a'), 'error net: Cannot connect to host:80\ninfo app: plain\n')
})

t.test('rLog formats nothing that is filtered out', async t => {
    rSetLogFilter('error', 'all', false)
    let asked = 0
    const expensive = {
        toString() {
            asked++
            return 'text'
        },
    }
    rTrace('app', '%s', expensive)
    new Logger('app').trace(() => {
        asked++
        return 'text'
    })
    t.equal(asked, 0)
})

t.test('rAssert and assert log and go on', async t => {
    const said: string[] = []
    rSetLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
    rAssert('file.ts:1', 'x > 0')
    assert(true)
    assert(0)
    t.equal(said[0], 'error assert Assertion x > 0, failed at file.ts:1')
    t.match(said[1], /^error assert Assertion failed, failed at Test.*c-messages\.test/)
    t.equal(said.length, 2)
})

t.test('rMetrics writes one line of valid EMF', async t => {
    const said: string[] = []
    rSetLogHandler((_type, _source, message) => said.push(message))
    rMetrics('METRICS', 'Ioto', 'Device, Site', 'requests', 'Count', 5, 'latency', 'Milliseconds', 1.5, null)
    const record = JSON.parse(said[0]!.slice('METRICS '.length))
    t.match(record, {
        requests: 5,
        latency: 1.5,
        _aws: { CloudWatchMetrics: [{ Namespace: 'Ioto', Dimensions: [['Device', 'Site']] }] },
    })
    t.type(record._aws.Timestamp, 'number')
})

t.test('each function logs its type, with its source', async t => {
    const said: string[] = []
    rSetLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
    rError('net', 'e %d', 1)
    rInfo('net', 'i')
    rTrace(null, 't')
    rDebug('net', 'd')
    rLog('audit', 'db', '%s', 'own type')
    rLogv('info', 'db', '%d %d', [1, 2])
    rLogConfig()
    rassert(1)
    rassert(null)
    t.match(said, [
        'error net e 1',
        'info net i',
        'trace app t',
        'debug net d',
        'audit db own type',
        'info db 1 2',
        /^trace app ioto-fiber, Node v/,
        /^error assert Assertion failed, failed at .*c-messages\.test/,
    ])
})

t.test('rDebug and assert are silent in production', async t => {
    const child = Child.of(`
        process.env.NODE_ENV = 'production'
        const { assert, rDebug, rassert, rSetLogHandler } = await import('ioto-fiber/c')
        rSetLogHandler((type, source, message) => console.log(type, source))
        rDebug('app', 'debug')
        assert(false)
        rassert(false)`)
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.stdout, 'error assert\n')
})

t.test('rMetrics takes values of any kind, and writes nothing when raw messages are off', async t => {
    const said: string[] = []
    rSetLogHandler((_type, _source, message) => said.push(message))
    rMetrics(null, null, null, 'n', 'Count', Number.NaN, 'big', 'Count', 5n, 'o', 'None', {}, null, 'x', 'y', 1)
    const record = JSON.parse(said[0]!)
    t.match(record, { n: 'NaN', big: '5', o: '[object Object]' })
    t.notOk('x' in record)
    rSetLogFilter('all,!raw', 'all', false)
    rMetrics('m', 's', 'd')
    t.equal(said.length, 1)
})
