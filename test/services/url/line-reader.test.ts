import t from 'tap'
import { type Fiber, run } from '../../../fiber/index.js'
import { fieldText } from '../../../services/url/field-text.js'
import { LineReader } from '../../../services/url/line-reader.js'

/** All lines of a body that comes in these pieces; undefined: one was too long. */
function* linesOf(pieces: readonly Buffer[], limit = 100): Fiber<(string | undefined)[]> {
    const rest = [...pieces]
    const reader = new LineReader({
        *next() {
            return rest.shift() ?? null
        },
    })
    const lines: (string | undefined)[] = []
    for (let line = yield* reader.next(limit); line !== null; line = yield* reader.next(limit)) {
        lines.push(line)
        if (line === undefined) {
            break
        }
    }
    return lines
}

t.test('LineReader gives the same lines however the body is cut', async t => {
    const body = Buffer.from('one\r\n\ntwö\rthree\r\n\r\n\rlast')
    const wanted = ['one', '', 'twö\rthree', '', '\rlast']
    await run(function* () {
        t.same(yield* linesOf([body]), wanted)
        t.same(yield* linesOf(Array.from(body, byte => Buffer.from([byte]))), wanted)
        for (let at = 0; at <= body.length; at++) {
            t.same(yield* linesOf([body.subarray(0, at), body.subarray(at)]), wanted, String(at))
        }
        t.same(yield* linesOf([]), [])
        t.same(yield* linesOf([Buffer.from('a\n')]), ['a'])
    })
})

t.test('LineReader ends at a line that is too long, at the byte', async t => {
    await run(function* () {
        t.same(yield* linesOf([Buffer.from('12345\n')], 5), ['12345'])
        t.same(yield* linesOf([Buffer.from('123456\n')], 5), [undefined])
        t.same(yield* linesOf([Buffer.from('a\n123'), Buffer.from('456')], 5), ['a', undefined])
    })
})

t.test('fieldText reads UTF-8 where it is some, and keeps what is none', async t => {
    const latin1 = (text: string) => Buffer.from(text).toString('latin1')
    t.equal(fieldText('plain'), 'plain')
    t.equal(fieldText(latin1('Grüße')), 'Grüße')
    t.equal(fieldText('caf\xe9'), 'caf\xe9')
})
