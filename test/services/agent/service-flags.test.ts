import t, { type Test } from 'tap'
import { loadConfig } from '../../../services/agent/index.js'
import { enabledText, refuseMissing, serviceFlags } from '../../../services/agent/service-flags.js'

const load = (t: Test, ioto: string) => loadConfig({ config: t.testdir({ 'ioto.json5': ioto }) })
const flagsOf = (t: Test, ioto: string) => serviceFlags(load(t, ioto))

t.test('serviceFlags applies the rules until nothing changes', async t => {
    t.match(flagsOf(t, '{}').flags, { web: true, database: false, cloud: false, serialize: 'none', register: false })
    t.match(flagsOf(t, '{ services: {} }').flags, { web: true, database: true })
    const sync = flagsOf(t, '{ services: { sync: true, database: false } }')
    t.match(sync.flags, { database: true, mqtt: true, provision: true, register: true, serialize: 'auto', cloud: true })
    t.same(sync.problems, ['Need provisioning service if key or mqtt service is required'])
    const shadow = flagsOf(t, '{ services: { shadow: true } }')
    t.match(shadow.flags, { mqtt: true, provision: true })
    t.same([...shadow.problems].sort(), [
        'Need MQTT service if any cloud services are required',
        'Need provisioning service if key or mqtt service is required',
    ])
    t.match(flagsOf(t, '{ services: { logs: true } }').flags, { keys: true, provision: true, mqtt: true })
    const own = flagsOf(t, "{ services: { mqtt: true }, mqtt: { endpoint: 'localhost' } }")
    t.match([own.flags, own.problems], [{ mqtt: true, provision: false, cloud: false }, []])
    t.match(flagsOf(t, '{ services: { provision: true, register: false, serialize: none } }').flags, {
        ...{ register: false, serialize: 'none', mqtt: true },
    })
})

t.test('refuseMissing names a service that this version does not have, and where it is switched on', async t => {
    const config = load(t, '{\n services: { web: true, sync: true } }')
    t.throws(() => refuseMissing(config, serviceFlags(config).flags), {
        code: 'AGENT_NOT_BUILT',
        message:
            /^Cannot start service sync \(.*\/ioto\.json5:2:31\): this version does not have it yet, wanted services\.sync: false$/,
    })
    for (const name of ['ai', 'keys', 'logs', 'shadow', 'provision', 'register', 'update']) {
        const one = load(t, `{ services: { ${name}: true } }`)
        t.throws(() => refuseMissing(one, serviceFlags(one).flags), {
            message: new RegExp(`^Cannot start service ${name} `),
        })
    }
    const factory = load(t, "{ services: { serialize: 'factory' } }")
    t.throws(() => refuseMissing(factory, serviceFlags(factory).flags), {
        message:
            /^Cannot start service serialize: 'factory' \(.*:1:\d+\): this version .*, wanted services\.serialize: 'auto' or 'none'$/,
    })
    const fine = load(t, '{ services: { web: true, database: true, test: true, serialize: auto } }')
    refuseMissing(fine, serviceFlags(fine).flags)
    t.equal(enabledText(serviceFlags(fine).flags), 'Enabling services: db serialize test web')
})
