/*
    upload-faults.test.ts -- Uploads when things go wrong: clients that vanish or stall, handlers that fail, full disks. Whatever happens,
    no temporary file, no open file and no fiber is left (site.ts looks).
*/

import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tap from 'tap'
import { sleep } from '../../../../fiber/index.js'
import { NO_SMALL_DISK, smallDisk } from '../files/small-disk.js'
import { header, METHODS } from '../harness.js'
import { field, file, multipart, place, request, uploadTest } from './multipart.js'

const body = multipart(field('a', '1'), file('f', 'f.txt', 'content'), file('g', 'g.txt', 'more'))

uploadTest(
    'receiveUploads leaves nothing behind of clients that vanish at each byte',
    { '/': () => {} },
    function* (t, host) {
        const whole = request(body, { chunk: 50 })
        for (let length = 0; length < whole.length; length++) {
            for (const reset of length % 5 === 0 ? [true, false] : [true]) {
                const client = host.connect()
                yield* client.send(whole.slice(0, length))
                if (reset) {
                    client.socket.reset()
                } else {
                    client.socket.end()
                }
                yield* client.over()
                if (place.names.length > 0) {
                    t.same(place.names, [], `after ${length} bytes`)
                }
            }
        }
        t.equal(host.statistics().connections, 1)
        t.equal((yield* host.connect().ask(whole)).status, 200)
    },
)

uploadTest(
    'receiveUploads leaves nothing behind of clients that vanish while a large file is written, and of those that stall',
    { '/': () => {} },
    function* (t, host) {
        const large = request(multipart(file('f', 'f.bin', 'x'.repeat(3_000_000))))
        for (const length of [100_000, 131_000, 132_000, 263_000, 1_000_000, 2_999_999]) {
            const client = host.connect()
            yield* client.send(large.slice(0, length))
            client.socket.reset()
            yield* client.over()
            t.same(place.names, [], `after ${length} bytes`)
        }
        const stalled = host.connect()
        yield* stalled.send(large.slice(0, 300_000))
        yield* stalled.over()
        t.same(place.names, [])
        t.ok(yield* stalled.ended(), 'without a response')
    },
    { timeouts: { inactivity: 0.3 } },
)

uploadTest(
    'receiveUploads answers what fails while it waits for the client',
    { '/': () => {} },
    function* (t, _host, client) {
        const large = request(multipart(file('f', 'f.bin', 'x'.repeat(200_000))), { chunk: 150_000 })
        const response = yield* client.ask(large.slice(0, 149_000))
        t.equal(response.status, 414)
        t.equal(response.body.toString(), 'Uploaded file exceeds maximum 100000')
        t.equal(header(response, 'content-length'), '36')
        yield* client.over()
        t.same(place.names, [])
    },
    { limits: { upload: 100_000 } },
)

uploadTest(
    'receiveUploads leaves nothing behind when the host stops, or the handler fails',
    {
        '/throw': () => {
            throw new Error('Thrown by the handler')
        },
        '/error': web => web.sendErrorNow(409, 'Conflict'),
        '/': function* () {
            yield* sleep(Infinity)
        },
    },
    function* (t, host, client) {
        t.equal((yield* client.ask(request(body, { path: '/error' }))).status, 409)
        yield* client.get('/error')
        t.same(place.names, [])
        t.equal((yield* host.connect().ask(request(body, { path: '/throw' }))).status, 500)
        t.same(place.names, [])
        const [reading, waiting] = [host.connect(), host.connect()]
        yield* reading.send(request(body).slice(0, -10))
        yield* waiting.send(request(body))
        while (place.names.length < 4) {
            yield* sleep(1)
        }
        yield* host.stop({ grace: 0 })
        t.same(place.names, [])
        host.events.length = 0
    },
)

uploadTest(
    'withUploads keeps files that an action has got, without upload.remove, and no others',
    {
        '/refuse': web => web.sendErrorNow(409, 'Conflict'),
        '/ok': web => web.jsonNow(web.uploadList.map(({ filename }) => filename)),
    },
    function* (t, host, client) {
        host.addAction('/role', () => {}, 'admin')
        const response = yield* client.ask(request(body, { path: '/ok' }))
        const names = JSON.parse(response.body.toString()) as string[]
        yield* client.get('/none')
        t.same(
            names.map(name => existsSync(name)),
            [true, true],
        )
        for (const name of names) {
            rmSync(name)
        }
        for (const [path, status] of [
            ['/refuse', 409],
            ['/role', 403],
            ['/none', 404],
            ['/files/none', 404],
        ] as const) {
            const other = host.connect()
            t.equal((yield* other.ask(request(body, { path }))).status, status)
            // The next request is looked at when the one before is over.
            yield* other.get('/none')
            t.same(place.names, [], path)
        }
        const bad = yield* host.connect().ask(request(body.replace('g.txt', '../g.txt'), { path: '/ok' }))
        t.equal(bad.status, 400)
        t.same(place.names, [])
        const gone = host.connect()
        yield* gone.send(request(body, { path: '/ok' }).slice(0, -10))
        gone.socket.reset()
        yield* gone.over()
        t.same(place.names, [])
    },
    {
        upload: { dir: place.root, remove: false },
        routes: [{ match: '/files/' }, { handler: 'action', methods: METHODS }],
    },
)

