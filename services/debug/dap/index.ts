/*
    index.ts -- The door of services/debug/dap: the Debug Adapter Protocol, for editors.
*/

export { DapServer, type DapOptions } from './server.js'
export { type DapListener, listenForEditors } from './listen.js'
