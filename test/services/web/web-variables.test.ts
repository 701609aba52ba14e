import { Json } from '../../../services/json/index.js'
import { TestHost, webTest } from './harness.js'

webTest('Web.getQueryVar looks in the query only, getVar in the body only', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': web => {
                t.equal(web.getQueryVar('a'), '1')
                t.equal(web.getQueryVar('list[1]'), 'y')
                t.equal(web.getQueryVar('list'), '[]')
                t.equal(web.getQueryVar('o'), '{}')
                t.equal(web.getQueryVar('gone'), null)
                t.equal(web.getQueryVar('nil', 'default'), 'default')
                t.equal(web.getQueryVar('b', 5), 5)
                t.equal(web.getVar('b'), '2')
                t.equal(web.getVar('a', 'none'), 'none')
                t.equal(web.getQueryVar('html'), '<ü>')
            },
        },
    ).connect()
    const query = 'a=1&list[0]=x&list[1]=y&o.p=1&nil=null&html=%3C%C3%BC%3E'
    const response = yield* client.ask(
        `POST /?${query} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nb=2`,
    )
    t.equal(response.status, 200)
})

webTest('Web.qvars is null without a query, empty for an empty one, and of the present request', function* (t) {
    const seen: unknown[] = []
    const client = new TestHost({}, { '/': web => void seen.push(web.qvars?.toString()) }).connect()
    for (const target of ['/', '/?', '/?a=1', '/?&', '/']) {
        yield* client.get(target)
    }
    t.same(seen, [undefined, '{}', '{a:1}', '{}', undefined])
})

webTest('Web.getQueryVar answers 413 for more variables than limits.variables', function* (t) {
    const host = new TestHost({ limits: { variables: 2 } }, { '/': web => web.writeNow(web.getQueryVar('a', '')) })
    t.equal((yield* host.connect().get('/?a=1&b=2')).body.toString(), '1')
    const client = host.connect()
    const response = yield* client.get('/?a=1&b=2&c=3')
    t.equal(response.status, 413)
    t.equal(response.body.toString(), 'Too many variables')
    t.ok(yield* client.ended())
    t.same(host.errors, [])
})

webTest('Web.setVar makes the variables where there are none, and removeVar takes them away', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': web => {
                t.equal(web.vars, null)
                t.equal(web.removeVar('a'), false)
                web.setVar('a.b', '5')
                web.setVar('a.c', 'text')
                t.equal(web.vars!.toString(), "{a:{b:5,c:'text'}}")
                t.equal(web.removeVar('a.b'), true)
                t.equal(web.removeVar('a.b'), false)
                t.equal(web.getVar('a.b'), null)
                t.throws(() => web.setVar('', 'x'), { code: 'JSON_NO_KEY' })
                web.vars = Json.parse('{x: 1}')
                web.qvars = Json.parse('{y: 2}')
                t.equal(web.getVar('x'), '1')
                t.equal(web.getQueryVar('y'), '2')
                web.parseQuery()
                t.equal(web.getQueryVar('y'), null)
            },
        },
    ).connect()
    t.equal((yield* client.get('/')).status, 200)
})

webTest('Web.parseForm, parseEncoded and parseJson read again', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': web => {
                web.parseForm()
                t.equal(web.getVar('{a:1}'), '')
                const tree = Json.fromObject({ z: 1 })
                web.parseEncoded(tree, 'y=2&z=3')
                t.equal(tree.toString(), '{z:3,y:2}')
                t.equal(web.parseJson().get('a'), '1')
            },
        },
    ).connect()
    t.equal((yield* client.ask('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n{a:1}')).status, 200)
})