uploadTest(
    'Uploads.remove does not miss a file that the handler has moved away',
    {
        '/moved': web => renameSync(web.upload!.filename, join(place.root, 'moved')),
    },
    function* (t, _host, client) {
        t.equal((yield* client.ask(request(body, { path: '/moved' }))).status, 200)
        yield* client.get('/none')
        t.same(place.names, ['moved'])
        rmSync(join(place.root, 'moved'))
    },
)

uploadTest(
    'UploadWriter.open answers 500 without a directory, and tells why in the log',
    { '/': () => {} },
    function* (t, host) {
        t.match(host.errors, [
            { code: 'WEB_CONFIG_DOUBT', message: /^upload.dir is ".*none", wanted a directory: uploads/ },
        ])
        host.events.length = 0
        const client = host.connect()
        yield* client.send(request(body))
        const response = yield* client.response()
        t.equal(response.status, 500)
        t.equal(response.body.toString(), 'Cannot create upload temp file. Check upload directory configuration')
        t.equal(header(response, 'connection'), 'close')
        t.match(host.errors, [{ code: 'WEB_UPLOAD_NO_FILE', error: { code: 'FILE_NOT_FOUND' } }])
        host.events.length = 0
    },
    { upload: { dir: join(place.root, 'none') } },
)

const disk = smallDisk()

const full = 'UploadWriter.write answers 500 where the disk is full, and all files of the request are removed'
if (disk !== null) {
    uploadTest(
        full,
        { '/up': web => web.upload!.moveTo(join(place.root, 'moved.bin')) },
        function* (t, host, client) {
            writeFileSync(join(disk, 'other.txt'), 'other')
            const large = multipart(file('s', 's.txt', 'small'), file('f', 'f.bin', 'x'.repeat(1_000_000)))
            for (const chunk of [0, 50_000]) {
                const other = host.connect()
                yield* other.send(request(large, { chunk, path: '/up' }))
                const response = yield* other.response()
                t.equal(response.status, 500)
                t.equal(response.body.toString(), 'Cannot write uploaded file')
                t.same(readdirSync(disk), ['other.txt'])
            }
            t.match(host.errors, [
                { code: 'WEB_UPLOAD_FAILED', error: { code: 'FILE_FULL' } },
                { code: 'WEB_UPLOAD_FAILED' },
            ])
            host.events.length = 0
            // Temporary files are on another disk than the one that it moves to.
            t.equal((yield* client.ask(request(body, { path: '/up' }))).status, 200, 'there is room again')
            yield* client.get('/none')
            t.same(readdirSync(disk), ['other.txt'])
            t.same(place.names, ['moved.bin'])
            rmSync(join(place.root, 'moved.bin'))
        },
        { upload: { dir: disk } },
    )
} else {
    tap.test(full, { skip: NO_SMALL_DISK }, async () => {})
}

uploadTest(
    'WebUpload.moveTo puts a file into its place, in which another may be, and says if it cannot',
    {
        '/none': function* (web) {
            yield* web.upload!.moveTo(join(place.root, 'none', 'kept.txt'))
        },
        '/': function* (web) {
            const upload = web.uploads!.get('f')!
            yield* upload.moveTo(join(place.root, 'kept.txt'))
            yield* web.write(`${upload.filename === join(place.root, 'kept.txt')}`)
        },
    },
    function* (t, host, client) {
        writeFileSync(join(place.root, 'kept.txt'), 'old')
        const response = yield* client.ask(request(body))
        t.equal(response.body.toString(), 'true')
        yield* client.get('/gone')
        t.same(place.names, ['kept.txt'])
        rmSync(join(place.root, 'kept.txt'))
        t.equal((yield* host.connect().ask(request(body, { path: '/none' }))).status, 500)
        t.same(place.names, [])
        host.events.length = 0
    },
)
