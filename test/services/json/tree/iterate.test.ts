import t from 'tap'
import { setLogHandler } from '../../../../fiber/index.js'
import {
    ITERATE_JSON,
    ITERATE_JSON_DYNAMIC,
    ITERATE_JSON_ID,
    ITERATE_JSON_KEY,
    iterateJson,
    jsonAlloc,
    jsonCheckIteration,
    jsonGetId,
    jsonGetNode,
    jsonParse,
    jsonRemove,
    jsonSet,
} from '../../../../services/json/c.js'

const json = jsonParse('{a:1,b:[2,{x:3},4],c:{}}')!
const names = (children: Iterable<{ child: { name: string | null; value: string | null }; nid: number }>) =>
    [...children].map(({ child, nid }) => `${nid}:${child.name ?? child.value}`).join()

t.test('ITERATE_JSON and its relatives visit the direct children in order', async t => {
    t.equal(names(ITERATE_JSON(json, null)), '1:a,2:b,7:c')
    t.equal(names(iterateJson(json)), '1:a,2:b,7:c')
    t.equal(names(ITERATE_JSON(json, jsonGetNode(json, 0, 'b'))), '3:2,4:null,6:4')
    t.equal(names(ITERATE_JSON_ID(json, 2)), '3:2,4:null,6:4')
    t.equal(names(ITERATE_JSON_DYNAMIC(json, 4)), '5:x')
    t.equal(names(ITERATE_JSON_KEY(json, 0, 'b')), '3:2,4:null,6:4')
    t.equal(names(ITERATE_JSON_KEY(json, 0, null)), '1:a,2:b,7:c')
    t.equal(names(ITERATE_JSON_KEY(json, 2, '[1]')), '5:x')
})

t.test('ITERATE_JSON visits nothing where there is nothing', async t => {
    t.equal(names(ITERATE_JSON_KEY(json, 0, 'missing')), '')
    t.equal(names(ITERATE_JSON_KEY(json, 0, 'a')), '')
    t.equal(names(ITERATE_JSON_KEY(json, 0, 'c')), '')
    t.equal(names(ITERATE_JSON_ID(json, 99)), '')
    t.equal(names(ITERATE_JSON(null, null)), '')
    t.equal(names(ITERATE_JSON(jsonAlloc(), null)), '')
    t.equal(names(ITERATE_JSON(json, jsonGetNode(jsonParse('{z:{y:1}}'), 0, 'z'))), '')
})

t.test('ITERATE_JSON ends with a logged error when nodes come or go', async t => {
    const logged: string[] = []
    const former = setLogHandler((type, source, message) => logged.push(`${type} ${source} ${message}`))
    t.teardown(() => setLogHandler(former))
    const tree = jsonParse('{a:1,b:2,c:3}')!
    const seen: (string | null)[] = []
    for (const { child } of ITERATE_JSON(tree, null)) {
        seen.push(child.name)
        jsonSet(tree, 0, 'd', '4', 0)
    }
    t.strictSame(seen, ['a'])
    t.strictSame(logged, ['error json Json iteration error. MUST not permute JSON nodes while iterating.'])
})

t.test('ITERATE_JSON may be left right after a change', async t => {
    const logged: string[] = []
    const former = setLogHandler((_type, _source, message) => logged.push(message))
    t.teardown(() => setLogHandler(former))
    const tree = jsonParse('{a:1,b:2,c:3}')!
    for (const { child } of ITERATE_JSON(tree, null)) {
        if (child.name === 'b') {
            jsonRemove(tree, 0, 'b')
            break
        }
    }
    t.equal(tree.toString(), '{a:1,c:3}')
    t.strictSame(logged, [])
})

t.test('jsonCheckIteration gives the id as long as nothing changed', async t => {
    const former = setLogHandler(() => {})
    t.teardown(() => setLogHandler(former))
    t.equal(jsonCheckIteration(json, json.count, 5), 5)
    t.equal(jsonCheckIteration(json, json.count - 1, 5), -6)
    t.equal(jsonCheckIteration(null, 0, 5), -6)
    t.equal(jsonGetId(json, 0, 'a'), 1)
})
