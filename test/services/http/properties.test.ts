/*
    properties.test.ts -- Generated requests: legal ones come out as they went in, damaged ones have one outcome or another,
    but the same for every cut.
*/

import fc from 'fast-check'
import t from 'tap'
import { httpErrors } from '../../../services/http/index.js'
import { damage, request, spoil, stream } from './generators.js'
import { cuts, read } from './message-reader.js'

function pieces(bytes: Uint8Array, marks: number[]): Uint8Array[] {
    const ends = [...new Set(marks.map(mark => mark % bytes.length)), bytes.length].sort((a, b) => a - b)
    return ends.map((end, n) => bytes.subarray(n === 0 ? 0 : ends[n - 1], end))
}

t.test('RequestParser gives back the parts of a legal request at every cut', async t => {
    fc.assert(
        fc.property(request, ({ wire, expected }) => {
            const wanted = JSON.stringify({ error: null, messages: [expected], handedOver: false })
            for (const [name, parts] of cuts(Buffer.from(wire, 'latin1'))) {
                const found = JSON.stringify(read(parts))
                if (found !== wanted) {
                    throw new Error(`${name}: ${found}, must be ${wanted}`)
                }
            }
        }),
    )
    t.pass()
})

t.test('RequestParser gives back the requests of a legal stream at any cuts', async t => {
    fc.assert(
        fc.property(stream, fc.array(fc.nat(), { maxLength: 6 }), (requests, marks) => {
            const bytes = Buffer.from(requests.map(({ wire }) => wire).join(''), 'latin1')
            const wanted = { error: null, messages: requests.map(({ expected }) => expected), handedOver: false }
            t.strictSame(read(pieces(bytes, marks)), wanted)
        }),
        { numRuns: 200 },
    )
})

t.test('RequestParser has one outcome for a damaged stream, however it is cut, and no error but its own', async t => {
    const codes = new Set([...Object.keys(httpErrors), 'DATA_AFTER_CLOSE', 'METHOD_NOT_IMPLEMENTED'])
    const seen = new Map<string, number>()
    fc.assert(
        fc.property(
            stream,
            fc.array(damage, { minLength: 1, maxLength: 3 }),
            fc.array(fc.nat(), { maxLength: 6 }),
            (requests, damages, marks) => {
                const legal = requests.map(({ wire }) => wire).join('')
                const bytes = Buffer.from(damages.reduce(spoil, legal), 'latin1')
                if (bytes.length === 0) {
                    return
                }
                const whole = read([bytes])
                const wanted = JSON.stringify(whole)
                if (whole.error !== null && !codes.has(whole.error)) {
                    throw new Error(`Unknown error ${whole.error}`)
                }
                seen.set(String(whole.error), (seen.get(String(whole.error)) ?? 0) + 1)
                const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
                for (const parts of [pieces(bytes, marks), single]) {
                    const found = JSON.stringify(read(parts))
                    if (found !== wanted) {
                        throw new Error(`${found}, must be ${wanted}`)
                    }
                }
            },
        ),
        { numRuns: 2000 },
    )
    t.ok(seen.size > 10, `only ${[...seen.keys()].join(' ')} were seen`)
})

t.test('RequestParser has one outcome for noise', async t => {
    fc.assert(
        fc.property(
            fc.uint8Array({ minLength: 1, maxLength: 60 }),
            fc.array(fc.nat(), { maxLength: 4 }),
            (noise, marks) => {
                t.strictSame(read(pieces(noise, marks)), read([noise]))
            },
        ),
        { numRuns: 500 },
    )
})
