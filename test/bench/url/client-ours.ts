/*
    client-ours.ts -- bench:url with our client.
*/

import { all, type Fiber, run } from '../../../fiber/index.js'
import { UrlClient } from '../../../services/url/index.js'
import { client } from './measure.js'

client(({ port, size, flight }, goesOn, count) => {
    const ours = new UrlClient({ connections: flight, idle: flight })
    const url = `http://127.0.0.1:${port}/${size}`
    function* loop(): Fiber<void> {
        while (goesOn()) {
            const reply = yield* ours.request(url)
            count(reply.body.length)
        }
    }
    return run(function* () {
        try {
            yield* all(Array.from({ length: flight }, loop))
        } finally {
            ours.close()
        }
    })
})
