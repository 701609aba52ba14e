import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { ioto, urlOf } from '../agent.js'
import { run } from './commands.js'

t.setTimeout(120_000)

const files = {
    'ioto.json5':
        "{ app: 'x', log: { types: 'error' }, ai: { key: 'Zaphod42' }, services: { web: true, database: false }, conditional: { profile: { prod: { app: 'p' } } } }",
    'web.json5': "{ listen: ['http://127.0.0.1:0'] }",
}

t.test('ioto config shows values with their origin, and no secrets', async t => {
    const cwd = t.testdir(files)
    const all = await run(['config'], { cwd })
    t.match(all, { status: 0, stderr: '' })
    t.match(all.stdout, /^app: "x" +# ioto\.json5:1:8$/m)
    t.match(all.stdout, /^web\.listen: \["http:\/\/127\.0\.0\.1:0"\] +# web\.json5:1:11$/m)
    t.match(all.stdout, /^web\.limits\.body: "100K" +# default$/m)
    t.notMatch(all.stdout, /Zaphod/)
    const given = await run(['config', '--given'], { cwd })
    t.notMatch(given.stdout, /# default/)
    const prod = await run(['config', '--profile', 'prod', '--json', 'app'], { cwd })
    t.same(JSON.parse(prod.stdout), {
        app: { value: 'p', origin: 'ioto.json5:1:144', choice: 'conditional.profile.prod' },
    })
    t.match(await run(['config', 'nothing'], { cwd }), { status: 1, stderr: /^ioto config: No property nothing/ })
    t.match(await run(['config', '--config', 'nowhere'], { cwd }), {
        status: 1,
        stderr: /Cannot find required file nowhere/,
    })
})

t.test('ioto check says what passes, and what to do about the rest', async t => {
    const cwd = t.testdir(files)
    const fine = await run(['check'], { cwd })
    t.match(fine, { status: 0, stderr: '' })
    const lines = fine.stdout.split('\n').map(line => /^(\w+) {2}(\w+(?: \w+)?) /.exec(line)?.slice(1).join(' '))
    for (const name of [
        'configuration',
        'state directory',
        'log directory',
        'disk space',
        'disk sync',
        'clock',
        'port',
    ]) {
        t.ok(lines.includes(`pass ${name}`), name)
    }
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const { port } = server.address() as { port: number }
    const bad = t.testdir({
        'ioto.json5': "{ tls: { certificate: 'nowhere.crt' }, limits: { fiber: 5 } }",
        broken: {
            'ioto.json5': "{ tls: { certificate: 'nowhere.crt' }, directories: { state: 'file/state' } }",
            'web.json5': `{ listen: ['http://127.0.0.1:${port}', 'https://127.0.0.1:0'] }`,
            file: '',
        },
    })
    const wrong = await run(['check'], { cwd: bad })
    t.match(wrong, {
        status: 1,
        stdout: /^fail {2}configuration {2}.*ioto\.json5:1:57: limits\.fiber is no known property: is/,
    })
    const json = await run(['check', '--json'], { cwd: join(bad, 'broken') })
    t.equal(json.status, 1)
    const findings = JSON.parse(json.stdout) as { name: string; result: string; text: string }[]
    const failed = findings.filter(({ result }) => result === 'fail')
    t.match(failed, [
        { name: 'state directory', text: /file\/state: there is a file in its place/ },
        { name: 'certificate', text: /nowhere\.crt.*: wanted a certificate/ },
        { name: 'port', text: /in use.*end the other program/ },
    ])
})

t.test('ioto init makes an application that runs', async t => {
    const cwd = t.testdir({ full: { file: '' } })
    t.match(await run(['init', 'my-app'], { cwd }), { status: 0, stdout: /Run it: ioto run my-app\n$/ })
    t.match(await run(['init', 'full'], { cwd }), { status: 1, stderr: /it is not empty, wanted a new folder/ })
    t.match(await run(['init', '--template', 'x', 'y'], { cwd }), {
        status: 2,
        stderr: /no template x, wanted one of blank, web, demo/,
    })
    for (const template of ['web', 'demo']) {
        const made = await run(['init', '--json', '--template', template, template], { cwd })
        const { files } = JSON.parse(made.stdout) as { files: string[] }
        for (const file of ['.vscode/launch.json', 'README.md', 'app.ts', 'config/ioto.json5', 'site/index.html']) {
            t.ok(files.includes(file), `${template}: ${file}`)
        }
        t.match((await run(['config', '--app', template, 'app'], { cwd })).stdout, `app: "${template}"`)
    }
    const state = join(cwd, 'state')
    const agent = ioto(t, 'run', join(cwd, 'my-app'), '--state', state, '--listen', 'http://127.0.0.1:0', '--quiet')
    const url = await urlOf(agent)
    t.match(await (await fetch(url)).text(), /<h1>Hello World<\/h1>/)
    t.same(await (await fetch(`${url}/api/hello`)).json(), { hello: 'World' })
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    t.equal(agent.complaints, '')
})
