import fc from 'fast-check'
import t from 'tap'
import { type AccessEntry, combinedLine, commonLine, jsonLine } from '../../../../services/web/access-log/line.js'

const entry: AccessEntry = {
    ...{ remote: '192.0.2.7', user: 'joe', conn: 3, count: 2, secure: true, method: 'GET', target: '/a?b=c' },
    ...{ minorVersion: 1, status: 200, bytes: 5, time: Date.UTC(2026, 10, 28, 3, 50, 0, 123), ms: 7 },
    ...{ referer: 'http://there/', agent: 'Me/1.0 (x)', forwarded: '198.51.100.1' },
}

const date = String.raw`\[28/Nov/2026:\d\d:\d\d:\d\d [+-]\d{4}\]`

t.test('commonLine and combinedLine are those of Apache', async t => {
    const common = String.raw`^192\.0\.2\.7 - joe ${date} "GET /a\?b=c HTTP/1\.1" 200 5`
    t.match(commonLine(entry), new RegExp(`${common}\n$`))
    t.match(combinedLine(entry), new RegExp(`${common} "http://there/" "Me/1\\.0 \\(x\\)"\n$`))
    const none = { ...entry, user: null, bytes: 0, referer: null, agent: null, method: '', target: '' }
    t.match(combinedLine(none), new RegExp(String.raw`^192\.0\.2\.7 - - ${date} "-" 200 - "-" "-"\n$`))
})

t.test('jsonLine has everything', async t => {
    t.equal(
        jsonLine(entry),
        '{"time":"2026-11-28T03:50:00.123Z","remote":"192.0.2.7","user":"joe","method":"GET","target":"/a?b=c",' +
            '"protocol":"HTTP/1.1","status":200,"bytes":5,"ms":7,"referer":"http://there/","agent":"Me/1.0 (x)",' +
            '"forwarded":"198.51.100.1","conn":3,"count":2,"secure":true}\n',
    )
    t.match(JSON.parse(jsonLine({ ...entry, method: '' })), { method: '', protocol: null })
})

t.test('lines stay one line, and fields where they are, whatever a client sends', async () => {
    const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.stringMatching(/^["\\ [\]\r\n\t\u0080-\u00ff-]{0,20}$/),
    )
    const line = /^\S+ - \S+ \[[^\]]+\] "(?:-|[!-~]+ [ -~]* HTTP\/1\.[01])" \d{3} (?:\d+|-) "([^"]*)" "([^"]*)"\n$/
    fc.assert(
        fc.property(text, text, text, text, (user, target, referer, agent) => {
            const hostile = { ...entry, user, target, referer, agent }
            const match = line.exec(combinedLine(hostile))
            if (match === null || /[^ -~]/.test(match[0].slice(0, -1))) {
                throw new Error(`Not one line: ${JSON.stringify(combinedLine(hostile))}`)
            }
            const json = jsonLine(hostile)
            return json.indexOf('\n') === json.length - 1 && (JSON.parse(json) as AccessEntry).referer === referer
        }),
        { numRuns: 200 },
    )
})

t.test('lines cut what is too long', async t => {
    const long = 'x'.repeat(100_000)
    t.ok(combinedLine({ ...entry, target: long, referer: long, agent: long }).length < 7000)
    t.ok(jsonLine({ ...entry, target: long, forwarded: long }).length < 5000)
})
