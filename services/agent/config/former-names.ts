/*
    former-names.ts -- Names that older documents have, and what they are called now. Source: spec agent.md §5.6.

    A file that still has one works as far as the others go: the name is told, and has no effect.
*/

import { get } from '../../json/index.js'
import { isPlainObject, type PlainObject } from './plain-object.js'

const former: ReadonlyMap<string, string> = new Map([
    ['trace', 'log'],
    ['profiles', 'conditional.profile'],
    ['services.cloud', 'services.keys, services.logs and the others'],
    ['certs.aws', 'mqtt.authority'],
    ['certs.url', 'tls.authority'],
    ['mqtt.cert', 'mqtt.certificate'],
    ['mqtt.ca', 'mqtt.authority'],
    ['mqtt.client', 'device.id, which is the client ID'],
    ['logs.files', 'files'],
    ['device.productToken', 'device.product'],
    ['database.maxSyncAge', 'nothing'],
    ['database.syncDelay', 'nothing'],
    ['database.syncLimit', 'nothing'],
    ['database.saveDelay', 'nothing'],
    ['limits.reconnect', 'nothing'],
    ['timeouts.checkin', 'timeouts.api'],
])

/** Takes the former names out of a configuration. Calls `tell` for each with its path and what there is instead. */
export function removeFormerNames(config: PlainObject, tell: (path: string, now: string) => void): void {
    if (isPlainObject(config.logs) && config.files === undefined) {
        // Both are accepted.
        config.files = config.logs.files
    }
    for (const [path, now] of former) {
        if (get(config, path) !== undefined) {
            const [first = '', second] = path.split('.')
            const group = second === undefined ? config : (config[first] as PlainObject)
            delete group[second ?? first]
            if (second !== undefined && Object.keys(group).length === 0) {
                delete config[first]
            }
            tell(path, now)
        }
    }
}

/** Properties of the original agent that are accepted and have no effect: stacks of fibers, see `limits` (spec agent.md §4.5). */
export const withoutEffect: ReadonlySet<string> = new Set(
    ['fiberPoolMin', 'fiberPoolMax', 'fiberStack', 'stack', 'fiberStackMax', 'fiberStackGrow', 'fiberStackReset'].map(
        name => `limits.${name}`,
    ),
)
