/*
    index.ts -- The door of fiber/file: files for fibers, through the thread pool of Node; names, patterns and walks.
*/

export { backupFile, backupSteps } from './backup-file.js'
export { type DurableWriteOptions, durableWrite } from './durable-write.js'
export { FileError, type FileErrorCode, fileErrors } from './errors.js'
export { type CreateOptions, createFile, File, openFile } from './file.js'
export { hashFile } from './hash-file.js'
export { lockFile, lockOwner } from './lock-file.js'
export {
    fileExists,
    makeDirectory,
    makeTemporaryFile,
    openTemporaryFile,
    removeFile,
    removeTree,
    renameFile,
    syncDirectory,
} from './names.js'
export { addDirectory, clearDirectories, expandPath, joinPath } from './path-names.js'
export { matchPath } from './pattern.js'
export { realPath, statFile } from './stat.js'
export { openTail, type Tail, type TailOptions } from './tail.js'
export { type GlobOptions, glob, readDirectory, walk } from './walk.js'
export { type WalkEntry, type WalkOptions, walkDir } from './walk-dir.js'
export { copyFile, readFile, readText, writeFile } from './whole-file.js'
