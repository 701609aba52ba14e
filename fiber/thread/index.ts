/*
    index.ts -- The door of fiber/thread: work off the main thread.
*/

export { ThreadError, type ThreadErrorCode, threadErrors } from './errors.js'
export { type ModuleFunction, offload } from './offload.js'
export { setThreadLimits, type ThreadLimits, type ThreadStatistics, threadStatistics } from './pool.js'
