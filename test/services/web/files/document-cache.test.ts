import { statSync } from 'node:fs'
import t from 'tap'
import { Document } from '../../../../services/web/files/document.js'
import { DocumentCache } from '../../../../services/web/files/document-cache.js'

const stats = statSync(process.execPath)

/** A document that weighs `size` bytes in a cache. */
function make(path: string, size: number): Document {
    const small = Object.assign(Object.create(Object.getPrototypeOf(stats)), stats, { size: 0 })
    const base = new Document(path, '', '', small, Buffer.alloc(0), 0).weight
    const content = Buffer.alloc(size - base)
    return new Document(path, '', '', Object.assign(small, { size: content.length }), content, 0)
}

t.test('DocumentCache keeps documents by path, and counts their weight', async t => {
    const cache = new DocumentCache(10_000)
    const one = make('/1', 2000)
    cache.set(one)
    t.equal(cache.get('/1'), one)
    t.equal(cache.get('/2'), undefined)
    t.equal(cache.weight, 2000)
    const other = make('/1', 3000)
    cache.set(other)
    t.equal(cache.get('/1'), other)
    t.equal(cache.weight, 3000)
    cache.delete('/1')
    cache.delete('/1')
    t.equal(cache.weight, 0)
})

t.test('DocumentCache drops first what nobody asks for, the oldest first', async t => {
    const cache = new DocumentCache(10_000)
    for (let i = 0; i < 5; i++) {
        cache.set(make(`/${i}`, 2000))
    }
    cache.get('/0')
    cache.get('/2')
    cache.set(make('/5', 2000))
    cache.set(make('/6', 2000))
    const left = ['/0', '/1', '/2', '/3', '/4', '/5', '/6'].filter(path => cache.get(path) !== undefined)
    t.same(left, ['/0', '/2', '/4', '/5', '/6'])
    t.equal(cache.weight, 10_000)
})

t.test('DocumentCache drops others even when all were asked for', async t => {
    const cache = new DocumentCache(6000)
    for (let i = 0; i < 100; i++) {
        cache.set(make(`/${i}`, 2000))
        t.ok(cache.weight <= 6000)
        t.ok(cache.get(`/${i}`))
        cache.get('/0')
    }
})

t.test('DocumentCache makes room for a large one, and leaves out one that is too large', async t => {
    const cache = new DocumentCache(10_000)
    cache.set(make('/small', 2000))
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
            cache.set(make(path, 1500 + random(4000)))
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
    cache.set(make('/a', 2000))
    t.equal(cache.get('/a'), undefined)
    t.equal(cache.weight, 0)
})
