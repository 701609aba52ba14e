/*
    curl.test.ts -- Forms, JSON and uploads as curl sends them: a client that we have not written.
*/

import { execFile, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { fromPromise, run, sleep } from '../../../../fiber/index.js'
import { type WebEvent, type WebHandler, WebHost } from '../../../../services/web/index.js'
import { Site } from '../files/site.js'

const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'curl is not installed here'
const place = new Site({ 'uploads/.keep': '' })
const dir = join(place.root, 'uploads')
const asFile = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(place.base, name), content)
    return join(place.base, name)
}
const curl = (...words: readonly string[]) => promisify(execFile)('curl', ['-sS', '--max-time', '60', ...words])

const tell: WebHandler = web =>
    web.jsonNow({
        vars: web.vars,
        query: web.qvars,
        files: web.uploadList.map(({ name, clientFilename, contentType, size, filename }) => {
            const hash = createHash('sha256').update(readFileSync(filename)).digest('hex')
            return { name, clientFilename, contentType, size, hash }
        }),
    })

t.test('curl sends forms, JSON and uploads', { skip }, async t => {
    const large = randomBytes(15_000_000)
    const small = asFile('small.txt', 'hello\n')
    const events: WebEvent[] = []
    const host = new WebHost(
        { listen: ['http://127.0.0.1:0'], routes: [{ handler: 'action' }], upload: { dir } },
        { report: event => event.level === 'error' && events.push(event) },
    )
    host.addAction('/', tell)
    await run(function* () {
        yield* host.start()
        const url = host.urls[0]!
        const told = function* (...words: string[]) {
            const { stdout } = yield* fromPromise(curl(...words))
            return JSON.parse(stdout) as unknown
        }
        t.match(yield* told('-d', 'a=1&b.c=x', '-d', 'd', `${url}?q=1`), {
            vars: { a: 1, b: { c: 'x' }, d: '' },
            query: { q: 1 },
        })
        t.match(yield* told('--data-urlencode', 'text=a+b & ü=%', url), { vars: { text: 'a+b & ü=%' } })
        t.match(yield* told('-G', '--data-urlencode', 'text=a&b', url), { vars: null, query: { text: 'a&b' } })
        t.match(yield* told('-H', 'Content-Type: application/json', '-d', '{"a": [1, "ü"]}', url), {
            vars: { a: [1, 'ü'] },
        })
        t.same(
            yield* told(
                '-F',
                'a=one',
                '--form-string',
                'b= "x";type=x',
                '-F',
                `doc=@${small}`,
                '-F',
                `doc=@${small};type=a/b;filename=n ü.txt`,
                url,
            ),
            {
                vars: { a: 'one', b: ' "x";type=x' },
                query: null,
                files: [
                    {
                        name: 'doc',
                        clientFilename: 'small.txt',
                        contentType: 'text/plain',
                        size: 6,
                        hash: sha('hello\n'),
                    },
                    { name: 'doc', clientFilename: 'n ü.txt', contentType: 'a/b', size: 6, hash: sha('hello\n') },
                ],
            },
        )
        const file = asFile('large.bin', large)
        for (const more of [[], ['-H', 'Transfer-Encoding: chunked'], ['-H', 'Expect: 100-continue']]) {
            const answer = yield* told(...more, '-F', `f=@${file}`, '-F', 'after=1', url)
            t.match(answer, { vars: { after: 1 }, files: [{ size: large.length, hash: sha(large) }] }, more.join(' '))
        }
        // A client that is killed in the middle.
        const child = spawn('curl', ['-sS', '--limit-rate', '1M', '-F', `f=@${file}`, url], { stdio: 'ignore' })
        while (!place.names.some(name => name.endsWith('.tmp'))) {
            yield* sleep(5)
        }
        child.kill('SIGKILL')
        while (host.statistics().active > 0) {
            yield* sleep(5)
        }
        yield* host.stop({ grace: 1000 })
    })
    t.same(place.names, ['uploads', 'uploads/.keep'])
    t.same(events, [])
})

function sha(content: string | Uint8Array): string {
    return createHash('sha256').update(content).digest('hex')
}
