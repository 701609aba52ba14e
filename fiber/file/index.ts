/*
    index.ts -- The door of fiber/file: files for fibers, through the thread pool of Node.
*/

export { backupFile } from './backup-file.js'
export { FileError, type FileErrorCode, fileErrors } from './errors.js'
export { File, openFile } from './file.js'
export { realPath, statFile } from './stat.js'
