import t from 'tap'
import { primitiveFault } from '../../../../services/web/signature/primitive.js'

t.test('primitiveFault knows the simple types', async t => {
    for (const [type, text, fault] of [
        ['null', null, null],
        ['null', '', null],
        ['null', 'x', 'Bad request, data should be empty'],
        ['string', '', null],
        ['string', 'x', null],
        ['string', null, 'Missing request data, expected string'],
        ['number', '5', null],
        ['number', '-1.5e+3', null],
        ['number', '+', null],
        ['number', '1-2', null],
        ['number', '', 'Bad request, "age" should be a number'],
        ['number', '1.2.3', 'Bad request, "age" should be a number'],
        ['number', '.5', 'Bad request, "age" should be a number'],
        ['number', '5 ', 'Bad request, "age" should be a number'],
        ['number', '9'.repeat(401), 'Bad request, "age" should be a number'],
        ['number', null, 'Missing request data, expected number'],
        ['boolean', 'TRUE', null],
        ['boolean', 'false', null],
        ['boolean', '1', 'Bad request, "age" should be a boolean'],
        ['date', '2024-02-29T10:00:00Z', null],
        ['date', '2024-02-29T10:00:00+01:00', null],
        ['date', '2024-02-29T10:00:00', 'Bad request, "age" should be a date'],
        ['date', '2024-02-29', 'Bad request, "age" should be a date'],
        ['thing', 'x', 'Bad request data, expected a thing for "age"'],
    ] as const) {
        t.equal(primitiveFault(text, type, 'request', 'age'), fault, `${type} ${text}`)
    }
})
