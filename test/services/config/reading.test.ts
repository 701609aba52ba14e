import t from 'tap'
import {
    ConfigError,
    fail,
    Reading,
    readObject,
    shownValue,
    text,
    withoutSecrets,
} from '../../../services/config/index.js'

t.test('shownValue cuts what is long, and hides what its name says to be a secret', async t => {
    t.same(
        [{ c: 1 }, [1], {}, []].map(value => shownValue('a.b', value)),
        ['an object', 'a list', '{}', '[]'],
    )
    t.equal(shownValue('a.b', undefined), 'undefined')
    t.equal(shownValue('a.b', 'x'.repeat(200)), `"${'x'.repeat(79)}...`)
    for (const path of [
        'auth.secret',
        'ai.key',
        'users.joe.password',
        'provision.token',
        'app.apiKey',
        'auth.secert',
    ]) {
        t.equal(shownValue(path, 'abc'), 'text', path)
    }
    t.equal(shownValue('provision.key', '@-----BEGIN PRIVATE KEY-----\nabc'), 'text')
    t.equal(shownValue('tls.key', '@certs/a.key'), '"@certs/a.key"', 'the path of a file is none')
    t.equal(shownValue('mqtt.keyed', 'abc'), '"abc"')
    t.equal(shownValue('api.builder', 'https://joe:abc@host/api'), 'text')
})

t.test('withoutSecrets leaves nothing of them at any depth, and all else', async t => {
    const value = { list: [{ token: 'abc' }, 'https://u:abc@h/'], keys: { access: 'abc' }, secret: '', n: 1, no: null }
    const shown = withoutSecrets('', value)
    t.notMatch(JSON.stringify(shown), /abc/)
    t.match(shown, { list: [{ token: '(hidden)' }, String], keys: '(hidden)', secret: '', n: 1, no: null })
})

t.test('fail throws a ConfigError with path, value and remark', async t => {
    t.throws(() => fail('a[0].b', 5, 'text'), {
        code: 'CONFIG_VALUE',
        path: 'a[0].b',
        message: /: a\[0\]\.b is 5, wanted text$/,
    })
    t.throws(() => fail('a', 5, 'text'), ConfigError)
})

t.test('readObject takes foreign names without a word, but no misspelt ones', async t => {
    const table = { name: { read: text, type: 'text', initial: 'x' } }
    const reading = new Reading({ isForeign: (_path, value) => typeof value === 'object' })
    t.same(readObject({ others: {}, _note: 1 }, '', table, reading), { name: 'x' })
    t.same(reading.remarks, [])
    t.throws(() => readObject({ nmae: {} }, '', table, reading), {
        message: /nmae is no known property: is name meant\?$/,
    })
    readObject({ count: 1 }, '', table, reading)
    t.same(reading.remarks, [{ path: 'count', text: 'count is no known property, wanted one of name: ignored' }])
})
