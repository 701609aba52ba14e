import t from 'tap'
import {
    ME_BUFSIZE,
    ME_R_MAX_BUF,
    type RBuf,
    rAddNullToBuf,
    rAdjustBufEnd,
    rAdjustBufStart,
    rAllocBuf,
    rBufToString,
    rBufToStringAndFree,
    rCompactBuf,
    rFlushBuf,
    rFreeBuf,
    rGetBlockFromBuf,
    rGetBuf,
    rGetBufEnd,
    rGetBufLength,
    rGetBufSize,
    rGetBufSpace,
    rGetBufStart,
    rGetCharFromBuf,
    rGrowBuf,
    rGrowBufSize,
    rInitBuf,
    rInserCharToBuf,
    rLookAtLastCharInBuf,
    rLookAtNextCharInBuf,
    rPutBlockToBuf,
    rPutCharToBuf,
    rPutIntToBuf,
    rPutStringToBuf,
    rPutSubToBuf,
    rPutToBuf,
    rReserveBufSpace,
    rResetBufIfEmpty,
    rTermBuf,
} from '../../../fiber/collection/c.js'
import { R_ERR_BAD_ARGS, R_ERR_BAD_STATE, R_ERR_MEMORY } from '../../../fiber/compat/index.js'

function bufOf(text: string): RBuf {
    const buf = rAllocBuf(64)
    rPutStringToBuf(buf, text)
    return buf
}

/** A buffer with room for `count` bytes before it is full. */
function nearlyFull(count: number): RBuf {
    const buf = rAllocBuf(ME_R_MAX_BUF)
    rAdjustBufEnd(buf, ME_R_MAX_BUF - count)
    return buf
}

t.test('rAllocBuf takes 0 and less as 4096', async t => {
    t.equal(ME_BUFSIZE, 4096)
    t.equal(rGetBufSize(rAllocBuf(0)), 4096)
    t.equal(rGetBufSize(rAllocBuf(-1)), 4096)
    t.equal(rGetBufSize(rAllocBuf(100)), 100)
})

t.test('rInitBuf gives new storage', async t => {
    const buf = bufOf('old')
    t.equal(rInitBuf(buf, 32), 0)
    t.equal(rGetBufLength(buf), 0)
    t.equal(rGetBufSize(buf), 32)
    for (const size of [0, -1, ME_R_MAX_BUF + 1, Number.NaN]) {
        t.equal(rInitBuf(buf, size), R_ERR_BAD_ARGS)
    }
    t.equal(rInitBuf(null, 10), R_ERR_BAD_ARGS)
})

t.test('rFreeBuf and rTermBuf do nothing', async t => {
    const buf = bufOf('data')
    rFreeBuf(buf)
    rTermBuf(buf)
    rFreeBuf(0)
    t.equal(rBufToString(buf), 'data')
})

t.test('rGetBufStart, rGetBufEnd and rGetBuf share the storage', async t => {
    const buf = bufOf('abc')
    rGetBufStart(buf)[0] = 0x41
    rGetBufEnd(buf).write('def')
    rAdjustBufEnd(buf, 3)
    rAdjustBufStart(buf, 1)
    t.equal(rBufToString(buf), 'bcdef')
    t.equal(rGetBuf(buf).length, 64)
    t.equal(rGetBufSpace(buf), 58)
    t.equal(rGetBufLength(buf), 5)
})

t.test('rCompactBuf, rFlushBuf and rResetBufIfEmpty move the data', async t => {
    const buf = bufOf('abc')
    rGetCharFromBuf(buf)
    rResetBufIfEmpty(buf)
    t.equal(buf.start, 1)
    rCompactBuf(buf)
    t.equal(buf.start, 0)
    rAdjustBufStart(buf, 2)
    rResetBufIfEmpty(buf)
    t.equal(buf.start, 0)
    rPutStringToBuf(buf, 'x')
    rFlushBuf(buf)
    t.equal(rGetBufLength(buf), 0)
})

t.test('rGrowBufSize and rGrowBuf refuse 0 and more than 8 MB', async t => {
    const buf = rAllocBuf(64)
    t.equal(rGrowBufSize(buf, 10), 0)
    t.equal(rGetBufSize(buf), 64)
    t.equal(rGrowBufSize(buf, 100), 0)
    t.equal(rGetBufSize(buf), 128)
    t.equal(rGrowBuf(buf, 1), 0)
    t.equal(rGetBufSize(buf), 256)
    for (const size of [0, -1, ME_R_MAX_BUF + 1]) {
        t.equal(rGrowBufSize(buf, size), R_ERR_BAD_ARGS)
        t.equal(rGrowBuf(buf, size), R_ERR_BAD_ARGS)
    }
})

t.test('rReserveBufSpace makes room, or says that there is none', async t => {
    const buf = bufOf('abc')
    t.equal(rReserveBufSpace(buf, 0), 0)
    t.equal(rReserveBufSpace(buf, 100), 0)
    t.ok(rGetBufSpace(buf) >= 100)
    t.equal(rReserveBufSpace(buf, ME_R_MAX_BUF), R_ERR_MEMORY)
    t.equal(rReserveBufSpace(buf, -1), R_ERR_BAD_ARGS)
})

