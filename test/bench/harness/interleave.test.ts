import t from 'tap'
import { interleave } from './interleave.js'

t.test('interleave measures everyone once a round and lets another one begin each time', async t => {
    const order: string[] = []
    const figures = await interleave(
        3,
        ['a', 'b', 'c'],
        async (party, round) => {
            order.push(party)
            return round
        },
        () => t.fail('nobody fails'),
    )
    t.equal(order.join(''), 'abcbcacab')
    t.same(
        [...figures],
        [
            ['a', [0, 1, 2]],
            ['b', [0, 1, 2]],
            ['c', [0, 1, 2]],
        ],
    )
})

t.test('interleave keeps the figures of a party that fails and goes on without it', async t => {
    const failures: string[] = []
    const figures = await interleave(
        3,
        ['good', 'bad'],
        async (party, round) => {
            if (party === 'bad' && round === 1) {
                throw new Error('out of order')
            }
            return 1
        },
        (party, error) => failures.push(`${party}: ${(error as Error).message}`),
    )
    t.same(failures, ['bad: out of order'])
    t.same(figures.get('good'), [1, 1, 1])
    t.same(figures.get('bad'), [1])
})
