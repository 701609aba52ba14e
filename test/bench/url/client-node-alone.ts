/*
    client-node-alone.ts -- bench:url with node:http, in a process that has loaded nothing else.
*/

import { Agent, get } from 'node:http'
import { client } from './measure.js'

client(async ({ port, size, flight }, goesOn, count) => {
    const agent = new Agent({ keepAlive: true, maxSockets: flight })
    const ask = (): Promise<number> =>
        new Promise((resolve, reject) => {
            get({ host: '127.0.0.1', port, path: `/${size}`, agent }, response => {
                const pieces: Buffer[] = []
                response.on('data', piece => pieces.push(piece))
                response.on('end', () => resolve(Buffer.concat(pieces).length))
                response.on('error', reject)
            }).on('error', reject)
        })
    const loop = async (): Promise<void> => {
        while (goesOn()) {
            count(await ask())
        }
    }
    await Promise.all(Array.from({ length: flight }, loop))
    agent.destroy()
})
