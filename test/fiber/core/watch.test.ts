import t from 'tap'
import { type Fiber, onUncaught, signal, signalSync, sleep, watch, yieldNow } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

fiberTest(
    t,
    'signal tells all watchers of a name, in the order of their registration, in fibers of their own',
    function* (t) {
        const log: string[] = []
        const ends = ['a', 'b'].map(name =>
            watch<string>('app:ready', function* (arg): Fiber {
                log.push(`${name} ${arg}`)
                yield* sleep(1)
                log.push(`${name} done`)
            }),
        )
        signal('app:ready', 'now')
        signal('app:other', 'now')
        log.push('returned')
        yield* sleep(2)
        t.same(log, ['returned', 'a now', 'b now', 'a done', 'b done'])
        for (const end of ends) {
            end()
            end()
        }
        signal('app:ready', 'later')
        yield* yieldNow()
        t.equal(log.length, 5)
    },
)

fiberTest(t, 'signalSync tells them one after the other, and returns when the last is done', function* (t) {
    const log: string[] = []
    const ends = ['a', 'b'].map(name =>
        watch('app:step', function* (): Fiber {
            yield* sleep(1)
            log.push(name)
        }),
    )
    yield* signalSync('app:step')
    t.same(log, ['a', 'b'])
    yield* signalSync('app:nobody')
    for (const end of ends) {
        end()
    }
})

fiberTest(
    t,
    'watch: a watcher that is removed before its turn is not told, one that is added meanwhile neither',
    function* (t) {
        const log: string[] = []
        const ends: (() => void)[] = []
        ends.push(
            watch('app:edit', function* (): Fiber {
                log.push('first')
                ends[1]!()
                ends.push(
                    watch('app:edit', function* (): Fiber {
                        log.push('new')
                    }),
                )
            }),
            watch('app:edit', function* (): Fiber {
                log.push('removed')
            }),
        )
        signal('app:edit')
        yield* yieldNow()
        t.same(log, ['first'])
        yield* signalSync('app:edit')
        t.same(log, ['first', 'first', 'new'])
        for (const end of ends) {
            end()
        }
    },
)

fiberTest(
    t,
    'signal: the failure of a watcher goes to the root handler, and keeps nobody else from being told',
    function* (t) {
        const heard: string[] = []
        onUncaught(({ error, task }) => heard.push(`${task.name}: ${(error as Error).message}`))
        const log: string[] = []
        const ends = [
            watch('app:fail', function* (): Fiber {
                throw new Error('failed')
            }),
            watch('app:fail', function* (): Fiber {
                log.push('told')
            }),
        ]
        signal('app:fail')
        yield* yieldNow()
        t.same(heard, ['watch app:fail: failed'])
        t.same(log, ['told'])
        for (const end of ends) {
            end()
        }
    },
)
