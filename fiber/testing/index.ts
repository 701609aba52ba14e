/*
    index.ts -- The door of `ioto-fiber/testing`: tools for tests of code that runs in fibers.
*/

export { assertDoesNotSuspend, assertSuspends } from './asserts.js'
export { Sequencer } from './sequencer.js'
export { VirtualClock, type VirtualClockOptions } from './virtual-clock.js'
export { fiberTest, type TestLibrary, virtually } from './virtually.js'
