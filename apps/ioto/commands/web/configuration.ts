/*
    configuration.ts -- The configuration of `ioto web`: the file, and what the options change in it. Source: spec web.md §25.
*/

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Fiber, FileError, fromPromise, Logger } from '../../../../fiber/index.js'
import { load } from '../../../../services/json/index.js'
import { readWebFile, type WebConfigFile, WebError, WebHost } from '../../../../services/web/index.js'
import { Failure } from '../../subcommand.js'
import { flagsOf } from './log.js'
import type { Options } from './options.js'

const log = new Logger('web')

const FILE = 'web.json5'

/** A configuration file is not larger than this, bytes. */
const SIZE = 1024 * 1024

/** What is served without a file. */
const DOCUMENTS = 'web'

/** What there is without a file. */
const builtIn: WebConfigFile = { web: { documents: DOCUMENTS, listen: ['http://:80', 'https://:443'] } }

/** Makes a host of the file, and of what options and the endpoint change. Throws an error that names the file, and where it is wrong. */
export function* makeHost(options: Options, endpoint: string | undefined): Fiber<{ host: WebHost; fibers: number }> {
    const path = yield* fileOf(options.config ?? FILE)
    const value = yield* readFile(path, options.config === undefined)
    try {
        const { config, fibers, warnings } = readWebFile(value)
        for (const warning of warnings) {
            log.error(warning)
        }
        return { host: new WebHost(changed(config, options, endpoint), flagsOf(options)), fibers }
    } catch (cause) {
        if (cause instanceof WebError && cause.code === 'WEB_CONFIG') {
            const reason = cause.message.replace(/^Cannot use the configuration of the web server: /, '')
            throw new Failure(`Cannot use configuration ${path}: ${reason}`)
        }
        throw cause
    }
}

/** The configuration with what the command line says. */
function changed(config: WebConfigFile, options: Options, endpoint: string | undefined): WebConfigFile {
    const listen = endpoint ?? options.listen
    const { web } = config
    return {
        ...config,
        ...(options.profile === undefined ? {} : { profile: options.profile }),
        web: {
            ...web,
            ...(listen === undefined ? {} : { listen: [listen] }),
            ...(options.timeouts ? { timeouts: { ...web.timeouts, ...never } } : {}),
        },
    }
}

/** Waits for clients have no end. */
const never = { body: 'never', header: 'never', inactivity: 'never', parse: 'never', request: 'never' }

/** What the file holds; where it need not be there and is not: the built-in configuration. */
function* readFile(path: string, isOptional: boolean): Fiber<unknown> {
    try {
        return (yield* load(path, { size: SIZE })) ?? {}
    } catch (error) {
        if (!(error instanceof FileError && error.code === 'FILE_NOT_FOUND')) {
            throw error
        }
    }
    if (!isOptional) {
        throw new Failure(`Cannot read configuration ${path}: there is no such file`)
    }
    if (!(yield* isDirectory(DOCUMENTS))) {
        throw new Failure(
            `Cannot find anything to serve: there is no ${FILE} here, and no directory ${DOCUMENTS}, wanted one of them (--config, --home)`,
        )
    }
    return builtIn
}

/** The file in a directory, or the file itself. */
function* fileOf(path: string): Fiber<string> {
    return (yield* isDirectory(path)) ? join(path, FILE) : path
}

function* isDirectory(path: string): Fiber<boolean> {
    return yield* fromPromise(
        stat(path).then(
            stats => stats.isDirectory(),
            () => false,
        ),
    )
}
