import { runFolders } from './run-folders.js'

await runFolders(['services/mqtt'])
