import t from 'tap'
import { headerKind, isHeaderName, isHeaderValue } from '../../../services/web/header.js'

t.test('isHeaderName takes tokens', async t => {
    for (const name of ['A', 'Content-Type', "x!#$%&'*+-.^_`|~9"]) {
        t.ok(isHeaderName(name), name)
    }
    for (const name of ['', ' ', 'a b', 'a:', 'a\r', 'a\n', 'é', 'a\u010a', '(a)', '"a"', 'a/b', '\0']) {
        t.notOk(isHeaderName(name), JSON.stringify(name))
    }
})

t.test('isHeaderValue takes what becomes one byte each, and no line end', async t => {
    t.ok(isHeaderValue(''))
    t.ok(isHeaderValue('a b\tc \x80\xff'))
    for (let char = 0; char < 0x3000; char++) {
        const legal = char === 9 || (char >= 32 && char !== 127 && char < 256)
        if (isHeaderValue(`a${String.fromCharCode(char)}`) !== legal) {
            t.fail(`character ${char}`)
        }
    }
})

t.test('headerKind tells which headers the server has a say in, in any case', async t => {
    t.equal(headerKind('CONTENT-TYPE'), 'type')
    t.equal(headerKind('content-length'), 'length')
    t.equal(headerKind('Transfer-encoding'), 'reserved')
    t.equal(headerKind('X-A'), 'plain')
    t.equal(headerKind('X-A'), 'plain')
    t.equal(headerKind('X A'), 'bad')
})

t.test('headerKind does not remember names without end', async t => {
    for (let i = 0; i < 10_000; i++) {
        headerKind(`X-${i}`)
    }
    t.equal(headerKind('X-5000'), 'plain')
    t.equal(headerKind('Connection'), 'reserved')
})
