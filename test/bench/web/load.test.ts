import t from 'tap'
import { readAutocannon, readWrk } from './load.js'

const report = `Running 3s test @ http://127.0.0.1:8080/action
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     0.90ms  361.97us  12.54ms   94.06%
    Req/Sec    71.33k     4.39k   76.17k    86.67%
  212905 requests in 3.00s, 33.10MB read
Requests/sec:  70913.30
Transfer/sec:     11.02MB
`

t.test('readWrk reads the count of requests and their rate', async t => {
    t.same(readWrk(report), { requests: 212_905, perSecond: 70_913.3 })
})

t.test('readWrk refuses a run with other answers than good ones', async t => {
    const refused = report.replace('Requests/sec', '  Non-2xx or 3xx responses: 7\nRequests/sec')
    t.throws(() => readWrk(refused), { message: /7 of them refusals/ })
    t.throws(() => readWrk(report.replace('212905', '0')), { message: /0 answers/ })
    t.throws(() => readWrk('unable to connect'), { message: /Cannot measure under load/ })
})

t.test('readAutocannon reads the count of requests and their rate', async t => {
    t.same(readAutocannon(JSON.stringify({ requests: { total: 300 }, non2xx: 0, duration: 3 })), {
        requests: 300,
        perSecond: 100,
    })
    t.throws(() => readAutocannon(JSON.stringify({ requests: { total: 300 }, non2xx: 1, duration: 3 })))
})
