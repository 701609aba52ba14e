import fc from 'fast-check'
import t from 'tap'
import { Json } from '../../../../services/json/index.js'
import { addEncoded, addVariable, decoded } from '../../../../services/web/body/index.js'
import { childNamed } from '../../../../services/web/signature/child-named.js'

const parsed = (text: string, limit = 1000): Json => {
    const vars = Json.fromObject({})
    addEncoded(vars, text, limit)
    return vars
}

t.test('addEncoded splits at & and the first =, decodes, and keeps the last of a name', async t => {
    for (const [text, wanted] of [
        ['', '{}'],
        ['&&', '{}'],
        ['a=1', '{a:1}'],
        ['a=1&b=2', '{a:1,b:2}'],
        ['a=b=c', "{a:'b=c'}"],
        ['a', "{a:''}"],
        ['a=', "{a:''}"],
        ['=1&b=2', '{b:2}'],
        ['a=1&a=2', '{a:2}'],
        ['a+b=c+d', "{'a b':'c d'}"],
        ['n%61me=%C3%BC%26%3D', "{name:'ü&='}"],
        // A name without = is not decoded.
        ['n%61me', "{'n%61me':''}"],
        ['a=%00%zz%', "{a:'%00%zz%'}"],
        // No UTF-8: as it came.
        ['a=caf%E9', "{a:'caf%E9'}"],
        ['a=ü', "{a:'ü'}"],
    ] as const) {
        t.equal(parsed(text).toString(), wanted, text)
    }
})

t.test('addEncoded takes names as keys, and values for what they look like', async t => {
    for (const [text, wanted] of [
        ['a.b=1&a.c=x', "{a:{b:1,c:'x'}}"],
        ['a[0]=x&a[1]=y', "{a:['x','y']}"],
        ['a[]=1', '{a:[]}'],
        ['a[$]=1&a[$]=2', '{a:[1,2]}'],
        [
            'a=true&b=false&c=null&d=-1.5e3&e=0x10&f=007&g=1.2.3',
            "{a:true,b:false,c:null,d:-1.5e3,e:'0x10',f:007,g:'1.2.3'}",
        ],
        ['.=1&[]=2&..=3&b=4', '{b:4}'],
    ] as const) {
        t.equal(parsed(text).toString(), wanted, text)
    }
    t.equal(parsed('c=null').get('c', 'default'), 'default')
})

t.test('addEncoded never touches the properties of objects of JavaScript', async t => {
    const vars = parsed('__proto__.polluted=1&constructor.prototype.polluted=1&toString=x&__proto__=2')
    t.equal(({} as Record<string, unknown>)['polluted'], undefined)
    t.equal(vars.get('toString'), 'x')
    t.equal(vars.get('__proto__'), '2')
    t.equal(vars.get('hasOwnProperty'), undefined)
})

t.test('addEncoded reads what URLSearchParams writes', async t => {
    // Names are keys here, in which blanks in front do not count; U+0000 stays encoded, and null reads as absent.
    const name = fc
        .string({ unit: fc.constantFrom(...'abü&=+%# $'), minLength: 1, maxLength: 6 })
        .filter(text => !text.startsWith(' '))
    const value = fc.string({ unit: 'grapheme', maxLength: 12 }).filter(text => !text.includes('\0') && text !== 'null')
    fc.assert(
        fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), pairs => {
            const vars = parsed(new URLSearchParams(pairs).toString())
            for (const [key, text] of new Map(pairs)) {
                t.equal(vars.node(childNamed(vars, 0, key))?.value ?? null, text)
            }
        }),
        { numRuns: 200 },
    )
})

t.test('addEncoded stops at its limit, counting objects and arrays', async t => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `a${i}=1`).join('&')
    t.equal(parsed(many(50), 50).getLength(null), 50)
    t.throws(() => parsed(many(51), 50), { code: 'WEB_TOO_MANY_VARIABLES' })
    t.equal(parsed('a=1&'.repeat(1000), 1).toString(), '{a:1}', 'one that is replaced is still one')
    t.throws(() => parsed(`${'a.'.repeat(50)}a=1`, 50), { code: 'WEB_TOO_MANY_VARIABLES' })
    t.throws(() => parsed(`${'a.'.repeat(200_000)}a=1`, 50), { code: 'WEB_TOO_MANY_VARIABLES' })
})

t.test('addVariable passes on what is wrong with the tree', async t => {
    const vars = Json.fromObject({})
    vars.lock = true
    t.throws(() => addVariable(vars, 'a', '1', 10), { code: 'JSON_LOCKED' })
})

t.test('decoded gives text back that is no UTF-8 when decoded', async t => {
    t.equal(decoded('%C3%BC+%41'), 'ü A')
    t.equal(decoded('%FF+'), '%FF+')
})
