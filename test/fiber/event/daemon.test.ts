import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { onReport, R_ERR_ALREADY_EXISTS, R_ERR_CANT_WRITE } from '../../../fiber/compat/index.js'
import { rWritePid } from '../../../fiber/event/index.js'
import { Child } from '../process/child.js'

const pidFile = '/var/run/ioto.pid'
const isRoot = process.getuid?.() === 0
/** A real agent may run on this machine. */
const skip = isRoot && !existsSync(pidFile) ? false : 'only as root, where no agent runs'

const noProc = !existsSync('/proc/self/stat') && 'there is no /proc here'

t.test('rDaemonize ends the process with 0, its copy goes on as leader of a session', { skip: noProc }, async t => {
    const directory = mkdtempSync(join(tmpdir(), 'ioto-daemon-'))
    const result = join(directory, 'result')
    t.teardown(() => rmSync(directory, { recursive: true }))
    const script = join(directory, 'main.mjs')
    const face = new URL('../../../fiber/c.js', import.meta.url).href
    writeFileSync(
        script,
        `import { rDaemonize } from '${face}'
        import { readFileSync, renameSync, writeFileSync } from 'node:fs'
        const code = rDaemonize()
        const [session] = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ').slice(3)
        const told = [code, session === String(process.pid), process.argv[2], process.env.IOTO_DAEMON ?? 'none']
        writeFileSync('${result}.part', told.join(' '))
        renameSync('${result}.part', '${result}')`,
    )
    const child = new Child([script, 'argument'])
    t.same(await child.ended, { code: 0, signal: null })
    while (!existsSync(result)) {
        await new Promise(setImmediate)
    }
    t.equal(readFileSync(result, 'utf8'), '0 true argument none')
    if (isRoot) {
        rmSync(pidFile, { force: true })
    }
})

t.test('rWritePid writes the pid with mode 0600, and refuses while another process lives', { skip }, async t => {
    const said: string[] = []
    onReport((type, source, message) => said.push(`${type} ${source}: ${message}`))
    t.teardown(() => {
        onReport(null)
        rmSync(pidFile, { force: true })
    })
    t.equal(rWritePid(), 0)
    t.equal(readFileSync(pidFile, 'utf8'), `${process.pid}\n`)
    t.equal(rWritePid(), 0, 'a restart in the same process')
    writeFileSync(pidFile, `${process.ppid}\n`)
    t.equal(rWritePid(), R_ERR_ALREADY_EXISTS)
    t.match(said, [/^error runtime: Cannot write .*: process \d+ runs/])
    for (const stale of ['', 'no number\n', '2147483646\n', '-1\n', '0\n']) {
        writeFileSync(pidFile, stale)
        t.equal(rWritePid(), 0, `stale: ${stale}`)
    }
})

t.test('rWritePid is for uid 0 only', { skip: isRoot && 'only as another user' }, async t => {
    t.equal(rWritePid(), R_ERR_CANT_WRITE)
})
