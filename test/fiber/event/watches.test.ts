import t from 'tap'
import { rSignal, rSignalSync, rSleep, rWatch, rWatchOff } from '../../../fiber/event/index.js'
import { signal, signalSync, watch } from '../../../fiber/index.js'
import { program } from './c-program.js'

t.test('rSignal calls each watcher on a fiber of its own, in order, without an argument', async t => {
    const said = await program(function* (say) {
        const slow = function* (data: string, arg: unknown) {
            yield* rSleep(0)
            say(`${data} ${arg}`)
        }
        const quick = (data: string, arg: unknown) => say(`${data} ${arg}`)
        rWatch('name', slow, 'slow')
        rWatch('name', quick, 'quick')
        rWatch('name', quick, 'quick')
        rWatch('Name', quick, 'other')
        rSignal('name')
        say('returned')
        yield* rSleep(2)
    })
    t.strictSame(said, ['returned', 'quick null', 'slow null'])
})

t.test('rSignalSync calls them one after the other on this fiber', async t => {
    const said = await program(function* (say) {
        rWatch(
            'name',
            function* (data: string, arg: string) {
                yield* rSleep(1)
                say(`${data} ${arg}`)
            },
            'slow',
        )
        rWatch('name', (data: string, arg: string) => say(`${data} ${arg}`), 'quick')
        yield* rSignalSync('name', 'arg')
        yield* rSignalSync('nobody', 'arg')
        say('returned')
    })
    t.strictSame(said, ['slow arg', 'quick arg', 'returned'])
})

t.test('rWatchOff before its turn: the watcher is not called, its neighbour is [D-02]', async t => {
    const said = await program(function* (say) {
        const first = () => {
            rWatchOff('name', second, null)
            say('first')
        }
        const second = () => say('never')
        rWatch('name', first)
        rWatch('name', second)
        rWatch('name', () => say('third'))
        rSignal('name')
        yield* rSleep(1)
        rWatch('name', second)
        yield* rSignalSync('name')
    })
    t.strictSame(said, ['first', 'third', 'first', 'third'])
})

t.test('rWatchOff takes one NULL for another: null, undefined and 0 are the same data', async t => {
    const said = await program(function* (say) {
        const watcher = () => say('never')
        rWatch('name', watcher, 0)
        rWatch('name', watcher)
        rWatchOff('name', watcher, null)
        yield* rSignalSync('name')
        say('nobody')
    })
    t.strictSame(said, ['nobody'])
})

t.test('rWatch has no effect outside rInit and rTerm, and takes NULL', async t => {
    let called = 0
    rWatch('name', () => called++)
    const said = await program(function* (say) {
        rWatch('name', null)
        rWatch('', () => called++)
        rSignal('name')
        yield* rSleep(1)
        say(String(called))
    })
    t.strictSame(said, ['0'])
})

t.test('signals of either face reach the watchers of both, in the order of registration', async t => {
    const said = await program(function* (say) {
        rWatch('name', (data: string, arg: unknown) => say(`${data} ${arg}`), 'c')
        const end = watch('name', function* (arg) {
            yield* rSleep(0)
            say(`idiomatic ${arg}`)
        })
        rWatch('name', async (data: string) => say(data), 'async')
        yield* signalSync('name', 1)
        yield* rSignalSync('name', 2)
        signal('name', 3)
        yield* rSleep(1)
        rSignal('name')
        yield* rSleep(1)
        end()
        yield* rSignalSync('name', 4)
    })
    t.strictSame(said, [
        ...['c 1', 'idiomatic 1', 'async'],
        ...['c 2', 'idiomatic 2', 'async'],
        ...['c 3', 'async', 'idiomatic 3'],
        ...['c null', 'async', 'idiomatic null'],
        ...['c 4', 'async'],
    ])
})

t.test('rTerm drops the watchers', async t => {
    let called = 0
    await program(function* () {
        rWatch('name', () => called++)
        rSignal('name')
        yield* rSleep(1)
    })
    await program(function* () {
        rSignal('name')
        yield* rSleep(1)
    })
    t.equal(called, 1)
})

t.test('rWatch, rWatchOff and rSignal take anything', async t => {
    const said = await program(function* (say) {
        for (const value of [null, undefined, 0, -1, {}, [], 'text', Symbol('s')] as never[]) {
            rWatch(value, value, value)
            rWatchOff(value, value, value)
            rSignal(value)
            yield* rSignalSync(value, value)
        }
        say('end')
    })
    t.strictSame(said, ['end'])
})
