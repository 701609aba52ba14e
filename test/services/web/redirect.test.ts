import { type Client, header, TestHost, webTest } from './harness.js'

function* locationOf(client: Client, path: string, ...lines: string[]) {
    const response = yield* client.get(path, ...lines)
    return `${response.status} ${header(response, 'location') ?? response.body.toString()}`
}

webTest('WebRedirect redirects the requests of which each part is equal', function* (t) {
    const client = new TestHost(
        {
            name: 'device.example',
            redirect: [
                { from: '/old', to: '/new' },
                { from: '/query?a=1', to: '/other', status: 307 },
                { from: '/hash#x', to: '#y' },
                { from: '/', to: 'https://elsewhere.example:443/start' },
                { from: 'http://device.example/host', to: 'http://device.example:8080' },
                { from: 'http://other.example/nobody', to: '/no' },
                { from: 'https', to: '/no' },
                { from: 'http://:81/x', to: '/no' },
                { from: '/zero', to: '/no', status: 0 },
                { from: '/port', to: ':8443' },
            ],
        },
        { '/': web => web.writeNow(`served ${web.path}`) },
    ).connect()
    for (const [path, answer] of [
        ['/old', '301 http://device.example/new'],
        ['/old/', '200 served /old/'],
        ['/old?q=a%20b', '301 http://device.example/new'],
        ['/query?a=1', '307 http://device.example/other'],
        ['/query?a=2', '200 served /query'],
        ['/hash#x', '301 http://device.example/hash#y'],
        ['/', '301 https://elsewhere.example/start'],
        ['/host?q=%20#h', '301 http://device.example:8080/host?q=%20#h'],
        ['/nobody', '200 served /nobody'],
        ['/zero', '200 served /zero'],
        ['/port', '301 http://device.example:8443/port'],
    ] as const) {
        t.equal(yield* locationOf(client, path), answer, path)
    }
})

webTest('WebRedirect moves a site from HTTP to HTTPS', function* (t) {
    const redirect = [{ status: 302, from: 'http', to: 'https://:443' }]
    const client = new TestHost({ name: 'device.example:8080', redirect }).connect()
    t.equal(yield* locationOf(client, '/a/b?c=d'), '302 https://device.example/a/b?c=d')
    const response = yield* client.ask('POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc')
    t.equal(header(response, 'location'), 'https://device.example/x')
    t.equal(header(response, 'content-length'), '0')
    t.equal(header(response, 'connection'), 'keep-alive')
    t.equal(yield* locationOf(client, '/next'), '302 https://device.example/next')
})

webTest('WebRedirect answers 404 to what reaches an entry that cannot be read', function* (t) {
    const redirect = [
        { from: '/first', to: '/a' },
        { from: 'http://h:99999', to: '/b' },
    ]
    const client = new TestHost({ name: 'h', redirect }, { '/': () => {} }).connect()
    t.equal(yield* locationOf(client, '/first'), '301 http://h/a')
    t.equal(yield* locationOf(client, '/x'), '404 Cannot parse redirection target')
})

webTest('Web.redirectTo encodes what is not of the target, and only that', function* (t) {
    const host = new TestHost(
        { name: 'h' },
        {
            '/keep': web => web.redirectTo(302, null),
            '/query': web => web.redirectTo(302, '?a=%20b c'),
            '/path': web => web.redirectTo(303, '/ü/%41 b?x="1"'),
            '/bad': web => web.redirectTo(302, 'http://h:0/'),
            '/v6': web => web.redirectTo(302, 'http://[::1]:81/a'),
        },
    )
    const client = host.connect()
    for (const [path, answer] of [
        ['/keep%20me%3f?q=%41', '302 http://h/keep%20me%3F?q=%41'],
        ['/query?old=1', '302 http://h/query?a=%20b%20c'],
        ['/path', '303 http://h/%C3%BC/%41%20b?x=%221%22'],
        ['/bad', '404 Cannot parse redirection target'],
        ['/v6', '302 http://[::1]:81/a'],
    ] as const) {
        t.equal(yield* locationOf(client, path), answer, path)
    }
})

webTest('Web.redirectTo names the host by its address where it has no name', function* (t) {
    for (const [local, port, ip, name] of [
        ['127.0.0.1', 80, null, 'localhost'],
        ['::1', 8080, null, 'localhost:8080'],
        ['::ffff:127.0.0.1', 8080, null, 'localhost:8080'],
        ['::ffff:192.0.2.1', 8080, null, '192.0.2.1:8080'],
        ['192.0.2.1', 8080, null, '192.0.2.1:8080'],
        ['2001:db8::1', 8080, null, '[2001:db8::1]:8080'],
        ['0.0.0.0', 8080, '192.0.2.9', '192.0.2.9:8080'],
        ['0.0.0.0', 8080, null, '0.0.0.0:8080'],
    ] as const) {
        const host = new TestHost({}, { '/': web => web.redirectTo(302, '/x') })
        if (ip !== null) {
            host.setDefaultIP(ip)
        }
        const client = host.connect({}, { local: { address: local, port, family: 4 } })
        t.equal(yield* locationOf(client, '/'), `302 http://${name}/x`)
    }
})

webTest('Web.redirectTo keeps the name of this machine that the client has used, and believes no other', function* (t) {
    const host = new TestHost({}, { '/': web => web.redirectTo(302, '/x') })
    const named = new TestHost({ name: 'device.example' }, { '/': web => web.redirectTo(302, '/x') })
    for (const [local, asked, name] of [
        ['127.0.0.1', '127.0.0.1:8080', '127.0.0.1:8080'],
        ['127.0.0.1', 'LOCALHOST:8080', 'localhost:8080'],
        ['127.0.0.1', '127.0.0.1:9', '127.0.0.1:8080'],
        ['::1', '[::1]:8080', '[::1]:8080'],
        ['::ffff:127.0.0.1', '127.0.0.1:8080', '127.0.0.1:8080'],
        ['127.0.0.1', 'evil.example:8080', 'localhost:8080'],
        ['127.0.0.1', '127.0.0.1.evil.example', 'localhost:8080'],
        ['192.0.2.1', '127.0.0.1:8080', '192.0.2.1:8080'],
    ] as const) {
        const address = { address: local, port: 8080, family: 4 } as const
        const client = host.connect({}, { local: address })
        const response = yield* client.ask(`GET / HTTP/1.1\r\nHost: ${asked}\r\n\r\n`)
        t.equal(header(response, 'location'), `http://${name}/x`, `${asked} at ${local}`)
        const other = named.connect({}, { local: address })
        const canonical = yield* other.ask(`GET / HTTP/1.1\r\nHost: ${asked}\r\n\r\n`)
        t.equal(header(canonical, 'location'), 'http://device.example:8080/x')
    }
})
