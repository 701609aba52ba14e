/*
    browser.test.ts -- Forms, uploads and events as a browser sends and receives them.
*/

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fromPromise, run, sleep } from '../../../../fiber/index.js'
import { type WebHandler, WebHost } from '../../../../services/web/index.js'
import { findChromium, launch } from '../../../apps/ioto/browser.js'
import { Site } from '../files/site.js'

const chromium = findChromium()
const skip = chromium === null ? 'No Chromium is installed here' : false
const place = new Site({ 'uploads/.keep': '' })

const tell: WebHandler = web =>
    web.jsonNow({
        vars: web.vars,
        files: web.uploadList.map(({ name, clientFilename, contentType, filename }) => {
            return { name, clientFilename, contentType, content: readFileSync(filename, 'utf8') }
        }),
    })

/** Three events, and the end: the browser connects again, and says where it was. */
const events: WebHandler = web =>
    web.eventStream(
        (function* () {
            for (let i = 0; i < 3; i++) {
                yield* web.writeEvent(0, i === 1 ? null : 'reading\r\n', `line 1: ${web.lastEventId}\nline 2\r\nünd 3`)
                yield* sleep(5)
            }
        })(),
        { retry: 10 },
    )

t.test('Web takes what a browser sends, and a browser what Web sends', { skip, timeout: 60_000 }, async t => {
    const host = new WebHost({
        listen: ['http://127.0.0.1:0'],
        routes: [{ handler: 'action' }],
        upload: { dir: join(place.root, 'uploads') },
    })
    host.addAction('/tell', tell)
    host.addAction('/events', events)
    host.addAction('/', web => {
        web.setType('text/html')
        web.writeNow('<!doctype html><title>test</title><link rel="icon" href="data:,">')
    })
    const browser = await launch(chromium!)
    t.teardown(() => browser.close())
    await run(function* () {
        yield* host.start()
        const page = yield* fromPromise(browser.newPage())
        yield* fromPromise(page.goto(host.urls[0]!))

        const sent = yield* fromPromise(
            page.evaluate(async () => {
                const form = new FormData()
                form.set('plain', 'ünd "quoted" & 100%\nsecond line')
                form.set('na"me', 'x')
                form.set('empty', '')
                form.append('file', new Blob(['héllo\r\n--'], { type: 'text/plain' }), 'a file – ü.txt')
                form.append('file', new Blob([]), 'empty.bin')
                const answers: unknown[] = []
                for (const body of [form, new URLSearchParams({ 'a.b': 'ü & +', c: '' })]) {
                    answers.push(await (await fetch('/tell', { method: 'POST', body })).json())
                }
                form.set('file', new Blob(['x']), '../secret')
                const bad = await fetch('/tell', { method: 'POST', body: form })
                answers.push(bad.status, await bad.text())
                return answers
            }),
        )
        t.same(sent, [
            {
                vars: { plain: 'ünd "quoted" & 100%\r\nsecond line', 'na%22me': 'x', empty: '' },
                files: [
                    {
                        name: 'file',
                        clientFilename: 'a file – ü.txt',
                        contentType: 'text/plain',
                        content: 'héllo\r\n--',
                    },
                    { name: 'file', clientFilename: 'empty.bin', contentType: 'application/octet-stream', content: '' },
                ],
            },
            { vars: { a: { b: 'ü & +' }, c: '' }, files: [] },
            400,
            'Bad upload client filename',
        ])

        const received = yield* fromPromise(
            page.evaluate(
                () =>
                    new Promise<string[][]>(resolve => {
                        const list: string[][] = []
                        const source = new EventSource('/events')
                        const note = (event: Event) => {
                            const { type, data, lastEventId } = event as MessageEvent
                            list.push([type, data as string, lastEventId])
                            if (list.length === 5) {
                                source.close()
                                resolve(list)
                            }
                        }
                        source.addEventListener('reading', note)
                        source.addEventListener('message', note)
                    }),
            ),
        )
        t.same(
            received,
            [1, 2, 3, 4, 5].map(id => [
                id === 2 || id === 5 ? 'message' : 'reading',
                `line 1: ${id - 1}\nline 2\nünd 3`,
                `${id}`,
            ]),
        )
        yield* host.stop({ grace: 0 })
    })
    t.same(place.names, ['uploads', 'uploads/.keep'])
})
