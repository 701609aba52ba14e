import t from 'tap'
import { digestPassword } from '../../../services/crypt/index.js'

t.test('digestPassword gives the scheme and the digest', async t => {
    // RFC 7616 §3.9.1: the A1 of its example.
    const text = 'Mufasa:http-auth@example.org:Circle of Life'
    t.equal(digestPassword('MD5', text), 'MD5:3d78807defe7de2157e2b0b6573a855f')
    t.equal(digestPassword('SHA256', text), 'SHA256:7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232')
    t.match(digestPassword('SHA512', text), /^SHA512:[0-9a-f]{128}$/)
    t.match(digestPassword('SHA512-256', text), /^SHA512-256:[0-9a-f]{64}$/)
})
