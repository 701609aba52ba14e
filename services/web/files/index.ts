/*
    index.ts -- The door of services/web/files: documents from a directory.
*/

export { CacheControl } from './cache-control.js'
export { type Conditions, readConditions } from './conditions.js'
export { Documents } from './documents.js'
export type { FramedBytes } from './framed-bytes.js'
export { givePiece, sendFile, takePiece } from './send-file.js'
