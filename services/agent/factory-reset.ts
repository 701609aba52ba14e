/*
    factory-reset.ts -- `--reset`: the device as it left the factory. Source: spec agent.md §15.
*/

import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { expandPath, Logger } from '../../fiber/index.js'
import type { AgentConfig } from './config/index.js'
import { AgentError } from './errors.js'

const log = new Logger('ioto')

/** Files that are removed beside those of the database; device.json5 stays. */
const files = ['@config/provision.json5', '@db/shadow.json5', '@certs/ioto.crt', '@certs/ioto.key']

/** What belongs to a database, beside its data file. */
const suffixes = ['.jnl', '.jnl.prev', '.prev', '.save', '.sync']

/** Deletes what the device has learnt; the database becomes its factory image, `PATH.reset`, if there is one. Throws `AGENT_STATE`. */
export function factoryReset({ settings }: AgentConfig): void {
    log.info('Reset to factory defaults')
    const database = expandPath(settings.database.path)
    try {
        for (const path of [...files.map(expandPath), ...suffixes.map(suffix => database + suffix)]) {
            rmSync(path, { force: true })
        }
        if (existsSync(`${database}.reset`)) {
            copyFileSync(`${database}.reset`, database)
        } else {
            rmSync(database, { force: true })
        }
    } catch (cause) {
        throw new AgentError('AGENT_STATE', `Cannot reset to factory defaults: ${(cause as Error).message}`, { cause })
    }
}
