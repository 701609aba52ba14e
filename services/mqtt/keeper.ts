/*
    keeper.ts -- Watches one connection: the answer to CONNECT, what is sent again, pings and silence. Source: spec mqtt.md §4, §10, §12.2.
*/

import { type Fiber, now, select, sleep } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import type { MqttSettings } from './options.js'
import type { WireClient } from './wire-client.js'

/** Ends the connection when the broker is silent for too long. Ends with the connection, by being cancelled. */
export function* keepAlive(wire: WireClient, settings: MqttSettings, idle: () => void): Fiber<void> {
    const { msgTimeout } = settings
    if (!wire.connected) {
        const first = yield* select({ answer: wire.changed.wait(), late: sleep(msgTimeout) })
        if (first.key === 'late') {
            wire.drop(
                new MqttError(
                    'MQTT_TIMEOUT',
                    `Cannot connect: the broker has not answered CONNECT for ${msgTimeout} ms`,
                ),
            )
            return
        }
    }
    let told = false
    for (;;) {
        const { keepAlive, timeout } = settings
        const patience = Math.min(msgTimeout, keepAlive / 2)
        const time = now()
        const { lastActive } = wire
        if (!told && time - lastActive >= timeout) {
            told = true
            idle()
        }
        const late = wire.pinged > 0 ? wire.pinged + patience : Infinity
        // What is sent again is sent one after the other: a broker that does not acknowledge one blocks all.
        const blocked = wire.isReady ? Infinity : lastActive + msgTimeout
        // A broker that answers pings and nothing else. It has much time: what it is to answer may be long, and the line slow.
        const owed = wire.isReady && wire.isAwaited ? wire.lastAnswered + keepAlive + patience : Infinity
        if (time >= Math.min(late, blocked, owed)) {
            if (!wire.isStalled) {
                wire.drop(
                    silent(
                        late <= time
                            ? `a ping for ${patience} ms`
                            : blocked <= time
                              ? `what was sent again for ${msgTimeout} ms`
                              : `messages for ${keepAlive + patience} ms`,
                    ),
                )
                return
            }
            // The answer may lie behind what the handlers do not take.
            wire.pinged = wire.pinged > 0 ? time : 0
            wire.lastActive = wire.lastAnswered = time
            continue
        }
        // Sending counts for the broker [MQTT-3.1.2-23], and receiving for us: one who only publishes must notice a dead link, too.
        const due = Math.min(wire.lastSent, wire.lastReceived) + keepAlive
        if (wire.pinged === 0 && time >= due) {
            wire.pingNow()
            continue
        }
        const next = Math.min(
            late,
            blocked,
            owed,
            wire.pinged > 0 ? Infinity : due,
            told ? Infinity : lastActive + timeout,
        )
        yield* sleep(Math.max(1, next - time))
    }
}

function silent(what: string): MqttError {
    return new MqttError('MQTT_SILENT', `Cannot go on with the broker: it has not answered ${what}`)
}
