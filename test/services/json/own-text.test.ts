import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { get, Json, parse } from '../../../services/json/index.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Megabytes of heap that are in use after `run`, more than before. */
function growth(run: () => void): number {
    collect()
    const before = process.memoryUsage().heapUsed
    run()
    collect()
    return (process.memoryUsage().heapUsed - before) / 1e6
}

/** A text of half a megabyte, in one piece, in which a long name of its own occurs. */
const textOf = (i: number) => Buffer.from(`{"a.property-name-${i}":"${'x'.repeat(500_000)}"}`).toString('latin1')

t.test('names that are remembered do not hold the texts in which they were', async t => {
    const megabytes = growth(() => {
        for (let i = 0; i < 100; i++) {
            Json.parse(textOf(i))
            parse(textOf(1000 + i))
        }
    })
    t.ok(megabytes < 3, `${megabytes} MB, where the texts have 100`)
})

t.test('keys that are remembered do not hold the texts of which they are parts', async t => {
    const megabytes = growth(() => {
        for (let i = 0; i < 100; i++) {
            const text = textOf(i)
            get({}, text.slice(2, text.indexOf(':') - 1))
        }
    })
    t.ok(megabytes < 3, `${megabytes} MB, where the texts have 50`)
})
