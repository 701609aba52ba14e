/*
    c.ts -- The C face of fiber/event: fibers, events, watches, life cycle.
*/

export type { Blocking, Fiber, Op } from '../core/index.js'
export * from './block.js'
export { rAwait, rGetFibers, rRunFiber, rWakeup } from './bridges.js'
export {
    isFiberAbort,
    type RFiberProc,
    rAbortFiber,
    rAllocFiber,
    rFreeFiber,
    rResumeFiber,
    rSpawnFiber,
    rStartFiber,
    rYieldFiber,
} from './c-fiber.js'
export * from './critical.js'
export { rDaemonize, rWritePid } from './daemon.js'
export {
    R_EVENT_FAST,
    type REvent,
    rAllocEvent,
    rGetNextDueEvent,
    rLookupEvent,
    rRunEvent,
    rRunEvents,
    rStartEvent,
    rStartFastEvent,
    rStopEvent,
} from './events.js'
export * from './fiber-limits.js'
export { rInit, rServiceEvents, rTerm } from './life.js'
export { type RFiber, rGetFiber, rIsMain } from './main-fiber.js'
export * from './sleep.js'
export {
    R_INITIALIZED,
    R_READY,
    R_RESTART,
    R_RUNNING,
    R_STARTED,
    R_STOPPED,
    R_STOPPING,
    rGetState,
    rGetTimeouts,
    rGracefulStop,
    rSetState,
    rSetTimeouts,
    rState,
    rStop,
} from './state.js'
export { type RWatchProc, rSignal, rSignalSync, rWatch, rWatchOff } from './watches.js'
