/*
    errors.ts -- The error catalogue of fiber/thread.
*/

import { CodedError } from '../core/index.js'

/** Code -> what it means. */
export const threadErrors = {
    THREAD_CRASHED: 'A worker thread ended before its work was done',
    THREAD_FUNCTION: 'What is to be offloaded cannot be sent to a worker thread',
    THREAD_LIMIT: 'Too much work waits for worker threads',
} as const

/** A key of the catalogue. */
export type ThreadErrorCode = keyof typeof threadErrors

/** The class of errors of worker threads. What the offloaded function throws itself is not wrapped in it. */
export class ThreadError extends CodedError<ThreadErrorCode> {
    override name = 'ThreadError'
}
