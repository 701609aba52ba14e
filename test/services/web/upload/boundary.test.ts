import t from 'tap'
import { boundaryOf } from '../../../../services/web/upload/boundary.js'

t.test('boundaryOf takes 1 to 70 characters, with or without quotes', async t => {
    const longest = 'x'.repeat(70)
    for (const [type, boundary] of [
        ['multipart/form-data; boundary=abc', 'abc'],
        ['multipart/form-data; charset=utf-8; Boundary="a b;c"; x=y', 'a b;c'],
        [`multipart/form-data;boundary=${longest}`, longest],
        [`multipart/form-data;boundary=${longest}x`, null],
        ['multipart/form-data', null],
        ['multipart/form-data; boundary=', null],
        ['multipart/form-data; boundary=""', null],
        ['multipart/form-data; boundary="a', null],
        ['multipart/form-data; boundary=a; boundary=b', null],
        ['', null],
    ] as const) {
        t.equal(boundaryOf(type), boundary, type)
    }
})
