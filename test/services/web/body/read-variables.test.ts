import { WEB_HOOK_END, WEB_HOOK_RUN } from '../../../../services/web/index.js'
import { header, METHODS, TestHost, webTest } from '../harness.js'

const post = (path: string, type: string, body: string) =>
    `POST ${path} HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${Buffer.from(body).toString('latin1')}`

webTest('readVariables takes the variables of forms and of JSON, by media type', function* (t) {
    const client = new TestHost(
        {},
        { '/': web => web.writeNow(`${web.vars?.toString() ?? 'none'} ${web.body}`) },
    ).connect()
    for (const [type, body, wanted] of [
        ['application/x-www-form-urlencoded', 'a=1&b.c=x', "{a:1,b:{c:'x'}}"],
        ['Application/X-WWW-Form-Urlencoded; charset=UTF-8', 'a=ü', "{a:'ü'}"],
        ['application/json', '{"a":[1]}', '{a:[1]}'],
        ['application/json;charset=utf-8', '[1]', '[1]'],
        ['text/plain', 'a=1', 'none'],
        ['application/jsonp', '{}', 'none'],
    ] as const) {
        const response = yield* client.ask(post('/', type, body))
        t.equal(response.body.toString(), `${wanted} ${body}`, type)
    }
    t.equal((yield* client.get('/')).body.toString(), 'none ')
})

webTest('readVariables takes those of chunked bodies, and none of PUT and of stream routes', function* (t) {
    const routes = [
        { match: '/stream/', handler: 'action', methods: METHODS, stream: true },
        { handler: 'action', methods: METHODS },
    ]
    const client = new TestHost(
        { routes },
        {
            '/stream/': function* (web) {
                t.equal(web.vars, null)
                yield* web.readBody()
                t.equal(web.vars, null)
                yield* web.write(web.parseJson().toString())
            },
            '/': web => web.writeNow(web.vars?.toString() ?? 'none'),
        },
    ).connect({ segment: 7 })
    const json = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{a:\r\n2\r\n1}\r\n0\r\n\r\n'
    t.equal((yield* client.ask(`POST / HTTP/1.1\r\n${json}`)).body.toString(), '{a:1}')
    t.equal((yield* client.ask(`PUT / HTTP/1.1\r\n${json}`)).body.toString(), 'none')
    t.equal((yield* client.ask(`POST /stream/ HTTP/1.1\r\n${json}`)).body.toString(), '{a:1}')
})

webTest(
    'readVariables answers 400 for JSON that is none: the hooks are told, the handler is not, the connection goes on',
    function* (t) {
        const events: number[] = []
        let handled = 0
        const host = new TestHost({}, { '/': () => void handled++ })
        host.setHook((_web, event) => void events.push(event))
        const client = host.connect()
        const response = yield* client.ask(post('/', 'application/json', '{a:'))
        t.equal(response.status, 400)
        t.equal(response.body.toString(), 'JSON body is malformed')
        t.equal(header(response, 'connection'), 'keep-alive')
        t.ok(events.includes(WEB_HOOK_RUN) && events.includes(WEB_HOOK_END))
        t.equal(handled, 0)
        t.match(
            host.events.filter(({ code }) => code === 'WEB_BAD_JSON').map(({ message }) => message),
            [/line 1/, 'JSON body is malformed'],
        )
        t.equal((yield* client.ask(post('/', 'application/json', '{}'))).status, 200)
        t.equal(handled, 1)
    },
)

webTest('readVariables answers 413 for more variables than limits.variables', function* (t) {
    const host = new TestHost({ limits: { variables: 3 } }, { '/': web => web.writeNow(web.vars!.toString()) })
    const form = 'application/x-www-form-urlencoded'
    t.equal((yield* host.connect().ask(post('/', form, 'a=1&b=2&c=3'))).body.toString(), '{a:1,b:2,c:3}')
    const client = host.connect()
    const response = yield* client.ask(post('/', form, 'a=1&b=2&c=3&d=4'))
    t.equal(response.status, 413)
    t.equal(response.body.toString(), 'Too many variables')
    t.ok(yield* client.ended())
    t.same(host.errors, [])
})
