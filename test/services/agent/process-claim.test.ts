import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { logFailure, onUncaught, setFiberLimit, setLogHandler, watchLoop } from '../../../fiber/index.js'
import { loadConfig } from '../../../services/agent/index.js'
import { ProcessClaim } from '../../../services/agent/process-claim.js'

const directory = mkdtempSync(join(tmpdir(), 'claim-'))
t.teardown(() => rmSync(directory, { recursive: true, force: true }))
writeFileSync(join(directory, 'ioto.json5'), '{ limits: { fibers: 100 } }')
const config = loadConfig({ config: directory, state: join(directory, 'state') })

/** What a process has of these, left as they are. */
function settings() {
    const [limit, handler, watch] = [setFiberLimit(0), onUncaught(logFailure), watchLoop(1)]
    setFiberLimit(limit)
    onUncaught(handler)
    watchLoop(watch)
    return { limit, handler, watch }
}

t.test('ProcessClaim takes what an agent needs of its process, and gives it back', async t => {
    const before = settings()
    const claim = new ProcessClaim(config, { nosave: true, keepLog: true })
    t.same(settings(), { limit: 124, handler: logFailure, watch: Infinity })
    t.same([claim.isSafe, claim.lacksRoom, claim.safeReason], [false, false, null])
    claim.watch()
    t.equal(settings().watch, before.watch)
    claim.release(true)
    t.same(settings(), before)
})

t.test('ProcessClaim leaves all as it was when the state directory has another agent', async t => {
    const first = new ProcessClaim(config, { nosave: false, keepLog: true })
    const before = settings()
    t.throws(() => new ProcessClaim(config, { nosave: false, keepLog: true }), { code: 'AGENT_IN_USE' })
    t.same({ ...settings(), watch: 0 }, { ...before, watch: 0 })
    first.release(true)
    new ProcessClaim(config, { nosave: false, keepLog: true }).release(true)
})

t.test('ProcessClaim says that there is no room, and is safe then', async t => {
    const told: string[] = []
    const former = setLogHandler((type, _source, message) => told.push(`${type} ${message}`))
    const claim = new ProcessClaim(config, { nosave: true, keepLog: true })
    claim.lackRoom('ENOSPC')
    t.same([claim.isSafe, claim.lacksRoom, claim.safeReason], [true, true, 'ENOSPC'])
    t.match(told, [/^error Safe mode: ENOSPC\. Only the web server runs, /])
    claim.release(true)
    setLogHandler(former)
})
