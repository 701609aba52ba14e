import t from 'tap'
import { Child } from '../process/child.js'

/** A program of C code that says when it runs, and with which state it ended. */
const program = (more = '') => `
    import { rInit, rServiceEvents, rTerm, rSleep } from 'ioto-fiber/c'
    ${more}
    rInit(function* () {
        console.log('running', process.listenerCount('SIGUSR1'))
        yield* rSleep(1e6)
    })
    const state = await rServiceEvents()
    console.log('state', state)
    await rTerm()
    console.log('left', ['SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'].map(name => process.listenerCount(name)).join(''))`

for (const [signal, state] of [
    ['SIGTERM', 4],
    ['SIGQUIT', 4],
    ['SIGHUP', 4],
    ['SIGUSR1', 5],
] as const) {
    t.test(`${signal} ends the event loop with state ${state}`, async t => {
        const child = Child.of(program())
        t.teardown(() => child.destroy())
        await child.says(/running 1/)
        child.kill(signal)
        t.same(await child.ended, { code: 0, signal: null })
        t.match(child.stdout, `state ${state}\n`)
        t.match(child.stdout, 'left 00000\n')
        t.equal(child.stdout.includes('ioto: Restarting...\n'), state === 5)
    })
}

t.test('SIGINT keeps its default action, SIGPIPE and SIGCONT have none', async t => {
    const child = Child.of(program())
    t.teardown(() => child.destroy())
    await child.says(/running/)
    child.kill('SIGPIPE')
    child.kill('SIGCONT')
    child.kill('SIGINT')
    t.same(await child.ended, { code: null, signal: 'SIGINT' })
})

t.test('SIGUSR1 is left to the inspector of Node where that is in use, or was asked for', async t => {
    for (const [options, before] of [
        [['--inspect=127.0.0.1:0'], ''],
        [[], `(await import('node:inspector')).open(0, '127.0.0.1')`],
    ] as const) {
        const child = new Child([...options, '--input-type=module', '--eval', program(before)])
        t.teardown(() => child.destroy())
        await child.says(/running 0/)
        child.kill('SIGTERM')
        t.same(await child.ended, { code: 0, signal: null })
    }
})

t.test('SIGUSR2 writes the fibers to the log, a second one opens the filter, a third restores it', async t => {
    const child = Child.of(`
        import { rDebug, rInit, rServiceEvents, rSetLogFilter, rStartEvent, rTerm } from 'ioto-fiber/c'
        rInit(function* main() {
            rSetLogFilter('error', 'all', true)
            const tick = () => {
                rDebug('app', 'debug message')
                rStartEvent(tick, null, 1)
            }
            tick()
            console.log('running')
        })
        await rServiceEvents()
        await rTerm()`)
    t.teardown(() => child.destroy())
    await child.says(/running/)
    child.kill('SIGUSR2')
    await child.says(/\d fibers\nfiber \d+ |0 fibers/)
    t.notMatch(child.stdout, 'debug message')
    child.kill('SIGUSR2')
    await child.says(/Every message passes[^]*debug message/)
    child.kill('SIGUSR2')
    await child.says(/The filter is what it was/)
    const [, after = ''] = child.stdout.split('The filter is what it was')
    t.equal(child.stdout.match(/\d fibers/g)?.length, 3)
    child.kill('SIGTERM')
    t.same(await child.ended, { code: 0, signal: null })
    t.notMatch(after, 'debug message')
})
