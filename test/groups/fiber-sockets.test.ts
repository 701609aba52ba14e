import { runFolders } from './run-folders.js'

await runFolders(['fiber/socket', 'fiber/tls', 'fiber/wait', 'fiber/testing'])
