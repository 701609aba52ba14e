import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { RBuf } from '../../../fiber/collection/index.js'
import { R_ERR_CANT_OPEN } from '../../../fiber/compat/index.js'
import {
    R_LOG_FILTER,
    R_LOG_FORMAT,
    R_LOG_SYSLOG,
    rBackupLog,
    rDefaultLogHandler,
    rEmitLog,
    rError,
    rFormatLog,
    rGetLogFile,
    rGetLogHandler,
    rInfo,
    rInitLog,
    rIsLogSet,
    rSetLog,
    rSetLogFilter,
    rSetLogFormat,
    rSetLogHandler,
    rSetLogPath,
    rTermLog,
} from '../../../fiber/log/c.js'

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

t.test('rInitLog begins anew: filter, destination, format; and what was forced no longer sticks', async t => {
    rSetLog(`${file('before')}:all:all`, '%S', true)
    t.equal(rInitLog(), 0)
    t.ok(rIsLogSet())
    t.equal(rGetLogFile(), 1)
    t.ok(rEmitLog('info', 'app'))
    t.notOk(rEmitLog('debug', 'app'))
    t.notOk(rEmitLog('error', 'mbedtls'))
    rSetLogFilter('debug', 'all', false)
    t.ok(rEmitLog('debug', 'app'))
})

t.test('rSetLogPath appends, makes files of mode 0600, and null goes back to a standard stream', async t => {
    const umask = process.umask(0)
    t.teardown(() => process.umask(umask))
    for (const word of ['one', 'two']) {
        rSetLogFormat('%M', false)
        t.equal(rSetLogPath(file('appended'), false), 0)
        t.ok(rGetLogFile() > 2)
        rError('app', word)
        t.equal(rSetLogPath(null, false), 0)
        t.equal(rGetLogFile(), 1)
    }
    t.notOk(rIsLogSet())
    t.equal(statSync(file('appended')).mode & 0o777, 0o600)
    rSetLogPath('stderr', false)
    rSetLogPath(null, false)
    t.equal(rGetLogFile(), 2, 'standard error stays')
    t.equal(content('appended'), 'one\ntwo\n')
})

t.test('rSetLog of a file that cannot be opened has changed the filter, and not the format', async t => {
    // With an end of line: the error is written to the standard output, among the results of this test
    rSetLogFormat('%S\n', false)
    rSetLogFilter('none', 'none', false)
    rSetLogHandler(() => {})
    t.equal(rSetLog('/dev/null/log:audit:all', '%M', false), R_ERR_CANT_OPEN)
    t.ok(rEmitLog('audit', 'app'))
    const buf = new RBuf()
    t.equal(rFormatLog(buf, 'type', 'source', 'message'), buf)
    t.equal(buf.toString(), 'source\n')
    rSetLogFormat(null, false)
    t.equal(rFormatLog(buf, 'type', 'source', 'message')?.toString(), 'source\n', 'null keeps the format')
})

t.test('rFormatLog knows the letters of the specification', async t => {
    const line = (format: string, message = 'text') => {
        rSetLogFormat(format, false)
        return rFormatLog(new RBuf(), 'error', 'net', message)!.toString()
    }
    t.equal(line(R_LOG_FORMAT), 'ioto: text\n')
    t.match(
        line(R_LOG_SYSLOG),
        new RegExp(`^[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S+ ioto\\[${process.pid}\\] error F text\\n$`),
    )
    t.equal(line('%T %S %% %Q %M%'), 'error net % Q text\n')
    t.equal(line('no message'), 'no message')
    t.equal(line('%M', ''), '')
    t.equal(line('%M', 'has an end\n'), 'has an end\n')
    t.match(line('%C'), /^\d+$/)
})
