import t from 'tap'
import { format } from '../finding.js'
import { checkArchitecture } from './check.js'

const check = (texts: Record<string, string>) =>
    checkArchitecture(new Map(Object.entries(texts)), { dependencies: { json5: '1' } }).map(format)

t.test('checkArchitecture finds nothing in a good tree', async t => {
    t.same(
        check({
            'fiber/index.ts': "export { sleep } from './core/index.js'",
            'fiber/core/index.ts': "export { sleep } from './sleep.js'",
            'fiber/core/sleep.ts': 'export const sleep = 1',
            'services/web/index.ts': "import { sleep } from '../../fiber/index.js'\nimport JSON5 from 'json5'",
            'test/fiber/core/sleep.test.ts': "import { sleep } from '../../../fiber/core/sleep.js'",
        }),
        [],
    )
})

t.test('checkArchitecture names place and rule of each fault', async t => {
    t.match(
        check({
            'fiber/core/index.ts': "import 'node:net'\nimport './gone.js'\nimport 'left-pad'",
            'fiber/core/sleep.ts': '',
            'services/web/index.ts': "import '../../fiber/core/sleep.js'\nimport '../agent/agent.js'",
            'services/agent/agent.ts': '',
        }),
        [
            /^fiber\/core\/index.ts:1:8 layer: .*node:net/,
            /^fiber\/core\/index.ts:2:8 import: .*gone/,
            /^fiber\/core\/index.ts:3:8 package: .*left-pad/,
            /^services\/web\/index.ts:1:8 door: fiber has no door/,
            /^services\/web\/index.ts:2:8 layer: .*above it/,
        ],
    )
})

t.test('checkArchitecture finds cycles of files, but not of types', async t => {
    t.match(check({ 'fiber/core/a.ts': "import './b.js'", 'fiber/core/b.ts': "import './a.js'" }), [
        /fiber\/core\/a.ts cycle: Cycle of files: fiber\/core\/a.ts -> fiber\/core\/b.ts -> fiber\/core\/a.ts/,
    ])
    t.same(check({ 'fiber/core/a.ts': "import './b.js'", 'fiber/core/b.ts': "import type { A } from './a.js'" }), [])
})

t.test('checkArchitecture finds cycles of folders that no file is in', async t => {
    t.match(
        check({
            'fiber/socket/index.ts': "import '../tls/index.js'",
            'fiber/socket/options.ts': '',
            'fiber/socket/c.ts': '',
            'fiber/tls/index.ts': '',
            'fiber/tls/c.ts': "import '../socket/c.js'",
        }),
        [/Cycle of folders: fiber\/socket -> fiber\/tls -> fiber\/socket/],
    )
})
