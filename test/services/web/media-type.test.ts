import t from 'tap'
import { mediaTypeOf } from '../../../services/web/media-type.js'

t.test('mediaTypeOf ignores case and parameters', async t => {
    for (const [header, type] of [
        ['application/json', 'application/json'],
        ['Application/JSON ; charset=utf-8', 'application/json'],
        ['text/plain;', 'text/plain'],
        [' text/plain ', 'text/plain'],
        ['', ''],
        [';', ''],
    ] as const) {
        t.equal(mediaTypeOf(header), type, header)
    }
})
