/*
    cdp.ts -- The little of the Chrome DevTools Protocol that the stepper looks at. https://chromedevtools.github.io/devtools-protocol/v8/
*/

/** A position in a script, from 0. */
export interface Location {
    readonly scriptId: string
    readonly lineNumber: number
    readonly columnNumber?: number
    /** Of possible breakpoints: absent for the beginning of a statement. */
    readonly type?: string
}

/** A value in the program. */
export interface RemoteObject {
    readonly type: string
    readonly objectId?: string
    readonly value?: unknown
    readonly description?: string
    readonly unserializableValue?: string
}

/** A call on the stack of the thread. */
export interface CallFrame {
    readonly callFrameId: string
    readonly functionName: string
    readonly functionLocation?: Location
    readonly location: Location
    readonly url: string
    readonly scopeChain: readonly { readonly type: string; readonly object: RemoteObject }[]
    readonly this?: RemoteObject
    /** What it returns, where it is about to; and what a call has returned out of which was stepped. */
    readonly returnValue?: RemoteObject
}

/** The parameters of `Debugger.paused`. */
export interface Paused {
    readonly callFrames: readonly CallFrame[]
    readonly reason: string
    readonly hitBreakpoints?: readonly string[]
    readonly asyncStackTrace?: StackTrace
    /** Of exceptions: what was thrown, and whether V8 sees nobody who catches it. */
    readonly data?: RemoteObject & { readonly uncaught?: boolean }
}

/** A stack that the front end shows below that of the thread. */
export interface StackTrace {
    readonly description?: string
    readonly callFrames: readonly {
        readonly functionName: string
        readonly scriptId: string
        readonly url: string
        readonly lineNumber: number
        readonly columnNumber: number
    }[]
    readonly parent?: StackTrace
}

/** A row of `Runtime.getProperties`. */
export interface Property {
    readonly name: string
    readonly value?: RemoteObject & { readonly subtype?: string }
}

/** A message in either direction. */
export interface Message {
    readonly id?: number
    readonly method?: string
    readonly params?: Record<string, unknown>
    readonly result?: unknown
    readonly error?: unknown
}

/** Sends a command of the debugger's own to the inspector. */
export type Send = <T = Record<string, unknown>>(method: string, params?: Record<string, unknown>) => Promise<T>