t.test('rPutCharToBuf takes codes and characters', async t => {
    const buf = rAllocBuf(4)
    for (const c of [0x61, 0x161, -1, 'é', 'xyz']) {
        t.equal(rPutCharToBuf(buf, c), 0)
    }
    t.strictSame([...buf], [0x61, 0x61, 0xff, 0xc3, 0xa9, 0x78])
    t.equal(rPutCharToBuf(buf, ''), R_ERR_BAD_ARGS)
    t.equal(rPutCharToBuf(buf, Number.NaN), R_ERR_BAD_ARGS)
    const full = nearlyFull(1)
    t.equal(rPutCharToBuf(full, 'é'), R_ERR_MEMORY)
    t.equal(rPutCharToBuf(full, 'e'), 0)
    t.equal(rPutCharToBuf(full, 0x65), R_ERR_MEMORY)
})

t.test('rPutBlockToBuf stores bytes or text, and says how many', async t => {
    const buf = rAllocBuf(4)
    t.equal(rPutBlockToBuf(buf, Uint8Array.of(1, 2, 3), 2), 2)
    t.equal(rPutBlockToBuf(buf, Uint8Array.of(3), 100), 1)
    t.equal(rPutBlockToBuf(buf, 'é€', 4), 4)
    t.strictSame([...buf], [1, 2, 3, 0xc3, 0xa9, 0xe2, 0x82])
    t.equal(rPutBlockToBuf(buf, null, 1), R_ERR_BAD_ARGS)
    t.equal(rPutBlockToBuf(null, 'a', 1), R_ERR_BAD_ARGS)
    t.equal(rPutBlockToBuf(buf, 'a', -1), R_ERR_BAD_ARGS)
    t.equal(rPutBlockToBuf(nearlyFull(2), 'abc', 3), 2)
})

t.test('rPutStringToBuf and rPutSubToBuf store text', async t => {
    const buf = rAllocBuf(4)
    t.equal(rPutStringToBuf(buf, 'é'), 2)
    t.equal(rPutStringToBuf(buf, null), 0)
    t.equal(rPutStringToBuf(buf, ''), 0)
    t.equal(rPutSubToBuf(buf, 'abc', 2), 2)
    t.equal(rPutSubToBuf(buf, 'abc', 9), 3)
    t.equal(rPutSubToBuf(buf, null, 9), 0)
    t.equal(rPutSubToBuf(buf, 'abc', -1), R_ERR_BAD_ARGS)
    t.equal(rBufToString(buf), 'éababc')
    t.equal(rPutStringToBuf(null, 'a'), R_ERR_BAD_ARGS)
})

t.test('rPutSubToBuf keeps the bytes of a character that is cut', async t => {
    for (const text of ['😀', 'a😀', '😀😀', 'é€x']) {
        const bytes = Buffer.from(text)
        for (let count = 0; count <= bytes.length + 1; count++) {
            const buf = rAllocBuf(4)
            t.equal(rPutSubToBuf(buf, text, count), Math.min(count, bytes.length))
            t.same(rGetBufStart(buf), bytes.subarray(0, count))
        }
    }
})

t.test('rPutToBuf and rPutIntToBuf format', async t => {
    const buf = rAllocBuf(4)
    t.equal(rPutToBuf(buf, '%s=%04d;', 'é', 42), 8)
    t.equal(rPutIntToBuf(buf, -12), 3)
    t.equal(rPutIntToBuf(buf, Number.MAX_SAFE_INTEGER), 16)
    t.equal(rPutToBuf(buf, null), 0)
    t.equal(rBufToString(buf), 'é=0042;-129007199254740991')
})

t.test('rGetBlockFromBuf takes what there is, 0 if nothing', async t => {
    const buf = bufOf('abcdef')
    const block = new Uint8Array(4)
    t.equal(rGetBlockFromBuf(buf, block, 2), 2)
    t.equal(rGetBlockFromBuf(buf, block, 9), 4)
    t.equal(Buffer.from(block).toString(), 'cdef')
    t.equal(rGetBlockFromBuf(buf, block, 9), 0)
    t.equal(rGetBlockFromBuf(buf, block, -1), R_ERR_BAD_ARGS)
    t.equal(rGetBlockFromBuf(buf, null, 1), R_ERR_BAD_ARGS)
})

t.test('rInserCharToBuf puts back what was taken', async t => {
    const buf = bufOf('ab')
    t.equal(rInserCharToBuf(buf, 0x78), R_ERR_BAD_STATE)
    t.equal(rGetCharFromBuf(buf), 0x61)
    t.equal(rInserCharToBuf(buf, 0x78), 0)
    t.equal(rBufToString(buf), 'xb')
    t.equal(rInserCharToBuf(null, 0x78), R_ERR_BAD_ARGS)
})

t.test('rLookAtNextCharInBuf and rLookAtLastCharInBuf give -1 if there is nothing', async t => {
    const buf = bufOf('aé')
    t.equal(rLookAtNextCharInBuf(buf), 0x61)
    t.equal(rLookAtLastCharInBuf(buf), 0xa9)
    rFlushBuf(buf)
    t.equal(rLookAtNextCharInBuf(buf), -1)
    t.equal(rLookAtLastCharInBuf(buf), -1)
    t.equal(rLookAtNextCharInBuf(null), -1)
    t.equal(rLookAtLastCharInBuf(null), -1)
    t.equal(rGetCharFromBuf(null), -1)
})

t.test('rBufToString and rBufToStringAndFree give text', async t => {
    const buf = bufOf('aé')
    rAddNullToBuf(buf)
    t.equal(rBufToString(buf), 'aé')
    t.equal(rBufToString(null), '')
    t.equal(rBufToStringAndFree(buf), 'aé')
    t.equal(rBufToStringAndFree(rAllocBuf(0)), '')
    t.equal(rBufToStringAndFree(null), null)
})
