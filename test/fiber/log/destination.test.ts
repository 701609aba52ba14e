import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { LogDestination, logsClosed } from '../../../fiber/log/destination.js'
import { Child } from '../process/child.js'

const noFull = !existsSync('/dev/full') && 'there is no /dev/full'

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

t.test('logsClosed waits until all that were closed have written what was left', async t => {
    await logsClosed()
    const sizes = [1024 * 1024, 3 * 1024 * 1024]
    const logs = sizes.map((_, at) => new LogDestination(join(directory, `closed-${at}`)))
    for (const [at, log] of logs.entries()) {
        log.write(`${'x'.repeat(sizes[at]! - 6)}\n`)
        log.flush()
        log.write('last\n')
        log.close()
        t.ok(statSync(log.path).size < sizes[at]!, 'a write is under way')
    }
    await logsClosed()
    t.same(
        logs.map(log => statSync(log.path).size),
        sizes,
    )
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

/** Runs a program whose log is a path, and gives what it wrote to standard error. */
async function logging(path: string, body: string): Promise<string> {
    const child = Child.of(`
        import { setLogPath, logStatistics, setLogFormat } from 'ioto-fiber/fiber'
        import { rInfo } from 'ioto-fiber/c'
        setLogFormat('%M')
        setLogPath(${JSON.stringify(path)})
        const written = async () => {
            do {
                await new Promise(setImmediate)
            } while (logStatistics().waiting > 0)
        }
        ${body}`)
    t.same(await child.ended, { code: 0, signal: null })
    return child.stderr
}

t.test(
    'LogDestination on a full device tells it once, counts what is lost, and throws nothing',
    { skip: noFull },
    async t => {
        const told = await logging(
            '/dev/full',
            `for (let i = 0; i < 5; i++) {
            rInfo('app', 'line %d\\nof two', i)
            await written()
        }
        console.error('dropped', logStatistics().dropped)`,
        )
        t.match(told, /^Cannot write log \/dev\/full: ENOSPC[^\n]*; lines are lost until it works again\ndropped 10\n$/)
    },
)

const disk = mkdtempSync(join(tmpdir(), 'ioto-disk-'))
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0
t.teardown(() => {
    if (isMounted) {
        spawnSync('umount', [disk])
    }
    rmSync(disk, { recursive: true })
})
const noDisk = !isMounted && 'this process may not mount a small disk'

t.test('LogDestination goes on when a full disk has room again, and tells it anew', { skip: noDisk }, async t => {
    const told = await logging(
        join(disk, 'log'),
        `import { rmSync, writeFileSync } from 'node:fs'
        const fill = () => {
            try {
                writeFileSync('${disk}/other', 'x'.repeat(100_000))
            } catch {}
        }
        for (let round = 0; round < 2; round++) {
            rInfo('app', 'round %d', round)
            await written()
            fill()
            for (let i = 0; i < 5; i++) {
                rInfo('app', 'lost %d', i)
                rInfo('app', '%s', 'x'.repeat(5000))
                await written()
            }
            rmSync('${disk}/other')
        }
        rInfo('app', 'the end')
        await written()`,
    )
    t.equal(told.match(/^Cannot write log .*ENOSPC/gm)?.length, 2)
    const lines = readFileSync(join(disk, 'log'), 'utf8').split('\n')
    for (const line of ['round 0', 'round 1', 'the end']) {
        t.ok(lines.includes(line), `${line} is a line of its own`)
    }
})

t.test('LogDestination rotates by itself, keeps so many files, and loses no line', async t => {
    const path = join(directory, 'rotating.log')
    const log = new LogDestination(path, { size: 10_000, count: 3 })
    let count = 0
    for (let round = 0; round < 50; round++) {
        for (let i = 0; i < 20; i++) {
            log.write(`line ${String(count++).padStart(6, '0')} ${'x'.repeat(37)}\n`)
        }
        await written(log)
        t.ok(log.fd > 2)
    }
    log.close()
    const files = ['rotating-2.log', 'rotating-1.log', 'rotating-0.log', 'rotating.log']
    // The latest rotation may still be on its way; all names exist before and after it.
    await logsClosed()
    const lines = files.flatMap(name => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1))
    const numbers = lines.map(line => Number(line.slice(5, 11)))
    t.strictSame(
        numbers,
        [...numbers.keys()].map(i => numbers[0]! + i),
        'one after the other',
    )
    t.equal(numbers.at(-1), 999)
    t.notOk(existsSync(join(directory, 'rotating-3.log')))
    for (const name of files.slice(0, 3)) {
        const { size, mode } = statSync(join(directory, name))
        t.ok(size >= 10_000 && size < 12_000, `${name} has ${size}`)
        t.equal(mode & 0o777, 0o600)
    }
    t.match(log.statistics(), { lines: 1000, dropped: 0, waiting: 0 })
    t.ok(log.statistics().rotated >= 4)
})

t.test('LogDestination rotates a file that was large when it was opened', async t => {
    const path = join(directory, 'large')
    writeFileSync(path, 'x'.repeat(1000))
    const log = new LogDestination(path, { size: 1000, count: 1 })
    log.write('new\n')
    while (log.statistics().waiting > 0) {
        await new Promise(setImmediate)
    }
    log.close()
    t.equal(readFileSync(path, 'utf8'), 'new\n')
    t.equal(readFileSync(join(directory, 'large-0'), 'utf8').length, 1000)
})

t.test('LogDestination that cannot be rotated goes on with its file, and tells it', async t => {
    const room = join(directory, 'gone')
    const told = await logging(
        '/dev/null',
        `import { mkdirSync, renameSync } from 'node:fs'
        mkdirSync('${room}')
        setLogPath('${room}/log', { size: 100 })
        renameSync('${room}', '${room}-renamed')
        for (let i = 0; i < 5; i++) {
            rInfo('app', '%s', 'x'.repeat(99))
            await written()
        }`,
    )
    t.match(told, /^(Cannot rotate log .*ENOENT.*; it grows\n)+$/)
    t.equal(statSync(join(`${room}-renamed`, 'log')).size, 500)
})

t.test('LogDestination of a pipe whose reader is slow does not hold the program', async t => {
    const child = Child.of(`
        import { setLogPath, setLogFormat } from 'ioto-fiber/fiber'
        import { rInfo } from 'ioto-fiber/c'
        import { writeSync } from 'node:fs'
        setLogFormat('%M')
        setLogPath('stdout')
        for (let i = 0; i < 30; i++) {
            rInfo('app', '%05d %s', i, 'x'.repeat(100_000))
            await new Promise(setImmediate)
        }
        writeSync(2, 'done\\n')`)
    t.teardown(() => child.destroy())
    child.process.stdout!.pause()
    await child.says(/done/, 'stderr')
    child.process.stdout!.resume()
    t.same(await child.ended, { code: 0, signal: null })
    const lines = child.stdout.split('\n')
    t.equal(lines.length, 31)
    t.ok(lines.slice(0, 30).every((line, i) => line === `${String(i).padStart(5, '0')} ${'x'.repeat(100_000)}`))
})

t.test('LogDestination writes what is left when the process ends, whatever way', async t => {
    for (const [name, end, code] of [
        ['exits', 'process.exit(0)', 0],
        ['ends', '', 0],
        ['fatal', `rFatal('app', 'fatal')`, 1],
        ['throws', `setImmediate(() => { throw new Error('uncaught') })`, 1],
        ['fails', `rSpawnFiber('fails', () => { throw new Error('uncaught') })`, 1],
    ] as const) {
        const path = join(directory, name)
        const child = Child.of(`
            import { rFatal, rInfo, rSetLog, rSpawnFiber } from 'ioto-fiber/c'
            rSetLog(${JSON.stringify(`${path}:all:all`)}, '%M', false)
            rInfo('app', 'first')
            await new Promise(setImmediate)
            rInfo('app', 'last')
            ${end}`)
        t.match(await child.ended, { code })
        t.equal(readFileSync(path, 'utf8'), `first\nlast\n${name === 'fatal' ? 'fatal\n' : ''}`, name)
    }
})
