import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { LogDestination } from '../../../fiber/log/destination.js'

const directory = mkdtempSync(join(tmpdir(), 'ioto-log-'))
t.teardown(() => rmSync(directory, { recursive: true }))

/** Until the destination has nothing to write. */
async function written(destination: LogDestination): Promise<void> {
    while (destination.statistics().waiting > 0) {
        await new Promise(setImmediate)
    }
}

t.test('LogDestination appends lines in order to a file of mode 0600, without blocking', async t => {
    const path = join(directory, 'order')
    const log = new LogDestination(path)
    for (let i = 0; i < 1000; i++) {
        log.write(`line ${i}\n`)
    }
    t.equal(readFileSync(path, 'utf8'), '', 'nothing was written in the call')
    await written(log)
    log.write('last\n')
    log.close()
    await written(log)
    const lines = readFileSync(path, 'utf8').split('\n')
    t.equal(lines.length, 1002)
    t.equal(lines[999], 'line 999')
    t.equal(lines[1000], 'last')
    t.equal(statSync(path).mode & 0o777, 0o600)
    log.write('after the end\n')
    log.close()
    t.equal(log.statistics().dropped, 1)
})

t.test('LogDestination drops and counts what does not fit into its bound', async t => {
    const log = new LogDestination(join(directory, 'bound'))
    const line = 'x'.repeat(1024 * 1024)
    for (let i = 0; i < 6; i++) {
        log.write(line)
    }
    t.match(log.statistics(), { lines: 6, dropped: 2 })
    log.close()
    await written(log)
    t.equal(statSync(join(directory, 'bound')).size, 4 * 1024 * 1024)
})

t.test(
    'LogDestination on a full disk counts what is lost and throws nothing',
    { skip: !existsSync('/dev/full') && 'there is no /dev/full' },
    async t => {
        const log = new LogDestination('/dev/full')
        for (let i = 0; i < 5; i++) {
            t.doesNotThrow(() => log.write(`line ${i}\n`))
            await written(log)
            await new Promise(resolve => setImmediate(resolve))
        }
        t.ok(log.statistics().dropped > 0)
        log.close()
    },
)
