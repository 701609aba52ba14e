/*
    identity.ts -- Who the process is: a server that was started as root opens its ports and then becomes somebody else. Source: spec
    web.md §25.
*/

import { accessSync, constants } from 'node:fs'
import { Logger } from '../../../../fiber/index.js'
import type { WebConfigFile, WebHost } from '../../../../services/web/index.js'
import { Failure } from '../../subcommand.js'

const log = new Logger('web')

/** What the types of Node lack. */
interface WithGroups {
    initgroups?(user: string, group: string): void
}

/** What the group of nobody is called elsewhere. */
const otherNames: Readonly<Record<string, string>> = { nobody: 'nogroup' }

/**
 * Has a process of root change to `web.group` and `web.user`; others stay who they are. Throws if there is no such group or user: a
 * server must not go on as root by mistake.
 *
 * `isTest`: a server with the test actions writes into its own directory, which on a developer's machine, or in a container, is root's.
 * It stays root, and says so, unless the configuration names a user.
 */
export function leaveRoot(host: WebHost, isTest: boolean): void {
    if (process.getuid?.() !== 0) {
        return
    }
    const { user, group } = host.settings
    if (user === 'root') {
        return
    }
    if (isTest && !namesUser(host)) {
        log.info('Running as root: with --test only a configured web.user changes that')
        return
    }
    const name = changeGroup(user, group)
    try {
        process.setuid?.(user)
    } catch (cause) {
        throw new Failure(`Cannot change to the user ${user}: ${(cause as Error).message}`)
    }
    log.info(`Running as user ${user}, group ${name}`)
    tellUnreadable(host, user)
}

function namesUser({ config }: WebHost): boolean {
    const { web } = config as WebConfigFile
    return web.user !== undefined
}

/** Changes the group, and drops those of root. Gives the name of the new one. */
function changeGroup(user: string, group: string): string {
    let failure: unknown
    for (const name of [group, otherNames[group]]) {
        if (name !== undefined) {
            try {
                process.setgid?.(name)
                ;(process as WithGroups).initgroups?.(user, name)
                return name
            } catch (error) {
                failure ??= error
            }
        }
    }
    throw new Failure(`Cannot change to the group ${group}: ${(failure as Error).message}`)
}

/** The most likely surprise: the documents are for root alone. */
function tellUnreadable({ docs, routes }: WebHost, user: string): void {
    if (routes.some(route => !route.isAction)) {
        try {
            accessSync(docs, constants.R_OK | constants.X_OK)
        } catch {
            log.error(`User ${user} cannot read the documents in ${docs}: change their owner or mode, or set web.user`)
        }
    }
}
