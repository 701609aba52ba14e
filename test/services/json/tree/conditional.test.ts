import t from 'tap'
import { type ConditionalOptions, Json } from '../../../../services/json/index.js'

const text = `{
    profile: 'dev',
    mode: 'fast',
    log: { path: 'stdout' },
    features: ['local'],
    conditional: {
        profile: {
            dev:  { log: { level: 5 } },
            prod: { log: { path: 'ioto.log' }, '+features': ['remote'] },
        },
        mode: { fast: { speed: 9 }, slow: { speed: 1 } },
        absent: { x: { y: 1 } },
    },
}`

function applied(document: string, options?: ConditionalOptions): string {
    const json = Json.parse(document)
    json.applyConditional(options)
    return json.toString()
}

t.test('applyConditional blends the choices in their order and removes itself', async t => {
    t.equal(applied(text), "{profile:'dev',mode:'fast',log:{path:'stdout',level:5},features:['local'],speed:9}")
    t.equal(
        applied(text, { profile: 'prod' }),
        "{profile:'dev',mode:'fast',log:{path:'ioto.log'},features:['local','remote'],speed:9}",
    )
    t.equal(
        applied(text, { profile: 'none' }),
        "{profile:'dev',mode:'fast',log:{path:'stdout'},features:['local'],speed:9}",
    )
})

t.test('applyConditional takes dev if no profile is named', async t => {
    t.equal(applied('{conditional:{profile:{dev:{a:1},prod:{a:2}}}}'), '{a:1}')
    t.equal(applied('{profile:null,conditional:{profile:{dev:{a:1}}}}'), '{profile:null,a:1}')
})

t.test('applyConditional works on a property, with selectors of the top level', async t => {
    const nested = '{mode:m,web:{a:1,conditional:{mode:{m:{a:2}},profile:{p:{b:3}}}},conditional:{mode:{m:{c:1}}}}'
    t.equal(applied(nested, { key: 'web', profile: 'p' }), "{mode:'m',web:{a:2,b:3},conditional:{mode:{m:{c:1}}}}")
})

t.test('applyConditional takes the choice as a key, and the value that a selector has at that moment', async t => {
    t.equal(applied("{mode:'a.b',conditional:{mode:{a:{b:{x:1}}}}}"), "{mode:'a.b',x:1}")
    t.equal(applied('{m:one,conditional:{m:{one:{n:two}},n:{two:{x:1}}}}'), "{m:'one',n:'two',x:1}")
})

t.test('applyConditional does nothing where there is nothing to do', async t => {
    t.equal(applied('{a:1}'), '{a:1}')
    t.equal(applied('[1]'), '[1]')
    t.equal(applied(''), '')
    t.equal(applied('{a:1}', { key: 'missing' }), '{a:1}')
    t.equal(applied('{a:1,conditional:5}'), '{a:1}')
    t.equal(applied('{a:1,conditional:{profile:{dev:{conditional:{x:1},b:2}}}}'), '{a:1,b:2}')
})

t.test('applyConditional stops at what cannot be blended', async t => {
    const json = Json.parse("{a:{},conditional:{profile:{dev:{'+a':[1]}}}}")
    t.throws(() => json.applyConditional(), {
        code: 'JSON_CONDITIONAL',
        message: /^Cannot blend: profile/,
        cause: { code: 'JSON_BLEND_KIND' },
    })
    json.lock = true
    t.throws(() => json.applyConditional(), { code: 'JSON_LOCKED' })
})
