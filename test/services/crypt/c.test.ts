import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { R_ERR_BAD_ARGS, ref } from '../../../fiber/compat/index.js'
import { cryptoProvider, useCryptoProvider } from '../../../services/crypt/index.js'
import * as c from '../../../services/crypt/c.js'
import { walkTable, withoutTable } from '../../checks/c-table/index.js'

const hello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

t.test('services/crypt/c.ts has every row of crypt.tsv', { skip: withoutTable('crypt') }, async t => {
    t.strictSame(walkTable('crypt', 'services/crypt/c.ts'), [])
})

t.test('cryptEncode64 and cryptDecode64 give null for nothing and for what is not canonical', async t => {
    t.equal(c.cryptEncode64('hello'), 'aGVsbG8=')
    t.equal(c.cryptEncode64(''), null)
    t.equal(c.cryptEncode64(null), null)
    t.equal(c.cryptEncode64Block(Buffer.from('hello'), 4), 'aGVsbA==')
    t.equal(c.cryptEncode64Block('hello', 0), null)
    t.equal(c.cryptEncode64Block('hello'), 'aGVsbG8=')
    t.equal(c.cryptDecode64('aGVsbG8='), 'hello')
    t.equal(c.cryptDecode64(''), '')
    t.equal(c.cryptDecode64(0), null)
    t.equal(c.cryptDecode64('aGVsbG8'), null)
    const len = ref(-1)
    t.same(c.cryptDecode64Block('/wA=', len, c.CRYPT_DECODE_TOKEQ), Buffer.of(255, 0))
    t.equal(len.value, 2)
    t.equal(c.cryptDecode64Block('/wB=', len), null)
    t.equal(len.value, 0)
})

