import { fileURLToPath } from 'node:url'
import t from 'tap'
import { readFaces } from '../../checks/c-table/index.js'
import { readTree } from '../../checks/tree.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

t.test('services/agent/c.ts has the names of every C face, of the runtime and of the services', async t => {
    const paths = ['fiber/c.ts', ...readTree(root, ['services'], /^services\/(?!agent\/)[^/]+\/c\.ts$/).keys()]
    const [all, ...faces] = readFaces('services/agent/c.ts', ...paths)
    for (const [at, face] of faces.entries()) {
        t.strictSame(
            [...face.keys()].filter(name => !all!.has(name)),
            [],
            paths[at]!,
        )
    }
})
