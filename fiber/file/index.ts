/*
    index.ts -- The door of fiber/file: files for fibers, through the thread pool of Node; names, patterns and walks.
*/

export { backupFile, backupSteps } from './backup-file.js'
export { type DurableWriteOptions, durableWrite } from './durable-write.js'
export { FileError, type FileErrorCode, fileErrors } from './errors.js'
export { File, openFile } from './file.js'
export { addDirectory, clearDirectories, expandPath, joinPath } from './path-names.js'
export { matchPath } from './pattern.js'
export { realPath, statFile } from './stat.js'
export { type WalkEntry, type WalkOptions, walkDir } from './walk-dir.js'
export { copyFile, readFile, readText, writeFile } from './whole-file.js'
