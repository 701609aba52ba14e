import {
    existsSync,
    linkSync,
    mkdirSync,
    openSync,
    readFileSync,
    statSync,
    symlinkSync,
    unlinkSync,
    writeFileSync,
} from 'node:fs'
import t from 'tap'
import { rGetOsError } from '../../../fiber/compat/c.js'
import {
    onReport,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_CREATE,
    R_ERR_CANT_FIND,
    R_ERR_CANT_OPEN,
    R_ERR_CANT_WRITE,
    ref,
} from '../../../fiber/compat/index.js'
import {
    rAccessFile,
    rBackupFile,
    rCopyFile,
    rFileExists,
    rFlushFile,
    rGetAppDir,
    rGetCwd,
    rGetFileSize,
    rGetTempFile,
    rReadFile,
    rReadFileData,
    rWriteFile,
} from '../../../fiber/file/c.js'
import { asRoot, testDirectory } from './directory.js'

const at = testDirectory()
const said: string[] = []
onReport((type, source, message) => said.push(`${type} ${source}: ${message}`))
t.teardown(() => onReport(null))

t.test('rReadFile and rWriteFile count bytes', async t => {
    const length = ref(-1)
    t.equal(rReadFile(at('none'), length), null)
    t.equal(length.value, -1)
    t.equal(rGetOsError(), 2)
    t.match(said, [/^trace runtime: Cannot read .*none$/])
    t.equal(rWriteFile(at('a'), 'é!', undefined, 0), 3)
    t.equal(rReadFile(at('a'), length), 'é!')
    t.equal(length.value, 3)
    t.equal(rWriteFile(at('a'), 'text', 2, 0o600), 2)
    t.equal(rReadFile(at('a')), 'te')
    t.same(rReadFileData(at('a')), Buffer.from('te'))
    t.equal(rWriteFile(at('none/a'), 'x', 1, 0), R_ERR_CANT_OPEN)
    t.equal(rWriteFile(null, 'x'), R_ERR_BAD_ARGS)
    t.equal(rReadFile(null), null)
    t.equal(rCopyFile(at('a'), at('b'), 0), 2)
    t.equal(rCopyFile(at('none'), at('b'), 0), R_ERR_CANT_OPEN)
    t.ok(rReadFile('/proc/self/status')!.length > 10, 'a file whose size is told as 0')
})

t.test('rFileExists, rGetFileSize, rAccessFile, rFlushFile', async t => {
    rWriteFile(at('size'), '12345')
    t.ok(rFileExists(at('size')))
    t.notOk(rFileExists(at('none')))
    t.notOk(rFileExists(null))
    t.equal(rGetFileSize(at('size')), 5)
    t.equal(rGetFileSize(at('none')), R_ERR_CANT_FIND)
    t.equal(rAccessFile(at('size'), 4), 0)
    t.equal(rAccessFile(at('none'), 0), -1)
    t.equal(rFlushFile(openSync(at('size'), 'r+')), 0)
    t.equal(rFlushFile(-1), -1)
    t.equal(rGetCwd(), process.cwd())
    t.ok(existsSync(rGetAppDir()))
})

t.test('rBackupFile looks for the extension in the last segment only [D-22]', async t => {
    mkdirSync(at('x.d'))
    for (let i = 0; i < 4; i++) {
        rWriteFile(at('x.d/log'), String(i))
        t.equal(rBackupFile(at('x.d/log'), 3), 0)
    }
    t.equal(rReadFile(at('x.d/log-0')), '3')
    t.equal(rReadFile(at('x.d/log-2')), '1')
    t.notOk(rFileExists(at('x.d/log-3')))
    t.equal(rBackupFile(at('none'), 3), R_ERR_BAD_ARGS)
})

t.test('rGetTempFile makes an empty file of mode 0600', async t => {
    const path = rGetTempFile(at(), 'pre')!
    t.match(path, /\/pre-[A-Za-z0-9]{6}\.tmp$/)
    t.equal(statSync(path).mode & 0o777, 0o600)
    said.length = 0
    t.equal(rGetTempFile(at('none'), null), null)
    t.match(said, [/^error runtime: Cannot make a temporary file in .*none: ENOENT/])
    const usual = rGetTempFile(null, null)!
    t.match(usual, /^\/tmp\/tmp-[A-Za-z0-9]{6}\.tmp$/)
    t.teardown(() => unlinkSync(usual))
})

t.test('rWriteFile gives files the mode, masked, and tells a full disk', async t => {
    const umask = process.umask(0o027)
    t.teardown(() => process.umask(umask))
    rWriteFile(at('usual'), 'x')
    rWriteFile(at('special'), 'x', 1, 0o777)
    t.equal(statSync(at('usual')).mode & 0o777, 0o640)
    t.equal(statSync(at('special')).mode & 0o777, 0o750)
    t.equal(rWriteFile(at('usual'), Buffer.from('bytes'), 1000), 5, 'a length beyond the data')
    t.equal(rWriteFile(at('usual'), 'text', -1), 4)
    if (existsSync('/dev/full')) {
        t.equal(rWriteFile('/dev/full', 'text'), R_ERR_CANT_WRITE)
        t.equal(rGetOsError(), 28)
    }
})

t.test('rCopyFile copies files of any size, and never onto themselves', async t => {
    const large = Buffer.alloc(200_000, 'pattern')
    writeFileSync(at('large'), large)
    writeFileSync(at('old'), 'x'.repeat(300_000))
    t.equal(rCopyFile(at('large'), at('old'), 0), 200_000)
    t.same(readFileSync(at('old')), large, 'a longer file was there')
    symlinkSync(at('large'), at('symbolic'))
    linkSync(at('large'), at('hard'))
    for (const name of ['large', 'symbolic', 'hard']) {
        t.equal(rCopyFile(at('large'), at(name), 0), R_ERR_CANT_CREATE, name)
    }
    t.same(readFileSync(at('large')), large)
    t.equal(rCopyFile(at('large'), at('none/copy'), 0), R_ERR_CANT_CREATE)
    t.equal(rCopyFile(at('large'), '/dev/null', 0), 200_000)
})

t.test('files that are forbidden', { skip: asRoot }, async t => {
    rWriteFile(at('secret'), 'x', 1, 0o200)
    t.equal(rReadFile(at('secret')), null)
    t.equal(rGetOsError(), 13)
    t.equal(rAccessFile(at('secret'), 4), -1)
    t.equal(rAccessFile(at('secret'), 2), 0)
    t.equal(rCopyFile(at('secret'), at('copy'), 0), R_ERR_CANT_OPEN)
})

t.test('numbers are neither paths nor descriptors of files', async t => {
    for (const value of [1, 2, -1, 1e300, Number.NaN, {}, []] as never[]) {
        t.equal(rReadFile(value), null)
        t.equal(rFileExists(value), false)
        t.equal(rGetFileSize(value), R_ERR_CANT_FIND)
        t.equal(rWriteFile(value, 'x'), R_ERR_BAD_ARGS)
    }
    for (const value of [-0, 0.5, 1e10, '1', null] as never[]) {
        t.equal(rFlushFile(value), -1)
        t.equal(rGetOsError(), 9)
    }
})
