import t from 'tap'
import { formatEndpoint, parseEndpoint } from '../../../fiber/socket/index.js'

const good: [string, string, string, number, boolean][] = [
    ['http://:80', 'http', '', 80, false],
    ['https://:443', 'https', '', 443, true],
    [':8080', '', '', 8080, false],
    ['http://localhost:4100', 'http', 'localhost', 4100, false],
    ['http://127.0.0.1:4100', 'http', '127.0.0.1', 4100, false],
    ['http://', 'http', 'localhost', 80, false],
    ['https://', 'https', 'localhost', 443, true],
    ['https://name', 'https', 'name', 443, true],
    ['other://name', 'other', 'name', 80, false],
    ['http://*:80', 'http', '', 80, false],
    ['*', '', '', 80, false],
    ['8080', '', '8080', 80, false],
    ['127.0.0.1:0', '', '127.0.0.1', 0, false],
    ['https://[::1]:443', 'https', '::1', 443, true],
    ['[2001:db8::1]', '', '2001:db8::1', 80, false],
    ['[::]:65535', '', '::', 65535, false],
    ['HTTPS://name', 'HTTPS', 'name', 80, false],
    ['mqtts://broker.test', 'mqtts', 'broker.test', 8883, true],
]

t.test('parseEndpoint takes endpoints apart', async t => {
    for (const [text, scheme, host, port, secure] of good) {
        t.same(parseEndpoint(text), { scheme, host, port, secure }, text)
    }
})

const bad = [
    'http://name:',
    'http://name:65536',
    'http://name:-1',
    'http://name:80/path',
    'http://name/path',
    'http://na me',
    'http://name:80 ',
    'http://a:b:80',
    '::1',
    '[::1',
    '[::1]80',
    '[127.0.0.1]:80',
    '[]:80',
    'http://name:1e3',
    `http://${'x'.repeat(600)}`,
]

t.test('parseEndpoint refuses what is none', async t => {
    for (const text of bad) {
        t.throws(() => parseEndpoint(text), { code: 'SOCKET_ADDRESS' }, text)
    }
})

t.test('formatEndpoint gives text that parses to the same', async t => {
    for (const [text] of good) {
        const endpoint = parseEndpoint(text)
        t.same(parseEndpoint(formatEndpoint(endpoint)), endpoint, text)
    }
    t.equal(formatEndpoint(parseEndpoint('https://[::1]:443')), 'https://[::1]:443')
    t.equal(formatEndpoint(parseEndpoint(':80')), '*:80')
})
