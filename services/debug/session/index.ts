/*
    index.ts -- The door of services/debug/session: a program that is debugged, as front ends of our own see it.
*/

export { Breakpoint, type BreakpointOptions, type Target } from './breakpoint.js'
export type { Breakpoints } from './breakpoints.js'
export { Frame, RunningFrame, type Scope, WaitingFrame } from './frame.js'
export { type Launched, type LaunchOptions, launch } from './launch.js'
export { DebugSession, type Stop, type StopReason, type Variable } from './session.js'
export type { FiberRow } from '../inside.js'
export { type Place, type Position, type Script, Sources, scriptURL } from './sources.js'
export type { Trap } from './traps.js'
export { unique } from './unique.js'
