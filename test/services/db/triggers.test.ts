import t from 'tap'
import type { Db, DbItem } from '../../../services/db/index.js'
import type { DbModel } from '../../../services/db/model.js'
import { Triggers } from '../../../services/db/triggers.js'
import { quietly } from './schema.js'

quietly(t)

t.test('Triggers tells those who want to know, in order, and goes on behind one that fails', async t => {
    const triggers = new Triggers()
    const told: unknown[] = []
    const raise = (model: string, events: number): unknown[] => {
        triggers.raise({} as Db, { name: model } as DbModel, {} as DbItem, {}, 'update', events)
        return told.splice(0)
    }
    const tell = (arg: unknown): void => void told.push(arg)
    const fail = (): void => {
        throw new Error('no')
    }
    triggers.add(1, tell, null, 'change')
    triggers.add(3, fail, null, 'fails')
    triggers.add(2, tell, null, 'commit')
    const last = triggers.add(3, tell, 'A', 'A alone')
    triggers.add(3, tell, 'A', 'A alone')
    t.equal(triggers.size, 5)
    t.strictSame(raise('A', 1), ['change', 'A alone', 'A alone'])
    t.strictSame(raise('A', 3), ['change', 'commit', 'A alone', 'A alone'])
    t.strictSame(raise('B', 2), ['commit'])
    triggers.remove(tell, 'A', 'A alone')
    t.equal(triggers.size, 4, 'the first of them alone')
    triggers.remove(tell, 'A', 'another')
    triggers.drop(last)
    triggers.drop(last)
    t.equal(triggers.size, 4)
})

t.test('Triggers may be added and removed by triggers, which counts from the next change on', async t => {
    const triggers = new Triggers()
    let count = 0
    const once = (): void => {
        count++
        triggers.remove(once, null, undefined)
        triggers.add(3, () => void (count += 10), null, undefined)
    }
    triggers.add(3, once, null, undefined)
    const raise = (): void => triggers.raise({} as Db, { name: 'A' } as DbModel, {} as DbItem, {}, 'create', 3)
    raise()
    t.equal(count, 1)
    raise()
    t.equal(count, 11)
})