t.test('the digests follow the length rule', async t => {
    for (const length of [undefined, 0, -1, 5, 6]) {
        t.equal(c.cryptGetMd5('hello', length), '5d41402abc4b2a76b9719d911017c592')
        t.equal(c.cryptGetSha1('hello', length), 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d')
        t.equal(c.cryptGetSha256('hello', length), hello)
        t.equal(c.cryptGetSha512('hello', length), createHash('sha512').update('hello').digest('hex'))
    }
    t.equal(c.cryptGetMd5('hello world', 5), '5d41402abc4b2a76b9719d911017c592')
    t.equal(c.cryptGetMd5('é!', 2), createHash('md5').update('é').digest('hex'), 'lengths are bytes')
    t.same(c.cryptGetMd5Block('hello', 0), createHash('md5').update('hello').digest())
    t.same(c.cryptGetSha1Block('hello', 0), createHash('sha1').update('hello').digest())
    t.same(c.cryptGetSha256Block('hello', 0), createHash('sha256').digest(), 'literal')
    t.same(c.cryptGetSha512Block('hello', 0), createHash('sha512').digest(), 'literal')
})

t.test('the digests fill what they are given', async t => {
    const out = new Uint8Array(c.CRYPT_SHA256_SIZE)
    t.equal(c.cryptGetSha256Block('hello', 5, out), out)
    t.equal(c.cryptSha256HashToString(out), hello)
    const small = new Uint8Array(2)
    c.cryptGetMd5Block('hello', 0, small)
    t.same([...small], [0x5d, 0x41])
    t.equal(c.cryptMd5HashToString(Buffer.alloc(20, 1)), '01'.repeat(16))
    t.equal(c.cryptSha1HashToString(Buffer.alloc(20, 1)), '01'.repeat(20))
    t.equal(c.cryptSha512HashToString(Buffer.alloc(64, 1)), '01'.repeat(64))
})

t.test('the digests in Base64 are of the bytes for SHA-1, of the digits for the others', async t => {
    // RFC 6455 §1.3.
    const key = 'dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
    t.equal(c.cryptGetSha1Base64(key), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    t.equal(c.cryptGetSha256Base64('hello'), Buffer.from(hello).toString('base64'))
    t.equal(c.cryptGetSha256Base64('hello')?.length, 88)
    t.equal(c.cryptGetSha512Base64('hello')?.length, 172)
    t.equal(c.cryptGetSha1WithPrefix('hello', 0, 'sha1:'), 'sha1:aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d')
    t.equal(c.cryptGetSha1WithPrefix('hello', 0, null), 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d')
})

/** The functions of one digest; those that there are not for MD5 may be missing. */
interface Kind<C> {
    readonly context: new () => C
    readonly init: (ctx: C | null) => void
    readonly start?: (ctx: C) => void
    readonly update: (ctx: C | null, data: string | Uint8Array | null, length?: number) => void
    readonly finalize: (ctx: C | null, out?: Uint8Array) => Uint8Array
    readonly term?: (ctx: C) => void
    readonly whole: (data: Uint8Array, length: number) => Uint8Array
}

function checkPieces<C>({ context, init, start, update, finalize, term, whole }: Kind<C>): void {
    const data = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(4))
    const expected = whole(data, data.length)
    for (let at = 0; at <= data.length; at++) {
        const ctx = new context()
        init(ctx)
        update(ctx, 'dropped by what follows')
        init(ctx)
        start?.(ctx)
        update(ctx, data, at)
        update(ctx, data.subarray(at), data.length)
        update(ctx, data, 0)
        update(ctx, null)
        const out = new Uint8Array(expected.length)
        assert.equal(finalize(ctx, out), out)
        assert.deepEqual(Buffer.from(out), expected)
        term?.(ctx)
    }
    init(null)
    update(null, 'x')
    assert.deepEqual(finalize(null), Buffer.alloc(expected.length))
}

t.test('the digests in pieces give what those of the whole do, at each cut', async () => {
    checkPieces({
        context: c.CryptMd5,
        init: c.cryptMd5Init,
        update: c.cryptMd5Update,
        finalize: c.cryptMd5Finalize,
        whole: c.cryptGetMd5Block,
    })
    checkPieces({
        context: c.CryptSha1,
        init: c.cryptSha1Init,
        start: c.cryptSha1Start,
        update: c.cryptSha1Update,
        finalize: c.cryptSha1Finalize,
        term: c.cryptSha1Term,
        whole: c.cryptGetSha1Block,
    })
    checkPieces({
        context: c.CryptSha256,
        init: c.cryptSha256Init,
        start: c.cryptSha256Start,
        update: c.cryptSha256Update,
        finalize: c.cryptSha256Finalize,
        term: c.cryptSha256Term,
        whole: c.cryptGetSha256Block,
    })
    checkPieces({
        context: c.CryptSha512,
        init: c.cryptSha512Init,
        start: c.cryptSha512Start,
        update: c.cryptSha512Update,
        finalize: c.cryptSha512Finalize,
        term: c.cryptSha512Term,
        whole: c.cryptGetSha512Block,
    })
})

t.test('the digests of files give null for what cannot be read', async t => {
    const dir = t.testdir({ file: 'hello' })
    const file = join(dir, 'file')
    t.equal(c.cryptGetFileMd5(file), '5d41402abc4b2a76b9719d911017c592')
    t.equal(c.cryptGetFileSha1(file), 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d')
    t.equal(c.cryptGetFileSha256(file), hello)
    t.equal(c.cryptGetFileSha512(file), createHash('sha512').update('hello').digest('hex'))
    for (const path of [join(dir, 'gone'), dir, null, 0, 'a\0b'] as const) {
        t.equal(c.cryptGetFileSha256(path), null)
    }
})

t.test('the codes take lengths literally, and nothing for NULL', async t => {
    const code = createHmac('sha256', 'key').update('hello').digest()
    t.equal(c.cryptGetHmacSha256('key', 3, 'hello', 5), code.toString('hex'))
    t.equal(c.cryptGetHmacSha256('key!', 3, 'hello!', 5), code.toString('hex'))
    t.equal(c.cryptGetHmacSha256Base64('key', 3, 'hello', 5), code.toString('base64'))
    t.equal(c.cryptGetHmacSha256('key', 3, 'hello', 0), createHmac('sha256', 'key').digest('hex'))
    t.equal(c.cryptGetHmacSha256('key', 0, '', 0), createHmac('sha256', '').digest('hex'))
    t.equal(c.cryptGetHmacSha256(null, 0, 'hello', 5), null)
    t.equal(c.cryptGetHmacSha256Base64('key', 3, null, 0), null)
    const out = Buffer.alloc(c.CRYPT_HMAC_SHA256_SIZE, 1)
    t.equal(c.cryptGetHmacSha256Block('key', 3, 'hello', 5, out), out)
    t.same(out, code)
    t.same(c.cryptGetHmacSha256Block('key', 3, null, 5, out), Buffer.alloc(32))
})

t.test('the codes in pieces need Init, and forget after Term', async t => {
    const code = createHmac('sha256', 'key').update('hello').digest()
    const ctx = new c.CryptHmacSha256()
    t.same(c.cryptHmacSha256Finalize(ctx), Buffer.alloc(32), 'not begun')
    c.cryptHmacSha256Init(ctx, 'keys', 3)
    c.cryptHmacSha256Update(ctx, 'help', 3)
    c.cryptHmacSha256Update(ctx, null, 3)
    c.cryptHmacSha256Update(ctx, 'lo', 2)
    t.same(c.cryptHmacSha256Finalize(ctx, Buffer.alloc(32)), code)
    c.cryptHmacSha256Update(ctx, 'hello', 5)
    t.same(c.cryptHmacSha256Finalize(ctx), code, 'begun again with the same key')
    c.cryptHmacSha256Init(ctx, null, 0)
    c.cryptHmacSha256Update(ctx, 'hello', 5)
    c.cryptHmacSha256Term(ctx)
    c.cryptHmacSha256Update(ctx, 'hello', 5)
    t.same(c.cryptHmacSha256Finalize(ctx), Buffer.alloc(32))
    t.equal(ctx.key, null)
})

t.test('cryptMatchHmacSha256 and cryptMatch compare', async t => {
    const code = Buffer.alloc(32, 5)
    t.equal(c.cryptMatchHmacSha256(code, Buffer.alloc(32, 5)), true)
    t.equal(c.cryptMatchHmacSha256(code, Buffer.alloc(32, 6)), false)
    t.equal(c.cryptMatchHmacSha256(code, code.subarray(1)), false)
    t.equal(c.cryptMatchHmacSha256(code, null), false)
    t.equal(c.cryptMatchHmacSha256(null, null), false)
    t.equal(c.cryptMatch('secret', 'secret'), true)
    t.equal(c.cryptMatch('secret', 'secre'), false)
    t.equal(c.cryptMatch(null, ''), true)
    t.equal(c.cryptMatch(null, 'x'), false)
})

t.test('cryptGetRandomBytes, cryptID and cryptMakeSalt give random', async t => {
    const buf = Buffer.alloc(40)
    t.equal(c.cryptGetRandomBytes(buf, 32, true), 0)
    t.not(buf.subarray(0, 32).toString('hex'), '00'.repeat(32))
    t.equal(buf.subarray(32).toString('hex'), '00'.repeat(8))
    t.equal(c.cryptGetRandomBytes(null, 4, false), R_ERR_BAD_ARGS)
    t.equal(c.cryptGetRandomBytes(buf, 0, false), R_ERR_BAD_ARGS)
    t.equal(c.cryptGetRandomBytes(buf, 41, false), R_ERR_BAD_ARGS)
    const before = cryptoProvider()
    const noSource = () => {
        throw new Error('no source')
    }
    useCryptoProvider({ ...before, fillRandom: noSource })
    t.teardown(() => useCryptoProvider(before))
    t.equal(c.cryptGetRandomBytes(buf, 32, true), -1)
    useCryptoProvider(before)
    t.match(c.cryptID(10), /^[0-9A-HJKMNP-TV-Z]{10}$/)
    t.equal(c.cryptID(0), null)
    t.equal(c.cryptID(-1), null)
    t.match(c.cryptMakeSalt(16), /^[A-Za-z0-9]{16}$/)
    t.equal(c.cryptMakeSalt(13).length, 16)
    t.equal(c.cryptMakeSalt(0), '')
    t.equal(c.cryptMakeSalt(-4), '')
})

t.test('cryptMakePassword makes what cryptCheckPassword accepts', async t => {
    t.match(c.cryptMakePassword('secret', 0, 0), /^BF1:00128:[A-Za-z0-9]{16}:[A-Za-z0-9+/]{32}$/)
    t.match(c.cryptMakePassword('secret', 5, 20), /^BF1:00020:[A-Za-z0-9]{8}:[A-Za-z0-9+/]{32}$/)
    for (const password of ['', 'secret', 'péss wörd', 'x'.repeat(64)]) {
        const stored = c.cryptMakePassword(password, 16, 128)
        t.equal(c.cryptCheckPassword(password, stored), true)
        t.equal(c.cryptCheckPassword(`x${password}`, stored), false)
        t.equal(c.cryptCheckPassword(password, `${stored}:more`), true)
    }
    t.equal(c.cryptMakePassword(null, 16, 128), null)
    t.equal(c.cryptMakePassword('x'.repeat(65), 16, 128), null)
    t.equal(c.cryptMakePassword('secret', 16, -1), null)
    t.equal(c.cryptMakePassword('secret', 72, 1), null)
})

t.test('cryptCheckPassword refuses what is no stored password', async t => {
    t.equal(c.cryptCheckPassword('joe:R:secret', 'BF1:00128:rWpJRA0d09FvGgM6:glkhwglFUhbNDq/dX++MngZ9ix6521lS'), true)
    for (const stored of [null, '', 'BF1:00000:salt:hash', 'BF1:-1:salt:hash', 'BF1:99999999999:salt:hash', 'secret']) {
        t.equal(c.cryptCheckPassword('secret', stored), false)
    }
    t.equal(c.cryptCheckPassword(null, 'BF1:00128:rWpJRA0d09FvGgM6:glkhwglFUhbNDq/dX++MngZ9ix6521lS'), false)
    // A count of 0 leaves the text of the reference unencrypted: with it every password would be right.
    const open = Buffer.from(
        '70 68 72 4f 6e 61 65 42 68 6c 6f 65 53 72 65 64 44 79 72 63 74 62 75 6f'.replaceAll(' ', ''),
        'hex',
    )
    t.equal(c.cryptCheckPassword('secret', `BF1:00000:salt:${open.toString('base64')}`), false)
})

t.test('cryptEncodePassword gives null for NULL and counts out of range', async t => {
    t.equal(c.cryptEncodePassword('secret', 'abcdefghijklmnop', 128), 'NumgyvC/EjyRlKmNGkGfuVGxZNQ0LzRJ')
    t.equal(c.cryptEncodePassword(null, 'abc', 1), null)
    t.equal(c.cryptEncodePassword('secret', null, 1), null)
    t.equal(c.cryptEncodePassword('secret', 'abc', 0), null)
    t.type(c.cryptEncodePassword('secret', '', 1), 'string')
})

t.test('the functions of the C face take any arguments', async () => {
    type AnyFunction = (...args: unknown[]) => unknown
    const functions = Object.entries(c).filter(
        (entry): entry is [string, AnyFunction] => entry[0].startsWith('crypt') && entry[0] !== 'cryptGetPassword',
    )
    const argument = fc.oneof(
        fc.constantFrom<unknown>(null, undefined, 0, '', 'abc', 'é😀', '\ud800', 'BF1:00001:a:b'),
        fc.constantFrom<unknown>(-1, 3, 16, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, -(2 ** 53), 5n, true),
        fc.constantFrom<unknown>(Symbol('s'), Object.create(null), () => 5, new Date(0), /x/, ['a', null]),
        fc.constant(null).map((): unknown => ref('abc')),
        fc.constantFrom(8, 64).map((size): unknown => Buffer.alloc(size)),
        fc.constantFrom(c.CryptMd5, c.CryptSha256, c.CryptHmacSha256).map((Context): unknown => new Context()),
    )
    fc.assert(
        fc.property(fc.constantFrom(...functions), fc.array(argument, { maxLength: 5 }), ([name, call], args) => {
            const result = call(...args)
            const kinds = ['string', 'number', 'boolean', 'undefined']
            assert.ok(result === null || kinds.includes(typeof result) || result instanceof Uint8Array, name)
        }),
        { numRuns: 5000 },
    )
})
