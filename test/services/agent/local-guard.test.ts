import t from 'tap'
import { isLocal } from '../../../services/agent/index.js'
import type { Web } from '../../../services/web/index.js'

/** What is looked at of a request. */
function request(address: string, headers: Record<string, string> = {}): Web {
    const all: Record<string, string> = { host: 'localhost:8080', ...headers }
    return { remote: { address, port: 1 }, getHeader: (name: string) => all[name] ?? null } as unknown as Web
}

t.test('isLocal takes people at the machine only', async t => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1']) {
        t.equal(isLocal(request(address)), true, address)
    }
    for (const host of ['127.0.0.1', '[::1]:8080', 'LOCALHOST', '']) {
        t.equal(isLocal(request('127.0.0.1', { host })), true, host)
    }
    t.equal(isLocal(request('127.0.0.1', { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' })), true)
})

t.test('isLocal refuses other addresses and names, proxies, and pages of other sites', async t => {
    for (const address of ['192.0.2.1', '::2', '1127.0.0.1', '127.0.0.1.evil', '']) {
        t.equal(isLocal(request(address)), false, address)
    }
    const headers: Record<string, string>[] = [
        { host: 'device.example:8080' },
        { host: 'localhost.evil.example' },
        { 'x-forwarded-for': '192.0.2.1' },
        { forwarded: 'for=192.0.2.1' },
        { via: '1.1 proxy' },
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { origin: 'http://localhost:9999' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
    ]
    for (const each of headers) {
        t.equal(isLocal(request('127.0.0.1', each)), false, JSON.stringify(each))
    }
})
