import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../../../fiber/index.js'
import { type AgentConfig, loadConfig } from '../../../services/agent/index.js'

/** Loads a configuration from these files; `message` may name the directory as `DIR`. */
function loading(t: Test, ioto: string | null, web?: string): { directory: string; result: Promise<AgentConfig> } {
    const files = {
        ...(ioto === null ? {} : { 'ioto.json5': ioto }),
        ...(web === undefined ? {} : { 'web.json5': web }),
    }
    const directory = t.testdir(files)
    return { directory, result: run(loadConfig, directory, '/the/site') }
}

t.test('loadConfig gives the defaults for empty files and a missing web.json5', async t => {
    const defaults = {
        services: { web: true },
        limits: { fibers: 0 },
        timeouts: { stop: 10 },
        sparePorts: 0,
        log: { show: '' },
        tls: {},
        web: {
            listen: ['http://127.0.0.1:8080'],
            documents: '/the/site',
            routes: [
                { match: '/api/', handler: 'action' },
                { handler: 'file', methods: ['GET', 'HEAD'] },
            ],
        },
    }
    t.same(await loading(t, '{}', '{}').result, defaults)
    t.same(await loading(t, '{ services: {}, limits: {}, timeouts: {} }').result, defaults)
    t.same(await loading(t, '{ services: { web: null } }', '{ documents: null }').result, defaults)
})

t.test('loadConfig gives what the files say', async t => {
    const ioto = `{ services: { web: false }, limits: { fibers: 9 }, timeouts: { stop: .5 }, sparePorts: 3, log: { show: 'Hb' },
        tls: { certificate: '/certs/a.crt', key: '@config/a.key', verify: { client: true } } }`
    const web = "{ listen: ['http://:0'], documents: 'docs', routes: [{ match: '/a' }], limits: { body: '1MB' } }"
    const { directory, result } = loading(t, ioto, web)
    t.same(await result, {
        services: { web: false },
        limits: { fibers: 9 },
        timeouts: { stop: 0.5 },
        sparePorts: 3,
        log: { show: 'Hb' },
        tls: { certificate: '/certs/a.crt', key: join(directory, 'a.key'), verify: { client: true } },
        web: {
            listen: ['http://:0'],
            documents: resolve('docs'),
            routes: [{ match: '/a' }],
            limits: { body: '1MB' },
        },
    })
    t.equal((await loading(t, '{ timeouts: { stop: 1e999 } }').result).timeouts.stop, Infinity)
})

t.test('loadConfig reads the configuration of the package', async t => {
    const config = await run(loadConfig, 'config', '/the/site')
    t.match(config, { sparePorts: 100, web: { listen: ['http://127.0.0.1:8080'], documents: '/the/site' } })
})

t.test('loadConfig puts directories in the place of @site and @config', async t => {
    const documents = async (text: string) => {
        const { directory, result } = loading(t, '{}', `{ documents: '${text}' }`)
        return (await result).web.documents!.replace(directory, 'DIR')
    }
    t.equal(await documents('@site'), '/the/site')
    t.equal(await documents('@site/a/b'), '/the/site/a/b')
    t.equal(await documents('@config'), 'DIR')
    t.equal(await documents('@config/site/../docs'), join('DIR', 'docs'))
    t.equal(await documents('/a/@site'), '/a/@site')
    t.equal(await documents('@sites'), resolve('@sites'))
})

t.test('loadConfig throws when ioto.json5 is missing', async t => {
    const { directory, result } = loading(t, null, '{}')
    await t.rejects(result, {
        name: 'AgentError',
        code: 'AGENT_CONFIG_MISSING',
        message: `Cannot read configuration ${directory}/ioto.json5: there is no such file`,
    })
})

