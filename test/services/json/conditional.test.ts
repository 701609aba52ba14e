import t from 'tap'
import { applyConditional, type ConditionalOptions, parse } from '../../../services/json/index.js'

const text = `{
    profile: 'dev', mode: 'fast', features: ['local'], log: { path: 'stdout' },
    conditional: {
        profile: {
            dev:  { log: { level: 5 } },
            prod: { log: { path: 'ioto.log' }, '+features': ['remote'], '?mode': 'slow' },
        },
        mode: { fast: { speed: 9 } },
        unknown: { x: { y: 1 } },
    },
}`

function applied(options?: ConditionalOptions, from = text): Record<string, unknown> {
    const config = parse(from) as Record<string, unknown>
    applyConditional(config, options)
    return config
}

t.test('applyConditional blends what the properties choose, and removes the choices', async t => {
    t.strictSame(applied(), {
        profile: 'dev',
        mode: 'fast',
        features: ['local'],
        log: { path: 'stdout', level: 5 },
        speed: 9,
    })
})

t.test('applyConditional prefers the profile of the caller', async t => {
    t.strictSame(applied({ profile: 'prod' }), {
        profile: 'dev',
        mode: 'fast',
        features: ['local', 'remote'],
        log: { path: 'ioto.log' },
        speed: 9,
    })
    t.same(applied({ profile: 'none' }).log, { path: 'stdout' })
})

t.test('applyConditional takes dev for a profile that is not there, and no other selector', async t => {
    const choices = 'conditional: { profile: { dev: { a: 1 } }, other: { dev: { b: 1 }, null: { c: 1 } } }'
    t.strictSame(applied({}, `{${choices}}`), { a: 1 })
    t.strictSame(applied({}, `{profile: null, other: null, ${choices}}`), { profile: null, other: null, a: 1 })
})

t.test('applyConditional lets later selectors see what earlier ones changed', async t => {
    t.strictSame(applied({}, '{conditional: { profile: { dev: { mode: 2 } }, mode: { 2: { a: 1 } } }}'), {
        mode: 2,
        a: 1,
    })
})

t.test('applyConditional works on a property too', async t => {
    t.strictSame(applied({ key: 'web' }, '{m: 1, web: { conditional: { m: { 1: { a: 1 } } } }}'), {
        m: 1,
        web: { a: 1 },
    })
})

t.test('applyConditional leaves what has no choices', async t => {
    t.strictSame(applied({}, '{a: 1}'), { a: 1 })
    t.strictSame(applied({ key: 'web' }, '{a: 1}'), { a: 1 })
    t.strictSame(applied({}, '{conditional: 5}'), {})
    t.strictSame(applied({}, '{conditional: { profile: 1 }}'), {})
})

t.test('applyConditional says which selector cannot be blended', async t => {
    t.throws(() => applied({}, '{a: {}, conditional: { profile: { dev: { "+a": 1 } } }}'), {
        code: 'JSON_CONDITIONAL',
        message: /^Cannot apply conditional\.profile: Cannot blend values: .*wanted/,
        cause: { code: 'JSON_BLEND_KIND' },
    })
    t.throws(() => applied({}, '{conditional: { profile: { dev: 1 } }}'), {
        code: 'JSON_CONDITIONAL',
        message: 'Cannot apply conditional.profile: dev is no object, wanted one',
    })
})
