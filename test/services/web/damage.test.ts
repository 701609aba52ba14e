/*
    damage.test.ts -- Streams of requests that were damaged on the way: whatever comes, the server answers in order, is never at
    fault itself, and lets go of the connection.
*/

import fc from 'fast-check'
import t from 'tap'
import { sleep } from '../../../fiber/index.js'
import { virtually } from '../../../fiber/testing/index.js'
import { damage, spoil, stream } from '../http/generators.js'
import { TestHost } from './harness.js'

t.test('WebHost survives damaged streams, and answers them with whole responses', async t => {
    let responses = 0
    await fc.assert(
        fc.asyncProperty(
            stream,
            fc.array(damage, { maxLength: 3 }),
            fc.integer({ min: 1, max: 500 }),
            async (requests, damages, segment) => {
                const bytes = damages.reduce(spoil, requests.map(({ wire }) => wire).join(''))
                await virtually(function* () {
                    const host = new TestHost(
                        {},
                        { '/': web => web.writeNow(`${web.method} ${web.path} ${web.bodyBytes.length}`) },
                    )
                    const client = host.connect({ segment })
                    yield* client.socket.write(bytes, 'latin1')
                    yield* client.socket.flush()
                    client.socket.end()
                    const text = (yield* client.rest()).toString('latin1')
                    yield* sleep(3_600_000)
                    if (text !== '' && !/^(HTTP\/1\.[01] \d{3} [^]*?\r\n\r\n[^]*?)+$/.test(text)) {
                        throw new Error(`No response: ${JSON.stringify(text)}`)
                    }
                    const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(match => match[1]!)
                    responses += statuses.length
                    if (statuses.some(status => status === '500') || host.errors.length > 0) {
                        throw new Error(`The server is at fault: ${JSON.stringify(text)}`)
                    }
                    const { connections, active } = host.statistics()
                    if (connections !== 0 || active !== 0) {
                        throw new Error(`${connections} connections are left`)
                    }
                })
            },
        ),
        { numRuns: 200 },
    )
    t.ok(responses > 100, `${responses} responses`)
})
