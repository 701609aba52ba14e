import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { addDirectory } from '../../../fiber/index.js'
import { virtually } from '../../../fiber/testing/index.js'
import { BootGuard } from '../../../services/agent/boot-guard.js'

const limits = { crashes: 3, within: 60_000 }

function state(t: Test): string {
    const directory = t.testdir({})
    addDirectory('state', directory)
    return join(directory, 'starts.json')
}

t.test('BootGuard sees a loop after so many starts without an end within the time', async t => {
    const path = state(t)
    await virtually(function* (clock) {
        clock.setTime(1_000_000)
        const seen = [1, 2, 3, 4].map(() => new BootGuard(limits)).map(({ crashes, isLooping }) => [crashes, isLooping])
        t.same(seen, [
            [0, false],
            [1, false],
            [2, false],
            [3, true],
        ])
        clock.setTime(1_000_000 + 60_000)
        t.match(new BootGuard(limits), { crashes: 0, isLooping: false }, 'what is long ago does not count')
        clock.setTime(5)
        t.match(new BootGuard(limits), { crashes: 0, isLooping: false }, 'nor what is to come: the clock was wrong')
        t.same(JSON.parse(readFileSync(path, 'utf8')), [5])
    })
})

t.test('BootGuard.ended makes an end of what was before', async t => {
    state(t)
    for (let i = 0; i < 5; i++) {
        const guard = new BootGuard(limits)
        t.equal(guard.crashes, 0)
        guard.ended()
    }
})

t.test('BootGuard never sees a loop where the limit is 0', async t => {
    state(t)
    for (let i = 0; i < 5; i++) {
        t.equal(new BootGuard({ crashes: 0, within: 60_000 }).isLooping, false)
    }
})

t.test('BootGuard takes a broken file for none, and a directory that is gone, too', async t => {
    const path = state(t)
    for (const text of ['', '{', '{}', '["x", null]', '5']) {
        writeFileSync(path, text)
        t.equal(new BootGuard(limits).crashes, 0, text)
    }
    addDirectory('state', join(path, 'nowhere'))
    const guard = new BootGuard(limits)
    t.equal(guard.crashes, 0)
    guard.ended()
})
