import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from './commands.js'

t.setTimeout(180_000)

/** A configuration without mistakes. */
const good: Record<string, string> = {
    'ioto.json5': "{ log: { types: 'error' }, services: { web: true, database: true } }",
    'web.json5': "{ listen: ['http://127.0.0.1:0'], documents: '@config' }",
    'schema.json5': "{ blend: ['parts/OneTable.json5', 'parts/LocalSchema.json5'] }",
}

const on = (text: string) => good['ioto.json5']!.replace('{ log', `{ ${text}, log`)
const web = (text: string) => good['web.json5']!.replace("'@config' }", `'@config', ${text} }`)

/** Each kind of mistake: the files that have it, and what `ioto check` says; what it begins with `warn` keeps no agent from running. */
const mistakes: Record<string, readonly [files: Record<string, string>, wanted: string]> = {
    'a brace is missing': [
        { 'ioto.json5': "{\n    app: 'x'" },
        'fail Cannot parse configuration DIR/ioto.json5:2:13: found the end of the text, wanted "}" for the "{" of line 1',
    ],
    'a colon is missing': [
        { 'ioto.json5': '{\n    limits: { fibers 5 },\n}' },
        'fail Cannot parse configuration DIR/ioto.json5:2:22: found "5", wanted ":"',
    ],
    'a quote is missing': [
        { 'ioto.json5': "{ app: 'x }" },
        'fail Cannot parse configuration DIR/ioto.json5:1:8: found "\'", wanted a closing quote for it',
    ],
    'a file is a list': [
        { 'ioto.json5': '[1, 2]' },
        'fail Cannot parse configuration DIR/ioto.json5:1:1: found [1,2], wanted an object',
    ],
    'web.json5 is broken': [
        { 'web.json5': '{ listen: [ }' },
        'fail Cannot parse configuration DIR/web.json5:1:13: found "}", wanted "]" for the "[" of line 1',
    ],
    'local.json5 is broken': [
        { 'local.json5': '{ app: }' },
        'fail Cannot parse configuration DIR/local.json5:1:8: found "}", wanted a value',
    ],
    'device.json5 is broken': [
        { 'device.json5': '{ id }' },
        'fail Cannot parse configuration DIR/device.json5:1:6: found "}", wanted ":"',
    ],
    'the primary file is missing': [{ 'ioto.json5': '' }, 'fail Cannot find required file DIR/ioto.json5'],
    'the primary file has its old name': [
        { 'ioto.json5': '', 'config.json5': '{}' },
        'fail Cannot find required file DIR/ioto.json5; config.json5 is called ioto.json5 now',
    ],
    'a name is misspelt': [
        { 'ioto.json5': on('limits: { fibres: 5 }') },
        'fail Cannot use configuration DIR/ioto.json5:1:21: limits.fibres is no known property: is limits.fibers meant?',
    ],
    'a name of web.json5 is misspelt': [
        { 'web.json5': web('limit: { body: 5 }') },
        'fail Cannot use configuration DIR/web.json5:1:64: limit is no known property: is limits meant?',
    ],
    'a name in a list is misspelt': [
        { 'web.json5': web("routes: [{ match: '/', handlr: 'file' }]") },
        'fail Cannot use configuration DIR/web.json5:1:88: routes[0].handlr is no known property: is routes[0].handler meant?',
    ],
    'a service is misspelt': [
        { 'ioto.json5': good['ioto.json5']!.replace('web: true', 'web: true, datbase: true') },
        'fail Cannot use configuration DIR/ioto.json5:1:60: services.datbase is no known property: is services.database meant?',
    ],
    'a name of tls is misspelt': [
        { 'ioto.json5': on("tls: { certficate: 'x' }") },
        'fail Cannot use configuration DIR/ioto.json5:1:22: tls.certficate is no known property: is tls.certificate meant?',
    ],
    'a name that is like no other': [
        { 'ioto.json5': on('timeouts: { colour: 5 }') },
        'warn Configuration DIR/ioto.json5:1:23: timeouts.colour is no known property, wanted one of api, aws, download, stop: ignored',
    ],
    'text for a number': [
        { 'ioto.json5': on("limits: { fibers: 'many' }") },
        "fail Cannot use configuration DIR/ioto.json5:1:21: limits.fibers is \"many\", wanted a whole number of at least 0 such as 4096, '64K' or '10MB', or 'unlimited'",
    ],
    'a number for a list': [
        { 'web.json5': "{ listen: 8080, documents: '@config' }" },
        'fail Cannot use configuration DIR/web.json5:1:11: listen is 8080, wanted a list',
    ],
    'an object for text': [
        { 'ioto.json5': on('app: {}') },
        'fail Cannot use configuration DIR/ioto.json5:1:8: app is {}, wanted text',
    ],
    'text for an object': [
        { 'ioto.json5': on("timeouts: 'long'") },
        'fail Cannot use configuration DIR/ioto.json5:1:13: timeouts is "long", wanted an object',
    ],
    'text for true or false': [
        { 'ioto.json5': on("reload: 'sometimes'") },
        'fail Cannot use configuration DIR/ioto.json5:1:11: reload is "sometimes", wanted true or false',
    ],
    'a number below its range': [
        { 'ioto.json5': on('limits: { fibers: -1 }') },
        'fail Cannot use configuration DIR/ioto.json5:1:21: limits.fibers is -1, wanted a whole number of at least 0',
    ],
    'an unknown unit of time': [
        { 'ioto.json5': on("timeouts: { stop: '5 parsecs' }") },
        "fail Cannot use configuration DIR/ioto.json5:1:21: timeouts.stop is \"5 parsecs\", wanted seconds above 0, or text such as '5 mins', or 'never'",
    ],
    'an unknown unit of size': [
        { 'web.json5': web("limits: { body: '5 things' }") },
        'fail Cannot use configuration DIR/web.json5:1:73: limits.body is "5 things", wanted a whole number of at least 0',
    ],
    'a schedule with steps': [
        { 'ioto.json5': on("mqtt: { schedule: '*/5 * * * *' }") },
        'fail Cannot use configuration DIR/ioto.json5:1:21: mqtt.schedule is "*/5 * * * *", its minute is */5, wanted numbers from 0 to 59',
    ],
    'an unknown type of the log': [
        { 'ioto.json5': good['ioto.json5']!.replace("types: 'error'", "types: 'errors'") },
        'warn Configuration DIR/ioto.json5:1:17: log.types is "errors", wanted names of fatal, error, info, trace, debug, raw, all',
    ],
    'an unknown way to a serial number': [
        { 'ioto.json5': good['ioto.json5']!.replace('web: true', "web: true, serialize: 'never'") },
        'warn Configuration DIR/ioto.json5:1:62: services.serialize is "never", wanted auto, factory or none: auto',
    ],
    'conditional is no object': [
        { 'ioto.json5': on('conditional: 5') },
        'fail Cannot use configuration DIR/ioto.json5:1:16: conditional is 5, wanted an object',
    ],
    'conditional of web.json5 is no object': [
        { 'web.json5': web('conditional: []') },
        'fail Cannot use configuration DIR/web.json5:1:70: conditional is [], wanted an object',
    ],
    'a conditional set is no object': [
        { 'ioto.json5': on('conditional: { profile: { dev: 5 } }') },
        'fail Cannot use configuration DIR/ioto.json5: cannot apply conditional.profile: dev is no object, wanted one',
    ],
    'a value of a conditional set': [
        { 'ioto.json5': on("conditional: { profile: { dev: { limits: { fibers: 'x' } } } }") },
        'fail Cannot use configuration DIR/ioto.json5:1:54: limits.fibers is "x", wanted a whole number',
    ],
    'a profile that no set has': [
        { 'ioto.json5': on("profile: 'prd', conditional: { profile: { dev: {}, prod: {} } }") },
        'warn Configuration DIR/ioto.json5:1:12: profile is "prd", of which no file has a set, wanted one of dev, prod',
    ],
    'a profile that is no text': [
        { 'ioto.json5': on('profile: []') },
        'fail Cannot use configuration DIR/ioto.json5:1:12: profile is [], wanted text',
    ],
    'an unknown token in a path': [
        { 'web.json5': "{ listen: ['http://127.0.0.1:0'], documents: '@sites' }" },
        'fail Cannot use configuration DIR/web.json5:1:46: documents is "@sites", wanted a directory that can be read',
    ],
    'documents that are not there': [
        { 'web.json5': "{ listen: ['http://127.0.0.1:0'], documents: '@config/nowhere' }" },
        'fail Cannot use configuration DIR/web.json5:1:46: documents is "@config/nowhere", wanted a directory that can be read',
    ],
    'an endpoint without a port': [
        { 'web.json5': "{ listen: ['http://127.0.0.1:http'], documents: '@config' }" },
        "fail Cannot use configuration DIR/web.json5:1:12: listen[0] is 'http://127.0.0.1:http', wanted a port from 0 to 65535",
    ],
    'a port that there is not': [
        { 'web.json5': "{ listen: ['http://127.0.0.1:99999'], documents: '@config' }" },
        "fail Cannot use configuration DIR/web.json5:1:12: listen[0] is 'http://127.0.0.1:99999', wanted a port from 0 to 65535",
    ],
    'an endpoint whose name has no address': [
        { 'web.json5': "{ listen: ['http://a..b:80'], documents: '@config' }" },
        'fails http://a..b:80: Cannot find the address of a..b',
    ],
    'a directory for uploads that is not there': [
        { 'web.json5': web("upload: { dir: '@config/none' }") },
        'warn Cannot use configuration DIR/web.json5:1:72: upload.dir is "@config/none", wanted a directory',
    ],
    'a role of a route that nobody has': [
        { 'web.json5': web("routes: [{ role: 'boss' }], auth: { roles: { user: [] } }") },
        'warn Configuration DIR/web.json5:1:74: routes[0].role is "boss", wanted a role or an ability of auth.roles',
    ],
    'a role that has itself': [
        { 'web.json5': web("auth: { roles: { user: ['admin'], admin: ['user'] } }") },
        'warn Configuration DIR/web.json5:1:80: auth.roles.user is a list, wanted one that does not come back to user',
    ],
    'two routes for the same path': [
        { 'web.json5': web("routes: [{ match: '/a' }, { match: '/a' }]") },
        'warn Configuration DIR/web.json5:1:92: routes[1].match is "/a", wanted another one than routes[0], which takes all of its requests',
    ],
    'a route behind one that takes all': [
        { 'web.json5': web("routes: [{ match: '' }, { match: '/a/' }]") },
        'warn Configuration DIR/web.json5:1:90: routes[1].match is "/a/", wanted it before routes[0], "", which takes all of its requests',
    ],
    'a method that is misspelt': [
        { 'web.json5': web("routes: [{ methods: ['GTE'] }]") },
        'warn Configuration DIR/web.json5:1:77: routes[0].methods is "GTE", which no client sends: is GET meant?',
    ],
    'a redirect that cannot be read': [
        { 'web.json5': web("redirect: [{ from: '/a', to: 'http://[x' }]") },
        'warn Configuration DIR/web.json5:1:86: redirect[0].to is "http://[x", wanted a URL or a part of one',
    ],
    'a status that is no redirect': [
        { 'web.json5': web("redirect: [{ from: '/a', status: 999, to: '/b' }]") },
        'fail Cannot use configuration DIR/web.json5:1:90: redirect[0].status is 999, wanted 300 to 399, or 0',
    ],
    'a size below nothing': [
        { 'web.json5': web('limits: { body: -5 }') },
        'fail Cannot use configuration DIR/web.json5:1:73: limits.body is -5, wanted a whole number of at least 0',
    ],
    'a scheme that is not served': [
        { 'web.json5': "{ listen: ['http://127.0.0.1:0', 'ftp://127.0.0.1:0'], documents: '@config' }" },
        'warn Configuration DIR/web.json5:1:34: listen[1] is "ftp://127.0.0.1:0", wanted a scheme of http or https',
    ],
    'a port of a broker that there is not': [
        { 'ioto.json5': on('mqtt: { port: 70000 }') },
        'fail Cannot use configuration DIR/ioto.json5:1:17: mqtt.port is 70000, wanted a port from 1 to 65535',
    ],
    'a role of a user that there is not': [
        { 'web.json5': web("auth: { roles: { user: [] }, users: { joe: { role: 'boss', password: 'SHA256:0' } } }") },
        'warn Cannot add user "joe": Cannot find role boss, wanted one of auth.roles',
    ],
    'an unknown handler': [
        { 'web.json5': web("routes: [{ handler: 'cgi' }]") },
        'warn Configuration DIR/web.json5:1:77: routes[0].handler is "cgi", wanted file or action',
    ],
    'signatures that are not there': [
        { 'web.json5': web("signatures: { enable: true, path: '@config/none.json5' }") },
        'fail Cannot use the signatures: Cannot open: "DIR/none.json5"',
    ],
    'signatures that are broken': [
        { 'web.json5': web("signatures: { enable: true, path: '@config/s.json5' }"), 's.json5': '{ a: ' },
        'fail Cannot use the signatures: Cannot parse DIR/s.json5:1:6: found the end of the text',
    ],
    'auth.json5 of an older version': [
        { 'auth.json5': '{}' },
        'warn DIR/auth.json5 is not read: it is web.json5, property auth now',
    ],
    'a name of an older version': [
        { 'ioto.json5': on("trace: { path: 'stdout' }") },
        'warn Configuration DIR/ioto.json5:1:10: trace is an old name, use log',
    ],
    'a schema that is not there': [
        { 'schema.json5': '' },
        'fail Cannot open: "DIR/schema.json5", wanted a schema, or services.database: false',
    ],
    'a schema that is broken': [
        { 'schema.json5': '{ models: ' },
        'fail Cannot parse DIR/schema.json5:1:11: found the end of the text, wanted "}" for the "{" of line 1',
    ],
    'a part of a schema that is not there': [
        { 'schema.json5': "{ blend: ['parts/None.json5'] }" },
        'fail DIR/schema.json5: Cannot parse blended schema parts/None.json5: Cannot open: ',
    ],
    'a type of a field that there is not': [
        { 'schema.json5': "{\n  models: { User: { id: { type: 'strnig' } } },\n}" },
        'warn Schema DIR/schema.json5:2:33: models.User.id.type is "strnig", wanted one of string, number,',
    ],
    'an attribute of a field that is misspelt': [
        { 'schema.json5': "{ models: { User: { id: { type: 'string', requird: true } } } }" },
        'warn Schema DIR/schema.json5:1:52: models.User.id.requird is not known: is required meant?',
    ],
    'a template of a field that there is not': [
        { 'schema.json5': "{ models: { User: { sk: { value: 'user#${idd}' }, id: {} } } }" },
        'warn Schema DIR/schema.json5:1:34: models.User.sk.value is "user#${idd}", and there is no field idd: is id meant?',
    ],
    'attributes of a field with values that have no effect': [
        {
            'schema.json5':
                "{ models: { User: { id: { generate: 'uidd', required: 'yes' }, name: { enum: 'a', value: 5 } } } }",
        },
        'warn models.User.id.required is "yes", wanted true or false',
    ],
    'a rule of a model that is misspelt': [
        { 'schema.json5': "{ process: { Usr: { sync: 'upp' } }, models: { User: { id: {} } } }" },
        'warn Schema DIR/schema.json5:1:27: process.Usr.sync is "upp", wanted one of none, up, down, both',
    ],
    'a pattern that is none': [
        { 'schema.json5': "{ models: { User: { id: { validate: '/[/' } } } }" },
        'fail DIR/schema.json5: Cannot use "validate" of "User.id": /[/, wanted a regular expression',
    ],
    'a certificate that is not there': [
        {
            'web.json5': "{ listen: ['https://127.0.0.1:0'], documents: '@config' }",
            'ioto.json5': on("tls: { certificate: 'none.crt', key: 'none.key' }"),
        },
        'fails none.crt: ENOENT: no such file or directory: wanted a certificate and its key in PEM',
    ],
    'a certificate that is broken': [
        {
            'web.json5': "{ listen: ['https://127.0.0.1:0'], documents: '@config' }",
            'ioto.json5': on("tls: { certificate: '@config/my.crt' }"),
            'my.crt': 'garbage',
        },
        'fails @config/my.crt: ',
    ],
    'letters of the log that show nothing': [
        { 'ioto.json5': good['ioto.json5']!.replace("types: 'error'", "show: 'xyz'") },
        'warn Configuration DIR/ioto.json5:1:16: log.show is "xyz", wanted letters of H, B, h and b',
    ],
    'a service that this version does not have': [
        { 'ioto.json5': good['ioto.json5']!.replace('web: true', 'web: true, sync: true') },
        'fail Cannot start service sync (DIR/ioto.json5:1:57): this version does not have it yet, wanted services.sync: false',
    ],
}

