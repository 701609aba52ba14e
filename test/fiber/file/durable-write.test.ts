import {
    chmodSync,
    lstatSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs'
import t from 'tap'
import { durableWrite } from '../../../fiber/file/index.js'
import { run, spawn } from '../../../fiber/index.js'
import { Child } from '../process/child.js'
import { testDirectory } from './directory.js'

const at = testDirectory()
const write = (name: string, data: string | Uint8Array, mode?: number) =>
    run(() => durableWrite(at(name), data, mode === undefined ? {} : { mode }))
const modeOf = (name: string) => statSync(at(name)).mode & 0o777

t.test('durableWrite replaces a file whole, and leaves nothing beside it', async t => {
    mkdirSync(at('dir'))
    await write('dir/a', 'one')
    await write('dir/a', Buffer.from('two'))
    t.equal(readFileSync(at('dir/a'), 'utf8'), 'two')
    await t.rejects(write('dir/none/a', 'x'), { name: 'FileError', code: 'FILE_NOT_FOUND' })
    await t.rejects(write('dir', 'x'), { name: 'FileError' })
    t.strictSame(readdirSync(at('dir')), ['a'])
    t.strictSame(readdirSync(at()), ['dir'])
})

t.test('durableWrite keeps the mode of a file that it replaces: a secret stays one', async t => {
    const umask = process.umask(0o022)
    t.teardown(() => process.umask(umask))
    await write('new', 'x')
    t.equal(modeOf('new'), 0o644)
    chmodSync(at('new'), 0o600)
    await write('new', 'y')
    t.equal(modeOf('new'), 0o600)
    await write('new', 'y', 0o640)
    t.equal(modeOf('new'), 0o640)
    await write('secret', 'x', 0o600)
    t.equal(modeOf('secret'), 0o600)
})

t.test('durableWrite keeps a symbolic link, and writes what it names', async t => {
    mkdirSync(at('real'))
    writeFileSync(at('real/config'), 'old')
    symlinkSync('real/config', at('link'))
    await write('link', 'new')
    t.ok(lstatSync(at('link')).isSymbolicLink())
    t.equal(readFileSync(at('real/config'), 'utf8'), 'new')
    symlinkSync('nowhere', at('dangling'))
    await write('dangling', 'new')
    t.equal(readFileSync(at('dangling'), 'utf8'), 'new')
})

t.test('durableWrite is not interrupted by a cancel', async t => {
    await run(function* () {
        const task = spawn(() => durableWrite(at('cancelled'), 'whole'))
        yield* durableWrite(at('other'), 'x')
        task.cancel()
    })
    t.equal(readFileSync(at('cancelled'), 'utf8'), 'whole')
})

t.test('durableWrite of a process that is killed leaves the old content or the new one', async t => {
    for (let round = 0; round < 5; round++) {
        const child = Child.of(`
            import { durableWrite, run } from 'ioto-fiber/fiber'
            await run(function* () {
                for (let n = 0; ; n++) {
                    yield* durableWrite(${JSON.stringify(at('killed'))}, String(n % 10).repeat(100_000))
                    if (n === 3) console.log('writing')
                }
            })`)
        await child.says(/writing/)
        child.kill('SIGKILL')
        await child.ended
        const content = readFileSync(at('killed'), 'utf8')
        t.equal(content, content[0]!.repeat(100_000))
    }
})
