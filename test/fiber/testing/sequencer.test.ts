import '../process/plain-children.js'
import t from 'tap'
import { type Fiber, run, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { fiberTest, Sequencer, virtually } from '../../../fiber/testing/index.js'

fiberTest(t, 'Sequencer fixes the order in which fibers reach its points', function* (t) {
    const seq = new Sequencer()
    const log: string[] = []
    function* walker(name: string, points: number[]): Fiber {
        for (const point of points) {
            yield* seq.at(point)
            log.push(`${name}${point}`)
        }
    }
    const tasks = [spawn(walker, 'c', [2, 5]), spawn(walker, 'b', [1, 4]), spawn(walker, 'a', [0, 3, 6])]
    for (const task of tasks) {
        yield* task.join()
    }
    t.same(log, ['a0', 'b1', 'c2', 'a3', 'b4', 'c5', 'a6'])
})

fiberTest(t, 'Sequencer lets a fiber go on from its point until it suspends, before the next one does', function* (t) {
    const seq = new Sequencer()
    const log: string[] = []
    const first = spawn(function* () {
        yield* seq.at(0)
        log.push('a')
        log.push('still a')
        yield* yieldNow()
        yield* seq.at(2)
        log.push('c')
    })
    const second = spawn(function* () {
        yield* seq.at(1)
        log.push('b')
    })
    yield* first.join()
    yield* second.join()
    t.same(log, ['a', 'still a', 'b', 'c'])
})

fiberTest(t, 'Sequencer refuses points that were used, or cannot be', function* (t) {
    const seq = new Sequencer()
    yield* seq.at(0)
    for (const point of [0, -1, 0.5, NaN]) {
        try {
            yield* seq.at(point)
            t.fail('must throw')
        } catch (error) {
            t.match(error, {
                code: 'FIBER_MISUSE',
                message: `Cannot wait for point ${point}: wanted a whole number from 0 that was not used before`,
            })
        }
    }
})

t.test('Sequencer: a missing point is told by the test', async t => {
    const { execFileSync } = await import('node:child_process')
    const urls = ['../../../fiber/index.js', '../../../fiber/testing/index.js'].map(path =>
        JSON.stringify(new URL(path, import.meta.url).href),
    )
    const program = `
        import { spawn } from ${urls[0]}
        import { Sequencer, virtually } from ${urls[1]}
        const seq = new Sequencer()
        try {
            await virtually(function* () { yield* seq.at(0); yield* spawn(function* late() { yield* seq.at(2) }).join() })
        } catch (error) {
            console.log(error.message)
        }`
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    t.match(text, /^Cannot end the test: every fiber waits for ever\n2 fibers\n/)
    t.match(text, /late: waiting for point 2/)
    await virtually(() => sleep(1))
    await run(() => yieldNow())
})
