import t from 'tap'
import { parseJsonBody } from '../../../../services/web/body/index.js'

t.test('parseJsonBody takes relaxed JSON of any kind, and keeps the order', async t => {
    for (const [body, wanted] of [
        ['{"b":1,"a":[true,null]}', '{b:1,a:[true,null]}'],
        ['{b: word, /* comment */ a: 1,}', "{b:'word',a:1}"],
        ['[1]', '[1]'],
        ['5', '5'],
        ['', ''],
        ['\ufeff{}', '{}'],
    ] as const) {
        t.equal(parseJsonBody(Buffer.from(body)).toString(), wanted, body)
    }
})

t.test('parseJsonBody says what is wrong', async t => {
    t.throws(() => parseJsonBody(Buffer.from('{a:')), { code: 'WEB_BAD_JSON', cause: { code: 'JSON_UNCLOSED' } })
    t.throws(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22])), { code: 'WEB_BAD_JSON' })
    const deep = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels))
    t.equal(parseJsonBody(deep(1000)).count, 1000)
    t.throws(() => parseJsonBody(deep(1001)), { code: 'WEB_BAD_JSON', cause: { code: 'JSON_TOO_DEEP' } })
})