t.test('loadConfig names file, line and column of an error of syntax in either file', async t => {
    const main = loading(t, '{\n  sparePorts: @\n}')
    await t.rejects(main.result, {
        code: 'AGENT_CONFIG_SYNTAX',
        message: `Cannot parse configuration ${main.directory}/ioto.json5:2:15: found "@", wanted a value`,
    })
    const web = loading(t, '{}', "{ listen: 'a' 'b' }")
    await t.rejects(web.result, {
        code: 'AGENT_CONFIG_SYNTAX',
        message: `Cannot parse configuration ${web.directory}/web.json5:1:15: found "'", wanted "," or a closing bracket`,
    })
})

const values: Record<string, string> = {
    '{ services: { web: 1 } }': 'services.web is 1, wanted true or false',
    '{ services: 1 }': 'services is 1, wanted an object',
    '{ services: [true] }': 'services is [true], wanted an object',
    '{ limits: null }': 'limits is null, wanted an object',
    '{ limits: { fibers: -1 } }': 'limits.fibers is -1, wanted a whole number from 0 (no limit)',
    '{ limits: { fibers: Infinity } }': "limits.fibers is 'Infinity', wanted a whole number from 0 (no limit)",
    '{ timeouts: { stop: NaN } }': "timeouts.stop is 'NaN', wanted seconds from 0",
    "{ timeouts: { stop: '5' } }": "timeouts.stop is '5', wanted seconds from 0",
    '{ sparePorts: 1.5 }': 'sparePorts is 1.5, wanted a whole number from 0',
    '{ sparePorts: { a: 1 } }': 'sparePorts is {a:1}, wanted a whole number from 0',
    '{ service: {} }': 'service is no known property, wanted one of services, limits, timeouts, sparePorts, log, tls',
    "{ log: { show: 'x' } }": "log.show is 'x', wanted letters of H, B, h and b",
    "{ log: { path: 'x' } }": 'log.path is no known property, wanted one of show',
    "{ tls: { certificat: 'x' } }": 'tls.certificat is no known property: is tls.certificate meant?',
    '{ tls: 5 }': 'tls is 5, wanted an object',
    '{ limits: { fiber: 1 } }': 'limits.fiber is no known property, wanted one of fibers',
    '{ __proto__: {} }':
        '__proto__ is no known property, wanted one of services, limits, timeouts, sparePorts, log, tls',
    '{ toString: {} }': 'toString is no known property, wanted one of services, limits, timeouts, sparePorts, log, tls',
}

for (const [text, message] of Object.entries(values)) {
    t.test(`loadConfig refuses ${text} with the property, its value and what is wanted`, async t => {
        const { directory, result } = loading(t, text)
        await t.rejects(result, {
            code: 'AGENT_CONFIG_VALUE',
            message: `Cannot use configuration ${directory}/ioto.json5: ${message}`,
        })
    })
}

const webValues: Record<string, string | RegExp> = {
    "{ listen: 'http://:80' }": 'listen is "http://:80", wanted a list',
    '{ documents: 5 }': 'documents is 5, wanted text that is not empty',
    '{ limits: { body: -1 } }': /limits\.body is -1, wanted a whole number of at least 0/,
    '{ limit: {} }': 'limit is no known property: is limits meant?',
    "{ listen: ['http://:80', 'http://:99999'] }":
        "listen[1] is 'http://:99999', wanted a port from 0 to 65535, and nothing behind it",
    "{ listen: ['http://[::1'] }": "listen[0] is 'http://[::1', wanted [IPv6 address]:port",
}

for (const [text, message] of Object.entries(webValues)) {
    t.test(`loadConfig refuses ${text} in web.json5 with the property, its value and what is wanted`, async t => {
        const { directory, result } = loading(t, '{}', text)
        const error = await t.rejects(result, { code: 'AGENT_CONFIG_VALUE' })
        const prefix = `Cannot use configuration ${directory}/web.json5: `
        const given = (error as unknown as Error).message
        t.equal(given.slice(0, prefix.length), prefix)
        t.match(given.slice(prefix.length), message)
    })
}
