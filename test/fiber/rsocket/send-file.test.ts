import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { R_ERR_BAD_ARGS, rGetOsError } from '../../../fiber/compat/c.js'
import { spawn } from '../../../fiber/core/index.js'
import { rCloseSocket, rReadSocket, rSendFile } from '../../../fiber/rsocket/index.js'
import { onBoth } from './pair.js'

onBoth('rSendFile sends a part of a file, and stops at its end', function* (t, a, b) {
    const file = join(t.testdir({}), 'sent')
    const content = Buffer.alloc(200_000)
    for (let i = 0; i < content.length; i += 4) {
        content.writeUInt32LE(i, i)
    }
    writeFileSync(file, content)
    const fd = openSync(file, 'r')
    const parts: Buffer[] = []
    const reader = spawn(function* () {
        const buf = Buffer.alloc(70_000)
        for (let n = yield* rReadSocket(b, buf, buf.length); n > 0; n = yield* rReadSocket(b, buf, buf.length)) {
            parts.push(Buffer.from(buf.subarray(0, n)))
        }
    })
    t.equal(yield* rSendFile(a, fd, 10, 100_000), 100_000)
    t.equal(yield* rSendFile(a, fd, 150_000, 1_000_000), 50_000)
    t.equal(yield* rSendFile(a, fd, 999_999, 10), 0)
    t.equal(yield* rSendFile(a, fd, 0, 0), 0)
    rCloseSocket(a)
    yield* reader.join()
    t.ok(Buffer.concat(parts).equals(Buffer.concat([content.subarray(10, 100_010), content.subarray(150_000)])))
    t.equal(readFileSync(fd).length, content.length, 'the descriptor is open')
    closeSync(fd)
})

onBoth('rSendFile that cannot read gives -1, and with a socket that is closed too', function* (t, a) {
    t.equal(yield* rSendFile(a, 999_999, 0, 10), -1)
    t.equal(rGetOsError(), 9)
    for (const args of [
        [-1, 0, 1],
        [0, -1, 1],
        [0, 0, -1],
        [null, null, null],
        ['a', {}, []],
    ]) {
        t.equal(yield* rSendFile(a, ...(args as [number, number, number])), R_ERR_BAD_ARGS)
    }
    const fd = openSync(join(t.testdir({ some: 'text' }), 'some'), 'r')
    rCloseSocket(a)
    t.equal(yield* rSendFile(a, fd, 0, 4), -1)
    closeSync(fd)
})
