/*
    calls.ts -- Calls: what a client asks of the broker and waits for: SUBSCRIBE and UNSUBSCRIBE.
*/

import type { MqttClient } from 'mqtt'
import type { Op } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import { unanswered } from './failures.js'
import type { PacketIds } from './packet-ids.js'
import { Reply } from './reply.js'

type AnyReply = Reply<readonly number[]> | Reply<void>

/** The calls of one client. */
export class Calls {
    readonly #client: () => MqttClient
    readonly #ids: PacketIds
    readonly #begun: () => void
    #open = 0

    /** `client` is called when there is a connection, `begun` is told of each call. */
    constructor(client: () => MqttClient, ids: PacketIds, begun: () => void) {
        this.#client = client
        this.#ids = ids
        this.#begun = begun
    }

    /** Calls that are not answered. */
    get open(): number {
        return this.#open
    }

    /** Subscribes, in one packet. Gives the QoS that was granted for each, 128 and more: refused. */
    subscribe(filters: ReadonlyMap<string, 0 | 1 | 2>): Op<readonly number[]> {
        const reply = new Reply<readonly number[]>('mqtt subscribe')
        if (this.#begin(reply)) {
            // By definition, not by assignment: `__proto__` is a filter like others.
            const wanted = Object.fromEntries([...filters].map(([filter, qos]) => [filter, { qos }]))
            this.#client().subscribe(wanted, (error, grants) => {
                this.#open--
                if (error !== null && !('packet' in error && error.packet !== undefined)) {
                    reply.reject(unanswered(error))
                } else {
                    const answer = (error as { packet?: { granted?: number[] } } | null)?.packet?.granted
                    reply.resolve(answer ?? grants?.map(({ qos }) => qos as number) ?? [])
                }
            })
        }
        return reply
    }

    /** Unsubscribes. */
    unsubscribe(filter: string): Op<void> {
        const reply = new Reply<void>('mqtt unsubscribe')
        if (this.#begin(reply)) {
            this.#client().unsubscribe(filter, error => {
                this.#open--
                if (error) {
                    reply.reject(unanswered(error))
                } else {
                    reply.resolve()
                }
            })
        }
        return reply
    }

    /** MQTT.js would queue what has no packet id, and say nothing. */
    #begin(reply: AnyReply): boolean {
        if (!this.#ids.available) {
            reply.reject(new MqttError('MQTT_IDS', 'Cannot allocate unique MQTT message-id: 65535 are in use'))
            return false
        }
        this.#open++
        this.#begun()
        return true
    }
}
