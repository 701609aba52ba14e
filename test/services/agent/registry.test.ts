import t from 'tap'
import { inOrder, registry } from '../../../services/agent/registry.js'

const entry = (name: string, ...after: string[]) => ({ name, after })

t.test('inOrder puts services behind those they need, and else leaves them as they are', async t => {
    const names = (entries: ReturnType<typeof entry>[]) => inOrder(entries).map(({ name }) => name)
    t.same(names([entry('a', 'c'), entry('b'), entry('c', 'b')]), ['b', 'c', 'a'])
    t.same(names([entry('b'), entry('a')]), ['b', 'a'])
    t.same(names([entry('a', 'off')]), ['a'], 'what does not run is not waited for')
    t.throws(() => names([entry('a', 'b'), entry('b', 'a')]), {
        name: 'RangeError',
        message: 'Cannot order services: a needs b needs a',
    })
})

t.test('registry names services once, each after some that there are, and loads them', async t => {
    const names = registry.map(({ name }) => name)
    t.equal(new Set(names).size, names.length)
    for (const { name, after, load } of registry) {
        t.ok(
            after.every(other => names.includes(other)),
            name,
        )
        t.type((await load()).make, 'function', name)
    }
    t.same(
        registry.filter(({ safe }) => safe).map(({ name }) => name),
        ['web'],
    )
})
