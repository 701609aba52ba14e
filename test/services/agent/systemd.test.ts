import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { run, setLogHandler } from '../../../fiber/index.js'
import { isNotified, notifySystemd, watchdogPeriod } from '../../../services/agent/systemd.js'

const isMissing = (program: string) => spawnSync(program, ['--version']).error !== undefined

t.test('watchdogPeriod gives half of what systemd wants of this process', async t => {
    const NOTIFY_SOCKET = '/run/notify'
    t.equal(watchdogPeriod({ NOTIFY_SOCKET, WATCHDOG_USEC: '30000000' }), 15_000)
    t.equal(watchdogPeriod({ NOTIFY_SOCKET, WATCHDOG_USEC: '30000000', WATCHDOG_PID: String(process.pid) }), 15_000)
    t.equal(watchdogPeriod({ NOTIFY_SOCKET, WATCHDOG_USEC: '30000000', WATCHDOG_PID: '1' }), null, 'of another process')
    t.equal(watchdogPeriod({ NOTIFY_SOCKET }), null)
    t.equal(watchdogPeriod({ WATCHDOG_USEC: '30000000' }), null)
    t.equal(watchdogPeriod({ NOTIFY_SOCKET, WATCHDOG_USEC: 'x' }), null)
    t.equal(isNotified({ NOTIFY_SOCKET }), true)
    t.equal(isNotified({ NOTIFY_SOCKET: '' }), false)
})

t.test('notifySystemd does nothing where nobody waits, and tells what does not work', async t => {
    const errors: string[] = []
    const former = setLogHandler((_type, _source, message) => errors.push(message))
    t.teardown(() => {
        setLogHandler(former)
        delete process.env.NOTIFY_SOCKET
    })
    delete process.env.NOTIFY_SOCKET
    t.equal(await run(notifySystemd, 'READY=1'), true)
    process.env.NOTIFY_SOCKET = join(t.testdir({}), 'nowhere')
    t.equal(await run(notifySystemd, 'READY=1'), false)
    t.match(errors, [/^Cannot notify systemd: Cannot run systemd-notify: /])
})

// Node has no datagrams of the file system: what listens is in Python.
const listener = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('listening', flush=True)
while True:
    print(s.recv(4096).decode().replace('\\n', ' '), flush=True)
`

const missing = ['systemd-notify', 'python3'].filter(isMissing)
t.test(
    'notifySystemd sends what systemd waits for',
    { skip: missing.length > 0 && `${missing.join(' and ')} not installed` },
    async t => {
        // Not in t.testdir(): the path of such a socket has a bound.
        const directory = mkdtempSync(join(tmpdir(), 'notify-'))
        const path = join(directory, 's')
        t.teardown(() => rmSync(directory, { recursive: true }))
        const python = spawn('python3', ['-c', listener, path])
        t.teardown(() => python.kill('SIGKILL'))
        let said = ''
        const says = async (pattern: RegExp) => {
            while (!pattern.test(said)) {
                await once(python.stdout, 'data')
            }
        }
        python.stdout.setEncoding('utf8').on('data', text => {
            said += text
        })
        await says(/listening/)
        process.env.NOTIFY_SOCKET = path
        t.teardown(() => delete process.env.NOTIFY_SOCKET)
        t.equal(await run(notifySystemd, 'READY=1', 'STATUS=Serves http://:80'), true)
        await says(/READY=1/)
        t.equal(await run(notifySystemd, 'WATCHDOG=1'), true)
        await says(/WATCHDOG=1/)
        t.match(said, new RegExp(`MAINPID=${process.pid}`))
        t.match(said, /STATUS=Serves http:\/\/:80/)
    },
)
