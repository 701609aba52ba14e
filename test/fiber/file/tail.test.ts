import { appendFileSync, mkdirSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { openTail, type Tail, type TailOptions } from '../../../fiber/file/index.js'
import { Channel, deadline, type Fiber, type Task, TimeoutError, run, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { testDirectory } from './directory.js'

const at = testDirectory()

/** Follows a file in a fiber of its own; the lines come through a channel. */
function* follow(name: string, options: TailOptions = {}): Fiber<{ lines: Channel<string>; end(): Fiber<void> }> {
    const lines = new Channel<string>(1000)
    const tail: Tail = yield* openTail(at(name), options)
    const task: Task = spawn(function* () {
        try {
            for (;;) {
                yield* lines.send(yield* tail.readLine())
            }
        } finally {
            tail.close()
        }
    })
    return {
        lines,
        *end() {
            task.cancel()
            while (!task.done) {
                yield* sleep(1)
            }
        },
    }
}

fiberTest(t, 'Tail gives the lines that come, and not those that were there', function* (t) {
    writeFileSync(at('log'), 'old\nold ')
    const { lines, end } = yield* follow('log')
    appendFileSync(at('log'), 'rest\nnew\r\nhal')
    t.equal(yield* lines.receive(), 'rest')
    t.equal(yield* lines.receive(), 'new')
    yield* sleep(1000)
    t.equal(lines.statistics().queued, 0, 'half a line is none')
    appendFileSync(at('log'), 'f é😀\n\n')
    t.equal(yield* lines.receive(), 'half é😀')
    t.equal(yield* lines.receive(), '')
    yield* end()
})

fiberTest(t, 'Tail begins at the start when asked to, and waits for a file that is missing', function* (t) {
    mkdirSync(at('later'))
    const { lines, end } = yield* follow('later/log', { from: 'end' })
    yield* sleep(1000)
    writeFileSync(at('later/log'), 'first\n')
    t.equal(yield* lines.receive(), 'first', 'a file that appears is read from its start')
    yield* end()
    const again = yield* follow('later/log', { from: 'start' })
    t.equal(yield* again.lines.receive(), 'first')
    yield* again.end()
})

fiberTest(t, 'Tail survives a rotation: the rest of the old file, then the new one', function* (t) {
    writeFileSync(at('rotated'), '')
    const { lines, end } = yield* follow('rotated')
    for (let round = 0; round < 3; round++) {
        appendFileSync(at('rotated'), `a${round}\n`)
        t.equal(yield* lines.receive(), `a${round}`)
        appendFileSync(at('rotated'), `b${round}\nno end ${round}`)
        renameSync(at('rotated'), at(`rotated-${round}`))
        writeFileSync(at('rotated'), `c${round}\n`)
        t.equal(yield* lines.receive(), `b${round}`)
        t.equal(yield* lines.receive(), `no end ${round}`)
        t.equal(yield* lines.receive(), `c${round}`)
    }
    yield* end()
})

fiberTest(t, 'Tail goes on with a renamed file until there is a new one', function* (t) {
    writeFileSync(at('slow'), '')
    const { lines, end } = yield* follow('slow')
    renameSync(at('slow'), at('slow-0'))
    yield* sleep(1000)
    appendFileSync(at('slow-0'), 'still the old one\n')
    t.equal(yield* lines.receive(), 'still the old one')
    writeFileSync(at('slow'), 'the new one\n')
    t.equal(yield* lines.receive(), 'the new one')
    unlinkSync(at('slow'))
    yield* sleep(1000)
    writeFileSync(at('slow'), 'another one\n')
    t.equal(yield* lines.receive(), 'another one')
    yield* end()
})

fiberTest(t, 'Tail survives a truncation', function* (t) {
    writeFileSync(at('cut'), 'x'.repeat(100))
    const { lines, end } = yield* follow('cut')
    // What comes in one write is read at once: when the first line is here, so is the half.
    appendFileSync(at('cut'), 'first\nhalf')
    t.equal(yield* lines.receive(), 'first')
    truncateSync(at('cut'), 0)
    appendFileSync(at('cut'), 'new\n')
    t.equal(yield* lines.receive(), 'half')
    t.equal(yield* lines.receive(), 'new')
    yield* end()
})

fiberTest(t, 'Tail gives lines that are too long in parts, of whole characters', function* (t) {
    writeFileSync(at('long'), '')
    const { lines, end } = yield* follow('long', { maxLine: 10 })
    const text = 'aé😀'.repeat(20)
    appendFileSync(at('long'), `${text}\n0123456789\nshort\n`)
    let got = ''
    while (got.length < text.length) {
        const part = (yield* lines.receive()) ?? ''
        t.ok(Buffer.byteLength(part) <= 10, part)
        got += part
    }
    t.equal(got, text)
    const rest: string[] = []
    while (rest.at(-1) !== 'short') {
        rest.push((yield* lines.receive()) ?? '')
    }
    t.strictSame(
        rest.filter(line => line !== ''),
        ['0123456789', 'short'],
    )
    yield* end()
})

fiberTest(t, 'Tail loses nothing when a deadline ends the wait for a line', function* (t) {
    writeFileSync(at('deadline'), '')
    const tail = yield* openTail(at('deadline'))
    try {
        appendFileSync(at('deadline'), 'half')
        for (let round = 0; round < 5; round++) {
            try {
                yield* deadline(100, tail.readLine())
                t.fail('a deadline was expected')
            } catch (error) {
                t.ok(error instanceof TimeoutError)
            }
        }
        appendFileSync(at('deadline'), ' line\n')
        t.equal(yield* tail.readLine(), 'half line')
    } finally {
        tail.close()
    }
})

t.test('openTail throws what the system does not permit', async t => {
    await t.rejects(
        run(function* () {
            const tail = yield* openTail(at())
            try {
                yield* tail.readLine()
            } finally {
                tail.close()
            }
        }),
        { name: 'FileError' },
    )
})
