/*
    index.ts -- The door of fiber/event: events, fibers and life cycle of the C face.
*/

export { rEndFiberBlock, rFiberBlock, rStartFiberBlock } from './block.js'
export {
    isFiberAbort,
    queueResume,
    ResumableWait,
    type RFiberProc,
    rAbortFiber,
    rAllocFiber,
    rFreeFiber,
    rResumeFiber,
    rSpawnFiber,
    rStartFiber,
    rYieldFiber,
} from './c-fiber.js'
export { rAwait, rGetFibers, rRunFiber, rWakeup } from './bridges.js'
export { rEnter, rLeave } from './critical.js'
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
export {
    rGetFiberStackLimits,
    rGetFiberStackSize,
    rGetFiberStats,
    rSetFiberLimits,
    rSetFiberStackLimits,
    rSetFiberStackSize,
} from './fiber-limits.js'
export { addPart, onLifeMessage, type Part, rInit, rServiceEvents, rTerm } from './life.js'
export { type RFiber, rGetFiber, rIsMain } from './main-fiber.js'
export { rSleep, rSleepSync } from './sleep.js'
export { isDrivable, strandOf } from './starter.js'
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
