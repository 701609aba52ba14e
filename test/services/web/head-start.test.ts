import t from 'tap'
import { sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { HeadStart } from '../../../services/web/head-start.js'

const date = 'Date: Wed, 01 Jan 2025 00:00:00 GMT\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: SAMEORIGIN\r\n'

fiberTest(t, 'HeadStart begins responses', function* (t, clock) {
    const start = new HeadStart({})
    const time = clock.now()
    t.equal(start.closing(time, 200, 1, false), `HTTP/1.1 200 OK\r\n${date}Connection: close\r\n`)
    t.equal(start.closing(time, 404, 0, false), `HTTP/1.0 404 Not Found\r\n${date}Connection: close\r\n`)
    t.equal(start.closing(time, 200, 0, false), `HTTP/1.0 200 OK\r\n${date}Connection: close\r\n`)
    const keep = 'Connection: keep-alive\r\nKeep-Alive: timeout='
    t.equal(start.keeping(time, 200, 60, 9, false), `HTTP/1.1 200 OK\r\n${date}${keep}60, max=9\r\n`)
    t.equal(start.keeping(time, 200, 60, 8, false), `HTTP/1.1 200 OK\r\n${date}${keep}60, max=8\r\n`)
    t.equal(start.keeping(time, 200, 59, 7, false), `HTTP/1.1 200 OK\r\n${date}${keep}59, max=7\r\n`)
    t.equal(start.keeping(time, 500, 59, 7, false), `HTTP/1.1 500 Internal Server Error\r\n${date}${keep}59, max=7\r\n`)
})

fiberTest(t, 'HeadStart shows the second of the wall clock', function* (t, clock) {
    const start = new HeadStart({})
    const seconds: string[] = []
    yield* sleep(900)
    for (let i = 0; i < 8; i++) {
        seconds.push(/:\d\d:(\d\d) /.exec(start.keeping(clock.now(), 200, 60, 9, false))![1]!)
        yield* sleep(300)
    }
    t.same(seconds, ['00', '01', '01', '01', '02', '02', '02', '03'])
})

fiberTest(t, 'HeadStart sees within a second that the wall clock was set', function* (t, clock) {
    const start = new HeadStart({})
    start.closing(clock.now(), 200, 1, false)
    clock.setTime(Date.UTC(2030, 5, 5))
    yield* sleep(1000)
    t.match(start.closing(clock.now(), 200, 1, false), /Date: Wed, 05 Jun 2030 00:00:01 GMT/)
    clock.setTime(Date.UTC(2020, 5, 5))
    yield* sleep(1000)
    t.match(start.closing(clock.now(), 200, 1, false), /Date: Fri, 05 Jun 2020 00:00:01 GMT/)
})

t.test('HeadStart adds the configured headers, which replace the defaults or leave them out', async t => {
    t.match(
        new HeadStart({ 'X-A': 'b', Vary: 'Origin' }).closing(0, 200, 1, false),
        /SAMEORIGIN\r\nX-A: b\r\nVary: Origin\r\nConn/,
    )
    t.match(
        new HeadStart({ 'x-content-type-options': 'other' }).closing(0, 200, 1, false),
        /GMT\r\nX-Frame-Options: SAMEORIGIN\r\nx-content-type-options: other\r\nConn/,
    )
    t.match(
        new HeadStart({ 'x-content-type-options': '' }).closing(0, 200, 1, false),
        /GMT\r\nX-Frame-Options: SAMEORIGIN\r\nConnection/,
    )
})
