/*
    dap-command.ts -- `ioto debug --dap`: the Debug Adapter Protocol for an editor, on standard input and output or at a port.
*/

import { run } from '../../../../fiber/index.js'
import { DapServer, listenForEditors } from '../../../../services/debug/index.js'
import { StopSignals } from '../../stop-signal.js'
import { debuggee } from './program.js'

const options = { module: debuggee }

/** Serves an editor that has started this process, or with a port those that connect, until Ctrl-C. */
export async function dapCommand(port: number | null): Promise<number> {
    if (port === null) {
        await new DapServer(process.stdin, process.stdout, options).ended
        return 0
    }
    const listener = await listenForEditors(port, options)
    const signals = new StopSignals()
    try {
        process.stderr.write(`Waiting for editors at 127.0.0.1:${listener.port}\n`)
        await run(() => signals.wait())
    } finally {
        signals.close()
        await listener.close()
    }
    return 0
}
