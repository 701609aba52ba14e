/*
    client-undici.ts -- bench:url with undici, by its fastest ordinary way.
*/

import { Pool } from 'undici'
import { client } from './measure.js'
import './program.js'

client(async ({ port, size, flight }, goesOn, count) => {
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections: flight, pipelining: 1 })
    const loop = async (): Promise<void> => {
        while (goesOn()) {
            const { body } = await pool.request({ path: `/${size}`, method: 'GET' })
            count((await body.arrayBuffer()).byteLength)
        }
    }
    try {
        await Promise.all(Array.from({ length: flight }, loop))
    } finally {
        await pool.close()
    }
})
