import t from 'tap'
import { sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Delayed } from '../../../services/db/delayed.js'
import type { DbModel } from '../../../services/db/model.js'

fiberTest(
    t,
    'Delayed commits each key once, when the first of its changes is due, whatever is added and cancelled',
    function* (t) {
        const committed: string[] = []
        const model = {} as DbModel
        const delayed = new Delayed(({ key, command, params }) => {
            committed.push(`${key} ${command} ${params.arg}`)
            if (key === 'again') {
                delayed.cancel('other')
            }
        })
        const add = (key: string, delay: number, command: 'create' | 'update', arg: number): void =>
            delayed.add(key, delay, command, model, { arg })
        add('a', 100, 'create', 1)
        add('b', 50, 'create', 1)
        add('a', 500, 'update', 2)
        add('b', 10, 'update', 2)
        t.equal(delayed.size, 2)
        yield* sleep(9)
        t.strictSame(committed, [])
        yield* sleep(1)
        t.strictSame(committed.splice(0), ['b create 2'], 'the first command, the last parameters, the earlier time')
        yield* sleep(90)
        t.strictSame(committed.splice(0), ['a create 2'])
        add('again', 10, 'update', 1)
        add('other', 10, 'update', 1)
        add('gone', 5, 'update', 1)
        delayed.cancel('gone')
        yield* sleep(10)
        t.strictSame(committed.splice(0), ['again update 1'], 'what a commit cancels does not come')
        add('never', 5, 'create', 1)
        delayed.stop()
        yield* sleep(1000)
        t.strictSame([committed, delayed.size], [[], 0])
        add('after', 5, 'create', 1)
        yield* sleep(5)
        t.strictSame(committed, ['after create 1'])
    },
)
