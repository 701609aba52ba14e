import t from 'tap'
import { RequestParser } from '../../../services/http/index.js'

function parse(lines: string[]) {
    const parser = new RequestParser({ fields: 1000, head: 100_000 })
    const buf = Buffer.from(`GET / HTTP/1.1\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`, 'latin1')
    parser.execute(buf, 0, buf.length)
    buf.fill(0)
    t.equal(parser.complete, true)
    return parser.head.fields
}

t.test('Fields.get answers the first value, whatever the case of the name', async t => {
    const fields = parse(['Accept: a', 'ACCEPT: b', 'X-Y: \xe4\xf6'])
    t.equal(fields.get('accept'), 'a')
    t.equal(fields.get('Accept'), 'a')
    t.equal(fields.get('x-y'), 'äö')
    t.equal(fields.get('x-z'), undefined)
    t.equal(fields.get('accepu'), undefined)
    t.equal(fields.get(''), undefined)
    t.equal(fields.get('äccept'), undefined)
    t.equal(fields.get('\u0161ccept'), undefined, 'a letter whose low byte is that of an "a"')
})

t.test('Fields.get tells apart names that differ in characters other than letters', async t => {
    const fields = parse(['a@b: 0'.replace('@', '^'), 'x_y: 1', 'x-y: 2'])
    t.equal(fields.get('A^B'), '0')
    t.equal(fields.get('a~b'), undefined)
    t.equal(fields.get('X_Y'), '1')
    t.equal(fields.get('X-Y'), '2')
})

t.test('Fields.getAll answers all values in order', async t => {
    const fields = parse(['A: 1', 'B: 2', 'a: 3', 'A:'])
    t.same(fields.getAll('a'), ['1', '3', ''])
    t.same(fields.getAll('c'), [])
})

t.test('Fields.has and Fields.find look for a name', async t => {
    const fields = parse(['A: 1', 'B: 2', 'a: 3'])
    t.equal(fields.has('b'), true)
    t.equal(fields.has('c'), false)
    t.equal(fields.find('a', 0), 0)
    t.equal(fields.find('a', 1), 2)
    t.equal(fields.find('a', 3), -1)
})

t.test('Fields iterates in the order and case received', async t => {
    const fields = parse(['Host: h', 'x-a:  b ', 'HOST: i'])
    t.same(
        [...fields],
        [
            ['Host', 'h'],
            ['x-a', 'b'],
            ['HOST', 'i'],
        ],
    )
})

t.test('Fields grows, and keeps its text when the buffer is used again', async t => {
    const fields = parse(Array.from({ length: 300 }, (_, n) => `Name-${n}: value ${n}`))
    t.equal(fields.count, 300)
    for (let n = 0; n < 300; n++) {
        t.equal(fields.get(`name-${n}`), `value ${n}`)
    }
})
