import t from 'tap'
import { layerFault, nodeFault } from './layers.js'

t.test('layerFault accepts arrows that point down', async t => {
    t.equal(layerFault('apps/ioto/main.ts', 'services/agent/index.ts'), undefined)
    t.equal(layerFault('apps/ioto/main.ts', 'fiber/index.ts'), undefined)
    t.equal(layerFault('services/agent/agent.ts', 'services/web/index.ts'), undefined)
    t.equal(layerFault('services/web/web.ts', 'services/http/index.ts'), undefined)
    t.equal(layerFault('services/web/web.ts', 'services/web/routes.ts'), undefined)
    t.equal(layerFault('services/http/parser.ts', 'fiber/index.ts'), undefined)
    t.equal(layerFault('fiber/tls/tls.ts', 'fiber/socket/index.ts'), undefined)
    t.equal(layerFault('fiber/core/sleep.ts', 'fiber/core/timers.ts'), undefined)
})

t.test('layerFault refuses arrows that point up', async t => {
    t.match(layerFault('fiber/socket/socket.ts', 'services/web/index.ts'), /fiber must not import services/)
    t.match(layerFault('services/web/web.ts', 'apps/ioto/main.ts'), /services must not import apps/)
    t.match(layerFault('services/http/http.ts', 'services/web/index.ts'), /services\/web, which is above it/)
    t.match(layerFault('services/web/web.ts', 'services/agent/index.ts'), /services\/agent, which is above it/)
})

t.test('layerFault refuses neighbours', async t => {
    t.match(layerFault('services/web/web.ts', 'services/mqtt/index.ts'), /services\/mqtt, which is beside it/)
    t.match(layerFault('apps/ioto/main.ts', 'apps/demo/index.ts'), /apps\/ioto must not import apps\/demo/)
})

t.test('layerFault keeps fiber/core on its own', async t => {
    t.match(layerFault('fiber/core/task.ts', 'fiber/socket/index.ts'), /stands on nothing/)
    t.match(layerFault('fiber/core/task.ts', 'fiber/index.ts'), /stands on nothing/)
})

t.test('layerFault wants a tier for each service', async t => {
    t.match(layerFault('services/web/web.ts', 'services/radio/index.ts'), /services\/radio has no tier/)
    t.match(layerFault('services/radio/radio.ts', 'services/http/index.ts'), /services\/radio has no tier/)
})

t.test('layerFault lets tests import anything and nobody import tests', async t => {
    t.equal(layerFault('test/fiber/core/sleep.test.ts', 'fiber/core/sleep.ts'), undefined)
    t.match(layerFault('fiber/core/sleep.ts', 'test/tools.ts'), /must not import test/)
    t.equal(layerFault('test/web/web.test.ts', 'fiber/testing/index.ts'), undefined)
    t.match(layerFault('fiber/socket/socket.ts', 'fiber/testing/index.ts'), /Only tests/)
    t.match(layerFault('services/web/web.ts', 'fiber/testing/index.ts'), /Only tests/)
})

t.test('nodeFault keeps I/O out of fiber/core', async t => {
    t.match(nodeFault('fiber/core/task.ts', 'node:net'), /knows no I\/O/)
    t.match(nodeFault('fiber/core/task.ts', 'fs'), /knows no I\/O/)
    t.match(nodeFault('fiber/core/task.ts', 'node:fs/promises'), /knows no I\/O/)
    t.equal(nodeFault('fiber/core/task.ts', 'node:async_hooks'), undefined)
    t.equal(nodeFault('fiber/socket/socket.ts', 'node:net'), undefined)
})
