import { runFolders } from './run-folders.js'

// The conformance suite alone takes as long as all others.
await runFolders(['services/web'], { except: ['conformance.test.js'] })
