import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run, spawn, yieldNow } from '../../../fiber/index.js'
import { type HashAlgorithm, hashFile } from '../../../services/crypt/index.js'

const dir = t.testdir({ empty: '', small: 'abc' })
const large = join(dir, 'large')
const content = Buffer.from(Array.from({ length: 300_001 }, (_, i) => i % 251))
writeFileSync(large, content)

t.test('hashFile gives the digest of files of any size', async t => {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const) {
        t.same(await run(hashFile, algorithm, large), createHash(algorithm).update(content).digest())
    }
    t.equal((await run(hashFile, 'md5', join(dir, 'empty'))).toString('hex'), 'd41d8cd98f00b204e9800998ecf8427e')
    t.equal((await run(hashFile, 'md5', join(dir, 'small'))).toString('hex'), '900150983cd24fb0d6963f7d28e17f72')
})

const openssl = spawnSync('openssl', ['version']).error === undefined
t.test('hashFile agrees with openssl', { skip: openssl ? false : 'openssl is not installed' }, async t => {
    const { stdout } = spawnSync('openssl', ['dgst', '-sha256', '-r', large], { encoding: 'utf8' })
    t.equal((await run(hashFile, 'sha256', large)).toString('hex'), stdout.split(' ')[0])
})

t.test('hashFile lets other fibers run in between', async t => {
    let turns = 0
    let done = false
    await run(function* () {
        const other = spawn(function* () {
            while (!done) {
                turns++
                yield* yieldNow()
            }
        })
        yield* hashFile('sha256', large)
        done = true
        yield* other.join()
    })
    t.ok(turns > 2, `${turns} turns`)
})

t.test('hashFile says what is wrong with a file or an algorithm', async t => {
    await t.rejects(run(hashFile, 'md5', join(dir, 'gone')), { code: 'FILE_NOT_FOUND' })
    await t.rejects(run(hashFile, 'md5', dir), { name: 'FileError' })
    await t.rejects(run(hashFile, 'crc' as HashAlgorithm, large), { code: 'CRYPT_ALGORITHM' })
})
