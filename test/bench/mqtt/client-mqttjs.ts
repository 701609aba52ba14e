/*
    client-mqttjs.ts -- MQTT.js alone, on its own sockets, as its README has it.
*/

import { connect, type MqttClient } from 'mqtt'
import { answer } from '../harness/index.js'
import { type Load, type Order, WINDOW } from './rows.js'

/** Like ours: waits when the socket is full, and lets others run now and then. */
async function publishZero(client: MqttClient, payload: Buffer, due: number): Promise<number> {
    let messages = 0
    while (performance.now() < due) {
        for (let i = 0; i < 16; i++) {
            client.publish('bench', payload, { qos: 0 })
            messages++
        }
        if (client.stream.writableNeedDrain) {
            await new Promise<void>(resolve => client.stream.once('drain', () => resolve()))
        }
    }
    return messages
}

function publishOne(client: MqttClient, payload: Buffer, due: number): Promise<number> {
    return new Promise(resolve => {
        let messages = 0
        let open = 0
        const more = () => {
            open++
            client.publish('bench', payload, { qos: 1 }, () => {
                open--
                messages++
                if ((messages & 15) !== 0 || performance.now() < due) {
                    more()
                } else if (open === 0) {
                    resolve(messages)
                }
            })
        }
        for (let i = 0; i < WINDOW; i++) {
            more()
        }
    })
}

async function work({ port, row, seconds }: Order): Promise<Load> {
    const client = connect(`mqtt://127.0.0.1:${port}`, { clientId: 'mqttjs', clean: true, reconnectPeriod: 0 })
    await new Promise<void>(resolve => client.once('connect', () => resolve()))
    let messages = 0
    const cpu = process.cpuUsage()
    const start = performance.now()
    if (row.kind === 'publish') {
        const payload = Buffer.alloc(row.size, 'x')
        const due = start + seconds * 1000
        messages = await (row.qos === 0 ? publishZero : publishOne)(client, payload, due)
    } else {
        client.on('message', () => {
            messages++
        })
        await client.subscribeAsync('bench', { qos: row.qos })
        await client.subscribeAsync(`bench/${row.qos}/${row.size}`, { qos: row.qos })
        await new Promise(resolve => setTimeout(resolve, seconds * 1000))
    }
    const elapsed = performance.now() - start
    const { user, system } = process.cpuUsage(cpu)
    client.end(true)
    return { messages, perSecond: (messages * 1000) / elapsed, cpu: (user + system) / messages }
}

answer(null, { load: order => work(order as Order) })
