import fs, { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import t from 'tap'
import { all, type Fiber, now, run, yieldNow } from '../../../../fiber/index.js'
import { readConfig } from '../../../../services/web/config/index.js'
import { plain } from '../../../../services/web/files/codings.js'
import { Document } from '../../../../services/web/files/document.js'
import { DocumentFinder, type Found } from '../../../../services/web/files/document-finder.js'
import { DocumentTree } from '../../../../services/web/files/document-tree.js'
import type { Test } from '../harness.js'
import { Site, text } from './site.js'

const site = new Site({ 'a.txt': 'hello', 'large.bin': text(3_000_000), 'dir/x': '' })

/** Paths that were opened, as the system saw it. */
const opened: string[] = []
const { open } = fs
fs.open = ((...args: Parameters<typeof open>) => {
    opened.push(String(args[0]))
    return open(...args)
}) as typeof open
syncBuiltinESMExports()

/** Runs `body` with a finder of the site. */
function finderTest(name: string, body: (t: Test, finder: DocumentFinder) => Fiber<void>): void {
    t.test(name, async t => {
        opened.length = 0
        await run(function* () {
            const settings = readConfig({ documents: site.root }).web
            const tree = new DocumentTree(settings)
            yield* tree.open()
            yield* body(t, new DocumentFinder(tree, settings))
        })
        // The system closes in the background.
        for (let turn = 0; turn < 10_000 && site.descriptors.length > 0; turn++) {
            await new Promise(setImmediate)
        }
        t.same(site.descriptors, [])
    })
}

const find = (finder: DocumentFinder, path: string) => finder.find(path, path, plain)

function documentOf(found: Found): Document {
    if (found instanceof Document) {
        return found
    }
    throw new TypeError(`Cannot test: ${found}, wanted a document`)
}

finderTest('DocumentFinder.find opens a small file once, and keeps it', function* (t, finder) {
    const document = documentOf(yield* find(finder, '/a.txt'))
    t.equal(document.text, 'hello')
    t.equal(document.take(), null)
    t.ok(finder.isFresh(document, now()))
    t.notOk(finder.isFresh(document, document.checked + 1000))
    t.equal(finder.get('/a.txt'), document)
    t.ok(finder.cached > 0)
    t.same(opened, [site.file('a.txt')])
    finder.clear()
    t.equal(finder.get('/a.txt'), undefined)
    t.equal(finder.cached, 0)
})

finderTest('DocumentFinder.find lends a large file to the first who asks', function* (t, finder) {
    const [first, second] = yield* all([find(finder, '/large.bin'), find(finder, '/large.bin')])
    const document = documentOf(first!)
    t.equal(second, document, 'one looks for both')
    t.equal(opened.length, 1)
    const file = document.take()
    t.equal((yield* file!.stat()).size, 3_000_000)
    t.equal(document.take(), null)
    file!.close()
    while (site.descriptors.length > 0) {
        yield* yieldNow()
    }
})

finderTest('DocumentFinder.find tells what is no file', function* (t, finder) {
    t.equal(yield* find(finder, '/gone'), 'missing')
    t.equal(yield* find(finder, '/dir'), 'directory')
    t.equal(yield* find(finder, '/dir/'), 'missing', 'there is no index')
    t.equal(yield* find(finder, '/a.txt/'), 'missing')
    t.equal(yield* find(finder, `/${'x'.repeat(256)}`), 'missing', 'spec web.md §30, D51')
    t.equal(finder.cached, 0)
})

finderTest('DocumentFinder looks again after a change through the server', function* (t, finder) {
    const document = documentOf(yield* find(finder, '/a.txt'))
    finder.noteChange()
    t.notOk(finder.isFresh(document, document.checked))
    const again = documentOf(yield* find(finder, '/a.txt'))
    t.ok(finder.isFresh(again, again.checked))
})

finderTest('DocumentFinder.find does not hand on what was seen before a change', function* (t, finder) {
    site.write('b.txt', 'old')
    const early = function* () {
        return documentOf(yield* find(finder, '/b.txt')).text
    }
    const late = function* () {
        // The look of the first is under way.
        site.write('b.txt', 'new')
        finder.noteChange()
        return documentOf(yield* find(finder, '/b.txt')).text
    }
    const [, seen] = yield* all([early(), late()])
    t.equal(seen, 'new')
})

finderTest('DocumentFinder reads again what may change without a sign', function* (t, finder) {
    // It was changed within one step of the clock of some file systems.
    site.write('c.txt', 'one')
    const first = documentOf(yield* find(finder, '/c.txt'))
    t.equal(first.text, 'one')
    t.notOk(first.isCurrent(fs.statSync(site.file('c.txt'))), 'it is not trusted')
    finder.noteChange()
    t.not(yield* find(finder, '/c.txt'), first)
})

finderTest('DocumentFinder.find copes with a file that changes all the time', function* (t, finder) {
    site.write('log.txt', text(50_000))
    const { read } = fs
    fs.read = ((...args: unknown[]) => {
        appendFileSync(site.file('log.txt'), 'more\n')
        return (read as (...args: unknown[]) => void)(...args)
    }) as typeof read
    syncBuiltinESMExports()
    try {
        const document = documentOf(yield* find(finder, '/log.txt'))
        t.equal(document.bytes?.bytes.length, document.size)
        t.equal(document.bytes?.bytes.toString('latin1', 0, 50_000), text(50_000))
        t.notOk(document.isCurrent(fs.statSync(site.file('log.txt'))))
        t.equal(opened.length, 3, 'three attempts')
    } finally {
        fs.read = read
        syncBuiltinESMExports()
    }
})
