import { statSync } from 'node:fs'
import t from 'tap'
import { plain } from '../../../../services/web/files/codings.js'
import { Document } from '../../../../services/web/files/document.js'
import { DocumentCache } from '../../../../services/web/files/document-cache.js'

const stats = statSync(process.execPath)

/** A document that weighs `size` bytes in a cache. */
function make(key: string, size: number): Document {
    const source = { key, file: '', type: '', coding: plain, checked: 0, changes: 0, unsteady: false }
    const of = (length: number) =>
        new Document({
            ...source,
            stats: Object.assign(Object.create(Object.getPrototypeOf(stats)), stats, { size: length }),
            content: 'x'.repeat(length),
        })
    return of(size - of(0).weight)
}

t.test('DocumentCache keeps documents by key, and counts their weight', async t => {
    const cache = new DocumentCache(10_000)
    const one = make('/1', 4000)
    cache.set(one)
    t.equal(cache.get('/1'), one)
    t.equal(cache.get('/2'), undefined)
    t.equal(cache.weight, 4000)
    const other = make('/1', 3000)
    cache.set(other)
    t.equal(cache.get('/1'), other)
    t.equal(cache.weight, 3000)
    cache.delete('/1')
    cache.delete('/1')
    t.equal(cache.weight, 0)
})

t.test('DocumentCache drops first what nobody asks for, the oldest first', async t => {
    const cache = new DocumentCache(15_000)
    for (let i = 0; i < 5; i++) {
        cache.set(make(`/${i}`, 3000))
    }
    cache.get('/0')
    cache.get('/2')
    cache.set(make('/5', 3000))
    cache.set(make('/6', 3000))
    const left = ['/0', '/1', '/2', '/3', '/4', '/5', '/6'].filter(path => cache.get(path) !== undefined)
    t.same(left, ['/0', '/2', '/4', '/5', '/6'])
    t.equal(cache.weight, 15_000)
})

t.test('DocumentCache drops others even when all were asked for', async t => {
    const cache = new DocumentCache(9000)
    for (let i = 0; i < 100; i++) {
        cache.set(make(`/${i}`, 3000))
        t.ok(cache.weight <= 9000)
        t.ok(cache.get(`/${i}`))
        cache.get('/0')
    }
})

t.test('DocumentCache makes room for a large one, and leaves out one that is too large', async t => {
    const cache = new DocumentCache(10_000)
    cache.set(make('/small', 3000))
    cache.set(make('/huge', 10_001))
    t.equal(cache.get('/huge'), undefined)
    t.ok(cache.get('/small'))
    cache.set(make('/large', 9000))
    t.equal(cache.get('/small'), undefined)
    t.ok(cache.get('/large'))
    cache.clear()
    t.equal(cache.weight, 0)
    t.equal(cache.get('/large'), undefined)
})

t.test('DocumentCache stays within its limit whatever happens', async t => {
    const cache = new DocumentCache(20_000)
    let seed = 1
    const random = (below: number) => {
        seed = (seed * 48_271) % 2_147_483_647
        return seed % below
    }
    for (let i = 0; i < 20_000; i++) {
        const path = `/${random(30)}`
        if (random(3) === 0) {
            cache.set(make(path, 2500 + random(4000)))
        } else if (random(10) === 0) {
            cache.delete(path)
        } else {
            cache.get(path)
        }
        if (cache.weight > 20_000 || cache.weight < 0) {
            t.fail(`weight ${cache.weight}`)
            break
        }
    }
})

t.test('DocumentCache with a limit of 0 keeps nothing', async t => {
    const cache = new DocumentCache(0)
    cache.set(make('/a', 3000))
    t.equal(cache.get('/a'), undefined)
    t.equal(cache.weight, 0)
})
