import t from 'tap'
import { parseTags } from '../../../../services/web/files/conditions.js'

t.test('parseTags takes lists of entity tags apart', async t => {
    for (const [list, tags] of [
        ['"a"', ['a']],
        ['W/"a"', ['a']],
        ['"a", "b"', ['a', 'b']],
        ['"a",W/"b"\t, "c,d"', ['a', 'b', 'c,d']],
        ['""', ['']],
        ['*', '*'],
        [' * ', '*'],
    ] as const) {
        t.same(parseTags(list), tags, list)
    }
})

t.test('parseTags refuses what is no list', async t => {
    for (const list of ['', 'a', '"a', 'a"', '"a" "b"', '"a",', ',"a"', 'w/"a"', 'W/a', '*, "a"', '"a", *', "'a'"]) {
        t.equal(parseTags(list), null, list)
    }
})
