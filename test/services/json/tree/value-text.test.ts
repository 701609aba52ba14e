import t from 'tap'
import {
    JSON_DOUBLE_QUOTES,
    JSON_EXPAND,
    JSON_HUMAN,
    JSON_JSON,
    JSON_MULTILINE,
    type Json,
    jsonParse,
    jsonSet,
} from '../../../../services/json/c.js'

const of = (text: string): Json => jsonParse(text)!

/** A document with a property v, and what v is when it is expanded on one line. */
const rows: readonly (readonly [document: string, flags: number, text: string])[] = [
    ["{a:1,v:'${a}'}", 0, "'1'"],
    ["{a:'x',v:'<${a}${a}>'}", 0, "'<xx>'"],
    ["{a:{b:[5,'y']},v:'${a.b[1]}'}", 0, "'y'"],
    ["{a:{b:[5,'y z'],c:'q'},v:'${a}'}", 0, "'b:5,y z,c:q'"],
    ["{a:'it\\'s \"x\"',v:'${a} \"\\''}", 0, "'it\\'s \"x\" \"\\''"],
    ["{a:'it\\'s \"x\"',v:'${a} \"\\''}", JSON_DOUBLE_QUOTES, '"it\'s \\"x\\" \\"\'"'],
    ["{a:'p\\nq',v:'${a}\\n'}", JSON_JSON, '"p\\nq\\n"'],
    ["{v:'<${missing}>'}", 0, "'<>'"],
    ["{v:'<${}>'}", 0, "'<>'"],
    ["{a:null,v:'${a}'}", 0, "'null'"],
    ["{a:/x/,v:'${a}'}", 0, "'/x/'"],
    ["{a:1,v:'${a} ${a'}", 0, "'1 ${a'"],
    ["{a:1,v:'${a'}", 0, "'${a'"],
    ["{a:1,v:'$a {a} $'}", 0, "'$a {a} $'"],
]

for (const [document, flags, text] of rows) {
    t.test(`jsonToString with JSON_EXPAND writes v of ${document} as ${text}`, async t => {
        const json = of(document)
        t.equal(json.toString(flags | JSON_EXPAND, 0, 'v'), text)
        t.equal(json.error, null)
        t.equal(json.toString(flags, 0, 'v').includes('$'), true, 'only with the flag')
    })
}

t.test('jsonToString with JSON_EXPAND goes one level deep', async t => {
    const json = of("{a:'${b}',b:1,c:{d:'${b}'},v:'${a}',w:'${c}',x:'${b}'}")
    t.equal(json.toString(JSON_EXPAND, 0, 'x'), "'1'")
    t.equal(json.error, null)
    t.equal(json.toString(JSON_EXPAND, 0, 'v'), "'${b}'")
    t.equal(json.error, 'JSON Parse Error: Recursive expanding not supported\n')
    json.error = null
    t.equal(json.toString(JSON_EXPAND, 0, 'w'), "'d:${b}'")
    t.equal(json.error, 'JSON Parse Error: Recursive expanding not supported\n')
    t.equal(json.toString(JSON_EXPAND), "{a:'1',b:1,c:{d:'1'},v:'${b}',w:'d:${b}',x:'1'}")
})

t.test('jsonToString with JSON_EXPAND does not expand names', async t => {
    t.equal(of("{'${a}':'${a}',a:1}").toString(JSON_EXPAND), "{'${a}':'1',a:1}")
})

t.test('jsonToString with JSON_EXPAND leaves out placeholders and keeps the layout', async t => {
    const json = of("{a:1,l:[1,2],v:'${a}',w:'${l}'}")
    jsonSet(json, 0, 'a', null, 0)
    t.equal(json.toString(JSON_EXPAND, 0, 'v'), "'undefined'")
    t.equal(json.toString(JSON_EXPAND | JSON_HUMAN, 0, 'w'), "' 1, 2 '\n")
    t.equal(json.toString(JSON_EXPAND | JSON_MULTILINE, 0, 'w'), "'\n    1,\n    2\n'\n")
})

t.test('jsonToString with JSON_EXPAND makes no text beyond all bounds', async t => {
    const json = of(`{a:'${'x'.repeat(1_000_000)}',v:'${'${a}'.repeat(1000)}'}`)
    t.throws(() => json.toString(JSON_EXPAND), { code: 'JSON_TEXT_TOO_LARGE' })
    const many = of(`{a:'${'x'.repeat(1_000_000)}',l:[${"'${a}',".repeat(1000)}]}`)
    t.throws(() => many.toString(JSON_EXPAND | JSON_HUMAN), { code: 'JSON_TEXT_TOO_LARGE' })
})
