/*
    link-roles.ts -- Who has to do with a link (link.ts), and its bounds.
*/

import type { Task } from '../core/index.js'
import type { Link } from './link.js'

/** An operation that waits in a link. */
export interface LinkWaiter {
    task: Task | null
    /** The next one of those that wait for the output to drain. */
    following: LinkWaiter | null
    /** What was waited for has happened. */
    released: boolean
}

/** Who counts connections: the listener. */
export interface LinkKeeper {
    /** The application has closed it; its wire is not over yet. */
    linkLingers(link: Link): void
    /** The wire is over. */
    linkClosed(link: Link): void
}

/** Who is told that a connection is over: the application, if it wants to know while it does not read or write. */
export interface SocketWatcher {
    /** `error` is what broke the connection; null: it has come to its end. Must not throw. */
    socketOver(error: Error | null): void
}

/** Who looks at a socket instead of waiting in it: wait objects of the C face. Its methods must not throw. */
export interface SocketObserver {
    /** Bytes have come, or the peer has ended, or the connection is over. */
    socketReadable(): void
    /** There is room for output again, or the connection is over. */
    socketWritable(): void
}

/** Bounds of a link. */
export interface LinkLimits {
    /** Most bytes that are held for a reader that wants more than it has seen. */
    readonly inputLimit: number
    /** Milliseconds for sending what was written before `close`. */
    readonly linger: number
}
