/*
    index.ts -- The door of fiber/event: events, fibers and life cycle of the C face, and what other rooms build on them.
*/

export * from './c.js'
export { makeFiber, makeFiberOf, queueOnMain, queueResume, ResumableWait } from './c-fiber.js'
export { addPart, type Part } from './life.js'
export { isDrivable, Starter, strandOf } from './starter.js'
