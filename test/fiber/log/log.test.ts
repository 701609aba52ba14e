import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { rInfo, rTermLog } from '../../../fiber/log/c.js'
import {
    clearLogFilter,
    getLogDestination,
    isLogged,
    isLogOpen,
    logStatistics,
    openLog,
    rotateLog,
    setLogFilter,
    setLogFormat,
    setLogHandler,
    setLogPath,
    writeLog,
} from '../../../fiber/log/index.js'
import { Child } from '../process/child.js'

const directory = mkdtempSync(join(tmpdir(), 'ioto-log-'))
t.teardown(() => rmSync(directory, { recursive: true }))
t.afterEach(() => rTermLog())

const file = (name: string) => join(directory, name)

t.test('openLog lets everything pass, and the filter of the present moment afterwards', async t => {
    setLogFilter('error', 'all')
    openLog(true)
    t.ok(isLogOpen())
    t.ok(isLogged('debug', 'mbedtls'))
    setLogFilter('info', 'all')
    t.ok(isLogged('debug', 'mbedtls'), 'a change of the filter waits')
    openLog(false)
    t.ok(isLogged('info', 'app'))
    t.notOk(isLogged('debug', 'app'))
    clearLogFilter()
    t.ok(isLogged('debug', 'app'))
})

t.test('writeLog does not ask the filter', async t => {
    const said: string[] = []
    setLogFilter('none', 'none')
    setLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
    writeLog('info', 'fiber', 'asked for')
    t.strictSame(said, ['info fiber asked for'])
})

t.test('writeLog without a destination goes to standard error; a broken handler is told there', async t => {
    const child = Child.of(`
        import { setLogHandler, writeLog } from 'ioto-fiber/fiber'
        writeLog('info', 'fiber', 'asked for')
        setLogHandler(() => {
            throw new Error('broken')
        })
        writeLog('info', 'fiber', 'lost')`)
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.stderr, 'asked for\nThe log handler failed: broken\n')
})

t.test('setLogPath with a size rotates by itself, also after rotateLog', async t => {
    setLogFormat('%M')
    setLogPath(file('log'), { size: 100, count: 2 })
    const turn = async (text: string) => {
        rInfo('app', text)
        while (logStatistics().waiting > 0) {
            await new Promise(setImmediate)
        }
    }
    await turn('a'.repeat(100))
    await turn('b')
    t.equal(logStatistics().rotated, 1)
    t.ok(rotateLog({ size: 1, count: 2 }))
    await turn('c'.repeat(100))
    await turn('d')
    t.equal(logStatistics().rotated, 1)
    setLogPath(null)
    t.equal(getLogDestination(), null)
    t.strictSame(
        ['log', 'log-0', 'log-1'].map(name => readFileSync(file(name), 'utf8')[0]),
        ['d', 'c', 'b'],
    )
    t.notOk(rotateLog())
    t.same(logStatistics(), { lines: 0, dropped: 0, waiting: 0, rotated: 0 })
})

t.test('setLogPath refuses a rotation that makes no sense', async t => {
    for (const rotate of [{ size: 0 }, { size: Number.NaN }, { count: 0 }, { count: 1.5 }]) {
        t.throws(() => setLogPath(file('never'), rotate), { message: /wanted numbers above 0/ })
    }
})
