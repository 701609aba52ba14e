/*
    c-mqtt.ts -- The MQTT connection of the agent for C code: `ioConnect`, `ioOnConnect` and the like. Source: spec agent.md §16.3, cloud.md §5.
*/

import { isNull, type Pointer, R_ERR_CANT_CONNECT, R_ERR_CANT_INITIALIZE } from '../../fiber/compat/index.js'
import { rWatch, rWatchOff, type RWatchProc } from '../../fiber/c.js'
import { type Blocking, detach, type Fiber } from '../../fiber/index.js'
import { ioto } from './c-ioto.js'
import { currentAgent } from './current-agent.js'

/** Connects now, whatever the schedule says; returns when there is a connection. 0, or `R_ERR_CANT_CONNECT`. */
export function* ioConnect(): Fiber<number> {
    const service = currentAgent()?.mqttService ?? null
    return service !== null && (yield* service.connect()) ? 0 : R_ERR_CANT_CONNECT
}

/** Has a connection made as `mqtt.schedule` says; without one, now. The agent does so by itself. */
export function ioStartConnect(): void {
    currentAgent()?.mqtt?.hurry()
}

/** Closes the connection. The next one comes as after one that was lost. */
export function ioDisconnect(): void {
    currentAgent()?.mqttService?.disconnect()
}

/** 0 when the MQTT service runs, which the agent starts by itself; else `R_ERR_CANT_INITIALIZE`. */
export function ioInitMqtt(): number {
    return (currentAgent()?.mqttService ?? null) === null ? R_ERR_CANT_INITIALIZE : 0
}

/** Ends the client, after what can still be sent. */
export function* ioTermMqtt(): Fiber<void> {
    yield* currentAgent()?.mqttService?.stop() ?? []
}

/** Whether the MQTT connection is up. */
export function ioConnected(): boolean {
    return ioto?.connected ?? false
}

const READY = 'cloud:ready'

/**
 * Has `fn(arg)` called when the cloud is ready, on a fiber of its own, now if it is, and each time that it is again. `direct`: the first
 * time in this fiber.
 */
export function* ioOnConnect(fn: Pointer<RWatchProc>, arg: unknown, direct: boolean): Fiber<void> {
    if (isNull(fn)) {
        return
    }
    rWatch(READY, fn, arg)
    if (ioto?.cloudReady) {
        const call = () => called((fn as (arg: unknown) => unknown)(arg))
        if (direct) {
            yield* call()
        } else {
            detach('ioOnConnect', call)
        }
    }
}

/** C code may be a plain function, or one of fibers. */
function* called(result: unknown): Fiber<void> {
    if (typeof result === 'object' && result !== null && Symbol.iterator in result) {
        yield* result as Blocking<unknown>
    }
}

/** Ends that. */
export function ioOnConnectOff(fn: Pointer<RWatchProc>, arg: unknown): void {
    rWatchOff(READY, fn, arg)
}
