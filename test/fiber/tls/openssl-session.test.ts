import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import fc from 'fast-check'
import { createServer as createTlsServer, connect as tlsConnect, type TLSSocket } from 'node:tls'
import t from 'tap'
import { certificateOfSession, isTls13Session } from '../../../fiber/tls/openssl-session.js'
import type { TlsVersion } from '../../../fiber/tls/index.js'
import { makePki, noOpenssl } from './pki.js'

t.test('sessions of OpenSSL', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const server = createTlsServer({ cert: pki.text('server.crt'), key: pki.text('server.key') }, socket => {
        socket.on('error', () => {})
        socket.end('x')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const sessionOf = async (maxVersion: TlsVersion): Promise<Buffer> => {
        const { port } = server.address() as { port: number }
        const socket: TLSSocket = tlsConnect({ port, host: '127.0.0.1', maxVersion, rejectUnauthorized: false })
        const [session] = (await once(socket.resume(), 'session')) as [Buffer]
        socket.destroy()
        return session
    }
    const old = await sessionOf('TLSv1.2')
    const recent = await sessionOf('TLSv1.3')

    t.test('certificateOfSession finds the certificate of the server', async t => {
        for (const session of [old, recent]) {
            t.equal(certificateOfSession(session)?.toString(), pki.text('server.crt'))
        }
    })

    t.test('certificateOfSession and isTls13Session know both forms in which Node writes sessions', async t => {
        const header = Buffer.from('\0nodejs:tls:session:1\0\0\x09localhost', 'latin1')
        const bare = recent[0] === 0 ? recent.subarray(recent.indexOf('3082', 'hex')) : recent
        for (const session of [bare, Buffer.concat([header, bare])]) {
            t.equal(certificateOfSession(session)?.toString(), pki.text('server.crt'))
            t.equal(isTls13Session(session), true)
        }
        for (let length = 0; length < header.length; length++) {
            t.equal(certificateOfSession(header.subarray(0, length)), null)
        }
    })

    t.test('isTls13Session tells the versions apart', async t => {
        t.equal(isTls13Session(old), false)
        t.equal(isTls13Session(recent), true)
        t.equal(isTls13Session(Buffer.alloc(0)), false)
    })

    t.test('certificateOfSession finds none in what is damaged', async t => {
        t.equal(certificateOfSession(Buffer.alloc(0)), null)
        t.equal(certificateOfSession(Buffer.from('rubbish')), null)
        t.equal(certificateOfSession(Buffer.from([0x30, 0x85, 1, 1, 1, 1, 1])), null)
        for (let length = 0; length < recent.length; length++) {
            t.equal(certificateOfSession(recent.subarray(0, length)), null)
        }
        fc.assert(
            fc.property(fc.nat(60), fc.nat(255), (at, value) => {
                const bytes = Buffer.from(recent)
                bytes[at] = value
                const found = certificateOfSession(bytes)
                return found === null || found instanceof X509Certificate
            }),
        )
    })
})
