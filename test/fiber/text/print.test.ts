import { PassThrough } from 'node:stream'
import t from 'tap'
import { R_ERR_BAD_HANDLE, R_ERR_CANT_WRITE } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'

/** What a function writes to the standard output. */
function output(write: () => void): string {
    const original = process.stdout.write
    let text = ''
    process.stdout.write = ((chunk: string) => {
        text += chunk
        return true
    }) as typeof process.stdout.write
    try {
        write()
    } finally {
        process.stdout.write = original
    }
    return text
}

t.test('rPrintf writes to the standard output and gives the bytes', async t => {
    let bytes = 0
    t.equal(
        output(() => (bytes = c.rPrintf('é%d\n', 5))),
        'é5\n',
    )
    t.equal(bytes, 4)
})

t.test('print writes a line', async t => {
    t.equal(
        output(() => c.print('%s', 'a')),
        'a\n',
    )
    t.equal(
        output(() => c.print(null)),
        '\n',
    )
})

t.test('dump writes bytes in hexadecimal', async t => {
    t.equal(
        output(() => c.dump('data', new Uint8Array([0, 10, 255]), 3)),
        'data 00 0A FF \n',
    )
    t.equal(
        output(() => c.dump('text', 'é!', 2)),
        'text C3 A9 \n',
    )
    t.equal(
        output(() => c.dump(null, null, 5)),
        ' \n',
    )
    t.equal(
        output(() => c.dump('none', 'abc', -1)),
        'none \n',
    )
})

t.test('rFprintf writes to a stream', async t => {
    const stream = new PassThrough()
    t.equal(c.rFprintf(stream, '%s', 'é'), 2)
    t.equal(`${stream.read()}`, 'é')
})

t.test('rFprintf refuses what is no stream, and one that has ended', async t => {
    for (const nothing of [null, undefined, 0] as const) {
        t.equal(c.rFprintf(nothing, 'a'), R_ERR_BAD_HANDLE)
    }
    t.equal(c.rFprintf({} as c.TextStream, 'a'), R_ERR_BAD_HANDLE)
    const stream = new PassThrough()
    stream.end()
    t.equal(c.rFprintf(stream, 'a'), R_ERR_CANT_WRITE)
    const failing = {
        write(): void {
            throw new Error('no')
        },
    }
    t.equal(c.rFprintf(failing, 'a'), R_ERR_CANT_WRITE)
})
