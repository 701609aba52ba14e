/*
    index.ts -- The door of services/web/files: documents from a directory.
*/

export { Documents } from './documents.js'
