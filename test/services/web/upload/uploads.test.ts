import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CancelledError, type Fiber, run, spawn, yieldNow } from '../../../../fiber/index.js'
import { Uploads, WebUpload } from '../../../../services/web/upload/index.js'
import { ownDirectory } from '../own-directory.js'

const place = ownDirectory()

/** Uploads with a file for each name. */
function uploadsOf(...names: readonly string[]): Uploads {
    const uploads = new Uploads()
    for (const name of names) {
        writeFileSync(join(place, name), name)
        uploads.add(new WebUpload('field', name, null, join(place, name)))
    }
    return uploads
}

const never = (path: string, error: unknown) => t.fail(`${path}: ${error}`)

t.test('Uploads has the last file of a name in its map, and all of them in its list', async t => {
    const uploads = uploadsOf('a', 'b')
    t.equal(uploads.map.get('field')?.clientFilename, 'b')
    t.same(
        uploads.list.map(({ clientFilename }) => clientFilename),
        ['a', 'b'],
    )
    uploads.removeNow(never)
    t.same([uploads.list.length, uploads.map.size, readdirSync(place)], [0, 0, []])
})

for (const waits of [true, false]) {
    t.test(`Uploads.${waits ? 'remove' : 'removeNow'} leaves kept files, and tells what cannot be removed`, async t => {
        const uploads = uploadsOf('kept', 'gone', 'directory', 'usual')
        uploads.list[0]!.isKept = true
        rmSync(join(place, 'gone'))
        rmSync(join(place, 'directory'))
        mkdirSync(join(place, 'directory'))
        const failed: string[] = []
        const note = (path: string) => failed.push(path)
        if (waits) {
            await run(() => uploads.remove(note))
            await run(() => uploads.remove(never))
        } else {
            uploads.removeNow(note)
            uploads.removeNow(never)
        }
        t.same(failed, [join(place, 'directory')])
        t.same(readdirSync(place).sort(), ['directory', 'kept'])
        rmSync(join(place, 'kept'))
        rmSync(join(place, 'directory'), { recursive: true })
    })
}

t.test('Uploads.remove removes all files, however often its fiber is cancelled', async t => {
    const uploads = uploadsOf('a', 'b', 'c', 'd')
    await run(function* (): Fiber<void> {
        const task = spawn(function* () {
            yield* uploads.remove(never)
        })
        for (let i = 0; i < 3; i++) {
            yield* yieldNow()
            task.cancel('again')
        }
        try {
            yield* task.join()
        } catch (error) {
            t.ok(error instanceof CancelledError)
        }
    })
    t.same(readdirSync(place), [])
})
