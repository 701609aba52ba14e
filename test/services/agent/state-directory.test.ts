import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { addDirectory, expandPath } from '../../../fiber/index.js'
import { hasRoom } from '../../../services/agent/room.js'
import { makeStateDirectory, openState } from '../../../services/agent/state-directory.js'

const directory = mkdtempSync(join(tmpdir(), 'state-'))
t.teardown(() => rmSync(directory, { recursive: true, force: true }))

t.test('openState makes the directory for its owner, and keeps a second agent out until it is released', async t => {
    const former = expandPath('@state')
    t.teardown(() => addDirectory('state', former))
    const state = join(directory, 'a', 'b')
    addDirectory('state', state)
    const release = openState()
    if (process.platform !== 'win32') {
        t.equal(statSync(state).mode & 0o777, 0o700)
    }
    t.throws(openState, {
        code: 'AGENT_IN_USE',
        message: new RegExp(`: process ${process.pid} runs an agent with it, wanted another one \\(--state\\)$`),
    })
    release()
    openState()()
    writeFileSync(join(directory, 'file'), '')
    addDirectory('state', join(directory, 'file', 'state'))
    t.throws(openState, {
        code: 'AGENT_STATE',
        message: /^Cannot use the state directory .*: ENOTDIR: not a directory$/,
    })
})

t.test('makeStateDirectory makes what is missing, twice if need be, and says why it cannot', async t => {
    for (let i = 0; i < 2; i++) {
        makeStateDirectory(join(directory, 'c', 'd'))
    }
    t.ok(statSync(join(directory, 'c', 'd')).isDirectory())
    writeFileSync(join(directory, 'other'), '')
    t.throws(() => makeStateDirectory(join(directory, 'other', 'd')), {
        code: 'AGENT_STATE',
        message: /^Cannot make the directory .*other.d: ENOTDIR: not a directory$/,
    })
})

t.test('hasRoom tries the nearest directory that is there, and leaves nothing', async t => {
    t.equal(hasRoom(join(directory, 'none', 'state')), true)
    t.throws(() => statSync(join(directory, 'none')))
    if (process.platform === 'linux') {
        t.equal(hasRoom('/proc/none'), false)
    }
})
