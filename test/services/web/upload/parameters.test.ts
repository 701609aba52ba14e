import t from 'tap'
import { readParameters } from '../../../../services/web/upload/parameters.js'

t.test('readParameters takes plain and quoted values, in any order and case of names', async t => {
    for (const [header, wanted] of [
        ['', {}],
        ['form-data', {}],
        ['form-data;', {}],
        ['form-data; ;', {}],
        ['form-data; name=a', { name: 'a' }],
        ['form-data;NAME= a ;x=', { name: 'a', x: '' }],
        ['form-data; filename="b;c=d.txt"; name="a"', { filename: 'b;c=d.txt', name: 'a' }],
        ['form-data; name="a \\"b\\" \\\\ \\c"', { name: 'a "b" \\ \\c' }],
        ['form-data; name="C:\\dir\\file" ; x=1', { name: 'C:\\dir\\file', x: '1' }],
        ['form-data; name=""', { name: '' }],
        ['form-data; name=a"b', { name: 'a"b' }],
        ['form-data; __proto__=1; name=2', { ['__proto__']: '1', name: '2' }],
    ] as const) {
        t.strictSame([...(readParameters(header) ?? ['null'])], Object.entries(wanted), header)
    }
})

t.test('readParameters refuses what can be read in two ways', async t => {
    for (const header of [
        'form-data; name',
        'form-data; name; x=1',
        'form-data; =a',
        'form-data; name=a; name=b',
        'form-data; name=a; NAME="b"',
        'form-data; name="a',
        'form-data; name="a\\"',
        'form-data; name="a"b',
        'form-data; name="a" "b"',
    ]) {
        t.equal(readParameters(header), null, header)
    }
})
