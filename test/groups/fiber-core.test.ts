import { runFolders } from './run-folders.js'

// watch-loop measures real time.
await runFolders(['fiber/core'], { except: ['watch-loop.test.js'] })
