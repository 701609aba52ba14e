import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { parseZoneFile, readZoneFile, zoneTypeAt } from '../../../fiber/time/zone-file.js'

const path = '/usr/share/zoneinfo/Europe/Berlin'
const skip = existsSync(path) ? false : 'this machine has no zone database'

t.test('readZoneFile finds zones by name and path, and no others', { skip }, async t => {
    for (const name of ['Europe/Berlin', path]) {
        const file = readZoneFile(name)!
        t.strictSame(zoneTypeAt(file, 1_752_000_000, 7200), { offset: 7200, name: 'CEST' })
        t.strictSame(zoneTypeAt(file, 1_736_000_000, 3600), { offset: 3600, name: 'CET' })
        t.strictSame(zoneTypeAt(file, -1e10, 3208), { offset: 3208, name: 'LMT' })
        t.strictSame(zoneTypeAt(file, 1e11, 3600), { offset: 3600, name: 'CET' })
    }
    for (const name of [
        '',
        'no/such/zone',
        '../../etc/passwd',
        '/etc/passwd',
        '/dev/null',
        '/usr/share/zoneinfo',
        'a\0b',
    ]) {
        t.equal(readZoneFile(name), null, name)
    }
})

t.test('parseZoneFile of a damaged file throws or ends', { skip }, async t => {
    const data = readFileSync(path)
    for (let length = 0; length < 200; length++) {
        t.throws(() => parseZoneFile(data.subarray(0, length)), RangeError)
    }
    fc.assert(
        fc.property(fc.integer({ min: 0, max: data.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
            const damaged = Buffer.from(data)
            damaged[at] = byte
            try {
                zoneTypeAt(parseZoneFile(damaged), 1e9, 3600)
            } catch (error) {
                return error instanceof RangeError
            }
            return true
        }),
    )
})
