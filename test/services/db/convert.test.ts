import t from 'tap'
import { convert, timeOf } from '../../../services/db/convert.js'
import type { DbField } from '../../../services/db/model.js'
import { codeOf } from './schema.js'

/** What becomes of a value in a field of a type; the code of the error if nothing does. */
const as = (type: string, value: unknown): unknown => {
    const field = { name: 'f', type } as DbField
    return codeOf(() => convert(field, value)) ?? convert(field, value)
}
const REFUSED = 'DB_BAD_TYPE'

t.test('convert makes texts, numbers, booleans and dates as their types want them', async t => {
    const wanted: readonly [type: string, value: unknown, stored: unknown][] = [
        ['string', 42, '42'],
        ['string', true, 'true'],
        ['string', 10n, '10'],
        ['string', new Date(0), '1970-01-01T00:00:00.000Z'],
        ['string', /a+/, 'a+'],
        ['string', {}, REFUSED],
        ['string', [1], REFUSED],
        ['number', '1e3', 1000],
        ['number', '+.5', 0.5],
        ['number', ' 1', REFUSED],
        ['number', '1-2', REFUSED],
        ['number', '', REFUSED],
        ['number', '0x10', REFUSED],
        ['number', '1e999', REFUSED],
        ['number', '1'.repeat(401), REFUSED],
        ['number', Number.NaN, REFUSED],
        ['number', [1], REFUSED],
        ['boolean', 1, true],
        ['boolean', '0', false],
        ['boolean', 'yes', REFUSED],
        ['boolean', {}, REFUSED],
        ['date', 0, '1970-01-01T00:00:00.000Z'],
        ['date', '1000', '1970-01-01T00:00:01.000Z'],
        ['date', 'anything that ends in Z', 'anything that ends in Z'],
        ['date', '2020-01-01', REFUSED],
        ['date', new Date(Number.NaN), REFUSED],
        ['date', 1e99, REFUSED],
        ['date', {}, REFUSED],
    ]
    for (const [type, value, stored] of wanted) {
        t.equal(as(type, value), stored, `${type} ${String(value)}`)
    }
    t.strictSame(as('binary', { a: [1, new Date(0)] }), { a: [1, '1970-01-01T00:00:00.000Z'] })
})

t.test('timeOf gives the milliseconds of what is stored', async t => {
    t.strictSame(
        ['2020-01-01T00:00:00.000Z', '5', 5, undefined, null, 'soon', {}].map(timeOf),
        [1577836800000, 5, 5, 0, 0, -1, -1],
    )
})
