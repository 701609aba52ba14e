import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { setLogHandler } from '../../../fiber/index.js'
import { loadConfig } from '../../../services/agent/index.js'
import { factoryReset } from '../../../services/agent/factory-reset.js'

const former = setLogHandler(() => {})
t.teardown(() => setLogHandler(former))

t.test(
    'factoryReset deletes what the device has learnt, keeps who it is, and brings back the factory image',
    async t => {
        const directory = mkdtempSync(join(tmpdir(), 'reset-'))
        t.teardown(() => rmSync(directory, { recursive: true, force: true }))
        const file = (name: string) => join(directory, name)
        for (const folder of ['state/db', 'state/certs']) {
            mkdirSync(file(folder), { recursive: true })
        }
        writeFileSync(file('ioto.json5'), '{}')
        writeFileSync(file('device.json5'), '{}')
        const learnt = [
            ...['provision.json5', 'state/db/shadow.json5', 'state/certs/ioto.crt', 'state/certs/ioto.key'],
            ...[
                'state/db/device.db',
                'state/db/device.db.jnl',
                'state/db/device.db.jnl.prev',
                'state/db/device.db.prev',
            ],
        ]
        const config = loadConfig({ config: directory, state: file('state') })
        const reset = () => {
            for (const name of learnt) {
                writeFileSync(file(name), '{}')
            }
            factoryReset(config)
            return learnt.filter(name => existsSync(file(name)))
        }
        t.same(reset(), [])
        t.ok(existsSync(file('device.json5')))
        writeFileSync(file('state/db/device.db.reset'), 'image')
        t.same(reset(), ['state/db/device.db'])
        t.equal(readFileSync(file('state/db/device.db'), 'utf8'), 'image')
        rmSync(file('state/db/device.db'))
        mkdirSync(file('state/db/device.db'))
        t.throws(() => factoryReset(config), { code: 'AGENT_STATE', message: /^Cannot reset to factory defaults: E/ })
    },
)
