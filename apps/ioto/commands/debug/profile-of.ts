/*
    profile-of.ts -- The profile in which a program is going to run, before anything of it is loaded: as `ioto run` finds it, and as the
    environment says of programs that are no applications.
*/

import type { Application } from '../../../../services/agent/index.js'
import { findApplication, loadOptions } from '../run/index.js'

/** The profile; without one nobody has said any. */
export async function profileOf(program: string, args: readonly string[]): Promise<{ readonly profile?: string }> {
    const given = optionOf(args, 'profile')
    const { IOTO_PROFILE, PROFILE, NODE_ENV } = process.env
    const application = folderOf(program)
    if (application?.config === undefined) {
        const profile = given ?? IOTO_PROFILE ?? PROFILE ?? (NODE_ENV === 'production' ? 'prod' : undefined)
        return profile === undefined ? {} : { profile }
    }
    const { loadConfig } = await import('../../../../services/agent/index.js')
    const options = given === undefined ? {} : { profile: given }
    return { profile: loadConfig(loadOptions(options, application)).settings.profile }
}

function folderOf(program: string): Application | null {
    try {
        return findApplication(program).folder
    } catch {
        // What is missing is told when it is run.
        return null
    }
}

/** The value of `--name VALUE` or `--name=VALUE`. */
function optionOf(args: readonly string[], name: string): string | undefined {
    const at = args.findLastIndex(word => word === `--${name}` || word.startsWith(`--${name}=`))
    return at < 0 ? undefined : (/=(.*)/.exec(args[at]!)?.[1] ?? args[at + 1])
}
