import t from 'tap'
import {
    isLogged,
    type LogHandler,
    logOnSignal,
    run,
    setLogFilter,
    setLogHandler,
    sleep,
    useClock,
    writeLogLine,
} from '../../../fiber/index.js'
import { VirtualClock } from '../../../fiber/testing/index.js'

const said: string[] = []
const handler: LogHandler = (type, source, message) => said.push(`${type} ${source} ${message.split('\n')[0]}`)

/** Sends the signal, and waits until it was taken. */
async function signal(): Promise<void> {
    const count = said.length
    process.kill(process.pid, 'SIGUSR2')
    while (said.length === count) {
        await new Promise(setImmediate)
    }
}

t.beforeEach(() => {
    said.length = 0
    setLogHandler(handler)
    setLogFilter('error', 'all')
})
t.teardown(() => {
    setLogHandler(writeLogLine)
    setLogFilter('all', 'all')
})

const dump = 'info fiber 0 fibers'
const opened = 'info log Every message passes the filter until the next SIGUSR2'
const restored = 'info log The filter is what it was'

t.test('logOnSignal writes the dump, opens the filter at a second signal, and restores it at a third', async t => {
    // The test library listens, too.
    const before = process.listenerCount('SIGUSR2')
    const end = logOnSignal()
    await signal()
    t.notOk(isLogged('debug', 'app'))
    await signal()
    t.ok(isLogged('debug', 'mbedtls'))
    setLogFilter('trace', 'all')
    await signal()
    t.notOk(isLogged('debug', 'app'))
    t.ok(isLogged('trace', 'app'), 'the filter that was set meanwhile')
    await signal()
    t.strictSame(said, [dump, dump, opened, dump, restored, dump])
    end()
    t.equal(process.listenerCount('SIGUSR2'), before)
})

t.test('logOnSignal takes a second signal after ten seconds as a first one', async t => {
    const clock = new VirtualClock()
    const former = useClock(clock)
    t.teardown(() => useClock(former))
    const end = logOnSignal()
    await signal()
    await run(() => sleep(10_001))
    await signal()
    t.strictSame(said, [dump, dump])
    await run(() => sleep(10_000))
    await signal()
    t.strictSame(said, [dump, dump, dump, opened])
    end()
    t.notOk(isLogged('debug', 'app'), 'the end restores the filter')
})