/** One kind of quotes. */
const plain = (text: string) => text.replaceAll('"', "'")

t.test('ioto check and ioto run say what is wrong, where, and what is wanted, for each kind of mistake', async t => {
    for (const [name, [files, wanted]] of Object.entries(mistakes)) {
        const folder = t.testdir({})
        for (const [file, text] of Object.entries({ ...good, ...files })) {
            if (text !== '') {
                writeFileSync(join(folder, file), text)
            }
        }
        const options = ['--config', folder, '--state', join(folder, 'state')]
        const [, result, sentence] = /^(\w+) ([\s\S]*)$/.exec(wanted)!
        const check = await run(['check', '--json', ...options])
        const findings = JSON.parse(check.stdout.replaceAll(folder, 'DIR')) as { result: string; text: string }[]
        const told = findings.filter(finding => finding.result === result!.slice(0, 4)).map(({ text }) => text)
        t.ok(
            told.some(text => text.includes(sentence!)),
            `${name}: ${told.join('\n')}`,
        )
        t.equal(check.status, result === 'warn' ? 0 : 1, name)
        // An agent with a doubtful configuration, or without a certificate, runs
        if (result === 'fail') {
            const ran = await run(['run', ...options])
            t.equal(ran.status, 1, name)
            const [first = ''] = sentence!.split(/, wanted|: Cannot open: /)
            t.match(plain(ran.stderr.replaceAll(folder, 'DIR')), plain(first), name)
        }
    }
})

t.test('ioto run --exit hears an event that comes while the agent starts', async t => {
    const folder = t.testdir(good)
    const ran = await run(['run', '--config', folder, '--state', join(folder, 'state'), '--exit', 'app:ready'])
    t.match(ran, { status: 0, stdout: /Stopping after signal app:ready/ })
})

const noProc = process.platform === 'linux' ? false : 'there is no /proc'
t.test('ioto run says when the state directory cannot be made', { skip: noProc }, async t => {
    const folder = t.testdir(good)
    const ran = await run(['run', '--config', folder, '--state', '/proc/none/state'])
    t.match(ran, { status: 1, stderr: /^ioto: Cannot use the state directory \/proc\/none\/state: \w+: [^\n]*\n$/ })
})
