import t from 'tap'
import { FrameBuffer } from '../../../services/db/frame-buffer.js'
import { headOf, kindOf, readFrames } from '../../../services/db/frames.js'

t.test('FrameBuffer gives what was added as one frame, whatever its size and characters', async t => {
    const buffer = new FrameBuffer()
    let sequence = 0
    for (const texts of [['a'], ['ü', '\u{1f600}', '\ud800', '\0"\\'], Array(3000).fill('x'.repeat(700)), ['b', 'c']]) {
        t.equal(buffer.size, 0)
        for (const text of texts) {
            buffer.add('update', 2 ** 53 - 1, 3, text, JSON.stringify(text))
            buffer.add('acknowledge', 5, 0, text, '')
        }
        const file = Buffer.concat([headOf('j'), buffer.frame(++sequence)])
        const { frames, end } = readFrames(file)
        t.equal(end, file.length)
        const payload = texts.flatMap(text => [
            ['update', 2 ** 53 - 1, 3, text, text],
            ['acknowledge', 5, 0, text],
        ])
        t.strictSame(frames, [{ sequence, payload }])
        buffer.clear()
    }
})

t.test('kindOf tells our files, those with a damaged head, those of others', async t => {
    const buffer = new FrameBuffer()
    buffer.add('remove', 1, 0, 'a', '"A"')
    const file = Buffer.concat([headOf('j'), buffer.frame(2 ** 40)])
    t.equal(kindOf(file, 'j'), 'ours')
    t.equal(readFrames(file).frames[0]?.sequence, 2 ** 40)
    for (let at = 0; at < 8; at++) {
        const damaged = Buffer.from(file)
        damaged[at]! ^= 1
        t.equal(kindOf(damaged, 'j'), 'headless', `byte ${at}`)
    }
    t.equal(kindOf(Buffer.from('\x04\0iotodj and more', 'latin1'), 'j'), 'later')
    t.equal(kindOf(Buffer.from('\x02\0\x03\0\0\0abc', 'latin1'), 's'), 'c')
    t.equal(kindOf(Buffer.from('a text of somebody'), 's'), 'foreign')
    t.equal(kindOf(headOf('s').subarray(0, 5), 's'), 'ours', 'as far as it goes')
})
