import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_BAD_HANDLE, ref } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'

type AnyFunction = (...args: unknown[]) => unknown

/** Those that do not write to the standard output, where the results of this test go. */
const functions = Object.entries(c).filter(
    (entry): entry is [string, AnyFunction] =>
        typeof entry[1] === 'function' && !['print', 'rPrintf', 'dump'].includes(entry[0]),
)

const argument = fc.oneof(
    fc.constantFrom<unknown>(null, undefined, 0, '', 'abc', 'é😀', '%s', ' 12k', '\ud800'),
    fc.constantFrom<unknown>(
        -1,
        3,
        16,
        1.5,
        Number.NaN,
        Number.NEGATIVE_INFINITY,
        2 ** 53,
        -(2 ** 63),
        5n,
        true,
        false,
    ),
    fc.constantFrom<unknown>(Symbol('s'), Object.create(null), () => 5, Buffer.from('abc'), new Date(0), /x/),
    fc.constant(null).map((): unknown => ref('abc')),
    fc.constant(null).map((): unknown => ['a', null, 5]),
)

t.test('the functions of the C face take any arguments', async () => {
    const results = ['string', 'number', 'boolean', 'undefined']
    fc.assert(
        fc.property(fc.constantFrom(...functions), fc.array(argument, { maxLength: 6 }), ([name, call], args) => {
            const result = call(...args)
            assert.ok(result === null || name === 'SDEF' || results.includes(typeof result), name)
        }),
        { numRuns: 5000 },
    )
})

t.test('the functions of the C face give their result for nothing when they get nothing', async t => {
    const nothing: Record<string, unknown> = {}
    for (const [name, call] of functions) {
        nothing[name] = call(null, null, null, null, null)
    }
    t.matchOnly(nothing, {
        SDEF: null,
        SFMT: '',
        rFprintf: R_ERR_BAD_HANDLE,
        rSnprintf: R_ERR_BAD_ARGS,
        rVsaprintf: R_ERR_BAD_ARGS,
        rVsnprintf: R_ERR_BAD_ARGS,
        scamel: '',
        scaselesscmp: -1,
        scaselessmatch: false,
        schr: null,
        sclone: '',
        scloneDefined: null,
        scloneNull: null,
        scmp: 0,
        scontains: null,
        scopy: R_ERR_BAD_ARGS,
        sends: null,
        sfmt: '',
        sfmtbuf: null,
        sfmtbufv: null,
        sfmtv: '',
        sfnumber: false,
        shash: 0,
        shashlower: 0,
        shnumber: false,
        sitos: '0',
        sitosbuf: null,
        sitosx: '0',
        sjoin: '',
        sjoinArgs: '',
        sjoinbuf: R_ERR_BAD_ARGS,
        sjoinfmt: '',
        sjoinv: '',
        slen: 0,
        slower: null,
        smatch: true,
        smatchsec: true,
        sncaselesscmp: -1,
        sncaselesscontains: null,
        sncat: R_ERR_BAD_ARGS,
        snclone: '',
        sncmp: 0,
        sncontains: null,
        sncopy: R_ERR_BAD_ARGS,
        snumber: false,
        spbrk: null,
        sptok: null,
        srchr: null,
        srejoin: '',
        srejoinv: '',
        sreplace: '',
        sspace: true,
        ssplit: '',
        sspn: 0,
        sstarts: false,
        ssub: null,
        stemplate: '',
        stitle: '',
        stod: Number.NaN,
        stof: 0,
        stoi: 0,
        stoix: 0,
        stok: null,
        strim: null,
        supper: null,
        svalue: 0,
        svaluei: 0,
        szero: undefined,
    })
})
