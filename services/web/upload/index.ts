/*
    index.ts -- The door of services/web/upload: multipart requests (spec web.md §14).
*/

export { receiveUploads, wantBoundary } from './receive-uploads.js'
export { WebUpload } from './upload.js'
export { isUploadDirectory } from './upload-directory.js'
export { Uploads } from './uploads.js'
export { withUploads } from './with-uploads.js'
