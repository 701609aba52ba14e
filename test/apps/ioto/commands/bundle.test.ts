import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { unpackTar } from 'modern-tar'
import t, { type Test } from 'tap'
import { secretsIn, secretsOfEnvironment } from '../../../../apps/ioto/commands/bundle/known-secrets.js'
import { Scrubber } from '../../../../apps/ioto/commands/bundle/scrubber.js'
import { Child } from '../../../fiber/process/child.js'
import { main, stateDirectory, urlOf } from '../agent.js'
import { run, runAlone } from './commands.js'

t.setTimeout(180_000)

/** The files of an archive by their names, and all of it as text. */
async function unpacked(archive: string) {
    const tar = gunzipSync(readFileSync(archive))
    const files: Record<string, string> = {}
    for (const { header, data } of await unpackTar(tar)) {
        files[header.name.replace(/^[^/]*\//, '')] = Buffer.from(data!).toString()
    }
    return { files, all: tar.toString('latin1') }
}

/** A key as it is in a file; each of its lines has the word that must not get out. */
const key = ['-----BEGIN PRIVATE KEY-----', 'Zaphod/key/one', 'Zaphod/key/two==', '-----END PRIVATE KEY-----'].join(
    '\n',
)

/** A configuration with a secret in each kind of place. None of them has a name that tells what it is in common. */
const files = {
    'ioto.json5': `{
        app: 'x',
        log: { path: 'own.log', types: 'all', show: 'HBhb' },
        directories: { log: '@config' },
        services: { web: true, database: true, mqtt: false },
        ai: { key: 'Zaphod-ai' },
        mqtt: { endpoint: 'mqtts://joe:Zaphod-mqtt@broker.example', key: '@certs/own.key' },
        // Of the application: nobody knows what is what
        own: { magic: 'Zaphod-magic-42', wifi: { psk: 'Zaphod-psk' }, list: [{ apiKey: 'Zaphod-list' }], count: 42 },
        conditional: { profile: { prod: { ai: { key: 'Zaphod-prod' } } } },
    }`,
    'local.json5': "{ ai: { key: 'Zaphod-local' } }",
    'device.json5': "{ name: 'pump', claim: 'Zaphod-claim' }",
    'provision.json5': JSON.stringify({
        token: 'Zaphod-token',
        key: `@${key}`,
        api: 'https://u:Zaphod-api@cloud.example',
    }),
    'web.json5': `{
        listen: ['http://127.0.0.1:0'], documents: '@config/site',
        headers: { 'X-Key': 'Zaphod-header' },
        auth: { roles: { user: [] }, users: { joe: { password: 'SHA256:Zaphod0123456789abcdef', role: 'user' } } },
        routes: [{ match: '/api/', handler: 'action' }, {}],
    }`,
    'schema.json5': "{ blend: ['parts/OneTable.json5', 'parts/LocalSchema.json5'], models: {} }",
    'app.mjs': `
        import { expandPath, Logger, sleep, spawn } from 'ioto-fiber/fiber'
        export function* start(agent) {
            agent.db?.create('User', { username: 'joe', password: 'Zaphod-item', role: 'user' })
            spawn({ *['ask https://joe:Zaphod-fiber@peer.example']() { yield* sleep(1e9) } }['ask https://joe:Zaphod-fiber@peer.example'])
            agent.web.addAction('/api/echo', function* (web) {
                const log = new Logger('own')
                for (const word of ['password is Zaphod-words', 'magic Zaphod-magic-42', 'key AKIAZAPHODZAPHODZAPH', ${JSON.stringify(key)}]) {
                    log.info(word)
                }
                web.addHeader('Set-Cookie', 'id=Zaphod-set-cookie')
                yield* web.json({ token: 'Zaphod-answer', fine: 'nothing secret' })
            })
        }`,
    site: { 'index.html': 'page' },
}

t.test('ioto bundle beside a running agent has what it does, and none of the secrets', async t => {
    const folder = t.testdir(files)
    const state = stateDirectory(t)
    const agent = new Child([main, 'run', join(folder, 'app.mjs'), '--config', folder, '--state', state], {
        IOTO_PASSWORD: 'Zaphod-environment',
    })
    t.teardown(() => agent.destroy())
    const url = await urlOf(agent)
    const form = new FormData()
    form.set('password', 'Zaphod-form')
    const headers = {
        Authorization: 'Basic am9lOlphcGhvZC1iYXNpYw==',
        Cookie: 'id=Zaphod-cookie',
        'X-Auth-Token': 'Zaphod-x',
    }
    while ((await fetch(`${url}/api/echo?token=Zaphod-query`, { headers })).status !== 200) {}
    for (const body of [
        form,
        new URLSearchParams({ name: 'joe', password: 'Zaphod-field' }),
        '{"password":"Zaphod-json"}',
    ]) {
        const type: Record<string, string> = typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}
        await fetch(`${url}/api/echo`, { method: 'POST', body, headers: type })
    }
    const log = join(folder, 'own.log')
    while (!readFileSync(log, 'utf8').includes('Zaphod-json')) {
        await new Promise(resolve => setImmediate(resolve))
    }
    const output = join(stateDirectory(t), 'x.tgz')
    const made = await run(['bundle', '--config', folder, '--state', state, '--output', output])
    t.match(made, { status: 0, stderr: '' })
    t.match(made.stdout, new RegExp(`^The agent that runs here is process ${agent.process.pid}\n`))
    t.match(made.stdout, /\n {2}fibers\.txt +\d+ bytes\n[\s\S]*\nWrote .*x\.tgz, \d+ bytes/)
    t.equal(statSync(output).mode & 0o777, 0o600)

    const { files: found, all } = await unpacked(output)
    for (const [name, text] of Object.entries({ ...found, all, stdout: made.stdout })) {
        // The word, and its base64 at each offset
        const [place] = /.{0,80}(?:zaphod|WmFwaG9k|phcGhvZ|aYXBob2|emFwaG9k).{0,20}/i.exec(text) ?? []
        t.equal(place, undefined, name)
    }
    t.same(Object.keys(found).sort(), [
        ...['checks.json', 'config.json', 'database.json', 'fibers.txt', 'files.txt', 'log.txt', 'machine.json'],
        ...['manifest.json', 'running-config.json', 'statistics.json'],
    ])
    t.match(JSON.parse(found['manifest.json']!), { agent: agent.process.pid, missing: [] })
    t.match(JSON.parse(found['statistics.json']!), { pid: agent.process.pid, urls: [url], database: { items: 1 } })
    t.match(JSON.parse(found['database.json']!), { models: { User: 1 }, recovery: { problems: [] } })
    t.match(JSON.parse(found['checks.json']!), [{ name: 'configuration' }])
    t.match(found['fibers.txt'], /\d+ fibers\n[\s\S]*ask https:\/\/\(hidden\)@peer\.example: sleeping/)
    t.match(found['files.txt'], /\n {4}0600 \S+ +\d+ \S+ ioto\.lock\n/)
    // What is no secret is there
    t.match(found['log.txt'], /GET \/api\/echo\?token="?\(hidden\)[\s\S]*nothing secret/)
    const config = JSON.parse(found['running-config.json']!) as { path: string; value: unknown; origin: string }[]
    const configured = (path: string) => config.find(each => each.path === path)?.value
    t.equal(configured('mqtt.endpoint'), 'mqtts://(hidden)@broker.example')
    t.equal(configured('own.count'), 42)
    t.equal(configured('own.magic'), '(hidden)')
    t.equal(configured('device.name'), 'pump')
    t.match(
        config.find(({ path }) => path === 'app'),
        { value: 'x', origin: /ioto\.json5:2:14$/ },
    )

    const check = await run(['check', '--config', folder, '--state', state])
    t.match(check.stdout, new RegExp(`^pass {2}agent +process ${agent.process.pid} runs here, and serves ${url}$`, 'm'))
    t.match(statSync(join(state, 'ioto.sock')).mode & 0o777, 0o600)
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    t.notOk(existsSync(join(state, 'ioto.sock')))
})

t.test('ioto bundle works without an agent, and with a configuration that cannot be used', async t => {
    const cwd = t.testdir({ 'ioto.json5': '{\n    ai: { key: Zaphod one Zaphod-two },\n}', out: {} })
    const made = await run(['bundle', '--json', '--output', 'out'], { cwd })
    t.match(made, { status: 0, stderr: '' })
    const { file, agent, missing } = JSON.parse(made.stdout) as {
        file: string
        agent: null
        missing: { name: string }[]
    }
    t.equal(agent, null)
    t.match(missing, [{ name: 'config.json', why: /^Cannot parse configuration ioto\.json5:2:23: found \(hidden\)/ }])
    t.same(readdirSync(join(cwd, 'out')), [file.replace('out/', '')])
    const { files, all } = await unpacked(join(cwd, file))
    t.match(files['checks.json'], /ioto\.json5:2:23: found \(hidden\)/)
    t.notMatch(`${all}${made.stdout}`, /zaphod/i)

    t.match(await run(['bundle', '--output', 'none/x.tgz'], { cwd }), {
        status: 1,
        stderr: /^ioto bundle: Cannot write the bundle: [^\n]*none\/x\.tgz[^\n]*\n$/,
    })
    const piped = await runAlone(['bundle', '--output', '-', '--config', '.'], { cwd })
    t.match(piped, { status: 0, stderr: /^No agent runs here\n/ })
    const tar = execFileSync(process.execPath, [main, 'bundle', '--output', '-'], {
        cwd,
        stdio: ['ignore', 'pipe', 'ignore'],
    })
    t.equal((await unpackTar(gunzipSync(tar)))[0]!.header.name.replace(/.*\//, ''), 'manifest.json')
})

t.test('ioto bundle takes the end of the log, with that of the file before', async t => {
    const line = 'a line of some length, so that there are many of them in the log\n'
    const cwd = t.testdir({
        'ioto.json5': "{ log: { path: 'long.log' }, services: { web: false, database: false } }",
        'long.log': 'the last\n',
        'long-0.log': `the first\n${line.repeat(10_000)}the second last\n`,
    })
    const ends = async () => {
        const made = await run(['bundle', '--json'], { cwd })
        const { file } = JSON.parse(made.stdout) as { file: string }
        return (await unpacked(join(cwd, file))).files['log.txt']!
    }
    const both = await ends()
    t.match(both, /^a line [\s\S]*\nthe second last\nthe last\n$/, 'whole lines')
    t.ok(both.length < 520 * 1024 && both.length > 500 * 1024)
    writeFileSync(join(cwd, 'long.log'), line.repeat(9000))
    t.notMatch(await ends(), /second last/)
})

t.test('Scrubber takes out what is known, as it travels, and what stands where secrets stand', async (t: Test) => {
    const known = 'pä ss/w+"rd&1'
    const scrubber = new Scrubber([known, 'abc'])
    for (const form of [
        ...[known, JSON.stringify(known), encodeURIComponent(known), new URLSearchParams({ x: known }).toString()],
        Buffer.from(known).toString('base64'),
    ]) {
        const text = scrubber.text(`before ${form} after`)
        t.match(text, /^before .*\(hidden\).* after$/)
        t.notMatch(text, /ss.w|rd.?1/)
    }
    t.equal(scrubber.text('abc stays'), 'abc stays', 'too short to be told from other words')
    const others: Record<string, RegExp> = {
        'Authorization: Digest username="joe", response="Zaphod"': /^Authorization: "?\(hidden\)"?$/,
        "cookie: 'a=Zaphod; b=Zaphod'": /^cookie: .?\(hidden\).?$/,
        'GET /x?token=Zaphod&n=1 HTTP/1.1': /^GET \/x\?token="\(hidden\)"&n=1 HTTP\/1\.1$/,
        '{"userPassword": "Zaphod \\" Zaphod", "n": 1}': /"userPassword": "\(hidden\)", "n": 1\}$/,
        '{ wifiPsk: Zaphod, n: 1 }': /wifiPsk: "\(hidden\)", n: 1 \}$/,
        'log in with the password Zaphod (once)': /^log in with the password \(hidden\) \(once\)$/,
        'stored BF1:00128:Zaphod:Zaphod in': /^stored \(hidden\) in$/,
        'stored $scrypt$ln=15$Zaphod$Zaphod in': /^stored \(hidden\) in$/,
        'sent eyJhbGciOiJaphod.ZaphodZaphod.Zaphod_ on': /^sent \(hidden\) on$/,
        'to redis://:Zaphod@host': /^to redis:\/\/\(hidden\)@host$/,
    }
    for (const [text, wanted] of Object.entries(others)) {
        t.match(scrubber.text(text), wanted)
    }
    const harmless = [
        'a key of the pump turned',
        'GET /index.html HTTP/1.1',
        'Cannot open /a/b.key: ENOENT',
        'token: ',
        '',
    ]
    t.same(
        harmless.map(text => scrubber.text(text)),
        harmless,
    )
    t.same(
        secretsOfEnvironment({ OPENAI_API_KEY: 'k1', PATH: '/bin', http_proxy: 'http://u:p1@h', IOTO_PASSWORD: 'x' }),
        [...['k1', 'u:p1', 'p1', 'x']],
    )
    t.same(secretsIn({ a: { tokens: ['t1', { deep: 't2' }] }, b: 'no', password: 12345 }), ['t1', 't2', '12345'])
})
