import t from 'tap'
import { cycles } from './cycles.js'

const graph = (edges: Record<string, string>) =>
    new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to.split(''))]))

t.test('cycles finds none in a graph without', async t => {
    t.same(cycles(graph({ a: 'bc', b: 'd', c: 'd' })), [])
    t.same(cycles(new Map()), [])
})

t.test('cycles finds a file that imports itself', async t => {
    t.same(cycles(graph({ a: 'a' })), [['a']])
})

t.test('cycles finds the shortest way around', async t => {
    t.same(cycles(graph({ a: 'bd', b: 'c', c: 'ad', d: 'b' })), [
        ['a', 'b', 'c'],
        ['d', 'b', 'c'],
    ])
    t.same(cycles(graph({ a: 'bc', b: 'c', c: 'a' }))[0], ['a', 'c'])
})

t.test('cycles finds each of several, and one that the start only leads to', async t => {
    t.same(cycles(graph({ a: 'b', b: 'c', c: 'b', x: 'y', y: 'x' })), [
        ['b', 'c'],
        ['x', 'y'],
    ])
})
