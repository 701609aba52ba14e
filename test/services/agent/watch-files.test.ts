import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { addDirectory, expandPath, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { waitForChange } from '../../../services/agent/watch-files.js'

const directory = mkdtempSync(join(tmpdir(), 'watch-'))
t.teardown(() => rmSync(directory, { recursive: true, force: true }))
const file = (name: string) => join(directory, name)

/** A change that its time tells, whatever the file system counts. */
function write(name: string, second: number): void {
    writeFileSync(file(name), name)
    utimesSync(file(name), second, second)
}

fiberTest(
    t,
    'waitForChange returns when a file has changed and then stays the same for a period',
    function* (t, clock) {
        const former = expandPath('@config')
        addDirectory('config', directory)
        try {
            write('app.json5', 1)
            let isOver = false
            const start = clock.now()
            spawn(function* () {
                yield* waitForChange([file('app.json5')])
                isOver = true
            })
            yield* sleep(9000)
            t.equal(isOver, false)
            write('app.json5', 2)
            yield* sleep(2000)
            write('app.json5', 3)
            yield* sleep(2000)
            t.equal(isOver, false, 'somebody is still writing')
            yield* sleep(2000)
            t.equal(isOver, true)
            t.equal(clock.now() - start, 15_000)

            isOver = false
            spawn(function* () {
                yield* waitForChange([])
                isOver = true
            })
            yield* sleep(1000)
            // It was not there, and nobody has named it
            write('local.json5', 1)
            yield* sleep(4000)
            t.equal(isOver, true)
        } finally {
            addDirectory('config', former)
        }
    },
)
