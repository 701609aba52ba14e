import { runFolders } from './run-folders.js'

await runFolders(['fiber/text', 'fiber/collection', 'fiber/compat'])
