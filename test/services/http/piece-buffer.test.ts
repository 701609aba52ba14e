import t from 'tap'
import { PieceBuffer } from '../../../services/http/index.js'

t.test('PieceBuffer puts pieces together, whatever their size and however many', async t => {
    for (const size of [1, 7, 1000, 5000]) {
        for (const room of [0, 10, 20_000]) {
            const whole = Buffer.from(Array.from({ length: 10_000 }, (_, i) => i * 7))
            const buffer = new PieceBuffer(room)
            for (let at = 0; at < whole.length; at += size) {
                buffer.add(whole, at, Math.min(at + size, whole.length))
            }
            t.equal(buffer.length, whole.length)
            t.ok(buffer.bytes.equals(whole))
            const taken = buffer.take()
            t.ok(taken.equals(whole))
            // Small ones may be in the memory that Node shares among them: 64 KB from version 24 on.
            const most = Math.max(whole.length * 1.4, Buffer.poolSize)
            t.ok(taken.buffer.byteLength <= most, 'it does not hold much more memory than it needs')
            t.equal(buffer.length, 0)
            buffer.add(Buffer.from('next'))
            t.equal(buffer.take().toString(), 'next')
            t.ok(taken.equals(whole))
        }
    }
    t.equal(new PieceBuffer().take().length, 0)
})
