import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { R_ERR_CANT_OPEN } from '../../../fiber/compat/index.js'
import {
    assert,
    R_LOG_FILTER,
    R_LOG_FORMAT,
    rAssert,
    rBackupLog,
    rDefaultLogHandler,
    rEmitLog,
    rError,
    rGetLogFile,
    rGetLogHandler,
    rInfo,
    rInitLog,
    rIsLogSet,
    rLog,
    rMetrics,
    rSetLog,
    rSetLogFilter,
    rSetLogFormat,
    rSetLogHandler,
    rSetLogPath,
    rTermLog,
    rTrace,
} from '../../../fiber/log/c.js'
import { Logger } from '../../../fiber/log/index.js'

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

t.test('rSetLogFilter changes what is logged at once; both null changes nothing, one null suppresses', async t => {
    t.ok(rEmitLog('trace', 'app'), 'everything passes before a setting')
    rSetLogFilter('error', 'all', false)
    t.notOk(rEmitLog('trace', 'app'))
    t.notOk(rEmitLog(null, null), 'null is info of app')
    rSetLogFilter(null, null, false)
    t.ok(rEmitLog('error', 'app'))
    rSetLogFilter('error', null, false)
    t.notOk(rEmitLog('error', 'app'))
})

t.test('settings with force stick, except the format alone', async t => {
    rSetLogFormat('%M', true)
    rSetLogFilter('info', 'all', false)
    t.ok(rEmitLog('info', 'app'))
    rSetLogFilter('error', 'all', true)
    rSetLogFilter('info', 'all', false)
    t.notOk(rEmitLog('info', 'app'))
    t.equal(rSetLogPath(file('ignored'), false), 0)
    t.notOk(rIsLogSet())
    rSetLogFilter('info', 'all', true)
    t.ok(rEmitLog('info', 'app'))
})

t.test('rSetLog takes empty parts as one separator, none, and null', async t => {
    t.equal(rSetLog(null, null, false), 0)
    t.equal(rSetLog('none', null, false), 0)
    t.equal(rGetLogFile(), -1)
    rError('app', 'discarded [D-19]')
    rSetLog('stdout::app', null, false)
    t.ok(rEmitLog('app', 'anything'), 'the second part is the types')
    t.notOk(rEmitLog('error', 'anything'))
    t.equal(rGetLogFile(), 1)
    rSetLogPath('stderr', false)
    t.equal(rGetLogFile(), 2)
})

t.test('rSetLogPath of a file that cannot be opened falls back to stdout', async t => {
    rSetLogFilter('none', 'none', false)
    t.equal(rSetLogPath('/dev/null/log', false), R_ERR_CANT_OPEN)
    t.equal(rGetLogFile(), 1)
})

t.test('rSetLogHandler replaces the handler, whose failure does not reach the caller', async t => {
    const said: string[] = []
    const former = rSetLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
    t.type(former, 'function')
    rInfo('app', 'one %d', 1)
    t.strictSame(said, ['info app one 1'])
    rSetLogHandler(() => {
        throw new Error('broken')
    })
    t.doesNotThrow(() => rInfo('app', 'text'))
    rSetLogHandler(null)
    t.equal(rGetLogHandler(), rDefaultLogHandler)
})

t.test('rAssert and assert log and go on', async t => {
    const said: string[] = []
    rSetLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
    rAssert('file.ts:1', 'x > 0')
    assert(true)
    assert(0)
    t.equal(said[0], 'error assert Assertion x > 0, failed at file.ts:1')
    t.match(said[1], /^error assert Assertion failed, failed at .*log\.test/)
    t.equal(said.length, 2)
})

t.test('rBackupLog begins a new file at 2 MB and keeps five old ones', async t => {
    rSetLog(`${file('big.log')}:all:all`, '%M', false)
    rBackupLog()
    t.equal(content('big.log'), '', 'too small to be rotated')
    for (let n = 0; n < 7; n++) {
        writeFileSync(file('big.log'), `${n}`.repeat(2 * 1024 * 1024))
        rSetLog(`${file('big.log')}:all:all`, '%M', false)
        rBackupLog()
        rError('app', 'new %d', n)
        t.equal(content('big.log'), `new ${n}\n`)
    }
    for (let n = 0; n < 5; n++) {
        t.equal(readFileSync(file(`big-${n}.log`), 'utf8')[0], String(6 - n))
    }
    t.throws(() => readFileSync(file('big-5.log')))
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

t.test('rInitLog takes the settings of the environment, which stick', async t => {
    process.env.LOG_FILTER = `${file('env')}:all:all`
    process.env.LOG_FORMAT = '%S %M'
    t.teardown(() => {
        delete process.env.LOG_FILTER
        delete process.env.LOG_FORMAT
    })
    rInitLog()
    rSetLog('stdout:none:none', R_LOG_FORMAT, false)
    rError('net', 'text')
    t.equal(content('env'), 'net text\n')
    t.match(R_LOG_FILTER, /^stdout:/)
})

t.test('Logger appends data as name=value', async t => {
    const said: string[] = []
    rSetLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
    const log = new Logger('web')
    log.info('request', { status: 200, path: '/a b', none: null })
    log.error('plain')
    log.log('audit', () => 'computed')
    t.strictSame(said, ['info web request status=200 path="/a b" none=null', 'error web plain', 'audit web computed'])
    t.ok(log.logs('debug'))
})
