/*
    index.ts -- The door of fiber/core.
*/

export { FiberAbort, fiberAbort } from './abort.js'
export { all, type ResultsOf } from './all.js'
export { any } from './any.js'
export { answerProbe, Backtrace, cleanStack, type Frame } from './backtrace.js'
export { type ScopeHandle, scope } from './block-scope.js'
export { Channel, type ChannelStatistics } from './channel.js'
export { type Clock, RealClock } from './clock.js'
export { deadline } from './deadline.js'
export { generatorsOf, recordSpawns, spawnSite } from './debug.js'
export { CodedError } from './coded-error.js'
export { CancelledError, FiberError, type FiberErrorCode, fiberErrors, TimeoutError, textOf } from './errors.js'
export { Event } from './event.js'
export { dumpFibers, type RuntimeStatistics, statistics } from './fibers.js'
export { Latch } from './latch.js'
export { Leaf } from './leaf.js'
export { FiberLocal } from './local.js'
export { PROBE, RESUME, ready, SUSPEND } from './marks.js'
export { isFullDisk, machineFault } from './machine-fault.js'
export { Mutex } from './mutex.js'
export { fromPromise, run, toPromise } from './promise.js'
export { type ResultOf, race } from './race.js'
export {
    exitOnFailure,
    type FailureHandler,
    logFailure,
    onFailureText,
    onUncaught,
    type UncaughtFailure,
} from './report.js'
export { type ExponentialOptions, exponential, type RetryOptions, retry, type Schedule } from './retry.js'
export {
    abandonNow,
    armNow,
    asMain,
    batch,
    coarseNow,
    current,
    enqueue,
    type Flushable,
    fiberOf,
    fireDue,
    flushAtSliceEnd,
    hold,
    holdAfterPass,
    isIdle,
    nextDue,
    now,
    readyCount,
    release,
    runPass,
    startTimer,
    stepNow,
    stopTimer,
    switchCount,
    useClock,
    wake,
    wakeLater,
    wallTime,
} from './scheduler.js'
export { rootScope } from './scope.js'
export { type Selected, select } from './select.js'
export { Semaphore, type SemaphoreStatistics } from './semaphore.js'
export { shield } from './shield.js'
export { sleep } from './sleep.js'
export { detach, fiberLimit, setFiberLimit, spawn, start } from './spawn.js'
export { type SuperviseOptions, supervise } from './supervise.js'
export { Task, type TaskOutcome, type TaskState, type TaskStatistics } from './task.js'
export {
    chromeTrace,
    type ChromeTrace,
    type ChromeTraceEvent,
} from './chrome-trace.js'
export { type LoggedStep, startTimeLog, stopTimeLog, timeLog, timeLogSize } from './time-log.js'
export { Timer } from './timers.js'
export { Turn } from './turn.js'
export type { Blocking, Fiber, FiberFunction, Move, Op, Resume, Step, Suspend } from './types.js'
export { type Descent, endDescent } from './unwind.js'
export { type FiberView, viewOf } from './view.js'
export { fibers } from './walk.js'
export {
    addWatch,
    dropWatches,
    removeWatch,
    signal,
    signalSync,
    type Watch,
    type Watcher,
    watch,
    watchesOf,
} from './watch.js'
export { describeLongSlice, type LongSlice, type Suspect, watchLoop } from './watch-loop.js'
export { whenEnded } from './when-ended.js'
export { yieldNow } from './yield-now.js'
