import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { run } from '../ioto/commands/commands.js'
import { runSample } from '../samples.js'

t.setTimeout(180_000)

t.test('the application demo counts, shows it, takes commands, and says what needs the cloud', async t => {
    const { agent, url, state } = await runSample(t, 'demo', ['--exit', 'test:over'], text =>
        text
            .replace("delay: '15sec'", 'delay: 0')
            .replace('metric: false', 'metric: true')
            .replace('log: false', 'log: true')
            .replace('programs: []', `programs: ['${process.execPath}']`),
    )
    await agent.says(/Demo complete/)
    t.equal(agent.stdout.match(/Demo iteration \d+\/10/g)?.length, 10)
    t.match(agent.stdout, /Cannot do demo\.metric: it needs the cloud, which this version does not have/)
    const answer = (await (await fetch(`${url}/api/demo`)).json()) as { items: { model: string }[] }
    t.match(answer, { iteration: 10, count: 10, running: false })
    t.match(answer.items.slice(0, 2), [
        { model: 'Store', key: 'counter', value: 10 },
        { model: 'Service', value: 10 },
    ])
    t.equal(answer.items.filter(({ model }) => model === 'Log').length, 10)
    t.match(await (await fetch(url)).text(), /<h1>Demo<\/h1>/)

    const command = async (body: object, headers: Record<string, string> = {}) => {
        const type = { 'Content-Type': 'application/json' }
        const response = await fetch(`${url}/api/command`, {
            ...{ method: 'POST', body: JSON.stringify(body), headers: { ...type, ...headers } },
        })
        return response.status
    }
    t.equal(await command({ command: 'power', args: { level: 7.9 } }), 200)
    await agent.says(/Power level 7\n/)
    t.equal(await command({ command: 'custom', args: { program: process.execPath, parameters: ['-p', '6*7'] } }), 200)
    await agent.says(/Custom command: 42\n/)
    t.equal(await command({ command: 'custom', args: { program: '/bin/sh', parameters: ['-c', 'id'] } }), 200)
    await agent.says(/Cannot run \/bin\/sh: it is not in demo\.programs/)
    t.equal(await command({ command: 'format' }), 400)
    t.equal(await command({ command: 'power' }, { 'X-Forwarded-For': '192.0.2.7' }), 401, 'not from elsewhere')
    // Its log goes to standard output: a bundle has what the agent has in memory
    const bundle = join(state, 'bundle.tgz')
    t.match(await run(['bundle', '--state', state, '--output', bundle]), { status: 0, stderr: '' })
    t.match(gunzipSync(readFileSync(bundle)).toString('latin1'), /\n\S+Z info demo: Demo complete\n/)
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    t.equal(agent.complaints, '')
})

t.test('the application demo with a service of the cloud does not start, and says why', async t => {
    const failed = runSample(t, 'demo', [], text => text.replace('web: true,', 'web: true, sync: true,'))
    await t.rejects(failed, /Cannot start service sync \([^)]*ioto\.json5:\d+:\d+\): this version does not have it yet/)
})
