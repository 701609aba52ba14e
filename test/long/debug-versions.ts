/*
    debug-versions.ts -- Steps of the debugger on other versions of Node: npm run test:debug-versions [-- VERSION ...]. The named cases, and 300
    random commands among 100 fibers. By default the oldest version that is supported, and the newest of each line.
*/

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stroll } from '../services/debug/stroll.js'
import { randomOf } from './random.js'
import { describeFindings } from './step-findings.js'
import { type InstalledNode, OLDEST, withNode } from './with-node.js'

const cases = fileURLToPath(new URL('../services/debug/cases.test.js', import.meta.url))
const given = process.argv.slice(2)
let isGood = true

for (const version of given.length > 0 ? given : [OLDEST, '20', '22', '24', '26']) {
    isGood = (await withNode(version, walk)) === true && isGood
}
process.exitCode = isGood ? 0 : 1

async function walk({ version, node }: InstalledNode): Promise<boolean> {
    const { status, stdout } = spawnSync(node, [cases], { encoding: 'utf8' })
    console.log(`Node ${version}: the cases ${stdout.trimEnd().split('\n').slice(-2).join(' ')}`)
    const random = randomOf(1)
    const findings = await stroll({ fibers: 100, commands: 300, random: () => random(1e6) / 1e6, node })
    console.log(`Node ${version}: ${describeFindings(findings)}`)
    return status === 0 && findings.wrong.length === 0
}
