/*
    index.ts -- The door of fiber/collection: buffers, lists, hashes and ordered trees where those of JavaScript do not do.
*/

export { ME_BUFSIZE, ME_R_MAX_BUF, RBuf } from './buf.js'
export * from './flags.js'
export { RHash, RName } from './hash.js'
export { RList, type RSortProc } from './list.js'
export { checkHeight, checkOrder } from './rb-check.js'
export { RbNode } from './rb-node.js'
export { type RbCompare, type RbOptions, RbTree } from './rb-tree.js'
export type { RbWalk } from './rb-walk.js'
