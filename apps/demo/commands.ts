/*
    commands.ts -- Commands to the device: power, and custom, which runs a program. The cloud will send them; people at the machine can do it now.
*/

import { type Agent, guarded } from 'ioto-fiber'
import { type Fiber, Logger, runCommand, signal, watch } from 'ioto-fiber/fiber'
import type { Web } from 'ioto-fiber/web'

const log = new Logger('demo')

/** Milliseconds that a program may take. */
const PATIENCE = 60_000

/** What comes with a command. */
interface Command {
    readonly args?: { readonly level?: unknown; readonly program?: unknown; readonly parameters?: unknown }
}

/** Ends what `addCommands` began. */
let end: () => void = () => {}

/** Watches commands, and lets people at the machine give them. An application that is started again does not hear them twice. */
export function addCommands({ config, web }: Agent): void {
    end()
    const ends = [
        watch('device:command:power', function* (command: Command) {
            log.info(`Power level ${Math.trunc(Number(command?.args?.level ?? 0)) || 0}`)
        }),
        watch('device:command:custom', function* (command: Command) {
            yield* runCustom(command, config.get('demo.programs', []))
        }),
    ]
    end = () => {
        for (const each of ends) {
            each()
        }
    }
    web?.addAction('/api/command', guarded(giveCommand))
}

/** No longer. */
export function endCommands(): void {
    end()
}

/** Only programs that the configuration names, and without a shell: what comes from elsewhere must not run anything else. */
function* runCustom(command: Command, programs: unknown): Fiber<void> {
    const { program, parameters } = command?.args ?? {}
    if (!Array.isArray(programs) || typeof program !== 'string' || !programs.includes(program)) {
        log.error(
            `Cannot run ${String(program)}: it is not in demo.programs, wanted one of ${JSON.stringify(programs)}`,
        )
        return
    }
    const words = Array.isArray(parameters) ? parameters.map(String) : []
    try {
        const { output } = yield* runCommand([program, ...words], { deadline: PATIENCE })
        log.info(`Custom command: ${output.trim()}`)
    } catch (error) {
        log.error(`Custom command failed: ${(error as Error).message}`)
    }
}

/** POST of JSON `{ command, args }`, which no form of another site can send. */
function* giveCommand(web: Web): Fiber<void> {
    const { command, args } = (web.jsonBody ? web.parseJson().toObject() : {}) as { command?: unknown; args?: object }
    if (web.method !== 'POST' || (command !== 'power' && command !== 'custom')) {
        yield* web.sendError(400, 'Wanted POST of JSON { command: "power" or "custom", args: {...} }')
        return
    }
    signal(`device:command:${command}`, { command, args })
    yield* web.json({})
}
