import { header, TestHost, webTest } from './harness.js'

/** What the server takes for the address of a client of which it sees `remote`, and that sends these headers. */
function* addressOf(remote: string, proxies: readonly string[], ...forwarded: readonly string[]) {
    const host = new TestHost({ proxies }, { '/': web => web.writeNow(web.clientAddress) })
    const client = host.connect({}, { remote: { address: remote, port: 1, family: 4 } })
    return (yield* client.get('/', ...forwarded.map(value => `X-Forwarded-For: ${value}`))).body.toString()
}

const proxies = ['127.0.0.1', '10.0.0.1', '2001:DB8::1']

webTest('clientAddress believes proxies that are known, and nobody else', function* (t) {
    const cases: [remote: string, forwarded: string[], address: string][] = [
        ['192.0.2.1', [], '192.0.2.1'],
        ['192.0.2.1', ['198.51.100.1'], '192.0.2.1'],
        ['127.0.0.1', [], '127.0.0.1'],
        ['127.0.0.1', ['198.51.100.1'], '198.51.100.1'],
        ['::ffff:127.0.0.1', ['198.51.100.1'], '198.51.100.1'],
        ['127.0.0.1', ['1.1.1.1, 198.51.100.1'], '198.51.100.1'],
        ['127.0.0.1', ['1.1.1.1', '198.51.100.1, 10.0.0.1'], '198.51.100.1'],
        ['127.0.0.1', ['198.51.100.1, 2001:db8::1,10.0.0.1'], '198.51.100.1'],
        ['127.0.0.1', ['198.51.100.1:4711'], '198.51.100.1'],
        ['127.0.0.1', ['[2001:DB8::7]:4711'], '2001:db8::7'],
        ['127.0.0.1', ['2001:DB8::7'], '2001:db8::7'],
        ['127.0.0.1', ['198.51.100.1, unknown'], '127.0.0.1'],
        ['127.0.0.1', [''], '127.0.0.1'],
        ['127.0.0.1', [',,'], '127.0.0.1'],
        ['127.0.0.1', [`198.51.100.1, ${'x'.repeat(5000)}, 10.0.0.1`], '10.0.0.1'],
        ['127.0.0.1', ['10.0.0.1, 127.0.0.1'], '10.0.0.1'],
    ]
    for (const [remote, forwarded, address] of cases) {
        t.equal(
            yield* addressOf(remote, proxies, ...forwarded),
            address,
            `${remote} ${forwarded.join(' | ').slice(0, 60)}`,
        )
    }
    t.equal(yield* addressOf('127.0.0.1', [], '198.51.100.1'), '127.0.0.1')
    const host = new TestHost({}, { '/': web => web.writeNow(`<${web.clientAddress}>`) })
    t.match((yield* host.connect({}, { remote: null as never }).get('/')).body.toString(), /^<.*>$/)
})

webTest('clientAddress has logins behind a proxy counted for each client', function* (t) {
    const host = new TestHost(
        { proxies: ['10.0.0.1'], auth: { roles: ['user'], throttle: { attempts: 1 } } },
        {
            '/': function* (web) {
                yield* web.signIn('joe', web.query, (_name, password) => (password === 'right' ? 'user' : null))
            },
        },
    )
    const client = host.connect({}, { remote: { address: '10.0.0.1', port: 1, family: 4 } })
    const ask = function* (password: string, address: string) {
        return yield* client.get(`/?${password}`, `X-Forwarded-For: 1.1.1.1, ${address}`)
    }
    t.equal((yield* ask('wrong', '192.0.2.1')).status, 401)
    t.equal((yield* ask('right', '192.0.2.1')).status, 429)
    t.equal((yield* ask('right', '192.0.2.2')).status, 200)
    t.match(
        host.events.filter(({ code }) => code === 'WEB_LOCKED_OUT'),
        [{ message: 'Too many failed logins: user "joe" from 192.0.2.1 is locked out' }],
    )
    t.equal(header(yield* ask('right', '192.0.2.1'), 'set-cookie'), undefined)
})
