import t from 'tap'
import { type Fiber, listen } from '../../../fiber/index.js'
import { Mqtt, type MqttError, type MqttOptions } from '../../../services/mqtt/index.js'
import { explain, sentence } from '../../../services/mqtt/why.js'
import { echoServer, withPki } from '../../fiber/tls/harness.js'
import { noOpenssl } from '../../fiber/tls/pki.js'

t.test('sentence tells state, reason and the next attempt', async t => {
    const view = { target: 'mqtt://x:1883', since: 0, reason: null, attempts: 3, next: 3240 }
    const text = (state: Parameters<typeof sentence>[0]['state'], reason: string | null = null) =>
        sentence({ ...view, state, reason })
    t.equal(text('online'), 'Connected to mqtt://x:1883 since 1970-01-01T00:00:00.000Z')
    t.equal(text('connecting'), 'Connecting to mqtt://x:1883, attempt 3')
    t.equal(text('connecting', 'No'), 'Connecting to mqtt://x:1883, attempt 3: No')
    t.equal(
        text('offline', 'No'),
        'Offline since 1970-01-01T00:00:00.000Z: No; attempt 4 to connect to mqtt://x:1883 in 3.2 s',
    )
    t.equal(text('closed', 'No'), 'Closed since 1970-01-01T00:00:00.000Z: No')
})

/** What ends the first attempt. */
function* endOf(options: Partial<MqttOptions>): Fiber<{ error: MqttError; why: string }> {
    const mq = yield* Mqtt.start({ clientId: 'device', ...options })
    yield* mq.closed()
    const { failure, why } = mq
    yield* mq.free()
    return { error: failure!, why }
}

t.test('explain names what is wrong with TLS and with certificates', { skip: noOpenssl }, async t =>
    withPki(function* (pki) {
        const authority = pki.path('ca.crt')
        const cases: [certificate: string, authority: string, why: RegExp][] = [
            ['stranger', authority, /authority/],
            ['self', authority, /signed by itself/],
            ['expired', authority, /expired on/],
            ['wrong-name', authority, /is for .*wrong\.example/],
        ]
        for (const [name, trusted, why] of cases) {
            const server = yield* echoServer({ certificate: pki.path(`${name}.crt`), key: pki.path(`${name}.key`) })
            const endpoint = `mqtts://localhost:${server.port}`
            const end = yield* endOf({ endpoint, tls: { authority: trusted } })
            t.match(end.why, why)
            t.notMatch(end.why, /clock/)
            const { error } = end
            const lost = explain({ error, lasted: null, clientId: 'device', time: 0 })
            // A device without a clock of its own begins in 1970.
            t.equal(/\(the clock of this machine says 1970-01-01T00:00:00.000Z/.test(lost), name === 'expired')
            server.close()
        }
        const early = yield* echoServer({ certificate: pki.path('future.crt'), key: pki.path('future.key') })
        const end = yield* endOf({ endpoint: `mqtts://localhost:${early.port}`, tls: { authority } })
        t.match(
            end.why,
            /localhost: it, or one of its chain, is valid from \w+ .* on, and the clock of this machine says \S+Z: one of them is wrong$/,
        )
        early.close()
        const plain = yield* listen('localhost:0', function* (socket) {
            yield* socket.write('220 mail.example\r\n')
        })
        t.match((yield* endOf({ endpoint: `mqtts://localhost:${plain.port}` })).why, /TLS|handshake/i)
        plain.close()
    })(),
)
