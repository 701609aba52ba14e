/*
    packet-ids.ts -- PacketIds: ids from 1 to 65535, ascending, without those in use (spec mqtt.md §5.1).

    MQTT.js takes ids from here. It clears its provider at each CONNACK, and registers again what it sends again; messages of the session
    keep their ids all the time [MQTT-4.4.0-1], so clearing leaves those alone.
*/

import type { IClientOptions } from 'mqtt'

type IdProvider = NonNullable<IClientOptions['messageIdProvider']>

/** The ids of one client. */
export class PacketIds implements IdProvider {
    readonly #used = new Set<number>()
    readonly #kept: (id: number) => boolean
    #last = 0

    /** `kept` tells whether an id belongs to a message of the session. */
    constructor(kept: (id: number) => boolean) {
        this.#kept = kept
    }

    /** There is one. MQTT.js would queue a call for which there is none, and say nothing. */
    get available(): boolean {
        return this.#used.size < 65535
    }

    /** A free id; null: all are in use. */
    allocate(): number | null {
        if (!this.available) {
            return null
        }
        let id = this.#last
        do {
            id = id === 65535 ? 1 : id + 1
        } while (this.#used.has(id))
        this.#used.add(id)
        this.#last = id
        return id
    }

    getLastAllocated(): number | null {
        return this.#last === 0 ? null : this.#last
    }

    /** MQTT.js sends a message of the session again: its id is in use already. */
    register(id: number): boolean {
        this.#used.add(id)
        return true
    }

    deallocate(id: number): void {
        this.#used.delete(id)
    }

    clear(): void {
        for (const id of this.#used) {
            if (!this.#kept(id)) {
                this.#used.delete(id)
            }
        }
    }
}
