import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import {
    clearLogFilter,
    addDirectory,
    expandPath,
    getLogDestination,
    isLogged,
    Logger,
    setLogHandler,
    setLogPath,
} from '../../../fiber/index.js'
import { applyLog } from '../../../services/agent/log-settings.js'

const directory = mkdtempSync(join(tmpdir(), 'log-'))
const settings = { format: '%T %S: %M', sources: 'all', types: 'error,info', group: '', show: '', stream: '' }

t.test('applyLog opens the log in its directory, with filters of its own where the path has some', async t => {
    const former = expandPath('@log')
    addDirectory('log', directory)
    t.teardown(() => {
        setLogPath(null, {})
        clearLogFilter()
        addDirectory('log', former)
        rmSync(directory, { recursive: true, force: true })
    })
    const log = new Logger('here')
    applyLog({ ...settings, path: 'default' })
    t.equal(getLogDestination()?.path, join(directory, 'ioto.log'))
    log.error('seen')
    log.trace('unseen')
    applyLog({ ...settings, path: 'own.log:trace:here' })
    t.equal(getLogDestination()?.path, join(directory, 'own.log'))
    t.same([isLogged('trace', 'here'), isLogged('trace', 'there'), isLogged('error', 'here')], [true, false, false])
    applyLog({ ...settings, path: 'none' })
    t.equal(getLogDestination(), null)
    t.equal(readFileSync(join(directory, 'ioto.log'), 'utf8'), 'error here: seen\n')
    const told: string[] = []
    const handler = setLogHandler((type, source, message) => told.push(`${type} ${source} ${message}`))
    t.teardown(() => setLogHandler(handler))
    applyLog({ ...settings, path: 'none/such/x.log' })
    t.match(told, [/^error log Cannot open log .*x\.log: /])
})
