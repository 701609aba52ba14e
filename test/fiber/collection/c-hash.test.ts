import t from 'tap'
import {
    ITERATE_NAME_DATA,
    ITERATE_NAMES,
    R_HASH_CASELESS,
    type RName,
    rAddDuplicateName,
    rAddFmtName,
    rAddIntName,
    rAddName,
    rAddNameSubstring,
    rAllocBuf,
    rAllocHash,
    rBufToString,
    rCloneHash,
    rFreeHash,
    rGetHashLength,
    rGetNextName,
    rHashToBuf,
    rHashToJson,
    rHashToJsonBuf,
    rHashToString,
    rIncName,
    rLookupName,
    rLookupNameEntry,
    rPutStringToBuf,
    rRemoveName,
} from '../../../fiber/collection/c.js'
import { R_ERR_CANT_FIND } from '../../../fiber/compat/index.js'
import { stemplate } from '../../../fiber/text/c.js'

t.test('rAddName inserts or replaces', async t => {
    const hash = rAllocHash<string>(0, R_HASH_CASELESS)
    const entry = rAddName(hash, 'Name', 'a', 0)
    t.equal(rAddName(hash, 'NAME', 'b', 0), entry)
    t.equal(entry?.name, 'NAME')
    t.equal(rLookupName(hash, 'name'), 'b')
    t.equal(rGetHashLength(hash), 1)
    t.equal(rAddName(null, 'a', 'b', 0), null)
    t.equal(rAddName(hash, null, 'b', 0), null)
})

t.test('rAddDuplicateName covers, rRemoveName uncovers', async t => {
    const hash = rAllocHash<string>(0, 0)
    t.equal(rRemoveName(hash, 'a'), 0, 'a hash that was never used')
    rAddName(hash, 'a', '1', 0)
    const second = rAddDuplicateName(hash, 'a', '2', 0)
    t.equal(rLookupNameEntry(hash, 'a'), second)
    t.equal(rRemoveName(hash, 'a'), 0)
    t.equal(rLookupName(hash, 'a'), '1')
    t.equal(rRemoveName(hash, 'a'), 0)
    t.equal(rRemoveName(hash, 'a'), R_ERR_CANT_FIND)
    t.equal(rRemoveName(null, 'a'), 0)
    t.equal(rAddDuplicateName(null, 'a', '', 0), null)
})

t.test('rAddNameSubstring cuts at bytes, and drops a character that is cut', async t => {
    const hash = rAllocHash(0, 0)
    t.equal(rAddNameSubstring(hash, 'name=value', 4, 'é€', 4)?.name, 'name')
    t.equal(rLookupName(hash, 'name'), 'é')
    t.equal(rAddNameSubstring(hash, 'b', 1, null, 4)?.value, '')
    t.equal(rAddNameSubstring(hash, 'c', -1, 'x', 4)?.name, '')
    t.equal(rAddNameSubstring(hash, null, 1, 'x', 1), null)
})

t.test('rAddIntName and rAddFmtName store text, rIncName numbers', async t => {
    const hash = rAllocHash(0, 0)
    rAddIntName(hash, 'int', -5)
    rAddFmtName(hash, 'fmt', 0, '%s-%d', 'a', 3)
    t.equal(rLookupName(hash, 'int'), '-5')
    t.equal(rLookupName(hash, 'fmt'), 'a-3')
    t.equal(rIncName(hash, 'count', 5), 0)
    t.equal(rIncName(hash, 'count', -2), 5)
    t.equal(rLookupName(hash, 'count'), 3)
    t.equal(rIncName(hash, 'int', 1), 0, 'text counts as 0')
    t.equal(rIncName(null, 'count', 1), 0)
    t.equal(rIncName(hash, null, 1), 0)
})

t.test('rGetNextName walks in the order in which names came', async t => {
    const hash = rAllocHash<number>(0, 0)
    for (let i = 0; i < 40; i++) {
        rAddName(hash, `n${i}`, i, 0)
    }
    const seen: number[] = []
    for (let np: RName<number> | null = null; (np = rGetNextName(hash, np)) !== null; ) {
        seen.push(np.value)
        rRemoveName(hash, np.name)
    }
    t.strictSame(
        seen,
        Array.from({ length: 40 }, (_, i) => i),
    )
    t.equal(rGetHashLength(hash), 0)
    t.equal(rGetNextName(null, null), null)
})

t.test('ITERATE_NAMES and ITERATE_NAME_DATA visit all entries', async t => {
    const hash = rAllocHash<number>(0, 0)
    rAddName(hash, 'a', 1, 0)
    rAddName(hash, 'b', 2, 0)
    t.strictSame(
        [...ITERATE_NAMES(hash)].map(np => np.name),
        ['a', 'b'],
    )
    const pairs: [string, number][] = []
    for (const [np, item] of ITERATE_NAME_DATA(hash)) {
        pairs.push([np.name, item])
    }
    t.strictSame(pairs, [
        ['a', 1],
        ['b', 2],
    ])
    t.strictSame([...ITERATE_NAMES(null), ...ITERATE_NAME_DATA(null)], [])
})

t.test('rCloneHash copies, rFreeHash does nothing', async t => {
    const hash = rAllocHash<string>(0, 0)
    rAddName(hash, 'a', '1', 0)
    const copy = rCloneHash(hash)
    rFreeHash(hash)
    rRemoveName(hash, 'a')
    t.equal(rLookupName(copy, 'a'), '1')
    t.equal(rCloneHash(null), null)
})

t.test('rHashToString and rHashToBuf write pairs', async t => {
    const hash = rAllocHash(0, 0)
    rAddName(hash, 'a', 'x', 0)
    rAddName(hash, 'b', null, 0)
    t.equal(rHashToString(hash), 'a="x",b=""')
    t.equal(rHashToString(hash, null), 'a="x",b=""')
    t.equal(rHashToString(hash, ' '), 'a="x" b=""')
    t.equal(rBufToString(rHashToBuf(hash)), 'a="x",b=""')
    t.equal(rHashToString(null), '')
    t.equal(rBufToString(rHashToBuf(null)), '')
})

t.test('rHashToJson and rHashToJsonBuf write JSON', async t => {
    const hash = rAllocHash(0, 0)
    rAddIntName(hash, 'a', 5)
    t.equal(rHashToJson(hash, false), '{"a":5}')
    t.equal(rHashToJson(hash, 1), '{\n    "a": 5\n}\n')
    t.equal(rHashToJson(null, true), '{}')
    const buf = rAllocBuf(0)
    rPutStringToBuf(buf, 'json: ')
    t.equal(rHashToJsonBuf(hash, buf, 0), buf)
    t.equal(rBufToString(buf), 'json: {"a":5}')
    t.equal(rBufToString(rHashToJsonBuf(null, null, 0)), '{}')
})

t.test('RHash serves stemplate', async t => {
    const hash = rAllocHash(0, 0)
    rAddName(hash, 'name', 'ann', 0)
    t.equal(stemplate('hello ${name}, $none', hash), 'hello ann, $none')
})
