import { once } from 'node:events'
import { appendFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rGetOsError } from '../../../fiber/compat/c.js'
import { Event, fromPromise, now, run } from '../../../fiber/core/index.js'
import { R_IO, R_MODIFIED, rAllocWait } from '../../../fiber/wait/index.js'

t.test('rAllocWait of a path waits for R_MODIFIED', async t => {
    const file = join(t.testdir({ watched: 'text' }), 'watched')
    await run(function* () {
        const wait = rAllocWait(file)!
        t.equal(yield* wait.waitFor(R_IO, now() + 20), 0)
        appendFileSync(file, 'more')
        t.equal(yield* wait.waitFor(R_MODIFIED), R_MODIFIED)
        const seen = new Event<number>('the handler')
        wait.setHandler((_arg: null, mask: number) => seen.emit(mask), null, R_MODIFIED, 0, 0)
        appendFileSync(file, 'more')
        t.equal(yield* seen.wait(), R_MODIFIED)
        wait.free()
    })
})

t.test('rAllocWait of a path remembers a change that comes while nobody waits', async t => {
    const file = join(t.testdir({ watched: 'text' }), 'watched')
    await run(function* () {
        const wait = rAllocWait(file)!
        // Made later, so it is told later.
        const other = watch(file)
        appendFileSync(file, 'more')
        yield* fromPromise(once(other, 'change'))
        other.close()
        t.equal(yield* wait.waitFor(R_MODIFIED, now() + 10_000), R_MODIFIED)
        wait.free()
    })
})

t.test('rAllocWait of a path where there is nothing is NULL', async t => {
    t.equal(rAllocWait(join(t.testdir(), 'absent')), null)
    t.equal(rGetOsError(), 2)
})

t.test('rAllocWait of a watcher listens to it, and leaves it to its owner', async t => {
    const file = join(t.testdir({ watched: 'text' }), 'watched')
    const watcher = watch(file)
    await run(function* () {
        const wait = rAllocWait(watcher)!
        appendFileSync(file, 'more')
        t.equal(yield* wait.waitFor(R_MODIFIED), R_MODIFIED)
        wait.free()
    })
    t.strictSame([watcher.listenerCount('change'), watcher.listenerCount('error')], [0, 0])
    watcher.close()
})
