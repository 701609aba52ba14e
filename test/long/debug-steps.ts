/*
    debug-steps.ts -- Random steps among many fibers: `npm run test:debug -- [SEED] [NODE]`. 1,000 commands among 100 fibers, 300 among
    1,000, by the Chrome DevTools Protocol and by the Debug Adapter Protocol; none may be wrong. Then 300 of `ioto debug`, compared with what the program prints itself.
*/

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomSteps } from '../apps/ioto/commands/debug-random.js'
import { dapWalker } from '../services/debug/dap-walker.js'
import { stroll } from '../services/debug/stroll.js'
import { randomOf } from './random.js'
import { describeFindings } from './step-findings.js'

const [seed = '1', node] = process.argv.slice(2)
for (const [protocol, fibers, commands] of [
    ['CDP', 100, 1000],
    ['CDP', 1000, 300],
    ['DAP', 100, 1000],
    ['DAP', 1000, 300],
] as const) {
    const random = randomOf(Number(seed))
    const findings = await stroll({
        fibers,
        commands,
        random: () => random(1e6) / 1e6,
        ...(protocol === 'DAP' ? { walker: dapWalker } : {}),
        ...(node === undefined ? {} : { node }),
    })
    console.log(`${protocol}, seed ${seed}, ${fibers} fibers: ${describeFindings(findings)}`)
    if (findings.wrong.length > 0) {
        process.exitCode = 1
    }
}

const cwd = mkdtempSync(join(tmpdir(), 'ioto-debug-'))
try {
    const { wrong, stops } = randomSteps({ cwd, fibers: 20, steps: 300, random: randomOf(Number(seed)) })
    console.log(`seed ${seed}, ioto debug: ${stops} stops among 20 fibers, ${wrong.length} wrong`)
    for (const line of wrong) {
        console.log(line)
        process.exitCode = 1
    }
} finally {
    rmSync(cwd, { recursive: true })
}
