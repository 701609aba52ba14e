import t from 'tap'
import { parsePartHead } from '../../../../services/web/upload/part-head.js'

t.test('parsePartHead takes name, filename and type, and ignores other headers', async t => {
    for (const [text, wanted] of [
        ['', { name: null, filename: null, contentType: null }],
        ['Content-Disposition: form-data; name="a"', { name: 'a', filename: null, contentType: null }],
        [
            'content-type:text/plain; charset=utf-8\r\nX-Other: 1\r\nCONTENT-DISPOSITION: form-data; filename="b.txt"; name=a',
            { name: 'a', filename: 'b.txt', contentType: 'text/plain; charset=utf-8' },
        ],
        [
            'Content-Disposition: form-data;\r\n name="a";\r\n\tfilename=""',
            { name: 'a', filename: '', contentType: null },
        ],
        ['Content-Disposition: attachment; name="ü"', { name: 'ü', filename: null, contentType: null }],
        // RFC 7578 §4.2: not to be used here.
        [
            "Content-Disposition: form-data; name=a; filename*=utf-8''b",
            { name: 'a', filename: null, contentType: null },
        ],
        ['Content-Transfer-Encoding: base64', { name: null, filename: null, contentType: null }],
    ] as const) {
        t.strictSame(parsePartHead(text), wanted, text)
    }
})

t.test('parsePartHead refuses malformed lines, and headers that are there twice', async t => {
    for (const text of [
        'no colon',
        ': no name',
        'Bad Name: x',
        'Content-Disposition : form-data; name=a',
        ' X: folded',
        'X: a\nY: b',
        'X: a\rY: b',
        'X: a\0b',
        'X: 1\r\n\r\nY: 2',
        'Content-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b',
        'Content-Type: a/b\r\nContent-Type: c/d',
        'Content-Disposition: form-data; name="a',
        'Content-Disposition: form-data; name=a; name=b',
        '--boundary',
    ]) {
        t.equal(parsePartHead(text), null, JSON.stringify(text))
    }
})
