import { runFolders } from './run-folders.js'

// report wants that nobody listens yet.
await runFolders(['fiber/text', 'fiber/collection', 'fiber/compat'], { except: ['report.test.js'] })
