import { runFolders } from './run-folders.js'

await runFolders(['fiber/file', 'fiber/time', 'fiber/log', 'fiber/process', 'fiber/thread'])
