/*
    systemd.ts -- Tells systemd that the agent is ready, alive, or stops: `Type=notify`, `WatchdogSec`.

    The protocol is a datagram to a socket of the file system, which Node does not have: the program `systemd-notify`, which comes with
    systemd, sends it. So the unit needs `NotifyAccess=all`. See docs/guides/agent.md.
*/

import { type Fiber, Logger, runCommand, sleep, textOf } from '../../fiber/index.js'

const log = new Logger('ioto')

/** Milliseconds that systemd-notify may take. */
const PATIENCE = 5000

/** What systemd says in the environment. */
export interface SystemdEnvironment {
    readonly NOTIFY_SOCKET?: string | undefined
    readonly WATCHDOG_USEC?: string | undefined
    readonly WATCHDOG_PID?: string | undefined
}

/** Whether the process was started by systemd, which waits for it to be ready. */
export function isNotified(env: SystemdEnvironment = process.env): boolean {
    return env.NOTIFY_SOCKET !== undefined && env.NOTIFY_SOCKET !== ''
}

/** Milliseconds between two signs of life; null: systemd wants none. */
export function watchdogPeriod(env: SystemdEnvironment = process.env): number | null {
    const { WATCHDOG_USEC: period, WATCHDOG_PID: pid } = env
    const isOurs = pid === undefined || pid === '' || Number(pid) === process.pid
    const ms = isOurs && isNotified(env) ? Number(period ?? 'none') / 1000 : Number.NaN
    // Two in a period: one may be late.
    return ms > 0 ? ms / 2 : null
}

/** Tells systemd, if it waits for it: `READY=1`, `STOPPING=1`, `WATCHDOG=1`, `STATUS=...`. Never throws. False: it could not be told. */
export function* notifySystemd(...states: readonly string[]): Fiber<boolean> {
    if (!isNotified()) {
        return true
    }
    try {
        yield* runCommand(['systemd-notify', `--pid=${process.pid}`, ...states], { deadline: PATIENCE })
        return true
    } catch (error) {
        log.error(`Cannot notify systemd: ${textOf(error)}`)
        return false
    }
}

/** Gives signs of life, as often as systemd wants. A loop that hangs gives none, which is what it is for. */
export function* feedWatchdog(): Fiber<void> {
    const period = watchdogPeriod()
    while (period !== null) {
        yield* notifySystemd('WATCHDOG=1')
        yield* sleep(period)
    }
}
