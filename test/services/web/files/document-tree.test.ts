import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../../fiber/index.js'
import { readConfig } from '../../../../services/web/config/index.js'
import { DocumentTree } from '../../../../services/web/files/document-tree.js'
import type { WebConfig } from '../../../../services/web/index.js'
import { Site } from './site.js'

const site = new Site({ 'a.txt': 'a', 'dir/b.txt': 'b' })
const outside = join(site.base, 'site-outside')
mkdirSync(outside)
symlinkSync('../site-outside', site.file('out'))
symlinkSync('dir', site.file('in'))
symlinkSync(site.root, join(site.base, 'link'))

const tree = (config: WebConfig = {}) => new DocumentTree(readConfig({ documents: site.root, ...config }).web)

t.test('DocumentTree.nameOf appends the index to a directory', async t => {
    t.equal(tree().nameOf('/'), '/index.html')
    t.equal(tree({ index: 'main.htm' }).nameOf('/a/'), '/a/main.htm')
    t.equal(tree().nameOf('/a'), '/a')
})

t.test('DocumentTree.placeOf gives files below the root only', async t => {
    await run(function* () {
        for (const documents of [site.root, `${site.root}/`, join(site.base, 'link')]) {
            const open = tree({ documents })
            yield* open.open()
            t.equal(open.placeOf('/a.txt'), site.file('a.txt'))
            t.equal(open.placeOf('/.env'), site.file('.env'))
            for (const name of ['', 'a.txt', '*', '/a\0b']) {
                t.equal(open.placeOf(name), null, name)
            }
        }
        const hiding = tree({ dotFiles: false })
        yield* hiding.open()
        for (const name of ['/.env', '/a/.b', '/.a/b', '/.well-known/.a', '/.well-known-not']) {
            t.equal(hiding.placeOf(name), null, name)
        }
        t.equal(hiding.placeOf('/.well-known/a'), site.file('.well-known/a'))
        t.equal(hiding.placeOf('/a./b..c'), site.file('a./b..c'))
    })
})

t.test('DocumentTree.readable and writable look where links lead, if they are to stay inside', async t => {
    await run(function* () {
        const all = tree()
        yield* all.open()
        t.equal(yield* all.readable(site.file('out/x')), site.file('out/x'))
        t.equal(yield* all.writable(site.file('out/x')), site.file('out/x'))
        const inside = tree({ links: 'inside' })
        yield* inside.open()
        t.equal(yield* inside.readable(site.file('in/b.txt')), site.file('dir/b.txt'))
        t.equal(yield* inside.readable(site.file('out')), null, 'a neighbour whose name begins alike is outside')
        t.equal(yield* inside.writable(site.file('in/new.txt')), site.file('dir/new.txt'))
        t.equal(yield* inside.writable(site.file('new.txt')), site.file('new.txt'))
        t.equal(yield* inside.writable(site.file('out/new.txt')), null)
    })
})

t.test('DocumentTree.open wants a directory', async t => {
    for (const documents of [site.file('none'), site.file('a.txt')]) {
        await t.rejects(
            run(() => tree({ documents }).open()),
            { code: 'WEB_CONFIG', message: /documents is .*(none|a\.txt)", .*wanted a directory/ },
        )
    }
})
