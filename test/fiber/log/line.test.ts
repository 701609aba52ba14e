import { hostname } from 'node:os'
import t from 'tap'
import { layLine } from '../../../fiber/log/line.js'

t.test('layLine knows every letter', async t => {
    t.equal(layLine('%A: %M', 'error', 'net', 'text'), 'ioto: text\n')
    t.equal(layLine('%T %S: %M', 'error', 'net', 'text\n'), 'error net: text\n')
    t.equal(layLine('%H[%P]', 'error', 'net', ''), `${hostname()}[${process.pid}]`)
    t.match(layLine('%C', 'e', 's', ''), /^\d+$/)
    t.match(layLine('%D', 'e', 's', ''), /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d$/)
})

t.test('layLine prints unknown letters themselves, and nothing for a percent sign at the end [D-23]', async t => {
    t.equal(layLine('%%%F%', 'e', 's', 'm'), '%F')
    t.equal(layLine('', 'e', 's', 'm'), '')
    t.equal(layLine('%M', 'e', 's', ''), '')
})
