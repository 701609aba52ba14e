/*
    index.ts -- The door of services/web/upload: multipart requests (spec web.md §14).
*/

export { receiveUploads } from './receive-uploads.js'
