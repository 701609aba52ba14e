import t from 'tap'
import { RealClock } from '../../../fiber/index.js'

t.test('RealClock.now counts milliseconds from the start of the machine, and never goes backwards', async t => {
    const clock = new RealClock()
    const uptime = Number(process.hrtime.bigint()) / 1e6
    t.ok(Math.abs(clock.now() - uptime) < 1000)
    let last = clock.now()
    for (let i = 0; i < 1000; i++) {
        const next = clock.now()
        t.ok(next >= last || t.fail('backwards'))
        last = next
    }
    t.ok(Math.abs(clock.time() - Date.now()) < 1000)
})

t.test('RealClock.arm calls back once, not before the time', async t => {
    const clock = new RealClock()
    const due = clock.now() + 5
    await new Promise<void>(resolve => clock.arm(due, resolve))
    t.ok(clock.now() >= due - 1)
})

t.test('RealClock.arm replaces what was armed before, disarm takes it back', async t => {
    const clock = new RealClock()
    const log: string[] = []
    clock.arm(clock.now() + 1, () => log.push('first'))
    await new Promise<void>(resolve => clock.arm(clock.now() + 2, resolve))
    clock.arm(clock.now() + 1, () => log.push('disarmed'))
    clock.disarm()
    clock.disarm()
    await new Promise(resolve => setTimeout(resolve, 10))
    t.same(log, [])
})

t.test('RealClock.arm takes a time in the past, and one that is beyond what a Node timer can', async t => {
    const clock = new RealClock()
    await new Promise<void>(resolve => clock.arm(0, resolve))
    const warnings: unknown[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    clock.arm(clock.now() + 1e12, () => t.fail('too early'))
    await new Promise(setImmediate)
    clock.disarm()
    process.off('warning', note)
    t.same(warnings, [])
})
