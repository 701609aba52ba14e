/*
    check.ts -- One request before the load, to see that a server answers what the others answer.
*/

import { get } from 'node:http'
import { get as getTls } from 'node:https'
import { ACTION_BODY } from '../servers/protocol.js'
import { files } from './rows.js'
import { textOf } from './site.js'

/**
 * Asks `url` and compares status, length and body with what must come.
 *
 * @throws Error when they differ or nothing comes within 5 s
 */
export async function checkAnswer(url: string): Promise<void> {
    const path = new URL(url).pathname
    const wanted = path === '/action' ? ACTION_BODY : textOf(files[path.replace(/^\/|\.txt$/g, '')] ?? 0)
    const { status, length, body } = await ask(url)
    if (status !== 200 || length !== String(wanted.length) || body !== wanted) {
        throw new Error(
            `Cannot measure ${url}: status ${status}, length ${length}, wanted 200 and ${wanted.length} known bytes`,
        )
    }
}

function ask(url: string): Promise<{ status: number | undefined; length: string | undefined; body: string }> {
    return new Promise((resolve, reject) => {
        const begin = url.startsWith('https:') ? getTls : get
        const request = begin(url, { rejectUnauthorized: false, agent: false, timeout: 5000 }, response => {
            let body = ''
            response.setEncoding('latin1')
            response.on('data', (chunk: string) => {
                body += chunk
            })
            response.on('end', () =>
                resolve({ status: response.statusCode, length: response.headers['content-length'], body }),
            )
        })
        request.on('timeout', () => request.destroy(new Error(`Cannot get ${url}: no answer within 5 s`)))
        request.on('error', reject)
    })
}
