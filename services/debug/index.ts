/*
    index.ts -- The door of services/debug. `ioto-fiber/debug` is register.ts beside it, which starts the debugger.
*/

export { tellAddress } from './address-file.js'
export { type DapListener, type DapOptions, DapServer, listenForEditors } from './dap/index.js'
export { DebugError, type DebugErrorCode, debugErrors } from './errors.js'
export * from './session/index.js'
export { type DebugOptions, startDebugging } from './start.js'
