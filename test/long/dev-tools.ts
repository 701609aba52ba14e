/*
    dev-tools.ts -- A session in Chrome DevTools, by its keys and panes: `npm run test:devtools`. It takes a Chromium, and a quarter of a
    minute.
*/

import { join } from 'node:path'
import t from 'tap'
import { findChromium } from '../apps/ioto/browser.js'
import { installCafe } from '../docs/install-cafe.js'
import { debuggee } from '../services/debug/cdp-client.js'
import { DevTools } from '../services/debug/dev-tools.js'

const chromium = findChromium()
const skip = chromium === null ? 'No Chromium is installed here' : false
t.setTimeout(600_000)

t.test('DevTools finds the program, steps in its fiber, and shows the others', { skip }, async t => {
    const cwd = t.testdir({ profile: {} })
    installCafe(cwd)
    const { child, url } = await debuggee('cafe.js', { options: ['--import', 'ioto-fiber/debug'], cwd })
    t.teardown(() => child.kill('SIGKILL'))
    const tools = await DevTools.open(chromium!, join(cwd, 'profile'), new URL(url).port)
    t.teardown(() => tools.close())

    t.equal((await tools.stopped('(anonymous) cafe.ts:8'))[0], '(anonymous) cafe.ts:8', 'at the first statement')
    await tools.clickLine(28)
    await tools.press('resume')
    t.strictSame(await tools.stopped('serve cafe.ts:28'), [
        'serve cafe.ts:28',
        'fiber 2 "serve" ready (open)',
        'serve cafe.ts:27',
        'fiber 3 "host" waiting (paid)',
        'host cafe.ts:38',
    ])
    // Or it would stop the other guest, and end a step.
    await tools.clickLine(28)
    for (const [key, at] of [
        ['into', 'brew cafe.ts:18'],
        ['over', 'brew cafe.ts:20'],
        ['over', 'brew cafe.ts:21'],
        ['out', 'serve cafe.ts:29'],
        ['into', 'price cafe.ts:13'],
        ['out', 'serve cafe.ts:30'],
    ] as const) {
        await tools.press(key)
        t.equal((await tools.stopped(at))[0], at, key)
    }
})
