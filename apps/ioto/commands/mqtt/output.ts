/*
    output.ts -- How `ioto mqtt` prints messages.
*/

import { isUtf8 } from 'node:buffer'
import type { MqttRecv } from '../../../../services/mqtt/index.js'
import type { MqttWords } from './options.js'

/** A message as it is printed, with its line end; null: not at all. */
export function textOf({ format, verbose }: MqttWords, message: MqttRecv): string | Buffer | null {
    const { topic, payload, qos, retain } = message
    const head = verbose === true ? `${topic} ` : ''
    switch (format) {
        case 'none':
            return null
        case 'json': {
            const time = new Date().toISOString()
            const content = isUtf8(payload) ? { payload: payload.toString() } : { base64: payload.toString('base64') }
            return `${JSON.stringify({ time, topic, qos, retain, ...content })}\n`
        }
        case 'hex':
        case 'base64':
            return `${head}${payload.toString(format)}\n`
        default:
            // Bytes as they are: they need not be text.
            return Buffer.concat([Buffer.from(head), payload, Buffer.from('\n')])
    }
}
