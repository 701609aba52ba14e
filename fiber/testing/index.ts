/*
    index.ts -- The door of `ioto-fiber/testing`: tools for tests of code that runs in fibers.
*/

export { assertDoesNotSuspend, assertSuspends } from './asserts.js'
export type { Conditions } from './conditions.js'
export { FakeNetwork, type RouteConditions } from './fake-network.js'
export { type MemoryPairOptions, memoryPair } from './memory-pair.js'
export { MemoryWire, memoryWires } from './memory-wire.js'
export { Sequencer } from './sequencer.js'
export { VirtualClock, type VirtualClockOptions } from './virtual-clock.js'
export { fiberTest, type TestLibrary, virtually } from './virtually.js'
