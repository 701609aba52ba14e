import { fileURLToPath } from 'node:url'
import t from 'tap'
import { run, sleep } from '../../../fiber/index.js'
import * as face from '../../../services/agent/c.js'
import { serveAgent } from '../../../services/agent/index.js'
import { readFaces, walkTable, withoutTable } from '../../checks/c-table/index.js'
import { readTree } from '../../checks/tree.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

t.test('services/agent/c.ts has the names of every C face, of the runtime and of the services', async t => {
    const paths = ['fiber/c.ts', ...readTree(root, ['services'], /^services\/(?!agent\/)[^/]+\/c\.ts$/).keys()]
    const [all, ...faces] = readFaces('services/agent/c.ts', ...paths)
    for (const [at, face] of faces.entries()) {
        t.strictSame(
            [...face.keys()].filter(name => !all!.has(name)),
            [],
            paths[at]!,
        )
    }
})

/** What is still to come with the cloud, and what the agent does by itself. */
const later =
    /^(io(Init|Term|Set|Get|GetBool|GetNum|SetBool|SetNum|API|Automation|Upload|.*Metric|Serialize|.*Sync.*|Restart.*|.*Shadow.*|.*Log.*|.*[Pp]rovision.*|.*Backoff|Update.*|Register|GetKeys|LoadConfig|(Init|Term)(?!Mqtt)[A-Z]\w*)|ioConfig|ioStart|ioStop|mqtt\w+|aws\w*)$/

t.test('services/agent/c.ts has the rows of ioto.tsv that need no cloud', { skip: withoutTable('ioto') }, async t => {
    t.strictSame(
        walkTable('ioto', 'services/agent/c.ts', ({ name }) => later.test(name)),
        [],
    )
})

t.test('ioGetConfig, ioExpand and the like know the agent that runs', async t => {
    const directory = t.testdir({
        'ioto.json5':
            "{ app: 'x', services: { web: false, database: false }, log: { path: 'none' }, my: { n: '42k', s: 'text', o: {} } }",
        'device.json5': "{ id: 'ABC' }",
    })
    t.equal(face.ioGetConfig('my.s', 'none'), 'none', 'no agent runs')
    await run(function* () {
        yield* serveAgent({
            load: { config: directory, state: `${directory}/state` },
            signals: false,
            until: () => sleep(0) as never,
            started() {
                t.equal(face.ioGetConfig('my.s', 'none'), 'text')
                t.equal(face.ioGetConfig('my.gone', 'none'), 'none')
                t.equal(face.ioGetConfig('my.o', null), null)
                t.equal(face.ioGetConfigInt('my.n', 7), 42)
                t.equal(face.ioGetConfigInt('my.s', 7), 0)
                t.equal(face.ioGetConfigInt('my.gone', 7), 7)
                t.equal(face.ioto!.config!.get('my.s'), 'text')
                t.match(face.ioto, { app: 'x', id: 'ABC', profile: 'dev', ready: true, webService: false, db: null })
                face.ioSetTemplateVar('colour', 'red')
                t.equal(face.ioExpand('open ${'), 'open ${')
                t.equal(face.ioExpand('${id} ${colour} ${gone} $colour'), 'ABC red ${gone} $colour')
                t.equal(face.ioGetFileMode(), 0o660)
            },
        })
    })
    t.equal(face.ioto!.agent, null)
    t.equal(face.ioto!.ready, false)
})

t.test('ioRun runs an agent in a program of its own, until rStop', async t => {
    const directory = t.testdir({
        'ioto.json5': "{ services: { web: false, database: false }, log: { path: 'none' } }",
    })
    const notes: string[] = []
    t.equal(face.ioStartRuntime(face.IOTO_PROD), 0)
    const status = await face.ioRun({
        load: { config: directory, state: `${directory}/state` },
        *start() {
            notes.push(`start ${face.rGetState() === face.R_READY || face.rGetState() === face.R_INITIALIZED}`)
            face.rWatch('ping', () => notes.push('ping'), null)
            face.rSignal('ping')
            yield* face.rSleep(1)
            face.rStop()
            return 0
        },
        stop() {
            notes.push('stop')
        },
    })
    await face.ioStopRuntime()
    t.equal(status, 0)
    t.same(notes, ['start true', 'ping', 'stop'])
    t.equal(face.ioStartRuntime(face.IOTO_PROD), 0, 'again')
    t.ok((await face.ioRun({ load: { config: `${directory}/none` } })) < 0)
    await face.ioStopRuntime()
})
