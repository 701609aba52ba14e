import { runFolders } from './run-folders.js'

await runFolders(['services/agent', 'services/websock'])
