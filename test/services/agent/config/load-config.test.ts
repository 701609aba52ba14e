import { join } from 'node:path'
import t, { type Test } from 'tap'
import { expandPath } from '../../../../fiber/index.js'
import { type AgentConfig, type LoadOptions, loadConfig } from '../../../../services/agent/config/index.js'

/** Files by their names without `.json5`. */
type Files = Readonly<Record<string, string>>

/** Loads a configuration from these files. */
function load(t: Test, files: Files, options: LoadOptions = {}): AgentConfig & { directory: string } {
    const directory = directoryOf(t, files)
    return Object.assign(loadConfig({ config: directory, ...options }), { directory })
}

function directoryOf(t: Test, files: Files): string {
    return t.testdir(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${name}.json5`, text])))
}

/** What counts, and where it comes from. */
function origins(config: ReturnType<typeof load>, ...paths: readonly string[]): string[] {
    const { directory } = config
    const entries = new Map(config.entries().map(entry => [entry.path, entry]))
    return paths.map(path => {
        const entry = entries.get(path)
        return `${JSON.stringify(entry?.value)} ${entry?.origin.replace(`${directory}/`, '')}${entry?.choice ? ` ${entry.choice}` : ''}`
    })
}

t.test('loadConfig completes an empty configuration: the web server alone', async t => {
    const { settings, files, notes, warnings, tree, directory } = load(t, { ioto: '{}' })
    t.match(settings, {
        ...{ app: 'blank', profile: 'dev', version: '1.0.0', sparePorts: 0, reload: false },
        services: { web: null, database: false, mqtt: false, serialize: null, provision: null },
        database: { path: '@db/device.db', service: 3_600_000, maxJournalAge: 60_000, maxJournalSize: 1_048_576 },
        ...{ limits: { fibers: 0 }, timeouts: { stop: 10_000 }, log: { path: 'stdout', types: 'error,info' } },
        ...{ device: { id: null }, provision: { registered: false }, supervise: { restarts: 5, within: 60_000 } },
    })
    t.same([files, tree], [[join(directory, 'ioto.json5')], {}])
    t.same([notes, warnings], [[`Cannot find valid "${join(directory, 'ioto.json5')}" config file`], []])
    t.equal(load(t, { ioto: '{ services: {} }' }).settings.services.database, true, 'with services: the database, too')
    t.equal(load(t, { ioto: '{ services: { database: false } }' }).settings.services.database, false)
})

t.test('loadConfig blends the files in their order, local.json5 once more at the end', async t => {
    const config = load(t, {
        ioto: "{ version: '1', app: 'a', limits: { fibers: 1, reprovision: 2 }, database: { path: 'x' } }",
        local: "{ app: 'b', web: { index: 'local.html' }, device: { id: 'L' } }",
        web: "{ index: 'web.html', name: 'w' }",
        device: "{ id: 'D', colour: 'red' }",
        provision: '{ registered: true }',
    })
    t.match(config.settings, { version: '1', app: 'b', limits: { fibers: 1 }, device: { id: 'L' } })
    t.match(config.tree, { web: { index: 'local.html', name: 'w' }, device: { id: 'L', colour: 'red' } })
    t.equal(config.settings.provision.registered, true)
    t.same(origins(config, 'version', 'app', 'web.index', 'web.name', 'device.colour', 'limits.fibers', 'profile'), [
        ...['"1" ioto.json5:1:12', '"b" local.json5:1:8', '"local.html" local.json5:1:27', '"w" web.json5:1:28'],
        ...['"red" device.json5:1:20', '1 ioto.json5:1:45', '"dev" default'],
    ])
    t.match(load(t, { ioto: '{}', provision: '{ registered: true }' }, { reset: true }).settings.provision, {
        registered: false,
    })
})

t.test('loadConfig applies conditional sets after each file, and knows what came from them', async t => {
    const files = {
        ioto: `{ mode: 'local', log: { types: 'error', path: 'x' },
            conditional: { profile: { dev: { app: 'dev', log: { types: 'all' } }, prod: { app: 'prod' } }, mode: { local: { '+app': 'local', '?version': '9', '?app': 'no' } } } }`,
        web: "{ listen: ['http://:1'], conditional: { profile: { prod: { listen: ['http://:80'] } }, mode: { local: { '+listen': ['http://:2'] } } } }",
    }
    const dev = load(t, files)
    t.match(dev.tree, { app: 'dev local', version: '9', log: { types: 'all', path: 'x' } })
    t.same(dev.get('web.listen'), ['http://:1', 'http://:2'])
    t.notOk('conditional' in dev.tree)
    t.same(origins(dev, 'version', 'log.types', 'log.path'), [
        '"9" ioto.json5:2:154 conditional.mode.local',
        '"all" ioto.json5:2:72 conditional.profile.dev',
        '"x" ioto.json5:1:47',
    ])
    const prod = load(t, files, { profile: 'prod' })
    t.match(prod.tree, { app: 'prod local', profile: 'prod' })
    t.same(prod.get('web.listen'), ['http://:80', 'http://:2'])
    t.same(origins(prod, 'profile'), ['"prod" --profile'])
    t.equal(
        load(t, { ioto: "{ profile: 'prod', conditional: { profile: { prod: { app: 'p' } } } }" }).settings.app,
        'p',
    )
    t.throws(() => load(t, { ioto: '{ conditional: { profile: { dev: 5 } } }' }), {
        code: 'AGENT_CONFIG_VALUE',
        message: /ioto\.json5: cannot apply conditional\.profile: dev is no object, wanted one$/,
    })
})

t.test('loadConfig puts overrides before the files, behind the hook of the application', async t => {
    const overrides = [
        { path: ['device', 'id'], value: 'ABC', source: '--id' },
        { path: ['web', 'listen'], value: ['http://:9'], source: '--listen' },
    ]
    const change = (config: Record<string, unknown>) => {
        config.device = { id: 'hook', name: 'hook' }
        config.app = 'hook'
    }
    const config = load(t, { ioto: "{ app: 'x' }", device: "{ id: 'D' }" }, { overrides, change })
    t.match(config.settings, { app: 'hook', device: { id: 'ABC', name: 'hook' } })
    t.same(origins(config, 'device.id', 'web.listen'), ['"ABC" --id', '["http://:9"] --listen'])
})

t.test('loadConfig defines the names of directories', async t => {
    const names = ['@state', '@config', '@db/device.db', '@certs', '@site', '@log']
    const { directory } = load(t, { ioto: "{ directories: { state: '/s', log: '/l', certs: '@config/c' } }" })
    t.same(names.map(expandPath), ['/s', directory, '/s/db/device.db', `${directory}/c`, '/s/site', '/l'])
    load(t, { ioto: "{ directories: { state: '/s' } }" }, { state: '/given', application: { site: '/app' } })
    t.same(['@state', '@db', '@site', '@log', '@log/a'].map(expandPath), ['/given', '/given/db', '/app', '.', 'a'])
    const application = { config: directoryOf(t, { ioto: "{ app: 'of' }" }) }
    t.equal(loadConfig({ application }).settings.app, 'of')
    const ioto = join(directoryOf(t, { other: "{ app: 'other' }", web: "{ name: 'beside' }" }), 'other.json5')
    t.match(loadConfig({ ioto }).tree, { app: 'other', web: { name: 'beside' } })
})

t.test('loadConfig tells of old names and files, without failing', async t => {
    const { notes, warnings, tree, directory } = load(t, {
        ioto: "{\n trace: { path: 'x' },\n mqtt: { cert: 'a' },\n logs: { files: [1] },\n limits: { stack: '32k', fiberStack: 1 } }",
        device: "{ productToken: 'secret' }",
        auth: '{}',
        config: '{}',
    })
    t.same(
        notes.map(note => note.replaceAll(`${directory}/`, '')),
        [
            'config.json5 is not read: it is ioto.json5 now',
            'auth.json5 is not read: it is web.json5, property auth now',
            'Configuration ioto.json5:2:9: trace is an old name, use log',
            'Configuration ioto.json5:3:16: mqtt.cert is an old name, use mqtt.certificate',
            'Configuration ioto.json5:4:17: logs.files is an old name, use files',
            'Configuration device.json5:1:17: device.productToken is an old name, use device.product',
        ],
    )
    t.same([warnings, tree.files], [[], [1]])
    t.throws(() => load(t, { config: '{}' }), {
        code: 'AGENT_CONFIG_MISSING',
        message: /^Cannot find required file .*\/ioto\.json5; config\.json5 is called ioto\.json5 now$/,
    })
    t.throws(() => load(t, {}), { message: /^Cannot find required file .*\/ioto\.json5$/ })
})

/** Each kind of mistake: file, text, and what is said of it behind the name of the file. */
const mistakes: [file: string, text: string, said: string][] = [
    ['ioto', '{\n    services: { webb: true } }', ':2:23: services.webb is no known property: is services.web meant?'],
    ['ioto', '{ servces: {} }', ':1:12: servces is no known property: is services meant?'],
    ['ioto', "{ services: { web: 'yes' } }", ':1:20: services.web is "yes", wanted true or false'],
    ['ioto', '{ services: true }', ':1:13: services is true, wanted an object'],
    [
        'ioto',
        '{ limits: { fibers: -1 } }',
        ":1:21: limits.fibers is -1, wanted a whole number of at least 0 such as 4096, '64K' or '10MB', or 'unlimited'",
    ],
    [
        'ioto',
        "{ database: { service: 'soon' } }",
        ":1:24: database.service is \"soon\", wanted seconds above 0, or text such as '5 mins', or 'never'",
    ],
    [
        'ioto',
        "{ mqtt: { schedule: '* * *' } }",
        ':1:21: mqtt.schedule is "* * *", it has 3 fields, wanted five fields (minute hour day month weekday), or one of anytime, never, unscheduled, day, weekdays, workhours, midnight, night',
    ],
    [
        'ioto',
        "{ update: { apply: '*/5 * * * *' } }",
        ':1:20: update.apply is "*/5 * * * *", its minute is */5, wanted numbers from 0 to 59, ranges, lists of them, or *',
    ],
    ['ioto', '{ log: { types: 5 } }', ':1:17: log.types is 5, wanted a list, or text with commas'],
    ['ioto', "{ ai: { keey: 'sk-123' } }", ':1:15: ai.keey is no known property: is ai.key meant?'],
    ['ioto', '{ ai: { key: 5 } }', ':1:14: ai.key is a number, wanted text that is not empty'],
    ['device', '{ id: [] }', ':1:7: id is [], wanted text that is not empty'],
    ['provision', '{ token: [] }', ':1:10: token is a list, wanted text that is not empty'],
    [
        'local',
        '{ limits: { fibers: many } }',
        ":1:21: limits.fibers is \"many\", wanted a whole number of at least 0 such as 4096, '64K' or '10MB', or 'unlimited'",
    ],
    ['local', '{ device: { test: 7 } }', ':1:19: device.test is 7, wanted true or false'],
    ['ioto', '{ limits: { fibers 5 } }', ':1:20: found "5", wanted ":"'],
    ['web', '{ listen: [', ':1:12: found the end of the text, wanted "]" for the "[" of line 1'],
]

for (const [file, text, said] of mistakes) {
    t.test(`loadConfig says of ${text} in ${file}.json5 where it is, what it is and what is wanted`, async t => {
        const directory = directoryOf(t, { ioto: '{}', [file]: text })
        const error = t.throws(() => loadConfig({ config: directory }), { name: 'AgentError' }) as Error
        t.equal(
            error.message.replace(/^Cannot (?:use|parse) configuration /, ''),
            `${join(directory, file)}.json5${said}`,
        )
    })
}

t.test('loadConfig warns of what it does not know, but leaves sections of applications alone', async t => {
    const { warnings, directory } = load(t, {
        ioto: '{\n demo: { any: 1 }, _note: 1,\n extra: 5, services: { zigbee: true } }',
        device: "{ idd: 'x', serial: 7 }",
    })
    t.match(
        warnings.map(warning => warning.replace(`${directory}/`, '')),
        [
            /^Configuration ioto\.json5:3:9: extra is no known property, wanted one of ai, .*: ignored$/,
            /^Configuration ioto\.json5:3:32: services\.zigbee is no known property, wanted one of ai, .*: ignored$/,
            /^Configuration device\.json5:1:8: idd is no known property: is id meant\?$/,
        ],
    )
})

t.test('AgentConfig.entries shows everything that counts, and no secrets', async t => {
    const secret = 'Zaphod42'
    const config = load(t, {
        ioto: `{ ai: { key: '${secret}' }, demo: { wifiPassword: '${secret}', list: [{ token: '${secret}' }] }, api: { builder: 'https://u:${secret}@h/' } }`,
        web: `{ auth: { secret: '${secret}', users: { joe: { password: '${secret}', role: 'user' } } } }`,
        provision: `{ token: '${secret}', keys: { a: '${secret}' }, key: '@-----BEGIN KEY-----\\n${secret}' }`,
    })
    const entries = config.entries()
    t.notMatch(JSON.stringify(entries), secret)
    const paths = entries.map(({ path }) => path)
    t.same(paths, [...paths].sort())
    for (const path of ['database.path', 'web.auth.users.joe.role', 'demo.list', 'provision.key', 'sparePorts']) {
        t.ok(paths.includes(path), path)
    }
    t.match(
        entries.find(({ path }) => path === 'web.auth.secret'),
        { value: '(hidden)', origin: /web\.json5:1:19$/ },
    )
})
