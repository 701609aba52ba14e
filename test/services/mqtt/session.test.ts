import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Fiber, Latch, run, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { MqttError } from '../../../services/mqtt/errors.js'
import { noJournal } from '../../../services/mqtt/journal.js'
import { type NewMessage, Outbox, type QueueLimits } from '../../../services/mqtt/outbox.js'
import { Session } from '../../../services/mqtt/session.js'
import { SessionFile } from '../../../services/mqtt/session-file.js'
import { Mqtt } from '../../../services/mqtt/index.js'

function message(topic: string, priority = 1, size = 10): NewMessage {
    return { topic, payload: Buffer.alloc(size, 'x'), qos: 1, retain: false, priority }
}

function topicsOf(outbox: Outbox): string[] {
    return [...outbox.messages()].map(({ topic }) => topic)
}

function codeOf(work: () => unknown): string {
    try {
        work()
        return 'none'
    } catch (error) {
        return error instanceof MqttError ? error.code : String(error)
    }
}

t.test('Outbox is bounded, by priority and age', async t => {
    const make = (limits: QueueLimits) => new Outbox(noJournal, limits)
    const oldest = make({ messages: 3 })
    const first = oldest.add(message('a'))
    for (const topic of ['b', 'c', 'd']) {
        oldest.add(message(topic))
    }
    t.strictSame(topicsOf(oldest), ['b', 'c', 'd'])
    t.match(first.error, { code: 'MQTT_DROPPED' })
    oldest.add(message('high', 2))
    oldest.add(message('higher', 2))
    oldest.add(message('highest', 2))
    t.equal(
        codeOf(() => oldest.add(message('low', 0))),
        'MQTT_QUEUE_FULL',
    )
    t.match(oldest, { dropped: 4, refused: 1 })
    t.strictSame(topicsOf(oldest), ['high', 'higher', 'highest'])
    oldest.given(oldest.next!, 1)
    oldest.add(message('last', 2))
    t.strictSame(topicsOf(oldest), ['high', 'highest', 'last'], 'what is in flight stays')
    const newest = make({ messages: 1, overflow: 'newest' })
    newest.add(message('a'))
    t.equal(
        codeOf(() => newest.add(message('b'))),
        'MQTT_QUEUE_FULL',
    )
    newest.add(message('c', 2))
    t.strictSame(topicsOf(newest), ['c'])
    const small = make({ bytes: 200 })
    small.add(message('a'))
    small.add(message('b'))
    small.add(message('c'))
    t.strictSame(topicsOf(small), ['b', 'c'])
    t.equal(
        codeOf(() => small.add(message('d', 1, 500))),
        'MQTT_QUEUE_FULL',
    )
    t.strictSame(topicsOf(small), ['b', 'c'], 'nothing is dropped for what never fits')
    const aged = make({ age: -1 })
    aged.add(message('a'))
    aged.dropOld()
    t.match(aged, { size: 0, dropped: 1, bytes: 0 })
})

t.test('Session is what it was after a restart, whatever the end of its file', async t => {
    const path = join(t.testdir({}), 'session')
    const commit = (session: Session) => new Promise(resolve => session.journal.commit(resolve))
    const opened = async (use: (session: Session) => Promise<void>) => {
        const session = new Session('device', path, {})
        await run(() => session.open())
        const writer = run(() => session.file!.run())
        try {
            await use(session)
        } finally {
            session.file!.close()
            await writer
        }
    }
    await opened(async ({ outbox, inbox, ...session }) => {
        for (const topic of ['a', 'b', 'c', 'd']) {
            outbox.add(message(topic))
        }
        for (const id of [7, 8, 9]) {
            outbox.given(outbox.next!, id)
        }
        outbox.acknowledge(8)
        outbox.release(9)
        for (const id of [1, 2, 3]) {
            inbox.add({ id, topic: `in${id}`, payload: Buffer.from('y'), retain: true })
        }
        inbox.handled(inbox.take(1))
        inbox.take(2)
        await commit(session as Session)
    })
    const file = readFileSync(path)
    const check = async () => {
        await opened(async ({ outbox, inbox }) => {
            t.strictSame(topicsOf(outbox), ['a', 'c', 'd'])
            t.match(
                [...outbox.inflight],
                [
                    [7, { wasSent: true, state: 1 }],
                    [9, { state: 2 }],
                ],
            )
            t.match([...inbox.waiting.values()], [{ id: 3, topic: 'in3', retain: true }])
            t.match([...inbox.unhandled.values()], [{ id: 2 }])
        })
    }
    await check()
    await check()
    writeFileSync(path, Buffer.concat([file, Buffer.from([0, 0, 0, 9, 1, 2, 3, 4, 5])]))
    await check()
    for (let end = 0; end < file.length; end++) {
        writeFileSync(path, file.subarray(0, end))
        await opened(async ({ outbox }) => {
            t.ok(outbox.size <= 4)
        })
    }
    const other = new Session('other', path, {})
    await t.rejects(
        run(() => other.open()),
        { code: 'MQTT_STORE' },
    )
})

