/*
    node-network.ts -- The real network.
*/

import type { Network } from './network.js'
import { nodeBind } from './node-bind.js'
import { nodeDial } from './node-dial.js'
import { nodeResolve } from './node-resolve.js'

/** The network of this machine: its resolver, TCP over IPv4 and IPv6. */
export const nodeNetwork: Network = /* @__PURE__ */ Object.freeze({
    resolve: nodeResolve,
    dial: nodeDial,
    bind: nodeBind,
})
