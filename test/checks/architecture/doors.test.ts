import t from 'tap'
import { doorFault } from './doors.js'

const tree = new Set([
    'fiber/index.ts',
    'fiber/c.ts',
    'fiber/compat/index.ts',
    'fiber/compat/null.ts',
    'fiber/core/index.ts',
    'fiber/core/task.ts',
    'fiber/testing/index.ts',
    'services/web/index.ts',
    'services/web/web.ts',
    'services/web/files/index.ts',
    'services/web/files/cache.ts',
    'services/raw/raw.ts',
])
const fault = (from: string, to: string) => doorFault(from, to, path => tree.has(path))

t.test('doorFault accepts doors and what is in the same room', async t => {
    t.equal(fault('fiber/core/a.ts', 'fiber/core/task.ts'), undefined)
    t.equal(fault('fiber/socket/a.ts', 'fiber/core/index.ts'), undefined)
    t.equal(fault('fiber/index.ts', 'fiber/core/index.ts'), undefined)
    t.equal(fault('services/web/a.ts', 'fiber/index.ts'), undefined)
    t.equal(fault('services/web/c.ts', 'fiber/c.ts'), undefined)
    t.equal(fault('apps/ioto/main.ts', 'services/web/index.ts'), undefined)
    t.equal(fault('services/web/a.ts', 'services/web/files/index.ts'), undefined)
    t.equal(fault('services/web/files/a.ts', 'services/web/web.ts'), undefined)
})

t.test('doorFault refuses a way past a door and names the door', async t => {
    t.match(fault('fiber/socket/a.ts', 'fiber/core/task.ts'), /import fiber\/core\/index.ts$/)
    t.match(fault('services/web/a.ts', 'fiber/core/task.ts'), /import fiber\/index.ts or fiber\/c.ts$/)
    t.match(fault('services/web/a.ts', 'fiber/core/index.ts'), /import fiber\/index.ts or fiber\/c.ts$/)
    t.match(fault('apps/ioto/main.ts', 'services/web/files/cache.ts'), /import services\/web\/index.ts$/)
    t.match(fault('services/web/a.ts', 'services/web/files/cache.ts'), /import services\/web\/files\/index.ts$/)
})

t.test('doorFault lets C faces share what is theirs', async t => {
    t.equal(fault('services/web/c.ts', 'fiber/compat/index.ts'), undefined)
    t.equal(fault('services/web/c-host.ts', 'fiber/compat/index.ts'), undefined)
    t.match(fault('services/web/cache.ts', 'fiber/compat/index.ts'), /import fiber\/index.ts or fiber\/c.ts$/)
    t.match(fault('services/web/c-host.ts', 'fiber/compat/null.ts'), /import fiber\/index.ts or fiber\/c.ts$/)
})

t.test('doorFault refuses a room without a door', async t => {
    t.match(fault('apps/ioto/main.ts', 'services/raw/raw.ts'), /services\/raw has no door/)
})

t.test('doorFault lets tests look inside', async t => {
    t.equal(fault('test/fiber/core/task.test.ts', 'fiber/core/task.ts'), undefined)
})
