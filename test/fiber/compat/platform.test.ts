import { constants } from 'node:fs'
import t from 'tap'
import * as c from '../../../fiber/c.js'
import { Child } from '../process/child.js'

/** Spec runtime.md §1.3, §22, §23. The limits of sockets and TLS are with those. */
const numbers: Readonly<Record<string, number>> = {
    MAXINT: 2147483647,
    MAXINT64: Number.MAX_SAFE_INTEGER,
    MAXSSIZE: Number.MAX_SAFE_INTEGER,
    MAXTIME: Number.MAX_SAFE_INTEGER - 2147483647,
    TPS: 1000,
    ME_BUFSIZE: 4096,
    ME_MAX_PATH: 1024,
    ME_MAX_FNAME: 256,
    ME_MAX_IP: 1024,
    ME_MAX_ARGC: 32,
    ME_R_MAX_BUF: 8388608,
    ME_MAX_LOG_LINE: 512,
    ME_R_LOG_SIZE: 2 * 1024 * 1024,
    ME_R_LOG_COUNT: 5,
    ME_R_DEFAULT_TIMEOUT: 60000,
    ME_MAX_EVENTS: 128,
    ME_FIBER_DEFAULT_STACK: 65536,
    ME_FIBER_MIN_STACK: 8192,
    ME_FIBER_MAX_STACK: 8388608,
    ME_FIBER_STACK_GROW_SIZE: 16384,
    ME_FIBER_STACK_RESET_LIMIT: 65536,
    ME_FIBER_POOL_MIN: 1,
    ME_FIBER_POOL_LIMIT: 8,
    ME_FIBER_PRUNE_INTERVAL: 60000,
    ME_FIBER_IDLE_TIMEOUT: 60000,
    R_RUN_ARGS_MAX: 1024,
    R_RUN_MAX_OUTPUT: 1048576,
    R_OK: constants.R_OK,
    W_OK: constants.W_OK,
    X_OK: constants.X_OK,
    F_OK: constants.F_OK,
    INVALID_SOCKET: -1,
    SOCKET_ERROR: -1,
}

t.test('the constants of C have the values of the specification', async t => {
    const face = c as unknown as Record<string, unknown>
    for (const [name, value] of Object.entries(numbers)) {
        t.equal(face[name], value, name)
    }
    t.equal(c.ME_NAME, 'ioto')
    t.equal(c.rGetAppName(), 'ioto')
    t.equal([c.WINDOWS, c.MACOSX, c.LINUX].filter(Boolean).length <= 1, true)
    t.equal(c.ME_UNIX_LIKE, !c.WINDOWS)
    t.equal(c.LINUX, process.platform === 'linux')
})

t.test('the macros of C give their argument, or nothing', async t => {
    const pointer = {}
    for (const identity of [c.ITOP, c.LTOP, c.INT64, c.UINT64, c.likely, c.unlikely] as ((
        value: unknown,
    ) => unknown)[]) {
        t.equal(identity(pointer), pointer)
    }
    t.equal(c.PTOI(5.9), 5)
    t.equal(c.PTOL(-5.9), -5)
    t.equal(c.NOT_USED(5), undefined)
    t.equal(c.rBreakpoint(), undefined)
    t.equal(c.min(1, 2), 1)
    t.equal(c.max(1, 2), 2)
    t.ok(c.isNan(Number.NaN))
    t.notOk(c.isNan(5))
})

t.test('rWriteToOsLog writes to standard error', async t => {
    const child = Child.of(`
        import { rWriteToOsLog } from 'ioto-fiber/c'
        rWriteToOsLog('message')
        rWriteToOsLog(Symbol('s'))`)
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.stderr, 'message\nSymbol(s)\n')
})

t.test('rBreakpoint is called by the default handler for errors while debugging', async t => {
    // A function that does nothing can only be seen from a debugger.
    const child = Child.of(`
        import { Session } from 'node:inspector'
        process.env.NODE_ENV = 'development'
        const { rBreakpoint, rDefaultLogHandler } = await import('ioto-fiber/c')
        const session = new Session()
        session.connect()
        let stops = 0
        session.on('Debugger.paused', () => stops++)
        session.post('Debugger.enable')
        globalThis.rBreakpoint = rBreakpoint
        session.post('Runtime.evaluate', { expression: 'rBreakpoint' }, (_error, { result }) => {
            session.post('Debugger.setBreakpointOnFunctionCall', { objectId: result.objectId })
        })
        rDefaultLogHandler('info', 'app', 'text')
        rDefaultLogHandler('error', 'app', 'text')
        rDefaultLogHandler('fatal', 'app', 'text')
        console.log(stops)`)
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.stdout, '2\n')
})