t.test('Session.open lets one client in, and names it to others', async t => {
    const path = join(t.testdir({}), 'session')
    const open = (session: Session) => run(() => session.open())
    const first = new Session('device', path, {})
    await open(first)
    await t.rejects(open(new Session('device', path, {})), {
        code: 'MQTT_STORE',
        message: /: another client of this process uses it, wanted a file for each client$/,
    })
    first.file!.release()
    const other = `${process.ppid} - - other\n`
    writeFileSync(`${path}.lock`, other)
    await t.rejects(open(new Session('device', path, {})), {
        code: 'MQTT_STORE',
        message: new RegExp(`: process ${process.ppid} uses it,`),
    })
    t.equal(readFileSync(`${path}.lock`, 'latin1'), other)
    rmSync(`${path}.lock`)
    await t.rejects(open(new Session('other', path, {})), { code: 'MQTT_STORE', message: /the file is of client/ })
    const last = new Session('device', path, {})
    await open(last)
    last.file!.release()
})

t.test('SessionFile tells also those who ask while a write fails', async t => {
    const directory = join(t.testdir({}), 'removed')
    mkdirSync(directory)
    const outcomes: string[] = []
    const told = (error: Error | null) => void outcomes.push(error instanceof MqttError ? error.code : String(error))
    let isOpen = false
    const file = new SessionFile(join(directory, 'session'), () => {
        if (isOpen) {
            // The write is under way, and is going to fail.
            rmSync(directory, { recursive: true })
            file.add(() => Buffer.from('late'))
            file.commit(told)
        }
        return Buffer.from('short')
    })
    await run(function* () {
        yield* file.read()
        yield* file.open()
        isOpen = true
        file.add(() => Buffer.alloc(300_000))
        file.commit(error => {
            told(error)
            file.close()
        })
        yield* file.run()
    })
    t.strictSame(outcomes, ['MQTT_STORE', 'MQTT_STORE'])
})

fiberTest(t, 'SessionFile is written anew when it can be written again, with all that there is then', function* (t) {
    const directory = join(t.testdir({}), 'removed')
    const path = join(directory, 'session')
    mkdirSync(directory)
    let image = 'first '
    const file = new SessionFile(path, () => Buffer.from(image))
    const commit = (record: Buffer): Fiber<Error | null> => {
        const over = new Latch(1, 'commit')
        let result: Error | null = null
        file.add(() => record)
        file.commit(error => {
            result = error
            over.open()
        })
        return (function* () {
            yield* over.wait()
            return result
        })()
    }
    yield* file.read()
    yield* file.open()
    const writer = spawn(() => file.run())
    t.equal(yield* commit(Buffer.from('a ')), null)
    rmSync(directory, { recursive: true })
    // So long that it is replaced, where there is no directory
    const lost = yield* commit(Buffer.alloc(300_000))
    t.match(lost, { code: 'MQTT_STORE', message: /^Cannot write session .*session: ENOENT: / })
    mkdirSync(directory)
    image = 'second '
    t.equal(yield* commit(Buffer.from('b ')), lost, 'not at once')
    yield* sleep(1000)
    t.equal(yield* commit(Buffer.from('c ')), null)
    t.equal(yield* commit(Buffer.from('d ')), null)
    t.equal(readFileSync(path, 'utf8'), 'second d ')
    file.close()
    yield* writer.join()
})

t.test('Mqtt.start keeps messages of a client that never had a connection', async t => {
    const store = join(t.testdir({}), 'session')
    await run(function* () {
        for (const round of [1, 2, 3]) {
            const mq = yield* Mqtt.start({ endpoint: 'mqtt://127.0.0.1:1', clientId: 'device', store, reconnect: true })
            t.equal(mq.statistics().queued, round - 1)
            yield* mq.publish('a', String(round), { qos: 2, wait: 'none' })
            yield* mq.free()
        }
    })
})
